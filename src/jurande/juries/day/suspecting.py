"""A suspicion of fraud and the rooms that it concerns: what holds a candidate back shows there at once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jurande.candidacies import fraud as suspicions
from jurande.candidacies.models import Candidacy, FraudCase
from jurande.juries.locking import moved
from jurande.juries.models import Case, JurySession
from jurande.ledger.actors import Actor
from jurande.rules.lifecycles import Case as CaseState


@transaction.atomic
def report(*, candidacy: Candidacy, facts: str, actor: Actor, now: datetime) -> FraudCase:
    """Report facts, and tell the juries that are to decide of the candidate. Raises Refused as `fraud.report` does.

    Their sessions are locked before the candidacy, as by every act of a jury: a decision is before the report, or
    knows of it.
    """
    rooms = _rooms(candidacy)
    known = suspicions.under_way(candidacy)
    made = suspicions.report(candidacy=candidacy, facts=facts, actor=actor, now=now)
    if made != known:
        _tell(rooms)
    return made


@transaction.atomic
def clear(*, fraud: FraudCase, decision: str, actor: Actor, now: datetime) -> FraudCase:
    """Decide that the suspicion is unfounded: the juries may decide again. Raises Refused as `fraud.clear` does."""
    rooms = _rooms(fraud.candidacy)
    cleared = suspicions.clear(fraud=fraud, decision=decision, actor=actor, now=now)
    _tell(rooms)
    return cleared


def _rooms(candidacy: Candidacy) -> list[JurySession]:
    """The sessions where the candidate waits for a decision, locked until the transaction ends."""
    waiting = Case.objects.filter(candidacy=candidacy).exclude(state=CaseState.DECIDED.value)
    rows = JurySession.objects.filter(pk__in=waiting.values("session"))
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _tell(rooms: list[JurySession]) -> None:
    for session in rooms:
        moved(session)
