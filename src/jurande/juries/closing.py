"""The end of the day: what the jury validated enters the register, and the minutes are written, in one transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jurande.candidacies.actions import check_step
from jurande.catalogue.record_file import load
from jurande.documents.actions import store
from jurande.documents.compose import minutes as compose_minutes
from jurande.juries.facts import Bench, bench
from jurande.juries.locking import check_session_step, locked, moved
from jurande.juries.minutes import minutes_data
from jurande.juries.models import Case, JurySession
from jurande.ledger.actors import Actor, record
from jurande.ledger.queries import head
from jurande.organisations.choices import in_force
from jurande.register.actions import JuryFact, award_certification, validate_blocks
from jurande.rules.award import AwardFacts, AwardOutcome, award, block_award
from jurande.rules.certification import RouteCode
from jurande.rules.deliberation import Verdict
from jurande.rules.enrolment import ClaimOutcome
from jurande.rules.lifecycles import Case as CaseState
from jurande.rules.lifecycles import refusal

# The candidacy's step for each verdict of the jury.
STEPS = {
    Verdict.ADMISSIBLE: "declare_admissible",
    Verdict.NOT_ADMISSIBLE: "declare_not_admissible",
    Verdict.BLOCKS: "decide_blocks",
    Verdict.POSTPONED: "postpone",
}


@transaction.atomic
def close(*, session: JurySession, actor: Actor, now: datetime) -> JurySession:
    """Close the jury: every case decided, results to the register, minutes stored with the head of the chain.

    Raises Refused while a case waits for its decision. Closing twice is refused by the life cycle: one effect.
    """
    session = locked(session)
    state = check_session_step("close", session, actor)
    cases = list(
        Case.objects.filter(session=session).select_related("candidacy__person", "candidacy__centre", "summary")
    )
    waiting = [case for case in cases if case.state != CaseState.DECIDED]
    if waiting:
        names = ", ".join(case.candidacy.person.listed_name for case in waiting[:5])
        raise refusal("jury.undecided", f"{len(waiting)} candidat(s) sans décision : {names}. Décidez-les d’abord.")
    seats = bench(session)
    for case in cases:
        _carry_out(case, session, seats, actor, now)
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.close",
        subject=session.ref,
        now=now,
        data={"cases": len(cases), "members": len(seats.members)},
        clauses=["record.jury.duties"],
    )
    _write_minutes(session, seats, cases, actor, now)
    session.state, session.closed_at = state.value, now
    session.save(update_fields=["state", "closed_at", "minutes"])
    moved(session)
    return session


def _carry_out(case: Case, session: JurySession, seats: Bench, actor: Actor, now: datetime) -> None:
    candidacy = case.candidacy
    verdict = Verdict(case.verdict)
    candidacy.state = check_step(STEPS[verdict], candidacy, actor).value
    candidacy.save(update_fields=["state"])
    certification = load(candidacy.record_code).certification
    president = next(member for member in seats.members if member.president)
    presiding = case.acting_president or president
    fact = JuryFact(
        centre=session.centre,
        jury=session.ref,
        jury_on=session.held_on,
        candidacy=candidacy.ref,
        president_name=presiding.name,
        edition=seats.edition.code,
        record_code=candidacy.record_code,
    )
    settings = in_force()
    blocks = [
        block_award(
            certification,
            seats.edition,
            block=code,
            validated=True,
            deliberated_on=session.held_on,
            settings=settings,
        )
        for code in case.validated
    ]
    validate_blocks(
        person=candidacy.person,
        blocks=[(code, decision.usable_until) for code, decision in zip(case.validated, blocks, strict=True)],
        fact=fact,
        actor=actor,
        now=now,
    )
    decision = award(
        certification,
        seats.edition,
        AwardFacts(
            verdict=verdict,
            validated=tuple(case.validated),
            held=tuple(candidacy.held_blocks),
            deliberated_on=session.held_on,
            example_criteria=certification.has_example_criteria,
        ),
        route=RouteCode(candidacy.route),
        entered_training_on=candidacy.entered_training_on,
        admissible_on=candidacy.admissible_on,
        settings=settings,
    )
    if decision.outcome is AwardOutcome.AWARDED and decision.awarded_on and decision.claim:
        award_certification(
            person=candidacy.person,
            route=candidacy.route,
            enrolled_on=candidacy.enrolled_on,
            awarded_on=decision.awarded_on,
            rncp_claim=decision.claim.outcome is ClaimOutcome.CLAIM,
            fact=fact,
            actor=actor,
            now=now,
        )


def _write_minutes(session: JurySession, seats: Bench, cases: list[Case], actor: Actor, now: datetime) -> None:
    printed = head(session.centre.chain)
    content = compose_minutes(minutes_data(session, seats, cases), head=printed, created=now)
    session.minutes = store(
        kind="minutes",
        subject=session.ref,
        filename=f"proces-verbal-{session.centre.code}-{session.held_on.isoformat()}.pdf",
        content=content,
        head=printed,
        actor=actor.ref,
        now=now,
    )
