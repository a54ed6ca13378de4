"""Evaluation: where a capacity stands once the commission has seen it.

Sources: record, « modalités d’accès » and each block’s « modalités d’évaluation », `(A ou B ou C) et avis`;
choices.md sections 1 and 5 where they are silent. No mark, no compensation, no capacity computed from its
criteria.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jurande.rules.certification import (
    MODALITIES,
    Certification,
    Element,
    RecordClause,
    RouteCode,
    is_satisfied,
    mentions,
)
from jurande.rules.dates import french
from jurande.rules.reasons import Clause, Decision, Reason
from jurande.rules.settings import DEFAULTS, Settings, choice
from jurande.rules.words import counted, listed


class CapacityOutcome(StrEnum):
    """Where a capacity stands; also what a commission records on its grid."""

    ACQUIRED = "acquired"
    NOT_ACQUIRED = "not_acquired"
    TO_EVALUATE = "to_evaluate"


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
class CapacityDecision(Decision):
    """Where the capacity of that code stands."""

    outcome: CapacityOutcome
    code: str


MODALITY_LABELS: dict[Element | None, str] = {
    Element.REAL_WORK: "situation professionnelle réelle",
    Element.PROJECTS: "présentation des projets ou activités",
    Element.RECONSTITUTED: "situation professionnelle reconstituée",
    Element.COMPANY_OPINION: "avis de l’entreprise",
    None: "entretien de validation",
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
