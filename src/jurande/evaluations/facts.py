"""From the rows of one candidacy to the facts that the evaluation chapter judges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from jurande.candidacies.models import Candidacy
from jurande.evaluations.models import Commissioner, Grid, GridAnswer, OpinionRequest, Plan, PlannedCapacity
from jurande.organisations.choices import in_force_each
from jurande.register.models import BlockAward, KeptCapacity
from jurande.rules.certification import Block, Capacity, Certification, Element, RouteCode
from jurande.rules.dates import day_of
from jurande.rules.evaluation import (
    CapacityDecision,
    CapacityFacts,
    CapacityOutcome,
    CommissionFacts,
    CriterionAnswer,
    EvaluationFacts,
    capacity,
)
from jurande.rules.lifecycles import Grid as GridState
from jurande.rules.lifecycles import Opinion as OpinionState
from jurande.rules.settings import Settings
from jurande.rules.summary import (
    BlockFacts,
    OpinionFacts,
    OpinionValue,
    SummaryDecision,
    SummaryFacts,
    summary,
)

# What a grid answer may be about; a criterion's answer is "criterion:CODE".
OUTCOME, DAY, OBSERVATION, WORKSTATIONS, NECESSITY = "outcome", "day", "observation", "workstations", "necessity"
MET, NOT_MET = "met", "not_met"


@dataclass(frozen=True, slots=True)
class CapacityAnswers:
    """The answers in force for one capacity: item to answer, the latest version of each."""

    by_item: Mapping[str, GridAnswer]

    def value(self, item: str) -> str:
        """The answer to that item, empty when there is none."""
        answer = self.by_item.get(item)
        return answer.value if answer else ""

    def version(self, item: str) -> int:
        """The version of that answer; 0 before the first."""
        answer = self.by_item.get(item)
        return answer.version if answer else 0

    @property
    def evaluated_on(self) -> date | None:
        """The day of the evaluation: the one that the commission gave, else the day it entered its result."""
        outcome, day = self.by_item.get(OUTCOME), self.value(DAY)
        if outcome is None:
            return None
        return date.fromisoformat(day) if day else outcome.answered_on

    @property
    def workstations(self) -> tuple[str, ...]:
        """The posts held, one a line in the answer."""
        return tuple(post.strip() for post in self.value(WORKSTATIONS).splitlines() if post.strip())


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything of one candidacy's evaluation, read in a constant number of queries.

    `answers` and `opinions` are those in force; `kept` the capacities that an earlier jury left acquired, by code,
    usable on the day of the enrolment, as the blocks `held` are.
    """

    candidacy: Candidacy
    certification: Certification
    plan: Plan | None
    planned: Mapping[str, PlannedCapacity]
    answers: Mapping[str, CapacityAnswers]
    commissioners: tuple[Commissioner, ...]
    opinions: Mapping[str, OpinionRequest]
    held: Mapping[str, date]
    kept: Mapping[str, KeptCapacity]
    settings: Settings

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks aimed at, in the record's order, those already held included."""
        return tuple(block for block in self.certification.blocks if block.code in self.candidacy.aimed_blocks)

    @property
    def to_evaluate(self) -> tuple[Capacity, ...]:
        """The capacities that the commission evaluates: of the blocks aimed at, neither held nor kept."""
        blocks = [block for block in self.blocks if block.code not in self.candidacy.held_blocks]
        codes = [code for block in blocks for code in block.capacities if code not in self.kept]
        return tuple(self.certification.capacity(code) for code in codes)

    @property
    def facts(self) -> SummaryFacts:
        """What the rule judges: the blocks aimed at, those held from an earlier jury with their date."""
        return SummaryFacts(
            route=RouteCode(self.candidacy.route),
            concertation_on=self.plan.agreed_on if self.plan else None,
            blocks=tuple(self._block(block) for block in self.blocks),
        )

    @property
    def decision(self) -> SummaryDecision:
        """What the rule says of these facts now."""
        return summary(self.certification, self.facts, settings=self.settings)

    def judge(self, code: str) -> CapacityDecision:
        """What the rule says of one capacity now. Raises KeyError for a code that the record does not have."""
        return capacity(
            self.certification,
            self._capacity(self.certification.capacity(code)),
            self._commission,
            route=RouteCode(self.candidacy.route),
            concertation_on=self.plan.agreed_on if self.plan else None,
            settings=self.settings,
        )

    @property
    def _commission(self) -> CommissionFacts:
        outside = sum(one.outside_company for one in self.commissioners)
        return CommissionFacts(evaluators=len(self.commissioners), outside_company=outside)

    def _block(self, block: Block) -> BlockFacts:
        opinion = self.opinions.get(block.code)
        given = opinion is not None and opinion.state == OpinionState.GIVEN
        return BlockFacts(
            code=block.code,
            capacities=tuple(self._capacity(self.certification.capacity(code)) for code in block.capacities),
            commission=self._commission,
            opinion=OpinionFacts(
                value=OpinionValue(opinion.value) if given and opinion else None,
                given_on=day_of(opinion.given_at) if given and opinion and opinion.given_at else None,
            ),
            held_since=self.held.get(block.code),
        )

    def _capacity(self, described: Capacity) -> CapacityFacts:
        answers = self.answers.get(described.code, CapacityAnswers({}))
        planned, kept = self.planned.get(described.code), self.kept.get(described.code)
        return CapacityFacts(
            code=described.code,
            kept_since=kept.jury_on if kept else None,
            evaluation=_evaluation(described, planned, answers) if planned or answers.by_item else None,
            workstations=answers.workstations,
        )


def _evaluation(described: Capacity, planned: PlannedCapacity | None, answers: CapacityAnswers) -> EvaluationFacts:
    outcome = answers.by_item.get(OUTCOME)
    return EvaluationFacts(
        modality=Element(planned.modality) if planned else None,
        on=answers.evaluated_on,
        criteria=tuple(
            CriterionAnswer(code=criterion.code, met=_met(answers.value(f"criterion:{criterion.code}")))
            for criterion in described.criteria
        ),
        outcome=CapacityOutcome(outcome.value) if outcome and outcome.value else CapacityOutcome.TO_EVALUATE,
        necessity=answers.value(NECESSITY),
        report_due_on=planned.report_due_on if planned else None,
        report_conditions=planned.report_conditions if planned else "",
        conditions_fixed_on=planned.conditions_fixed_on if planned else None,
        report_received_on=planned.report_received_on if planned else None,
    )


def _met(value: str) -> bool | None:
    return {MET: True, NOT_MET: False}.get(value)


def answers_of(grid: Grid) -> dict[str, CapacityAnswers]:
    """The answers of one grid by capacity, whatever its version: what a replaced one says is still there to be read."""
    found: dict[str, dict[str, GridAnswer]] = {}
    for answer in GridAnswer.objects.filter(grid=grid).order_by("version"):
        found.setdefault(answer.capacity, {})[answer.item] = answer
    return {code: CapacityAnswers(items) for code, items in found.items()}


def dossier(candidacy: Candidacy) -> Dossier:
    """The evaluation of one candidacy."""
    return dossiers([candidacy])[0]


def dossiers(candidacies: Iterable[Candidacy]) -> list[Dossier]:
    """The evaluations of several candidacies, in a constant number of queries whatever their number."""
    chosen = list(candidacies)
    plans = {
        plan.candidacy_id: plan for plan in Plan.objects.filter(candidacy__in=chosen).prefetch_related("capacities")
    }
    answers: dict[object, dict[str, dict[str, GridAnswer]]] = {}
    given = GridAnswer.objects.filter(grid__candidacy__in=chosen).exclude(grid__state=GridState.REPLACED.value)
    for answer in given.select_related("grid").order_by("version"):
        answers.setdefault(answer.grid.candidacy_id, {}).setdefault(answer.capacity, {})[answer.item] = answer
    commissioners: dict[object, list[Commissioner]] = {}
    for commissioner in Commissioner.objects.filter(candidacy__in=chosen).select_related("user"):
        commissioners.setdefault(commissioner.candidacy_id, []).append(commissioner)
    opinions: dict[object, dict[str, OpinionRequest]] = {}
    for opinion in OpinionRequest.objects.current().filter(candidacy__in=chosen).prefetch_related("answers"):
        opinions.setdefault(opinion.candidacy_id, {})[opinion.block_code] = opinion
    held: dict[object, dict[str, date]] = {}
    for award in BlockAward.objects.filter(person__in=[one.person_id for one in chosen], withdrawn_on__isnull=True):
        held.setdefault((award.person_id, award.record_code), {})[award.block_code] = award.validated_on
    days = {candidacy.pk: _agreed_on(candidacy, plans) for candidacy in chosen}
    settings = in_force_each((days[candidacy.pk], candidacy.record_code) for candidacy in chosen)
    kept: dict[object, list[KeptCapacity]] = {}
    keepers = KeptCapacity.objects.filter(person__in=[one.person_id for one in chosen])
    for capacity_kept in keepers.select_related("centre"):
        kept.setdefault(capacity_kept.person_id, []).append(capacity_kept)
    return [
        Dossier(
            candidacy=candidacy,
            certification=candidacy.certification,
            plan=plans.get(candidacy.pk),
            planned={one.capacity: one for one in plans[candidacy.pk].capacities.all()}
            if candidacy.pk in plans
            else {},
            answers={code: CapacityAnswers(items) for code, items in answers.get(candidacy.pk, {}).items()},
            commissioners=tuple(commissioners.get(candidacy.pk, ())),
            opinions=opinions.get(candidacy.pk, {}),
            held={
                code: day
                for code, day in held.get((candidacy.person_id, candidacy.record_code), {}).items()
                if code in candidacy.held_blocks
            },
            kept=usable_kept(candidacy, kept.get(candidacy.person_id, ())),
            settings=settings[days[candidacy.pk], candidacy.record_code],
        )
        for candidacy in chosen
    ]


def _agreed_on(candidacy: Candidacy, plans: Mapping[UUID, Plan]) -> date:
    """The day whose choices an evaluation follows: its concertation's, and without one its enrolment's."""
    plan = plans.get(candidacy.pk)
    return plan.agreed_on if plan and plan.agreed_on else candidacy.enrolled_on


def usable_kept(candidacy: Candidacy, kept: Iterable[KeptCapacity]) -> dict[str, KeptCapacity]:
    """Of what a person keeps, oldest first, what serves this candidacy: the latest of each, in the record's order."""
    latest = {
        one.capacity_code: one
        for one in kept
        if one.record_code == candidacy.record_code
        and one.block_code in candidacy.blocks_to_evaluate
        and one.candidacy != candidacy.ref
        and one.is_usable(candidacy.enrolled_on)
    }
    described = candidacy.certification.capacities
    return {one.code: latest[one.code] for one in described if one.code in latest}
