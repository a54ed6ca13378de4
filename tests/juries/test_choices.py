"""The choices that a jury follows: those of its day, as they were known when the unions were called."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from jurande.desk.story import juries
from jurande.desk.story.course import at, secretary
from jurande.juries.before import convening
from jurande.juries.choices import choices_each, choices_of, choices_of_earlier, only_one
from jurande.juries.facts import bench
from jurande.juries.models import JurySession
from jurande.ledger.actors import Actor
from jurande.organisations.actions import choose
from jurande.rules.lifecycles import Role
from jurande.rules.settings import DEFAULTS, Ballot
from tests.juries.sessions import close_as_proposed, the_jury
from tests.told import JURY_DAY

pytestmark = pytest.mark.usefixtures("called")
RECORD = "RNCP28245"
CALLED = at(JURY_DAY - timedelta(days=40))
DAY = JURY_DAY + timedelta(days=60)
NATIONAL = Actor("user:1", Role.NATIONAL, "Anne Delatour")


def answer(name: str, value: object, *, now: datetime, starts_on: date = DAY, record_code: str = "") -> None:
    """The national level answers a question, from a day to come."""
    choose(
        name=name,
        value=value,  # type: ignore[arg-type]
        starts_on=starts_on,
        decided_by="CPNEFP",
        reason="Essai",
        record_code=record_code,
        actor=NATIONAL,
        now=now,
    )


@pytest.fixture
def session() -> JurySession:
    """A session prepared for a day to come, that nobody was called to yet."""
    return juries.prepare_session(DAY, day_before_the_call())


def day_before_the_call() -> date:
    """When it is prepared."""
    return CALLED.date() - timedelta(days=1)


def call(session: JurySession) -> JurySession:
    """The unions are called."""
    convening.call_unions(session=session, actor=secretary(), now=CALLED)
    session.refresh_from_db()
    return session


def test_a_choice_known_at_the_first_call_holds_on_its_day_though_it_began_since(session: JurySession) -> None:
    answer("ballot", Ballot.SECRET, now=CALLED - timedelta(hours=1), starts_on=DAY)
    assert bench(call(session)).settings.ballot is Ballot.SECRET


@pytest.mark.parametrize("record_code", ["", RECORD], ids=["for all", "for the certification"])
def test_a_choice_recorded_since_the_first_call_is_not_that_jurys(session: JurySession, record_code: str) -> None:
    before = choices_of(call(session), RECORD)
    answer("ballot", Ballot.SECRET, now=CALLED + timedelta(seconds=1), record_code=record_code)
    assert choices_of(session, RECORD) == before
    assert before.ballot is DEFAULTS.ballot
    uncalled = juries.prepare_session(DAY + timedelta(days=1), day_before_the_call())
    assert choices_of(uncalled, RECORD).ballot is Ballot.SECRET


def test_before_its_first_call_a_jury_follows_the_choices_as_they_come(session: JurySession) -> None:
    answer("recourse_months", 5, now=CALLED - timedelta(days=2))
    assert bench(session).settings.recourse_months == 5
    answer("recourse_months", 6, now=CALLED - timedelta(days=1))
    assert bench(session).settings.recourse_months == 6


def test_a_choice_that_begins_after_the_day_is_not_that_jurys_either(session: JurySession) -> None:
    answer("recourse_months", 5, now=CALLED - timedelta(days=2), starts_on=DAY + timedelta(days=1))
    assert choices_of(call(session)).recourse_months == DEFAULTS.recourse_months


def test_the_day_and_what_follows_it_keep_the_choices_of_the_call() -> None:
    session = the_jury()
    assert session.called_at is not None
    answer("ballot", Ballot.SECRET, now=session.called_at + timedelta(days=1), starts_on=JURY_DAY)
    answer("recourse_months", 1, now=session.called_at + timedelta(days=1), starts_on=JURY_DAY)
    assert bench(the_jury()).settings.ballot is DEFAULTS.ballot
    close_as_proposed()
    assert bench(the_jury()).recourse_months == DEFAULTS.recourse_months


def test_a_fact_of_the_register_finds_the_choices_of_its_jury(session: JurySession) -> None:
    call(session)
    answer("recourse_months", 1, now=CALLED + timedelta(days=1))
    assert choices_of_earlier(session.ref, DAY, RECORD).recourse_months == DEFAULTS.recourse_months
    assert choices_of_earlier(f"jury:{uuid4()}", DAY, RECORD).recourse_months == 1


def test_many_juries_are_asked_in_one_query(
    session: JurySession, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    other = the_jury()
    with django_assert_num_queries(1):
        found = choices_each([(session, ""), (session, RECORD), (other, "")])
    assert len(found) == 3


@pytest.mark.parametrize(
    ("codes", "one"),
    [((), ""), (("A",), "A"), (("A", "A"), "A"), (("A", "B"), "")],
    ids=["nobody", "one", "the same", "two"],
)
def test_a_jury_follows_the_choices_of_its_certification_when_it_has_one(codes: tuple[str, ...], one: str) -> None:
    assert only_one(codes) == one
