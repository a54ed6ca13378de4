"""A suspicion of fraud shows at once in the room that is to decide of the candidate."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from django.urls import reverse

from jurande.candidacies import fraud
from jurande.desk.story import juries, people
from jurande.desk.story.course import at, secretary
from jurande.desk.story.people import CORENTIN, ONDINE
from jurande.juries.day import deliberating, suspecting
from jurande.juries.models import Case
from jurande.ledger.models import Entry
from jurande.ledger.verify import verify
from jurande.rules.lifecycles import Case as CaseState
from jurande.rules.lifecycles import Role
from tests.at_once import DONE, at_once
from tests.juries.crowd import crowd
from tests.juries.sessions import (
    ADMISSIBLE,
    NOON,
    REFUSED,
    candidacy_of,
    decide,
    deliberate,
    examine,
    president,
    the_jury,
)
from tests.told import JURY_DAY, acting, browser_of
from tests.writes import refused

pytestmark = pytest.mark.usefixtures("called")

FACTS = "Le relevé joint au dossier est celui d’un autre candidat."
RACES = 20


def test_a_report_moves_the_room_that_is_to_decide_and_the_same_report_sent_twice_moves_it_once() -> None:
    deliberate()
    elsewhere, before = juries.prepare_session(date(2022, 9, 22), JURY_DAY), the_jury().version
    for _ in range(2):
        suspecting.report(candidacy=candidacy_of(CORENTIN), facts=FACTS, actor=secretary(), now=NOON)
    assert the_jury().version == before + 1
    unmoved = elsewhere.version
    elsewhere.refresh_from_db()
    assert elsewhere.version == unmoved


def test_a_report_by_the_page_reaches_who_follows_the_room() -> None:
    deliberate()
    follower, address = browser_of(people.SECRETARY.email), reverse("juries:version", args=[the_jury().pk])
    shown = the_jury().version
    assert follower.get(address, {"v": shown}).status_code == 204
    report_on = reverse("certificates:report_on", args=[candidacy_of(CORENTIN).pk])
    assert browser_of(people.SECRETARY.email).post(report_on, {"facts": FACTS}).status_code == 302
    assert follower.get(address, {"v": shown}).status_code != 204


def test_a_decision_taken_is_not_moved_by_a_report() -> None:
    deliberate()
    examine(ONDINE)
    decide(ONDINE, REFUSED)
    before = the_jury().version
    suspecting.report(candidacy=candidacy_of(ONDINE), facts=FACTS, actor=secretary(), now=NOON)
    assert the_jury().version == before


def test_a_suspicion_set_aside_moves_the_room_again() -> None:
    deliberate()
    reported = suspecting.report(candidacy=candidacy_of(CORENTIN), facts=FACTS, actor=secretary(), now=NOON)
    heard = fraud.hear(
        fraud=reported, came=True, said="Non.", held_on=JURY_DAY, actor=secretary(), now=at(JURY_DAY, 15)
    )
    before = the_jury().version
    suspecting.clear(
        fraud=heard, decision="Le relevé est le sien.", actor=acting(people.NATIONAL, Role.NATIONAL), now=NOON
    )
    assert the_jury().version == before + 1
    examine(CORENTIN)
    assert decide(CORENTIN, ADMISSIBLE).state == CaseState.DECIDED


def test_a_refused_report_moves_nothing() -> None:
    deliberate()
    before = the_jury().version
    with refused("fraud.facts"):
        suspecting.report(candidacy=candidacy_of(CORENTIN), facts=" ", actor=secretary(), now=NOON)
    assert the_jury().version == before


def test_a_decision_and_a_report_at_once_are_one_after_the_other() -> None:
    """Decided first, the decision stands; reported first, the jury may only postpone."""
    deliberate()
    chair, centre = president(), secretary()
    for case in crowd(the_jury(), range(1000, 1000 + RACES), clear=True):
        deliberating.examine(case=case, actor=chair, now=NOON)
        fresh = Case.objects.select_related("session", "candidacy").get(pk=case.pk)
        hands = (
            partial(deliberating.decide, case=fresh, motion=ADMISSIBLE, unanimous=True, actor=chair, now=NOON),
            partial(suspecting.report, candidacy=fresh.candidacy, facts=FACTS, actor=centre, now=NOON),
        )
        answers = at_once(*hands)
        assert answers in ([DONE, DONE], [DONE, "fraud.suspicion"])
        reported = Entry.objects.get(act="fraud.report", subject=case.candidacy.frauds.get().ref)
        decided = Entry.objects.filter(act="jury.decide", subject=case.ref).first()
        assert (decided is None) == (answers != [DONE, DONE])
        assert decided is None or decided.sequence < reported.sequence
    assert list(verify()) == []
