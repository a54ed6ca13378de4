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
from jurande.rules.words import listed


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

    Each is one that the block offers; a project has its conditions, and a report due on a later day than the one on
    which they are fixed, `on`. A VAE candidate has an interview on an evidence file instead. Raises KeyError for a
    block that the record has not.
    """
    if facts.route == RouteCode.VAE:
        return _interview(certification, facts)
    expected = [code for block in facts.blocks for code in certification.block(block).capacities]
    known = [choice for code in expected for choice in facts.modalities if choice.capacity == code]
    reasons = (
        _concertation(certification, facts, on),
        *_complete(certification, expected, [choice.capacity for choice in facts.modalities]),
        *(_offered(certification, choice) for choice in known),
        *(_project(certification, choice, on) for choice in known if choice.modality is Element.PROJECTS),
    )
    fine = all(reason.holds for reason in reasons)
    return PlanDecision(outcome=PlanOutcome.ACCEPTED if fine else PlanOutcome.REFUSED, reasons=reasons)


def _interview(certification: Certification, facts: PlanFacts) -> PlanDecision:
    clause = certification.clause(RecordClause.VAE)
    text = (
        f"Modalités sans objet en VAE : retirez {listed([choice.capacity for choice in facts.modalities])}."
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


def _complete(certification: Certification, expected: list[str], chosen: list[str]) -> tuple[Reason, ...]:
    """A modality for each capacity; and, where it goes wrong, none elsewhere and no second one."""
    clause = certification.clause(RecordClause.EVALUATION)
    missing = [code for code in expected if code not in chosen]
    text = f"Chacune des {len(expected)} capacités a sa modalité."
    if not expected:
        text = "Aucun bloc n’est à évaluer : indiquez ceux que vise la candidature."
    elif missing:
        text = f"Sans modalité : {listed(missing)}. Choisissez-en une pour chaque capacité."
    reasons = [Reason("planning.complete", clause, text, bool(expected) and not missing)]
    if foreign := [code for code in dict.fromkeys(chosen) if code not in expected]:
        text = f"Hors des blocs à évaluer : {listed(foreign)}. Retirez-les du plan."
        reasons.append(Reason("planning.outside", clause, text, False))
    if twice := [code for code in expected if chosen.count(code) > 1]:
        text = f"Plusieurs modalités pour {listed(twice)}. Gardez-en une pour chaque capacité."
        reasons.append(Reason("planning.one_each", clause, text, False))
    return tuple(reasons)


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
    due = f"{choice.capacity} : rapport attendu le {french(choice.report_due_on)}"
    if choice.report_due_on <= on:  # terms fixed on the very day would not be fixed before: evaluation refuses them
        return Reason("planning.project", clause, f"{due}, trop tôt ; fixez un jour à venir.", False)
    return Reason("planning.project", clause, f"{due}, conditions fixées d’avance.")
