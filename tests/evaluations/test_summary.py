"""The summary handed to the jury: frozen when everything is there, refused with all that is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jurande.evaluations import actions, opinions, summaries
from jurande.evaluations.facts import DAY, OBSERVATION, dossier
from jurande.evaluations.models import GridAnswer, Summary
from jurande.evaluations.snapshots import evaluation_days, from_json
from jurande.organisations.models import ExamCentre
from jurande.rules.certification import Element
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from jurande.rules.summary import OpinionValue, SummaryOutcome, summary
from tests.factories import (
    BC01,
    BC02,
    EVALUATED_ON,
    KEPT_ON,
    PLANNED_ON,
    CentreFactory,
    CivilStatusFactory,
    answer,
    asked,
    at,
    evaluated,
    evaluators_of,
    fill,
    fresh,
    give_opinions,
    grid_of,
    holder,
    keeper,
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
    assert entry.data == {
        "presentable": [],
        "acquired": ["C8", "C9", "C11", "C12"],
        "not_acquired": ["C10"],
        "kept": [],
    }
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


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.SECRETARY}])
def test_others_hand_nothing_over(centre: ExamCentre, role: Role) -> None:
    candidacy = planned(centre)
    actor = replace(secretary_of(centre), role=role)
    with refused("lifecycle.role"):
        summaries.summarise(candidacy=candidacy, actor=actor, now=at(EVALUATED_ON))


# What was kept from an earlier jury ----------------------------------------------------------


def test_what_a_jury_kept_is_acquired_and_not_evaluated_again(centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    keeper(civil, CentreFactory.create(), "C8", "C9", "C11")
    candidacy = evaluated(centre, civil=civil, blocks=(BC02,))
    made = summarise(candidacy)
    assert (made.presentable_blocks, made.kept) == ([BC02], ["C8", "C9", "C11"])
    assert made.acquired == ["C8", "C9", "C10", "C11", "C12"]
    evaluated_again = {answer.capacity for answer in GridAnswer.objects.filter(grid__candidacy=candidacy)}
    assert evaluated_again == {"C10", "C12"}
    [block] = from_json(made.facts).blocks
    assert [one.code for one in block.capacities if one.kept_since == KEPT_ON] == ["C8", "C9", "C11"]
    assert last_entry(candidacy.ref).data["kept"] == ["C8", "C9", "C11"]


def test_what_was_kept_asks_for_the_opinion_on_its_block_all_the_same(centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    keeper(civil, centre, "C8", "C9", "C10", "C11")
    candidacy = planned(centre, civil=civil, blocks=(BC02,))
    fill(candidacy)
    sign_all(candidacy)
    with refused("evaluation.opinion"):
        summarise(candidacy)


# What the company wrote ----------------------------------------------------------------------


def test_a_summary_freezes_the_sentences_of_the_tutor(centre: ExamCentre) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    _, token = asked(candidacy, BC02)
    seen = [opinions.Seen(capacity="C8", seen="not_yet", remark="Une idée en deux ans.")]
    given = opinions.Given(value=OpinionValue.RESERVED, quality="functional", comment="De bonne volonté.", answers=seen)
    opinions.give(token=token, given=given, now=at(PLANNED_ON + timedelta(days=2)))
    fill(candidacy)
    sign_all(candidacy)
    assert summarise(candidacy).opinions == [
        {
            "block": BC02,
            "tutor": "Pascal Gaudry-Ménard",
            "quality": "functional",
            "value": "reserved",
            "given_on": "2026-02-04",
            "comment": "De bonne volonté.",
            "answers": [{"capacity": "C8", "seen": "not_yet", "remark": "Une idée en deux ans."}],
        }
    ]


def test_an_opinion_that_nobody_gave_is_no_sentence(centre: ExamCentre) -> None:
    candidacy = planned(centre, vae=True, blocks=(BC02,))
    asked(candidacy, BC02)
    fill(candidacy)
    sign_all(candidacy)
    assert summarise(candidacy).opinions == []


# The days that are declared ------------------------------------------------------------------


def test_the_days_of_evaluation_are_those_of_the_latest_summary(centre: ExamCentre) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    give_opinions(candidacy)
    fill(candidacy)
    answer(grid_of(candidacy, BC02), "C8", DAY, "2026-03-02")
    sign_all(candidacy)
    assert evaluation_days([candidacy.pk]) == {}
    summarise(candidacy)
    assert evaluation_days([candidacy.pk]) == {candidacy.pk: (date(2026, 3, 2), EVALUATED_ON)}
