"""Who may give which role, where: cases first, then the whole product of roles and places."""

from __future__ import annotations

from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.accounts.giving import GIVES, GivingOutcome, Held, may_give
from jurande.accounts.models import MEMBER_ROLES
from jurande.rules.lifecycles import Role

HERE, THERE, BODY = UUID(int=1), UUID(int=2), UUID(int=3)
MANAGER, NATIONAL = Held(Role.MANAGER, HERE), Held(Role.NATIONAL)

CASES = {
    "a manager gives a secretary their own centre": (MANAGER, Held(Role.SECRETARY, HERE), set()),
    "a manager gives an evaluator their own centre": (MANAGER, Held(Role.EVALUATOR, HERE), set()),
    "a manager gives nothing in another centre": (MANAGER, Held(Role.SECRETARY, THERE), {"accounts.perimeter"}),
    "a manager does not make the national level": (
        MANAGER,
        Held(Role.NATIONAL),
        {"accounts.role", "accounts.perimeter"},
    ),
    "a manager does not speak for a training body": (
        MANAGER,
        Held(Role.TRAINING_BODY, None, BODY),
        {"accounts.role", "accounts.perimeter"},
    ),
    "the national level names a centre's manager": (NATIONAL, Held(Role.MANAGER, THERE), set()),
    "the national level names its own": (NATIONAL, Held(Role.NATIONAL), set()),
    "the national level names a training body's person": (NATIONAL, Held(Role.TRAINING_BODY, None, BODY), set()),
    "the national level leaves secretaries to centres": (NATIONAL, Held(Role.SECRETARY, HERE), {"accounts.role"}),
    "a manager without a centre is not one": (NATIONAL, Held(Role.MANAGER), {"accounts.place"}),
    "a training body's role has no centre": (NATIONAL, Held(Role.TRAINING_BODY, HERE, BODY), {"accounts.place"}),
    "a juror is designated, not invited": (
        NATIONAL,
        Held(Role.JUROR, HERE),
        {"accounts.role", "accounts.place"},
    ),
    "who acts nowhere has no perimeter": (
        Held(Role.MANAGER),
        Held(Role.MANAGER),
        {"accounts.perimeter", "accounts.place"},
    ),
    "a secretary gives nothing": (Held(Role.SECRETARY, HERE), Held(Role.SECRETARY, HERE), {"accounts.role"}),
    "an auditor gives nothing": (Held(Role.AUDITOR, HERE), Held(Role.AUDITOR, HERE), {"accounts.role"}),
}


@pytest.mark.parametrize(("giver", "offered", "obstacles"), CASES.values(), ids=CASES)
def test_a_role_is_given_by_who_may_where_they_may(giver: Held, offered: Held, obstacles: set[str]) -> None:
    decision = may_give(giver=giver, given=offered)
    assert {reason.code for reason in decision.obstacles} == obstacles
    assert (decision.outcome is GivingOutcome.ALLOWED) == (not obstacles)


def test_a_refusal_says_where_a_juror_and_a_candidate_come_from() -> None:
    for role, word in ((Role.JUROR, "désignation"), (Role.CANDIDATE, "inscription")):
        first, *_ = may_give(giver=MANAGER, given=Held(role)).obstacles
        assert word in first.text


held = st.builds(Held, st.sampled_from(Role), st.sampled_from((None, HERE, THERE)), st.sampled_from((None, BODY)))


@given(giver=held, offered=held)
def test_whatever_the_giver_a_centre_gives_in_itself_only(giver: Held, offered: Held) -> None:
    decision = may_give(giver=giver, given=offered)
    assert len(decision.reasons) == 3
    if decision.outcome is GivingOutcome.ALLOWED:
        assert offered.role in GIVES[giver.role]
        assert giver.role is Role.NATIONAL or giver.centre == offered.centre
    assert (decision.outcome is GivingOutcome.ALLOWED) == (not decision.obstacles)


def test_every_role_that_is_invited_can_be_given_by_somebody_and_no_other() -> None:
    places = tuple(product((None, HERE), (None, BODY)))
    reached = {
        role
        for role in Role
        for giver in (MANAGER, NATIONAL)
        for place in places
        if may_give(giver=giver, given=Held(role, *place)).outcome is GivingOutcome.ALLOWED
    }
    assert {role.value for role in reached} == set(MEMBER_ROLES) - {"juror", "candidate"}
