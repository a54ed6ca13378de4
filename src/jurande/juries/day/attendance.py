"""Who sits, hour by hour: members sign in on their device or on the sheet, arrive late, leave early."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime
from uuid import UUID

from django.db import transaction

from jurande.juries.facts import Bench, bench, call_decision
from jurande.juries.locking import check_session_step, locked, moved
from jurande.juries.models import Case, JurySession, Member
from jurande.ledger.actors import Actor, record
from jurande.rules.calls import CallOutcome
from jurande.rules.dates import day_of, french
from jurande.rules.lifecycles import Case as CaseState
from jurande.rules.lifecycles import Session as State
from jurande.rules.lifecycles import refusal
from jurande.rules.reasons import Refused
from jurande.rules.seating import SeatingDecision, SeatingOutcome

DEVICE, SHEET = "device", "sheet"


@transaction.atomic
def sign_in(*, member: Member, actor: Actor, now: datetime) -> Member:
    """A member signs the attendance on their own device, on the day, before the jury sits. Signing twice is once."""
    session = locked(member.session)
    check_session_step("sign_in", session, actor)
    _check_the_day(session, now)
    fresh = Member.objects.get(pk=member.pk)
    if fresh.signed_on:
        return fresh
    fresh.present, fresh.arrived_at, fresh.signed_on = True, now, DEVICE
    fresh.save(update_fields=["present", "arrived_at", "signed_on"])
    moved(session)
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.sign_in",
        subject=session.ref,
        now=now,
        data={"member": f"member:{fresh.id}"},
        clauses=["record.jury.parity"],
    )
    return fresh


@transaction.atomic
def attend(
    *, session: JurySession, present: Set[UUID], withdrawn: Set[UUID], actor: Actor, now: datetime
) -> JurySession:
    """Record who is there, and who gives up a seat to restore parity; the jury then sits.

    Raises Refused with every reason when the jury may not sit so: then nothing is written.
    """
    session = locked(session)
    state = check_session_step("attend", session, actor)
    _check_the_day(session, now)
    seats, seating = _seat(session, present, withdrawn, now)
    call = call_decision(seats)
    if call.outcome is CallOutcome.LATE_BLOCKED:
        raise Refused(call)
    session.state = state.value
    session.save(update_fields=["state"])
    _record("jury.attend", session, seats, seating, actor, now)
    return session


@transaction.atomic
def reseat(
    *, session: JurySession, present: Set[UUID], withdrawn: Set[UUID], actor: Actor, now: datetime
) -> JurySession:
    """Record who arrived or left since, once the jury sits: each decision keeps the voices of its own moment.

    Raises Refused while a vote is open, and when the jury could not sit so: what is left is then postponed first.
    """
    session = locked(session)
    check_session_step("reseat" if session.state == State.SITTING else "reseat_later", session, actor)
    if Case.objects.filter(session=session, state=CaseState.VOTING.value).exists():
        raise refusal("jury.vote_open", "Un vote est ouvert : la présence change avant ou après lui.")
    seats, seating = _seat(session, present, withdrawn, now)
    _record("jury.reseat", session, seats, seating, actor, now)
    return session


def _check_the_day(session: JurySession, now: datetime) -> None:
    if day_of(now) < session.held_on:
        raise refusal("jury.too_early", f"L’émargement se fait le jour du jury, le {french(session.held_on)}.")


def _seat(
    session: JurySession, present: Set[UUID], withdrawn: Set[UUID], now: datetime
) -> tuple[Bench, SeatingDecision]:
    """Write who is there; raises Refused when the rule does not let the jury sit so."""
    for member in Member.objects.filter(session=session):
        _note(member, here=member.id in present, now=now)
        member.withdrawn = member.id in withdrawn
        member.save(update_fields=["present", "arrived_at", "signed_on", "left_at", "withdrawn"])
    seats = bench(session)
    seating = seats.seating
    if seating.outcome is not SeatingOutcome.MAY_SIT:
        raise Refused(seating)
    # Whoever leaves or withdraws later has sat: the minutes say so, and they sign them.
    Member.objects.filter(session=session, pk__in=seating.voting).update(sat=True)
    return seats, seating


def _note(member: Member, *, here: bool, now: datetime) -> None:
    if here and not member.arrived_at:
        member.arrived_at, member.signed_on = now, SHEET
    if here:
        member.left_at = None
    elif member.arrived_at and not member.left_at:
        member.left_at = now
    member.present = here


def _record(
    act: str, session: JurySession, seats: Bench, seating: SeatingDecision, actor: Actor, now: datetime
) -> None:
    moved(session)
    record(
        actor=actor,
        chain=session.centre.chain,
        act=act,
        subject=session.ref,
        now=now,
        data={
            "present": sorted(f"member:{one.id}" for one in seats.members if one.present),
            "withdrawn": sorted(f"member:{one.id}" for one in seats.members if one.withdrawn),
            "employers": seating.employers,
            "employees": seating.employees,
            "composition": seats.composition.outcome.value,
        },
        clauses=sorted({reason.clause.key for reason in (*seating.reasons, *seats.composition.obstacles)}),
    )
