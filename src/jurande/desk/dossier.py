"""One candidacy as its page shows it: facts, course, capacities, what is missing, history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jurande.accounts.http import Member
from jurande.candidacies.models import Candidacy
from jurande.desk.steps import course
from jurande.evaluations.facts import Dossier, dossier
from jurande.evaluations.fallen import fallen_each, relied
from jurande.evaluations.models import Grid, OpinionRequest, PlannedCapacity
from jurande.evaluations.summaries import lacking
from jurande.juries.models import Case, Recourse
from jurande.ledger.queries import HistoryLine, history
from jurande.register.models import Award, BlockAward, KeptCapacity
from jurande.rules import lifecycles
from jurande.rules.certification import MODALITIES, Block, Capacity, RouteCode
from jurande.rules.enrolment import ClaimDecision, rncp_claim
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Reason
from jurande.rules.summary import BlockDecision, SummaryDecision


@dataclass(frozen=True, slots=True)
class Row:
    """One capacity in the matrix. `cells` are the three modalities: the plan under the one chosen, else None.

    `kept` is set when an earlier jury left it acquired; of another centre's, the page shows the day and the centre.
    """

    capacity: Capacity
    cells: tuple[PlannedCapacity | None, ...]
    evaluated_on: date | None
    opinion: str
    kept: KeptCapacity | None
    state: str


@dataclass(frozen=True, slots=True)
class BlockPart:
    """One block of the matrix, its grid and its opinion.

    `held_since` and `held_by` are set when an earlier jury validated it: its day, and its centre. Of a block that
    another centre examined, the page shows this and the title, nothing else (law 7). `grids` are the versions of its
    grid, the one in force first.
    """

    block: Block
    rows: tuple[Row, ...]
    decision: BlockDecision | None
    held_since: date | None
    held_by: str
    grids: tuple[Grid, ...]
    opinion: OpinionRequest | None

    @property
    def grid(self) -> Grid | None:
        """The grid in force."""
        return self.grids[0] if self.grids else None

    @property
    def acquired(self) -> int:
        """How many capacities are acquired, or held from an earlier jury."""
        if self.held_since:
            return len(self.rows)
        return len(self.decision.acquired) if self.decision else 0


@dataclass(frozen=True, slots=True)
class CandidacyPage:
    """What the page shows."""

    evaluation: Dossier
    blocks: tuple[BlockPart, ...]
    summary: SummaryDecision
    obstacles: tuple[Reason, ...]
    opinions: tuple[OpinionRequest, ...]
    claim: ClaimDecision
    steps: tuple[dict[str, str], ...]
    open_steps: frozenset[str]
    cases: Sequence[Case]
    awards: Sequence[Award]
    history: Sequence[HistoryLine]


def read_dossier(candidacy: Candidacy, member: Member) -> CandidacyPage:
    """The page of one candidacy, in a constant number of queries."""
    evaluation = dossier(candidacy)
    grids: dict[str, list[Grid]] = {}
    for grid in Grid.objects.filter(candidacy=candidacy).order_by("-version"):
        grids.setdefault(grid.block_code, []).append(grid)
    # The tutor's sentences are for the centre, the jury and the candidate.
    asked = OpinionRequest.objects.filter(candidacy=candidacy).select_related("candidacy").prefetch_related("answers")
    written = [one for one in asked if one.given_at] if member.role is not Role.TRAINING_BODY else []
    cases = list(Case.objects.filter(candidacy=candidacy).select_related("session").order_by("-session__held_on"))
    awards = list(Award.objects.filter(candidacy=candidacy.ref).select_related("certificate"))
    blocks = BlockAward.objects.filter(candidacy=candidacy.ref)
    recourses = Recourse.objects.filter(case__candidacy=candidacy) if member.role is not Role.TRAINING_BODY else ()
    elsewhere = _held_by(candidacy)
    subjects = [
        candidacy.ref,
        *(case.ref for case in cases),
        *(f"award:{award.pk}" for award in awards),
        *(f"block:{block.pk}" for block in blocks),
        *(recourse.ref for recourse in recourses),
    ]
    summary = evaluation.decision
    decided = {one.code: one for one in summary.blocks}
    state = State(candidacy.state)
    return CandidacyPage(
        evaluation=evaluation,
        blocks=tuple(
            _part(block, evaluation, decided.get(block.code), grids.get(block.code, ()), elsewhere.get(block.code, ""))
            for block in evaluation.blocks
        ),
        summary=summary,
        obstacles=_obstacles(evaluation, state),
        opinions=tuple(written),
        claim=rncp_claim(
            evaluation.certification,
            route=RouteCode(candidacy.route),
            entered_training_on=candidacy.entered_training_on,
            admissible_on=candidacy.admissible_on,
            awarded_on=awards[0].awarded_on if awards else None,
        ),
        steps=course(candidacy, evaluation, cases),
        open_steps=frozenset(
            step.name for step in lifecycles.open_steps(lifecycles.CANDIDACY, state=state, roles=[member.role])
        ),
        cases=cases,
        awards=awards,
        history=history(subjects),
    )


def _obstacles(evaluation: Dossier, state: State) -> tuple[Reason, ...]:
    """What stands between the candidacy and a jury: before its summary, and after it what was withdrawn since."""
    if state in {State.ENROLLED, State.PLANNED}:
        return lacking(evaluation)
    if state not in {State.SUMMARISED, State.PRESENTED}:
        return ()
    candidacy = evaluation.candidacy
    return relied(candidacy.record_code, fallen_each([candidacy])[candidacy.pk]).obstacles


def _held_by(candidacy: Candidacy) -> dict[str, str]:
    """The centre whose jury validated each block held from before."""
    awards = BlockAward.objects.filter(
        person=candidacy.person_id,
        record_code=candidacy.record_code,
        block_code__in=candidacy.held_blocks,
        withdrawn_on__isnull=True,
    )
    return dict(awards.values_list("block_code", "centre__name"))


def _part(
    block: Block, evaluation: Dossier, decision: BlockDecision | None, grids: Sequence[Grid], held_by: str
) -> BlockPart:
    held = evaluation.held.get(block.code)
    return BlockPart(
        block=block,
        rows=tuple(_row(code, block, evaluation, decision, held) for code in block.capacities),
        decision=decision,
        held_since=held,
        held_by=held_by,
        grids=tuple(grids),
        opinion=evaluation.opinions.get(block.code),
    )


def _row(code: str, block: Block, evaluation: Dossier, decision: BlockDecision | None, held: date | None) -> Row:
    planned = evaluation.planned.get(code)
    answers = evaluation.answers.get(code)
    kept = evaluation.kept.get(code)
    opinion = evaluation.opinions.get(block.code)
    seen = {one.capacity: one.get_seen_display() for one in opinion.answers.all()} if opinion else {}
    return Row(
        capacity=evaluation.certification.capacity(code),
        cells=tuple(planned if planned and planned.modality == modality else None for modality in MODALITIES),
        evaluated_on=answers.evaluated_on if answers else None,
        opinion=seen.get(code, ""),
        kept=kept,
        state="kept" if held or kept else _state(code, decision),
    )


def _state(code: str, decision: BlockDecision | None) -> str:
    if decision and code in decision.acquired:
        return "acquired"
    return "not_acquired" if decision and code in decision.not_acquired else "waiting"
