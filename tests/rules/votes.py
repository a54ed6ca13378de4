"""Votes as the tests write them, one sign a seat."""

from __future__ import annotations

from hypothesis import strategies as st

from jurande.rules.voting import Choice, TallyDecision, Vote, tally
from tests.rules.record28245 import CQPM

FOR, AGAINST, ABSTAIN = Choice
SIGNS = {"+": FOR, "-": AGAINST, "o": ABSTAIN}
SEATS = ("E1", "E2", "E3", "E4", "S1", "S2", "S3", "S4")
signs = st.text("+-o.", max_size=8)


def ballots(signs: str) -> tuple[Vote, ...]:
    """One sign a seat, the president first: + for, - against, o abstention, . absent."""
    return tuple(Vote(seat=seat, choice=SIGNS[sign]) for seat, sign in zip(SEATS, signs, strict=False) if sign in SIGNS)


def counted_votes(signs: str, president: str | None = "E1") -> TallyDecision:
    """The tally of those votes, among as many seats as there are signs."""
    return tally(CQPM, ballots(signs), voting=SEATS[: len(signs)], president=president)
