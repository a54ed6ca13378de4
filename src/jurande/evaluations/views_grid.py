"""The evaluator's grid: one capacity open at a time, each answer saved as it is given."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.candidacies.models import Candidacy
from jurande.evaluations import grids
from jurande.evaluations.facts import (
    DAY,
    NECESSITY,
    OBSERVATION,
    OUTCOME,
    WORKSTATIONS,
    CapacityAnswers,
    Dossier,
    answers_of,
    dossier,
)
from jurande.evaluations.forms import AnswerForm
from jurande.evaluations.models import MODALITIES, Grid, PlannedCapacity
from jurande.register.models import KeptCapacity
from jurande.rules.certification import Block, Capacity, Criterion, Element
from jurande.rules.evaluation import CapacityDecision, CapacityOutcome
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Grid as GridState
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Reason, Refused
from jurande.ui.forms import form_errors

READERS = (Role.EVALUATOR, Role.MANAGER, Role.SECRETARY, Role.AUDITOR)
# Answers that somebody wrote: given back when they cannot be saved.
TEXTS = {OBSERVATION, WORKSTATIONS, NECESSITY}
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Field:
    """One answer on the page: its item, what it says now and which version that is."""

    item: str
    value: str
    version: int
    criterion: Criterion | None = None

    @property
    def anchor(self) -> str:
        """The item as an identifier of the page may write it."""
        return re.sub(r"[^A-Za-z0-9]", "-", self.item)


@dataclass(frozen=True, slots=True)
class Card:
    """One capacity on the page. `state` is acquired, not_acquired, begun, waiting, or kept from an earlier jury."""

    capacity: Capacity
    kept: KeptCapacity | None
    planned: PlannedCapacity | None
    modality: str
    criteria: tuple[Field, ...]
    day: Field
    outcome: Field
    observation: Field
    workstations: Field | None
    necessity: Field | None
    state: str
    obstacles: tuple[Reason, ...]

    def field(self, item: str) -> Field | None:
        """The answer to an item; None for one that the card does not show."""
        fields = (*self.criteria, self.day, self.outcome, self.observation, self.workstations, self.necessity)
        return next((one for one in fields if one and one.item == item), None)


def cards(block: Block, file: Dossier, today: date) -> list[Card]:
    """The cards of a block's grid, in the record's order; a day not given yet shows today."""
    return [_card(file.certification.capacity(code), file, today) for code in block.capacities]


def _card(capacity: Capacity, file: Dossier, today: date) -> Card:
    decision = file.judge(capacity.code)
    answers = file.answers.get(capacity.code, CapacityAnswers({}))
    planned = file.planned.get(capacity.code)
    reconstituted = planned is not None and planned.modality == Element.RECONSTITUTED
    kept = file.kept.get(capacity.code)
    return Card(
        capacity=capacity,
        kept=kept,
        planned=planned,
        modality=MODALITIES[planned.modality] if planned else "Entretien de validation",
        criteria=tuple(_field(answers, f"criterion:{one.code}", one) for one in capacity.criteria),
        day=_day(answers, today),
        outcome=_field(answers, OUTCOME),
        observation=_field(answers, OBSERVATION),
        workstations=_field(answers, WORKSTATIONS) if capacity.min_workstations else None,
        necessity=_field(answers, NECESSITY) if reconstituted or answers.value(NECESSITY) else None,
        state="kept" if kept else _state(decision, answers),
        obstacles=decision.obstacles if answers.value(OUTCOME) else (),
    )


def _day(answers: CapacityAnswers, today: date) -> Field:
    shown = answers.value(DAY) or (answers.evaluated_on or today).isoformat()
    return Field(DAY, shown, answers.version(DAY))


def _field(answers: CapacityAnswers, item: str, criterion: Criterion | None = None) -> Field:
    return Field(item, answers.value(item), answers.version(item), criterion)


def _state(decision: CapacityDecision, answers: CapacityAnswers) -> str:
    if decision.outcome is not CapacityOutcome.TO_EVALUATE:
        return decision.outcome.value
    return "begun" if answers.by_item else "waiting"


def _load(request: Request, pk: str) -> Grid:
    visible = Candidacy.objects.visible_to(request.member)
    rows = Grid.objects.filter(candidacy__in=visible).select_related(
        "candidacy__person", "candidacy__centre", "candidacy__company"
    )
    return get_object_or_404(rows.prefetch_related("signatures__user"), pk=pk)


def _context(request: Request, grid: Grid, opened: str = "") -> dict[str, object]:
    file = dossier(grid.candidacy)
    block = file.certification.block(grid.block_code)
    shown = _as_signed(grid, file, request) if grid.state == GridState.REPLACED else cards(block, file, request.today)
    signed = {signature.user_id: signature for signature in grid.signatures.all()}
    done = [card for card in shown if card.state in {"acquired", "not_acquired", "kept"}]
    commission = [(one.user, signed.get(one.user_id)) for one in file.commissioners]
    if grid.state == GridState.REPLACED:
        commission = [(one.user, one) for one in signed.values()]
    return {
        "grid": grid,
        "candidacy": grid.candidacy,
        "graded": block,
        "cards": shown,
        "opened": opened or next((card.capacity.code for card in shown if card not in done), ""),
        "done": len(done),
        "commission": commission,
        "agreed_on": file.plan.agreed_on if file.plan else None,
        "editable": request.member.role is Role.EVALUATOR
        and grid.candidacy.state == State.PLANNED
        and grid.state == GridState.OPEN
        and not signed,
        "example": any(criterion.example for card in shown for criterion in card.capacity.criteria),
    }


def _as_signed(grid: Grid, file: Dossier, request: Request) -> list[Card]:
    """The cards of a grid that another version replaced: what it said, without judging it again."""
    said = replace(file, answers=answers_of(grid))
    block = file.certification.block(grid.block_code)
    return [
        replace(card, state="kept" if card.kept else card.outcome.value or "waiting", modality="", obstacles=())
        for card in cards(block, said, request.today)
    ]


@only(*READERS)
@require_safe
def grid(request: Request, pk: str) -> HttpResponse:
    """The grid of one block; only the commission's evaluators may answer."""
    return render(request, "evaluations/grid.html", _context(request, _load(request, pk), request.GET.get("c", "")))


@only(Role.EVALUATOR)
@require_POST
def answer(request: Request, pk: str) -> HttpResponse:
    """Save one answer; gives back what changed around it, or the whole card with what was refused and why."""
    loaded = _load(request, pk)
    form = AnswerForm(request.POST)
    refused: list[str] = []
    if form.is_valid():
        given = grids.Answer(**form.cleaned_data)
        try:
            grids.answer(grid=loaded, given=given, user=request.user, actor=request.member.actor, now=request.now)
        except Refused as refusal:
            refused = [reason.text for reason in refusal.decision.obstacles]
            loaded = _load(request, pk)
    else:
        refused = [f"{error.lead} {error.message}" for error in form_errors(form)]
    code, item = request.POST.get("capacity", ""), request.POST.get("item", "")
    context = _context(request, loaded, code)
    card = next((card for card in context["cards"] if card.capacity.code == code), None)  # type: ignore[attr-defined]
    if card is None:
        return HttpResponseBadRequest("Réponse illisible : rechargez la page.", content_type=PLAIN)
    context |= {"card": card, "field": card.field(item), "refused": refused}
    if not refused:
        return render(request, "evaluations/grid.html#saved", context)
    context["typed"] = request.POST.get("value", "") if item in TEXTS else ""
    response = render(request, "evaluations/grid.html#refused", context, status=409)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = f"#{code}", "outerHTML"
    return response


@only(Role.EVALUATOR)
@require_POST
def sign(request: Request, pk: str) -> HttpResponse:
    """Sign the grid."""
    signed = grids.sign(grid=_load(request, pk), user=request.user, actor=request.member.actor, now=request.now)
    sealed = signed.state == GridState.SIGNED
    messages.success(request, "La grille est signée et scellée." if sealed else "Votre signature est enregistrée.")
    return redirect("evaluations:grid", pk=pk)
