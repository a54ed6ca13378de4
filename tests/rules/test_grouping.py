"""Grouping: whom the jury may decide in one motion."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.deliberation import CaseFacts, Verdict, proposal
from jurande.rules.grouping import TogetherOutcome, together
from tests.rules.reach import reach
from tests.rules.record28245 import BC01, BC02, CQPM
from tests.rules.said import codes, said

CLEAR = CaseFacts(
    aimed=(BC01, BC02), whole=True, presentable=(BC01, BC02), held=(), not_acquired_capacities=(), ready=True
)


@pytest.mark.parametrize(
    ("facts", "divergence", "barred", "obstacles"),
    [
        pytest.param(CLEAR, False, 0, [], id="everything presentable"),
        pytest.param(replace(CLEAR, presentable=(BC01,), held=(BC02,)), False, 0, [], id="one block held"),
        pytest.param(replace(CLEAR, aimed=(BC01,), whole=False), False, 0, [], id="one block aimed at"),
        pytest.param(
            replace(CLEAR, presentable=(BC01,), not_acquired_capacities=("C8",)),
            False,
            0,
            ["together.every_block"],
            id="one block not presentable",
        ),
        pytest.param(replace(CLEAR, ready=False), False, 0, ["together.every_block"], id="summary not complete"),
        pytest.param(CLEAR, True, 0, ["together.divergence"], id="the company diverges"),
        pytest.param(CLEAR, False, 1, ["together.bar"], id="a member is barred"),
        pytest.param(
            replace(CLEAR, presentable=()),
            True,
            2,
            ["together.every_block", "together.divergence", "together.bar"],
            id="all at once",
        ),
    ],
)
def test_whom_the_jury_may_decide_together(
    facts: CaseFacts, divergence: bool, barred: int, obstacles: list[str]
) -> None:
    decision = together(CQPM, facts, divergence=divergence, barred=barred)
    assert codes(decision) == obstacles
    assert (decision.outcome is TogetherOutcome.TOGETHER) is (not obstacles)


def test_what_is_said_of_a_candidate_decided_with_others() -> None:
    assert said(together(CQPM, CLEAR, divergence=False, barred=0)) == [
        "+ together.every_block (record.all_blocks) Tout ce que vise le candidat est présentable ou conservé.",
        "+ together.divergence (choice.together) L’avis de l’entreprise ne diverge pas.",
        "+ together.bar (choice.together) Chaque membre vote sur ce candidat.",
    ]


def test_what_is_said_of_a_candidate_examined_alone() -> None:
    facts = replace(CLEAR, presentable=(), not_acquired_capacities=("C1", "C8"))
    assert said(together(CQPM, facts, divergence=True, barred=2)) == [
        "- together.every_block (record.all_blocks) Un bloc n’est pas présentable : le jury examine ce candidat seul.",
        "- together.divergence (choice.together) L’avis de l’entreprise diverge : le jury examine ce candidat seul.",
        "- together.bar (choice.together) 2 membres ne votent pas sur ce candidat : décidez-le seul.",
    ]


def test_what_is_said_of_one_member_who_leaves_the_vote() -> None:
    assert said(together(CQPM, CLEAR, divergence=False, barred=1))[-1] == (
        "- together.bar (choice.together) 1 membre ne vote pas sur ce candidat : décidez-le seul."
    )


SUBSETS = st.sampled_from([(), (BC01,), (BC02,), (BC01, BC02)])
cases = st.builds(
    CaseFacts,
    aimed=st.sampled_from([(BC01, BC02), (BC01,), (BC02,)]),
    whole=st.booleans(),
    presentable=SUBSETS,
    held=SUBSETS,
    not_acquired_capacities=st.just(()),
    ready=st.booleans(),
)


@given(cases, st.booleans(), st.integers(0, 2))
def test_nobody_decided_with_others_could_be_refused(facts: CaseFacts, divergence: bool, barred: int) -> None:
    if together(CQPM, facts, divergence=divergence, barred=barred).outcome is TogetherOutcome.TOGETHER:
        proposed = proposal(CQPM, facts)
        assert proposed.outcome in {Verdict.ADMISSIBLE, Verdict.BLOCKS}
        assert proposed.not_validated == ()


@pytest.mark.parametrize("outcome", TogetherOutcome)
def test_the_generators_reach_each_outcome(outcome: TogetherOutcome) -> None:
    reach(cases, lambda facts: together(CQPM, facts, divergence=False, barred=0).outcome is outcome)
