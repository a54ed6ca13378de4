"""The dated figures and the settings, against rules.md section 12 and choices.md, written out again."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules import rulebook
from jurande.rules.reasons import Clause, Kind
from jurande.rules.rulebook import (
    EDITIONS,
    FIGURES,
    VAE_REFORM,
    Edition,
    EmployersSeats,
    FigureName,
    Side,
    edition_named,
    edition_on,
    figure_on,
)
from jurande.rules.settings import (
    DEFAULTS,
    QUESTIONS,
    AfterDeliveryLimit,
    AfterRegistration,
    Ballot,
    Kept,
    LateCall,
    Pack,
    Settings,
    UnequalSides,
    VaeOpinion,
    choice,
)

BOOK = st.dates(min_value=date(2015, 1, 1), max_value=date(2027, 12, 31))
ANY_DAY = st.dates(min_value=date(1980, 1, 1), max_value=date(2040, 12, 31))


# Editions.


@pytest.mark.parametrize(
    ("day", "code"),
    [
        pytest.param(date(2014, 12, 31), None, id="the day before the book"),
        pytest.param(date(2015, 1, 1), "branch-2014", id="first day of 2014's"),
        pytest.param(date(2017, 4, 21), "branch-2014", id="RNCP 28245 registered"),
        pytest.param(date(2019, 11, 7), "branch-2014", id="last day of 2014's"),
        pytest.param(date(2019, 11, 8), "branch-2019", id="first day of 2019's"),
        pytest.param(date(2022, 4, 21), "branch-2019", id="RNCP 28245 expires"),
        pytest.param(date(2027, 12, 31), "branch-2019", id="last day of 2019's"),
        pytest.param(date(2028, 1, 1), None, id="the day after the book"),
    ],
)
def test_the_edition_is_chosen_by_the_day(day: date, code: str | None) -> None:
    edition = edition_on(day)
    assert (edition.code if edition else None) == code


@given(BOOK)
def test_every_day_from_2015_to_2027_has_exactly_one_edition(day: date) -> None:
    in_force = [e for e in EDITIONS if e.starts_on <= day and (e.ends_on is None or day <= e.ends_on)]
    assert in_force == [edition_on(day)]


def test_editions_follow_each_other_without_a_hole() -> None:
    for before, after in pairwise(EDITIONS):
        assert before.ends_on is not None
        assert before.ends_on + timedelta(days=1) == after.starts_on


# What rules.md sections 1, 5, 7 and 12 and choices.md sections 1 and 3 say of each edition.
EXPECTED_EDITIONS: dict[str, dict[str, Any]] = {
    "branch-2014": {
        "label": "Accord du 13 novembre 2014",
        "starts_on": date(2015, 1, 1),
        "ends_on": date(2019, 11, 7),
        "employers_seats": EmployersSeats.RECORD_MAXIMUM,
        "president_side": None,
        "union_call_days": None,
        "juror_notice_days": None,
        "kept_capacity_months": None,
        "kept_block_months": None,
        "national_delivery": True,
        "commission_is_told": False,
        "capacity_word": "capacité professionnelle",
        "authority": "CPNE de la métallurgie",
        "national_group": "groupe technique paritaire « Qualifications »",
        "composition": "branch-2014.composition",
        "award": "branch-2014.award",
        "kept": "branch-2014.kept",
        "transmission": "branch-old.transmission",
    },
    "branch-2019": {
        "label": "Accord du 8 novembre 2019",
        "starts_on": date(2019, 11, 8),
        "ends_on": date(2027, 12, 31),
        "employers_seats": EmployersSeats.AS_MANY_AS_UNIONS,
        "president_side": Side.EMPLOYERS,
        "union_call_days": 15,
        "juror_notice_days": 8,
        "kept_capacity_months": 24,
        "kept_block_months": 60,
        "national_delivery": False,
        "commission_is_told": True,
        "capacity_word": "compétence professionnelle",
        "authority": "CPNEFP de la métallurgie",
        "national_group": "groupe technique paritaire « Certifications »",
        "composition": "branch-2019.55.2",
        "award": "branch-2019.55.3",
        "kept": "branch-2019.55.3.kept",
        "transmission": "branch-2019.55.3",
    },
}


@pytest.mark.parametrize("code", EXPECTED_EDITIONS)
def test_an_edition_says_what_its_text_says(code: str) -> None:
    edition = edition_named(code)
    said = {
        field.name: value.key if isinstance(value, Clause) else value
        for field in dataclasses.fields(Edition)
        if field.name != "code"
        for value in (getattr(edition, field.name),)
    }
    assert said == EXPECTED_EDITIONS[code]


def test_every_edition_is_in_the_table() -> None:
    assert [edition.code for edition in EDITIONS] == list(EXPECTED_EDITIONS)


def test_an_edition_that_never_was_is_not_found() -> None:
    with pytest.raises(KeyError, match="branch-1987"):
        edition_named("branch-1987")


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.code)
def test_the_clauses_of_an_edition_are_the_branchs(edition: Edition) -> None:
    for clause in (edition.composition, edition.award, edition.kept):
        assert clause.kind is Kind.BRANCH
        assert clause.key.startswith(f"{edition.code}.")
        assert clause.source.endswith(edition.code.removeprefix("branch-"))
        assert clause.article


# Figures.

# (name, value, first day, last day, clause), from rules.md sections 4, 5, 9 and 12.
EXPECTED_FIGURES = [
    ("vae.decision_months", 2, date(2024, 1, 1), None, "law.R6412-4"),
    ("vae.lapse_months", 6, date(2024, 1, 1), None, "law.R6412-4"),
    ("vae.jury_by_months", 3, date(2024, 1, 1), None, "law.R6412-5"),
    ("vae.notify_days", 15, date(2024, 1, 1), None, "law.R6412-7"),
    ("vae.same_certification_a_year", 1, date(1990, 1, 1), date(2023, 12, 31), "law.R335-7"),
    ("vae.same_certification_a_year", 1, date(2024, 1, 1), None, "law.R6412-3"),
    ("vae.requests_in_all_a_year", 3, date(1990, 1, 1), date(2023, 12, 31), "law.R335-7"),
    ("vae.other_certifications_a_year", 3, date(2024, 1, 1), None, "law.R6412-3"),
    ("vae.activity_months", 36, date(1990, 1, 1), date(2017, 9, 30), "law.R335-6"),
    ("vae.activity_months", 12, date(2017, 10, 1), date(2023, 12, 31), "law.R335-6"),
    ("vae.jury_members", 2, date(2024, 1, 1), None, "law.D6412-6"),
    ("vae.jury_qualified", 1, date(2024, 1, 1), None, "law.D6412-6"),
    ("juror.notice_days", 15, date(2009, 1, 1), None, "law.D3142-32"),
    ("declaration.months", 3, date(2021, 7, 1), None, "law.R6113-17-2"),
    ("declaration.correction_months", 3, date(2025, 1, 1), None, "law.R6113-17-2"),
    ("declaration.nir", 1, date(2025, 1, 1), None, "law.R6113-17-1"),
    ("union.allowance_euros", 50, date(2024, 1, 1), None, "branch-2022.37.2.2"),
]


def test_the_figures_are_those_of_the_texts() -> None:
    said = [(str(figure.name), figure.value, figure.starts_on, figure.ends_on, figure.clause.key) for figure in FIGURES]
    assert said == EXPECTED_FIGURES


@pytest.mark.parametrize("name", FigureName)
def test_every_name_has_a_figure(name: FigureName) -> None:
    assert any(figure.name is name for figure in FIGURES)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [pytest.param(FigureName(row[0]), row[2], row[3], id=f"{row[0]} from {row[2]}") for row in EXPECTED_FIGURES],
)
def test_a_figure_is_in_force_from_its_first_to_its_last_day(name: FigureName, first: date, last: date | None) -> None:
    found = figure_on(name, first)
    assert found is not None
    assert found.starts_on == first
    before = figure_on(name, first - timedelta(days=1))
    assert before is None or before.ends_on == first - timedelta(days=1)
    if last is None:
        assert figure_on(name, date(2099, 12, 31)) is found
    else:
        assert figure_on(name, last) is found
        after = figure_on(name, last + timedelta(days=1))
        assert after is None or after.starts_on == last + timedelta(days=1)


@given(st.sampled_from(FigureName), ANY_DAY)
def test_a_figure_never_has_two_values_on_one_day(name: FigureName, day: date) -> None:
    in_force = [f for f in FIGURES if f.name == name and f.starts_on <= day and (f.ends_on is None or day <= f.ends_on)]
    assert in_force == ([figure_on(name, day)] if in_force else [])
    assert bool(in_force) == (figure_on(name, day) is not None)


def test_the_clauses_of_the_book_have_one_meaning_each() -> None:
    clauses = [figure.clause for figure in FIGURES]
    clauses += [clause for e in EDITIONS for clause in (e.composition, e.award, e.kept)]
    clauses += [value for value in vars(rulebook).values() if isinstance(value, Clause)]
    by_key = {clause.key: clause for clause in clauses}
    for clause in clauses:
        assert (clause.kind, clause.ref) == (by_key[clause.key].kind, by_key[clause.key].ref)


# The clauses without a figure, by their name in the book.
EXPECTED_CLAUSES = {
    "LAW_RNCP_CLAIM": ("law.L6113-9", Kind.LAW, "Code du travail, art. L6113-9"),
    "LAW_VAE_CANDIDATE": ("law.R6412-2", Kind.LAW, "Code du travail, art. R6412-2"),
    "LAW_VAE_ADMISSIBILITY": ("law.R6412-1", Kind.LAW, "Code du travail, art. R6412-1"),
    "LAW_VAE_FILE": ("law.R6412-3", Kind.LAW, "Code du travail, art. R6412-3"),
    "LAW_VAE_DECISION": ("law.R6412-4", Kind.LAW, "Code du travail, art. R6412-4"),
    "LAW_VAE_JURY_DATE": ("law.R6412-5", Kind.LAW, "Code du travail, art. R6412-5"),
    "LAW_VAE_JURY": ("law.D6412-6", Kind.LAW, "Code du travail, art. D6412-6"),
    "LAW_VAE_RESULT": ("law.R6412-7", Kind.LAW, "Code du travail, art. R6412-7"),
    "LAW_DECLARATION": ("law.R6113-17-2", Kind.LAW, "Code du travail, art. R6113-17-2"),
    "LAW_DECLARED_DATA": ("law.R6113-17-1", Kind.LAW, "Code du travail, art. R6113-17-1"),
    "LAW_DECLARED_DATA_L": ("law.L6113-8", Kind.LAW, "Code du travail, art. L6113-8"),
    "LAW_BLOCKS": ("law.L6113-1", Kind.LAW, "Code du travail, art. L6113-1"),
    "LAW_JUROR_LEAVE": ("law.L3142-42", Kind.LAW, "Code du travail, art. L3142-42"),
    "OLD_LAW_VAE": ("law.R335-7", Kind.LAW, "Code de l’éducation, art. R335-7"),
    "BRANCH_JUROR_LEAVE": (
        "branch-2022.37.1",
        Kind.BRANCH,
        "Convention collective nationale de la métallurgie du 7 février 2022, art. 37.1",
    ),
    "BRANCH_OLD_TRANSMISSION": (
        "branch-old.transmission",
        Kind.BRANCH,
        "Procédure d’attribution des CQPM (avant 2011), envoi au groupe technique",
    ),
}


@pytest.mark.parametrize("name", EXPECTED_CLAUSES)
def test_a_clause_without_a_figure_names_its_article(name: str) -> None:
    clause = getattr(rulebook, name)
    assert (clause.key, clause.kind, clause.ref) == EXPECTED_CLAUSES[name]


def test_no_text_of_the_book_is_quoted_from_memory() -> None:
    clauses = [value for value in vars(rulebook).values() if isinstance(value, Clause)]
    clauses += [figure.clause for figure in FIGURES]
    assert {clause.quote for clause in clauses} == {""}


def test_the_reform_of_the_vae_is_where_its_figures_begin() -> None:
    assert date(2024, 1, 1) == VAE_REFORM
    assert figure_on(FigureName.VAE_DECISION_MONTHS, VAE_REFORM) is not None
    assert figure_on(FigureName.VAE_DECISION_MONTHS, VAE_REFORM - timedelta(days=1)) is None


# Settings.

# Name: (default, section of choices.md).
EXPECTED_SETTINGS: dict[str, tuple[object, int]] = {
    "kept": (Kept.RECORD, 3),
    "vae_company_opinion": (VaeOpinion.ASKED, 1),
    "unequal_sides": (UnequalSides.SURPLUS_WITHDRAWS, 4),
    "temporary_work_votes": (False, 4),
    "late_call": (LateCall.RESERVE, 4),
    "ballot": (Ballot.OPEN, 4),
    "jury_pack": (Pack.NAMED, 4),
    "min_voting_seats_per_side": (1, 4),
    "evaluators_min": (2, 5),
    "evaluators_outside_company_min": (1, 5),
    "enrolment_deadline_days": (None, 5),
    "enrolment_after_registration": (AfterRegistration.OPEN, 5),
    "award_after_delivery_limit": (AfterDeliveryLimit.WITHOUT_CLAIM, 5),
    "national_delivery_days": (0, 1),
    "transmission_months": (3, 5),
    "recourse_months": (3, 5),
    "certificates_on_example_criteria": (False, 5),
}

EXPECTED_VALUES: dict[type[StrEnum], set[str]] = {
    Kept: {"record", "edition"},
    VaeOpinion: {"asked", "required", "not_asked"},
    UnequalSides: {"surplus_withdraws", "sits_as_is", "does_not_sit"},
    LateCall: {"reserve", "block"},
    Pack: {"named", "anonymised"},
    Ballot: {"open", "secret"},
    AfterRegistration: {"open", "closed"},
    AfterDeliveryLimit: {"without_claim", "refused"},
}


def test_the_defaults_are_those_of_the_choices() -> None:
    assert dataclasses.asdict(DEFAULTS) == {name: row[0] for name, row in EXPECTED_SETTINGS.items()}
    assert Settings() == DEFAULTS


def test_every_setting_has_its_question_and_every_question_its_setting() -> None:
    assert list(QUESTIONS) == [field.name for field in dataclasses.fields(Settings)]


@pytest.mark.parametrize("name", EXPECTED_SETTINGS)
def test_a_setting_is_explained_and_cited_as_a_choice_never_as_law(name: str) -> None:
    question = QUESTIONS[name]
    assert question.section == EXPECTED_SETTINGS[name][1]
    assert question.asks
    assert question.why.endswith(".")
    clause = choice(name)
    assert clause.key == f"choice.{name}"
    assert clause.kind is Kind.CHOICE
    assert clause.ref == f"Choix de l’autorité, {question.asks}"
    assert clause.quote == ""


@pytest.mark.parametrize("values", EXPECTED_VALUES, ids=lambda values: values.__name__)
def test_a_setting_offers_the_answers_of_the_choices(values: type[StrEnum]) -> None:
    assert {str(value) for value in values} == EXPECTED_VALUES[values]


def test_a_setting_that_does_not_exist_cannot_be_cited() -> None:
    with pytest.raises(KeyError):
        choice("quorum")
