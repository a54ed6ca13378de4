"""Everybody at once, on a real PostgreSQL: of twenty hands on one case, one decision; and the ledger still verifies."""

from __future__ import annotations

from collections import Counter
from datetime import date
from uuid import uuid4

import pytest

from jurande.candidacies.actions import enrol_candidate
from jurande.desk.story.course import secretary
from jurande.desk.story.people import CORENTIN
from jurande.documents.models import StoredDocument
from jurande.juries.day import closing, deliberating
from jurande.juries.day.deliberating import Motion
from jurande.juries.models import BallotBox, Case, Vote
from jurande.ledger.models import Entry
from jurande.ledger.verify import verify
from jurande.rules.deliberation import Verdict
from jurande.rules.settings import Ballot
from jurande.rules.voting import Choice
from tests.at_once import DONE, at_once, meanwhile
from tests.factories import ApplicationFactory, CivilStatusFactory
from tests.juries.crowd import crowd
from tests.juries.sessions import (
    ASTRUC,
    CGT,
    NOON,
    acts_as,
    case_of,
    cast,
    decide,
    decide_all,
    deliberate,
    examine,
    member,
    open_vote,
    president,
    the_jury,
)
from tests.writes import refused

pytestmark = pytest.mark.usefixtures("called")

HANDS, RACES = 20, 20
MOTIONS = (Motion(verdict=Verdict.ADMISSIBLE), Motion(verdict=Verdict.POSTPONED, reason="Une pièce manque."))


def test_twenty_races_of_twenty_leave_each_exactly_one_decision() -> None:
    deliberate()
    chair = president()
    for case in crowd(the_jury(), range(1000, 1000 + RACES), clear=True):
        deliberating.examine(case=case, actor=chair, now=NOON)
        hands = [
            lambda motion=MOTIONS[hand % 2], case=case: deliberating.decide(
                case=case, motion=motion, unanimous=True, actor=chair, now=NOON
            )
            for hand in range(HANDS)
        ]
        assert Counter(at_once(*hands)) == {DONE: 1, "lifecycle.moment": HANDS - 1}
        kept = Case.objects.get(pk=case.pk)
        entry = Entry.objects.get(act="jury.decide", subject=case.ref)
        assert (kept.state, kept.verdict) == ("decided", entry.data["verdict"])
    assert list(verify()) == []


def test_a_member_who_votes_from_twenty_devices_votes_once() -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    case, seat, actor = case_of(CORENTIN), member(CGT), acts_as(CGT)
    choices = (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)
    devices = [
        lambda choice=choices[device % 3]: deliberating.vote(
            case=case, member=seat, choice=choice, vote_id=uuid4(), actor=actor, now=NOON
        )
        for device in range(HANDS)
    ]
    assert Counter(at_once(*devices)) == {DONE: 1, "jury.voted": HANDS - 1}
    assert Vote.objects.filter(case=case, member=seat).count() == 1


def test_a_secret_ballot_counts_a_voice_once_whatever_the_devices() -> None:
    deliberate()
    examine(CORENTIN)
    deliberating.open_vote(case=case_of(CORENTIN), motion=MOTIONS[0], ballot=Ballot.SECRET, actor=president(), now=NOON)
    case = case_of(CORENTIN)
    seats = [(member(name), acts_as(name)) for name in (CGT, ASTRUC)]
    devices = [
        lambda seat=seat, actor=actor: deliberating.vote(
            case=case, member=seat, choice=Choice.AGAINST, vote_id=uuid4(), actor=actor, now=NOON
        )
        for seat, actor in seats * (HANDS // 2)
    ]
    assert Counter(at_once(*devices))[DONE] == 2
    box = BallotBox.objects.get(case=case)
    assert (box.votes_for, box.votes_against, box.abstentions) == (0, 2, 0)


def test_twenty_who_close_at_once_close_once() -> None:
    deliberate()
    decide_all()
    session, chair = the_jury(), president()
    answers = at_once(*[lambda: closing.close(session=session, actor=chair, now=NOON)] * HANDS)
    assert Counter(answers) == {DONE: 1, "lifecycle.moment": HANDS - 1}
    assert StoredDocument.objects.filter(kind="minutes").count() == 1
    assert Entry.objects.filter(act="jury.close").count() == 1
    assert list(verify()) == []


def test_an_enrolment_while_a_jury_of_the_centre_closes_waits_for_it() -> None:
    deliberate()
    decide_all()
    session, chair, clerk = the_jury(), president(), secretary()
    candidacy = meanwhile(
        lambda: closing.close(session=session, actor=chair, now=NOON),
        lambda: enrol_candidate(
            centre=session.centre,
            civil=CivilStatusFactory.build(),
            application=ApplicationFactory.build(entered_training_on=date(2022, 6, 1)),
            actor=clerk,
            now=NOON,
        ),
    )
    assert candidacy.centre == session.centre
    assert list(verify()) == []


def test_a_vote_that_arrives_after_the_closing_is_refused_and_changes_nothing() -> None:
    deliberate()
    decide_all()
    closing.close(session=the_jury(), actor=president(), now=NOON)
    with refused("jury.not_deliberating"):
        cast(CORENTIN, CGT, Choice.FOR)
    assert not Vote.objects.exists()


def test_a_vote_and_the_record_of_its_result_at_once_are_one_after_the_other() -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    at_once(lambda: cast(CORENTIN, CGT, Choice.FOR), lambda: decide(CORENTIN, unanimous=False))
    case = case_of(CORENTIN)
    cast_in_time = Vote.objects.filter(case=case).count()
    assert case.votes_for == (cast_in_time if case.state == "decided" else 0)
    assert Entry.objects.filter(act="jury.vote").count() == cast_in_time
