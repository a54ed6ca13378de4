"""A result withdrawn while a jury is to decide of somebody who rests on it: the room is told, and may only postpone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from uuid import UUID

from jurande.evaluations.fallen import fallen_each
from jurande.juries.locking import moved
from jurande.juries.models import Case, JurySession
from jurande.rules.dates import french
from jurande.rules.deliberation import Verdict
from jurande.rules.lifecycles import Case as CaseState
from jurande.rules.lifecycles import Session, refusal

OVER = (Session.CLOSED.value, Session.CANCELLED.value)


@contextmanager
def juries_told(
    *, person: UUID, record_code: str, blocks: Collection[str], capacities: Collection[str]
) -> Iterator[None]:
    """Around the withdrawal of results, by code, inside its transaction: the juries under way are locked, then told.

    `person` is the holder's key. Raises Refused when one that is not closed yet has decided on what is withdrawn: its
    decision would rest on nothing, and nobody would have said so.
    """
    mine = Case.objects.filter(candidacy__person=person, candidacy__record_code=record_code)
    mine = mine.exclude(session__state__in=OVER).order_by("session")
    rooms = JurySession.objects.filter(pk__in=mine.values("session"))
    sessions = {one.pk: one for one in rooms.select_for_update(of=("self",)).order_by("pk")}
    decided = mine.filter(state=CaseState.DECIDED.value).exclude(verdict=Verdict.POSTPONED.value)
    for case in decided.select_related("candidacy", "summary", "session"):
        if {*case.candidacy.held_blocks} & {*blocks} or {*case.summary.kept, *case.summary.acquired} & {*capacities}:
            text = (
                f"Le jury du {french(case.session.held_on)}, qui n’est pas clos, a décidé d’une candidature qui repose "
                "sur ce que vous retirez : attendez sa clôture, puis retirez aussi ce qu’il aura validé."
            )
            raise refusal("withdrawal.jury", text)
    yield
    waiting = list(mine.exclude(state=CaseState.DECIDED.value).select_related("candidacy"))
    fallen = fallen_each([case.candidacy for case in waiting])
    for case in waiting:
        if list(fallen[case.candidacy_id]) == case.fallen:
            continue
        case.fallen = list(fallen[case.candidacy_id])
        case.save(update_fields=["fallen"])
        if case.session_id in sessions:
            moved(sessions[case.session_id])
