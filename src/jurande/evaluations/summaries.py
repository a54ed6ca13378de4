"""Handing the summary of the evaluations to the jury, and taking the evaluation back. Only actions write (law 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from jurande.accounts.actions import grant
from jurande.candidacies.actions import check_step, locked
from jurande.candidacies.models import Candidacy
from jurande.evaluations.facts import Dossier, answers_of, dossier
from jurande.evaluations.models import Commissioner, Grid, GridAnswer, OpinionRequest, Summary
from jurande.evaluations.opinions import renew
from jurande.evaluations.snapshots import as_json, opinions_as_json
from jurande.ledger.actors import Actor, record
from jurande.rules import lifecycles
from jurande.rules.certification import RecordClause
from jurande.rules.lifecycles import MOMENT, Role, StepOutcome
from jurande.rules.lifecycles import Grid as GridState
from jurande.rules.lifecycles import Opinion as OpinionState
from jurande.rules.reasons import Decision, Reason, Refused
from jurande.rules.summary import BlockOutcome, SummaryOutcome


def unsigned(evaluation: Dossier) -> dict[str, Reason]:
    """The grids that the whole commission has not signed, by block, each a reason why the summary waits."""
    return _unsigned(evaluation, _open_grids([evaluation])[evaluation.candidacy.pk])


def _open_grids(evaluations: Iterable[Dossier]) -> dict[UUID, list[Grid]]:
    """The grids that are not signed, by candidacy, in one query."""
    found: dict[UUID, list[Grid]] = {one.candidacy.pk: [] for one in evaluations}
    for grid in Grid.objects.current().filter(candidacy__in=found).exclude(state=GridState.SIGNED.value):
        found[grid.candidacy_id].append(grid)
    return found


def _unsigned(evaluation: Dossier, grids: Iterable[Grid]) -> dict[str, Reason]:
    clause = evaluation.certification.clause(RecordClause.EVALUATION)
    number = {block.code: block.number for block in evaluation.certification.blocks}
    sentence = "La grille du bloc {} n’est pas signée par toute la commission : faites-la signer."
    return {
        grid.block_code: Reason("evaluation.unsigned", clause, sentence.format(number[grid.block_code]), False)
        for grid in grids
    }


@transaction.atomic
def summarise(*, candidacy: Candidacy, actor: Actor, now: datetime) -> Summary:
    """Freeze the summary that the commission hands to the jury; raises Refused while something is missing."""
    candidacy = locked(candidacy)
    candidacy.state = check_step("summarise", candidacy, actor).value
    evaluation = dossier(candidacy)
    decision = evaluation.decision
    missing = (*unsigned(evaluation).values(), *(() if decision.outcome is SummaryOutcome.READY else decision.reasons))
    if missing:
        raise Refused(replace(decision, outcome=SummaryOutcome.NOT_READY, reasons=missing))
    given = (one for one in evaluation.opinions.values() if one.state == OpinionState.GIVEN)
    made = Summary.objects.create(
        candidacy=candidacy,
        made_at=now,
        presentable_blocks=list(decision.presentable),
        acquired=[code for block in decision.blocks for code in block.acquired],
        not_acquired=[code for block in decision.blocks for code in block.not_acquired],
        kept=[code for block in decision.blocks for code in block.acquired if code in evaluation.kept],
        facts=as_json(evaluation.facts),
        opinions=opinions_as_json(given),
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
            "kept": made.kept,
        },
        clauses=sorted({reason.clause.key for reason in decision.reasons}),
    )
    return made


def lacking(evaluation: Dossier) -> tuple[Reason, ...]:
    """What keeps the summary from the jury, block by block; of a capacity, its grid says the details.

    Empty exactly when `summarise` would accept: a capacity not acquired goes to the jury as it is.
    """
    return lacking_each([evaluation])[evaluation.candidacy.pk]


def lacking_each(evaluations: Iterable[Dossier]) -> dict[UUID, tuple[Reason, ...]]:
    """What keeps each of several summaries from the jury, by candidacy, in one query whatever their number."""
    chosen = list(evaluations)
    grids = _open_grids(chosen)
    return {one.candidacy.pk: _lacking(one, _unsigned(one, grids[one.candidacy.pk])) for one in chosen}


def _lacking(evaluation: Dossier, to_sign: Mapping[str, Reason]) -> tuple[Reason, ...]:
    decision = evaluation.decision
    told = [reason for reason in decision.obstacles if reason.code in _ORGANISED]
    for block in decision.blocks:
        if block.outcome is BlockOutcome.INCOMPLETE:
            told += [reason for reason in block.obstacles if reason.code in _INCOMPLETE]
        if block.to_evaluate:
            told.append(next(reason for reason in block.obstacles if reason.code == "evaluation.block"))
        elif block.code in to_sign:
            told.append(to_sign[block.code])
    return tuple(told)


_ORGANISED = {"evaluation.aimed", "evaluation.concertation"}
_INCOMPLETE = {"evaluation.opinion", "evaluation.report"}


@transaction.atomic
def reopen(
    *,
    candidacy: Candidacy,
    blocks: Sequence[str],
    opinions: Sequence[str],
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Take the candidacy back to evaluation, before it is on a jury's list or after a jury postponed its decision.

    Of each block of `blocks`, the signed grid stays sealed, and another version takes its place with the same answers,
    to be corrected and signed anew; one that was held, and was withdrawn since, has none: the plan opens it. On each of
    `opinions`, the company's opinion may be asked again. The summary made stays in the history, and is to be made
    again. Raises Refused with every reason.
    """
    candidacy = locked(candidacy)
    state = check_step("reopen", candidacy, actor)
    grids = {grid.block_code: grid for grid in Grid.objects.current().filter(candidacy=candidacy)}
    given = {
        one.block_code: one
        for one in OpinionRequest.objects.filter(candidacy=candidacy, state=OpinionState.GIVEN.value)
    }
    if obstacles := tuple(_not_to_reopen(dossier(candidacy), grids, given, blocks, opinions)):
        raise Refused(Decision(outcome=StepOutcome.REFUSED, reasons=obstacles))
    for code in blocks:
        if code in grids:
            _next_version(grids[code], actor)
    for code in opinions:
        renew(given=given[code], actor=actor)
    candidacy.state = state.value
    candidacy.save(update_fields=["state"])
    _let_commission_in(candidacy, actor, now)
    record(
        actor=actor,
        chain=candidacy.centre.chain,
        act="evaluation.reopen",
        subject=candidacy.ref,
        now=now,
        data={"blocks": list(blocks), "opinions": list(opinions)},
        details={"reason": reason},
        clauses=["record.evaluation"],
    )


def _let_commission_in(candidacy: Candidacy, actor: Actor, now: datetime) -> None:
    """Give its file back to the commission, to which a jury's decision closed it."""
    for one in Commissioner.objects.filter(candidacy=candidacy).select_related("user"):
        grant(
            user=one.user,
            subject=candidacy.ref,
            as_role=Role.EVALUATOR,
            chain=candidacy.centre.chain,
            actor=actor,
            now=now,
        )


def _not_to_reopen(
    evaluation: Dossier,
    grids: dict[str, Grid],
    given: dict[str, OpinionRequest],
    blocks: Sequence[str],
    opinions: Sequence[str],
) -> Iterator[Reason]:
    """What was chosen and cannot be opened again, or that nothing was chosen."""
    if not blocks and not opinions:
        text = "Rien n’est à reprendre : choisissez une grille à rouvrir ou un avis à redemander."
        yield Reason("evaluation.nothing", MOMENT, text, False)
    for code in blocks:
        if code not in grids and code in evaluation.candidacy.blocks_to_evaluate:
            continue
        if code not in grids or not grids[code].signatures.exists():
            text = f"La grille du bloc {_number(evaluation, code)} n’est pas signée : remplissez-la telle qu’elle est."
            yield Reason("evaluation.not_signed", MOMENT, text, False)
        elif code in evaluation.candidacy.held_blocks:
            text = f"Le bloc {_number(evaluation, code)} est acquis : un jury l’a validé."
            yield Reason("evaluation.held", MOMENT, text, False)
    for code in opinions:
        if code not in given:
            text = f"L’avis sur le bloc {_number(evaluation, code)} n’est pas transmis : demandez-le ou attendez-le."
            yield Reason("evaluation.not_given", MOMENT, text, False)


def _number(evaluation: Dossier, code: str) -> str:
    known = code in evaluation.certification.block_codes
    return str(evaluation.certification.block(code).number) if known else code


def _next_version(grid: Grid, actor: Actor) -> None:
    """Leave the grid as it is, sealed, and open the next one on the answers in force."""
    decision = lifecycles.may_take(lifecycles.GRID, "replace", state=GridState(grid.state), roles=[actor.role])
    if decision.outcome is StepOutcome.REFUSED:
        raise Refused(decision)
    answers = answers_of(grid)
    grid.state = str(decision.step.target)
    grid.save(update_fields=["state"])
    following = Grid.objects.create(candidacy=grid.candidacy, block_code=grid.block_code, version=grid.version + 1)
    GridAnswer.objects.bulk_create(
        GridAnswer(
            id=uuid4(),
            grid=following,
            capacity=one.capacity,
            item=one.item,
            value=one.value,
            base_version=0,
            version=1,
            evaluator_id=one.evaluator_id,
            answered_on=one.answered_on,
            recorded_at=one.recorded_at,
        )
        for answered in answers.values()
        for one in answered.by_item.values()
    )
