"""The modalities, set in concertation and set again: what is written, what is refused, what stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from jurande.accounts.http import Member
from jurande.accounts.models import User
from jurande.candidacies.models import Candidacy
from jurande.evaluations import actions
from jurande.evaluations.facts import OUTCOME, dossier
from jurande.evaluations.models import Commissioner, Grid, GridAnswer, Plan, PlannedCapacity
from jurande.ledger.actors import Actor
from jurande.organisations.models import ExamCentre
from jurande.rules.certification import Element
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Grid as GridState
from jurande.rules.lifecycles import Role
from tests.factories import (
    BC01,
    BC02,
    CONDITIONS,
    EVALUATED_ON,
    PLANNED_ON,
    MembershipFactory,
    UserFactory,
    answer,
    answer_capacity,
    at,
    concertation,
    enrolled,
    evaluators_of,
    fresh,
    grid_of,
    plan,
    planned,
    secretary_of,
    sign,
    summarised,
    to_evaluate,
)
from tests.writes import acts_on, last_entry, nothing_written, refused

pytestmark = pytest.mark.django_db

REAL, PROJECTS, RECONSTITUTED = Element.REAL_WORK, Element.PROJECTS, Element.RECONSTITUTED
DUE_ON = PLANNED_ON + timedelta(days=21)
LATER = at(PLANNED_ON + timedelta(days=7))


def one_block(centre: ExamCentre, modalities: Mapping[str, Element] | None = None) -> Candidacy:
    """A candidate to block 2 (C8 to C12) under evaluation."""
    return planned(centre, modalities=modalities, blocks=(BC02,))


def capacity(candidacy: Candidacy, code: str) -> PlannedCapacity:
    """What is planned for a capacity."""
    return PlannedCapacity.objects.get(plan=candidacy.pk, capacity=code)


def third_evaluator(centre: ExamCentre) -> User:
    """An evaluator who is in no commission yet."""
    user = UserFactory.create(name="Agathe Vasseur")
    MembershipFactory.create(user=user, role=Role.EVALUATOR.value, centre=centre)
    return user


# What it writes -----------------------------------------------------------------------------


def test_a_plan_is_the_concertation_and_one_modality_for_each_capacity(centre: ExamCentre) -> None:
    candidacy = enrolled(centre)
    agreed = plan(candidacy, concertation(candidacy, {"C9": RECONSTITUTED, "C11": PROJECTS}))
    assert (agreed.agreed_on, agreed.company_consulted) == (PLANNED_ON, "Emboutissage Ternois")
    chosen = {one.capacity: one for one in PlannedCapacity.objects.filter(plan=agreed)}
    assert list(chosen) == [one.code for one in to_evaluate(candidacy)]
    assert {code: one.modality for code, one in chosen.items() if one.modality != REAL} == {
        "C9": RECONSTITUTED,
        "C11": PROJECTS,
    }
    project = chosen["C11"]
    assert (project.report_due_on, project.report_conditions) == (DUE_ON, CONDITIONS)
    assert (project.conditions_fixed_on, project.report_received_on) == (PLANNED_ON, None)
    assert (chosen["C9"].report_due_on, chosen["C9"].report_conditions) == (None, "")


def test_a_plan_opens_a_grid_for_each_block_to_evaluate(centre: ExamCentre) -> None:
    candidacy = planned(centre)
    assert candidacy.state == State.PLANNED
    grids = Grid.objects.filter(candidacy=candidacy).values_list("block_code", "state")
    assert sorted(grids) == [(BC01, GridState.OPEN), (BC02, GridState.OPEN)]


def test_the_commission_sees_the_candidacy_and_nobody_else_does(centre: ExamCentre) -> None:
    candidacy, other = one_block(centre), third_evaluator(centre)
    first, second = evaluators_of(centre)
    assert list(Commissioner.objects.values_list("user", "outside_company")) == [(first.pk, False), (second.pk, True)]
    assert [sees(user, candidacy) for user in (first, second, other)] == [True, True, False]


def sees(user: User, candidacy: Candidacy, now: Any = LATER) -> bool:
    """Whether an evaluator finds the candidacy among theirs."""
    member = Member(user, user.memberships.get(role=Role.EVALUATOR.value), now)
    return Candidacy.objects.visible_to(member).filter(pk=candidacy.pk).exists()


def test_a_plan_is_one_entry_from_the_day_of_the_concertation(centre: ExamCentre) -> None:
    candidacy = enrolled(centre, blocks=(BC02,))
    plan(candidacy, concertation(candidacy, {"C11": PROJECTS}), now=LATER)
    entry = last_entry(candidacy.ref)
    assert acts_on(candidacy.ref) == ["candidacy.enrol", "evaluation.plan"]
    assert (entry.chain_id, entry.effective_on, entry.recorded_at) == ("centre:VDB", PLANNED_ON, LATER)
    assert entry.clauses == ["record.concertation"]
    assert entry.data == {
        "modalities": ["C8:real_work", "C9:real_work", "C10:real_work", "C11:projects", "C12:real_work"],
        "commission": [user.ref for user in evaluators_of(centre)],
    }
    assert entry.detail.content == {
        "actor_name": "Maëlle Corbineau",
        "company": "Emboutissage Ternois",
        "others": "le candidat",
    }


def test_a_vae_has_a_commission_and_no_modality(centre: ExamCentre) -> None:
    candidacy = planned(centre, vae=True)
    assert candidacy.state == State.PLANNED
    assert not PlannedCapacity.objects.exists()
    assert Grid.objects.count() == 2
    assert last_entry(candidacy.ref).data["modalities"] == []


# What is refused ----------------------------------------------------------------------------


def choices(candidacy: Candidacy, *without: str) -> list[actions.PlannedChoice]:
    """The choices of a whole plan, some left out."""
    return [one for one in concertation(candidacy).choices if one.capacity not in without]


def test_every_fault_of_a_plan_is_said_at_once(centre: ExamCentre) -> None:
    candidacy = enrolled(centre, blocks=(BC02,))
    agreed = concertation(
        candidacy,
        {"C8": Element.COMPANY_OPINION, "C9": PROJECTS, "C10": PROJECTS},
        company_consulted=" ",
        report_due_on=None,
    )
    agreed = replace(agreed, choices=[one for one in agreed.choices if one.capacity not in {"C11", "C12"}])
    secretary_of(centre)
    with refused(
        "planning.concertation", "planning.complete", "planning.offered", "planning.project", "planning.project"
    ) as sentences:
        plan(candidacy, agreed)
    assert sentences[1] == "Sans modalité : C11 et C12. Choisissez-en une pour chaque capacité."
    assert [sentence[:4] for sentence in sentences[2:]] == ["C8 :", "C9 :", "C10 "]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"agreed_on": PLANNED_ON + timedelta(days=1)}, "planning.concertation"),
        ({"company_consulted": ""}, "planning.concertation"),
        ({"report_due_on": PLANNED_ON}, "planning.project"),
        ({"report_conditions": "  "}, "planning.project"),
    ],
    ids=["agreed tomorrow", "nobody consulted", "report due today", "no condition"],
)
def test_a_plan_badly_agreed_is_refused(centre: ExamCentre, changes: dict[str, Any], code: str) -> None:
    candidacy = enrolled(centre, blocks=(BC02,))
    agreed = concertation(candidacy, {"C11": PROJECTS}, **changes)
    secretary_of(centre)
    with refused(code):
        plan(candidacy, agreed)


def test_a_vae_with_modalities_is_refused(centre: ExamCentre) -> None:
    candidacy, other = enrolled(centre, vae=True, blocks=(BC02,)), enrolled(centre, blocks=(BC02,))
    agreed = concertation(candidacy, choices=choices(other))
    with refused("planning.interview"):
        plan(candidacy, agreed)


def test_a_capacity_of_a_block_held_is_not_planned(centre: ExamCentre) -> None:
    candidacy, whole = enrolled(centre, blocks=(BC02,)), enrolled(centre)
    agreed = concertation(candidacy, choices=choices(whole))
    with refused("planning.outside") as sentences:
        plan(candidacy, agreed)
    assert sentences[0].startswith("Hors des blocs à évaluer : C1, C2")


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.SECRETARY}])
def test_only_the_staff_of_the_centre_plans(centre: ExamCentre, role: Role) -> None:
    candidacy = enrolled(centre)
    agreed = concertation(candidacy)
    with refused("lifecycle.role"):
        actions.define_plan(
            candidacy=candidacy, concertation=agreed, actor=Actor("user:1", role, "Quelqu’un"), now=LATER
        )


@pytest.mark.parametrize("state", [state for state in State if state not in {State.ENROLLED, State.PLANNED}])
def test_a_plan_is_set_before_the_summary(centre: ExamCentre, state: State) -> None:
    candidacy = enrolled(centre)
    agreed = concertation(candidacy)
    Candidacy.objects.update(state=state.value)
    with refused("lifecycle.moment"):
        plan(candidacy, agreed)


# Set again ----------------------------------------------------------------------------------


def test_a_plan_sent_twice_is_written_once(centre: ExamCentre) -> None:
    candidacy = enrolled(centre)
    agreed = concertation(candidacy, {"C11": PROJECTS})
    first = plan(candidacy, agreed)
    with nothing_written():
        assert plan(candidacy, agreed, now=LATER) == first


def test_a_plan_set_again_is_an_entry_of_its_own(centre: ExamCentre) -> None:
    candidacy = one_block(centre)
    plan(candidacy, concertation(candidacy, {"C9": RECONSTITUTED}), now=LATER)
    assert acts_on(candidacy.ref) == ["candidacy.enrol", "evaluation.plan", "evaluation.replan"]
    assert "C9:reconstituted" in last_entry(candidacy.ref).data["modalities"]
    assert capacity(candidacy, "C9").modality == RECONSTITUTED
    assert (Plan.objects.count(), PlannedCapacity.objects.count(), Grid.objects.count()) == (1, 5, 1)


def test_answers_that_conclude_nothing_yet_stay_when_the_modality_changes(centre: ExamCentre) -> None:
    candidacy = one_block(centre)
    answer(grid_of(candidacy, BC02), "C9", "observation", "Audit vu le matin.")
    plan(candidacy, concertation(candidacy, {"C9": RECONSTITUTED}), now=LATER)
    assert dossier(candidacy).answers["C9"].value("observation") == "Audit vu le matin."


def test_a_result_given_is_taken_back_by_the_commission_before_its_modality_changes(centre: ExamCentre) -> None:
    candidacy = one_block(centre)
    grid = grid_of(candidacy, BC02)
    answer(grid, "C9", OUTCOME, "acquired")
    other = concertation(candidacy, {"C9": RECONSTITUTED})
    with refused("planning.evaluated") as sentences:
        plan(candidacy, other, now=LATER)
    assert sentences[0].startswith(
        "C9 : la commission a déjà donné son résultat, « Situation professionnelle réelle »."
    )
    assert sentences[0].endswith("Demandez-lui de le retirer de la grille, puis changez la modalité.")
    answer(grid, "C9", OUTCOME, "", base_version=1)
    plan(candidacy, other, now=LATER)
    assert capacity(candidacy, "C9").modality == RECONSTITUTED
    assert GridAnswer.objects.filter(capacity="C9").count() == 2, "the result taken back stays in the history"


def test_a_result_given_does_not_keep_the_rest_of_the_plan(centre: ExamCentre) -> None:
    candidacy = one_block(centre)
    answer(grid_of(candidacy, BC02), "C9", OUTCOME, "acquired")
    plan(candidacy, concertation(candidacy, {"C10": RECONSTITUTED}, others_consulted="l’organisme"), now=LATER)
    assert capacity(candidacy, "C10").modality == RECONSTITUTED


def signed_by_the_first(centre: ExamCentre, modalities: Mapping[str, Element] | None = None) -> Candidacy:
    """A candidate to block 2 whose grid the first evaluator signed."""
    candidacy = one_block(centre, modalities)
    grid = grid_of(candidacy, BC02)
    for one in to_evaluate(candidacy):
        answer_capacity(grid, one)
    sign(grid, evaluators_of(centre)[0])
    return candidacy


def test_what_a_signed_grid_rests_on_no_longer_changes(centre: ExamCentre) -> None:
    candidacy = signed_by_the_first(centre)
    with refused("planning.signed", "planning.signed") as sentences:
        plan(candidacy, concertation(candidacy, {"C9": RECONSTITUTED, "C11": PROJECTS}, report_due_on=EVALUATED_ON))
    assert sentences[0] == "C9 : la grille du bloc 2 est signée ; sa modalité et ses délais ne changent plus."


def test_whoever_signed_stays_in_the_commission(centre: ExamCentre) -> None:
    candidacy = signed_by_the_first(centre)
    second = evaluators_of(centre)[1]
    with refused("planning.signer") as sentences:
        plan(candidacy, concertation(candidacy, commission=[(second, True)]), now=LATER)
    assert sentences == ["Hervé Bonnefoy a signé une grille : cette personne reste de la commission."]


def test_a_grid_is_sealed_when_the_last_who_had_to_sign_leaves(centre: ExamCentre) -> None:
    candidacy = signed_by_the_first(centre)
    first, _ = evaluators_of(centre)
    plan(candidacy, concertation(candidacy, commission=[(first, True)]), now=LATER)
    assert grid_of(candidacy, BC02).state == GridState.SIGNED


def test_a_grid_nobody_signed_is_not_sealed_by_a_new_commission(centre: ExamCentre) -> None:
    candidacy = one_block(centre)
    plan(candidacy, concertation(candidacy, commission=[(third_evaluator(centre), True)]), now=LATER)
    assert grid_of(candidacy, BC02).state == GridState.OPEN


def test_whoever_leaves_the_commission_no_longer_sees_the_candidacy(centre: ExamCentre) -> None:
    candidacy, third = one_block(centre), third_evaluator(centre)
    first, second = evaluators_of(centre)
    plan(candidacy, concertation(candidacy, commission=[(first, False), (third, True)]), now=LATER)
    assert [sees(user, candidacy) for user in (first, second, third)] == [True, False, True]
    plan(candidacy, concertation(candidacy, commission=[(first, False), (second, True)]), now=LATER)
    assert [sees(user, candidacy) for user in (first, second, third)] == [True, True, False], "back again"


# The report of a project --------------------------------------------------------------------


def receive(candidacy: Candidacy, received_on: date, *, now: Any = None, role: Role = Role.SECRETARY) -> None:
    """The report reached the centre."""
    actor = replace(secretary_of(candidacy.centre), role=role)
    actions.receive_report(candidacy=candidacy, received_on=received_on, actor=actor, now=now or at(EVALUATED_ON))


def test_a_report_received_is_dated_on_every_project_and_is_one_entry(centre: ExamCentre) -> None:
    candidacy = one_block(centre, {"C10": PROJECTS, "C11": PROJECTS})
    receive(candidacy, DUE_ON)
    received = PlannedCapacity.objects.exclude(report_received_on=None).values_list("capacity", "report_received_on")
    assert sorted(received) == [("C10", DUE_ON), ("C11", DUE_ON)]
    entry = last_entry(candidacy.ref)
    assert (entry.act, entry.effective_on, entry.data) == (
        "evaluation.report",
        DUE_ON,
        {"received_on": DUE_ON.isoformat()},
    )
    assert entry.clauses == ["record.modality.projects"]


def test_a_report_recorded_twice_is_recorded_once(centre: ExamCentre) -> None:
    candidacy = one_block(centre, {"C11": PROJECTS})
    receive(candidacy, DUE_ON)
    with nothing_written():
        receive(candidacy, DUE_ON)


def test_a_day_badly_typed_is_corrected_by_another_entry(centre: ExamCentre) -> None:
    candidacy = one_block(centre, {"C11": PROJECTS})
    receive(candidacy, DUE_ON + timedelta(days=2))
    receive(candidacy, DUE_ON)
    assert capacity(candidacy, "C11").report_received_on == DUE_ON
    assert acts_on(candidacy.ref)[-2:] == ["evaluation.report", "evaluation.report"]


def test_a_report_is_not_received_tomorrow(centre: ExamCentre) -> None:
    candidacy = one_block(centre, {"C11": PROJECTS})
    with refused("evaluation.report_to_come"):
        receive(candidacy, EVALUATED_ON + timedelta(days=1))


def test_no_report_is_received_when_no_project_is_planned(centre: ExamCentre) -> None:
    candidacy = one_block(centre)
    with refused("evaluation.no_report"):
        receive(candidacy, DUE_ON)


def test_the_day_of_a_report_no_longer_changes_once_a_grid_rests_on_it(centre: ExamCentre) -> None:
    candidacy = one_block(centre, {"C11": PROJECTS})
    receive(candidacy, DUE_ON)
    grid = grid_of(candidacy, BC02)
    for one in to_evaluate(candidacy):
        answer_capacity(grid, one)
    sign(grid, evaluators_of(centre)[0])
    with nothing_written():
        receive(candidacy, DUE_ON)
    with refused("evaluation.signed"):
        receive(candidacy, DUE_ON - timedelta(days=1))


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.AUDITOR, Role.CANDIDATE])
def test_only_the_staff_receives_reports(centre: ExamCentre, role: Role) -> None:
    candidacy = one_block(centre, {"C11": PROJECTS})
    secretary_of(centre)
    with refused("lifecycle.role"):
        receive(candidacy, DUE_ON, role=role)


def test_terms_that_stay_are_not_judged_again_once_their_day_has_passed(centre: ExamCentre) -> None:
    """Another capacity is planned otherwise after the report came: the report still counts."""
    candidacy = one_block(centre, {"C11": PROJECTS})
    receive(candidacy, DUE_ON)
    plan(candidacy, concertation(candidacy, {"C11": PROJECTS, "C9": RECONSTITUTED}), now=at(EVALUATED_ON))
    project = capacity(candidacy, "C11")
    assert (project.conditions_fixed_on, project.report_received_on) == (PLANNED_ON, DUE_ON)
    assert capacity(candidacy, "C9").modality == RECONSTITUTED


def test_a_project_added_late_needs_terms_to_come(centre: ExamCentre) -> None:
    candidacy = one_block(centre, {"C11": PROJECTS})
    with refused("planning.project") as sentences:
        plan(candidacy, concertation(candidacy, {"C11": PROJECTS, "C10": PROJECTS}), now=at(EVALUATED_ON))
    assert sentences == ["C10 : rapport attendu le 23 février 2026, trop tôt ; fixez un jour à venir."]


def test_new_terms_ask_for_a_new_report(centre: ExamCentre) -> None:
    """A report came late: the centre sets a new day, and the report that comes by then is in time."""
    candidacy = one_block(centre, {"C11": PROJECTS})
    late, new_day = DUE_ON + timedelta(days=3), DUE_ON + timedelta(days=30)
    receive(candidacy, late)
    assert not capacity(candidacy, "C11").report_in_time
    plan(candidacy, concertation(candidacy, {"C11": PROJECTS}, report_due_on=new_day), now=at(late, 15))
    project = capacity(candidacy, "C11")
    assert (project.conditions_fixed_on, project.report_received_on) == (late, None)
    receive(candidacy, new_day, now=at(new_day))
    assert capacity(candidacy, "C11").report_in_time


def test_a_second_report_leaves_the_first_as_it_came(centre: ExamCentre) -> None:
    candidacy = one_block(centre, {"C11": PROJECTS})
    receive(candidacy, DUE_ON)
    first, second = concertation(candidacy, {"C11": PROJECTS}), DUE_ON + timedelta(days=60)
    later = concertation(candidacy, {"C10": PROJECTS}, report_due_on=second)
    mixed = {one.capacity: one for one in first.choices} | {"C10": later.choices[2]}
    plan(candidacy, replace(first, choices=list(mixed.values())), now=at(EVALUATED_ON))
    receive(candidacy, second, now=at(second))
    assert [capacity(candidacy, code).report_received_on for code in ("C10", "C11")] == [second, DUE_ON]


def test_a_summary_made_keeps_its_plan(centre: ExamCentre) -> None:
    candidacy = summarised(centre, blocks=(BC02,))
    with refused("lifecycle.moment"):
        plan(candidacy, concertation(candidacy, {"C9": RECONSTITUTED}), now=at(EVALUATED_ON + timedelta(days=2)))
    assert fresh(candidacy).state == State.SUMMARISED
