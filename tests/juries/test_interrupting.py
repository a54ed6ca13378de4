"""A president who can preside no more: the centre closes the day, and what was not decided waits for another jury."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django import Settings

from jurande.desk.story.course import secretary
from jurande.desk.story.people import CORENTIN, MARIAM, ONDINE, SECRETARY
from jurande.juries.before import convening
from jurande.juries.day import interrupting
from jurande.juries.models import JurySession
from jurande.ledger.models import Entry
from jurande.ledger.verify import verify
from jurande.register.models import Award
from jurande.rules.deliberation import Verdict
from jurande.rules.lifecycles import Candidacy as CandidacyState
from jurande.rules.reasons import Refused
from jurande.rules.voting import Choice
from tests.documents.reading import text_of
from tests.juries.sessions import (
    FO,
    NOON,
    PRESIDENT,
    REFUSED,
    attend,
    candidacy_of,
    case_of,
    cast,
    decide,
    deliberate,
    examine,
    member,
    open_vote,
    president,
    the_jury,
)
from tests.told import browser_of

pytestmark = pytest.mark.usefixtures("called")

WHY = "La présidente est partie, souffrante."


@pytest.fixture(autouse=True)
def on_the_day(settings: Settings) -> None:
    """It is the afternoon of the jury."""
    settings.JURANDE_NOW = NOON


def interrupt(reason: str = WHY) -> JurySession:
    """The centre ends the day."""
    return interrupting.interrupt(session=the_jury(), reason=reason, actor=secretary(), now=NOON)


def test_what_was_decided_stays_and_the_others_wait_for_another_jury() -> None:
    deliberate()
    examine(CORENTIN)
    decide(CORENTIN)
    examine(ONDINE)
    open_vote(ONDINE, REFUSED)
    cast(ONDINE, FO, Choice.FOR)
    session = interrupt()
    assert [case_of(one).verdict for one in (CORENTIN, ONDINE, MARIAM)] == [
        Verdict.ADMISSIBLE,
        Verdict.POSTPONED,
        Verdict.POSTPONED,
    ]
    assert (case_of(ONDINE).reason, case_of(ONDINE).votes_for, case_of(ONDINE).unanimous) == (WHY, 0, False)
    assert Award.objects.get().candidacy == candidacy_of(CORENTIN).ref
    assert {candidacy_of(one).state for one in (ONDINE, MARIAM)} == {CandidacyState.SUMMARISED}
    assert (session.state, member(PRESIDENT).present, member(PRESIDENT).left_at) == ("closed", False, NOON)
    assert session.minutes
    minutes = text_of(bytes(session.minutes.content))
    assert f"Motif de l’interruption : {WHY}" in minutes
    assert "Motif du jury" not in minutes
    assert "parti(e) à 14 h 30" in minutes
    entry = Entry.objects.get(act="jury.interrupt")
    assert (entry.role, len(entry.data["postponed"])) == ("secretary", 2)
    assert not list(verify())


def test_a_day_without_its_reason_or_already_closed_is_not_interrupted() -> None:
    deliberate()
    with pytest.raises(Refused, match=r"deliberation\.reason"):
        interrupt(" ")
    assert case_of(CORENTIN).verdict == ""
    interrupt()
    with pytest.raises(Refused):
        interrupt()
    assert Entry.objects.filter(act="jury.close").count() == 1


def test_the_president_closes_and_never_interrupts() -> None:
    deliberate()
    with pytest.raises(Refused):
        interrupting.interrupt(session=the_jury(), reason=WHY, actor=president(), now=NOON)


def test_before_the_first_duty_a_session_that_cannot_go_on_is_given_up() -> None:
    attend()
    with pytest.raises(Refused):
        interrupt()
    convening.cancel(session=the_jury(), reason=WHY, actor=secretary(), now=NOON)
    assert the_jury().state == "cancelled"
    assert candidacy_of(CORENTIN).state == CandidacyState.SUMMARISED


def test_the_centre_is_told_who_will_wait_then_interrupts_from_its_page() -> None:
    deliberate()
    examine(CORENTIN)
    decide(CORENTIN)
    page, address = browser_of(SECRETARY.email), reverse("juries:interrupt", args=[the_jury().pk])
    assert address in page.get(reverse("juries:reseat", args=[the_jury().pk])).content.decode()
    shown = page.get(address).content.decode()
    assert "2 décisions seront reportées" in shown.replace("\u00a0", " ")
    assert candidacy_of(ONDINE).person.listed_name in shown
    assert candidacy_of(CORENTIN).person.listed_name not in shown
    assert page.post(address, {"reason": ""}).status_code == 422
    assert page.post(address, {"reason": WHY}, follow=True).status_code == 200
    assert the_jury().state == "closed"
    assert page.post(address, {"reason": WHY}).status_code == 409
