"""Pages of a register of 100,000 candidacies: the candidacy list and the jury room.

    uv run --group bench python bench/bench_pages.py

One process, one run, on throwaway databases of the server of the tests. Two registers tell the demo's story, then
grow, all in one exam centre: 1,000 candidacies in one, 100,000 in the other. First the queries of a page, which must
not depend on how many candidates there are (10, then 1,000); then the ratio of its median times, from one register to
the other. The registers take turns, so that a busy machine weighs on neither more. Times hold the whole request, from
the session to the rendered page, without a network.
"""

# ruff: noqa: E402  # Django is set up before what needs it is imported

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "jurande.config.settings",
    "DATABASE_URL": "postgresql:///not-started-yet",
    "JURANDE_DEMO": "1",
    "JURANDE_NOW": "2026-04-09T14:30",
    "JURANDE_HOSTS": "testserver",
    "JURANDE_VAR": str(ROOT / "var" / "tests"),
}
Path(os.environ["JURANDE_VAR"], "static").mkdir(parents=True, exist_ok=True)

import django

django.setup()

import psycopg
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jurande.accounts.models import User
from jurande.desk.story import telling
from jurande.desk.story.people import JURORS, SECRETARY
from jurande.juries.models import JurySession
from jurande.organisations.models import ExamCentre
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Session
from tests.bulk import candidacies, cases
from tests.database import Template, migrated_template

SMALL, LARGE = 1_000, 100_000
FEW, MANY = 10, 1_000
TARGET = 1.5
ROUNDS = 15
EACH_TURN = 3


class Register:
    """One register, connected to on demand, and its pages with who opens them."""

    def __init__(self, template: Template, name: str, size: int) -> None:
        self.settings = dict(connections.settings["default"])
        self.size = size
        telling.tell()
        self.centre = ExamCentre.objects.get(code=SECRETARY.centre)
        # The story's own references are of 2020 and later.
        candidacies(self.centre, range(size), last_year=2019)
        self.session = JurySession.objects.get(state=Session.DELIBERATING.value)
        self.list_candidates(FEW - self.session.cases.count())
        with psycopg.connect(template.server.url(name, "jurande_owner"), autocommit=True) as owner:
            owner.execute("VACUUM ANALYZE")
        self.secretary, self.president = browser(SECRETARY.email), browser(JURORS[0].email)

    def list_candidates(self, count: int) -> None:
        """So many more candidates before the jury that sits."""
        first = self.session.cases.count() + 1
        numbers = range(LARGE + first, LARGE + first + count)
        listed = candidacies(self.centre, numbers, state=State.PRESENTED, last_year=2019)
        cases(self.session, listed, first=first)

    def connect(self) -> None:
        """Point Django at this register."""
        connections["default"].close()
        connections.settings["default"].update(self.settings)

    def open(self, page: str) -> None:
        """Open a page by its name. Fails on anything but a page."""
        room = reverse("juries:room", args=[self.session.pk])
        response = self.president.get(room) if page == ROOM else self._list(PAGES[page])
        assert response.status_code == 200, (page, response.status_code)

    def _list(self, narrowed: dict[str, Any]) -> Any:
        """The list, narrowed by a step; or by what is searched for, which is sent and then shown."""
        listing = reverse("candidacies:list")
        if "q" in narrowed:
            return self.secretary.post(listing, narrowed, follow=True)
        return self.secretary.get(listing, narrowed)


ROOM = "jury room"
PAGES: dict[str, dict[str, Any]] = {
    "candidacy list": {},
    "candidacy list, one step": {"etape": "planned"},
    "candidacy list, by name": {"q": "lukasik 00007"},
    "candidacy list, by reference": {"q": "VDB-2019-0042"},
    ROOM: {},
}


def browser(email: str) -> Client:
    """Somebody's browser, logged in."""
    client = Client()
    client.force_login(User.objects.get(email=email))
    return client


@contextmanager
def registers() -> Iterator[tuple[Register, Register]]:
    """The small register and the large one."""
    with ExitStack() as stack:
        template = stack.enter_context(migrated_template())
        small, large = (Register(template, stack.enter_context(template.copied()), size) for size in (SMALL, LARGE))
        yield small, large


def queries(register: Register, page: str) -> int:
    """How many queries a page issues, once warm."""
    register.open(page)
    with CaptureQueriesContext(connection) as captured:
        register.open(page)
    return len(captured)


def medians(page: str, *both: Register) -> list[float]:
    """Median seconds of a page in each register, which take turns."""
    times: dict[int, list[float]] = {one.size: [] for one in both}
    for _ in range(ROUNDS):
        for one in both:
            one.connect()
            one.open(page)
            for _ in range(EACH_TURN):
                start = time.perf_counter()
                one.open(page)
                times[one.size].append(time.perf_counter() - start)
    return [statistics.median(found) for found in times.values()]


def main() -> int:
    """Print each page; 0 when every target is met."""
    met = True
    with registers() as (small, large):
        for page in PAGES:
            first, second = medians(page, small, large)
            met &= second / first < TARGET
            print(
                f"{page}: {first * 1e3:.0f} ms with {SMALL:,} candidacies, {second * 1e3:.0f} ms with {LARGE:,}: "
                f"ratio {second / first:.2f}, target {TARGET}"
            )
        small.connect()
        for page in ("candidacy list", ROOM):
            before = queries(small, page)
            if page == ROOM:
                small.list_candidates(MANY - FEW)
                seen = (f"{FEW} candidates before the jury", f"{MANY:,}")
            else:
                large.connect()
                seen = (f"{SMALL:,} candidacies", f"{LARGE:,}")
            after = queries(small if page == ROOM else large, page)
            small.connect()
            met &= after == before
            print(f"{page}: {before} queries with {seen[0]}, {after} with {seen[1]}, target the same")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
