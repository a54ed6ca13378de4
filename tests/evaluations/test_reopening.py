"""An evaluation opened again: the signed grid stays, the next version is corrected, the opinion is asked anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from jurande.candidacies.models import Candidacy
from jurande.evaluations import opinions, summaries
from jurande.evaluations.facts import OUTCOME, answers_of, dossier
from jurande.evaluations.models import Grid, OpinionRequest, Summary
from jurande.organisations.models import ExamCentre
from jurande.rules.certification import Element
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Grid as GridState
from jurande.rules.lifecycles import Opinion as OpinionState
from jurande.rules.lifecycles import Role
from jurande.rules.summary import OpinionValue
from tests.factories import (
    BC01,
    BC02,
    EVALUATED_ON,
    answer,
    asked,
    at,
    concertation,
    evaluated,
    evaluators_of,
    fill,
    fresh,
    grid_of,
    opinion,
    plan,
    planned,
    secretary_of,
    sign,
    sign_all,
    summarise,
    summarised,
)
from tests.writes import last_entry, refused

pytestmark = pytest.mark.django_db

LATER = at(EVALUATED_ON + timedelta(days=2))


def reopen(
    candidacy: Candidacy, *, grids: tuple[str, ...] = (), again: tuple[str, ...] = (), role: Role = Role.SECRETARY
) -> None:
    """The centre takes the candidacy back to evaluation."""
    summaries.reopen(
        candidacy=candidacy,
        blocks=grids,
        opinions=again,
        reason="Erreur de saisie en C9.",
        actor=replace(secretary_of(candidacy.centre), role=role),
        now=LATER,
    )


def test_the_grid_named_is_answered_and_signed_again_beside_the_signed_one(centre: ExamCentre) -> None:
    candidacy = summarised(centre, failed=("C9",))
    signed = grid_of(candidacy, BC02)
    reopen(candidacy, grids=(BC02,))
    assert fresh(candidacy).state == State.PLANNED
    signed.refresh_from_db()
    following = grid_of(candidacy, BC02)
    assert (signed.state, signed.version) == (GridState.REPLACED, 1)
    assert (following.state, following.version, following.signatures.count()) == (GridState.OPEN, 2, 0)
    answer(following, "C9", OUTCOME, "acquired", base_version=1, now=LATER)
    for user in evaluators_of(centre):
        sign(following, user)
    assert summarise(candidacy).not_acquired == []
    assert answers_of(signed)["C9"].value(OUTCOME) == "not_acquired", "the signed grid still says what it said"
    assert signed.signatures.count() == 2


def test_the_grids_that_are_not_named_stay_signed(centre: ExamCentre) -> None:
    candidacy = summarised(centre)
    reopen(candidacy, grids=(BC02,))
    assert (grid_of(candidacy, BC01).state, grid_of(candidacy, BC01).version) == (GridState.SIGNED, 1)


def test_the_next_version_starts_from_the_answers_in_force(centre: ExamCentre) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    fill(candidacy, failed=("C9",))
    answer(grid_of(candidacy, BC02), "C9", OUTCOME, "", base_version=1)
    answer(grid_of(candidacy, BC02), "C9", OUTCOME, "not_acquired", base_version=2)
    sign_all(candidacy)
    before = dossier(candidacy)
    reopen(candidacy, grids=(BC02,))
    after = dossier(candidacy)
    assert after.facts == before.facts
    assert after.answers["C9"].version(OUTCOME) == 1


def test_what_was_signed_no_longer_fixes_the_modality(centre: ExamCentre) -> None:
    candidacy = summarised(centre, blocks=(BC02,))
    reopen(candidacy, grids=(BC02,))
    answer(grid_of(candidacy, BC02), "C9", OUTCOME, "", base_version=1, now=LATER)
    plan(candidacy, concertation(candidacy, {"C9": Element.RECONSTITUTED}), now=LATER)
    assert dossier(candidacy).planned["C9"].modality == Element.RECONSTITUTED


def test_an_opinion_given_is_asked_again_and_the_first_one_stays(centre: ExamCentre) -> None:
    candidacy = summarised(centre, blocks=(BC02,))
    reopen(candidacy, again=(BC02,))
    assert dossier(candidacy).opinions == {}
    with refused("evaluation.opinion"):
        summarise(candidacy)
    _, token = asked(candidacy, BC02, now=LATER)
    opinions.give(token=token, given=opinion(BC02, OpinionValue.UNFAVOURABLE), now=LATER)
    rows = OpinionRequest.objects.order_by("asked_at").values_list("state", "value")
    assert list(rows) == [(OpinionState.RENEWED, "favourable"), (OpinionState.GIVEN, "unfavourable")]
    assert [one["value"] for one in summarise(candidacy).opinions] == ["unfavourable"]


def test_an_opinion_that_is_not_ticked_stays_given(centre: ExamCentre) -> None:
    candidacy = summarised(centre, blocks=(BC02,))
    reopen(candidacy, grids=(BC02,))
    with refused("opinion.given"):
        asked(candidacy, BC02, now=LATER)


def test_the_summary_made_stays_in_the_history_and_another_is_made(centre: ExamCentre) -> None:
    candidacy = evaluated(centre, blocks=(BC02,))
    first = summarise(candidacy)
    reopen(candidacy, grids=(BC02,))
    with refused("evaluation.unsigned"):
        summarise(candidacy)
    sign_all(candidacy)
    second = summarise(candidacy)
    assert set(Summary.objects.filter(candidacy=candidacy)) == {first, second}


def test_opening_again_is_one_entry_with_its_reason_beside_the_chain(centre: ExamCentre) -> None:
    candidacy = summarised(centre, blocks=(BC02,))
    reopen(candidacy, grids=(BC02,), again=(BC02,))
    entry = last_entry(candidacy.ref)
    assert (entry.act, entry.data) == ("evaluation.reopen", {"blocks": [BC02], "opinions": [BC02]})
    assert entry.detail.content["reason"] == "Erreur de saisie en C9."


def test_a_grid_signed_by_mistake_is_opened_again_before_the_summary_too(centre: ExamCentre) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    fill(candidacy)
    sign(grid_of(candidacy, BC02), evaluators_of(centre)[0])
    reopen(candidacy, grids=(BC02,))
    assert fresh(candidacy).state == State.PLANNED
    answer(grid_of(candidacy, BC02), "C9", OUTCOME, "not_acquired", base_version=1, now=LATER)


def test_a_grid_may_be_opened_again_more_than_once(centre: ExamCentre) -> None:
    candidacy = summarised(centre, blocks=(BC02,))
    for _ in range(2):
        reopen(candidacy, grids=(BC02,))
        sign_all(candidacy)
    states = Grid.objects.filter(candidacy=candidacy).values_list("version", "state")
    assert list(states) == [(1, GridState.REPLACED), (2, GridState.REPLACED), (3, GridState.SIGNED)]


def test_a_replaced_grid_takes_no_answer_and_no_signature(centre: ExamCentre) -> None:
    candidacy = summarised(centre, blocks=(BC02,))
    replaced = grid_of(candidacy, BC02)
    reopen(candidacy, grids=(BC02,))
    replaced.refresh_from_db()
    with refused("lifecycle.moment"):
        answer(replaced, "C9", OUTCOME, "not_acquired", base_version=1)
    assert sign(replaced, evaluators_of(centre)[0]).state == GridState.REPLACED, "signed already: nothing is written"


@pytest.mark.parametrize(
    ("grids", "again", "obstacles"),
    [
        ((), (), ["evaluation.nothing"]),
        ((BC02,), (BC02,), ["evaluation.not_signed", "evaluation.not_given"]),
        ((BC01,), ("BC99",), ["evaluation.not_signed", "evaluation.not_given"]),
    ],
    ids=["nothing chosen", "neither signed nor given", "not of the candidacy"],
)
def test_what_cannot_be_opened_again_is_said_at_once(
    centre: ExamCentre, grids: tuple[str, ...], again: tuple[str, ...], obstacles: list[str]
) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    with refused(*obstacles):
        reopen(candidacy, grids=grids, again=again)


@pytest.mark.parametrize("state", [state for state in State if state not in {State.SUMMARISED, State.PLANNED}])
def test_an_evaluation_is_opened_again_only_before_the_jurys_list(centre: ExamCentre, state: State) -> None:
    candidacy = planned(centre)
    Candidacy.objects.filter(pk=candidacy.pk).update(state=state.value)
    with refused("lifecycle.moment"):
        reopen(candidacy, grids=(BC01,))


def test_an_evaluator_does_not_open_it_again(centre: ExamCentre) -> None:
    candidacy = summarised(centre, blocks=(BC02,))
    with refused("lifecycle.role"):
        reopen(candidacy, grids=(BC02,), role=Role.EVALUATOR)
