"""What a union is paid for the juries of a half-year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.allowance import (
    AllowanceDecision,
    AllowanceOutcome,
    HalfYear,
    UnionAtJury,
    half_year_of,
    union_allowance,
)
from tests.rules.reach import days, reach
from tests.rules.said import said

SPRING = HalfYear(2026, 1)


@pytest.mark.parametrize(
    ("day", "code", "label", "paid_in"),
    [
        (date(2026, 1, 1), "2026-S1", "premier semestre 2026", "troisième trimestre 2026"),
        (date(2026, 6, 30), "2026-S1", "premier semestre 2026", "troisième trimestre 2026"),
        (date(2026, 7, 1), "2026-S2", "second semestre 2026", "premier trimestre 2027"),
        (date(2026, 12, 31), "2026-S2", "second semestre 2026", "premier trimestre 2027"),
    ],
    ids=["first of January", "last of June", "first of July", "last of December"],
)
def test_the_half_year_of_a_day(day: date, code: str, label: str, paid_in: str) -> None:
    found = half_year_of(day)
    assert (found.code, found.label, found.paid_in) == (code, label, paid_in)
    assert found.starts_on <= day <= found.ends_on


@given(days(date(2020, 1, 1), date(2030, 12, 31)))
def test_every_day_is_in_one_half_year_which_the_next_one_follows(day: date) -> None:
    found = half_year_of(day)
    assert found.starts_on <= day <= found.ends_on
    assert half_year_of(found.ends_on + timedelta(1)) > found
    assert half_year_of(found.starts_on) == half_year_of(found.ends_on) == found


def jury(held_on: date, *, present: int = 1, closed: bool = True, name: str = "jury:1") -> UnionAtJury:
    return UnionAtJury(jury=name, held_on=held_on, closed=closed, present=present)


APRIL = date(2026, 4, 9)


@pytest.mark.parametrize(
    ("period", "juries", "euros", "outcome"),
    [
        pytest.param(SPRING, [], 0, AllowanceOutcome.NOTHING, id="no jury"),
        pytest.param(SPRING, [jury(APRIL)], 50, AllowanceOutcome.OWED, id="one representative"),
        pytest.param(SPRING, [jury(APRIL, present=4)], 50, AllowanceOutcome.OWED, id="a whole delegation"),
        pytest.param(SPRING, [jury(APRIL, present=0)], 0, AllowanceOutcome.NOTHING, id="nobody came"),
        pytest.param(SPRING, [jury(APRIL, closed=False)], 0, AllowanceOutcome.NOTHING, id="not closed"),
        pytest.param(SPRING, [jury(APRIL), jury(APRIL, name="jury:2")], 100, AllowanceOutcome.OWED, id="two that day"),
        pytest.param(
            SPRING,
            [jury(date(2025, 12, 31)), jury(date(2026, 1, 1)), jury(date(2026, 6, 30)), jury(date(2026, 7, 1))],
            100,
            AllowanceOutcome.OWED,
            id="both ends of the half-year",
        ),
        pytest.param(
            HalfYear(2024, 1), [jury(date(2024, 1, 1))], 50, AllowanceOutcome.OWED, id="first day of the convention"
        ),
        pytest.param(
            HalfYear(2023, 2), [jury(date(2023, 12, 31))], 0, AllowanceOutcome.NOTHING, id="the day before it"
        ),
    ],
)
def test_what_a_union_is_owed_for_a_half_year(
    period: HalfYear, juries: list[UnionAtJury], euros: int, outcome: AllowanceOutcome
) -> None:
    decision = union_allowance(juries, period=period)
    assert (decision.euros, decision.outcome) == (euros, outcome)
    assert sum(one.euros for one in decision.juries) == euros


@pytest.mark.parametrize(
    ("period", "juries", "line"),
    [
        (
            SPRING,
            [jury(APRIL), jury(date(2026, 1, 15))],
            (
                "+ {} Du 1er janvier 2026 au 30 juin 2026 : 2 jurys tenus avec au moins un représentant, à 50 € chacun "
                "quelle que soit la délégation, soit 100 €, au troisième trimestre 2026."
            ),
        ),
        (
            SPRING,
            [],
            (
                "- {} Du 1er janvier 2026 au 30 juin 2026 : 0 jury tenu avec au moins un représentant, à 50 € chacun "
                "quelle que soit la délégation, soit 0 €, au troisième trimestre 2026."
            ),
        ),
        (
            HalfYear(2023, 2),
            [jury(date(2023, 10, 2))],
            (
                "- {} Du 1er juillet 2023 au 31 décembre 2023 : 1 jury tenu avec au moins un représentant ; aucune "
                "somme n’était alors en vigueur."
            ),
        ),
    ],
    ids=["two juries", "none", "before the convention"],
)
def test_what_is_said_of_an_allowance(period: HalfYear, juries: list[UnionAtJury], line: str) -> None:
    decision = union_allowance(juries, period=period)
    assert said(decision) == [line.format("allowance.juries (branch-2022.37.2.2)")]


def test_juries_are_told_in_the_order_of_their_days() -> None:
    decision = union_allowance([jury(APRIL, name="jury:2"), jury(date(2026, 1, 15))], period=SPRING)
    assert [(one.jury, one.held_on) for one in decision.juries] == [("jury:1", date(2026, 1, 15)), ("jury:2", APRIL)]


JURIES = st.lists(
    st.builds(
        UnionAtJury,
        jury=st.uuids().map(str),
        held_on=days(date(2025, 10, 1), date(2026, 9, 30)),
        closed=st.booleans(),
        present=st.integers(0, 3),
    ),
    max_size=5,
)


def owed(juries: list[UnionAtJury]) -> AllowanceDecision:
    return union_allowance(juries, period=SPRING)


@given(JURIES, JURIES)
def test_what_is_owed_adds_up_jury_by_jury(some: list[UnionAtJury], others: list[UnionAtJury]) -> None:
    assert owed(some + others).euros == owed(some).euros + owed(others).euros
    assert owed(some).euros == 50 * len(owed(some).juries)


@pytest.mark.parametrize("outcome", AllowanceOutcome)
def test_the_generators_reach_each_outcome(outcome: AllowanceOutcome) -> None:
    reach(JURIES, lambda juries: owed(juries).outcome is outcome)
