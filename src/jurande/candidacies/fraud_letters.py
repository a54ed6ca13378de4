"""What the letters about a suspicion of fraud say to the candidate."""

from __future__ import annotations

from datetime import datetime

from jurande.candidacies.models import FraudCase
from jurande.documents.contracts import Cited, LetterData, Party, Signatory
from jurande.rules.certification import RouteCode
from jurande.rules.dates import day_of, french
from jurande.rules.fraud import FRAUD, Effect
from jurande.rules.lifecycles import Fraud as State
from jurande.rules.rulebook import LAW_VAE_RESULT

HEARING, DECISION = KINDS = ("fraud_hearing", "fraud_decision")
_LEFT_OUT = "Votre candidature est écartée : aucun jury n’en décidera."
_TAKEN_BACK = "Ce qui vous a été délivré est à retirer : une décision le nommera."
_FOLLOWS = {
    Effect.NONE: "Rien n’a été délivré à la suite de cette candidature : il n’y a rien à retirer.",
    Effect.EXCLUDED: _LEFT_OUT,
    Effect.EXCLUDED_AND_TO_WITHDRAW: f"{_LEFT_OUT} {_TAKEN_BACK}",
    Effect.TO_WITHDRAW: _TAKEN_BACK,
}


def hearing_letter(fraud: FraudCase, *, when: str, place: str, signed_by: str, now: datetime) -> LetterData:
    """The call to be heard: the facts, the day and the place, and what silence means."""
    return _letter(
        fraud,
        "Convocation à être entendu(e)",
        (
            (
                "Des faits ont été signalés au sujet de votre candidature. Rien n’est décidé : vous êtes d’abord "
                "entendu(e)."
            ),
            f"Les faits signalés : {fraud.facts}",
            (
                f"Nous vous entendrons {when}, {place}. Si ce jour ne vous convient pas, dites-le au centre d’examen, "
                "qui peut en choisir un autre."
            ),
            (
                "Ce que vous direz, ou ce que vous nous aurez écrit, sera consigné. Si vous ne venez pas, la décision "
                "pourra être prise sans que vous ayez été entendu(e)."
            ),
        ),
        Signatory(signed_by, "Pour le centre d’examen"),
        now,
    )


def decision_letter(fraud: FraudCase, *, effect: Effect, signed_by: str, now: datetime) -> LetterData:
    """The decision, its motives and what follows."""
    established = fraud.state == State.ESTABLISHED
    follows = _FOLLOWS[effect] if established else "Votre candidature suit son cours."
    heard = f"Vous avez été entendu(e), ou appelé(e) à l’être, le {french(fraud.heard_on)}." if fraud.heard_on else ""
    return _letter(
        fraud,
        "Décision après votre audition",
        (
            heard,
            "La fraude est retenue." if established else "La suspicion de fraude est écartée.",
            f"Motifs : {fraud.decision}",
            follows,
        ),
        Signatory(signed_by, "Pour l’autorité de certification"),
        now,
    )


def _letter(
    fraud: FraudCase, about: str, paragraphs: tuple[str, ...], signatory: Signatory, now: datetime
) -> LetterData:
    candidacy = fraud.candidacy
    centre, vae = candidacy.centre, candidacy.route == RouteCode.VAE
    return LetterData(
        sender=Party(centre.name, (centre.address, f"{centre.postcode} {centre.city}")),
        addressee=Party(candidacy.person.full_name, ()),
        reference=candidacy.reference,
        sent_from=centre.city,
        sent_on=day_of(now),
        object=about,
        title=candidacy.certification.title,
        paragraphs=paragraphs,
        clauses=(
            Cited(
                "Une fraude se décide après audition du candidat, par une décision motivée.",
                (LAW_VAE_RESULT if vae else FRAUD).ref,
            ),
        ),
        enclosures=(),
        signatory=signatory,
    )
