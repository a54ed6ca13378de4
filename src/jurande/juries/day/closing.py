"""The end of the day: what the jury validated enters the register, and the minutes are written, in one transaction."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction

from jurande.accounts.actions import end_grants, prolong_grants
from jurande.documents.actions import store
from jurande.documents.compose import minutes as compose_minutes
from jurande.juries.after.sealing import sealed
from jurande.juries.after.signing import tell_signatories
from jurande.juries.day.attendance_sheet import store_sheet
from jurande.juries.day.minutes import minutes_data
from jurande.juries.day.results import carry_out
from jurande.juries.facts import Bench, bench
from jurande.juries.locking import check_session_step, locked, moved
from jurande.juries.models import Case, JurySession
from jurande.ledger.actions import gathered
from jurande.ledger.actors import Actor, record
from jurande.ledger.queries import head
from jurande.rules.dates import PARIS, day_of, months_after
from jurande.rules.lifecycles import Case as CaseState
from jurande.rules.lifecycles import Role, refusal
from jurande.rules.lifecycles import Session as State
from jurande.ui.french import count


@transaction.atomic
def close(*, session: JurySession, actor: Actor, now: datetime) -> JurySession:
    """Close the jury: every case decided, results to the register, minutes stored with the head of the chain.

    Raises Refused while a case waits for its decision, and when the minutes cannot be composed or sealed. Closing
    twice is refused by the life cycle: one effect.
    """
    session = locked(session)
    check_session_step("close", session, actor)
    return finish(session, by="le président du jury", actor=actor, now=now)


def finish(session: JurySession, *, by: str, actor: Actor, now: datetime) -> JurySession:
    """The closing itself, of a session that its caller has locked and whose step it has asked for.

    `by`: who closes, as the seal of the minutes says it. Raises Refused as `close` does.
    """
    cases = _decided_cases(session)
    seats = bench(session)
    with gathered():
        for case in cases:
            carry_out(case, seats, actor, now)
        end_grants(
            subject=session.ref,
            as_role=Role.JUROR,
            until=_recourse_over(seats, now),
            chain=session.centre.chain,
            actor=actor,
            now=now,
        )
        record(
            actor=actor,
            chain=session.centre.chain,
            act="jury.close",
            subject=session.ref,
            now=now,
            data={"cases": len(cases), "members": len(seats.members)},
            clauses=["record.jury.duties"],
        )
    _write_minutes(session, seats, cases, by, actor, now)
    store_sheet(session, seats, actor, now)
    session.state, session.closed_at = State.CLOSED.value, now
    session.save(update_fields=["state", "closed_at", "minutes"])
    tell_signatories(session=session, seats=seats, now=now)
    moved(session)
    return session


def _decided_cases(session: JurySession) -> list[Case]:
    """The cases of the day; raises Refused, naming the first of them, while some wait for their decision."""
    related = ("candidacy__person", "candidacy__centre", "summary", "acting_president")
    cases = list(Case.objects.filter(session=session).select_related(*related))
    if waiting := [case for case in cases if case.state != CaseState.DECIDED]:
        names = ", ".join(case.candidacy.person.listed_name for case in waiting[:5])
        raise refusal(
            "jury.undecided", f"{count(len(waiting), 'candidat')} sans décision : {names}. Décidez-les d’abord."
        )
    return cases


def _recourse_over(seats: Bench, now: datetime) -> datetime:
    """When the time for a candidate's recourse has passed: until then, jurors read what they decided."""
    return _after(months_after(day_of(now), seats.recourse_months))


def _after(last: date) -> datetime:
    return datetime.combine(last + timedelta(days=1), time.min, tzinfo=PARIS)


def keep_room_open(*, session: JurySession, last: date, actor: Actor, now: datetime) -> None:
    """Let the jurors read until the end of a day: a letter written after the closing gives its candidate longer."""
    prolong_grants(
        subject=session.ref,
        as_role=Role.JUROR,
        until=_after(last),
        chain=session.centre.chain,
        actor=actor,
        now=now,
    )


def _write_minutes(session: JurySession, seats: Bench, cases: list[Case], by: str, actor: Actor, now: datetime) -> None:
    printed = head(session.centre.chain)
    content = sealed(
        lambda: compose_minutes(minutes_data(session, seats, cases), head=printed, created=now),
        named="le procès-verbal",
        reason=f"Procès-verbal clos par {by}",
        undone="rien n’est clos",
        now=now,
    )
    session.minutes = store(
        kind="minutes",
        subject=session.ref,
        filename=f"proces-verbal-{session.centre.code}-{session.held_on.isoformat()}.pdf",
        content=content,
        head=printed,
        actor=actor.ref,
        now=now,
    )
