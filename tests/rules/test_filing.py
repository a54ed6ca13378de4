"""Filing a VAE request: the law of the day, case by case, then what no request may break."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.filing import FilingDecision, FilingFacts, FilingOutcome, filing
from tests.rules.reach import days, reach


def since(**changes: Any) -> FilingFacts:
    """A request of 2024, but for the changes."""
    return replace(FilingFacts(filed_on=date(2024, 3, 1)), **changes)


def before(**changes: Any) -> FilingFacts:
    """A request of 2023, with a year of activity, but for the changes."""
    return replace(FilingFacts(filed_on=date(2023, 3, 1), activity_months=12), **changes)


def codes(decision: FilingDecision) -> list[str]:
    """What stands in the way, without the chapter's name."""
    return [reason.code.removeprefix("admissibility.") for reason in decision.obstacles]


@pytest.mark.parametrize(
    ("facts", "obstacles"),
    [
        pytest.param(since(), [], id="first file"),
        pytest.param(since(in_initial_training_for_it=True), ["initial_training"], id="initial training"),
        pytest.param(since(same_certification_this_year=1), ["same_certification"], id="second for this certification"),
        pytest.param(since(other_certifications_this_year=2), [], id="third certification of the year"),
        pytest.param(since(other_certifications_this_year=3), ["other_certifications"], id="fourth of the year"),
        pytest.param(
            since(
                in_initial_training_for_it=True,
                same_certification_this_year=2,
                other_certifications_this_year=4,
            ),
            ["initial_training", "same_certification", "other_certifications"],
            id="every reason",
        ),
        pytest.param(since(requests_in_all_this_year=9), [], id="the former cap no longer counts"),
        pytest.param(since(activity_months=0), [], id="no minimum duration any more"),
        pytest.param(
            since(blocks_only=True, same_certification_this_year=1),
            ["same_certification"],
            id="blocks only: earlier files still count",
        ),
        pytest.param(before(), [], id="former law: first request"),
        pytest.param(before(in_initial_training_for_it=True), [], id="former law: initial training"),
        pytest.param(before(same_certification_this_year=1), ["same_certification"], id="former law: second request"),
        pytest.param(before(requests_in_all_this_year=2), [], id="former law: third request in all"),
        pytest.param(before(requests_in_all_this_year=3), ["requests_in_all"], id="former law: fourth in all"),
        pytest.param(before(other_certifications_this_year=9), [], id="former law: counted in all only"),
        pytest.param(before(activity_months=11), ["activity"], id="former law: eleven months"),
        pytest.param(before(filed_on=date(2017, 9, 30), activity_months=36), [], id="three years before 2017"),
        pytest.param(
            before(filed_on=date(2017, 9, 30), activity_months=35),
            ["activity"],
            id="a month less than three years",
        ),
        pytest.param(
            before(filed_on=date(2017, 10, 1), activity_months=12),
            [],
            id="one year since 1 October 2017",
        ),
        pytest.param(
            before(filed_on=date(2023, 12, 31), activity_months=11),
            ["activity"],
            id="last day of the former law",
        ),
        pytest.param(before(filed_on=date(2024, 1, 1), activity_months=11), [], id="first day of the new law"),
    ],
)
def test_what_may_be_filed(facts: FilingFacts, obstacles: list[str]) -> None:
    decision = filing(facts)
    assert codes(decision) == obstacles
    assert decision.outcome is (FilingOutcome.REFUSED if obstacles else FilingOutcome.MAY_BE_FILED)


def test_the_law_is_the_one_of_the_day_of_filing() -> None:
    days_of = (date(2023, 12, 31), date(2024, 1, 1))
    laws = [filing(FilingFacts(filed_on=filed_on)).reasons[0].clause.key for filed_on in days_of]
    assert laws == ["law.R335-7", "law.R6412-1"]


CONDITIONS = [
    pytest.param(
        since(),
        "law",
        "law.R6412-1",
        "La demande, du 1er mars 2024, suit les règles du code du travail.",
        id="law",
    ),
    pytest.param(
        before(),
        "law",
        "law.R335-7",
        ("La demande, du 1er mars 2023, suit les règles du code de l’éducation, en vigueur avant le 1er janvier 2024."),
        id="former law",
    ),
    pytest.param(
        since(),
        "initial_training",
        "law.R6412-2",
        "Le candidat ne prépare pas cette certification en formation initiale.",
        id="no initial training",
    ),
    pytest.param(
        since(in_initial_training_for_it=True),
        "initial_training",
        "law.R6412-2",
        (
            "Le candidat prépare déjà cette certification en formation initiale : la VAE ne lui est pas "
            "ouverte pour elle."
        ),
        id="initial training",
    ),
    pytest.param(
        since(blocks_only=True),
        "blocks_only",
        "law.R6412-3",
        "La demande porte sur des blocs : elle ne comptera pas dans les plafonds de l’année.",
        id="blocks only",
    ),
    pytest.param(
        since(),
        "same_certification",
        "law.R6412-3",
        (
            "Dossiers déjà déposés en 2024 pour cette certification : 0 ; plafond de l’année civile, "
            "celui-ci compris : 1."
        ),
        id="same certification",
    ),
    pytest.param(
        since(other_certifications_this_year=3),
        "other_certifications",
        "law.R6412-3",
        (
            "Dossiers déjà déposés en 2024 pour d’autres certifications : 3 ; plafond de l’année civile, "
            "celui-ci compris : 3. Déposez la demande à partir du 1er janvier 2025."
        ),
        id="too many other certifications",
    ),
    pytest.param(
        before(),
        "same_certification",
        "law.R335-7",
        (
            "Dossiers déjà déposés en 2023 pour cette certification : 0 ; plafond de l’année civile, "
            "celui-ci compris : 1."
        ),
        id="former law, same certification",
    ),
    pytest.param(
        before(requests_in_all_this_year=2),
        "requests_in_all",
        "law.R335-7",
        (
            "Dossiers déjà déposés en 2023 toutes certifications réunies : 2 ; plafond de l’année civile, "
            "celui-ci compris : 3."
        ),
        id="former law, in all",
    ),
    pytest.param(
        before(),
        "activity",
        "law.R335-6",
        "Activité établie : 12 mois ; durée demandée : 12 mois.",
        id="enough activity",
    ),
    pytest.param(
        before(activity_months=11),
        "activity",
        "law.R335-6",
        (
            "Activité établie : 11 mois ; durée demandée : 12 mois. "
            "La demande pourra être déposée de nouveau une fois cette durée atteinte."
        ),
        id="not enough activity",
    ),
]


@pytest.mark.parametrize(("facts", "code", "clause", "text"), CONDITIONS)
def test_what_is_said_of_a_filing(facts: FilingFacts, code: str, clause: str, text: str) -> None:
    (reason,) = (reason for reason in filing(facts).reasons if reason.code == f"admissibility.{code}")
    assert (reason.clause.key, reason.text) == (clause, text)


NEW = ["law", "initial_training", "same_certification", "other_certifications"]
FORMER = ["law", "same_certification", "requests_in_all"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(since(), NEW, id="since 2024"),
        pytest.param(since(blocks_only=True), [*NEW[:2], "blocks_only", *NEW[2:]], id="blocks only"),
        pytest.param(before(), [*FORMER, "activity"], id="former law"),
        pytest.param(before(blocks_only=True), [*FORMER, "activity"], id="former law, blocks only"),
        pytest.param(before(activity_months=None), FORMER, id="former law, activity not established"),
    ],
)
def test_each_law_says_its_own_reasons_in_its_order(facts: FilingFacts, expected: list[str]) -> None:
    assert [reason.code.removeprefix("admissibility.") for reason in filing(facts).reasons] == expected


# What no request may break.

FEW = st.integers(0, 4)
FILINGS = st.builds(
    FilingFacts,
    filed_on=days(date(2017, 1, 1), date(2026, 12, 31)),
    blocks_only=st.booleans(),
    in_initial_training_for_it=st.booleans(),
    same_certification_this_year=FEW,
    other_certifications_this_year=FEW,
    requests_in_all_this_year=FEW,
    activity_months=st.none() | st.integers(0, 48),
)


@given(FILINGS)
def test_a_file_more_in_the_year_never_opens_the_door(facts: FilingFacts) -> None:
    more = replace(
        facts,
        same_certification_this_year=facts.same_certification_this_year + 1,
        other_certifications_this_year=facts.other_certifications_this_year + 1,
        requests_in_all_this_year=facts.requests_in_all_this_year + 1,
    )
    assert {*codes(filing(facts))} <= {*codes(filing(more))}


@given(FILINGS)
def test_a_request_is_refused_for_a_reason_and_for_nothing_else(facts: FilingFacts) -> None:
    decision = filing(facts)
    assert (decision.outcome is FilingOutcome.REFUSED) is bool(decision.obstacles)
    assert all(reason.text.endswith(".") and reason.clause.ref for reason in decision.reasons)


@pytest.mark.parametrize("former", [True, False])
@pytest.mark.parametrize("outcome", FilingOutcome)
def test_the_generators_reach_each_outcome_under_each_law(outcome: FilingOutcome, former: bool) -> None:
    reach(FILINGS, lambda facts: filing(facts).outcome is outcome and (facts.filed_on < date(2024, 1, 1)) is former)
