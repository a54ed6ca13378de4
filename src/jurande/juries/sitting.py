"""The day itself, up to the first duty: attendance, parity, conformity."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from jurande.juries.conformity import Finding, findings
from jurande.juries.facts import bench, call_decision
from jurande.juries.locking import check_session_step, locked, moved
from jurande.juries.models import ConformityPoint, JurySession, Member
from jurande.ledger.actors import Actor, record
from jurande.rules.calls import CallOutcome
from jurande.rules.dates import day_of, french
from jurande.rules.jury import SeatingOutcome
from jurande.rules.lifecycles import MOMENT, StepOutcome, refusal
from jurande.rules.reasons import Decision, Reason, Refused


@transaction.atomic
def attend(
    *, session: JurySession, present: Set[UUID], withdrawn: Set[UUID], actor: Actor, now: datetime
) -> JurySession:
    """Record who signed the attendance sheet, and who gives up a seat to restore parity; the jury then sits.

    Raises Refused with every reason when the jury may not sit so: then nothing is written.
    """
    session = locked(session)
    state = check_session_step("attend", session, actor)
    if day_of(now) < session.held_on:
        raise refusal("jury.too_early", f"L’émargement se fait le jour du jury, le {french(session.held_on)}.")
    for member in Member.objects.filter(session=session):
        member.present = member.id in present
        member.arrived_at = now if member.present else None
        member.withdrawn = member.id in withdrawn
        member.save(update_fields=["present", "arrived_at", "withdrawn"])
    seats = bench(session)
    call, seating = call_decision(session, seats.edition), seats.seating
    if call.outcome is CallOutcome.LATE_BLOCKED:
        raise Refused(call)
    if seating.outcome is not SeatingOutcome.MAY_SIT:
        raise Refused(seating)
    session.state = state.value
    session.save(update_fields=["state"])
    moved(session)
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.attend",
        subject=session.ref,
        now=now,
        data={
            "present": sorted(f"member:{identifier}" for identifier in present),
            "withdrawn": sorted(f"member:{identifier}" for identifier in withdrawn),
            "employers": seating.employers,
            "employees": seating.employees,
            "composition": seats.composition.outcome.value,
        },
        clauses=sorted({reason.clause.key for reason in (*seating.reasons, *seats.composition.obstacles)}),
    )
    return session


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
    ConformityPoint.objects.bulk_create(
        ConformityPoint(
            session=session,
            key=point.key,
            finding=f"{point.title} : {point.finding}"[:1000],
            clause=point.clause,
            met=point.met,
            accepted=judged[point.key].accepted,
            conform=judged[point.key].conform,
            reserve=judged[point.key].reserve,
        )
        for point in points
    )
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


def _fault(point: Finding, said: Judged | None) -> Reason | None:
    if said is None:
        text = f"« {point.title} » : le jury ne s’est pas prononcé sur ce point."
        return Reason("jury.conformity", MOMENT, text, False)
    if (said.accepted and point.met) or said.reserve.strip():
        return None
    return Reason("jury.reserve", MOMENT, f"« {point.title} » : écrivez la réserve du jury et son motif.", False)
