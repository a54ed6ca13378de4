"""From the rows of one candidacy to the facts that the evaluation chapter judges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from jurande.candidacies.models import Candidacy
from jurande.catalogue.record_file import load
from jurande.evaluations.models import Commissioner, GridAnswer, OpinionRequest, Plan, PlannedCapacity
from jurande.organisations.choices import in_force_on
from jurande.register.models import BlockAward
from jurande.rules.certification import Block, Capacity, Certification, Element, RouteCode
from jurande.rules.dates import day_of
from jurande.rules.evaluation import (
    BlockFacts,
    CapacityDecision,
    CapacityFacts,
    CapacityOutcome,
    CommissionFacts,
    CriterionAnswer,
    EvaluationFacts,
    OpinionFacts,
    OpinionValue,
    SummaryDecision,
    SummaryFacts,
    capacity,
    summary,
)
from jurande.rules.lifecycles import Opinion as OpinionState
from jurande.rules.settings import Settings

# What a grid answer may be about; a criterion's answer is "criterion:CODE".
OUTCOME, OBSERVATION, WORKSTATIONS, NECESSITY = "outcome", "observation", "workstations", "necessity"
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
    def workstations(self) -> tuple[str, ...]:
        """The posts held, one a line in the answer."""
        return tuple(post.strip() for post in self.value(WORKSTATIONS).splitlines() if post.strip())


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything of one candidacy's evaluation, read in a constant number of queries."""

    candidacy: Candidacy
    certification: Certification
    plan: Plan | None
    planned: Mapping[str, PlannedCapacity]
    answers: Mapping[str, CapacityAnswers]
    commissioners: tuple[Commissioner, ...]
    opinions: Mapping[str, OpinionRequest]
    held: Mapping[str, date]
    settings: Settings

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks aimed at, in the record's order, those already held included."""
        return tuple(block for block in self.certification.blocks if block.code in self.candidacy.aimed_blocks)

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
        planned = self.planned.get(described.code)
        return CapacityFacts(
            code=described.code,
            evaluation=_evaluation(described, planned, answers) if planned or answers.by_item else None,
            workstations=answers.workstations,
        )


def _evaluation(described: Capacity, planned: PlannedCapacity | None, answers: CapacityAnswers) -> EvaluationFacts:
    outcome = answers.by_item.get(OUTCOME)
    return EvaluationFacts(
        modality=Element(planned.modality) if planned else None,
        on=outcome.answered_on if outcome else None,
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
    for answer in GridAnswer.objects.filter(grid__candidacy__in=chosen).select_related("grid").order_by("version"):
        answers.setdefault(answer.grid.candidacy_id, {}).setdefault(answer.capacity, {})[answer.item] = answer
    commissioners: dict[object, list[Commissioner]] = {}
    for commissioner in Commissioner.objects.filter(candidacy__in=chosen).select_related("user"):
        commissioners.setdefault(commissioner.candidacy_id, []).append(commissioner)
    opinions: dict[object, dict[str, OpinionRequest]] = {}
    asked = OpinionRequest.objects.filter(candidacy__in=chosen).exclude(state=OpinionState.REVOKED.value)
    for opinion in asked.prefetch_related("answers"):
        opinions.setdefault(opinion.candidacy_id, {})[opinion.block_code] = opinion
    held: dict[object, dict[str, date]] = {}
    for award in BlockAward.objects.filter(person__in=[one.person_id for one in chosen], withdrawn_on__isnull=True):
        held.setdefault((award.person_id, award.record_code), {})[award.block_code] = award.validated_on
    days = {candidacy.pk: _agreed_on(candidacy, plans) for candidacy in chosen}
    settings = in_force_on(days.values())
    return [
        Dossier(
            candidacy=candidacy,
            certification=load(candidacy.record_code).certification,
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
            settings=settings[days[candidacy.pk]],
        )
        for candidacy in chosen
    ]


def _agreed_on(candidacy: Candidacy, plans: Mapping[UUID, Plan]) -> date:
    """The day whose choices an evaluation follows: its concertation's, and until then its enrolment's."""
    return plans[candidacy.pk].agreed_on if candidacy.pk in plans else candidacy.enrolled_on
