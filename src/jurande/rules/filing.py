"""Filing: may this VAE request be filed at all? Who may, and the caps of the calendar year.

Sources: labour code R6412-1 to R6412-3 for files begun since 1 January 2024; education code R335-6 and R335-7 for
older ones. The law is the one of the day of filing; what becomes of the request is `admissibility.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jurande.rules.dates import french
from jurande.rules.reasons import Decision, Reason
from jurande.rules.rulebook import (
    LAW_VAE_ADMISSIBILITY,
    LAW_VAE_CANDIDATE,
    LAW_VAE_FILE,
    OLD_LAW_VAE,
    VAE_REFORM,
    Figure,
    FigureName,
    figure_on,
)


class FilingOutcome(StrEnum):
    """Whether the law in force on the day of filing lets the request be filed."""

    MAY_BE_FILED = "may_be_filed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingFacts:
    """A VAE request on the day it is filed.

    `same_certification_this_year`, `other_certifications_this_year`: files of the same calendar year before
    this one; files about blocks, and lapsed files when the referential has not changed, are not counted.
    Former law: `requests_in_all_this_year` counts the year's earlier requests, `activity_months` the activity
    proved (None: not established yet).
    """

    filed_on: date
    blocks_only: bool = False
    in_initial_training_for_it: bool = False
    same_certification_this_year: int = 0
    other_certifications_this_year: int = 0
    requests_in_all_this_year: int = 0
    activity_months: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingDecision(Decision):
    """Whether the request may be filed."""

    outcome: FilingOutcome


def filing(facts: FilingFacts) -> FilingDecision:
    """Labour code, R6412-2: not open to who prepares the certification in initial training; R6412-3: one file a
    calendar year for a certification, three for others. Education code, R335-6 and R335-7, for files begun before
    1 January 2024: a duration of activity once it is established, one request a year for it, three in all.
    """
    reasons = _open_to(facts) + _caps(facts) + _activity(facts)
    may = all(reason.holds for reason in reasons)
    return FilingDecision(outcome=FilingOutcome.MAY_BE_FILED if may else FilingOutcome.REFUSED, reasons=reasons)


def _open_to(facts: FilingFacts) -> tuple[Reason, ...]:
    """The law of the day of filing, and what it says of who files."""
    filed = french(facts.filed_on)
    if facts.filed_on >= VAE_REFORM:
        initial = facts.in_initial_training_for_it
        law: tuple[Reason, ...] = (
            Reason(
                "admissibility.law",
                LAW_VAE_ADMISSIBILITY,
                f"La demande, du {filed}, suit les règles du code du travail.",
            ),
            Reason(
                "admissibility.initial_training",
                LAW_VAE_CANDIDATE,
                "Le candidat prépare déjà cette certification en formation initiale : "
                "la VAE ne lui est pas ouverte pour elle."
                if initial
                else "Le candidat ne prépare pas cette certification en formation initiale.",
                not initial,
            ),
        )
        if facts.blocks_only:
            law += (
                Reason(
                    "admissibility.blocks_only",
                    LAW_VAE_FILE,
                    "La demande porte sur des blocs : elle ne comptera pas dans les plafonds de l’année.",
                ),
            )
    else:
        law = (
            Reason(
                "admissibility.law",
                OLD_LAW_VAE,
                f"La demande, du {filed}, suit les règles du code de l’éducation, "
                f"en vigueur avant le {french(VAE_REFORM)}.",
            ),
        )
    return law


def _caps(facts: FilingFacts) -> tuple[Reason, ...]:
    """The yearly caps of the law of the day of filing: what was filed before leaves room for this file."""
    rows = (
        (
            "admissibility.same_certification",
            FigureName.VAE_SAME_CERTIFICATION_A_YEAR,
            facts.same_certification_this_year,
            "pour cette certification",
        ),
        (
            "admissibility.other_certifications",
            FigureName.VAE_OTHER_CERTIFICATIONS_A_YEAR,
            facts.other_certifications_this_year,
            "pour d’autres certifications",
        ),
        (
            "admissibility.requests_in_all",
            FigureName.VAE_REQUESTS_IN_ALL_A_YEAR,
            facts.requests_in_all_this_year,
            "toutes certifications réunies",
        ),
    )
    return tuple(
        _cap(code, figure, count, what, facts.filed_on.year)
        for code, name, count, what in rows
        if (figure := figure_on(name, facts.filed_on)) is not None
    )


def _cap(code: str, figure: Figure, count: int, what: str, year: int) -> Reason:
    room = count < figure.value
    text = (
        f"Dossiers déjà déposés en {year} {what} : {count} ; "
        f"plafond de l’année civile, celui-ci compris : {figure.value}."
    )
    if not room:
        text += f" Déposez la demande à partir du 1er janvier {year + 1}."
    return Reason(code, figure.clause, text, room)


def _activity(facts: FilingFacts) -> tuple[Reason, ...]:
    """Former law: a minimum duration of activity, once it is established."""
    figure = figure_on(FigureName.VAE_ACTIVITY_MONTHS, facts.filed_on)
    if figure is None or facts.activity_months is None:
        return ()
    enough = facts.activity_months >= figure.value
    text = f"Activité établie : {facts.activity_months} mois ; durée demandée : {figure.value} mois."
    if not enough:
        text += " La demande pourra être déposée de nouveau une fois cette durée atteinte."
    return (Reason("admissibility.activity", figure.clause, text, enough),)
