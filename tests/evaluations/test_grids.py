"""What the commission answers and signs: each answer once, on what one was looking at, by whom it concerns."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from jurande.accounts.models import User
from jurande.candidacies.models import Candidacy
from jurande.evaluations import grids
from jurande.evaluations.facts import DAY, MET, NECESSITY, NOT_MET, OBSERVATION, OUTCOME, WORKSTATIONS, dossier
from jurande.evaluations.models import Grid, GridAnswer, GridSignature, OpinionAnswer, Summary
from jurande.ledger.actors import Actor
from jurande.organisations.models import ExamCentre
from jurande.rules.evaluation import CapacityOutcome
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Grid as GridState
from jurande.rules.lifecycles import Role
from tests.factories import (
    BC01,
    BC02,
    EVALUATED_ON,
    PLANNED_ON,
    CivilStatusFactory,
    UserFactory,
    answer,
    answer_capacity,
    at,
    concertation,
    evaluator,
    evaluators_of,
    fill,
    give_opinions,
    grid_of,
    keeper,
    plan,
    planned,
    sign,
    sign_all,
    summarise,
    to_evaluate,
)
from tests.writes import acts_on, last_entry, nothing_written, refused

pytestmark = pytest.mark.django_db

CRITERION = "criterion:C8.1"


@pytest.fixture
def candidacy(centre: ExamCentre) -> Candidacy:
    """A candidate to block 2 (C8 to C12) under evaluation."""
    return planned(centre, blocks=(BC02,))


@pytest.fixture
def grid(candidacy: Candidacy) -> Grid:
    """Their grid."""
    return grid_of(candidacy, BC02)


@pytest.fixture
def commission(candidacy: Candidacy) -> tuple[User, User]:
    """The two evaluators."""
    return evaluators_of(candidacy.centre)


# Answering ----------------------------------------------------------------------------------


def test_an_answer_says_who_gave_it_when_and_on_what(grid: Grid, commission: tuple[User, User]) -> None:
    given = answer(grid, "C8", OBSERVATION, "Deux relevés manquent.", user=commission[1])
    assert (given.capacity, given.item, given.value) == ("C8", OBSERVATION, "Deux relevés manquent.")
    assert (given.base_version, given.version, given.evaluator) == (0, 1, commission[1])
    assert (given.answered_on, given.recorded_at) == (EVALUATED_ON, at(EVALUATED_ON))


def test_an_answer_changed_is_a_row_more(grid: Grid) -> None:
    answer(grid, "C8", CRITERION, NOT_MET)
    answer(grid, "C8", CRITERION, MET, base_version=1)
    assert list(GridAnswer.objects.values_list("version", "value")) == [(1, NOT_MET), (2, MET)]
    in_force = dossier(grid.candidacy).answers["C8"]
    assert (in_force.value(CRITERION), in_force.version(CRITERION)) == (MET, 2)


def test_a_result_is_an_entry_and_the_rest_is_not(candidacy: Candidacy, grid: Grid) -> None:
    before = len(acts_on(candidacy.ref))
    answer(grid, "C8", CRITERION, MET)
    answer(grid, "C8", OBSERVATION, "Bien.")
    assert len(acts_on(candidacy.ref)) == before
    answer(grid, "C8", OUTCOME, "acquired")
    entry = last_entry(candidacy.ref)
    assert (entry.act, entry.role, entry.clauses) == ("evaluation.capacity", "evaluator", ["record.evaluation"])
    assert entry.data == {"capacity": "C8", "outcome": "acquired", "version": 1}
    answer(grid, "C8", OUTCOME, "", base_version=1)
    assert last_entry(candidacy.ref).data == {"capacity": "C8", "outcome": "to_evaluate", "version": 2}


def test_the_same_answer_sent_twice_is_written_once(grid: Grid) -> None:
    identifier = uuid4()
    first = answer(grid, "C8", OUTCOME, "acquired", id=identifier)
    with nothing_written():
        assert answer(grid, "C8", OUTCOME, "acquired", id=identifier) == first


def test_an_answer_sent_again_after_the_grid_was_signed_is_still_the_first_one(
    candidacy: Candidacy, grid: Grid, commission: tuple[User, User]
) -> None:
    identifier = uuid4()
    first = answer(grid, "C8", OBSERVATION, "Bien.", id=identifier)
    fill(candidacy)
    sign(grid, commission[0])
    with nothing_written():
        assert answer(grid, "C8", OBSERVATION, "Bien.", id=identifier) == first


def test_an_identifier_is_no_other_answers(centre: ExamCentre, grid: Grid, commission: tuple[User, User]) -> None:
    identifier, elsewhere = uuid4(), grid_of(planned(centre, blocks=(BC02,)), BC02)
    answer(grid, "C8", OBSERVATION, "Bien.", id=identifier)
    with refused("evaluation.reused"):
        answer(grid, "C8", OBSERVATION, "Mieux.", id=identifier)
    with refused("evaluation.reused"):
        answer(grid, "C9", OBSERVATION, "Bien.", id=identifier)
    with refused("evaluation.reused"):
        answer(elsewhere, "C8", OBSERVATION, "Bien.", id=identifier)
    with refused("evaluation.reused"):
        answer(grid, "C8", OBSERVATION, "Bien.", id=identifier, user=commission[1])


@pytest.mark.parametrize("base_version", [0, 2, 7])
def test_an_answer_on_a_stale_page_is_refused_and_the_one_in_force_stays(grid: Grid, base_version: int) -> None:
    answer(grid, "C8", OBSERVATION, "Le premier.")
    with refused("evaluation.stale") as sentences:
        answer(grid, "C8", OBSERVATION, "Le second.", base_version=base_version)
    assert sentences[0].startswith("C8 : quelqu’un a répondu entre-temps. Lisez sa réponse")
    assert dossier(grid.candidacy).answers["C8"].value(OBSERVATION) == "Le premier."


def test_another_item_of_the_same_capacity_is_not_stale(grid: Grid) -> None:
    answer(grid, "C8", OBSERVATION, "Vu.")
    answer(grid, "C8", CRITERION, MET)
    answer(grid, "C9", OBSERVATION, "Vu aussi.")
    assert GridAnswer.objects.count() == 3


@pytest.mark.parametrize(
    ("capacity", "item", "value", "code"),
    [
        ("C1", OUTCOME, "acquired", "evaluation.capacity"),
        ("C99", OUTCOME, "acquired", "evaluation.capacity"),
        ("C8", "criterion:C9.1", MET, "evaluation.item"),
        ("C8", "criterion:", MET, "evaluation.item"),
        ("C8", "mark", "18/20", "evaluation.item"),
        ("C8", CRITERION, "partly", "evaluation.item"),
        ("C8", CRITERION, "acquired", "evaluation.item"),
        ("C8", OUTCOME, MET, "evaluation.item"),
        ("C8", OUTCOME, "presque", "evaluation.item"),
    ],
)
def test_the_referential_has_no_such_answer(grid: Grid, capacity: str, item: str, value: str, code: str) -> None:
    with refused(code) as sentences:
        answer(grid, capacity, item, value)
    assert sentences[0].startswith(capacity)


@pytest.mark.parametrize(
    ("item", "value"),
    [
        (CRITERION, MET),
        (CRITERION, NOT_MET),
        (CRITERION, ""),
        *((OUTCOME, outcome.value) for outcome in CapacityOutcome),
        (OUTCOME, ""),
        (OBSERVATION, "Des faits."),
        (WORKSTATIONS, "Presse\nSoudage"),
        (NECESSITY, "Aucun audit prévu."),
    ],
)
def test_the_referential_has_these(grid: Grid, item: str, value: str) -> None:
    assert answer(grid, "C8", item, value).value == value


def test_an_evaluator_of_another_commission_does_not_answer(
    centre: ExamCentre, candidacy: Candidacy, grid: Grid
) -> None:
    first, second = evaluators_of(centre)
    plan(candidacy, concertation(candidacy, commission=[(first, True)]))
    with refused("evaluation.commission"):
        answer(grid, "C8", OBSERVATION, "Vu.", user=second)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EVALUATOR])
def test_only_an_evaluator_answers_or_signs(grid: Grid, commission: tuple[User, User], role: Role) -> None:
    actor = Actor(commission[0].ref, role, commission[0].name)
    given = grids.Answer(id=uuid4(), capacity="C8", item=OUTCOME, value="acquired", base_version=0)
    with refused("lifecycle.role"):
        grids.answer(grid=grid, given=given, user=commission[0], actor=actor, now=at(EVALUATED_ON))
    with refused("lifecycle.role"):
        grids.sign(grid=grid, user=commission[0], actor=actor, now=at(EVALUATED_ON))


@pytest.mark.parametrize("state", [state for state in State if state is not State.PLANNED])
def test_nobody_answers_outside_the_evaluation(candidacy: Candidacy, grid: Grid, state: State) -> None:
    Candidacy.objects.filter(pk=candidacy.pk).update(state=state.value)
    with refused("evaluation.closed"):
        answer(grid, "C8", OBSERVATION, "Vu.")


# Signing ------------------------------------------------------------------------------------


@pytest.fixture
def filled(candidacy: Candidacy, grid: Grid) -> Grid:
    """The grid, every capacity concluded."""
    fill(candidacy)
    return grid


def test_a_grid_is_sealed_once_everybody_has_signed(
    candidacy: Candidacy, filled: Grid, commission: tuple[User, User]
) -> None:
    assert sign(filled, commission[0]).state == GridState.OPEN
    assert last_entry(candidacy.ref).data == {"block": BC02, "sealed": False}
    assert sign(filled, commission[1]).state == GridState.SIGNED
    entry = last_entry(candidacy.ref)
    assert (entry.act, entry.data, entry.clauses) == (
        "evaluation.sign",
        {"block": BC02, "sealed": True},
        ["record.evaluation"],
    )
    assert entry.detail.content == {"actor_name": "Coralie Destrade"}
    assert [one.signed_at for one in GridSignature.objects.all()] == [at(EVALUATED_ON, 16)] * 2


def test_signing_twice_signs_once(filled: Grid, commission: tuple[User, User]) -> None:
    sign(filled, commission[0])
    with nothing_written():
        sign(filled, commission[0])
    sign(filled, commission[1])
    with nothing_written():
        assert sign(filled, commission[1]).state == GridState.SIGNED


def test_a_grid_is_not_signed_while_a_result_is_missing(
    candidacy: Candidacy, grid: Grid, commission: tuple[User, User]
) -> None:
    for one in to_evaluate(candidacy)[:2]:
        answer_capacity(grid, one)
    with refused(*["evaluation.unanswered"] * 3) as sentences:
        sign(grid, commission[0])
    assert sentences[0] == "C10 n’a pas encore de résultat qui tienne : complétez-la avant de signer."


def test_a_result_that_does_not_stand_is_not_signed(candidacy: Candidacy, filled: Grid) -> None:
    """C10 gives a result, and one of its criteria is left without an answer again."""
    answer(filled, "C10", "criterion:C10.1", "", base_version=1)
    with refused("evaluation.unanswered") as sentences:
        sign(filled, evaluators_of(candidacy.centre)[0])
    assert sentences[0].startswith("C10 ")


def test_a_grid_signed_by_one_changes_for_nobody(filled: Grid, commission: tuple[User, User]) -> None:
    sign(filled, commission[0])
    with refused("evaluation.signed"):
        answer(filled, "C8", OBSERVATION, "Encore un mot.", user=commission[1])


def test_a_sealed_grid_changes_no_more(filled: Grid, commission: tuple[User, User]) -> None:
    for one in commission:
        sign(filled, one)
    with refused("lifecycle.moment") as sentences:
        answer(filled, "C8", OBSERVATION, "Encore un mot.")
    assert "« Signée »" in sentences[0]


def test_whoever_is_not_of_the_commission_does_not_sign(filled: Grid) -> None:
    stranger = UserFactory.create(name="Agathe")
    with refused("evaluation.commission"):
        grids.sign(grid=filled, user=stranger, actor=evaluator(stranger), now=at(EVALUATED_ON))


# Kept by the database -----------------------------------------------------------------------


@pytest.mark.parametrize("model", [GridAnswer, GridSignature, OpinionAnswer, Summary])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_what_was_said_is_never_rewritten(candidacy: Candidacy, model: type[GridAnswer], verb: str) -> None:
    give_opinions(candidacy)
    fill(candidacy)
    sign_all(candidacy)
    summarise(candidacy)
    assert model.objects.exists()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(model._meta.db_table))


def test_a_version_is_written_once_and_follows_its_base(grid: Grid, commission: tuple[User, User]) -> None:
    first = answer(grid, "C8", OBSERVATION, "Vu.")
    again = GridAnswer(
        id=uuid4(),
        grid=grid,
        capacity="C8",
        item=OBSERVATION,
        value="Autre.",
        base_version=0,
        version=1,
        evaluator=commission[1],
        answered_on=first.answered_on,
        recorded_at=first.recorded_at,
    )
    with pytest.raises(IntegrityError, match="answer_version_once"), transaction.atomic():
        again.save(force_insert=True)
    again.version = 5
    with pytest.raises(IntegrityError, match="answer_follows_its_base"), transaction.atomic():
        again.save(force_insert=True)


def test_a_candidacy_to_both_blocks_has_two_grids_signed_apart(centre: ExamCentre) -> None:
    candidacy = planned(centre)
    first, second = grid_of(candidacy, BC01), grid_of(candidacy, BC02)
    for one in to_evaluate(candidacy):
        answer_capacity(first if one.block == BC01 else second, one)
    for user in evaluators_of(centre):
        sign(first, user)
    assert grid_of(candidacy, BC01).state == GridState.SIGNED
    assert answer(second, "C8", OBSERVATION, "Vu encore.").version == 1


# The day of the evaluation ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "codes", "sentence"),
    [
        (EVALUATED_ON.isoformat(), [], ""),
        (PLANNED_ON.isoformat(), [], ""),
        ("", [], ""),
        (
            "2026-03-17",
            ["evaluation.day"],
            "C8 : le 17 mars 2026 n’est pas encore venu ; indiquez le jour de l’évaluation.",
        ),
        (
            "2026-02-01",
            ["evaluation.day"],
            (
                "C8 : le 1er février 2026 précède la concertation du 2 février 2026, qui fixe comment évaluer ; "
                "indiquez le jour de l’évaluation."
            ),
        ),
        ("demain", ["evaluation.day"], "C8 : « demain » n’est pas une date ; choisissez un jour du calendrier."),
    ],
    ids=["today", "the day of the concertation", "taken back", "tomorrow", "before the concertation", "no day"],
)
def test_an_evaluation_took_place_between_the_concertation_and_today(
    grid: Grid, value: str, codes: list[str], sentence: str
) -> None:
    if not codes:
        assert answer(grid, "C8", DAY, value).value == value
        return
    with refused(*codes) as sentences:
        answer(grid, "C8", DAY, value)
    assert sentences == [sentence]


def test_in_vae_the_interview_has_its_day_too(centre: ExamCentre) -> None:
    grid = grid_of(planned(centre, vae=True, blocks=(BC02,)), BC02)
    assert answer(grid, "C8", DAY, "2026-01-20").value == "2026-01-20"


# What an earlier jury kept ------------------------------------------------------------------


def test_a_capacity_that_a_jury_kept_takes_no_answer(centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    keeper(civil, centre, "C9")
    grid = grid_of(planned(centre, civil=civil, blocks=(BC02,)), BC02)
    with refused("evaluation.kept") as sentences:
        answer(grid, "C9", OUTCOME, "acquired")
    assert sentences == ["C9 est conservée depuis le jury du 20 juin 2024 : elle n’est pas à évaluer."]


def test_every_reason_against_an_answer_is_given_at_once(grid: Grid, commission: tuple[User, User]) -> None:
    given = grids.Answer(id=uuid4(), capacity="C8", item="unknown", value="", base_version=7)
    stranger = UserFactory.create()
    with refused("evaluation.commission", "evaluation.item", "evaluation.stale"):
        grids.answer(grid=grid, given=given, user=stranger, actor=evaluator(stranger), now=at(EVALUATED_ON))
