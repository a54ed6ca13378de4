"""Planning evaluations. Grids, opinions and summaries have their own modules. Only actions write (law 4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.db.models import Max

from jurande.accounts.actions import end_grants, grant
from jurande.accounts.models import User
from jurande.candidacies.actions import check_step, locked
from jurande.candidacies.models import Candidacy
from jurande.evaluations.commissions import tell_commissioner
from jurande.evaluations.facts import OUTCOME, Dossier, dossier
from jurande.evaluations.grids import seal
from jurande.evaluations.models import Commissioner, Grid, GridSignature, Plan, PlannedCapacity
from jurande.ledger.actors import Actor, record
from jurande.rules.certification import Element, RecordClause, RouteCode
from jurande.rules.dates import day_of, french
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Role, StepOutcome
from jurande.rules.planning import ModalityFacts, PlanDecision, PlanFacts, PlanOutcome, plan
from jurande.rules.reasons import Decision, Reason, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedChoice:
    """How one capacity is to be evaluated, as the concertation set it."""

    capacity: str
    modality: Element
    report_due_on: date | None = None
    report_conditions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concertation:
    """What the centre agreed with the company and the parties. `commission` pairs an evaluator with « extérieur ».

    In VAE there is no concertation: no day, no company, no choices.
    """

    agreed_on: date | None = None
    company_consulted: str = ""
    others_consulted: str = ""
    choices: Sequence[PlannedChoice]
    commission: Sequence[tuple[User, bool]]


@transaction.atomic
def define_plan(*, candidacy: Candidacy, concertation: Concertation, actor: Actor, now: datetime) -> Plan:
    """Set (or set again) the modalities of each capacity; setting them again as they are writes nothing.

    Opens the grids of the blocks to evaluate, lets the commission see the candidacy and whoever leaves it no longer.
    Raises Refused with every reason: what the record does not offer, and what the commission has already answered to.
    """
    candidacy = locked(candidacy)
    step = "replan" if candidacy.state == State.PLANNED else "plan"
    candidacy.state = check_step(step, candidacy, actor).value
    file, today = dossier(candidacy), day_of(now)
    if file.plan and _in_force(file.plan, file) == _asked(concertation):
        return file.plan
    decision = _judge(file, concertation, today)
    if decision.outcome is PlanOutcome.REFUSED:
        raise Refused(decision)
    agreed, _ = Plan.objects.update_or_create(
        candidacy=candidacy,
        defaults={
            "agreed_on": concertation.agreed_on,
            "company_consulted": concertation.company_consulted,
            "others_consulted": concertation.others_consulted,
        },
    )
    _write_choices(agreed, file, concertation.choices, today)
    _seat_commission(candidacy, file, concertation.commission, actor, now)
    for code in candidacy.blocks_to_evaluate:
        grid, _ = Grid.objects.current().get_or_create(candidacy=candidacy, block_code=code)
        seal(grid)  # whoever left the commission may have been the last to sign
    candidacy.save(update_fields=["state"])
    record(
        actor=actor,
        chain=candidacy.centre.chain,
        act=f"evaluation.{step}",
        subject=candidacy.ref,
        now=now,
        effective_on=concertation.agreed_on,
        data={
            "modalities": [f"{choice.capacity}:{choice.modality.value}" for choice in concertation.choices],
            "commission": [user.ref for user, _ in concertation.commission],
        },
        details={"company": concertation.company_consulted, "others": concertation.others_consulted},
        clauses=["record.concertation"],
    )
    return agreed


def _terms(choice: PlannedChoice | PlannedCapacity) -> tuple[date | None, str]:
    """When a project's report is due and under which conditions; nothing for the other modalities."""
    project = choice.modality == Element.PROJECTS
    return (choice.report_due_on, choice.report_conditions) if project else (None, "")


def _asked(concertation: Concertation) -> tuple[object, ...]:
    return (
        (concertation.agreed_on, concertation.company_consulted, concertation.others_consulted),
        {(one.capacity, one.modality, *_terms(one)) for one in concertation.choices},
        {(user.pk, outside) for user, outside in concertation.commission},
    )


def _in_force(agreed: Plan, file: Dossier) -> tuple[object, ...]:
    """The plan as it stands, to be compared with what is asked."""
    return (
        (agreed.agreed_on, agreed.company_consulted, agreed.others_consulted),
        {(one.capacity, one.modality, *_terms(one)) for one in file.planned.values()},
        {(one.user_id, one.outside_company) for one in file.commissioners},
    )


def _changes(file: Dossier, choice: PlannedChoice) -> bool:
    """Whether a capacity that has its modality would get another one, or other terms for its report."""
    before = file.planned.get(choice.capacity)
    return before is not None and (before.modality, *_terms(before)) != (choice.modality, *_terms(choice))


def _judge(file: Dossier, concertation: Concertation, today: date) -> PlanDecision:
    facts = PlanFacts(
        route=RouteCode(file.candidacy.route),
        agreed_on=concertation.agreed_on,
        company_consulted=concertation.company_consulted,
        blocks=tuple(file.candidacy.blocks_to_evaluate),
        kept=tuple(file.kept),
        modalities=tuple(
            ModalityFacts(
                capacity=choice.capacity,
                modality=choice.modality,
                report_due_on=choice.report_due_on,
                report_conditions=choice.report_conditions,
            )
            for choice in concertation.choices
        ),
    )
    decision = plan(file.certification, facts, on=today)
    # Terms that stay as they are were judged on the day they were fixed: their due date may have passed since.
    changing = {choice.capacity for choice in concertation.choices if _changes(file, choice)}
    kept = (one for one in facts.modalities if one.capacity in file.planned.keys() - changing)
    settled = plan(file.certification, replace(facts, modalities=tuple(kept)), on=today)
    passed = {reason for reason in settled.obstacles if reason.code == "planning.project"}
    reasons = (
        *(reason for reason in decision.reasons if reason not in passed),
        *_already_evaluated(file, concertation),
    )
    fine = all(reason.holds for reason in reasons)
    return PlanDecision(outcome=PlanOutcome.ACCEPTED if fine else PlanOutcome.REFUSED, reasons=reasons)


def _already_evaluated(file: Dossier, concertation: Concertation) -> Iterator[Reason]:
    """What the commission answered was answered to a modality: it takes its result back before that one changes."""
    clause = file.certification.clause(RecordClause.EVALUATION)
    current = Grid.objects.current().filter(candidacy=file.candidacy)
    signatures = set(GridSignature.objects.filter(grid__in=current).values_list("grid__block_code", "user"))
    signed_blocks = {code for code, _ in signatures}
    for choice in filter(partial(_changes, file), concertation.choices):
        code, before = choice.capacity, file.planned[choice.capacity]
        block = file.certification.block(file.certification.capacity(code).block)
        answers = file.answers.get(code)
        if block.code in signed_blocks:
            text = f"{code} : la grille du bloc {block.number} est signée ; sa modalité et ses délais ne changent plus."
            yield Reason("planning.signed", clause, text, False)
        elif before.modality != choice.modality and answers and answers.value(OUTCOME):
            text = (
                f"{code} : la commission a déjà donné son résultat, « {before.get_modality_display()} ». Demandez-lui "
                "de le retirer de la grille, puis changez la modalité."
            )
            yield Reason("planning.evaluated", clause, text, False)
    signers = {user for _, user in signatures}
    staying = {user.pk for user, _ in concertation.commission}
    for one in file.commissioners:
        if one.user_id in signers - staying:
            text = f"{one.user.name} a signé une grille : cette personne reste de la commission."
            yield Reason("planning.signer", clause, text, False)


def _write_choices(agreed: Plan, file: Dossier, choices: Sequence[PlannedChoice], today: date) -> None:
    for choice in choices:
        due_on, conditions = _terms(choice)
        values: dict[str, object] = {"modality": choice.modality.value}
        if choice.capacity not in file.planned or _changes(file, choice):
            # New terms ask for a new report.
            values |= {
                "report_due_on": due_on,
                "report_conditions": conditions,
                "conditions_fixed_on": today if choice.modality is Element.PROJECTS else None,
                "report_received_on": None,
            }
        PlannedCapacity.objects.update_or_create(plan=agreed, capacity=choice.capacity, defaults=values)


def _seat_commission(
    candidacy: Candidacy, file: Dossier, commission: Sequence[tuple[User, bool]], actor: Actor, now: datetime
) -> None:
    chain = candidacy.centre.chain
    staying = {user.pk for user, _ in commission}
    for one in file.commissioners:
        if one.user_id not in staying:
            one.delete()
            end_grants(
                user=one.user,
                subject=candidacy.ref,
                as_role=Role.EVALUATOR,
                until=now,
                chain=chain,
                actor=actor,
                now=now,
            )
    seated = {one.user_id for one in file.commissioners}
    for user, outside in commission:
        Commissioner.objects.update_or_create(candidacy=candidacy, user=user, defaults={"outside_company": outside})
        grant(user=user, subject=candidacy.ref, as_role=Role.EVALUATOR, chain=chain, actor=actor, now=now)
        if user.pk not in seated:
            tell_commissioner(candidacy=candidacy, user=user, now=now)


@transaction.atomic
def receive_report(*, candidacy: Candidacy, received_on: date, actor: Actor, now: datetime) -> None:
    """Record the day on which the project report reached the centre, for every capacity whose terms were fixed last.

    Recording the same day again writes nothing, another day corrects it. Raises Refused when no report is expected,
    for a day to come, and once a grid that rests on it is signed.
    """
    candidacy = locked(candidacy)
    check_step("replan", candidacy, actor)
    projects = PlannedCapacity.objects.filter(plan=candidacy.pk, modality=Element.PROJECTS.value)
    expected = projects.filter(conditions_fixed_on=projects.aggregate(last=Max("conditions_fixed_on"))["last"])
    known = bool(expected) and all(one.report_received_on == received_on for one in expected)
    if obstacles := () if known else tuple(_not_received(candidacy, list(expected), received_on, day_of(now))):
        raise Refused(Decision(outcome=StepOutcome.REFUSED, reasons=obstacles))
    if known:
        return
    expected.update(report_received_on=received_on)
    record(
        actor=actor,
        chain=candidacy.centre.chain,
        act="evaluation.report",
        subject=candidacy.ref,
        now=now,
        effective_on=received_on,
        data={"received_on": received_on.isoformat()},
        clauses=["record.modality.projects"],
    )


def _not_received(
    candidacy: Candidacy, expected: Sequence[PlannedCapacity], received_on: date, today: date
) -> Iterator[Reason]:
    """Why the report cannot have been received so."""
    certification = candidacy.certification
    clause = certification.clause(RecordClause.MODALITY_PROJECTS)
    if not expected:
        text = "Aucune capacité ne passe par un projet : aucun rapport n’est attendu."
        yield Reason("evaluation.no_report", clause, text, False)
    if received_on > today:
        text = f"Le {french(received_on)} n’est pas encore venu : indiquez le jour où le rapport est arrivé."
        yield Reason("evaluation.report_to_come", clause, text, False)
    blocks = {certification.capacity(one.capacity).block for one in expected}
    if GridSignature.objects.filter(
        grid__in=Grid.objects.current().filter(candidacy=candidacy, block_code__in=blocks)
    ).exists():
        text = "Une grille qui tient compte du rapport est signée : sa réception ne change plus."
        yield Reason("evaluation.signed", clause, text, False)
