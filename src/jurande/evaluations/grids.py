"""What the commission answers. Every answer is a new row: a stale page is refused, a repeated one written once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from jurande.accounts.models import User
from jurande.candidacies.models import Candidacy
from jurande.catalogue.record_file import load
from jurande.evaluations.facts import MET, NECESSITY, NOT_MET, OBSERVATION, OUTCOME, WORKSTATIONS, dossier
from jurande.evaluations.models import Commissioner, Grid, GridAnswer, GridSignature
from jurande.ledger.actors import Actor, record
from jurande.rules import lifecycles
from jurande.rules.certification import RecordClause
from jurande.rules.dates import day_of
from jurande.rules.evaluation import CapacityOutcome
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Grid as GridState
from jurande.rules.lifecycles import StepOutcome, refusal
from jurande.rules.reasons import Decision, Reason, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer as the device sends it: its own identifier, and the version that the evaluator was looking at."""

    id: UUID
    capacity: str
    item: str
    value: str
    base_version: int


@transaction.atomic
def answer(*, grid: Grid, given: Answer, user: User, actor: Actor, now: datetime) -> GridAnswer:
    """Write one answer; sending the same identifier again gives the first row back.

    Raises Refused when the grid is signed, when the evaluator is not of the commission, when another answer came in
    between, when the referential has no such item, or when the identifier was another answer's.
    """
    grid = _locked(grid)
    if done := GridAnswer.objects.filter(pk=given.id).first():
        return _sent_again(done, grid, given, user)
    _check_open(grid, user, actor, "answer")
    if grid.signatures.exists():
        raise refusal("evaluation.signed", "La grille porte déjà une signature : ses réponses ne changent plus.")
    _check_item(grid, given)
    current = GridAnswer.objects.filter(grid=grid, capacity=given.capacity, item=given.item).aggregate(
        last=Max("version")
    )["last"]
    if (current or 0) != given.base_version:
        raise refusal(
            "evaluation.stale",
            f"{given.capacity} : quelqu’un a répondu entre-temps. Lisez sa réponse, puis donnez la vôtre à nouveau.",
        )
    written = GridAnswer.objects.create(
        id=given.id,
        grid=grid,
        capacity=given.capacity,
        item=given.item,
        value=given.value,
        base_version=given.base_version,
        version=given.base_version + 1,
        evaluator=user,
        answered_on=day_of(now),
        recorded_at=now,
    )
    if given.item == OUTCOME:
        _record_outcome(grid, given, actor, now)
    return written


def _sent_again(done: GridAnswer, grid: Grid, given: Answer, user: User) -> GridAnswer:
    """The first row, for the very answer that it holds; an identifier is no other answer's."""
    first = (done.grid_id, done.evaluator_id, done.capacity, done.item, done.value, done.base_version)
    if first != (grid.pk, user.pk, given.capacity, given.item, given.value, given.base_version):
        raise refusal(
            "evaluation.reused",
            f"{given.capacity} : cet envoi porte l’identifiant d’une autre réponse. Rechargez la page, puis répondez à "
            "nouveau.",
        )
    return done


def _record_outcome(grid: Grid, given: Answer, actor: Actor, now: datetime) -> None:
    record(
        actor=actor,
        chain=grid.candidacy.centre.chain,
        act="evaluation.capacity",
        subject=grid.candidacy.ref,
        now=now,
        data={
            "capacity": given.capacity,
            "outcome": given.value or "to_evaluate",
            "version": given.base_version + 1,
        },
        clauses=["record.evaluation"],
    )


@transaction.atomic
def sign(*, grid: Grid, user: User, actor: Actor, now: datetime) -> Grid:
    """Sign the grid, once; it is sealed when the whole commission has. Raises Refused while a result is missing."""
    grid = _locked(grid)
    if GridSignature.objects.filter(grid=grid, user=user).exists():
        return grid
    _check_open(grid, user, actor, "sign")
    decision = _missing_results(grid)
    if decision.obstacles:
        raise Refused(decision)
    GridSignature.objects.create(grid=grid, user=user, signed_at=now)
    seal(grid)
    record(
        actor=actor,
        chain=grid.candidacy.centre.chain,
        act="evaluation.sign",
        subject=grid.candidacy.ref,
        now=now,
        data={"block": grid.block_code, "sealed": grid.state == GridState.SIGNED.value},
        clauses=["record.evaluation"],
    )
    return grid


def seal(grid: Grid) -> None:
    """Seal a grid that somebody signed and that nobody of the present commission is left to sign."""
    commission = set(Commissioner.objects.filter(candidacy=grid.candidacy_id).values_list("user", flat=True))
    signed = set(GridSignature.objects.filter(grid=grid).values_list("user", flat=True))
    if signed and commission <= signed:
        grid.state = GridState.SIGNED.value
        grid.save(update_fields=["state"])


def _locked(grid: Grid) -> Grid:
    """The grid as it is now, with its candidacy locked until the transaction ends: one act at a time is judged."""
    Candidacy.objects.select_for_update(of=("self",)).get(pk=grid.candidacy_id)
    return Grid.objects.select_related("candidacy__centre").get(pk=grid.pk)


def _check_open(grid: Grid, user: User, actor: Actor, step: str) -> None:
    """Raises Refused when the moment, the role or the commission forbids the step."""
    decision = lifecycles.may_take(lifecycles.GRID, step, state=GridState(grid.state), roles=[actor.role])
    if decision.outcome is StepOutcome.REFUSED:
        raise Refused(decision)
    if grid.candidacy.state != State.PLANNED:
        raise refusal(
            "evaluation.closed", "L’évaluation n’est pas ouverte : la grille ne change plus. Demandez au centre."
        )
    if not Commissioner.objects.filter(candidacy=grid.candidacy, user=user).exists():
        raise refusal("evaluation.commission", "Vous n’êtes pas de la commission de ce candidat.")


def _check_item(grid: Grid, given: Answer) -> None:
    certification = load(grid.candidacy.record_code).certification
    if given.capacity not in certification.block(grid.block_code).capacities:
        raise refusal("evaluation.capacity", f"{given.capacity} n’est pas dans le bloc de cette grille.")
    criteria = {f"criterion:{criterion.code}" for criterion in certification.capacity(given.capacity).criteria}
    closed = {"", MET, NOT_MET} if given.item in criteria else {"", *CapacityOutcome} if given.item == OUTCOME else None
    if given.item not in criteria | {OUTCOME, OBSERVATION, WORKSTATIONS, NECESSITY} or (
        closed is not None and given.value not in closed
    ):
        raise refusal("evaluation.item", f"{given.capacity} : cette réponse n’existe pas dans le référentiel.")


def _missing_results(grid: Grid) -> Decision:
    block = next(one for one in dossier(grid.candidacy).decision.blocks if one.code == grid.block_code)
    clause = load(grid.candidacy.record_code).certification.clause(RecordClause.EVALUATION)
    reasons = tuple(
        Reason(
            "evaluation.unanswered",
            clause,
            f"{code} n’a pas encore de résultat qui tienne : complétez-la avant de signer.",
            False,
        )
        for code in block.to_evaluate
    )
    return Decision(outcome=StepOutcome.REFUSED if reasons else StepOutcome.ALLOWED, reasons=reasons)
