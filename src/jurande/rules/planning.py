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
from jurande.rules.words import closed, listed


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
    """What the concertation of `agreed_on` set for the capacities of `blocks`, with whom for the company's side.

    `kept` are the capacities of these blocks kept from an earlier jury: they are not evaluated again. A VAE has no
    concertation: neither its day nor a company.
    """

    route: RouteCode
    agreed_on: date | None = None
    company_consulted: str = ""
    blocks: tuple[str, ...]
    kept: tuple[str, ...] = ()
    modalities: tuple[ModalityFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDecision(Decision):
    """Whether the plan may be written, and why."""

    outcome: PlanOutcome


def plan(certification: Certification, facts: PlanFacts, *, on: date) -> PlanDecision:
    """Record, phase constitutive de l’évaluation: modalities are set in concertation, one for each capacity.

    Each is one that the block offers; a project has its conditions, and a report due on a later day than the one on
    which they are fixed, `on`. A capacity kept from an earlier jury has none. A VAE candidate, who may come alone, has
    an interview on an evidence file instead: no modality, no concertation. Raises KeyError for a block that the record
    has not.
    """
    if facts.route == RouteCode.VAE:
        return _interview(certification, facts)
    aimed = [code for block in facts.blocks for code in certification.block(block).capacities]
    kept = [code for code in aimed if code in facts.kept]
    expected = [code for code in aimed if code not in facts.kept]
    chosen = [choice.capacity for choice in facts.modalities]
    known = [choice for code in expected for choice in facts.modalities if choice.capacity == code]
    reasons = (
        *_concertation(certification, facts, on),
        *_complete(certification, aimed, expected, chosen),
        *_kept(certification, kept, chosen),
        *(_offered(certification, choice) for choice in known),
        *(_project(certification, choice, on) for choice in known if choice.modality is Element.PROJECTS),
    )
    fine = all(reason.holds for reason in reasons)
    return PlanDecision(outcome=PlanOutcome.ACCEPTED if fine else PlanOutcome.REFUSED, reasons=reasons)


def _interview(certification: Certification, facts: PlanFacts) -> PlanDecision:
    clause = certification.clause(RecordClause.VAE)
    pointless = [choice.capacity for choice in facts.modalities]
    pointless += ["la date de concertation"] if facts.agreed_on else []
    pointless += ["l’entreprise consultée"] if facts.company_consulted.strip() else []
    text = (
        f"Concertation et modalités sont sans objet en VAE : retirez {listed(pointless)}."
        if pointless
        else "VAE : entretien de validation, à l’appui du dossier de preuves."
    )
    reason = Reason("planning.interview", clause, text, not pointless)
    return PlanDecision(outcome=PlanOutcome.REFUSED if pointless else PlanOutcome.ACCEPTED, reasons=(reason,))


def _concertation(certification: Certification, facts: PlanFacts, on: date) -> tuple[Reason, ...]:
    """With whom, and when: each of the two that is wrong."""
    faults = []
    if not facts.company_consulted.strip():
        faults.append("Aucune entreprise n’a été consultée : indiquez avec qui les modalités ont été définies.")
    if facts.agreed_on is None:
        faults.append("La concertation n’est pas datée : indiquez le jour où les modalités ont été définies.")
    elif facts.agreed_on > on:
        faults.append(f"La concertation du {french(facts.agreed_on)} n’a pas encore eu lieu : indiquez sa date réelle.")
    clause = certification.clause(RecordClause.CONCERTATION)
    if faults or facts.agreed_on is None:
        return tuple(Reason("planning.concertation", clause, text, False) for text in faults)
    text = f"Modalités définies en concertation le {french(facts.agreed_on)} avec {facts.company_consulted}"
    return (Reason("planning.concertation", clause, closed(text)),)


def _complete(
    certification: Certification, aimed: list[str], expected: list[str], chosen: list[str]
) -> tuple[Reason, ...]:
    """A modality for each capacity; and, where it goes wrong, none elsewhere and no second one."""
    clause = certification.clause(RecordClause.EVALUATION)
    missing = [code for code in expected if code not in chosen]
    text = f"Chacune des {len(expected)} capacités a sa modalité."
    if not aimed:
        text = "Aucun bloc n’est à évaluer : indiquez ceux que vise la candidature."
    elif missing:
        text = f"Sans modalité : {listed(missing)}. Choisissez-en une pour chaque capacité."
    elif not expected:
        text = "Aucune capacité n’est à évaluer : toutes sont conservées."
    elif len(expected) == 1:
        text = f"{expected[0]}, seule à évaluer, a sa modalité."
    reasons = [Reason("planning.complete", clause, text, bool(aimed) and not missing)]
    if foreign := [code for code in dict.fromkeys(chosen) if code not in aimed]:
        text = f"Hors des blocs à évaluer : {listed(foreign)}. Retirez-les du plan."
        reasons.append(Reason("planning.outside", clause, text, False))
    if twice := [code for code in expected if chosen.count(code) > 1]:
        text = f"Plusieurs modalités pour {listed(twice)}. Gardez-en une pour chaque capacité."
        reasons.append(Reason("planning.one_each", clause, text, False))
    return tuple(reasons)


def _kept(certification: Certification, kept: list[str], chosen: list[str]) -> tuple[Reason, ...]:
    """What an earlier jury left acquired is not evaluated again."""
    if not kept:
        return ()
    pointless = [code for code in kept if code in chosen]
    text = f"À ne pas réévaluer, car conservées d’un jury antérieur : {listed(kept)}."
    if pointless:
        text += f" Retirez {listed(pointless)} du plan."
    return (Reason("planning.kept", certification.clause(RecordClause.KEPT), text, not pointless),)


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
