"""The dated figures: editions of the branch's text and the law's figures.

Sources: rules.md sections 1, 4, 5, 9 and 12. What the texts leave open is in `settings`. Nothing here is
computed: a change of text adds an edition or closes a figure with a date, and old files stay computable.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jurande.rules.reasons import Clause, Kind


class Side(StrEnum):
    """The two halves of a joint jury."""

    EMPLOYERS = "employers"
    EMPLOYEES = "employees"


class EmployersSeats(StrEnum):
    """How many members the employers' delegation may have."""

    RECORD_MAXIMUM = "record_maximum"
    AS_MANY_AS_UNIONS = "as_many_as_unions"


ACCORD_2014 = "Accord national de la métallurgie du 13 novembre 2014"
ACCORD_2019 = "Accord national de la métallurgie du 8 novembre 2019"
LABOUR_CODE = "Code du travail"
EDUCATION_CODE = "Code de l’éducation"
CONVENTION = "Convention collective nationale de la métallurgie du 7 février 2022"
BRANCH_OLD_TRANSMISSION = Clause(
    "branch-old.transmission",
    Kind.BRANCH,
    "Procédure d’attribution des CQPM (avant 2011)",
    "envoi au groupe technique",
)
BRANCH_UNION_ALLOWANCE = Clause("branch-2022.37.2.2", Kind.BRANCH, CONVENTION, "art. 37.2.2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One edition of the branch's rules, chosen by the jury's date and frozen at the first call.

    Days are calendar days, months as in `dates.months_after`. None means that the text gives no figure.
    `national_delivery`: the jury declares admissible and the national level delivers; otherwise the jury awards
    on its own date (choices.md section 1). `commission_is_told`: the regional commission is informed of the
    composition of the jury and of the calendar. `label` and the two names are what the screen says: law changed its
    words, the code keeps one name.
    """

    code: str
    label: str
    starts_on: date
    ends_on: date | None
    employers_seats: EmployersSeats
    president_side: Side | None
    union_call_days: int | None
    juror_notice_days: int | None
    kept_capacity_months: int | None
    kept_block_months: int | None
    national_delivery: bool
    commission_is_told: bool
    capacity_word: str
    authority: str
    national_group: str
    composition: Clause
    award: Clause
    kept: Clause
    transmission: Clause


EDITIONS = (
    Edition(
        code="branch-2014",
        label="Accord du 13 novembre 2014",
        starts_on=date(2015, 1, 1),
        ends_on=date(2019, 11, 7),
        employers_seats=EmployersSeats.RECORD_MAXIMUM,
        president_side=None,
        union_call_days=None,
        juror_notice_days=None,
        kept_capacity_months=None,
        kept_block_months=None,
        national_delivery=True,
        commission_is_told=False,
        capacity_word="capacité professionnelle",
        authority="CPNE de la métallurgie",
        national_group="groupe technique paritaire « Qualifications »",
        composition=Clause("branch-2014.composition", Kind.BRANCH, ACCORD_2014, "art. 8 et son dispositif"),
        award=Clause("branch-2014.award", Kind.BRANCH, ACCORD_2014, "art. 8 et son dispositif"),
        kept=Clause("branch-2014.kept", Kind.BRANCH, ACCORD_2014, "art. 8 et son dispositif"),
        transmission=BRANCH_OLD_TRANSMISSION,
    ),
    Edition(
        code="branch-2019",
        label="Accord du 8 novembre 2019",
        starts_on=date(2019, 11, 8),
        ends_on=date(2027, 12, 31),
        employers_seats=EmployersSeats.AS_MANY_AS_UNIONS,
        president_side=Side.EMPLOYERS,
        union_call_days=15,
        juror_notice_days=8,
        kept_capacity_months=24,
        kept_block_months=60,
        national_delivery=False,
        commission_is_told=True,
        capacity_word="compétence professionnelle",
        authority="CPNEFP de la métallurgie",
        national_group="groupe technique paritaire « Certifications »",
        composition=Clause("branch-2019.55.2", Kind.BRANCH, ACCORD_2019, "art. 55.2"),
        award=Clause("branch-2019.55.3", Kind.BRANCH, ACCORD_2019, "art. 55.3"),
        kept=Clause("branch-2019.55.3.kept", Kind.BRANCH, ACCORD_2019, "art. 55.3, résultats conservés"),
        transmission=Clause("branch-2019.55.3", Kind.BRANCH, ACCORD_2019, "art. 55.3"),
    ),
)


def edition_on(day: date) -> Edition | None:
    """The edition in force on that day, or None where the book has none.

    choices.md section 3: branch-2014 from 1 January 2015, branch-2019 from 8 November 2019 to the end of 2027.
    """
    for edition in EDITIONS:
        if edition.starts_on <= day and (edition.ends_on is None or day <= edition.ends_on):
            return edition
    return None


def edition_named(code: str) -> Edition:
    """The edition of that code, as a session froze it. Raises KeyError."""
    for edition in EDITIONS:
        if edition.code == code:
            return edition
    raise KeyError(code)


class FigureName(StrEnum):
    """The law's figures that rules read, by what they measure; the unit ends the name."""

    VAE_DECISION_MONTHS = "vae.decision_months"
    VAE_LAPSE_MONTHS = "vae.lapse_months"
    VAE_JURY_BY_MONTHS = "vae.jury_by_months"
    VAE_NOTIFY_DAYS = "vae.notify_days"
    VAE_SAME_CERTIFICATION_A_YEAR = "vae.same_certification_a_year"
    VAE_OTHER_CERTIFICATIONS_A_YEAR = "vae.other_certifications_a_year"
    VAE_ACTIVITY_MONTHS = "vae.activity_months"
    VAE_REQUESTS_IN_ALL_A_YEAR = "vae.requests_in_all_a_year"
    VAE_JURY_MEMBERS = "vae.jury_members"
    VAE_JURY_QUALIFIED = "vae.jury_qualified"
    JUROR_NOTICE_DAYS = "juror.notice_days"
    DECLARATION_MONTHS = "declaration.months"
    CORRECTION_MONTHS = "declaration.correction_months"
    NIR_COLLECTED = "declaration.nir"
    UNION_ALLOWANCE_EUROS = "union.allowance_euros"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the law and the days on which it is in force, both included (None: still open)."""

    name: FigureName
    value: int
    starts_on: date
    ends_on: date | None
    clause: Clause


def _law(article: str, quote: str = "") -> Clause:
    return Clause(f"law.{article}", Kind.LAW, LABOUR_CODE, f"art. {article}", quote)


def _old_law(article: str) -> Clause:
    return Clause(f"law.{article}", Kind.LAW, EDUCATION_CODE, f"art. {article}")


VAE_REFORM = date(2024, 1, 1)
"""Files begun on or after this day follow the labour code; older ones keep R335-7 and following (rules.md 4.2)."""

FIGURES = (
    Figure(FigureName.VAE_DECISION_MONTHS, 2, VAE_REFORM, None, _law("R6412-4")),
    Figure(FigureName.VAE_LAPSE_MONTHS, 6, VAE_REFORM, None, _law("R6412-4")),
    Figure(FigureName.VAE_JURY_BY_MONTHS, 3, VAE_REFORM, None, _law("R6412-5")),
    Figure(FigureName.VAE_NOTIFY_DAYS, 15, VAE_REFORM, None, _law("R6412-7")),
    Figure(FigureName.VAE_SAME_CERTIFICATION_A_YEAR, 1, date(1990, 1, 1), date(2023, 12, 31), _old_law("R335-7")),
    Figure(FigureName.VAE_SAME_CERTIFICATION_A_YEAR, 1, VAE_REFORM, None, _law("R6412-3")),
    Figure(FigureName.VAE_REQUESTS_IN_ALL_A_YEAR, 3, date(1990, 1, 1), date(2023, 12, 31), _old_law("R335-7")),
    Figure(FigureName.VAE_OTHER_CERTIFICATIONS_A_YEAR, 3, VAE_REFORM, None, _law("R6412-3")),
    Figure(FigureName.VAE_ACTIVITY_MONTHS, 36, date(1990, 1, 1), date(2017, 9, 30), _old_law("R335-6")),
    Figure(FigureName.VAE_ACTIVITY_MONTHS, 12, date(2017, 10, 1), date(2023, 12, 31), _old_law("R335-6")),
    Figure(FigureName.VAE_JURY_MEMBERS, 2, VAE_REFORM, None, _law("D6412-6")),
    Figure(FigureName.VAE_JURY_QUALIFIED, 1, VAE_REFORM, None, _law("D6412-6")),
    Figure(FigureName.JUROR_NOTICE_DAYS, 15, date(2009, 1, 1), None, _law("D3142-32")),
    Figure(FigureName.DECLARATION_MONTHS, 3, date(2021, 7, 1), None, _law("R6113-17-2")),
    Figure(FigureName.CORRECTION_MONTHS, 3, date(2025, 1, 1), None, _law("R6113-17-2")),
    Figure(FigureName.NIR_COLLECTED, 1, date(2025, 1, 1), None, _law("R6113-17-1")),
    Figure(FigureName.UNION_ALLOWANCE_EUROS, 50, date(2024, 1, 1), None, BRANCH_UNION_ALLOWANCE),
)


def figure_on(name: FigureName, day: date) -> Figure | None:
    """The law's figure of that name in force on that day, or None when the law had none then."""
    for figure in FIGURES:
        if figure.name == name and figure.starts_on <= day and (figure.ends_on is None or day <= figure.ends_on):
            return figure
    return None


# Clauses of the law that carry no figure.
LAW_RNCP_CLAIM = _law("L6113-9")
LAW_VAE_CANDIDATE = _law("R6412-2")
LAW_VAE_ADMISSIBILITY = _law("R6412-1")
LAW_VAE_FILE = _law("R6412-3")
LAW_VAE_DECISION = _law("R6412-4")
LAW_VAE_JURY_DATE = _law("R6412-5")
LAW_VAE_JURY = _law("D6412-6")
LAW_VAE_RESULT = _law("R6412-7")
LAW_DECLARATION = _law("R6113-17-2")
LAW_DECLARED_DATA = _law("R6113-17-1")
LAW_DECLARED_DATA_L = _law("L6113-8")
LAW_BLOCKS = _law("L6113-1")
LAW_JUROR_LEAVE = _law("L3142-42")
OLD_LAW_VAE = _old_law("R335-7")
CONVENTION_STARTS_ON = date(2024, 1, 1)
"""The convention of 7 February 2022 is in force from this day (rules.md section 1)."""
BRANCH_JUROR_LEAVE = Clause("branch-2022.37.1", Kind.BRANCH, CONVENTION, "art. 37.1")
