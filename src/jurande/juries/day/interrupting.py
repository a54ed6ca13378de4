"""A day that ends without who presides it: what is not decided waits for another jury, and the minutes say why."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jurande.juries.day.closing import finish
from jurande.juries.day.deliberating import DECIDED, Motion, fill
from jurande.juries.locking import check_session_step, locked
from jurande.juries.models import Case, JurySession, Member
from jurande.ledger.actors import Actor, record
from jurande.rules.deliberation import DeliberationOutcome, Verdict, interrupted
from jurande.rules.lifecycles import Case as CaseState
from jurande.rules.reasons import Refused


@transaction.atomic
def interrupt(*, session: JurySession, reason: str, actor: Actor, now: datetime) -> JurySession:
    """Close a jury whose president can preside no more: what was decided stays, the other candidates are postponed.

    The president is noted as gone from now. Raises Refused without a reason, before the first duty (the session is then
    given up), for another role than the centre, and as the closing does.
    """
    session = locked(session)
    check_session_step("interrupt", session, actor)
    decision = interrupted(reason)
    if decision.outcome is not DeliberationOutcome.RECORDED:
        raise Refused(decision)
    gone = Member.objects.filter(session=session, president=True, left_at__isnull=True)
    gone.update(present=False, left_at=now)
    waiting = list(Case.objects.filter(session=session).exclude(state=CaseState.DECIDED.value))
    for case in waiting:
        fill(case, Motion(verdict=Verdict.POSTPONED, reason=reason), decision, unanimous=False, now=now)
        case.state = CaseState.DECIDED.value
    Case.objects.bulk_update(waiting, DECIDED)
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.interrupt",
        subject=session.ref,
        now=now,
        data={"postponed": [case.ref for case in waiting]},
        details={"reason": reason},
        clauses=sorted({one.clause.key for one in decision.reasons}),
    )
    return finish(session, by="le centre d’examen, la présidence étant empêchée", actor=actor, now=now)
