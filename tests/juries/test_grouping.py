"""Several candidates decided in one motion."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from jurande.desk.story import juries
from jurande.desk.story.course import secretary
from jurande.desk.story.people import CORENTIN, MARIAM, ONDINE, Candidate
from jurande.juries.day import barring, grouping
from jurande.juries.models import Case
from jurande.ledger.actors import Actor
from jurande.ledger.models import Entry
from tests.juries.crowd import crowd
from tests.juries.sessions import (
    ASTRUC,
    NOON,
    PRESIDENT,
    acts_as,
    case_of,
    deliberate,
    examine,
    member,
    open_vote,
    president,
    the_jury,
)
from tests.juries.test_room import browser, page, room
from tests.told import JURY_DAY
from tests.writes import refused

pytestmark = pytest.mark.usefixtures("called")


@pytest.fixture(autouse=True)
def on_the_day(called: object, settings: Settings) -> None:
    """It is half past two on the day of the jury, which deliberates."""
    settings.JURANDE_NOW = NOON
    deliberate()


def together(*candidates: Candidate, by: Actor | None = None) -> list[Case]:
    cases = [case_of(one).pk for one in candidates]
    return grouping.decide_together(session=the_jury(), cases=cases, actor=by or president(), now=NOON)


def test_each_of_them_gets_a_decision_and_an_entry_of_their_own() -> None:
    together(CORENTIN, MARIAM)
    for candidate in (CORENTIN, MARIAM):
        case = case_of(candidate)
        assert (case.state, case.verdict, case.unanimous) == ("decided", "admissible", True)
        assert {row["code"] for row in case.reasons} >= {"deliberation.all_blocks", "deliberation.unanimous"}
        assert Entry.objects.filter(act="jury.examine", subject=case.ref).count() == 1
        entry = Entry.objects.get(act="jury.decide", subject=case.ref)
        assert entry.data["verdict"] == "admissible"
        assert "record.all_blocks" in entry.clauses


def test_who_is_not_wholly_acquired_is_examined_alone_and_nobody_is_decided() -> None:
    with refused("together.every_block"):
        together(CORENTIN, ONDINE)
    assert {case_of(one).state for one in (CORENTIN, ONDINE)} == {"to_examine"}


def test_a_divergence_and_a_bar_are_examined_alone() -> None:
    summary = case_of(CORENTIN).summary
    summary.pk, summary.opinions = uuid4(), [{"block": "RNCP28245BC01", "value": "unfavourable"}]
    summary.save(force_insert=True)
    Case.objects.filter(pk=case_of(CORENTIN).pk).update(summary=summary)
    with refused("together.divergence"):
        together(CORENTIN)
    barring.set_bars(
        case=case_of(MARIAM),
        barred={member(ASTRUC): "relation"},
        acting_president=None,
        actor=secretary(),
        now=NOON,
    )
    with refused("together.bar"):
        together(MARIAM)


@pytest.mark.parametrize("elsewhere", [True, False], ids=["before another jury", "before none"])
def test_a_candidate_who_is_not_before_this_jury_is_refused_and_nobody_is_decided(elsewhere: bool) -> None:
    stranger = uuid4()
    if elsewhere:
        stranger = case_of(MARIAM).pk
        other = juries.prepare_session(JURY_DAY + timedelta(days=30), JURY_DAY)
        Case.objects.filter(pk=stranger).update(session=other)
    with refused("together.agenda") as sentences:
        grouping.decide_together(
            session=the_jury(), cases=[case_of(CORENTIN).pk, stranger], actor=president(), now=NOON
        )
    assert sentences == [
        "Un candidat nommé n’est pas à l’ordre du jour de ce jury : rechargez la page et choisissez de nouveau."
    ]


def test_only_who_presides_decides_and_not_during_a_vote() -> None:
    with refused("lifecycle.role"):
        together(CORENTIN, by=acts_as(ASTRUC))
    examine(CORENTIN)
    open_vote(CORENTIN)
    assert case_of(CORENTIN).pk not in {UUID(value) for value in offered()}


def offered() -> list[str]:
    """The candidates that the president is offered to decide together."""
    shown = page(browser(PRESIDENT), reverse("juries:decide_together", args=[the_jury().pk]))
    return [str(one.pk) for one in Case.objects.all() if f'name="cases" value="{one.pk}"' in shown]


def test_the_page_offers_them_to_who_presides_and_takes_what_is_ticked() -> None:
    assert offered() == [str(case_of(one).pk) for one in (CORENTIN, MARIAM)]
    assert "les décider ensemble" in page(browser(PRESIDENT))
    assert "les décider ensemble" not in page(browser(ASTRUC))
    address = reverse("juries:decide_together", args=[the_jury().pk])
    answer = browser(PRESIDENT).post(address, {"cases": offered()})
    assert (answer.status_code, answer.headers["Location"]) == (302, room())
    again = browser(PRESIDENT).post(address, {"cases": [str(case_of(CORENTIN).pk)]})
    assert again.status_code == 422
    assert "n’est plus à décider ensemble" in again.content.decode()
    assert Entry.objects.filter(act="jury.decide").count() == 2


def test_deciding_three_hundred_costs_as_many_queries_as_deciding_ten() -> None:
    asked = []
    for ranks in (range(900, 910), range(1000, 1300)):
        many = crowd(the_jury(), ranks, clear=True)
        with CaptureQueriesContext(connection) as queries:
            grouping.decide_together(session=the_jury(), cases=[one.pk for one in many], actor=president(), now=NOON)
        asked.append(len(queries))
    assert asked[1] - asked[0] <= 3
