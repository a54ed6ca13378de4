"""Planning: one modality for each capacity, set in concertation; then what evaluation will make of the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.certification import AllOf, Block, Element, RouteCode
from jurande.rules.evaluation import (
    CapacityFacts,
    CapacityOutcome,
    CommissionFacts,
    CriterionAnswer,
    EvaluationFacts,
    capacity,
)
from jurande.rules.planning import ModalityFacts, PlanDecision, PlanFacts, PlanOutcome, plan
from tests.rules.reach import days, reach
from tests.rules.record28245 import BC01, BC01_CAPACITIES, BC02, BC02_CAPACITIES, CQPM
from tests.rules.said import codes, said

ON = date(2026, 1, 20)
YESTERDAY, TOMORROW = ON - timedelta(days=1), ON + timedelta(days=1)
ACCEPTED, REFUSED = PlanOutcome.ACCEPTED, PlanOutcome.REFUSED
REAL_WORK, PROJECTS, RECONSTITUTED, OPINION = Element


def on_the_job(*capacities: str) -> tuple[ModalityFacts, ...]:
    """Real work for each of these capacities."""
    return tuple(ModalityFacts(capacity=code, modality=REAL_WORK) for code in capacities)


def project(code: str, due_on: date | None = TOMORROW, conditions: str = "Dix pages") -> ModalityFacts:
    """A presentation of projects, its report due on that day under those conditions."""
    return ModalityFacts(capacity=code, modality=PROJECTS, report_due_on=due_on, report_conditions=conditions)


PLAN = PlanFacts(
    route=RouteCode.CONTINUING,
    agreed_on=ON,
    company_consulted="Mécanique du Val",
    blocks=(BC02,),
    modalities=on_the_job(*BC02_CAPACITIES),
)


def planned(*instead: ModalityFacts, without: tuple[str, ...] = (), **changes: Any) -> PlanFacts:
    """A plan of block 2 on the job, but for these modalities, those left out, and the changes."""
    given = {choice.capacity: choice for choice in (*PLAN.modalities, *instead)}
    return replace(PLAN, modalities=tuple(given[code] for code in given if code not in without), **changes)


def decided(facts: PlanFacts, on: date = ON) -> PlanDecision:
    """The answer to a plan."""
    return plan(CQPM, facts, on=on)


# Cases.


@pytest.mark.parametrize(
    ("facts", "obstacles"),
    [
        pytest.param(PLAN, [], id="real work"),
        pytest.param(planned(project("C10"), project("C11")), [], id="two projects"),
        pytest.param(planned(ModalityFacts(capacity="C8", modality=RECONSTITUTED)), [], id="reconstituted"),
        pytest.param(
            replace(PLAN, blocks=(BC01, BC02), modalities=on_the_job(*BC01_CAPACITIES, *BC02_CAPACITIES)),
            [],
            id="two blocks",
        ),
        pytest.param(planned(route=RouteCode.PROFESSIONALISATION), [], id="another route"),
        pytest.param(planned(agreed_on=YESTERDAY), [], id="agreed the day before"),
        pytest.param(planned(agreed_on=TOMORROW), ["planning.concertation"], id="agreed the day after"),
        pytest.param(planned(agreed_on=None), ["planning.concertation"], id="not dated"),
        pytest.param(planned(company_consulted=""), ["planning.concertation"], id="nobody consulted"),
        pytest.param(
            planned(company_consulted="", agreed_on=TOMORROW),
            ["planning.concertation", "planning.concertation"],
            id="nobody consulted, the day after",
        ),
        pytest.param(planned(kept=("C8", "C11"), without=("C8", "C11")), [], id="two kept from an earlier jury"),
        pytest.param(planned(kept=("C8",)), ["planning.kept"], id="a modality for one that is kept"),
        pytest.param(planned(kept=("C8",), without=("C8", "C9")), ["planning.complete"], id="one kept, one left out"),
        pytest.param(planned(kept=("C1",)), [], id="one kept of a block not aimed at"),
        pytest.param(planned(kept=BC02_CAPACITIES, without=BC02_CAPACITIES), [], id="all kept"),
        pytest.param(planned(company_consulted=" "), ["planning.concertation"], id="a blank for a company"),
        pytest.param(planned(without=("C9",)), ["planning.complete"], id="a capacity left out"),
        pytest.param(replace(PLAN, blocks=(), modalities=()), ["planning.complete"], id="no block"),
        pytest.param(planned(*on_the_job("C1")), ["planning.outside"], id="a capacity of another block"),
        pytest.param(planned(*on_the_job("C99")), ["planning.outside"], id="a capacity of no block"),
        pytest.param(
            replace(PLAN, modalities=(*PLAN.modalities, project("C9"))), ["planning.one_each"], id="two modalities"
        ),
        pytest.param(
            planned(ModalityFacts(capacity="C9", modality=OPINION)), ["planning.offered"], id="no way to evaluate"
        ),
        pytest.param(planned(project("C10", due_on=None)), ["planning.project"], id="a report without a day"),
        pytest.param(planned(project("C10", conditions="")), ["planning.project"], id="a report without conditions"),
        pytest.param(planned(project("C10", conditions=" ")), ["planning.project"], id="blank conditions"),
        pytest.param(planned(project("C10", due_on=ON)), ["planning.project"], id="a report due the very day"),
        pytest.param(planned(project("C10", due_on=YESTERDAY)), ["planning.project"], id="a report due before"),
        pytest.param(
            replace(
                planned(
                    project("C10", due_on=None),
                    ModalityFacts(capacity="C8", modality=OPINION),
                    *on_the_job("C1"),
                    without=("C9",),
                    company_consulted="",
                ),
                route=RouteCode.CONTINUING,
            ),
            [
                "planning.concertation",
                "planning.complete",
                "planning.outside",
                "planning.offered",
                "planning.project",
            ],
            id="every fault at once",
        ),
    ],
)
def test_the_modalities_are_set_in_concertation_one_for_each_capacity(facts: PlanFacts, obstacles: list[str]) -> None:
    decision = decided(facts)
    assert codes(decision) == obstacles
    assert decision.outcome is (REFUSED if obstacles else ACCEPTED)


def test_an_accepted_plan_says_what_was_agreed_capacity_by_capacity() -> None:
    assert said(decided(planned(project("C11", due_on=date(2026, 3, 13))))) == [
        (
            "+ planning.concertation (record.concertation) "
            "Modalités définies en concertation le 20 janvier 2026 avec Mécanique du Val."
        ),
        "+ planning.complete (record.evaluation) Chacune des 5 capacités a sa modalité.",
        "+ planning.offered (record.evaluation) C8 : modalité prévue par le référentiel.",
        "+ planning.offered (record.evaluation) C9 : modalité prévue par le référentiel.",
        "+ planning.offered (record.evaluation) C10 : modalité prévue par le référentiel.",
        "+ planning.offered (record.evaluation) C11 : modalité prévue par le référentiel.",
        "+ planning.offered (record.evaluation) C12 : modalité prévue par le référentiel.",
        (
            "+ planning.project (record.modality.projects) "
            "C11 : rapport attendu le 13 mars 2026, conditions fixées d’avance."
        ),
    ]


def test_the_name_of_a_company_that_ends_with_a_full_stop_ends_the_sentence() -> None:
    (agreed, *_) = said(decided(planned(company_consulted="Mercier S.A.")))
    assert agreed.endswith("avec Mercier S.A.")


@pytest.mark.parametrize(
    ("facts", "lines"),
    [
        pytest.param(
            planned(company_consulted=""),
            [
                (
                    "- planning.concertation (record.concertation) "
                    "Aucune entreprise n’a été consultée : indiquez avec qui les modalités ont été définies."
                )
            ],
            id="nobody consulted",
        ),
        pytest.param(
            planned(agreed_on=TOMORROW),
            [
                (
                    "- planning.concertation (record.concertation) "
                    "La concertation du 21 janvier 2026 n’a pas encore eu lieu : indiquez sa date réelle."
                )
            ],
            id="agreed in the future",
        ),
        pytest.param(
            planned(agreed_on=None, company_consulted=" "),
            [
                (
                    "- planning.concertation (record.concertation) "
                    "Aucune entreprise n’a été consultée : indiquez avec qui les modalités ont été définies."
                ),
                (
                    "- planning.concertation (record.concertation) "
                    "La concertation n’est pas datée : indiquez le jour où les modalités ont été définies."
                ),
            ],
            id="nothing of the concertation",
        ),
        pytest.param(
            planned(kept=("C8", "C9", "C10"), without=("C10",)),
            [
                (
                    "- planning.kept (record.kept) À ne pas réévaluer, car conservées d’un jury antérieur : "
                    "C8, C9 et C10. Retirez C8 et C9 du plan."
                )
            ],
            id="a modality for what is kept",
        ),
        pytest.param(
            replace(PLAN, blocks=(), modalities=()),
            [
                (
                    "- planning.complete (record.evaluation) "
                    "Aucun bloc n’est à évaluer : indiquez ceux que vise la candidature."
                )
            ],
            id="no block",
        ),
        pytest.param(
            replace(PLAN, modalities=on_the_job("C1", "C2", "C8", "C10", "C8", "C11", "C11", "C2")),
            [
                (
                    "- planning.complete (record.evaluation) "
                    "Sans modalité : C9 et C12. Choisissez-en une pour chaque capacité."
                ),
                "- planning.outside (record.evaluation) Hors des blocs à évaluer : C1 et C2. Retirez-les du plan.",
                (
                    "- planning.one_each (record.evaluation) "
                    "Plusieurs modalités pour C8 et C11. Gardez-en une pour chaque capacité."
                ),
            ],
            id="missing, outside and twice",
        ),
        pytest.param(
            planned(ModalityFacts(capacity="C9", modality=OPINION)),
            [
                (
                    "- planning.offered (record.evaluation) "
                    "C9 : le bloc 2 ne prévoit pas cette modalité ; choisissez-en une autre."
                )
            ],
            id="no way to evaluate",
        ),
        pytest.param(
            planned(project("C10", due_on=None), project("C11", due_on=ON)),
            [
                (
                    "- planning.project (record.modality.projects) "
                    "C10 : fixez d’abord la date limite et les conditions du rapport de projet."
                ),
                (
                    "- planning.project (record.modality.projects) "
                    "C11 : rapport attendu le 20 janvier 2026, trop tôt ; fixez un jour à venir."
                ),
            ],
            id="reports",
        ),
    ],
)
def test_a_refused_plan_says_what_is_wrong_and_what_to_do(facts: PlanFacts, lines: list[str]) -> None:
    assert [line for line in said(decided(facts)) if line.startswith("-")] == lines


@pytest.mark.parametrize(
    ("kept", "lines"),
    [
        (
            ("C8", "C9", "C11", "C12"),
            [
                "+ planning.complete (record.evaluation) C10, seule à évaluer, a sa modalité.",
                (
                    "+ planning.kept (record.kept) "
                    "À ne pas réévaluer, car conservées d’un jury antérieur : C8, C9, C11 et C12."
                ),
                "+ planning.offered (record.evaluation) C10 : modalité prévue par le référentiel.",
            ],
        ),
        (
            BC02_CAPACITIES,
            [
                ("+ planning.complete (record.evaluation) Aucune capacité n’est à évaluer : toutes sont conservées."),
                (
                    "+ planning.kept (record.kept) "
                    "À ne pas réévaluer, car conservées d’un jury antérieur : C8, C9, C10, C11 et C12."
                ),
            ],
        ),
    ],
    ids=["all but one", "all"],
)
def test_what_is_said_of_capacities_kept(kept: tuple[str, ...], lines: list[str]) -> None:
    assert said(decided(planned(kept=kept, without=kept)))[1:] == lines


def test_what_is_said_follows_the_record_whatever_the_order_of_the_plan() -> None:
    backwards = replace(PLAN, modalities=PLAN.modalities[::-1])
    assert said(decided(backwards)) == said(decided(PLAN))


def test_a_modality_that_the_block_does_not_describe_is_not_offered() -> None:
    first, second = CQPM.blocks
    narrow = Block(second.code, second.number, second.title, second.capacities, AllOf((REAL_WORK, OPINION)))
    facts = planned(project("C10"))
    decision = plan(replace(CQPM, blocks=(first, narrow)), facts, on=ON)
    assert codes(decision) == ["planning.offered"]


@pytest.mark.parametrize(
    ("modalities", "line", "outcome"),
    [
        pytest.param(
            (),
            "+ planning.interview (record.vae) VAE : entretien de validation, à l’appui du dossier de preuves.",
            ACCEPTED,
            id="none",
        ),
        pytest.param(
            on_the_job("C8", "C9"),
            ("- planning.interview (record.vae) Concertation et modalités sont sans objet en VAE : retirez C8 et C9."),
            REFUSED,
            id="two",
        ),
    ],
)
def test_a_vae_candidate_has_an_interview_and_no_modality(
    modalities: tuple[ModalityFacts, ...], line: str, outcome: PlanOutcome
) -> None:
    decision = decided(replace(PLAN, route=RouteCode.VAE, agreed_on=None, company_consulted="", modalities=modalities))
    assert (said(decision), decision.outcome) == ([line], outcome)


def test_a_vae_candidate_comes_without_a_concertation() -> None:
    """choices.md section 1: a VAE candidate comes alone."""
    assert said(decided(replace(PLAN, route=RouteCode.VAE, modalities=()))) == [
        (
            "- planning.interview (record.vae) Concertation et modalités sont sans objet en VAE : "
            "retirez la date de concertation et l’entreprise consultée."
        )
    ]


def test_a_block_that_the_record_has_not_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        decided(planned(blocks=("BC99",)))


# Properties.

DAYS = days(date(2026, 1, 1), date(2026, 2, 28))
MODALITIES = st.builds(
    ModalityFacts,
    capacity=st.sampled_from((*BC02_CAPACITIES, "C1")),
    modality=st.sampled_from(Element),
    report_due_on=st.none() | DAYS,
    report_conditions=st.sampled_from(["", "Dix pages"]),
)
EACH_ONCE = st.tuples(
    *(
        st.builds(
            ModalityFacts,
            capacity=st.just(code),
            modality=st.sampled_from([REAL_WORK, PROJECTS, RECONSTITUTED]),
            report_due_on=DAYS,
            report_conditions=st.just("Dix pages"),
        )
        for code in BC02_CAPACITIES
    )
)
PLANS = st.builds(
    PlanFacts,
    route=st.sampled_from(RouteCode),
    agreed_on=st.one_of(DAYS, DAYS, st.none()),
    company_consulted=st.sampled_from(["", "Mécanique du Val"]),
    blocks=st.sampled_from([(BC02,), ()]),
    kept=st.sampled_from([(), (), ("C8",), ("C9", "C12"), ("C1",)]),
    modalities=st.just(())
    | EACH_ONCE
    | EACH_ONCE.map(lambda each: each[1:])
    | st.lists(MODALITIES, max_size=7).map(tuple),
)
CASES = st.tuples(PLANS, DAYS)
Case = tuple[PlanFacts, date]


@given(CASES)
def test_a_plan_is_refused_exactly_when_a_reason_stands_in_the_way(case: Case) -> None:
    decision = decided(*case)
    assert (decision.outcome is REFUSED) == bool(decision.obstacles)


@given(CASES)
def test_every_reason_has_a_clause_of_the_record_and_a_sentence(case: Case) -> None:
    for reason in decided(*case).reasons:
        assert reason.clause.key.startswith("record.")
        assert reason.text.endswith(".")


@given(CASES)
def test_an_accepted_plan_evaluates_each_capacity_of_its_blocks_once(case: Case) -> None:
    facts, on = case
    if decided(facts, on).outcome is ACCEPTED and facts.route is not RouteCode.VAE:
        aimed = [code for block in facts.blocks for code in CQPM.block(block).capacities]
        expected = [code for code in aimed if code not in facts.kept]
        assert sorted(choice.capacity for choice in facts.modalities) == sorted(expected)


@given(CASES)
def test_what_planning_accepts_evaluation_does_not_refuse(case: Case) -> None:
    facts, on = case
    if decided(facts, on).outcome is REFUSED or facts.route is RouteCode.VAE:
        return
    for choice in facts.modalities:
        evaluated = EvaluationFacts(
            modality=choice.modality,
            on=max(filter(None, (facts.agreed_on, choice.report_due_on))),
            criteria=tuple(
                CriterionAnswer(code=each.code, met=True) for each in CQPM.capacity(choice.capacity).criteria
            ),
            outcome=CapacityOutcome.ACQUIRED,
            necessity="Poste arrêté",
            report_due_on=choice.report_due_on,
            report_conditions=choice.report_conditions,
            conditions_fixed_on=on,
            report_received_on=choice.report_due_on,
        )
        decision = capacity(
            CQPM,
            CapacityFacts(code=choice.capacity, evaluation=evaluated),
            CommissionFacts(evaluators=2, outside_company=1),
            route=facts.route,
            concertation_on=facts.agreed_on,
        )
        assert decision.outcome is CapacityOutcome.ACQUIRED


@pytest.mark.parametrize("outcome", PlanOutcome)
@pytest.mark.parametrize("vae", [False, True], ids=["training", "vae"])
def test_the_generated_plans_reach_every_outcome(outcome: PlanOutcome, vae: bool) -> None:
    reach(CASES, lambda case: decided(*case).outcome is outcome and (case[0].route is RouteCode.VAE) == vae)


@pytest.mark.parametrize(
    "code",
    [
        "planning.concertation",
        "planning.complete",
        "planning.outside",
        "planning.one_each",
        "planning.offered",
        "planning.project",
        "planning.interview",
    ],
)
def test_the_generated_plans_reach_every_obstacle(code: str) -> None:
    reach(CASES, lambda case: code in codes(decided(*case)))
