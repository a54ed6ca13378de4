"""Declaration to the Caisse des Dépôts: what must be declared, of whom, by when, with which data.

Sources: labour code L6113-8, R6113-17-1 and R6113-17-2; choices.md section 5, « what is declared ». Periods
and their dates of effect are in `rulebook`. The file itself, its format and its receipts belong to the
declarations app.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jurande.rules.dates import french, months_after
from jurande.rules.reasons import Decision, Reason
from jurande.rules.rulebook import (
    LAW_DECLARATION,
    LAW_DECLARED_DATA,
    LAW_DECLARED_DATA_L,
    FigureName,
    figure_on,
)
from jurande.rules.words import listed

COMPULSORY = {
    "identity.birth_name": "nom de naissance",
    "identity.first_name": "prénom",
    "identity.sex": "sexe",
    "identity.birth_year": "année de naissance",
    "award.date": "date de délivrance",
    "certifier.client_id": "identifiant du certificateur",
    "certifier.contract_id": "contrat du certificateur",
}
"""« Obligatoire »: collected data without which no file leaves; name used by `present`, French label."""

OPTIONAL_NIL = {
    "identity.used_name": "nom d’usage",
    "identity.birth_month": "mois de naissance",
    "identity.birth_day": "jour de naissance",
    "identity.birth_place": "commune de naissance",
}
"""« Obligatoire sauf nil »: sent empty when unknown; each one known helps to recognise the holder."""


class DeclarationOutcome(StrEnum):
    """Whether the award is declared at all."""

    TO_DECLARE = "to_declare"
    NOT_DECLARED = "not_declared"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationFacts:
    """An award and what is known of its holder.

    `rncp_claim`: the award carries the registration. `whole_certification`: not a block alone. `present`:
    names of `COMPULSORY` and `OPTIONAL_NIL` that have a value. `correction_asked_on`: day of a request to
    correct.
    """

    rncp_claim: bool
    awarded_on: date
    whole_certification: bool
    present: tuple[str, ...]
    correction_asked_on: date | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationDecision(Decision):
    """Whether to declare, the last days to send and to correct (both included), and what is missing.

    `missing` are the names of `COMPULSORY` without a value. `nir_expected`: the NIR is collected for this
    declaration; never otherwise.
    """

    outcome: DeclarationOutcome
    send_by: date | None = None
    correct_by: date | None = None
    missing: tuple[str, ...] = ()
    nir_expected: bool = False


def declaration(facts: DeclarationFacts, *, on: date) -> DeclarationDecision:
    """Labour code, R6113-17-2: the certifier sends the holders' data within three months of the delivery, and
    corrects them within three months of a request.

    What is due on the day `on` for one award. Declared: whole certifications with the RNCP claim, delivered
    since the obligation began, not withdrawn. Missing data and a late day stand in the way of the sending,
    not of the duty.
    """
    period = figure_on(FigureName.DECLARATION_MONTHS, facts.awarded_on)
    duty = _duty(facts, began=period is not None)
    if period is None or not all(reason.holds for reason in duty):
        return DeclarationDecision(outcome=DeclarationOutcome.NOT_DECLARED, reasons=duty)
    send_by = months_after(facts.awarded_on, period.value)
    correct_by = _correct_by(facts.correction_asked_on)
    missing = tuple(name for name in COMPULSORY if name not in facts.present)
    nir = figure_on(FigureName.NIR_COLLECTED, on)
    return DeclarationDecision(
        outcome=DeclarationOutcome.TO_DECLARE,
        reasons=(
            *duty,
            *_data(facts, missing),
            _nir(expected=nir is not None),
            _sending(send_by, on),
            *_correction(correct_by, on),
        ),
        send_by=send_by,
        correct_by=correct_by,
        missing=missing,
        nir_expected=nir is not None,
    )


def _duty(facts: DeclarationFacts, *, began: bool) -> tuple[Reason, ...]:
    """The four conditions of the duty to declare."""
    awarded = french(facts.awarded_on)
    return (
        Reason(
            "declaration.claim",
            LAW_DECLARATION,
            "Le titulaire peut se prévaloir de l’enregistrement au RNCP."
            if facts.rncp_claim
            else "Le titulaire ne peut pas se prévaloir de l’enregistrement au RNCP : rien n’est à déclarer.",
            facts.rncp_claim,
        ),
        Reason(
            "declaration.began",
            LAW_DECLARATION,
            f"Une délivrance du {awarded} est à déclarer."
            if began
            else f"Une délivrance du {awarded} est antérieure à l’obligation : rien n’est à déclarer.",
            began,
        ),
        Reason(
            "declaration.whole",
            LAW_DECLARED_DATA,
            "La certification entière est délivrée."
            if facts.whole_certification
            else "Un bloc seul ne se déclare pas : attendez la certification entière.",
            facts.whole_certification,
        ),
        Reason(
            "declaration.not_withdrawn",
            LAW_DECLARATION,
            "Le certificat est retiré : s’il a été transmis, signalez-le à la Caisse des Dépôts."
            if facts.withdrawn
            else "Le certificat n’est pas retiré.",
            not facts.withdrawn,
        ),
    )


def _correct_by(asked_on: date | None) -> date | None:
    """The last day of a correction; None when nothing was asked, or before the law gave a period."""
    if asked_on is None:
        return None
    period = figure_on(FigureName.CORRECTION_MONTHS, asked_on)
    return None if period is None else months_after(asked_on, period.value)


def _data(facts: DeclarationFacts, missing: tuple[str, ...]) -> tuple[Reason, ...]:
    compulsory = Reason(
        "declaration.data",
        LAW_DECLARED_DATA_L,
        f"Complétez les données obligatoires : {listed([COMPULSORY[name] for name in missing])}."
        if missing
        else "Toutes les données obligatoires sont présentes.",
        not missing,
    )
    empty = [label for name, label in OPTIONAL_NIL.items() if name not in facts.present]
    if not empty:
        return (compulsory,)
    text = f"Données envoyées vides, faute d’être connues : {listed(empty)}."
    return (compulsory, Reason("declaration.sent_empty", LAW_DECLARED_DATA, text))


def _nir(*, expected: bool) -> Reason:
    text = (
        "Le NIR du titulaire est à transmettre ; il ne se collecte que pour cette déclaration."
        if expected
        else "Le NIR du titulaire ne se collecte pas encore."
    )
    return Reason("declaration.nir", LAW_DECLARED_DATA, text)


def _sending(send_by: date, on: date) -> Reason:
    in_time = on <= send_by
    text = (
        f"La déclaration est à envoyer au plus tard le {french(send_by)}."
        if in_time
        else f"Le délai d’envoi a pris fin le {french(send_by)} : envoyez la déclaration sans attendre."
    )
    return Reason("declaration.send_by", LAW_DECLARATION, text, in_time)


def _correction(correct_by: date | None, on: date) -> tuple[Reason, ...]:
    if correct_by is None:
        return ()
    in_time = on <= correct_by
    text = (
        f"La correction demandée est à envoyer, ou à refuser, au plus tard le {french(correct_by)}."
        if in_time
        else f"Le délai de correction a pris fin le {french(correct_by)} : répondez sans attendre."
    )
    return (Reason("declaration.correct_by", LAW_DECLARATION, text, in_time),)
