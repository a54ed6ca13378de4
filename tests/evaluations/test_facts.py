"""From the rows to the facts that the rule judges, in a constant number of queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jurande.evaluations import opinions
from jurande.evaluations.facts import DAY, OUTCOME, WORKSTATIONS, dossier, dossiers
from jurande.organisations.models import ExamCentre
from jurande.register.kept import keep_capacities
from jurande.register.models import BlockAward
from jurande.rules.certification import Element
from jurande.rules.evaluation import CapacityOutcome
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.summary import OpinionValue, SummaryOutcome
from tests.bulk import candidacies
from tests.factories import (
    BC01,
    BC02,
    ENROLLED_ON,
    EVALUATED_ON,
    KEPT_ON,
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
    jury_fact,
    keeper,
    opinion,
    planned,
    secretary_of,
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
    _, token = asked(candidacy, BC02, now=at(PLANNED_ON, 16))
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


@pytest.mark.parametrize(
    ("usable_until", "kept"),
    [(None, True), (ENROLLED_ON, True), (ENROLLED_ON - timedelta(days=1), False)],
    ids=["without limit", "until the day of the enrolment", "until the day before"],
)
def test_a_capacity_kept_by_a_jury_serves_while_it_is_usable_when_the_candidate_enrols(
    centre: ExamCentre, usable_until: date | None, kept: bool
) -> None:
    civil = CivilStatusFactory.build()
    keeper(civil, CentreFactory.create(), "C9", usable_until=usable_until)
    file = dossier(enrolled(centre, civil=civil))
    assert [one.code for block in file.facts.blocks for one in block.capacities if one.kept_since == KEPT_ON] == (
        ["C9"] if kept else []
    )
    assert ("C9" in [one.code for one in file.to_evaluate]) is not kept
    assert (file.judge("C9").outcome is CapacityOutcome.ACQUIRED) is kept


def test_a_capacity_kept_serves_only_for_a_block_to_evaluate_of_its_certification(centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    keeper(civil, centre, "C9")
    holder(civil, centre, BC02)
    assert dict(dossier(enrolled(centre, civil=civil)).kept) == {}
    keeper(other := CivilStatusFactory.build(), centre, "C9")
    assert dict(dossier(enrolled(centre, civil=other, blocks=(BC01,))).kept) == {}


def test_a_candidacy_does_not_keep_what_its_own_jury_left_it(centre: ExamCentre) -> None:
    candidacy = enrolled(centre)
    for jury_on, of in ((ENROLLED_ON, candidacy.ref), (EVALUATED_ON, "candidacy:another")):
        fact = replace(jury_fact(centre), candidacy=of, jury_on=jury_on)
        actor = secretary_of(centre)
        keep_capacities(
            person=candidacy.person, capacities=["C9"], usable_until=None, fact=fact, actor=actor, now=at(jury_on)
        )
    assert dict(dossier(candidacy).kept) == {}


def test_the_day_of_the_evaluation_is_the_one_given_else_the_day_of_its_result(centre: ExamCentre) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    grid = grid_of(candidacy, BC02)
    answer(grid, "C8", DAY, "2026-03-02")
    assert dossier(candidacy).answers["C8"].evaluated_on is None, "nothing is concluded yet"
    answer(grid, "C8", OUTCOME, "acquired")
    answer(grid, "C9", OUTCOME, "acquired")
    evaluations = [one.evaluation for one in dossier(candidacy).facts.blocks[0].capacities]
    assert [one.on for one in evaluations[:2] if one] == [date(2026, 3, 2), EVALUATED_ON]


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
    # Plans, capacities, answers, commissioners, opinions, their answers, blocks held, choices, capacities kept.
    assert costs == [9, 9]


def test_nothing_is_read_for_nobody() -> None:
    assert dossiers([]) == []
