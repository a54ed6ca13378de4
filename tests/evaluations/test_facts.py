"""From the rows to the facts that the rule judges, in a constant number of queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jurande.evaluations import opinions
from jurande.evaluations.facts import OUTCOME, WORKSTATIONS, dossier, dossiers
from jurande.organisations.models import ExamCentre
from jurande.register.models import BlockAward
from jurande.rules.certification import Element
from jurande.rules.evaluation import CapacityOutcome, OpinionValue, SummaryOutcome
from jurande.rules.lifecycles import Candidacy as State
from tests.bulk import candidacies
from tests.factories import (
    BC01,
    BC02,
    EVALUATED_ON,
    PLANNED_ON,
    CentreFactory,
    CivilStatusFactory,
    answer,
    asked,
    at,
    enrolled,
    evaluated,
    grid_of,
    holder,
    opinion,
    planned,
)

pytestmark = pytest.mark.django_db


def test_a_candidacy_just_enrolled_has_nothing_yet(centre: ExamCentre) -> None:
    file = dossier(enrolled(centre))
    assert (file.plan, dict(file.planned), dict(file.answers), file.commissioners) == (None, {}, {}, ())
    assert file.facts.concertation_on is None
    assert [block.code for block in file.facts.blocks] == [BC01, BC02]
    assert file.decision.outcome is SummaryOutcome.NOT_READY


def test_the_latest_answer_is_the_one_in_force(centre: ExamCentre) -> None:
    candidacy = planned(centre)
    grid = grid_of(candidacy)
    answer(grid, "C1", WORKSTATIONS, "Presse 160 t")
    answer(grid, "C1", WORKSTATIONS, " Presse 160 t \n\n Soudage ", base_version=1)
    answer(grid, "C1", "criterion:C1.1", "met")
    answer(grid, "C1", "criterion:C1.2", "not_met")
    answer(grid, "C1", OUTCOME, "acquired")
    (first, *_) = dossier(candidacy).facts.blocks[0].capacities
    assert first.workstations == ("Presse 160 t", "Soudage")
    assert first.evaluation is not None
    assert (first.evaluation.modality, first.evaluation.on) == (Element.REAL_WORK, EVALUATED_ON)
    assert (first.evaluation.outcome, [one.met for one in first.evaluation.criteria]) == (
        CapacityOutcome.ACQUIRED,
        [True, False, None],
    )


def test_a_result_taken_back_is_to_evaluate_again(centre: ExamCentre) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    grid = grid_of(candidacy, BC02)
    answer(grid, "C8", OUTCOME, "acquired")
    answer(grid, "C8", OUTCOME, "", base_version=1)
    assert dossier(candidacy).judge("C8").outcome is CapacityOutcome.TO_EVALUATE


def test_an_opinion_counts_once_given_and_not_when_revoked(centre: ExamCentre) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    asked(candidacy, BC02)
    assert dossier(candidacy).facts.blocks[0].opinion.value is None
    _, token = asked(candidacy, BC02)
    opinions.give(token=token, given=opinion(BC02, OpinionValue.UNFAVOURABLE), now=at(PLANNED_ON, 18))
    given = dossier(candidacy).facts.blocks[0].opinion
    assert (given.value, given.given_on) == (OpinionValue.UNFAVOURABLE, PLANNED_ON)
    assert len(dossier(candidacy).opinions) == 1


def test_a_block_is_held_since_its_jury_unless_it_was_withdrawn(centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    holder(civil, centre, BC01)
    candidacy = enrolled(centre, civil=civil)
    award = BlockAward.objects.get()
    assert dossier(candidacy).facts.blocks[0].held_since == award.validated_on
    BlockAward.objects.update(withdrawn_on=EVALUATED_ON)
    assert dossier(candidacy).facts.blocks[0].held_since is None


def test_the_commission_is_counted(centre: ExamCentre) -> None:
    commission = dossier(planned(centre)).facts.blocks[0].commission
    assert (commission.evaluators, commission.outside_company) == (2, 1)


def test_a_vae_is_judged_by_its_interview(centre: ExamCentre) -> None:
    candidacy = planned(centre, vae=True, blocks=(BC02,))
    answer(grid_of(candidacy, BC02), "C8", OUTCOME, "acquired")
    evaluation = dossier(candidacy).facts.blocks[0].capacities[0].evaluation
    assert evaluation is not None
    assert evaluation.modality is None


def test_an_unknown_capacity_is_an_error(centre: ExamCentre) -> None:
    with pytest.raises(KeyError):
        dossier(enrolled(centre)).judge("C99")


def test_a_thousand_candidacies_are_read_in_as_many_queries_as_one(centre: ExamCentre) -> None:
    whole = evaluated(centre, blocks=(BC02,))
    many = candidacies(CentreFactory.create(), range(1_000), state=State.PLANNED)
    costs = []
    for chosen in ([whole], [whole, *many]):
        with CaptureQueriesContext(connection) as captured:
            first, *_ = dossiers(chosen)
            assert first.decision.outcome is SummaryOutcome.READY
        costs.append(len(captured))
    assert costs == [8, 8], "plans, capacities, answers, commissioners, opinions, their answers, blocks held, choices"


def test_nothing_is_read_for_nobody() -> None:
    assert dossiers([]) == []
