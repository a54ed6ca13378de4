"""Two tablets, two links, two clicks at the same time, with real commits: one effect, and a sentence for the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from jurande.candidacies.models import Candidacy
from jurande.evaluations import actions, grids, opinions, summaries
from jurande.evaluations.facts import MET, NOT_MET, OBSERVATION, OUTCOME
from jurande.evaluations.models import GridAnswer, GridSignature, OpinionAnswer, OpinionRequest, Summary
from jurande.ledger.models import Entry
from jurande.ledger.verify import verify
from jurande.messages.models import Message
from jurande.rules.lifecycles import Grid as GridState
from jurande.rules.lifecycles import Opinion as OpinionState
from tests.at_once import at_once
from tests.factories import (
    BC01,
    BC02,
    EVALUATED_ON,
    PLANNED_ON,
    CentreFactory,
    asked,
    at,
    concertation,
    enrolled,
    evaluated,
    evaluator,
    evaluators_of,
    fill,
    grid_of,
    opinion,
    planned,
    secretary_of,
    sign,
)

pytestmark = pytest.mark.usefixtures("fresh_database")

type Act = Callable[[], object]


def entries(act: str) -> int:
    """How many entries of an act the ledger has."""
    return Entry.objects.filter(act=act).count()


def candidate() -> Candidacy:
    """A candidate to block 2 under evaluation."""
    return planned(CentreFactory.create(code="VDB"), blocks=(BC02,))


def tablets(candidacy: Candidacy, item: str, values: Sequence[str], *, same_identifier: bool = False) -> list[Act]:
    """The two evaluators, each on their tablet, answering one item of C8 on the page they both opened."""
    grid = grid_of(candidacy, BC02)
    identifier, users = uuid4(), evaluators_of(candidacy.centre)
    given = [
        grids.Answer(
            id=identifier if same_identifier else uuid4(), capacity="C8", item=item, value=value, base_version=0
        )
        for value in values
    ]
    return [
        lambda one=one, user=user: grids.answer(  # type: ignore[misc]  # bound now, not when it is called
            grid=grid, given=one, user=user, actor=evaluator(user), now=at(EVALUATED_ON)
        )
        for one, user in zip(given, users[:1] * 2 if same_identifier else users, strict=True)
    ]


@pytest.mark.parametrize(
    ("item", "values"),
    [("criterion:C8.1", (MET, NOT_MET)), (OUTCOME, ("acquired", "not_acquired")), (OBSERVATION, ("Vu.", "Vu."))],
)
def test_of_two_tablets_on_one_item_one_wins_and_the_other_is_told(item: str, values: tuple[str, str]) -> None:
    candidacy = candidate()
    assert at_once(*tablets(candidacy, item, values)) == ["done", "evaluation.stale"]
    (written,) = GridAnswer.objects.filter(item=item)
    assert (written.version, written.value in values) == (1, True)
    assert entries("evaluation.capacity") == (1 if item == OUTCOME else 0)


def test_two_tablets_on_two_items_both_win() -> None:
    candidacy = candidate()
    acts = [
        *tablets(candidacy, "criterion:C8.1", (MET, MET))[:1],
        *tablets(candidacy, "criterion:C8.2", (MET, MET))[1:],
    ]
    assert at_once(*acts) == ["done", "done"]
    assert GridAnswer.objects.count() == 2


def test_one_answer_sent_twice_at_once_is_written_once() -> None:
    candidacy = candidate()
    acts = tablets(candidacy, OUTCOME, ("acquired", "acquired"), same_identifier=True)
    assert at_once(*acts) == ["done", "done"]
    assert (GridAnswer.objects.count(), entries("evaluation.capacity")) == (1, 1)


def test_two_evaluators_signing_at_once_seal_the_grid() -> None:
    candidacy = candidate()
    fill(candidacy)
    grid = grid_of(candidacy, BC02)
    first, second = evaluators_of(candidacy.centre)
    assert at_once(lambda: sign(grid, first), lambda: sign(grid, second)) == ["done", "done"]
    grid.refresh_from_db()
    assert grid.state == GridState.SIGNED
    sealed = Entry.objects.filter(act="evaluation.sign").order_by("sequence").values_list("data__sealed", flat=True)
    assert list(sealed) == [False, True]


def test_a_signature_sent_twice_at_once_is_one() -> None:
    candidacy = candidate()
    fill(candidacy)
    grid, user = grid_of(candidacy, BC02), evaluators_of(candidacy.centre)[0]
    assert at_once(lambda: sign(grid, user), lambda: sign(grid, user)) == ["done", "done"]
    assert (GridSignature.objects.count(), entries("evaluation.sign")) == (1, 1)


def test_an_answer_and_a_signature_at_once_never_leave_an_answer_after_the_signature() -> None:
    candidacy = candidate()
    fill(candidacy)
    grid, (first, second) = grid_of(candidacy, BC02), evaluators_of(candidacy.centre)
    given = grids.Answer(id=uuid4(), capacity="C8", item=OUTCOME, value="", base_version=1)

    def take_back() -> None:
        grids.answer(grid=grid, given=given, user=second, actor=evaluator(second), now=at(EVALUATED_ON, 17))

    done = at_once(lambda: sign(grid, first), take_back)
    assert done in (["done", "evaluation.signed"], ["done", "evaluation.unanswered"])
    assert GridSignature.objects.exists() is (done[1] == "evaluation.signed")


def give(token: str) -> Act:
    """The tutor sends their opinion on block 1."""
    return lambda: opinions.give(token=token, given=opinion(BC01), now=at(PLANNED_ON + timedelta(days=1)))


def test_an_opinion_sent_twice_at_once_is_given_once() -> None:
    candidacy = planned(CentreFactory.create())
    _, token = asked(candidacy)
    assert at_once(give(token), give(token)) == ["done", "lifecycle.moment"]
    assert (OpinionRequest.objects.count(), OpinionAnswer.objects.count(), entries("opinion.give")) == (1, 7, 1)
    assert list(verify()) == []


@pytest.mark.parametrize("turn", range(3))
def test_a_reminder_and_the_opinion_at_once_never_wait_for_each_other(turn: int) -> None:
    """Whichever comes first: the opinion is given, or its link was taken back."""
    candidacy = planned(CentreFactory.create())
    _, token = asked(candidacy)

    def remind() -> None:
        asked(candidacy, now=at(PLANNED_ON + timedelta(days=1)))

    done = at_once(remind, give(token))
    assert done in (["done", "opinion.given"], ["done", "lifecycle.moment"])
    given = OpinionRequest.objects.filter(state=OpinionState.GIVEN).count()
    assert given == (1 if done[1] == "opinion.given" else 0)
    assert OpinionRequest.objects.exclude(state=OpinionState.REVOKED).count() == 1


@pytest.mark.parametrize(
    ("expected_on", "states"),
    [(PLANNED_ON + timedelta(days=10), ["asked"]), (PLANNED_ON + timedelta(days=20), ["asked", "revoked"])],
    ids=["the same request", "for another day"],
)
def test_two_reminders_at_once_leave_one_good_link(expected_on: date, states: list[str]) -> None:
    candidacy = planned(CentreFactory.create())
    secretary_of(candidacy.centre)
    both = at_once(lambda: asked(candidacy), lambda: asked(candidacy, expected_on=expected_on))
    assert both == ["done", "done"]
    assert sorted(OpinionRequest.objects.values_list("state", flat=True)) == states
    assert Message.objects.filter(recipient="tuteur@ternois.test").count() == len(states)


def test_a_plan_sent_twice_at_once_is_written_once() -> None:
    candidacy = enrolled(CentreFactory.create())
    agreed, actor = concertation(candidacy), secretary_of(candidacy.centre)

    def send() -> None:
        actions.define_plan(candidacy=candidacy, concertation=agreed, actor=actor, now=at(PLANNED_ON, 14))

    assert at_once(send, send) == ["done", "done"]
    assert (entries("evaluation.plan"), entries("evaluation.replan")) == (1, 0)


def test_of_two_plans_at_once_the_second_changes_the_first() -> None:
    candidacy = enrolled(CentreFactory.create())
    agreed, actor = concertation(candidacy), secretary_of(candidacy.centre)
    plans = [agreed, replace(agreed, others_consulted="l’organisme")]

    def send(one: actions.Concertation) -> Act:
        return lambda: actions.define_plan(candidacy=candidacy, concertation=one, actor=actor, now=at(PLANNED_ON, 14))

    assert at_once(*map(send, plans)) == ["done", "done"]
    assert (entries("evaluation.plan"), entries("evaluation.replan")) == (1, 1)


def test_a_summary_asked_twice_at_once_is_made_once() -> None:
    candidacy = evaluated(CentreFactory.create(), blocks=(BC02,))
    actor = secretary_of(candidacy.centre)

    def send() -> None:
        summaries.summarise(candidacy=candidacy, actor=actor, now=at(EVALUATED_ON, 18))

    assert at_once(send, send) == ["done", "lifecycle.moment"]
    assert (Summary.objects.count(), entries("evaluation.summarise")) == (1, 1)
