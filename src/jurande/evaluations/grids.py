"""What the commission answers. Every answer is a new row: a stale page is refused, a repeated one written once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from jurande.accounts.models import User
from jurande.candidacies.models import Candidacy
from jurande.evaluations.facts import DAY, MET, NECESSITY, NOT_MET, OBSERVATION, OUTCOME, WORKSTATIONS, dossier
from jurande.evaluations.models import Commissioner, Grid, GridAnswer, GridSignature, Plan
from jurande.ledger.actors import Actor, record
from jurande.rules import lifecycles
from jurande.rules.certification import RecordClause
from jurande.rules.dates import day_of, french
from jurande.rules.evaluation import CapacityOutcome
from jurande.rules.lifecycles import MOMENT, StepOutcome, refusal
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Grid as GridState
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

    Raises Refused with every reason: the grid is signed, the evaluator is not of the commission, another answer came in
    between, the referential has no such item, the day of the evaluation is not one; or the identifier was another's.
    """
    grid = _locked(grid)
    if done := GridAnswer.objects.filter(pk=given.id).first():
        return _sent_again(done, grid, given, user)
    _refuse((*_not_open(grid, user, actor, "answer"), *_not_answerable(grid, given, day_of(now))))
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
    _refuse(tuple(_not_open(grid, user, actor, "sign")))
    _refuse(tuple(_missing_results(grid)))
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


def _refuse(reasons: tuple[Reason, ...]) -> None:
    """Raises Refused with all these reasons, when there is one."""
    if reasons:
        raise Refused(Decision(outcome=StepOutcome.REFUSED, reasons=reasons))


def _not_open(grid: Grid, user: User, actor: Actor, step: str) -> Iterator[Reason]:
    """How the moment, the role or the commission forbids the step."""
    yield from lifecycles.may_take(lifecycles.GRID, step, state=GridState(grid.state), roles=[actor.role]).obstacles
    if grid.candidacy.state != State.PLANNED:
        text = "L’évaluation n’est pas ouverte : la grille ne change plus. Demandez au centre."
        yield Reason("evaluation.closed", MOMENT, text, False)
    if not Commissioner.objects.filter(candidacy=grid.candidacy, user=user).exists():
        yield Reason("evaluation.commission", MOMENT, "Vous n’êtes pas de la commission de ce candidat.", False)


def _not_answerable(grid: Grid, given: Answer, today: date) -> Iterator[Reason]:
    """Why this grid does not take this answer."""
    if grid.state == GridState.OPEN and grid.signatures.exists():
        text = "La grille porte déjà une signature : ses réponses ne changent plus."
        yield Reason("evaluation.signed", MOMENT, text, False)
    yield from _misplaced(grid, given)
    if given.item == DAY and given.value:
        yield from _not_a_day(grid, given, today)
    current = GridAnswer.objects.filter(grid=grid, capacity=given.capacity, item=given.item).aggregate(
        last=Max("version")
    )["last"]
    if (current or 0) != given.base_version:
        text = f"{given.capacity} : quelqu’un a répondu entre-temps. Lisez sa réponse, puis donnez la vôtre à nouveau."
        yield Reason("evaluation.stale", MOMENT, text, False)


def _misplaced(grid: Grid, given: Answer) -> Iterator[Reason]:
    """What is not of this grid: a capacity of another block or kept, an item or a value the referential has not."""
    file = dossier(grid.candidacy)
    if given.capacity not in file.certification.block(grid.block_code).capacities:
        text = f"{given.capacity} n’est pas dans le bloc de cette grille."
        yield Reason("evaluation.capacity", MOMENT, text, False)
        return
    if kept := file.kept.get(given.capacity):
        text = f"{given.capacity} est conservée depuis le jury du {french(kept.jury_on)} : elle n’est pas à évaluer."
        yield Reason("evaluation.kept", file.certification.clause(RecordClause.KEPT), text, False)
    criteria = {f"criterion:{criterion.code}" for criterion in file.certification.capacity(given.capacity).criteria}
    closed = {"", MET, NOT_MET} if given.item in criteria else {"", *CapacityOutcome} if given.item == OUTCOME else None
    if given.item not in criteria | {OUTCOME, DAY, OBSERVATION, WORKSTATIONS, NECESSITY} or (
        closed is not None and given.value not in closed
    ):
        text = f"{given.capacity} : cette réponse n’existe pas dans le référentiel."
        yield Reason("evaluation.item", MOMENT, text, False)


def _not_a_day(grid: Grid, given: Answer, today: date) -> Iterator[Reason]:
    """An evaluation took place on a day that has come, once its modality was agreed."""
    try:
        day = date.fromisoformat(given.value)
    except ValueError:
        text = f"{given.capacity} : « {given.value} » n’est pas une date ; choisissez un jour du calendrier."
        yield Reason("evaluation.day", MOMENT, text, False)
        return
    certification = grid.candidacy.certification
    if day > today:
        text = f"{given.capacity} : le {french(day)} n’est pas encore venu ; indiquez le jour de l’évaluation."
        yield Reason("evaluation.day", certification.clause(RecordClause.EVALUATION), text, False)
    agreed_on = Plan.objects.get(pk=grid.candidacy_id).agreed_on
    if agreed_on and day < agreed_on:
        text = (
            f"{given.capacity} : le {french(day)} précède la concertation du {french(agreed_on)}, qui fixe comment "
            "évaluer ; indiquez le jour de l’évaluation."
        )
        yield Reason("evaluation.day", certification.clause(RecordClause.CONCERTATION), text, False)


def _missing_results(grid: Grid) -> Iterator[Reason]:
    block = next((one for one in dossier(grid.candidacy).decision.blocks if one.code == grid.block_code), None)
    clause = grid.candidacy.certification.clause(RecordClause.EVALUATION)
    for code in block.to_evaluate if block else ():
        text = f"{code} n’a pas encore de résultat qui tienne : complétez-la avant de signer."
        yield Reason("evaluation.unanswered", clause, text, False)
