"""Evaluation: where a capacity, a block and a whole summary stand before the jury.

Sources: record, « modalités d’accès » and each block’s « modalités d’évaluation », `(A ou B ou C) et avis`;
choices.md sections 1 and 5 where they are silent. The commission evaluates capacities and makes a block
presentable; the jury alone validates it. No mark, no compensation, no capacity computed from its criteria.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jurande.rules.certification import (
    MODALITIES,
    Block,
    Certification,
    Element,
    Expression,
    RecordClause,
    RouteCode,
    is_satisfied,
    mentions,
)
from jurande.rules.dates import french
from jurande.rules.reasons import Clause, Decision, Reason
from jurande.rules.settings import DEFAULTS, Settings, VaeOpinion, choice
from jurande.rules.words import counted, listed


class CapacityOutcome(StrEnum):
    """Where a capacity stands; also what a commission records on its grid."""

    ACQUIRED = "acquired"
    NOT_ACQUIRED = "not_acquired"
    TO_EVALUATE = "to_evaluate"


class BlockOutcome(StrEnum):
    """Where a block stands before the jury."""

    PRESENTABLE = "presentable"
    NOT_ACQUIRED = "not_acquired"
    INCOMPLETE = "incomplete"


class SummaryOutcome(StrEnum):
    """Whether the summary may be handed to a jury."""

    READY = "ready"
    NOT_READY = "not_ready"


class OpinionValue(StrEnum):
    """What a company says of a block."""

    FAVOURABLE = "favourable"
    RESERVED = "reserved"
    UNFAVOURABLE = "unfavourable"


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionAnswer:
    """The commission's answer to one criterion, by its code; `met` None: not answered yet."""

    code: str
    met: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationFacts:
    """One evaluation of one capacity, as the grid keeps it.

    `modality` None: the validation interview of a VAE. `on`: the day it took place. `outcome`: what the
    commission recorded. `necessity` belongs to a reconstituted situation; the `report_*` and the day on which
    its terms were fixed, `conditions_fixed_on`, to a presentation of projects.
    """

    modality: Element | None
    on: date | None
    criteria: tuple[CriterionAnswer, ...]
    outcome: CapacityOutcome
    necessity: str = ""
    report_due_on: date | None = None
    report_conditions: str = ""
    conditions_fixed_on: date | None = None
    report_received_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityFacts:
    """A capacity of a candidacy: its evaluation, the workstations observed, the day it is kept since."""

    code: str
    evaluation: EvaluationFacts | None = None
    workstations: tuple[str, ...] = ()
    kept_since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommissionFacts:
    """How many evaluators the commission has, and how many come from outside the candidate's company."""

    evaluators: int
    outside_company: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionFacts:
    """The company's opinion on a block; `value` None: not given."""

    value: OpinionValue | None = None
    given_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockFacts:
    """A block aimed at. A capacity left out of `capacities` is one that nothing is known of yet.

    `held_since` is the day of the jury that validated the block, when it is held and usable.
    """

    code: str
    capacities: tuple[CapacityFacts, ...]
    commission: CommissionFacts
    opinion: OpinionFacts
    held_since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryFacts:
    """The blocks of a candidacy, and the day on which its modalities were fixed in concertation."""

    route: RouteCode
    concertation_on: date | None
    blocks: tuple[BlockFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityDecision(Decision):
    """Where the capacity of that code stands."""

    outcome: CapacityOutcome
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockDecision(Decision):
    """Where the block of that code stands, and its capacities by where they stand, in the record's order.

    `divergence`: the company's opinion is unfavourable; the jury is shown it and decides. `held`: validated
    before, so that nothing of it is to present.
    """

    outcome: BlockOutcome
    code: str
    acquired: tuple[str, ...]
    not_acquired: tuple[str, ...]
    to_evaluate: tuple[str, ...]
    divergence: bool
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryDecision(Decision):
    """The blocks of a candidacy in the order given, the codes a jury may validate, the codes held before."""

    outcome: SummaryOutcome
    blocks: tuple[BlockDecision, ...]
    presentable: tuple[str, ...]
    held: tuple[str, ...]


MODALITY_LABELS: dict[Element | None, str] = {
    Element.REAL_WORK: "situation professionnelle réelle",
    Element.PROJECTS: "présentation des projets ou activités",
    Element.RECONSTITUTED: "situation professionnelle reconstituée",
    Element.COMPANY_OPINION: "avis de l’entreprise",
    None: "entretien de validation",
}
OPINION_LABELS = {
    OpinionValue.FAVOURABLE: "favorable",
    OpinionValue.RESERVED: "réservé",
    OpinionValue.UNFAVOURABLE: "défavorable ; divergence montrée au jury, qui décide",
}
_RESULTS = {
    CapacityOutcome.ACQUIRED: "acquise",
    CapacityOutcome.NOT_ACQUIRED: "non acquise",
    CapacityOutcome.TO_EVALUATE: "résultat non rendu ; la commission doit conclure",
}
_SECTIONS: dict[Element | None, RecordClause] = {
    Element.REAL_WORK: RecordClause.MODALITY_REAL_WORK,
    Element.PROJECTS: RecordClause.MODALITY_PROJECTS,
    Element.RECONSTITUTED: RecordClause.MODALITY_RECONSTITUTED,
    None: RecordClause.VAE,
}


def capacity(
    certification: Certification,
    facts: CapacityFacts,
    commission: CommissionFacts,
    *,
    route: RouteCode,
    concertation_on: date | None,
    settings: Settings = DEFAULTS,
) -> CapacityDecision:
    """Record, modalités d’accès: capacities « sont évaluées par la commission d’évaluation à l’aide des
    critères, niveaux d’exigence et conditions d’évaluation ».

    The commission's result stands when the evaluation was held, by a modality of the block (in VAE, also the
    validation interview), not before the concertation that fixed it, by a commission large enough, every
    criterion answered; a reconstituted situation with its necessity; a presentation of projects with its report
    in time, on terms fixed before, and not before that report. Otherwise the capacity is to evaluate. Short of
    workstations it cannot be acquired, but may be refused. Kept, it stays acquired. Raises KeyError for an
    unknown capacity, ValueError for an answer to an unknown criterion.
    """
    code, evaluation = facts.code, facts.evaluation
    by_commission = certification.clause(RecordClause.EVALUATION)
    if facts.kept_since is not None:
        text = f"{code} : conservée depuis le jury du {french(facts.kept_since)}."
        kept = Reason("evaluation.kept", certification.clause(RecordClause.KEPT), text)
        return CapacityDecision(outcome=CapacityOutcome.ACQUIRED, reasons=(kept,), code=code)
    if evaluation is None:
        text = f"{code} : à évaluer ; fixez la modalité et la date."
        planned = Reason("evaluation.planned", by_commission, text, False)
        reasons = (planned, *_commission(commission, settings))
        return CapacityDecision(outcome=CapacityOutcome.TO_EVALUATE, reasons=reasons, code=code)
    conditions = (
        _modality(certification, code, evaluation.modality, route),
        _held(certification, code, evaluation.on, None if route is RouteCode.VAE else concertation_on),
        *_commission(commission, settings),
        *_terms(certification, code, evaluation),
        _criteria(certification, code, evaluation.criteria),
    )
    workstations = _workstations(certification, facts)
    acquired = evaluation.outcome is CapacityOutcome.ACQUIRED
    result = Reason("evaluation.result", by_commission, f"{code} : {_RESULTS[evaluation.outcome]}.", acquired)
    needed = (*conditions, *workstations) if acquired else conditions
    stands = all(reason.holds for reason in needed)
    return CapacityDecision(
        outcome=evaluation.outcome if stands else CapacityOutcome.TO_EVALUATE,
        reasons=(*conditions, *workstations, result),
        code=code,
    )


def _modality(certification: Certification, code: str, modality: Element | None, route: RouteCode) -> Reason:
    """Whether this way of evaluating, with the company's opinion, satisfies the block's expression."""
    described = certification.block(certification.capacity(code).block)
    if modality is None:
        suits = route is RouteCode.VAE
    else:
        suits = (
            modality in MODALITIES
            and mentions(described.expression, modality)
            and is_satisfied(described.expression, frozenset({modality, Element.COMPANY_OPINION}))
        )
    label = MODALITY_LABELS[modality]
    if suits:
        clause = certification.clause(_SECTIONS[modality])
        return Reason("evaluation.modality", clause, f"{code} : modalité « {label} ».")
    offered = [MODALITY_LABELS[each] for each in MODALITIES if mentions(described.expression, each)]
    return Reason(
        "evaluation.modality",
        certification.clause(RecordClause.EVALUATION),
        f"{code} : « {label} » ne suffit pas ; le bloc {described.number} prévoit {listed(offered)}.",
        False,
    )


def _held(certification: Certification, code: str, on: date | None, concertation_on: date | None) -> Reason:
    """Whether the evaluation took place, once its modalities were defined."""
    clause = certification.clause(RecordClause.EVALUATION)
    if on is None:
        text = f"{code} : évaluation non tenue ; fixez sa date, puis remplissez la grille."
        return Reason("evaluation.held", clause, text, False)
    if concertation_on is not None and on < concertation_on:
        text = (
            f"{code} : évaluée le {french(on)}, avant la concertation du {french(concertation_on)} ; corrigez le jour, "
            "ou évaluez de nouveau."
        )
        return Reason("evaluation.held", certification.clause(RecordClause.CONCERTATION), text, False)
    return Reason("evaluation.held", clause, f"{code} : évaluée le {french(on)}.")


def _commission(commission: CommissionFacts, settings: Settings) -> tuple[Reason, ...]:
    """How many evaluate, and how many from outside: no text says (choices.md section 5)."""
    return (
        _at_least("evaluators_min", "évaluateurs", commission.evaluators, settings.evaluators_min),
        _at_least(
            "evaluators_outside_company_min",
            "évaluateurs hors de l’entreprise du candidat",
            commission.outside_company,
            settings.evaluators_outside_company_min,
        ),
    )


def _at_least(setting: str, who: str, number: int, least: int) -> Reason:
    enough = number >= least
    text = f"Commission, {who} : {number} pour {least} au moins" + ("." if enough else " ; complétez-la.")
    return Reason(f"evaluation.{setting}", choice(setting), text, enough)


def _terms(certification: Certification, code: str, evaluation: EvaluationFacts) -> tuple[Reason, ...]:
    """What two of the modalities ask for on top: a necessity, or a report on terms fixed before."""
    if evaluation.modality is Element.RECONSTITUTED:
        clause = certification.clause(RecordClause.MODALITY_RECONSTITUTED)
        if evaluation.necessity.strip():
            text = f"{code} : situation reconstituée motivée par la commission."
            return (Reason("evaluation.necessity", clause, text),)
        text = f"{code} : situation reconstituée sans motif ; la commission écrit sa nécessité."
        return (Reason("evaluation.necessity", clause, text, False),)
    if evaluation.modality is Element.PROJECTS:
        clause = certification.clause(RecordClause.MODALITY_PROJECTS)
        return (_report_terms(clause, code, evaluation), _report(clause, code, evaluation))
    return ()


def _report_terms(clause: Clause, code: str, evaluation: EvaluationFacts) -> Reason:
    """« préalablement fixés »: on an earlier day than the day it is due, and than the day it came."""
    due, fixed = evaluation.report_due_on, evaluation.conditions_fixed_on
    if due is None or fixed is None or not evaluation.report_conditions.strip():
        holds = False
        text = f"{code} : délai et conditions du rapport à fixer et à dater."
    else:
        holds = fixed < min(due, evaluation.report_received_on or due)
        text = f"{code} : délai et conditions du rapport fixés le {french(fixed)}" + (
            "." if holds else ", trop tard ; fixez-les de nouveau et redemandez le rapport."
        )
    return Reason("evaluation.report_terms", clause, text, holds)


def _report(clause: Clause, code: str, evaluation: EvaluationFacts) -> Reason:
    due, received = evaluation.report_due_on, evaluation.report_received_on
    limit = f", pour le {french(due)} au plus tard" if due else ""
    if received is None:
        text = f"{code} : rapport non reçu{limit} ; demandez-le au candidat."
        return Reason("evaluation.report", clause, text, False)
    if due is not None and received > due:
        late = counted((received - due).days, "jour")
        text = f"{code} : rapport reçu avec {late} de retard{limit} ; fixez un nouveau délai."
        return Reason("evaluation.report", clause, text, False)
    if evaluation.on is not None and evaluation.on < received:
        text = (
            f"{code} : projet présenté le {french(evaluation.on)}, avant la réception du rapport, le {french(received)}"
            " ; corrigez le jour, ou faites présenter le projet de nouveau."
        )
        return Reason("evaluation.report", clause, text, False)
    return Reason("evaluation.report", clause, f"{code} : rapport reçu le {french(received)}{limit}.")


def _criteria(certification: Certification, code: str, answers: tuple[CriterionAnswer, ...]) -> Reason:
    """Whether every criterion is answered; how many are met decides nothing."""
    criteria = tuple(criterion.code for criterion in certification.capacity(code).criteria)
    met = {answer.code: answer.met for answer in answers}
    if strangers := met.keys() - set(criteria):
        raise ValueError(f"{code} has no criterion {', '.join(sorted(strangers))}")
    unanswered = [criterion for criterion in criteria if met.get(criterion) is None]
    if not criteria:
        text = f"{code} : le référentiel chargé n’a pas de critère ; complétez-le avant d’évaluer."
    elif unanswered:
        text = f"{code} : sans réponse sur {listed(unanswered)} ; la commission répond à chaque critère."
    else:
        acquired = sum(answer is True for answer in met.values())
        text = f"{code} : {counted(len(criteria), 'critère évalué')}, dont {counted(acquired, 'acquis')}."
    holds = bool(criteria) and not unanswered
    return Reason("evaluation.criteria", certification.clause(RecordClause.EVALUATION), text, holds)


def _workstations(certification: Certification, facts: CapacityFacts) -> tuple[Reason, ...]:
    least = certification.capacity(facts.code).min_workstations
    if not least:
        return ()
    seen = len({name.strip().casefold() for name in facts.workstations} - {""})
    text = f"{facts.code} : {counted(seen, 'poste distinct')} pour {least} au moins"
    text += "." if seen >= least else " ; elle ne peut pas être acquise sans un autre poste."
    clause = certification.clause(RecordClause.WORKSTATIONS)
    return (Reason("evaluation.workstations", clause, text, seen >= least),)


def block(
    certification: Certification,
    facts: BlockFacts,
    *,
    route: RouteCode,
    concertation_on: date | None,
    settings: Settings = DEFAULTS,
) -> BlockDecision:
    """Record, modalités d’évaluation: a modality « Et avis de l’entreprise », for every capacity of a block;
    « Toutes les capacités professionnelles doivent être validées ».

    Incomplete while a capacity is to evaluate or a needed opinion is missing; else not acquired as soon as
    one capacity is not; else presentable. An opinion given, whatever it says, completes the block (choices.md
    section 1); capacities kept from an earlier jury ask for it as the others do. A held block stays so, whatever
    else. Raises KeyError for an unknown block, ValueError for a
    capacity that is not of the block or is given twice.
    """
    described = certification.block(facts.code)
    given = {one.code: one for one in facts.capacities}
    if len(given) != len(facts.capacities) or not given.keys() <= set(described.capacities):
        raise ValueError(f"{facts.code} is made of {', '.join(described.capacities)}, each once at most")
    if facts.held_since is not None:
        return _held_block(certification, described, facts.held_since)
    capacities = tuple(given.get(code) or CapacityFacts(code=code) for code in described.capacities)
    decisions = tuple(
        capacity(certification, one, facts.commission, route=route, concertation_on=concertation_on, settings=settings)
        for one in capacities
    )
    acquired, not_acquired, to_evaluate = (
        tuple(decision.code for decision in decisions if decision.outcome is standing)
        for standing in (CapacityOutcome.ACQUIRED, CapacityOutcome.NOT_ACQUIRED, CapacityOutcome.TO_EVALUATE)
    )
    opinion = _opinion(certification, described, facts.opinion, capacities, route, settings)
    if to_evaluate or not all(reason.holds for reason in opinion):
        outcome = BlockOutcome.INCOMPLETE
    elif not_acquired:
        outcome = BlockOutcome.NOT_ACQUIRED
    else:
        outcome = BlockOutcome.PRESENTABLE
    text = f"Bloc {described.number} : {counted(len(acquired), 'capacité acquise')} sur {len(capacities)}"
    text += f" ; non acquises : {listed(not_acquired)}" if not_acquired else ""
    text += f" ; à évaluer : {listed(to_evaluate)}" if to_evaluate else ""
    clause = certification.clause(RecordClause.ALL_CAPACITIES)
    # The commission is the same for each of its capacities: its reasons are given once.
    every = dict.fromkeys(reason for decision in decisions for reason in decision.reasons)
    whole = Reason("evaluation.block", clause, f"{text}.", len(acquired) == len(capacities))
    return BlockDecision(
        outcome=outcome,
        reasons=(*every, *opinion, whole),
        code=facts.code,
        acquired=acquired,
        not_acquired=not_acquired,
        to_evaluate=to_evaluate,
        divergence=facts.opinion.value is OpinionValue.UNFAVOURABLE,
        held=False,
    )


def _held_block(certification: Certification, described: Block, since: date) -> BlockDecision:
    text = f"Bloc {described.number} : conservé, validé par le jury du {french(since)}."
    return BlockDecision(
        outcome=BlockOutcome.PRESENTABLE,
        reasons=(Reason("evaluation.block_held", certification.clause(RecordClause.KEPT), text),),
        code=described.code,
        acquired=described.capacities,
        not_acquired=(),
        to_evaluate=(),
        divergence=False,
        held=True,
    )


def _opinion(
    certification: Certification,
    described: Block,
    opinion: OpinionFacts,
    capacities: tuple[CapacityFacts, ...],
    route: RouteCode,
    settings: Settings,
) -> tuple[Reason, ...]:
    """What the company's opinion is for the block: given, missing or not needed, and by which text."""
    if not mentions(described.expression, Element.COMPANY_OPINION):
        return ()
    name = f"Bloc {described.number} : avis de l’entreprise"
    clause, holds = certification.clause(RecordClause.COMPANY_OPINION), True
    if opinion.value is not None:
        on = f" le {french(opinion.given_on)}" if opinion.given_on else ""
        text = f"{name} transmis{on}, {OPINION_LABELS[opinion.value]}."
        return (Reason("evaluation.opinion", clause, text),)
    wanted = VaeOpinion.REQUIRED
    if route is RouteCode.VAE:
        wanted, clause = settings.vae_company_opinion, choice("vae_company_opinion")
    if wanted is VaeOpinion.NOT_ASKED:
        text = f"{name} non demandé en VAE."
    elif wanted is VaeOpinion.ASKED:
        text = f"{name} demandé en VAE, non exigé."
    elif any(_needs_opinion(described.expression, one) for one in capacities):
        text, holds = f"{name} manquant ; demandez-le, ou relancez l’entreprise.", False
    else:
        text = f"{name} non nécessaire avec les modalités choisies."
    return (Reason("evaluation.opinion", clause, text, holds),)


def _needs_opinion(expression: Expression, facts: CapacityFacts) -> bool:
    """Whether the block's expression asks for the opinion on this capacity, as far as is known."""
    if facts.evaluation is None and facts.kept_since is None:
        return True
    modality = facts.evaluation.modality if facts.evaluation else None
    # The validation interview of a VAE takes the place of the modalities, and so does a jury that kept the result.
    gathered = frozenset(MODALITIES) if modality is None or facts.kept_since else frozenset({modality})
    return not is_satisfied(expression, gathered)


def summary(certification: Certification, facts: SummaryFacts, *, settings: Settings = DEFAULTS) -> SummaryDecision:
    """Record, modalités d’accès: the jury « examine le récapitulatif des évaluations mis à disposition par la
    commission d’évaluation ».

    Ready when a block is aimed at, none is incomplete and, for a training route, the modalities were fixed in
    concertation. A capacity not acquired does not keep the summary from the jury. Raises as `block` does, and
    ValueError for a block given twice.
    """
    if len({one.code for one in facts.blocks}) != len(facts.blocks):
        raise ValueError("a block is given twice")
    blocks = tuple(
        block(certification, one, route=facts.route, concertation_on=facts.concertation_on, settings=settings)
        for one in facts.blocks
    )
    organised = (_aimed(certification, facts), *_concertation(certification, facts))
    complete = all(one.outcome is not BlockOutcome.INCOMPLETE for one in blocks)
    ready = complete and all(reason.holds for reason in organised)
    return SummaryDecision(
        outcome=SummaryOutcome.READY if ready else SummaryOutcome.NOT_READY,
        reasons=(*organised, *(reason for one in blocks for reason in one.reasons)),
        blocks=blocks,
        presentable=tuple(one.code for one in blocks if one.outcome is BlockOutcome.PRESENTABLE and not one.held),
        held=tuple(one.code for one in blocks if one.held),
    )


def _aimed(certification: Certification, facts: SummaryFacts) -> Reason:
    clause = certification.clause(RecordClause.BLOCK_CERTIFIED)
    if facts.blocks:
        text = f"Le récapitulatif porte sur {counted(len(facts.blocks), 'bloc')}."
        return Reason("evaluation.aimed", clause, text)
    text = "Le récapitulatif ne porte sur aucun bloc ; indiquez ceux que vise la candidature."
    return Reason("evaluation.aimed", clause, text, False)


def _concertation(certification: Certification, facts: SummaryFacts) -> tuple[Reason, ...]:
    """The record asks for the concertation in its training route only."""
    if facts.route is RouteCode.VAE:
        return ()
    clause, on = certification.clause(RecordClause.CONCERTATION), facts.concertation_on
    if on is None:
        text = "Modalités d’évaluation non concertées ; réunissez l’entreprise et les acteurs concernés."
        return (Reason("evaluation.concertation", clause, text, False),)
    text = f"Modalités d’évaluation définies en concertation le {french(on)}."
    return (Reason("evaluation.concertation", clause, text),)
