"""One candidacy as its page shows it: facts, course, capacities, what is missing, history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jurande.accounts.http import Member
from jurande.candidacies.models import Candidacy
from jurande.desk.steps import course
from jurande.evaluations.facts import Dossier, dossier
from jurande.evaluations.models import Grid, OpinionRequest, PlannedCapacity
from jurande.juries.models import Case
from jurande.ledger.queries import HistoryLine, history
from jurande.register.models import Award, BlockAward
from jurande.rules import lifecycles
from jurande.rules.certification import MODALITIES, Block, Capacity, RouteCode
from jurande.rules.enrolment import ClaimDecision, rncp_claim
from jurande.rules.evaluation import BlockDecision, SummaryDecision
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.reasons import Reason


@dataclass(frozen=True, slots=True)
class Row:
    """One capacity in the matrix. `cells` are the three modalities: the plan under the one chosen, else None."""

    capacity: Capacity
    cells: tuple[PlannedCapacity | None, ...]
    evaluated_on: date | None
    opinion: str
    state: str


@dataclass(frozen=True, slots=True)
class BlockPart:
    """One block of the matrix, its grid and its opinion.

    `held_since` and `held_by` are set when an earlier jury validated it: its day, and its centre. Of a block that
    another centre examined, the page shows this and the title, nothing else (law 7).
    """

    block: Block
    rows: tuple[Row, ...]
    decision: BlockDecision | None
    held_since: date | None
    held_by: str
    grid: Grid | None
    opinion: OpinionRequest | None

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
    claim: ClaimDecision
    steps: tuple[dict[str, str], ...]
    open_steps: frozenset[str]
    cases: Sequence[Case]
    awards: Sequence[Award]
    history: Sequence[HistoryLine]


def read_dossier(candidacy: Candidacy, member: Member) -> CandidacyPage:
    """The page of one candidacy, in a constant number of queries."""
    evaluation = dossier(candidacy)
    grids = {grid.block_code: grid for grid in Grid.objects.filter(candidacy=candidacy)}
    cases = list(Case.objects.filter(candidacy=candidacy).select_related("session").order_by("-session__held_on"))
    awards = list(Award.objects.filter(candidacy=candidacy.ref).select_related("certificate"))
    blocks = BlockAward.objects.filter(candidacy=candidacy.ref)
    elsewhere = _held_by(candidacy)
    subjects = [
        candidacy.ref,
        *(case.ref for case in cases),
        *(f"award:{award.pk}" for award in awards),
        *(f"block:{block.pk}" for block in blocks),
    ]
    summary = evaluation.decision
    decided = {one.code: one for one in summary.blocks}
    state = State(candidacy.state)
    return CandidacyPage(
        evaluation=evaluation,
        blocks=tuple(
            _part(block, evaluation, decided.get(block.code), grids.get(block.code), elsewhere.get(block.code, ""))
            for block in evaluation.blocks
        ),
        summary=summary,
        obstacles=_main_obstacles(summary) if state in {State.ENROLLED, State.PLANNED} else (),
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


# What a capacity lacks is told by its grid; the page says it block by block.
_BY_BLOCK = {f"evaluation.{what}" for what in ("block", "opinion", "concertation", "aimed", "report")}


def _main_obstacles(summary: SummaryDecision) -> tuple[Reason, ...]:
    return tuple(reason for reason in summary.obstacles if reason.code in _BY_BLOCK)


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
    block: Block, evaluation: Dossier, decision: BlockDecision | None, grid: Grid | None, held_by: str
) -> BlockPart:
    held = evaluation.held.get(block.code)
    return BlockPart(
        block=block,
        rows=tuple(_row(code, block, evaluation, decision, held) for code in block.capacities),
        decision=decision,
        held_since=held,
        held_by=held_by,
        grid=grid,
        opinion=evaluation.opinions.get(block.code),
    )


def _row(code: str, block: Block, evaluation: Dossier, decision: BlockDecision | None, held: date | None) -> Row:
    planned = evaluation.planned.get(code)
    answers = evaluation.answers.get(code)
    outcome = answers.by_item.get("outcome") if answers else None
    opinion = evaluation.opinions.get(block.code)
    seen = {one.capacity: one.get_seen_display() for one in opinion.answers.all()} if opinion else {}
    return Row(
        capacity=evaluation.certification.capacity(code),
        cells=tuple(planned if planned and planned.modality == modality else None for modality in MODALITIES),
        evaluated_on=outcome.answered_on if outcome else None,
        opinion=seen.get(code, ""),
        state="kept" if held else _state(code, decision),
    )


def _state(code: str, decision: BlockDecision | None) -> str:
    if decision and code in decision.acquired:
        return "acquired"
    return "not_acquired" if decision and code in decision.not_acquired else "waiting"
