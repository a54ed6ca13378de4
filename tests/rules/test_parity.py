"""Seats and sides: the voting seats, parity, the presidency; then what no jury may break."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.parity import Member, both_sides, on_side, one_vote, parity, presidency, voting_seats
from jurande.rules.rulebook import Edition, Side
from jurande.rules.settings import DEFAULTS, Settings
from tests.rules.members import (
    BOTH,
    EMPLOYEES,
    EMPLOYERS,
    FOUR_EACH,
    ONLY_2014,
    ONLY_2019,
    TEMPORARY_WORK_VOTES,
    TWO_EACH,
    all_settings,
    benches,
    changed,
    temporary,
    unionist,
)
from tests.rules.reach import reach
from tests.rules.record28245 import CQPM
from tests.rules.said import line


@pytest.mark.parametrize(
    ("employers", "employees", "holds"),
    [
        pytest.param(4, 4, True, id="four each"),
        pytest.param(1, 1, True, id="one each, the smallest jury"),
        pytest.param(5, 4, False, id="one employer more"),
        pytest.param(4, 5, False, id="one unionist more"),
        pytest.param(0, 0, True, id="nobody: another rule says that both sides are needed"),
    ],
)
def test_parity_is_as_many_voting_seats_on_each_side(employers: int, employees: int, holds: bool) -> None:
    assert parity(CQPM, employers, employees).holds is holds


@pytest.mark.parametrize(
    ("employers", "employees", "least", "holds"),
    [
        pytest.param(1, 1, 1, True, id="one each"),
        pytest.param(0, 4, 1, False, id="no employer"),
        pytest.param(4, 0, 1, False, id="no unionist"),
        pytest.param(2, 2, 2, True, id="two each, of two"),
        pytest.param(2, 1, 2, False, id="one unionist, of two"),
        pytest.param(0, 0, 0, True, id="nothing asked"),
    ],
)
def test_each_side_has_its_least_number_of_voting_seats(
    employers: int, employees: int, least: int, holds: bool
) -> None:
    assert both_sides(employers, employees, Settings(min_voting_seats_per_side=least)).holds is holds


@pytest.mark.parametrize(
    ("members", "settings", "voting"),
    [
        pytest.param(TWO_EACH, DEFAULTS, "E1 E2 CFDT CGT", id="everybody"),
        pytest.param((*TWO_EACH, unionist("CGT", id="CGT-2")), DEFAULTS, "E1 E2 CFDT CGT", id="two of one union"),
        pytest.param(
            (unionist("CGT", id="CGT-2", votes=False), *TWO_EACH), DEFAULTS, "E1 E2 CFDT CGT", id="which one votes"
        ),
        pytest.param((*TWO_EACH, unionist("", id="?")), DEFAULTS, "E1 E2 CFDT CGT", id="of no union"),
        pytest.param((*TWO_EACH, temporary(EMPLOYERS)), DEFAULTS, "E1 E2 CFDT CGT", id="temporary work"),
        pytest.param(
            (*TWO_EACH, temporary(EMPLOYERS), temporary(EMPLOYEES)),
            TEMPORARY_WORK_VOTES,
            "E1 E2 CFDT CGT T-employers-1 T-employees-1",
            id="temporary work votes",
        ),
        pytest.param(
            (*TWO_EACH, temporary(EMPLOYEES, union="CGT")),
            TEMPORARY_WORK_VOTES,
            "E1 E2 CFDT CGT T-employees-1",
            id="temporary work takes no union's seat",
        ),
    ],
)
def test_who_has_a_voting_seat(members: tuple[Member, ...], settings: Settings, voting: str) -> None:
    assert " ".join(member.id for member in voting_seats(CQPM, members, settings)) == voting


@pytest.mark.parametrize(
    ("members", "holds"),
    [
        pytest.param(FOUR_EACH, True, id="one each"),
        pytest.param((*FOUR_EACH, unionist("FO", id="FO-2")), False, id="two votes for one union"),
        pytest.param((*FOUR_EACH, unionist("FO", id="FO-2", votes=False)), True, id="two members, one vote"),
        pytest.param((*FOUR_EACH, temporary(EMPLOYEES, union="FO")), True, id="and the temporary-work member"),
        pytest.param((unionist("", id="?"), unionist("", id="??")), True, id="no union, no vote to count twice"),
    ],
)
def test_a_union_has_one_vote(members: tuple[Member, ...], holds: bool) -> None:
    assert one_vote(CQPM, members).holds is holds


HEADLESS = changed(FOUR_EACH, "E1", president=False)


@pytest.mark.parametrize(
    ("members", "editions", "obstacles"),
    [
        pytest.param(FOUR_EACH, BOTH, [], id="an employer presides"),
        pytest.param(changed(HEADLESS, "FO", president=True), ONLY_2014, [], id="a unionist presides in 2014"),
        pytest.param(
            changed(HEADLESS, "FO", president=True), ONLY_2019, ["jury.president_side"], id="a unionist in 2019"
        ),
        pytest.param(HEADLESS, BOTH, ["jury.president"], id="nobody presides"),
        pytest.param(changed(FOUR_EACH, "E2", president=True), BOTH, ["jury.president"], id="two preside"),
        pytest.param(
            changed(FOUR_EACH, "FO", president=True),
            ONLY_2019,
            ["jury.president", "jury.president_side"],
            id="two preside, one on each side",
        ),
        pytest.param(changed(FOUR_EACH, "E1", votes=False), BOTH, ["jury.president_vote"], id="without a vote"),
        pytest.param(
            (*HEADLESS, temporary(EMPLOYERS, president=True)), BOTH, ["jury.president_vote"], id="of temporary work"
        ),
    ],
)
def test_who_may_preside(members: tuple[Member, ...], editions: tuple[Edition, ...], obstacles: list[str]) -> None:
    for edition in editions:
        reasons = presidency(CQPM, edition, members, voting_seats(CQPM, members, DEFAULTS))
        assert [reason.code for reason in reasons if not reason.holds] == obstacles


def test_what_is_said_of_seats_and_sides() -> None:
    assert [line(parity(CQPM, 1, 1)), line(both_sides(1, 0, DEFAULTS))] == [
        "+ jury.parity (record.jury.parity) 1 voix côté employeurs, 1 côté salariés, pour 50 % chacun.",
        (
            "- jury.both_sides (choice.min_voting_seats_per_side) 1 voix côté employeurs, 0 côté salariés ; "
            "1 au moins de chaque côté : complétez le jury ou reportez."
        ),
    ]


# What no jury may break.


@given(benches(), all_settings)
def test_whoever_has_a_seat_votes_once_for_their_union(members: tuple[Member, ...], settings: Settings) -> None:
    seats = voting_seats(CQPM, (*members, *members), settings)
    unions = [member.union for member in seats if member.side is EMPLOYEES and not member.temporary_work]
    assert len(unions) == len({*unions})
    assert all(member.votes for member in seats)
    assert settings.temporary_work_votes or not any(member.temporary_work for member in seats)


@given(st.integers(0, 9), st.integers(0, 9))
def test_parity_does_not_know_one_side_from_the_other(one: int, other: int) -> None:
    assert parity(CQPM, one, other).holds is parity(CQPM, other, one).holds
    assert both_sides(one, other, DEFAULTS).holds is both_sides(other, one, DEFAULTS).holds


@pytest.mark.parametrize("equal", [True, False])
def test_the_generators_reach_equal_and_unequal_sides(equal: bool) -> None:
    def reached(members: tuple[Member, ...]) -> bool:
        seats = voting_seats(CQPM, members, DEFAULTS)
        sides = [len(on_side(side, seats)) for side in Side]
        return min(sides) > 0 and (sides[0] == sides[1]) is equal

    reach(benches(), reached)
