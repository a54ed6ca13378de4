"""One session, one writer at a time: every act of a jury locks its session first, then reads what it decides on."""

from __future__ import annotations

from datetime import datetime

from jurande.juries.models import Case, JurySession, Member
from jurande.ledger.actors import Actor
from jurande.organisations.models import ExamCentre
from jurande.rules import lifecycles
from jurande.rules.dates import day_of, french
from jurande.rules.lifecycles import Case as CaseState
from jurande.rules.lifecycles import Role, StepOutcome
from jurande.rules.lifecycles import Session as SessionState
from jurande.rules.reasons import Refused


def locked(session: JurySession) -> JurySession:
    """The session as it is now, locked until the transaction ends."""
    return JurySession.objects.select_for_update(of=("self",)).select_related("centre").get(pk=session.pk)


def locked_centre(centre: ExamCentre) -> ExamCentre:
    """The centre as it is now, locked until the transaction ends, for what it has one of: an hour, an address.

    After the session. NO KEY: rows that name the centre are written meanwhile, or the holder of its chain would wait.
    """
    return ExamCentre.objects.select_for_update(of=("self",), no_key=True).get(pk=centre.pk)


def locked_case(case: Case) -> Case:
    """The case as it is now, its session locked until the transaction ends."""
    session = locked(case.session)
    fresh = Case.objects.select_related("candidacy__person", "candidacy__centre", "summary", "acting_president").get(
        pk=case.pk
    )
    fresh.session = session
    return fresh


def check_session_step(name: str, session: JurySession | None, actor: Actor) -> SessionState:
    """The state that the step leads to; raises Refused when the moment or the role forbids it."""
    state = SessionState(session.state) if session else None
    decision = lifecycles.may_take(lifecycles.SESSION, name, state=state, roles=[actor.role])
    if decision.outcome is StepOutcome.REFUSED:
        raise Refused(decision)
    return SessionState(decision.step.target)


def check_not_past(session: JurySession, now: datetime) -> None:
    """Raises Refused once the day of the session has gone by: nobody is written to about a jury to come any more."""
    if day_of(now) > session.held_on:
        text = f"Le {french(session.held_on)} est passé : si le jury s’est tenu, ouvrez la séance ; sinon, annulez."
        raise lifecycles.refusal("jury.past", text)


def check_case_step(name: str, case: Case, actor: Actor) -> CaseState:
    """The state that the step leads to; raises Refused outside the deliberation, or when the role forbids it."""
    if case.session.state != SessionState.DELIBERATING:
        raise lifecycles.refusal(
            "jury.not_deliberating",
            "Le jury ne délibère pas : constatez d’abord la conformité, ou consultez le procès-verbal s’il est clos.",
        )
    decision = lifecycles.may_take(lifecycles.CASE, name, state=CaseState(case.state), roles=[actor.role])
    if decision.outcome is StepOutcome.REFUSED:
        raise Refused(decision)
    return CaseState(decision.step.target)


def moved(session: JurySession) -> None:
    """Count a change, so that the pages that follow the room know that they must reload."""
    session.version += 1
    session.save(update_fields=["version"])


def as_president(actor: Actor, member: Member | None) -> Actor:
    """The actor in the quality they have in one session: the president's acts are signed as such."""
    return Actor(actor.ref, Role.PRESIDENT, actor.name) if member and member.president else actor
