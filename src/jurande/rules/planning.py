"""Planning: the modality of each capacity, defined in concertation before anybody evaluates.

Source: record, « L’UIMM territoriale centre d’examen définit les modalités d’évaluation en concertation », and the
modalities of each block.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jurande.rules.certification import Certification, Element, RecordClause, RouteCode, mentions
from jurande.rules.dates import french
from jurande.rules.reasons import Decision, Reason


class PlanOutcome(StrEnum):
    """Whether the modalities may be set as asked."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModalityFacts:
    """The modality asked for one capacity; for a project, when its report is due and under which conditions."""

    capacity: str
    modality: Element
    report_due_on: date | None = None
    report_conditions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFacts:
    """What the concertation of `agreed_on` set for the capacities of `blocks`, with whom for the company's side."""

    route: RouteCode
    agreed_on: date
    company_consulted: str
    blocks: tuple[str, ...]
    modalities: tuple[ModalityFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDecision(Decision):
    """Whether the plan may be written, and why."""

    outcome: PlanOutcome


def plan(certification: Certification, facts: PlanFacts, *, on: date) -> PlanDecision:
    """Record, phase constitutive de l’évaluation: modalities are set in concertation, one for each capacity.

    A VAE candidate has an interview on an evidence file instead. Each must be one that the block offers; a project
    has its due date and its conditions fixed beforehand. Says every fault at once. Raises KeyError for a block that the record does not have.
    """
    if facts.route == RouteCode.VAE:
        return _interview(certification, facts)
    expected = [code for block in facts.blocks for code in certification.block(block).capacities]
    chosen = {choice.capacity: choice for choice in facts.modalities}
    reasons = (
        _concertation(certification, facts, on),
        _complete(certification, expected, chosen),
        *(_offered(certification, chosen[code]) for code in expected if code in chosen),
        *(
            _project(certification, chosen[code], on)
            for code in expected
            if code in chosen and chosen[code].modality is Element.PROJECTS
        ),
    )
    fine = all(reason.holds for reason in reasons)
    return PlanDecision(outcome=PlanOutcome.ACCEPTED if fine else PlanOutcome.REFUSED, reasons=reasons)


def _interview(certification: Certification, facts: PlanFacts) -> PlanDecision:
    clause = certification.clause(RecordClause.VAE)
    text = (
        f"Modalités sans objet en VAE : retirez {', '.join(choice.capacity for choice in facts.modalities)}."
        if facts.modalities
        else "VAE : entretien de validation, à l’appui du dossier de preuves."
    )
    reason = Reason("planning.interview", clause, text, not facts.modalities)
    outcome = PlanOutcome.REFUSED if facts.modalities else PlanOutcome.ACCEPTED
    return PlanDecision(outcome=outcome, reasons=(reason,))


def _concertation(certification: Certification, facts: PlanFacts, on: date) -> Reason:
    clause = certification.clause(RecordClause.CONCERTATION)
    if not facts.company_consulted.strip():
        text = "Aucune entreprise n’a été consultée : indiquez avec qui les modalités ont été définies."
        return Reason("planning.concertation", clause, text, False)
    if facts.agreed_on > on:
        text = f"La concertation du {french(facts.agreed_on)} n’a pas encore eu lieu : indiquez sa date réelle."
        return Reason("planning.concertation", clause, text, False)
    text = f"Modalités définies en concertation le {french(facts.agreed_on)} avec {facts.company_consulted}."
    return Reason("planning.concertation", clause, text)


def _complete(certification: Certification, expected: list[str], chosen: dict[str, ModalityFacts]) -> Reason:
    clause = certification.clause(RecordClause.EVALUATION)
    missing = [code for code in expected if code not in chosen]
    foreign = sorted(set(chosen) - set(expected))
    if missing:
        text = f"Sans modalité : {', '.join(missing)}. Choisissez-en une pour chaque capacité."
        return Reason("planning.complete", clause, text, False)
    if foreign:
        text = f"Hors des blocs à évaluer : {', '.join(foreign)}. Retirez-les du plan."
        return Reason("planning.complete", clause, text, False)
    return Reason("planning.complete", clause, f"Chacune des {len(expected)} capacités a sa modalité.")


def _offered(certification: Certification, choice: ModalityFacts) -> Reason:
    block = certification.block(certification.capacity(choice.capacity).block)
    offered = choice.modality is not Element.COMPANY_OPINION and mentions(block.expression, choice.modality)
    clause = certification.clause(RecordClause.EVALUATION)
    text = (
        f"{choice.capacity} : modalité prévue par le référentiel."
        if offered
        else f"{choice.capacity} : le bloc {block.number} ne prévoit pas cette modalité ; choisissez-en une autre."
    )
    return Reason("planning.offered", clause, text, offered)


def _project(certification: Certification, choice: ModalityFacts, on: date) -> Reason:
    clause = certification.clause(RecordClause.MODALITY_PROJECTS)
    if choice.report_due_on is None or not choice.report_conditions.strip():
        text = f"{choice.capacity} : fixez d’abord la date limite et les conditions du rapport de projet."
        return Reason("planning.project", clause, text, False)
    if choice.report_due_on < on:
        text = f"{choice.capacity} : la date limite du {french(choice.report_due_on)} est passée ; fixez-la avant."
        return Reason("planning.project", clause, text, False)
    text = f"{choice.capacity} : rapport attendu le {french(choice.report_due_on)}, conditions fixées d’avance."
    return Reason("planning.project", clause, text)
