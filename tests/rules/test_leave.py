"""What the day of a jury gives a juror."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.leave import LeaveOutcome, juror_leave
from jurande.rules.rulebook import EDITIONS, Edition, edition_named
from tests.rules.reach import days, reach
from tests.rules.said import said

ED2014, ED2019 = edition_named("branch-2014"), edition_named("branch-2019")
CASES = st.tuples(st.sampled_from(EDITIONS), days(date(2015, 1, 1), date(2027, 12, 31)))
BY_LAW = (
    "+ leave.law (law.L3142-42) L’employeur laisse le temps de siéger à un jury d’examen, sans baisse de rémunération."
)
BY_THE_BRANCH = (
    "+ leave.branch (branch-2022.37.1) Il en va de même du jury paritaire de délibération qui attribue un CQPM."
)
PAID_BACK = (
    "+ leave.expenses (branch-2019.55.2) Les frais justifiés de déplacement, de repas et d’hébergement sont remboursés "
    "; aucun barème n’est écrit."
)
NOT_FOUND = (
    "- leave.expenses (branch-2014.composition) Aucun texte trouvé ne dit le remboursement des frais : le centre "
    "répond de ce qu’il prend en charge."
)


@pytest.mark.parametrize(
    ("edition", "jury_on", "lines"),
    [
        pytest.param(ED2014, date(2019, 6, 1), [BY_LAW, NOT_FOUND], id="2014"),
        pytest.param(ED2014, date(2024, 1, 1), [BY_LAW, BY_THE_BRANCH, NOT_FOUND], id="2014, kept by a late session"),
        pytest.param(ED2019, date(2023, 12, 31), [BY_LAW, PAID_BACK], id="the day before the convention"),
        pytest.param(ED2019, date(2024, 1, 1), [BY_LAW, BY_THE_BRANCH, PAID_BACK], id="its first day"),
    ],
)
def test_what_the_day_of_a_jury_gives_a_juror(edition: Edition, jury_on: date, lines: list[str]) -> None:
    decision = juror_leave(edition, jury_on=jury_on)
    assert said(decision) == lines
    assert decision.outcome is (LeaveOutcome.REIMBURSED if PAID_BACK in lines else LeaveOutcome.PAID_ONLY)


@given(CASES)
def test_what_is_spent_is_paid_back_under_the_edition_that_says_so(case: tuple[Edition, date]) -> None:
    edition, jury_on = case
    decision = juror_leave(edition, jury_on=jury_on)
    assert (decision.outcome is LeaveOutcome.REIMBURSED) == (edition is ED2019) == (not decision.obstacles)


@pytest.mark.parametrize("outcome", LeaveOutcome)
def test_the_generators_reach_each_outcome(outcome: LeaveOutcome) -> None:
    reach(CASES, lambda case: juror_leave(case[0], jury_on=case[1]).outcome is outcome)
