"""The vote: majority, abstentions, the casting vote; then what no vote may break."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.voting import Choice, TallyOutcome, Vote, tally
from tests.rules.reach import reach
from tests.rules.record28245 import CQPM
from tests.rules.said import said
from tests.rules.votes import ABSTAIN, AGAINST, FOR, SEATS, ballots, counted_votes, signs

CARRIED, NOT_CARRIED = TallyOutcome


@pytest.mark.parametrize(
    ("signs", "outcome", "tie", "casting"),
    [
        pytest.param("++++++++", CARRIED, False, None, id="all for"),
        pytest.param("--------", NOT_CARRIED, False, None, id="all against"),
        pytest.param("-++++---", NOT_CARRIED, True, AGAINST, id="tie, president against"),
        pytest.param("+---+++-", CARRIED, True, FOR, id="tie, president for"),
        pytest.param("o+++---", NOT_CARRIED, True, ABSTAIN, id="tie, president abstains"),
        pytest.param(".+++---", NOT_CARRIED, True, None, id="tie, president has not voted"),
        pytest.param("-+++", CARRIED, False, None, id="a majority prevails over the president"),
        pytest.param("+---", NOT_CARRIED, False, None, id="a majority against too"),
        pytest.param("+ooooooo", CARRIED, False, None, id="abstentions are not counted"),
        pytest.param("o-oo", NOT_CARRIED, False, None, id="one against among abstentions"),
        pytest.param("++-oo...", CARRIED, False, None, id="absent seats are not counted"),
        pytest.param("oooo", NOT_CARRIED, False, None, id="nobody for nor against"),
        pytest.param("....", NOT_CARRIED, False, None, id="nobody voted"),
        pytest.param("", NOT_CARRIED, False, None, id="no seat"),
        pytest.param("+-", CARRIED, True, FOR, id="the smallest jury, president for"),
        pytest.param("-+", NOT_CARRIED, True, AGAINST, id="the smallest jury, president against"),
    ],
)
def test_the_majority_of_votes_cast_and_the_casting_vote(
    signs: str, outcome: TallyOutcome, tie: bool, casting: Choice | None
) -> None:
    decision = counted_votes(signs)
    assert decision.outcome is outcome
    assert (decision.tie, decision.casting) == (tie, casting)
    numbers = (decision.for_, decision.against, decision.abstained, decision.absent)
    assert numbers == tuple(signs.count(sign) for sign in "+-o.")
    assert (not decision.obstacles) is (outcome is CARRIED)


def test_a_tie_without_a_president_carries_nothing() -> None:
    assert counted_votes("+-", president=None).outcome is NOT_CARRIED
    assert counted_votes("++-", president=None).outcome is CARRIED


VOTES = "deliberation.votes (choice.majority)"
DECISIVE = "deliberation.majority (choice.majority)"
CASTING = "deliberation.casting (record.jury.tie) Partage des voix :"


@pytest.mark.parametrize(
    ("signs", "lines"),
    [
        ("+++-", [f"+ {VOTES} 3 voix pour, 1 voix contre.", f"+ {DECISIVE} La majorité des voix exprimées est pour."]),
        (
            "+--o",
            [
                f"+ {VOTES} 1 voix pour, 2 voix contre ; 1 abstention, hors du compte.",
                (f"- {DECISIVE} La majorité des voix exprimées est contre : le jury examine une autre proposition."),
            ],
        ),
        (
            "oo..",
            [
                f"+ {VOTES} 0 voix pour, 0 voix contre ; 2 abstentions, hors du compte ; 2 sièges sans vote.",
                f"- {DECISIVE} Aucune voix n’est exprimée : le jury examine une autre proposition.",
            ],
        ),
        (
            "+-.",
            [
                f"+ {VOTES} 1 voix pour, 1 voix contre ; 1 siège sans vote.",
                f"+ {CASTING} la présidence a voté pour, sa voix l’emporte.",
            ],
        ),
        (
            "-+",
            [
                f"+ {VOTES} 1 voix pour, 1 voix contre.",
                (
                    f"- {CASTING} la présidence a voté contre, sa voix l’emporte ; "
                    "le jury examine une autre proposition."
                ),
            ],
        ),
        (
            "o+-",
            [
                f"+ {VOTES} 1 voix pour, 1 voix contre ; 1 abstention, hors du compte.",
                (
                    f"- {CASTING} la présidence s’est abstenue, rien n’est adopté ; "
                    "le jury examine une autre proposition."
                ),
            ],
        ),
        (
            ".+-",
            [
                f"+ {VOTES} 1 voix pour, 1 voix contre ; 1 siège sans vote.",
                (f"- {CASTING} la présidence n’a pas voté, rien n’est adopté ; le jury examine une autre proposition."),
            ],
        ),
    ],
)
def test_what_is_said_of_a_vote(signs: str, lines: list[str]) -> None:
    assert said(counted_votes(signs)) == lines


@pytest.mark.parametrize(
    ("votes", "voting"),
    [
        pytest.param((*ballots("++"), Vote(seat="E2", choice=AGAINST)), SEATS, id="a seat votes twice"),
        pytest.param(ballots("+++"), SEATS[:2], id="a seat without a vote on this case"),
    ],
)
def test_a_vote_out_of_place_is_the_callers_fault(votes: tuple[Vote, ...], voting: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"^a seat has voted twice, or has no vote on this case$"):
        tally(CQPM, votes, voting=voting, president="E1")


# What no vote may break.

presidents = st.sampled_from([None, *SEATS])


@given(signs, presidents, st.permutations(range(8)))
def test_the_order_of_votes_changes_nothing(votes: str, president: str | None, order: list[int]) -> None:
    cast = ballots(votes)
    shuffled = tuple(cast[index] for index in order if index < len(cast))
    assert tally(CQPM, shuffled, voting=SEATS, president=president) == tally(
        CQPM, cast, voting=SEATS, president=president
    )


@given(signs, presidents, st.data())
def test_a_won_vote_never_loses_by_gaining_a_voice(votes: str, president: str | None, data: st.DataObject) -> None:
    others = [index for index, sign in enumerate(votes) if sign != "+"]
    if counted_votes(votes, president).outcome is CARRIED and others:
        index = data.draw(st.sampled_from(others))
        gained = f"{votes[:index]}+{votes[index + 1 :]}"
        assert counted_votes(gained, president).outcome is CARRIED


@given(signs, presidents, st.integers(0, 8))
def test_a_seat_that_says_nothing_changes_nothing(votes: str, president: str | None, more: int) -> None:
    one = counted_votes(votes, president)
    other = counted_votes((votes + "." * more)[:8], president)
    assert (one.outcome, one.for_, one.against, one.abstained, one.tie, one.casting) == (
        other.outcome,
        other.for_,
        other.against,
        other.abstained,
        other.tie,
        other.casting,
    )


@given(signs, presidents)
def test_for_and_against_are_mirrors_but_for_what_carries_nothing(votes: str, president: str | None) -> None:
    one = counted_votes(votes, president)
    other = counted_votes(votes.translate(str.maketrans("+-", "-+")), president)
    assert (one.for_, one.against, one.tie) == (other.against, other.for_, other.tie)
    assert not (one.outcome is CARRIED and other.outcome is CARRIED)
    decided = one.for_ != one.against or one.casting in {FOR, AGAINST}
    assert (one.outcome is not other.outcome) is decided


@given(signs, presidents)
def test_a_carried_vote_has_a_voice_for_it(votes: str, president: str | None) -> None:
    decision = counted_votes(votes, president)
    assert (decision.outcome is CARRIED) <= (decision.for_ >= max(1, decision.against))
    assert decision.for_ + decision.against + decision.abstained + decision.absent == len(votes)


@pytest.mark.parametrize("outcome", TallyOutcome)
@pytest.mark.parametrize("tie", [True, False])
def test_the_generators_reach_every_vote(outcome: TallyOutcome, tie: bool) -> None:
    def reached(pair: tuple[str, str | None]) -> bool:
        decision = counted_votes(*pair)
        return decision.outcome is outcome and decision.tie is tie and decision.abstained > 0

    reach(st.tuples(signs, presidents), reached)
