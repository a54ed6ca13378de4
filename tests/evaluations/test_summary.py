"""The summary handed to the jury: frozen when everything is there, refused with all that is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from jurande.candidacies.models import Candidacy
from jurande.evaluations import actions
from jurande.evaluations.facts import OBSERVATION, dossier
from jurande.evaluations.models import Summary
from jurande.evaluations.snapshots import from_json
from jurande.organisations.models import ExamCentre
from jurande.rules.certification import Element
from jurande.rules.evaluation import SummaryOutcome, summary
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from tests.factories import (
    BC01,
    BC02,
    EVALUATED_ON,
    CentreFactory,
    CivilStatusFactory,
    answer,
    at,
    evaluated,
    evaluators_of,
    fill,
    fresh,
    give_opinions,
    grid_of,
    holder,
    planned,
    secretary_of,
    sign,
    sign_all,
    summarise,
)
from tests.writes import last_entry, refused

pytestmark = pytest.mark.django_db


def test_a_summary_freezes_what_the_commission_and_the_company_said(centre: ExamCentre) -> None:
    candidacy = evaluated(centre, failed=("C10",))
    made = summarise(candidacy)
    assert fresh(candidacy).state == State.SUMMARISED
    assert made.made_at == at(EVALUATED_ON + timedelta(days=1))
    assert made.presentable_blocks == [BC01]
    assert made.acquired == ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C11", "C12"]
    assert made.not_acquired == ["C10"]


def test_a_summary_can_be_judged_again_from_what_it_froze(centre: ExamCentre) -> None:
    candidacy = evaluated(centre, blocks=(BC02,))
    before = dossier(candidacy)
    made = summarise(candidacy)
    facts = from_json(made.facts)
    assert facts == before.facts
    assert summary(before.certification, facts).outcome is SummaryOutcome.READY


def test_a_summary_is_one_entry_of_codes_with_every_clause(centre: ExamCentre) -> None:
    candidacy = evaluated(centre, blocks=(BC02,), failed=("C10",))
    summarise(candidacy)
    entry = last_entry(candidacy.ref)
    assert (entry.act, entry.role) == ("evaluation.summarise", "secretary")
    assert entry.data == {"presentable": [], "acquired": ["C8", "C9", "C11", "C12"], "not_acquired": ["C10"]}
    assert {"record.all_capacities", "record.company_opinion", "record.concertation"} <= set(entry.clauses)
    assert entry.detail.content == {"actor_name": "Maëlle Corbineau"}


def test_a_vae_needs_no_opinion_and_no_modality(centre: ExamCentre) -> None:
    candidacy = evaluated(centre, vae=True, tutor_name="", tutor_email="", blocks=(BC02,))
    assert summarise(candidacy).presentable_blocks == [BC02]


def test_a_block_held_is_neither_evaluated_nor_presented_again(centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    holder(civil, CentreFactory.create(), BC01)
    candidacy = evaluated(centre, civil=civil)
    made = summarise(candidacy)
    assert made.presentable_blocks == [BC02]
    facts = from_json(made.facts)
    assert [(block.code, bool(block.held_since)) for block in facts.blocks] == [(BC01, True), (BC02, False)]


def test_everything_that_is_missing_is_said_at_once(centre: ExamCentre) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    answer(grid_of(candidacy, BC02), "C8", OBSERVATION, "Vu.")
    with pytest.raises(Refused) as caught:
        summarise(candidacy)
    codes = [reason.code for reason in caught.value.decision.obstacles]
    assert codes[0] == "evaluation.unsigned"
    assert {"evaluation.held", "evaluation.criteria", "evaluation.opinion", "evaluation.block"} <= set(codes)
    assert not Summary.objects.exists()


def test_a_missing_opinion_keeps_the_summary(centre: ExamCentre) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    fill(candidacy)
    sign_all(candidacy)
    with refused("evaluation.opinion") as sentences:
        summarise(candidacy)
    assert sentences == ["Bloc 2 : avis de l’entreprise manquant ; demandez-le, ou relancez l’entreprise."]


def test_a_grid_somebody_has_still_to_sign_keeps_the_summary_and_a_capacity_not_acquired_does_not(
    centre: ExamCentre,
) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    give_opinions(candidacy)
    fill(candidacy, failed=("C10",))
    sign(grid_of(candidacy, BC02), evaluators_of(centre)[0])
    with refused("evaluation.unsigned") as sentences:
        summarise(candidacy)
    assert sentences == ["La grille du bloc 2 n’est pas signée par toute la commission : faites-la signer."]


def test_a_report_that_came_late_keeps_the_summary(centre: ExamCentre) -> None:
    candidacy = planned(centre, blocks=(BC02,), modalities={"C11": Element.PROJECTS})
    due_on = candidacy.plan.capacities.get(capacity="C11").report_due_on
    assert due_on is not None
    actions.receive_report(
        candidacy=candidacy,
        received_on=due_on + timedelta(days=1),
        actor=secretary_of(centre),
        now=at(EVALUATED_ON),
    )
    fill(candidacy)
    with pytest.raises(Refused) as caught:
        summarise(candidacy)
    said = [reason.text for reason in caught.value.decision.obstacles if reason.code == "evaluation.report"]
    assert said[0].startswith("C11 : rapport reçu avec 1 jour de retard")


def test_a_summary_made_twice_is_made_once(centre: ExamCentre) -> None:
    candidacy = evaluated(centre, blocks=(BC02,))
    summarise(candidacy)
    with refused("lifecycle.moment"):
        summarise(candidacy)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.SECRETARY, Role.EVALUATOR}])
def test_others_hand_nothing_over(centre: ExamCentre, role: Role) -> None:
    candidacy = planned(centre)
    actor = replace(secretary_of(centre), role=role)
    with refused("lifecycle.role"):
        actions.summarise(candidacy=candidacy, actor=actor, now=at(EVALUATED_ON))


# Opened again -------------------------------------------------------------------------------


def reopen(candidacy: Candidacy, role: Role = Role.SECRETARY) -> None:
    """The centre takes the candidacy back to evaluation."""
    actor = replace(secretary_of(candidacy.centre), role=role)
    actions.reopen(candidacy=candidacy, reason="Le tuteur a changé d’avis.", actor=actor, now=at(EVALUATED_ON, 18))


def test_an_evaluation_opened_again_keeps_the_summary_in_its_history(centre: ExamCentre) -> None:
    candidacy = evaluated(centre, blocks=(BC02,))
    first = summarise(candidacy)
    reopen(candidacy)
    assert fresh(candidacy).state == State.PLANNED
    entry = last_entry(candidacy.ref)
    assert (entry.act, entry.data) == ("evaluation.reopen", {})
    assert entry.detail.content["reason"] == "Le tuteur a changé d’avis."
    second = summarise(candidacy)
    assert list(Summary.objects.filter(candidacy=candidacy)) in ([second, first], [first, second])


@pytest.mark.parametrize("state", [state for state in State if state is not State.SUMMARISED])
def test_an_evaluation_is_opened_again_only_before_the_jurys_list(centre: ExamCentre, state: State) -> None:
    candidacy = planned(centre)
    Candidacy.objects.filter(pk=candidacy.pk).update(state=state.value)
    with refused("lifecycle.moment"):
        reopen(candidacy)


def test_an_evaluator_does_not_open_it_again(centre: ExamCentre) -> None:
    candidacy = planned(centre)
    Candidacy.objects.filter(pk=candidacy.pk).update(state=State.SUMMARISED.value)
    with refused("lifecycle.role"):
        reopen(candidacy, Role.EVALUATOR)
