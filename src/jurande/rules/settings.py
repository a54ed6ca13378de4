"""What the texts leave open: one setting each, with the default of choices.md.

A setting is a choice of the authority or of the centre, shown as such, never as law. A later page of the branch that
says otherwise replaces it by a clause.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jurande.rules.reasons import Clause, chosen


class Kept(StrEnum):
    """Which text says how long results are kept when the record and the 2019 edition disagree."""

    RECORD = "record"
    EDITION = "edition"


class VaeOpinion(StrEnum):
    """Whether a VAE block needs the company's opinion."""

    ASKED = "asked"
    REQUIRED = "required"
    NOT_ASKED = "not_asked"


class UnequalSides(StrEnum):
    """What a jury does when the two sides do not have as many voting seats on the day."""

    SURPLUS_WITHDRAWS = "surplus_withdraws"
    SITS_AS_IS = "sits_as_is"
    DOES_NOT_SIT = "does_not_sit"


class LateCall(StrEnum):
    """What a call to the unions sent too late does to the session."""

    RESERVE = "reserve"
    BLOCK = "block"


class Ballot(StrEnum):
    """How a vote is taken when the jury is not unanimous."""

    OPEN = "open"
    SECRET = "secret"  # noqa: S105  # a way to vote, no password


class Pack(StrEnum):
    """What the files sent to the members before the jury show of the candidates."""

    NAMED = "named"
    ANONYMISED = "anonymised"


class AfterRegistration(StrEnum):
    """Whether one may enrol once the national registration has ended."""

    OPEN = "open"
    CLOSED = "closed"


class AfterDeliveryLimit(StrEnum):
    """What an award after the record's limit date for delivery is."""

    WITHOUT_CLAIM = "without_claim"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings in force. Days are calendar days; None means « no figure »; each field is explained in QUESTIONS."""

    kept: Kept = Kept.RECORD
    vae_company_opinion: VaeOpinion = VaeOpinion.ASKED
    unequal_sides: UnequalSides = UnequalSides.SURPLUS_WITHDRAWS
    temporary_work_votes: bool = False
    late_call: LateCall = LateCall.RESERVE
    ballot: Ballot = Ballot.OPEN
    jury_pack: Pack = Pack.NAMED
    min_voting_seats_per_side: int = 1
    evaluators_min: int = 2
    evaluators_outside_company_min: int = 1
    enrolment_deadline_days: int | None = None
    enrolment_after_registration: AfterRegistration = AfterRegistration.OPEN
    award_after_delivery_limit: AfterDeliveryLimit = AfterDeliveryLimit.WITHOUT_CLAIM
    national_delivery_days: int = 0
    transmission_months: int = 3
    recourse_months: int = 3
    certificates_on_example_criteria: bool = False


DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class Question:
    """What a setting decides and why its default is what it is, as its user reads it; section of choices.md."""

    asks: str
    why: str
    section: int


QUESTIONS: dict[str, Question] = {
    "kept": Question(
        "Durée des résultats conservés quand la fiche et l’accord de 2019 diffèrent",
        "La fiche dit que la validité des composantes acquises est illimitée.",
        3,
    ),
    "vae_company_opinion": Question(
        "Avis de l’entreprise en VAE",
        "La fiche décrit la VAE par la recevabilité, le dossier de preuves et l’entretien seulement.",
        1,
    ),
    "unequal_sides": Question(
        "Délégations inégales le jour du jury",
        "Aucun texte trouvé ne dit comment rétablir la parité ; le retrait est tiré au sort ou convenu, et consigné.",
        4,
    ),
    "temporary_work_votes": Question(
        "Voix des membres de la branche du travail temporaire",
        "Membres supplémentaires, ils siègent sans voix.",
        4,
    ),
    "late_call": Question(
        "Saisine tardive des organisations syndicales",
        "La session peut siéger si chaque organisation saisie a répondu ; sinon, réserve au procès-verbal.",
        4,
    ),
    "ballot": Question("Mode de vote", "Vote à main levée par voix ; le scrutin secret est un choix du jury.", 4),
    "jury_pack": Question(
        "Dossier envoyé aux membres avant le jury",
        "Le jury déclare des personnes admissibles ; l’anonymat est un choix, aucun texte ne le demande.",
        4,
    ),
    "min_voting_seats_per_side": Question(
        "Nombre minimal de voix de chaque côté",
        "Aucun quorum n’est écrit : la parité est le seul minimum.",
        4,
    ),
    "evaluators_min": Question("Nombre minimal d’évaluateurs dans la commission", "Usage courant.", 5),
    "evaluators_outside_company_min": Question(
        "Évaluateurs extérieurs à l’entreprise du candidat", "Usage courant.", 5
    ),
    "enrolment_deadline_days": Question(
        "Délai d’inscription avant une session", "Aucun délai n’est écrit ; le centre peut en fixer un.", 5
    ),
    "enrolment_after_registration": Question(
        "Inscription après la fin de l’enregistrement au RNCP",
        "Le certificat de la branche survit à son enregistrement.",
        5,
    ),
    "award_after_delivery_limit": Question(
        "Délivrance après la date limite de délivrance", "Permise, sans le droit de se prévaloir du RNCP.", 5
    ),
    "national_delivery_days": Question(
        "Délai de délivrance nationale après le jury (édition 2014), en jours",
        "Par défaut, le jour du jury.",
        1,
    ),
    "transmission_months": Question(
        "Délai de transmission au groupe national, en mois", "Texte ancien, force incertaine.", 5
    ),
    "recourse_months": Question("Délai de recours, en mois", "Usage d’une branche voisine.", 5),
    "certificates_on_example_criteria": Question(
        "Certificats délivrés sur des critères d’exemple",
        "Aucun critère officiel n’est public ; permis en démonstration seulement.",
        5,
    ),
}


def choice(name: str) -> Clause:
    """The clause of a setting, to be cited where it decides: a choice, never law. Raises KeyError."""
    return chosen(name, QUESTIONS[name].asks)
