"""Deliberation cases per minute on one core, every reason included.

    uv run python bench/bench_rules.py

One process, one run: every shape of case in turn, eight voting seats, two blocks. Each call counts the votes
and writes all the reasons. The target is two million cases a minute, 30 µs a case; exits with 1 when missed.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from jurande.rules.deliberation import (
    CaseFacts,
    ConformityFacts,
    DeliberationFacts,
    Verdict,
    deliberate,
)
from jurande.rules.voting import Choice, Vote
from tests.rules.record28245 import BC01, BC02, CQPM

TARGET = 2_000_000
ROUNDS = 20_000
SEATS = tuple(f"siège {number}" for number in range(1, 9))
VOTES = {"+": Choice.FOR, "-": Choice.AGAINST, "o": Choice.ABSTAIN}


def case(
    votes: str,
    verdict: Verdict,
    *,
    presentable: tuple[str, ...] = (BC01, BC02),
    held: tuple[str, ...] = (),
    whole: bool = True,
    not_acquired: tuple[str, ...] = (),
    refused: tuple[str, ...] = (),
    reason: str = "",
) -> DeliberationFacts:
    """A case voted on, one sign a seat in their order: + for, - against, o abstention, . absent."""
    return DeliberationFacts(
        case=CaseFacts(
            aimed=(BC01, BC02) if whole else (BC02,),
            whole=whole,
            presentable=presentable,
            held=held,
            not_acquired_capacities=not_acquired,
            ready=True,
        ),
        conformity=ConformityFacts(accepted=True),
        examined=True,
        verdict=verdict,
        refused_blocks=refused,
        reason=reason,
        unanimous=False,
        votes=tuple(
            Vote(seat=seat, choice=VOTES[sign]) for seat, sign in zip(SEATS, votes, strict=True) if sign in VOTES
        ),
        voting=SEATS,
        president=SEATS[0],
    )


SHAPES = {
    "admissible, 8 voix pour": case("++++++++", Verdict.ADMISSIBLE),
    "admissible, partage, présidence pour": case("++++----", Verdict.ADMISSIBLE),
    "refusée, partage, présidence contre": case("-+++---+", Verdict.ADMISSIBLE),
    "refusée, partage, présidence abstenue": case("oo+++---", Verdict.ADMISSIBLE),
    "admissible, bloc 1 conservé, abstentions": case("+++-oo..", Verdict.ADMISSIBLE, presentable=(BC02,), held=(BC01,)),
    "non admissible, C10 non acquise": case(
        "+++++---", Verdict.NOT_ADMISSIBLE, presentable=(BC01,), not_acquired=("C10",)
    ),
    "non admissible, bloc 2 refusé": case(
        "+++++-oo", Verdict.NOT_ADMISSIBLE, refused=(BC02,), reason="Situation reconstituée sans nécessité."
    ),
    "blocs, candidature au bloc 2": case("+++++++-", Verdict.BLOCKS, whole=False, presentable=(BC02,)),
    "décision reportée": case("++++++--", Verdict.POSTPONED, reason="Pièce manquante."),
    "refusée, non admissible contre le récapitulatif": case("++++++++", Verdict.NOT_ADMISSIBLE),
}


def seconds_for(facts: DeliberationFacts, rounds: int) -> float:
    """Time of `rounds` calls on the same facts, on the processor's clock."""
    start = time.process_time()
    for _ in range(rounds):
        deliberate(CQPM, facts)
    return time.process_time() - start


def main() -> int:
    """Print each shape and the whole; 0 when the target is met."""
    seconds = 0.0
    for name, facts in SHAPES.items():
        spent = seconds_for(facts, ROUNDS)
        seconds += spent
        reasons = len(deliberate(CQPM, facts).reasons)
        print(f"{name:50} {spent / ROUNDS * 1e6:6.1f} µs, {reasons:2} reasons")
    a_minute = len(SHAPES) * ROUNDS / seconds * 60
    print(f"{a_minute:,.0f} cases a minute, {a_minute / TARGET:.2f} times the target of {TARGET:,}")
    return 0 if a_minute >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
