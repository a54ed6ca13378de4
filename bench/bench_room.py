"""The jury room on a day of 300 candidates, and twelve members who follow it.

    uv run --group bench python bench/bench_room.py

One process, one run, on a throwaway database of the server of the tests. The demo's story is told, then its jury gets
300 candidates: 240 of whom there is nothing to discuss, 60 examined one by one. Times hold the whole request, from the
session to the rendered page, without a network. Then the same decisions are taken with and without twelve members whose
pages ask for the room every two seconds, as `room.js` does, in turns, at the pace of a president who decides one
candidate every four seconds: what is compared is the median time of the president's requests. In the end the jury is
closed: results to the register, minutes composed and sealed.
"""

# ruff: noqa: E402  # Django is set up before what needs it is imported

from __future__ import annotations

import os
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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

from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jurande.accounts.models import User
from jurande.desk.story import telling
from jurande.desk.story.people import JURORS, SECRETARY
from jurande.juries.models import Case, JurySession
from jurande.organisations.models import ExamCentre
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Session
from tests.bulk import candidacies, cases
from tests.database import migrated_template

FEW, MANY, TO_DISCUSS = 10, 300, 60
MEMBERS = 12
POLL_SECONDS, PACE_SECONDS = 2.0, 4.0
TURNS, DECISIONS_A_TURN = 4, 5
ROUNDS = 25


def browser(email: str) -> Client:
    """Somebody's browser, logged in."""
    client = Client()
    client.force_login(User.objects.get(email=email))
    return client


class Room:
    """The room of the story's jury, and who acts in it."""

    def __init__(self) -> None:
        telling.tell()
        self.centre = ExamCentre.objects.get(code=SECRETARY.centre)
        self.session = JurySession.objects.get(state=Session.DELIBERATING.value)
        self.president = browser(JURORS[0].email)
        self.address = reverse("juries:room", args=[self.session.pk])

    def grow_to(self, number: int) -> None:
        """So many candidates, one of five to discuss."""
        first = self.session.cases.count() + 1
        listed = candidacies(self.centre, range(first, number + 1), state=State.PRESENTED, last_year=2019)
        cut = len(listed) * TO_DISCUSS // MANY
        cases(self.session, listed[:cut], first=first)
        cases(self.session, listed[cut:], first=first + cut, clear=True)

    def open(self) -> None:
        """The president's page."""
        assert self.president.get(self.address).status_code == 200

    def queries(self) -> int:
        """How many queries the page issues, once warm."""
        self.open()
        with CaptureQueriesContext(connection) as captured:
            self.open()
        return len(captured)

    def decide_one(self) -> float:
        """Examine and decide the next candidate to discuss; the seconds of the decision."""
        waiting = Case.objects.filter(session=self.session, state="to_examine", summary__not_acquired__len__gt=0)
        case = waiting.order_by("position")[0]
        assert self.president.post(reverse("juries:examine", args=[case.pk])).status_code == 302
        start = time.perf_counter()
        answer = self.president.post(reverse("juries:decide", args=[case.pk]), {"verdict": "not_admissible"})
        assert answer.status_code == 302, answer.status_code
        return time.perf_counter() - start

    def decide_the_rest(self) -> None:
        """The clear ones in one motion, the others one by one."""
        # Those of this bench have no facts; of the story’s, there may be something to discuss all the same.
        clear = Case.objects.filter(
            session=self.session, state="to_examine", summary__not_acquired=[], summary__facts={}
        )
        chosen = [str(pk) for pk in clear.values_list("pk", flat=True)]
        together = reverse("juries:decide_together", args=[self.session.pk])
        assert self.president.post(together, {"cases": chosen}).status_code == 302
        for case in Case.objects.filter(session=self.session).exclude(state="decided"):
            if case.state == "to_examine":
                self.president.post(reverse("juries:examine", args=[case.pk]))
            verdict = {"verdict": "postponed", "reason": "Le jury manque de temps."}
            answer = self.president.post(reverse("juries:decide", args=[case.pk]), verdict)
            assert answer.status_code == 302, answer.content.decode()[:2000]

    def close(self) -> float:
        """Close the jury; the seconds of it."""
        start = time.perf_counter()
        answer = self.president.post(reverse("juries:close", args=[self.session.pk]))
        assert answer.status_code == 302, answer.content.decode()[:2000]
        return time.perf_counter() - start


class Follower(threading.Thread):
    """A member's page: asks for the version that it shows, and takes what comes."""

    def __init__(self, room: Room, email: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.client, self.stop = browser(email), stop
        self.address = reverse("juries:version", args=[room.session.pk])
        self.session = room.session.pk
        self.version = -1

    def run(self) -> None:
        """Poll until told to stop."""
        try:
            while not self.stop.wait(POLL_SECONDS):
                shown = JurySession.objects.values_list("version", flat=True).get(pk=self.session)
                answer = self.client.get(self.address, {"v": self.version})
                self.version = shown if answer.status_code == 200 else self.version
        finally:
            connections.close_all()


@contextmanager
def followed(room: Room, *, by: int) -> Iterator[None]:
    """So many members follow the room."""
    stop = threading.Event()
    members = [Follower(room, JURORS[index % len(JURORS)].email, stop) for index in range(by)]
    for index, one in enumerate(members):
        threading.Timer(index * POLL_SECONDS / max(by, 1), one.start).start()
    time.sleep(POLL_SECONDS * 1.5 if by else 0)
    yield
    stop.set()
    for one in members:
        one.join()


def turn(room: Room, *, by: int) -> list[float]:
    """Some decisions at the president's pace, while so many members follow."""
    times = []
    with followed(room, by=by):
        for _ in range(DECISIONS_A_TURN):
            times.append(room.decide_one())
            time.sleep(PACE_SECONDS)
    return times


def main() -> int:
    """Print each measure; 0 when every target is met."""
    with migrated_template() as template, template.copied():
        room = Room()
        room.grow_to(FEW)
        few = room.queries()
        room.grow_to(MANY)
        many = room.queries()
        met = few == many
        print(f"room: {few} queries with {FEW} candidates, {many} with {MANY}, target the same")
        pages = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            room.open()
            pages.append(time.perf_counter() - start)
        met &= statistics.median(pages) < 0.120
        print(f"room page of {MANY} candidates: median {statistics.median(pages) * 1e3:.0f} ms, target 120")
        alone: list[float] = []
        shared: list[float] = []
        for _ in range(TURNS):
            alone += turn(room, by=0)
            shared += turn(room, by=MEMBERS)
        quick, slow = statistics.median(alone), statistics.median(shared)
        met &= quick < 0.080 and slow / quick < 1.10
        print(f"a decision recorded: median {quick * 1e3:.0f} ms, target 80")
        ratio = f"median {slow * 1e3:.0f} ms, ratio {slow / quick:.2f}"
        print(f"the same with {MEMBERS} members following: {ratio}, target 1.10")
        room.decide_the_rest()
        closing = room.close()
        met &= closing < 10
        print(f"closing {MANY} candidates, minutes composed and sealed: {closing:.1f} s, target 10")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
