"""The hour or the place of a jury changes, or it is given up: whoever was told of its day is told, once."""

from __future__ import annotations

from collections import Counter
from datetime import time, timedelta

import pytest

from jurande.desk.story import juries, people
from jurande.desk.story.course import at, secretary
from jurande.juries.before import convening
from jurande.juries.before.rescheduling import reschedule
from jurande.juries.models import JurySession, Member, UnionCall
from jurande.ledger.models import Entry
from jurande.messages.models import Message
from tests.juries.sessions import CFDT, member, the_jury
from tests.told import JURY_DAY

pytestmark = pytest.mark.usefixtures("called")
EVE = at(JURY_DAY - timedelta(days=1))
UNIONS = [f"designations@{code.lower()}.demo" for code in people.UNIONS]
COMMISSION = people.COMMISSION[1]


def move(session: JurySession | None = None, hour: int = 15, place: str = "Salle Cérès") -> None:
    """The secretary corrects the hour and the place."""
    reschedule(
        session=session or the_jury(), starts_at=time(hour), place=place, remote=False, actor=secretary(), now=EVE
    )


def told(kind: str = "moved") -> list[str]:
    """Who is written to about it, once for each message."""
    return sorted(Message.objects.filter(key__startswith=f"{kind}:").values_list("recipient", flat=True))


def said_to(recipient: str) -> str:
    """The one message that somebody gets about it, with plain spaces."""
    return Message.objects.get(key__startswith="moved:", recipient=recipient).body.replace("\N{NO-BREAK SPACE}", " ")


def test_unions_members_and_commission_are_told_of_a_change_once_with_the_former_and_the_new() -> None:
    move()
    members = Member.objects.filter(session=the_jury(), notice_sent_at__isnull=False)
    assert told() == sorted([*members.values_list("email", flat=True), *UNIONS, COMMISSION])
    for recipient in (member(CFDT).email, UNIONS[0], COMMISSION):
        assert "16 juin 2022 à 15 h, Salle Cérès" in said_to(recipient)
        assert "16 juin 2022 à 14 h, Salle Vulcain" in said_to(recipient)
    assert set(Counter(told()).values()) == {1}


def test_a_second_change_starts_from_the_first_and_is_told_in_its_turn() -> None:
    move()
    move(hour=16)
    bodies = [one.body.replace("\N{NO-BREAK SPACE}", " ") for one in Message.objects.filter(key__startswith="moved:")]
    assert sum("16 juin 2022 à 15 h, Salle Cérès" in body and "à 16 h, Salle Cérès" in body for body in bodies) == 13
    assert set(Counter(told()).values()) == {2}


def test_a_union_that_has_not_answered_is_told_one_that_designates_nobody_is_not() -> None:
    session = juries.prepare_session(JURY_DAY + timedelta(days=40), JURY_DAY - timedelta(days=30))
    [silent, declining, *_] = convening.call_unions(session=session, actor=secretary(), now=EVE)
    convening.decline(call=declining, actor=secretary(), now=EVE)
    move(session)
    assert silent.union.email in told()
    assert told() == sorted(set(UNIONS) - {declining.union.email})


def test_whoever_was_told_nothing_yet_is_told_nothing() -> None:
    session = juries.prepare_session(JURY_DAY + timedelta(days=40), JURY_DAY)
    move(session)
    assert told() == []


def test_a_commission_not_informed_of_this_jury_is_not_written_to() -> None:
    JurySession.objects.update(commission_told_at=None)
    move()
    assert COMMISSION not in told()


def test_no_union_is_told_whom_it_does_not_know_nor_is_the_ledger() -> None:
    move()
    names = list(Member.objects.filter(session=the_jury()).values_list("name", flat=True))
    for recipient in (*UNIONS, COMMISSION):
        assert not any(name in said_to(recipient) for name in names)
    assert Entry.objects.get(act="jury.move").data == {"fields": ["starts_at", "place"]}


def test_a_session_given_up_is_told_to_the_same_and_to_whoever_had_answered() -> None:
    UnionCall.objects.filter(union__email=UNIONS[0]).update(declined=True)
    convening.cancel(session=the_jury(), reason="Salle inondée.", actor=secretary(), now=EVE)
    members = Member.objects.filter(session=the_jury(), notice_sent_at__isnull=False)
    assert told("cancelled") == sorted([*members.values_list("email", flat=True), *UNIONS, COMMISSION])
