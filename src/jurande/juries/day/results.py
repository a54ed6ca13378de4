"""What the jury decided of one candidate, carried down: the candidacy's step, the register, and what is kept."""

from __future__ import annotations

from datetime import datetime

from jurande.candidacies.actions import check_step
from jurande.candidacies.space import close_to_evaluators
from jurande.catalogue.record_file import load
from jurande.juries.facts import Bench
from jurande.juries.models import Case
from jurande.juries.reasons import as_row
from jurande.ledger.actors import Actor, record
from jurande.register.actions import JuryFact, award_certification, validate_blocks
from jurande.register.kept import keep_capacities
from jurande.register.models import KeptCapacity
from jurande.rules.award import AwardDecision, AwardFacts, AwardOutcome, KeptKind, award, block_award, kept
from jurande.rules.certification import RouteCode
from jurande.rules.deliberation import Verdict
from jurande.rules.enrolment import ClaimOutcome

# The candidacy's step for each verdict of the jury.
STEPS = {
    Verdict.ADMISSIBLE: "declare_admissible",
    Verdict.NOT_ADMISSIBLE: "declare_not_admissible",
    Verdict.BLOCKS: "decide_blocks",
    Verdict.POSTPONED: "postpone",
}


def carry_out(case: Case, seats: Bench, actor: Actor, now: datetime) -> None:
    """Carry out one decision, inside the transaction that closes the jury."""
    candidacy, verdict = case.candidacy, Verdict(case.verdict)
    candidacy.state = check_step(STEPS[verdict], candidacy, actor).value
    candidacy.save(update_fields=["state"])
    if verdict is Verdict.POSTPONED:
        return
    close_to_evaluators(candidacy=candidacy, actor=actor, now=now)
    fact = _fact(case, seats)
    _blocks(case, seats, fact, actor, now)
    _capacities(case, seats, fact, actor, now)
    if verdict is Verdict.ADMISSIBLE:
        _certificate(case, seats, fact, actor, now)


def _fact(case: Case, seats: Bench) -> JuryFact:
    presiding = case.acting_president or next(member for member in seats.members if member.president)
    return JuryFact(
        centre=seats.session.centre,
        jury=seats.session.ref,
        jury_on=seats.session.held_on,
        candidacy=case.candidacy.ref,
        president_name=presiding.name,
        edition=seats.edition.code,
        record_code=case.candidacy.record_code,
    )


def _blocks(case: Case, seats: Bench, fact: JuryFact, actor: Actor, now: datetime) -> None:
    decisions = [
        block_award(
            load(fact.record_code).certification,
            seats.edition,
            block=code,
            validated=True,
            deliberated_on=fact.jury_on,
            settings=seats.choices[fact.record_code],
        )
        for code in case.validated
    ]
    validate_blocks(
        person=case.candidacy.person,
        blocks=[(code, decision.usable_until) for code, decision in zip(case.validated, decisions, strict=True)],
        fact=fact,
        reasons=[reason for decision in decisions for reason in decision.reasons],
        actor=actor,
        now=now,
    )


def _capacities(case: Case, seats: Bench, fact: JuryFact, actor: Actor, now: datetime) -> None:
    """Those evaluated for this jury: what an earlier one kept, of this candidacy too, keeps its own period."""
    if not case.kept_capacities:
        return
    own = KeptCapacity.objects.filter(candidacy=case.candidacy.ref, withdrawn_on__isnull=True)
    earlier = {*case.summary.kept, *own.values_list("capacity_code", flat=True)}
    decision = kept(
        load(fact.record_code).certification,
        seats.edition,
        kind=KeptKind.CAPACITY,
        deliberated_on=fact.jury_on,
        on=fact.jury_on,
        settings=seats.choices[fact.record_code],
    )
    keep_capacities(
        person=case.candidacy.person,
        capacities=[code for code in case.kept_capacities if code not in earlier],
        usable_until=decision.until,
        fact=fact,
        actor=actor,
        now=now,
    )


def _certificate(case: Case, seats: Bench, fact: JuryFact, actor: Actor, now: datetime) -> None:
    """Award it, or say why the rule does not: an admissible candidate is never left without a word."""
    candidacy, decision = case.candidacy, _award(case, seats)
    if decision.outcome is not AwardOutcome.AWARDED or decision.awarded_on is None or decision.claim is None:
        case.reasons = [*case.reasons, *(as_row(reason) for reason in decision.obstacles)]
        case.save(update_fields=["reasons"])
        record(
            actor=actor,
            chain=fact.centre.chain,
            act="jury.no_award",
            subject=candidacy.ref,
            now=now,
            data={"jury": fact.jury, "obstacles": [reason.code for reason in decision.obstacles]},
            clauses=sorted({reason.clause.key for reason in decision.obstacles}),
        )
        return
    award_certification(
        person=candidacy.person,
        route=candidacy.route,
        enrolled_on=candidacy.enrolled_on,
        awarded_on=decision.awarded_on,
        rncp_claim=decision.claim.outcome is ClaimOutcome.CLAIM,
        fact=fact,
        reasons=(*decision.reasons, *decision.claim.reasons),
        actor=actor,
        now=now,
    )


def _award(case: Case, seats: Bench) -> AwardDecision:
    candidacy = case.candidacy
    certification = candidacy.certification
    return award(
        certification,
        seats.edition,
        AwardFacts(
            verdict=Verdict(case.verdict),
            validated=tuple(case.validated),
            held=tuple(candidacy.held_blocks),
            deliberated_on=seats.session.held_on,
            example_criteria=certification.has_example_criteria,
        ),
        route=RouteCode(candidacy.route),
        entered_training_on=candidacy.entered_training_on,
        admissible_on=candidacy.admissible_on,
        settings=seats.choices[candidacy.record_code],
    )
