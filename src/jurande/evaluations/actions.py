"""Planning and handing over evaluations. Grids and opinions have their own modules. Only actions write (law 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jurande.accounts.actions import grant
from jurande.accounts.models import User
from jurande.candidacies.actions import check_step, locked
from jurande.candidacies.models import Candidacy
from jurande.catalogue.record_file import load
from jurande.evaluations.facts import dossier
from jurande.evaluations.models import Commissioner, Grid, Plan, PlannedCapacity, Summary
from jurande.evaluations.snapshots import as_json
from jurande.ledger.actors import Actor, record
from jurande.rules.certification import Element, RouteCode
from jurande.rules.dates import day_of
from jurande.rules.evaluation import SummaryOutcome
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Grid as GridState
from jurande.rules.lifecycles import Role, refusal
from jurande.rules.planning import ModalityFacts, PlanFacts, plan
from jurande.rules.reasons import Decision, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedChoice:
    """How one capacity is to be evaluated, as the concertation set it."""

    capacity: str
    modality: Element
    planned_on: date | None = None
    report_due_on: date | None = None
    report_conditions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concertation:
    """What the centre agreed with the company and the parties. `commission` pairs an evaluator with « extérieur »."""

    agreed_on: date
    company_consulted: str
    others_consulted: str
    choices: Sequence[PlannedChoice]
    commission: Sequence[tuple[User, bool]]


@transaction.atomic
def define_plan(*, candidacy: Candidacy, concertation: Concertation, actor: Actor, now: datetime) -> Plan:
    """Set (or set again) the modalities of each capacity; raises Refused when the record does not offer one.

    Opens the grids of the blocks to evaluate and lets the commission see the candidacy.
    """
    candidacy = locked(candidacy)
    step = "replan" if candidacy.state == State.PLANNED else "plan"
    candidacy.state = check_step(step, candidacy, actor).value
    today = day_of(now)
    _check_modalities(candidacy, concertation, today)
    agreed, _ = Plan.objects.update_or_create(
        candidacy=candidacy,
        defaults={
            "agreed_on": concertation.agreed_on,
            "company_consulted": concertation.company_consulted,
            "others_consulted": concertation.others_consulted,
        },
    )
    _write_choices(agreed, concertation.choices, today)
    _seat_commission(candidacy, concertation.commission)
    for code in candidacy.blocks_to_evaluate:
        Grid.objects.get_or_create(candidacy=candidacy, block_code=code)
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


def _check_modalities(candidacy: Candidacy, concertation: Concertation, today: date) -> None:
    facts = PlanFacts(
        route=RouteCode(candidacy.route),
        agreed_on=concertation.agreed_on,
        company_consulted=concertation.company_consulted,
        blocks=tuple(candidacy.blocks_to_evaluate),
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
    refuse_if_blocked(plan(load(candidacy.record_code).certification, facts, on=today))


def refuse_if_blocked(decision: Decision) -> None:
    """Raise Refused with every reason when one stands in the way."""
    if decision.obstacles:
        raise Refused(decision)


def _write_choices(agreed: Plan, choices: Sequence[PlannedChoice], today: date) -> None:
    for choice in choices:
        is_project = choice.modality is Element.PROJECTS
        PlannedCapacity.objects.update_or_create(
            plan=agreed,
            capacity=choice.capacity,
            defaults={
                "modality": choice.modality.value,
                "planned_on": choice.planned_on,
                "report_due_on": choice.report_due_on if is_project else None,
                "report_conditions": choice.report_conditions if is_project else "",
                "conditions_fixed_on": today if is_project else None,
            },
        )


def _seat_commission(candidacy: Candidacy, commission: Sequence[tuple[User, bool]]) -> None:
    Commissioner.objects.filter(candidacy=candidacy).exclude(
        user__in=[user for user, _ in commission]
    ).delete()
    for user, outside in commission:
        Commissioner.objects.update_or_create(
            candidacy=candidacy, user=user, defaults={"outside_company": outside}
        )
        grant(user=user, subject=candidacy.ref, as_role=Role.EVALUATOR)


@transaction.atomic
def receive_report(*, candidacy: Candidacy, received_on: date, actor: Actor, now: datetime) -> None:
    """Record the day on which the candidate's project report reached the centre, for every capacity it serves."""
    candidacy = locked(candidacy)
    check_step("replan", candidacy, actor)
    projects = PlannedCapacity.objects.filter(plan=candidacy.pk, modality=Element.PROJECTS.value)
    projects.filter(report_received_on__isnull=True).update(report_received_on=received_on)
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


@transaction.atomic
def summarise(*, candidacy: Candidacy, actor: Actor, now: datetime) -> Summary:
    """Freeze the summary that the commission hands to the jury; raises Refused while something is missing."""
    candidacy = locked(candidacy)
    candidacy.state = check_step("summarise", candidacy, actor).value
    if Grid.objects.filter(candidacy=candidacy).exclude(state=GridState.SIGNED.value).exists():
        raise refusal(
            "evaluation.unsigned", "Une grille n’est pas signée par toute la commission : faites-la signer."
        )
    evaluation = dossier(candidacy)
    decision = evaluation.decision
    if decision.outcome is not SummaryOutcome.READY:
        raise Refused(decision)
    made = Summary.objects.create(
        candidacy=candidacy,
        made_at=now,
        presentable_blocks=list(decision.presentable),
        acquired=[code for block in decision.blocks for code in block.acquired],
        not_acquired=[code for block in decision.blocks for code in block.not_acquired],
        facts=as_json(evaluation.facts),
    )
    candidacy.save(update_fields=["state"])
    record(
        actor=actor,
        chain=candidacy.centre.chain,
        act="evaluation.summarise",
        subject=candidacy.ref,
        now=now,
        data={
            "presentable": made.presentable_blocks,
            "acquired": made.acquired,
            "not_acquired": made.not_acquired,
        },
        clauses=sorted({reason.clause.key for reason in decision.reasons}),
    )
    return made


@transaction.atomic
def reopen(*, candidacy: Candidacy, reason: str, actor: Actor, now: datetime) -> None:
    """Take the candidacy back to evaluation, before it is on a jury's list; the summary made stays in the history."""
    candidacy = locked(candidacy)
    candidacy.state = check_step("reopen", candidacy, actor).value
    candidacy.save(update_fields=["state"])
    record(
        actor=actor,
        chain=candidacy.centre.chain,
        act="evaluation.reopen",
        subject=candidacy.ref,
        now=now,
        details={"reason": reason},
    )
