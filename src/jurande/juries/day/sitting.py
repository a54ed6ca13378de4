"""The first duty: the conformity of the organisation, point by point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jurande.juries.day.conformity import Finding, findings
from jurande.juries.facts import bench
from jurande.juries.locking import check_session_step, locked, moved
from jurande.juries.models import ConformityPoint, JurySession
from jurande.ledger.actors import Actor, record
from jurande.rules.lifecycles import MOMENT, StepOutcome
from jurande.rules.reasons import Decision, Reason, Refused


@dataclass(frozen=True, slots=True)
class Judged:
    """What the jury says of one point: accepted; or not, with its reason, a reserve or a finding of non-conformity."""

    accepted: bool
    reserve: str = ""
    conform: bool = True


@transaction.atomic
def conform(*, session: JurySession, judged: Mapping[str, Judged], actor: Actor, now: datetime) -> JurySession:
    """Record the first duty, point by point; the jury may then deliberate.

    Raises Refused, naming them all, when points are left without an answer, a reserve has no reason, or a fact that
    does not meet the rule is passed over without a word.
    """
    session = locked(session)
    state = check_session_step("conform", session, actor)
    points = findings(session, bench(session))
    if faults := tuple(fault for point in points if (fault := _fault(point, judged.get(point.key)))):
        raise Refused(Decision(outcome=StepOutcome.REFUSED, reasons=faults))
    ConformityPoint.objects.bulk_create(_row(session, point, judged[point.key]) for point in points)
    session.state, session.conformity_at = state.value, now
    session.save(update_fields=["state", "conformity_at"])
    moved(session)
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.conform",
        subject=session.ref,
        now=now,
        data={
            "points": [point.key for point in points],
            "reserves": [point.key for point in points if judged[point.key].reserve],
            "not_conform": [point.key for point in points if not judged[point.key].conform],
        },
        clauses=["record.jury.duties"],
    )
    return session


def _row(session: JurySession, point: Finding, said: Judged) -> ConformityPoint:
    return ConformityPoint(
        session=session,
        key=point.key,
        title=point.title,
        finding=point.finding[:1000],
        clause=point.clause,
        met=point.met,
        accepted=said.accepted,
        conform=said.conform,
        reserve=said.reserve,
    )


def _fault(point: Finding, said: Judged | None) -> Reason | None:
    if said is None:
        text = f"« {point.title} » : le jury ne s’est pas prononcé sur ce point."
        return Reason("jury.conformity", MOMENT, text, False)
    if (said.accepted and point.met) or said.reserve.strip():
        return None
    return Reason("jury.reserve", MOMENT, f"« {point.title} » : écrivez la réserve du jury et son motif.", False)
