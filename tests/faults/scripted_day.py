"""A jury's day as its members click it, request by request, whatever dies meanwhile."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from http.cookiejar import CookieJar
from random import Random
from threading import Timer
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.rows import dict_row

from jurande.config.postgres import DATABASE
from jurande.desk.management.commands.load_story import PASSWORD
from tests.faults.installation import Installation

PATIENCE_SECONDS = 30
TRIES = 20


@dataclass(frozen=True, slots=True)
class Click:
    """One request of the day, sent as often as needed until it is answered."""

    who: str
    path: str
    data: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Day:
    """What was acknowledged: votes by identifier, decisions by case, and the closing."""

    votes: dict[UUID, str] = field(default_factory=dict)
    decisions: dict[UUID, str] = field(default_factory=dict)
    closed: bool = False


class Device(urllib.request.HTTPRedirectHandler):
    """A member's browser: keeps its cookies, follows nothing by itself."""

    def __init__(self, address: str) -> None:
        self.address, self.cookies = address, CookieJar()
        self._opener = urllib.request.build_opener(self, urllib.request.HTTPCookieProcessor(self.cookies))

    def redirect_request(self, *_: Any) -> None:
        """A redirection is an answer."""

    def ask(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        """The status, and where it leads; raises OSError or HTTPException when nothing answers."""
        body = None
        if data is not None:
            token = next((one.value for one in self.cookies if one.name == "csrftoken"), "") or ""
            body = urllib.parse.urlencode(data | {"csrfmiddlewaretoken": token}).encode()
        request = urllib.request.Request(self.address + path, body)  # noqa: S310  # our own loopback address
        try:
            with self._opener.open(request, timeout=PATIENCE_SECONDS) as answer:
                return answer.status, ""
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers.get("Location", "")

    def log_in(self, email: str) -> None:
        """By password, as a demo allows."""
        self.ask("/compte/login/")
        status, _ = self.ask("/compte/login/", {"login": email, "password": PASSWORD})
        assert status == 302, f"{email}: {status}"


class ScriptedDay:
    """The day of the story's jury. `run` plays it, killing `victims` in turn at moments that `random` chooses."""

    def __init__(self, site: Installation, random: Random) -> None:
        self.site, self.random, self.day = site, random, Day()
        self.president = ""
        self._devices: dict[str, Device] = {}

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """What the database holds now."""
        url = self.site.postgres.url(DATABASE, "jurande_app")
        with psycopg.connect(url, row_factory=dict_row) as connection:
            return connection.execute(query, values).fetchall()

    def run(self, victims: list[str]) -> Day:
        """Play the day to its end; gives what was acknowledged."""
        clicks = list(self._script())
        for who in {click.who for click, _ in clicks}:
            self._devices[who] = Device(self.site.address)
            self._devices[who].log_in(who)
        moments = self.random.sample(range(len(clicks)), len(victims))
        fates = dict(zip(moments, victims, strict=True))
        for number, (click, acknowledged) in enumerate(clicks):
            self._until_answered(click, fates.get(number))
            acknowledged()
        return self.day

    def _script(self) -> Iterator[tuple[Click, Callable[[], object]]]:
        """Every click of the day, and what to remember once it is answered."""
        [session] = self.rows("SELECT id FROM juries_jurysession WHERE state = 'deliberating'")
        seats = self.rows(
            "SELECT m.president, u.email FROM juries_member m JOIN accounts_user u ON u.id = m.user_id "
            "WHERE m.session_id = %s AND m.present AND m.votes AND NOT m.withdrawn AND NOT m.temporary_work",
            session["id"],
        )
        cases = self.rows(
            "SELECT c.id, c.state, s.not_acquired FROM juries_case c JOIN evaluations_summary s ON s.id = c.summary_id "
            "WHERE c.session_id = %s ORDER BY c.position",
            session["id"],
        )
        self.president = next(seat["email"] for seat in seats if seat["president"])
        for case in cases:
            verdict = "not_admissible" if case["not_acquired"] else "admissible"
            act = f"/jurys/cas/{case['id']}"
            if case["state"] == "to_examine":
                yield Click(self.president, f"{act}/examiner/"), lambda: None
            yield Click(self.president, f"{act}/vote/", {"verdict": verdict, "reason": ""}), lambda: None
            for number, seat in enumerate(seats):
                vote, choice = uuid4(), "against" if number % 4 == 3 else "for"
                click = Click(seat["email"], f"{act}/voix/", {"id": str(vote), "choice": choice})
                yield click, partial(self.day.votes.update, {vote: choice})
            yield Click(self.president, f"{act}/resultat/"), partial(self.day.decisions.update, {case["id"]: verdict})
        yield Click(self.president, f"/jurys/{session['id']}/clore/"), self._closed

    def _closed(self) -> None:
        self.day.closed = True

    def _until_answered(self, click: Click, victim: str | None) -> None:
        """Send it, and again while nothing says that it was received: with the same identifiers, as a page does."""
        killer = Timer(self.random.uniform(0, 0.08), self.site.kill, [victim]) if victim else None
        if killer:
            killer.start()
        interrupted = False
        for _ in range(TRIES):
            try:
                status, leads = self._devices[click.who].ask(click.path, click.data)
            except (OSError, http.client.HTTPException):
                status, leads = 0, ""
            if killer:
                killer.join()
                killer = None
            if status == 302 and "login" not in leads:
                break
            # Done by the time its answer was lost: the life cycle says so when it is sent again.
            if interrupted and status == 409:
                break
            assert status == 0 or status >= 500, f"{click.path} by {click.who}: {status} {leads}"
            interrupted = True
            self.site.revive()
        else:
            raise AssertionError(f"{click.path}: never answered")
        if victim:
            self.site.revive()
