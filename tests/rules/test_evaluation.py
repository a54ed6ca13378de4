"""Evaluation: the cases of the record and of the choices, then what no case may break."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.certification import (
    AllOf,
    AnyOf,
    Capacity,
    Certification,
    Criterion,
    Element,
    Expression,
    RouteCode,
    is_satisfied,
)
from jurande.rules.evaluation import (
    CapacityDecision,
    CapacityFacts,
    CapacityOutcome,
    CommissionFacts,
    CriterionAnswer,
    EvaluationFacts,
    capacity,
)
from jurande.rules.settings import DEFAULTS, Settings, VaeOpinion
from jurande.rules.summary import (
    BlockDecision,
    BlockFacts,
    BlockOutcome,
    OpinionFacts,
    OpinionValue,
    SummaryDecision,
    SummaryFacts,
    SummaryOutcome,
    block,
    summary,
)
from tests.rules.reach import reach
from tests.rules.record28245 import BC01, BC01_CAPACITIES, BC02, BC02_CAPACITIES, CQPM
from tests.rules.said import codes, said

A, B, C, OPINION = Element.REAL_WORK, Element.PROJECTS, Element.RECONSTITUTED, Element.COMPANY_OPINION
ACQUIRED, NOT_ACQUIRED, TO_EVALUATE = CapacityOutcome
CONTINUING, VAE = RouteCode.CONTINUING, RouteCode.VAE
REQUIRED = Settings(vae_company_opinion=VaeOpinion.REQUIRED)
NOT_ASKED = Settings(vae_company_opinion=VaeOpinion.NOT_ASKED)

TWO = CommissionFacts(evaluators=2, outside_company=1)
FAVOURABLE = OpinionFacts(value=OpinionValue.FAVOURABLE, given_on=date(2026, 3, 20))
NONE_GIVEN = OpinionFacts()
POSTS = ("Presse 12", "Presse 14")
FIXED_ON = date(2025, 10, 3)
MARCH_5 = date(2026, 3, 5)
JURY_BEFORE = date(2024, 11, 14)


def answers(code: str, *met: bool | None) -> tuple[CriterionAnswer, ...]:
    """The answers to the two criteria of a capacity, in their order."""
    return tuple(CriterionAnswer(code=f"{code}.{number}", met=one) for number, one in enumerate(met, 1))


def evaluation(code: str, outcome: CapacityOutcome = ACQUIRED, **changes: Any) -> EvaluationFacts:
    """A regular evaluation in real work, but for the changes."""
    regular = EvaluationFacts(
        modality=A, on=MARCH_5, criteria=answers(code, True, outcome is ACQUIRED), outcome=outcome
    )
    return replace(regular, **changes)


def evaluated(code: str, outcome: CapacityOutcome = ACQUIRED, **changes: Any) -> CapacityFacts:
    """A capacity regularly evaluated on two posts, but for the changes to its evaluation."""
    return CapacityFacts(code=code, evaluation=evaluation(code, outcome, **changes), workstations=POSTS)


PROJECT: dict[str, Any] = {
    "modality": B,
    "on": date(2026, 4, 2),
    "report_due_on": date(2026, 3, 20),
    "report_conditions": "Dix pages, par courriel",
    "conditions_fixed_on": date(2026, 1, 10),
    "report_received_on": date(2026, 3, 20),
}


def judged(
    facts: CapacityFacts,
    *,
    certification: Certification = CQPM,
    commission: CommissionFacts = TWO,
    route: RouteCode = CONTINUING,
    concertation_on: date | None = FIXED_ON,
    settings: Settings = DEFAULTS,
) -> CapacityDecision:
    """What the rule says of one capacity."""
    return capacity(certification, facts, commission, route=route, concertation_on=concertation_on, settings=settings)


# A capacity.


@pytest.mark.parametrize(
    ("facts", "outcome", "obstacles"),
    [
        pytest.param(evaluated("C2"), ACQUIRED, [], id="acquired in real work"),
        pytest.param(evaluated("C2", NOT_ACQUIRED), NOT_ACQUIRED, ["evaluation.result"], id="not acquired"),
        pytest.param(
            evaluated("C2", criteria=answers("C2", False, False)),
            ACQUIRED,
            [],
            id="criteria not met leave the result to the commission",
        ),
        pytest.param(
            evaluated("C2", NOT_ACQUIRED, criteria=answers("C2", True, True)),
            NOT_ACQUIRED,
            ["evaluation.result"],
            id="criteria met leave the result to the commission",
        ),
        pytest.param(
            evaluated("C2", criteria=answers("C2", True, None)),
            TO_EVALUATE,
            ["evaluation.criteria"],
            id="a criterion without its answer",
        ),
        pytest.param(
            evaluated("C2", criteria=answers("C2", True)),
            TO_EVALUATE,
            ["evaluation.criteria"],
            id="a criterion left out",
        ),
        pytest.param(
            evaluated("C2", NOT_ACQUIRED, criteria=answers("C2", False, None)),
            TO_EVALUATE,
            ["evaluation.criteria", "evaluation.result"],
            id="a criterion without its answer does not refuse either",
        ),
        pytest.param(evaluated("C2", TO_EVALUATE), TO_EVALUATE, ["evaluation.result"], id="no result recorded"),
        pytest.param(evaluated("C2", on=None), TO_EVALUATE, ["evaluation.held"], id="not held yet"),
        pytest.param(evaluated("C2", on=FIXED_ON), ACQUIRED, [], id="held on the day of the concertation"),
        pytest.param(
            evaluated("C2", on=date(2025, 10, 2)), TO_EVALUATE, ["evaluation.held"], id="held before the concertation"
        ),
        pytest.param(CapacityFacts(code="C2"), TO_EVALUATE, ["evaluation.planned"], id="nothing planned"),
        pytest.param(CapacityFacts(code="C2", kept_since=JURY_BEFORE), ACQUIRED, [], id="kept from a jury before"),
        pytest.param(
            evaluated("C2", modality=OPINION),
            TO_EVALUATE,
            ["evaluation.modality"],
            id="an opinion is not a way of evaluating",
        ),
        pytest.param(
            evaluated("C2", modality=None),
            TO_EVALUATE,
            ["evaluation.modality"],
            id="the validation interview is for VAE",
        ),
        pytest.param(
            evaluated("C2", modality=C, necessity="Presse arrêtée le 12 février"),
            ACQUIRED,
            [],
            id="reconstituted, with its necessity",
        ),
        pytest.param(
            evaluated("C2", modality=C, necessity="  "),
            TO_EVALUATE,
            ["evaluation.necessity"],
            id="reconstituted, no necessity",
        ),
        pytest.param(evaluated("C2", **PROJECT), ACQUIRED, [], id="project, report on the last day"),
        pytest.param(
            evaluated("C2", **PROJECT | {"report_received_on": date(2026, 3, 21)}),
            TO_EVALUATE,
            ["evaluation.report"],
            id="project, report a day late",
        ),
        pytest.param(
            evaluated("C2", **PROJECT | {"on": date(2026, 3, 20)}),
            ACQUIRED,
            [],
            id="project, presented on the day its report came",
        ),
        pytest.param(
            evaluated("C2", **PROJECT | {"on": date(2026, 3, 19)}),
            TO_EVALUATE,
            ["evaluation.report"],
            id="project, presented before its report came",
        ),
        pytest.param(
            evaluated("C2", **PROJECT | {"report_received_on": None}),
            TO_EVALUATE,
            ["evaluation.report"],
            id="project, no report",
        ),
        pytest.param(
            evaluated("C2", **PROJECT | {"report_due_on": None}),
            TO_EVALUATE,
            ["evaluation.report_terms"],
            id="project, no due date",
        ),
        pytest.param(
            evaluated("C2", **PROJECT | {"report_conditions": " "}),
            TO_EVALUATE,
            ["evaluation.report_terms"],
            id="project, no conditions",
        ),
        pytest.param(
            evaluated("C2", **PROJECT | {"conditions_fixed_on": None}),
            TO_EVALUATE,
            ["evaluation.report_terms"],
            id="project, terms not dated",
        ),
        pytest.param(
            evaluated("C2", **PROJECT | {"conditions_fixed_on": date(2026, 3, 19)}),
            ACQUIRED,
            [],
            id="project, terms fixed the day before",
        ),
        pytest.param(
            evaluated("C2", **PROJECT | {"conditions_fixed_on": date(2026, 3, 20)}),
            TO_EVALUATE,
            ["evaluation.report_terms"],
            id="project, terms fixed on the due day",
        ),
        pytest.param(
            evaluated(
                "C2",
                **PROJECT | {"conditions_fixed_on": date(2026, 3, 10), "report_received_on": date(2026, 3, 10)},
            ),
            TO_EVALUATE,
            ["evaluation.report_terms"],
            id="project, terms fixed on the day the report came",
        ),
        pytest.param(
            evaluated("C2", **PROJECT | {"conditions_fixed_on": date(2026, 3, 25), "report_received_on": None}),
            TO_EVALUATE,
            ["evaluation.report_terms", "evaluation.report"],
            id="project, every fault at once",
        ),
        pytest.param(evaluated("C1"), ACQUIRED, [], id="C1 on two posts"),
        pytest.param(
            replace(evaluated("C1"), workstations=("Presse 12", "presse 12 ", " ")),
            TO_EVALUATE,
            ["evaluation.workstations"],
            id="C1 twice on one post",
        ),
        pytest.param(
            replace(evaluated("C1", NOT_ACQUIRED), workstations=("Presse 12",)),
            NOT_ACQUIRED,
            ["evaluation.workstations", "evaluation.result"],
            id="C1 refused on one post",
        ),
    ],
)
def test_where_a_capacity_stands(facts: CapacityFacts, outcome: CapacityOutcome, obstacles: list[str]) -> None:
    decision = judged(facts)
    assert decision.outcome is outcome
    assert codes(decision) == obstacles
    assert decision.code == facts.code


@pytest.mark.parametrize(
    ("evaluators", "outside", "obstacles"),
    [
        (2, 1, []),
        (3, 3, []),
        (1, 1, ["evaluation.evaluators_min"]),
        (2, 0, ["evaluation.evaluators_outside_company_min"]),
        (0, 0, ["evaluation.evaluators_min", "evaluation.evaluators_outside_company_min"]),
    ],
)
def test_two_evaluate_at_least_and_one_from_outside(evaluators: int, outside: int, obstacles: list[str]) -> None:
    commission = CommissionFacts(evaluators=evaluators, outside_company=outside)
    decision = judged(evaluated("C2"), commission=commission)
    assert codes(decision) == obstacles
    assert decision.outcome is (TO_EVALUATE if obstacles else ACQUIRED)


def test_the_size_of_the_commission_is_a_setting() -> None:
    alone = CommissionFacts(evaluators=1, outside_company=0)
    lenient = Settings(evaluators_min=1, evaluators_outside_company_min=0)
    assert judged(evaluated("C2"), commission=alone, settings=lenient).outcome is ACQUIRED
    facts = replace(first_block(), commission=alone)
    assert judged_block(facts, settings=lenient).outcome is BlockOutcome.PRESENTABLE
    assert judged_block(facts).outcome is BlockOutcome.INCOMPLETE


def test_a_vae_capacity_is_evaluated_by_the_interview_or_by_a_modality_of_the_block() -> None:
    for modality in (None, A):
        assert judged(evaluated("C2", modality=modality), route=VAE).outcome is ACQUIRED


def test_a_capacity_without_criteria_cannot_be_evaluated() -> None:
    bare = replace(CQPM, capacities=(Capacity("C2", "…", BC01),))
    decision = judged(evaluated("C2", criteria=()), certification=bare)
    assert decision.outcome is TO_EVALUATE
    assert said(decision)[4] == (
        "- evaluation.criteria (record.evaluation) "
        "C2 : le référentiel chargé n’a pas de critère ; complétez-le avant d’évaluer."
    )


def test_an_answer_to_an_unknown_criterion_is_the_callers_fault() -> None:
    with pytest.raises(ValueError, match=r"^C2 has no criterion C3\.1, C3\.2$"):
        judged(evaluated("C2", criteria=answers("C3", True, True)))


def with_expression(expression: Expression) -> Certification:
    """The record, were its first block evaluated so."""
    return replace(CQPM, blocks=(replace(CQPM.block(BC01), expression=expression), CQPM.block(BC02)))


@pytest.mark.parametrize(
    ("expression", "modality", "suits"),
    [
        pytest.param(AllOf((A, OPINION)), A, True, id="the one offered"),
        pytest.param(AllOf((A, OPINION)), B, False, id="not offered"),
        pytest.param(AllOf((A, B, OPINION)), A, False, id="not enough alone"),
        pytest.param(AnyOf((A, OPINION)), B, False, id="not offered, were the opinion enough"),
        pytest.param(AnyOf((AllOf((A, B)), C)), C, True, id="the shorter way"),
    ],
)
def test_a_modality_is_one_of_the_block(expression: Expression, modality: Element, suits: bool) -> None:
    facts = evaluated("C2", **PROJECT | {"modality": modality, "necessity": "Ligne arrêtée"})
    decision = judged(facts, certification=with_expression(expression))
    assert codes(decision) == ([] if suits else ["evaluation.modality"])


# What is said of a capacity.


def test_what_is_said_of_a_capacity_acquired_in_real_work() -> None:
    assert said(judged(evaluated("C1"))) == [
        ("+ evaluation.modality (record.modality.real_work) C1 : modalité « situation professionnelle réelle »."),
        "+ evaluation.held (record.evaluation) C1 : évaluée le 5 mars 2026.",
        "+ evaluation.evaluators_min (choice.evaluators_min) Commission, évaluateurs : 2 pour 2 au moins.",
        (
            "+ evaluation.evaluators_outside_company_min (choice.evaluators_outside_company_min) "
            "Commission, évaluateurs hors de l’entreprise du candidat : 1 pour 1 au moins."
        ),
        "+ evaluation.criteria (record.evaluation) C1 : 2 critères évalués, dont 2 acquis.",
        "+ evaluation.workstations (record.workstations) C1 : 2 postes distincts pour 2 au moins.",
        "+ evaluation.result (record.evaluation) C1 : acquise.",
    ]


def test_what_is_said_of_a_capacity_that_lacks_everything() -> None:
    facts = CapacityFacts(
        code="C1",
        evaluation=EvaluationFacts(modality=C, on=None, criteria=(), outcome=TO_EVALUATE),
        workstations=("Presse 12",),
    )
    assert said(judged(facts, commission=CommissionFacts(evaluators=1, outside_company=0))) == [
        (
            "+ evaluation.modality (record.modality.reconstituted) "
            "C1 : modalité « situation professionnelle reconstituée »."
        ),
        ("- evaluation.held (record.evaluation) C1 : évaluation non tenue ; fixez sa date, puis remplissez la grille."),
        (
            "- evaluation.evaluators_min (choice.evaluators_min) "
            "Commission, évaluateurs : 1 pour 2 au moins ; complétez-la."
        ),
        (
            "- evaluation.evaluators_outside_company_min (choice.evaluators_outside_company_min) "
            "Commission, évaluateurs hors de l’entreprise du candidat : 0 pour 1 au moins ; complétez-la."
        ),
        (
            "- evaluation.necessity (record.modality.reconstituted) "
            "C1 : situation reconstituée sans motif ; la commission écrit sa nécessité."
        ),
        (
            "- evaluation.criteria (record.evaluation) "
            "C1 : sans réponse sur C1.1 et C1.2 ; la commission répond à chaque critère."
        ),
        (
            "- evaluation.workstations (record.workstations) "
            "C1 : 1 poste distinct pour 2 au moins ; elle ne peut pas être acquise sans un autre poste."
        ),
        "- evaluation.result (record.evaluation) C1 : résultat non rendu ; la commission doit conclure.",
    ]


NOT_ENOUGH = (
    "ne suffit pas ; le bloc 1 prévoit situation professionnelle réelle, "
    "présentation des projets ou activités et situation professionnelle reconstituée."
)
TERMS = "evaluation.report_terms (record.modality.projects) C2"
REPORT = "evaluation.report (record.modality.projects) C2"


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        (
            CapacityFacts(code="C2"),
            "- evaluation.planned (record.evaluation) C2 : à évaluer ; fixez la modalité et la date.",
        ),
        (
            CapacityFacts(code="C2", kept_since=JURY_BEFORE),
            "+ evaluation.kept (record.kept) C2 : conservée depuis le jury du 14 novembre 2024.",
        ),
        (
            evaluated("C2", modality=None),
            f"- evaluation.modality (record.evaluation) C2 : « entretien de validation » {NOT_ENOUGH}",
        ),
        (
            evaluated("C2", modality=OPINION),
            f"- evaluation.modality (record.evaluation) C2 : « avis de l’entreprise » {NOT_ENOUGH}",
        ),
        (
            evaluated("C2", **PROJECT),
            (
                "+ evaluation.modality (record.modality.projects) "
                "C2 : modalité « présentation des projets ou activités »."
            ),
        ),
        (
            evaluated("C2", modality=C, necessity="Ligne arrêtée"),
            (
                "+ evaluation.necessity (record.modality.reconstituted) "
                "C2 : situation reconstituée motivée par la commission."
            ),
        ),
        (
            evaluated("C2", **PROJECT),
            f"+ {TERMS} : délai et conditions du rapport fixés le 10 janvier 2026.",
        ),
        (
            evaluated("C2", **PROJECT | {"conditions_fixed_on": None}),
            f"- {TERMS} : délai et conditions du rapport à fixer et à dater.",
        ),
        (
            evaluated("C2", **PROJECT | {"conditions_fixed_on": date(2026, 4, 1)}),
            (
                f"- {TERMS} : délai et conditions du rapport fixés le 1er avril 2026, trop tard ; "
                "fixez-les de nouveau et redemandez le rapport."
            ),
        ),
        (
            evaluated("C2", **PROJECT),
            f"+ {REPORT} : rapport reçu le 20 mars 2026, pour le 20 mars 2026 au plus tard.",
        ),
        (
            evaluated("C2", **PROJECT | {"report_due_on": None}),
            f"+ {REPORT} : rapport reçu le 20 mars 2026.",
        ),
        (
            evaluated("C2", **PROJECT | {"report_received_on": None}),
            f"- {REPORT} : rapport non reçu, pour le 20 mars 2026 au plus tard ; demandez-le au candidat.",
        ),
        (
            evaluated("C2", **PROJECT | {"report_received_on": date(2026, 3, 22)}),
            (
                f"- {REPORT} : rapport reçu avec 2 jours de retard, pour le 20 mars 2026 au plus tard ; "
                "fixez un nouveau délai."
            ),
        ),
        (
            evaluated("C2", **PROJECT | {"report_received_on": date(2026, 3, 21)}),
            (
                f"- {REPORT} : rapport reçu avec 1 jour de retard, pour le 20 mars 2026 au plus tard ; "
                "fixez un nouveau délai."
            ),
        ),
        (
            evaluated("C2", **PROJECT | {"on": date(2026, 3, 19)}),
            (
                f"- {REPORT} : projet présenté le 19 mars 2026, avant la réception du rapport, le 20 mars 2026 ; "
                "corrigez le jour, ou faites présenter le projet de nouveau."
            ),
        ),
        (
            evaluated("C2", on=date(2025, 10, 2)),
            (
                "- evaluation.held (record.concertation) C2 : évaluée le 2 octobre 2025, avant la concertation du "
                "3 octobre 2025 ; corrigez le jour, ou évaluez de nouveau."
            ),
        ),
        (
            evaluated("C2", NOT_ACQUIRED),
            "+ evaluation.criteria (record.evaluation) C2 : 2 critères évalués, dont 1 acquis.",
        ),
        (
            evaluated("C2", NOT_ACQUIRED),
            "- evaluation.result (record.evaluation) C2 : non acquise.",
        ),
        (
            evaluated("C2", criteria=answers("C2", None, True)),
            (
                "- evaluation.criteria (record.evaluation) "
                "C2 : sans réponse sur C2.1 ; la commission répond à chaque critère."
            ),
        ),
    ],
)
def test_what_is_said_of_a_capacity(facts: CapacityFacts, line: str) -> None:
    assert line in said(judged(facts))


def test_what_is_said_of_the_interview_in_vae() -> None:
    assert said(judged(evaluated("C2", modality=None), route=VAE))[0] == (
        "+ evaluation.modality (record.vae) C2 : modalité « entretien de validation »."
    )


# A block.


def first_block(
    *changed: CapacityFacts, opinion: OpinionFacts = FAVOURABLE, held_since: date | None = None
) -> BlockFacts:
    """The first block with every capacity acquired, but for those given."""
    others = {one.code: one for one in changed}
    return BlockFacts(
        code=BC01,
        capacities=tuple(others.get(code, evaluated(code)) for code in BC01_CAPACITIES),
        commission=TWO,
        opinion=opinion,
        held_since=held_since,
    )


def judged_block(
    facts: BlockFacts,
    *,
    certification: Certification = CQPM,
    route: RouteCode = CONTINUING,
    settings: Settings = DEFAULTS,
) -> BlockDecision:
    """What the rule says of one block."""
    return block(certification, facts, route=route, concertation_on=FIXED_ON, settings=settings)


UNFAVOURABLE = OpinionFacts(value=OpinionValue.UNFAVOURABLE, given_on=date(2026, 3, 20))
PRESENTABLE, BLOCK_NOT_ACQUIRED, INCOMPLETE = BlockOutcome


@pytest.mark.parametrize(
    ("facts", "outcome", "lists"),
    [
        pytest.param(first_block(), PRESENTABLE, ("C1 C2 C3 C4 C5 C6 C7", "", ""), id="all acquired"),
        pytest.param(
            first_block(evaluated("C6", NOT_ACQUIRED)),
            BLOCK_NOT_ACQUIRED,
            ("C1 C2 C3 C4 C5 C7", "C6", ""),
            id="one not acquired",
        ),
        pytest.param(
            first_block(evaluated("C6", NOT_ACQUIRED), CapacityFacts(code="C2")),
            INCOMPLETE,
            ("C1 C3 C4 C5 C7", "C6", "C2"),
            id="one still to evaluate",
        ),
        pytest.param(
            first_block(CapacityFacts(code="C6", kept_since=JURY_BEFORE)),
            PRESENTABLE,
            ("C1 C2 C3 C4 C5 C6 C7", "", ""),
            id="one kept from a jury before",
        ),
        pytest.param(first_block(opinion=NONE_GIVEN), INCOMPLETE, ("C1 C2 C3 C4 C5 C6 C7", "", ""), id="no opinion"),
        pytest.param(
            first_block(evaluated("C6", NOT_ACQUIRED), opinion=NONE_GIVEN),
            INCOMPLETE,
            ("C1 C2 C3 C4 C5 C7", "C6", ""),
            id="one not acquired, no opinion",
        ),
        pytest.param(
            first_block(opinion=UNFAVOURABLE),
            PRESENTABLE,
            ("C1 C2 C3 C4 C5 C6 C7", "", ""),
            id="an unfavourable opinion completes",
        ),
        pytest.param(
            replace(first_block(), capacities=()),
            INCOMPLETE,
            ("", "", "C1 C2 C3 C4 C5 C6 C7"),
            id="nothing known yet",
        ),
        pytest.param(
            replace(first_block(), capacities=first_block().capacities[:0:-1]),
            INCOMPLETE,
            ("C2 C3 C4 C5 C6 C7", "", "C1"),
            id="in the record's order",
        ),
        pytest.param(
            first_block(evaluated("C6", NOT_ACQUIRED), opinion=NONE_GIVEN, held_since=JURY_BEFORE),
            PRESENTABLE,
            ("C1 C2 C3 C4 C5 C6 C7", "", ""),
            id="held from a jury before, whatever else",
        ),
    ],
)
def test_where_a_block_stands(facts: BlockFacts, outcome: BlockOutcome, lists: tuple[str, str, str]) -> None:
    decision = judged_block(facts)
    assert decision.outcome is outcome
    found = (decision.acquired, decision.not_acquired, decision.to_evaluate)
    assert tuple(" ".join(codes) for codes in found) == lists
    assert decision.code == BC01
    assert decision.held is (facts.held_since is not None)


@pytest.mark.parametrize(
    ("opinion", "divergence"),
    [
        (NONE_GIVEN, False),
        (FAVOURABLE, False),
        (OpinionFacts(value=OpinionValue.RESERVED), False),
        (UNFAVOURABLE, True),
    ],
)
def test_an_unfavourable_opinion_is_a_divergence(opinion: OpinionFacts, divergence: bool) -> None:
    assert judged_block(first_block(opinion=opinion)).divergence is divergence


def test_a_held_block_has_no_divergence_left() -> None:
    facts = first_block(opinion=UNFAVOURABLE, held_since=JURY_BEFORE)
    assert judged_block(facts).divergence is False


@pytest.mark.parametrize(
    ("route", "settings", "outcome"),
    [
        pytest.param(CONTINUING, DEFAULTS, INCOMPLETE, id="training"),
        pytest.param(CONTINUING, NOT_ASKED, INCOMPLETE, id="training, the setting is of VAE"),
        pytest.param(VAE, DEFAULTS, PRESENTABLE, id="VAE, asked"),
        pytest.param(VAE, NOT_ASKED, PRESENTABLE, id="VAE, not asked"),
        pytest.param(VAE, REQUIRED, INCOMPLETE, id="VAE, required"),
    ],
)
def test_the_opinion_is_needed_but_in_vae(route: RouteCode, settings: Settings, outcome: BlockOutcome) -> None:
    facts = first_block(opinion=NONE_GIVEN)
    assert judged_block(facts, route=route, settings=settings).outcome is outcome


LINE_OF_OPINION = "evaluation.opinion (record.company_opinion) Bloc 1 : avis de l’entreprise"
CHOICE_OF_OPINION = "evaluation.opinion (choice.vae_company_opinion) Bloc 1 : avis de l’entreprise"


@pytest.mark.parametrize(
    ("opinion", "route", "settings", "line"),
    [
        (FAVOURABLE, CONTINUING, DEFAULTS, f"+ {LINE_OF_OPINION} transmis le 20 mars 2026, favorable."),
        (FAVOURABLE, VAE, NOT_ASKED, f"+ {LINE_OF_OPINION} transmis le 20 mars 2026, favorable."),
        (
            OpinionFacts(value=OpinionValue.RESERVED),
            CONTINUING,
            DEFAULTS,
            f"+ {LINE_OF_OPINION} transmis, réservé.",
        ),
        (
            UNFAVOURABLE,
            CONTINUING,
            DEFAULTS,
            (f"+ {LINE_OF_OPINION} transmis le 20 mars 2026, défavorable ; divergence montrée au jury, qui décide."),
        ),
        (
            NONE_GIVEN,
            CONTINUING,
            DEFAULTS,
            f"- {LINE_OF_OPINION} manquant ; demandez-le, ou relancez l’entreprise.",
        ),
        (
            NONE_GIVEN,
            VAE,
            REQUIRED,
            f"- {CHOICE_OF_OPINION} manquant ; demandez-le, ou relancez l’entreprise.",
        ),
        (NONE_GIVEN, VAE, DEFAULTS, f"+ {CHOICE_OF_OPINION} demandé en VAE, non exigé."),
        (NONE_GIVEN, VAE, NOT_ASKED, f"+ {CHOICE_OF_OPINION} non demandé en VAE."),
    ],
)
def test_what_is_said_of_the_opinion(opinion: OpinionFacts, route: RouteCode, settings: Settings, line: str) -> None:
    assert said(judged_block(first_block(opinion=opinion), route=route, settings=settings))[-2] == line


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        (first_block(), "+ evaluation.block (record.all_capacities) Bloc 1 : 7 capacités acquises sur 7."),
        (
            first_block(evaluated("C6", NOT_ACQUIRED), evaluated("C7", NOT_ACQUIRED)),
            (
                "- evaluation.block (record.all_capacities) "
                "Bloc 1 : 5 capacités acquises sur 7 ; non acquises : C6 et C7."
            ),
        ),
        (
            first_block(*(CapacityFacts(code=code) for code in BC01_CAPACITIES[1:])),
            (
                "- evaluation.block (record.all_capacities) "
                "Bloc 1 : 1 capacité acquise sur 7 ; à évaluer : C2, C3, C4, C5, C6 et C7."
            ),
        ),
        (
            first_block(held_since=JURY_BEFORE),
            ("+ evaluation.block_held (record.kept) Bloc 1 : conservé, validé par le jury du 14 novembre 2024."),
        ),
    ],
)
def test_what_is_said_of_a_block(facts: BlockFacts, line: str) -> None:
    assert said(judged_block(facts))[-1] == line


def test_a_block_says_each_reason_of_its_capacities_once() -> None:
    decision = judged_block(first_block())
    assert len(set(decision.reasons)) == len(decision.reasons)
    # Four reasons a capacity, one more for C1's posts, two for the commission, the opinion and the block.
    assert len(decision.reasons) == 7 * 4 + 1 + 2 + 2
    alone = capacity(CQPM, evaluated("C2"), TWO, route=CONTINUING, concertation_on=FIXED_ON)
    assert set(alone.reasons) < set(decision.reasons)


@pytest.mark.parametrize(
    ("expression", "facts", "route", "outcome"),
    [
        pytest.param(A, first_block(opinion=NONE_GIVEN), CONTINUING, PRESENTABLE, id="no opinion asked for"),
        pytest.param(
            AnyOf((A, AllOf((B, OPINION)))),
            first_block(opinion=NONE_GIVEN),
            CONTINUING,
            PRESENTABLE,
            id="not with this modality",
        ),
        pytest.param(
            AnyOf((A, AllOf((B, OPINION)))),
            first_block(evaluated("C2", **PROJECT), opinion=NONE_GIVEN),
            CONTINUING,
            INCOMPLETE,
            id="with the other, for one capacity",
        ),
        pytest.param(
            AnyOf((A, AllOf((B, OPINION)))),
            first_block(evaluated("C2", **PROJECT)),
            CONTINUING,
            PRESENTABLE,
            id="with the other, and the opinion",
        ),
        pytest.param(
            AllOf((A, B, C)),
            first_block(*(evaluated(code, modality=None) for code in BC01_CAPACITIES), opinion=NONE_GIVEN),
            VAE,
            PRESENTABLE,
            id="an interview stands for the modalities",
        ),
        pytest.param(
            AnyOf((A, AllOf((B, OPINION)))),
            first_block(*(evaluated(code, modality=None) for code in BC01_CAPACITIES), opinion=NONE_GIVEN),
            VAE,
            PRESENTABLE,
            id="and for those that need no opinion",
        ),
    ],
)
def test_the_expression_of_a_block_says_whether_it_needs_the_opinion(
    expression: Expression, facts: BlockFacts, route: RouteCode, outcome: BlockOutcome
) -> None:
    decision = judged_block(facts, certification=with_expression(expression), route=route, settings=REQUIRED)
    assert decision.outcome is outcome


def test_an_opinion_that_no_modality_calls_for_is_told_so() -> None:
    certification = with_expression(AnyOf((A, AllOf((B, OPINION)))))
    decision = judged_block(first_block(opinion=NONE_GIVEN), certification=certification)
    assert said(decision)[-2] == f"+ {LINE_OF_OPINION} non nécessaire avec les modalités choisies."
    nothing_yet = replace(first_block(opinion=NONE_GIVEN), capacities=())
    assert "evaluation.opinion" in codes(judged_block(nothing_yet, certification=certification))


def test_a_block_kept_capacity_by_capacity_asks_for_the_opinion_all_the_same() -> None:
    """Record: « Et avis de l’entreprise », without exemption."""
    kept = [CapacityFacts(code=code, kept_since=JURY_BEFORE) for code in BC01_CAPACITIES]
    assert codes(judged_block(first_block(*kept, opinion=NONE_GIVEN))) == ["evaluation.opinion"]
    assert judged_block(first_block(*kept)).outcome is PRESENTABLE


def test_a_capacity_kept_calls_for_the_opinion_as_its_expression_says() -> None:
    kept = [CapacityFacts(code=code, kept_since=JURY_BEFORE) for code in BC01_CAPACITIES]
    certification = with_expression(AnyOf((A, AllOf((B, OPINION)))))
    assert judged_block(first_block(*kept, opinion=NONE_GIVEN), certification=certification).outcome is PRESENTABLE


def test_in_vae_no_day_is_compared_with_a_concertation() -> None:
    """Record: the concertation is a step of the training route."""
    before = evaluated("C2", modality=None, on=date(2025, 10, 2))
    assert judged(before, route=VAE).outcome is ACQUIRED
    assert judged(evaluated("C2"), concertation_on=None).outcome is ACQUIRED, "the summary says that it is missing"


def test_the_summary_is_not_ready_while_an_evaluation_precedes_the_concertation() -> None:
    assert judged_summary(first_block(), concertation_on=date(2026, 3, 6)).outcome is NOT_READY
    assert judged_summary(first_block(), concertation_on=MARCH_5).outcome is READY


@pytest.mark.parametrize(
    "capacities",
    [(evaluated("C2"), evaluated("C2")), (evaluated("C8"),)],
    ids=["given twice", "of the other block"],
)
def test_a_capacity_out_of_place_is_the_callers_fault(capacities: tuple[CapacityFacts, ...]) -> None:
    made_of = r"^RNCP28245BC01 is made of C1, C2, C3, C4, C5, C6, C7, each once at most$"
    with pytest.raises(ValueError, match=made_of):
        judged_block(replace(first_block(), capacities=capacities))


# The summary.


def second_block(opinion: OpinionFacts = FAVOURABLE, **outcomes: CapacityOutcome) -> BlockFacts:
    """The second block, every capacity acquired but for the outcomes given."""
    return BlockFacts(
        code=BC02,
        capacities=tuple(evaluated(code, outcomes.get(code, ACQUIRED)) for code in BC02_CAPACITIES),
        commission=TWO,
        opinion=opinion,
    )


def judged_summary(
    *blocks: BlockFacts,
    route: RouteCode = CONTINUING,
    concertation_on: date | None = FIXED_ON,
    settings: Settings = DEFAULTS,
) -> SummaryDecision:
    """What the rule says of a candidacy."""
    facts = SummaryFacts(route=route, concertation_on=concertation_on, blocks=blocks)
    return summary(CQPM, facts, settings=settings)


READY, NOT_READY = SummaryOutcome


@pytest.mark.parametrize(
    ("blocks", "how", "outcome", "presentable", "held"),
    [
        pytest.param((first_block(), second_block()), {}, READY, (BC01, BC02), (), id="both presentable"),
        pytest.param((second_block(), first_block()), {}, READY, (BC02, BC01), (), id="in the order given"),
        pytest.param(
            (first_block(), second_block(C10=NOT_ACQUIRED)),
            {},
            READY,
            (BC01,),
            (),
            id="not acquired goes to the jury too",
        ),
        pytest.param((first_block(), second_block(NONE_GIVEN)), {}, NOT_READY, (BC01,), (), id="an opinion is missing"),
        pytest.param(
            (first_block(), second_block(C10=TO_EVALUATE)),
            {},
            NOT_READY,
            (BC01,),
            (),
            id="a capacity is to evaluate",
        ),
        pytest.param(
            (first_block(held_since=JURY_BEFORE), second_block()),
            {},
            READY,
            (BC02,),
            (BC01,),
            id="a held block is not presented again",
        ),
        pytest.param((second_block(),), {}, READY, (BC02,), (), id="one block only"),
        pytest.param((), {}, NOT_READY, (), (), id="no block"),
        pytest.param((first_block(),), {"concertation_on": None}, NOT_READY, (BC01,), (), id="no concertation"),
        pytest.param(
            (first_block(),),
            {"concertation_on": None, "route": VAE},
            READY,
            (BC01,),
            (),
            id="no concertation in VAE",
        ),
        pytest.param((first_block(opinion=NONE_GIVEN),), {"route": VAE}, READY, (BC01,), (), id="VAE, opinion asked"),
        pytest.param(
            (first_block(opinion=NONE_GIVEN),),
            {"route": VAE, "settings": REQUIRED},
            NOT_READY,
            (),
            (),
            id="VAE, opinion required",
        ),
    ],
)
def test_whether_the_summary_goes_to_the_jury(
    blocks: tuple[BlockFacts, ...],
    how: dict[str, Any],
    outcome: SummaryOutcome,
    presentable: tuple[str, ...],
    held: tuple[str, ...],
) -> None:
    decision = judged_summary(*blocks, **how)
    assert decision.outcome is outcome
    assert decision.presentable == presentable
    assert decision.held == held


def test_what_is_said_of_a_summary() -> None:
    decision = judged_summary(first_block(), second_block())
    assert said(decision)[:2] == [
        "+ evaluation.aimed (record.block.certified) Le récapitulatif porte sur 2 blocs.",
        (
            "+ evaluation.concertation (record.concertation) "
            "Modalités d’évaluation définies en concertation le 3 octobre 2025."
        ),
    ]
    first, second = decision.blocks
    assert decision.reasons[2:] == first.reasons + second.reasons
    assert said(judged_summary(concertation_on=None)) == [
        (
            "- evaluation.aimed (record.block.certified) "
            "Le récapitulatif ne porte sur aucun bloc ; indiquez ceux que vise la candidature."
        ),
        (
            "- evaluation.concertation (record.concertation) "
            "Modalités d’évaluation non concertées ; réunissez l’entreprise et les acteurs concernés."
        ),
    ]


def test_a_block_given_twice_is_the_callers_fault() -> None:
    with pytest.raises(ValueError, match=r"^a block is given twice$"):
        judged_summary(first_block(), first_block())


# What no case may break.

IN_TURN: tuple[Callable[[str], CapacityFacts], ...] = (
    evaluated,
    lambda code: evaluated(code, NOT_ACQUIRED),
    lambda code: evaluated(code, TO_EVALUATE),
    lambda code: evaluated(code, on=None),
    lambda code: evaluated(code, on=date(2025, 10, 2)),
    lambda code: evaluated(code, criteria=answers(code, True, None)),
    lambda code: evaluated(code, modality=None),
    lambda code: evaluated(code, NOT_ACQUIRED, modality=None),
    lambda code: evaluated(code, modality=C, necessity="Ligne arrêtée"),
    lambda code: evaluated(code, NOT_ACQUIRED, modality=C, necessity="Ligne arrêtée"),
    lambda code: evaluated(code, modality=C),
    lambda code: evaluated(code, **PROJECT),
    lambda code: evaluated(code, NOT_ACQUIRED, **PROJECT),
    lambda code: evaluated(code, **PROJECT | {"report_received_on": date(2026, 3, 21)}),
    lambda code: evaluated(code, **PROJECT | {"on": date(2026, 3, 19)}),
    lambda code: evaluated(code, modality=OPINION),
    lambda code: CapacityFacts(code=code),
    lambda code: CapacityFacts(code=code, kept_since=JURY_BEFORE),
)
STATES = {code: tuple(state(code) for state in IN_TURN) for code in BC02_CAPACITIES}
"""Each capacity in every state that a case above names."""

acquired_or_any = {code: st.one_of(st.just(states[0]), st.sampled_from(states)) for code, states in STATES.items()}
blocks = st.builds(
    BlockFacts,
    code=st.just(BC02),
    capacities=st.tuples(*acquired_or_any.values()),
    commission=st.sampled_from([TWO, TWO, TWO, CommissionFacts(evaluators=2, outside_company=0)]),
    opinion=st.sampled_from([FAVOURABLE, FAVOURABLE, UNFAVOURABLE, NONE_GIVEN]),
    held_since=st.sampled_from([None, None, None, JURY_BEFORE]),
)


routes = st.sampled_from([CONTINUING, RouteCode.PROFESSIONALISATION, VAE])
all_settings = st.builds(Settings, vae_company_opinion=st.sampled_from(VaeOpinion))


@given(blocks, routes, all_settings)
def test_presentable_means_that_nothing_stands_in_the_way(
    facts: BlockFacts, route: RouteCode, settings: Settings
) -> None:
    decision = judged_block(facts, route=route, settings=settings)
    assert (decision.outcome is PRESENTABLE) is (not decision.obstacles)
    assert (decision.outcome is PRESENTABLE) <= (decision.acquired == BC02_CAPACITIES)


@given(blocks, routes, all_settings)
def test_every_capacity_stands_in_one_place(facts: BlockFacts, route: RouteCode, settings: Settings) -> None:
    decision = judged_block(facts, route=route, settings=settings)
    found = (*decision.acquired, *decision.not_acquired, *decision.to_evaluate)
    assert sorted(found) == sorted(BC02_CAPACITIES)


@given(blocks, routes)
def test_capacities_are_independent_of_each_other(facts: BlockFacts, route: RouteCode) -> None:
    """Record: « plusieurs capacités professionnelles indépendantes les unes des autres »."""
    together = judged_block(replace(facts, held_since=None), route=route)
    for one in facts.capacities:
        alone = capacity(CQPM, one, facts.commission, route=route, concertation_on=FIXED_ON)
        assert (one.code in together.acquired) is (alone.outcome is ACQUIRED)


@given(blocks, routes, all_settings)
def test_a_held_block_and_a_kept_capacity_are_never_lost(
    facts: BlockFacts, route: RouteCode, settings: Settings
) -> None:
    held = judged_block(replace(facts, held_since=JURY_BEFORE), route=route, settings=settings)
    assert held.outcome is PRESENTABLE
    decision = judged_block(facts, route=route, settings=settings)
    kept = {one.code for one in facts.capacities if one.kept_since}
    assert kept <= set(decision.acquired)


@given(blocks, st.sampled_from(OpinionValue), st.sampled_from(OpinionValue), routes)
def test_what_the_opinion_says_changes_no_outcome(
    facts: BlockFacts, one: OpinionValue, other: OpinionValue, route: RouteCode
) -> None:
    decisions = [judged_block(replace(facts, opinion=OpinionFacts(value=value)), route=route) for value in (one, other)]
    assert len({(decision.outcome, decision.acquired) for decision in decisions}) == 1


@given(blocks, routes, st.permutations(range(len(BC02_CAPACITIES))))
def test_the_order_of_the_facts_changes_nothing(facts: BlockFacts, route: RouteCode, order: list[int]) -> None:
    shuffled = replace(facts, capacities=tuple(facts.capacities[index] for index in order))
    assert judged_block(shuffled, route=route) == judged_block(facts, route=route)


expressions = st.recursive(
    st.sampled_from(Element),
    lambda part: (
        st.builds(AnyOf, st.lists(part, min_size=1, max_size=3).map(tuple))
        | st.builds(AllOf, st.lists(part, min_size=1, max_size=3).map(tuple))
    ),
    max_leaves=5,
)


@given(expressions, st.sampled_from([A, B, C]), st.booleans())
def test_a_block_is_presentable_when_its_expression_is_satisfied_by_each_capacity(
    expression: Expression, modality: Element, given_opinion: bool
) -> None:
    terms = PROJECT | {"modality": modality, "necessity": "Ligne arrêtée"}
    facts = first_block(
        *(evaluated(code, **terms) for code in BC01_CAPACITIES),
        opinion=FAVOURABLE if given_opinion else NONE_GIVEN,
    )
    decision = judged_block(facts, certification=with_expression(expression))
    if "evaluation.modality" not in codes(decision):
        gathered = frozenset({modality, OPINION} if given_opinion else {modality})
        assert (decision.outcome is PRESENTABLE) is is_satisfied(expression, gathered)


@pytest.mark.parametrize("outcome", BlockOutcome)
def test_the_generators_reach_every_outcome_of_a_block(outcome: BlockOutcome) -> None:
    reach(blocks, lambda facts: facts.held_since is None and judged_block(facts).outcome is outcome)


@pytest.mark.parametrize("outcome", CapacityOutcome)
@pytest.mark.parametrize("modality", [A, B, C, None])
def test_the_generators_reach_every_outcome_of_a_capacity(outcome: CapacityOutcome, modality: Element | None) -> None:
    route = VAE if modality is None and outcome is not TO_EVALUATE else CONTINUING
    assert any(
        facts.evaluation is not None
        and facts.evaluation.modality is modality
        and judged(facts, route=route).outcome is outcome
        for facts in STATES["C8"]
    )


def test_criteria_of_another_referential_are_another_matter() -> None:
    """Only the criteria of the record count, however many it has."""
    three = tuple(Criterion(f"C2.{number}", "…") for number in (1, 2, 3))
    longer = replace(CQPM, capacities=(Capacity("C2", "…", BC01, criteria=three),))
    assert codes(judged(evaluated("C2"), certification=longer)) == ["evaluation.criteria"]
    facts = evaluated("C2", criteria=answers("C2", True, False, True))
    assert codes(judged(facts, certification=longer)) == []
