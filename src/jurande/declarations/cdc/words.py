"""The closed lists of words of the format: English names here, wire words as their values.

Source: schema 1.1.2 of the Caisse des Dépôts. The order is the schema's.
"""

from __future__ import annotations

from enum import StrEnum


class Depositor(StrEnum):
    """`natureDeposant`: who deposits the file."""

    CERTIFIER = "CERTIFICATEUR"
    THIRD_PARTY = "TIERS_CONFIANCE"


class Award(StrEnum):
    """`obtentionCertification`: how the certification is obtained."""

    BY_ADMISSION = "PAR_ADMISSION"
    BY_SCORE = "PAR_SCORING"


class ExamMode(StrEnum):
    """`modalitePassageExamen`."""

    REMOTE = "A_DISTANCE"
    ON_SITE = "EN_PRESENTIEL"
    MIXED = "MIXTE"


class LanguageLevel(StrEnum):
    """`niveauLangueEuropeen`: levels of the European framework for languages."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"
    INSUFFICIENT = "INSUFFISANT"


class Honours(StrEnum):
    """`mentionValidee`. A CQPM has none."""

    NONE = "SANS_MENTION"
    FAIRLY_GOOD = "MENTION_ASSEZ_BIEN"
    GOOD = "MENTION_BIEN"
    VERY_GOOD = "MENTION_TRES_BIEN"
    CONGRATULATIONS = "MENTION_TRES_BIEN_AVEC_FELICITATIONS_DU_JURY"


class AccessMode(StrEnum):
    """`modaliteAcces`: by which route the holder came."""

    STUDENT = "FORMATION_INITIALE_HORS_APPRENTISSAGE"
    APPRENTICESHIP = "FORMATION_INITIALE_APPRENTISSAGE"
    CONTINUING = "FORMATION_CONTINUE_HORS_CONTRAT_DE_PROFESSIONNALISATION"
    PROFESSIONALISATION = "FORMATION_CONTINUE_CONTRAT_DE_PROFESSIONNALISATION"
    VAE = "VAE"
    FOREIGN_DIPLOMA = "EQUIVALENCE_DIPLOME_ETRANGER"
    INDIVIDUAL = "CANDIDAT_LIBRE"


class VaePath(StrEnum):
    """`voieAccessVAE`, only for an access by VAE."""

    LEAVE = "CONGES_VAE"
    ORDINARY = "VAE_CLASSIQUE"


class Initiative(StrEnum):
    """`initiativeInscription`: who asked for the enrolment."""

    HOLDER = "CERTIFIE"
    TRAINING_BODY = "OF"
    EMPLOYMENT_SERVICE = "POLE_EMPLOI"
    EMPLOYER = "EMPLOYEUR"
    OTHER = "AUTRE"


class Sex(StrEnum):
    """`sexe`, as on the birth certificate."""

    MALE = "M"
    FEMALE = "F"


class Register(StrEnum):
    """`type`: free text in the schema; the portal expects one of the two national registers."""

    RNCP = "RNCP"
    RS = "RS"
