"""Deliberation: the cases of the record and of the choices first, then what no case may break."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.deliberation import (
    CaseFacts,
    ConformityFacts,
    DeliberationDecision,
    DeliberationFacts,
    DeliberationOutcome,
    Verdict,
    deliberate,
    interrupted,
    proposal,
)
from jurande.rules.voting import tally
from tests.rules.reach import reach
from tests.rules.record28245 import BC01, BC02, BC02_CAPACITIES, CQPM
from tests.rules.said import codes, said
from tests.rules.votes import SEATS, ballots

ADMISSIBLE, NOT_ADMISSIBLE, BLOCKS, POSTPONED = Verdict
RECORDED, REFUSED = DeliberationOutcome

# What the summary leads to.

WHOLE = CaseFacts(
    aimed=(BC01, BC02),
    whole=True,
    presentable=(BC01, BC02),
    held=(),
    not_acquired_capacities=(),
    ready=True,
)
"""A candidate to the whole certification of whom everything is acquired."""
FIRST_ONLY = replace(WHOLE, presentable=(BC01,), not_acquired_capacities=("C10", "C11"))
FIRST_HELD = replace(WHOLE, presentable=(BC02,), held=(BC01,))
PARTIAL = replace(WHOLE, aimed=(BC02,), whole=False, presentable=(BC02,))
NOT_READY = replace(WHOLE, presentable=(BC01,), ready=False)
KEPT_OF_SECOND = ("C8", "C9", "C12")


@pytest.mark.parametrize(
    ("case", "verdict", "validated", "not_validated", "kept"),
    [
        pytest.param(WHOLE, ADMISSIBLE, (BC01, BC02), (), (), id="everything acquired"),
        pytest.param(FIRST_ONLY, NOT_ADMISSIBLE, (BC01,), (BC02,), KEPT_OF_SECOND, id="one block short"),
        pytest.param(FIRST_HELD, ADMISSIBLE, (BC02,), (), (), id="one block held, aimed at again"),
        pytest.param(
            replace(FIRST_HELD, aimed=(BC02,)), ADMISSIBLE, (BC02,), (), (), id="one block held, not aimed at"
        ),
        pytest.param(
            replace(WHOLE, presentable=(BC01, BC02), held=(BC01,)),
            ADMISSIBLE,
            (BC02,),
            (),
            (),
            id="a held block is not validated twice",
        ),
        pytest.param(
            replace(WHOLE, aimed=(), presentable=(), held=(BC01, BC02)),
            ADMISSIBLE,
            (),
            (),
            (),
            id="everything held",
        ),
        pytest.param(
            replace(WHOLE, presentable=(), not_acquired_capacities=("C1", "C8", "C9", "C10", "C11", "C12")),
            NOT_ADMISSIBLE,
            (),
            (BC01, BC02),
            ("C2", "C3", "C4", "C5", "C6", "C7"),
            id="nothing presentable",
        ),
        pytest.param(
            replace(WHOLE, aimed=(BC01,)), NOT_ADMISSIBLE, (BC01,), (), (), id="never grants a block not aimed at"
        ),
        pytest.param(PARTIAL, BLOCKS, (BC02,), (), (), id="one block only, acquired"),
        pytest.param(
            replace(PARTIAL, presentable=(), not_acquired_capacities=("C10", "C11")),
            BLOCKS,
            (),
            (BC02,),
            KEPT_OF_SECOND,
            id="one block only, not acquired",
        ),
        pytest.param(replace(PARTIAL, held=(BC01,)), BLOCKS, (BC02,), (), (), id="one block only, the other held"),
        pytest.param(NOT_READY, POSTPONED, (), (), (), id="summary not complete"),
        pytest.param(replace(PARTIAL, ready=False), POSTPONED, (), (), (), id="one block, not complete"),
    ],
)
def test_what_the_summary_leads_to(
    case: CaseFacts,
    verdict: Verdict,
    validated: tuple[str, ...],
    not_validated: tuple[str, ...],
    kept: tuple[str, ...],
) -> None:
    decision = proposal(CQPM, case)
    assert decision.outcome is verdict
    assert decision.validated == validated
    assert decision.not_validated == not_validated
    assert decision.kept_capacities == kept


COMPLETE = "+ deliberation.summary (record.jury.duties) Le récapitulatif est complet."
BLOCK = "deliberation.block (record.block.certified) Bloc"
ALL = "deliberation.all_blocks (record.all_blocks)"


@pytest.mark.parametrize(
    ("case", "lines"),
    [
        (
            WHOLE,
            [
                COMPLETE,
                f"+ {BLOCK} 1 : validé.",
                f"+ {BLOCK} 2 : validé.",
                f"+ {ALL} Tous les blocs sont validés ou conservés.",
            ],
        ),
        (
            FIRST_ONLY,
            [
                COMPLETE,
                f"+ {BLOCK} 1 : validé.",
                f"- {BLOCK} 2 : non validé ; non acquises : C10 et C11.",
                f"+ {ALL} Un bloc au moins n’est ni validé ni conservé.",
            ],
        ),
        (
            replace(PARTIAL, held=(BC01,)),
            [COMPLETE, f"+ {BLOCK} 2 : validé.", f"+ {BLOCK} 1 : conservé d’un jury antérieur."],
        ),
        (
            NOT_READY,
            [
                (
                    "- deliberation.summary (record.jury.duties) "
                    "Le récapitulatif est incomplet : le jury reporte sa décision."
                )
            ],
        ),
    ],
)
def test_what_is_said_of_a_proposal(case: CaseFacts, lines: list[str]) -> None:
    assert said(proposal(CQPM, case)) == lines


def test_an_unknown_block_is_the_callers_fault() -> None:
    with pytest.raises(KeyError):
        proposal(CQPM, replace(WHOLE, aimed=("BC99",)))
    with pytest.raises(KeyError):
        deliberate(CQPM, motion(case=replace(WHOLE, held=("BC99",))))


# What the jury declares.


def motion(verdict: Verdict = ADMISSIBLE, votes: str = "", **changes: Any) -> DeliberationFacts:
    """A motion taken in order on a candidate of whom everything is acquired, but for the changes.

    Unanimous unless `votes` are given, one sign a seat as in `ballots`.
    """
    facts = DeliberationFacts(
        case=WHOLE,
        conformity=ConformityFacts(accepted=True),
        examined=True,
        verdict=verdict,
        unanimous=not votes,
        votes=ballots(votes),
        silent_abstain=True,
        voting=SEATS,
        president="E1",
    )
    return replace(facts, **changes)


REASON = "Situation reconstituée sans nécessité."


@pytest.mark.parametrize(
    ("facts", "obstacles"),
    [
        pytest.param(motion(), [], id="admissible, unanimous"),
        pytest.param(motion(votes="+++++---"), [], id="admissible, by a majority"),
        pytest.param(motion(votes="+---+++-"), [], id="admissible, by the casting vote"),
        pytest.param(motion(votes="----++++"), ["deliberation.casting"], id="tie, president against"),
        pytest.param(motion(votes="---"), ["deliberation.majority"], id="not carried"),
        pytest.param(motion(votes="++++++o."), [], id="the silent seat is noted as abstaining"),
        pytest.param(
            motion(votes="++++++o.", silent_abstain=False), ["deliberation.every_seat"], id="a seat has not voted"
        ),
        pytest.param(motion(votes="+++++++o", silent_abstain=False), [], id="each seat has spoken"),
        pytest.param(motion(silent_abstain=False), [], id="unanimous: no seat is waited for"),
        pytest.param(
            motion(conformity=ConformityFacts(accepted=False)),
            ["deliberation.conformity"],
            id="conformity not found",
        ),
        pytest.param(
            motion(conformity=ConformityFacts(accepted=True, reserves=("Saisine tardive",))),
            [],
            id="conformity with a reserve",
        ),
        pytest.param(motion(examined=False), ["deliberation.examined"], id="not examined"),
        pytest.param(motion(case=replace(WHOLE, ready=False)), ["deliberation.summary"], id="summary not complete"),
        pytest.param(motion(president=None), ["deliberation.presided"], id="nobody presides"),
        pytest.param(
            motion(voting=SEATS[1:]), ["deliberation.presided"], id="the president does not vote on this case"
        ),
        pytest.param(motion(voting=()), ["deliberation.presided"], id="nobody votes on this case"),
        pytest.param(
            motion(
                conformity=ConformityFacts(accepted=False),
                examined=False,
                case=replace(FIRST_ONLY, ready=False),
                president=None,
                votes="-",
            ),
            [
                "deliberation.conformity",
                "deliberation.examined",
                "deliberation.summary",
                "deliberation.presided",
                "deliberation.all_blocks",
                "deliberation.majority",
            ],
            id="every fault at once",
        ),
        pytest.param(motion(case=FIRST_ONLY), ["deliberation.all_blocks"], id="admissible, one block short"),
        pytest.param(motion(case=FIRST_HELD), [], id="admissible, one block held"),
        pytest.param(motion(NOT_ADMISSIBLE, case=FIRST_ONLY), [], id="not admissible, one block short"),
        pytest.param(motion(NOT_ADMISSIBLE), ["deliberation.all_blocks"], id="not admissible, everything acquired"),
        pytest.param(
            motion(NOT_ADMISSIBLE, reason=REASON),
            ["deliberation.all_blocks"],
            id="not admissible against the summary, no block refused",
        ),
        pytest.param(
            motion(NOT_ADMISSIBLE, refused_blocks=(BC02,), reason=REASON), [], id="a block refused, with a reason"
        ),
        pytest.param(
            motion(NOT_ADMISSIBLE, refused_blocks=(BC02,), reason="  "),
            ["deliberation.reason"],
            id="a block refused without a reason",
        ),
        pytest.param(
            motion(refused_blocks=(BC02,), reason=REASON),
            ["deliberation.all_blocks"],
            id="admissible with a block refused",
        ),
        pytest.param(
            motion(NOT_ADMISSIBLE, case=FIRST_ONLY, refused_blocks=(BC02,), reason=REASON),
            ["deliberation.refused_blocks"],
            id="refusing what is not presentable",
        ),
        pytest.param(
            motion(NOT_ADMISSIBLE, case=FIRST_HELD, refused_blocks=(BC01,), reason=REASON),
            ["deliberation.all_blocks", "deliberation.refused_blocks"],
            id="refusing what is held",
        ),
        pytest.param(motion(BLOCKS), ["deliberation.words"], id="blocks for a whole candidacy"),
        pytest.param(motion(BLOCKS, case=PARTIAL), [], id="blocks for one block"),
        pytest.param(
            motion(BLOCKS, case=replace(PARTIAL, presentable=(), not_acquired_capacities=("C10",))),
            [],
            id="blocks, none validated",
        ),
        pytest.param(motion(BLOCKS, case=PARTIAL, refused_blocks=(BC02,), reason=REASON), [], id="blocks, one refused"),
        pytest.param(
            motion(case=replace(PARTIAL, held=(BC01,))),
            ["deliberation.words"],
            id="never admissible for one block, the other held",
        ),
        pytest.param(
            motion(NOT_ADMISSIBLE, case=replace(PARTIAL, presentable=(), not_acquired_capacities=("C10",))),
            ["deliberation.words"],
            id="never not admissible for one block",
        ),
        pytest.param(motion(POSTPONED, reason=REASON), [], id="postponed, with a reason"),
        pytest.param(motion(POSTPONED), ["deliberation.reason"], id="postponed without a reason"),
        pytest.param(motion(POSTPONED, case=PARTIAL, reason=REASON), [], id="postponed, one block"),
        pytest.param(
            motion(
                POSTPONED,
                conformity=ConformityFacts(accepted=False),
                examined=False,
                case=NOT_READY,
                president=None,
                reason=REASON,
            ),
            [],
            id="postponed, whatever is missing",
        ),
        pytest.param(
            motion(POSTPONED, refused_blocks=(BC02,), reason=REASON),
            ["deliberation.refused_blocks"],
            id="postponed refuses nothing",
        ),
        pytest.param(
            motion(POSTPONED, votes="+----", reason=REASON), ["deliberation.majority"], id="postponement not carried"
        ),
    ],
)
def test_what_a_jury_may_declare(facts: DeliberationFacts, obstacles: list[str]) -> None:
    decision = deliberate(CQPM, facts)
    assert codes(decision) == obstacles
    assert decision.outcome is (REFUSED if obstacles else RECORDED)
    assert decision.verdict is facts.verdict


@pytest.mark.parametrize(
    ("facts", "validated", "not_validated", "kept"),
    [
        pytest.param(motion(), (BC01, BC02), (), (), id="admissible"),
        pytest.param(motion(case=FIRST_HELD), (BC02,), (), (), id="one held"),
        pytest.param(motion(NOT_ADMISSIBLE, case=FIRST_ONLY), (BC01,), (BC02,), KEPT_OF_SECOND, id="one block short"),
        pytest.param(
            motion(NOT_ADMISSIBLE, refused_blocks=(BC02,), reason=REASON),
            (BC01,),
            (BC02,),
            (),
            id="a refused block keeps nothing",
        ),
        pytest.param(
            motion(NOT_ADMISSIBLE, case=FIRST_ONLY, refused_blocks=(BC01,), reason=REASON),
            (),
            (BC01, BC02),
            KEPT_OF_SECOND,
            id="one refused, one short",
        ),
        pytest.param(motion(BLOCKS, case=PARTIAL), (BC02,), (), (), id="blocks"),
        pytest.param(
            motion(BLOCKS, case=replace(PARTIAL, presentable=(), not_acquired_capacities=BC02_CAPACITIES)),
            (),
            (BC02,),
            (),
            id="no block, no capacity",
        ),
        pytest.param(motion(POSTPONED, case=FIRST_ONLY, reason=REASON), (), (), (), id="postponed"),
        pytest.param(motion(votes="----++++"), (), (), (), id="not carried"),
        pytest.param(motion(NOT_ADMISSIBLE, case=FIRST_ONLY, votes="-"), (), (), (), id="refusal not carried"),
        pytest.param(motion(examined=False), (), (), (), id="refused"),
    ],
)
def test_what_a_decision_yields(
    facts: DeliberationFacts,
    validated: tuple[str, ...],
    not_validated: tuple[str, ...],
    kept: tuple[str, ...],
) -> None:
    decision = deliberate(CQPM, facts)
    assert decision.validated == validated
    assert decision.not_validated == not_validated
    assert decision.kept_capacities == kept


def test_a_vote_is_counted_and_unanimity_is_not() -> None:
    assert deliberate(CQPM, motion()).tally is None
    assert deliberate(CQPM, motion(votes="+++-")).tally == tally(CQPM, ballots("+++-"), voting=SEATS, president="E1")
    assert deliberate(CQPM, motion(unanimous=False)).outcome is REFUSED


def test_votes_beside_a_unanimous_decision_are_the_callers_fault() -> None:
    with pytest.raises(ValueError, match=r"^a unanimous decision is taken without a vote$"):
        deliberate(CQPM, motion(votes="+", unanimous=True))


# What is said of a decision.

CONFORM = "deliberation.conformity (record.jury.duties) L’organisation des évaluations"


def test_what_is_said_of_an_admissible_candidate() -> None:
    assert said(deliberate(CQPM, motion())) == [
        f"+ {CONFORM} est constatée conforme.",
        "+ deliberation.examined (record.jury.duties) Le récapitulatif est examiné.",
        COMPLETE,
        "+ deliberation.presided (record.jury.tie) La présidence vote sur ce cas.",
        "+ deliberation.words (record.jury.duties) Décision proposée : admissible.",
        f"+ {BLOCK} 1 : validé.",
        f"+ {BLOCK} 2 : validé.",
        f"+ {ALL} Tous les blocs sont validés ou conservés.",
        "+ deliberation.unanimous (choice.majority) Décision unanime sans vote, 8 voix.",
    ]


def test_what_is_said_of_a_vote_on_a_refused_block() -> None:
    facts = motion(NOT_ADMISSIBLE, votes="+++--", refused_blocks=(BC02,), reason=REASON)
    assert said(deliberate(CQPM, facts))[4:] == [
        "+ deliberation.words (record.jury.duties) Décision proposée : non admissible.",
        f"+ {BLOCK} 1 : validé.",
        f"+ {BLOCK} 2 : non validé, le jury juge son évaluation irrégulière.",
        f"+ {ALL} Un bloc au moins n’est ni validé ni conservé.",
        "+ deliberation.refused_blocks (choice.irregular) Le jury refuse 1 bloc.",
        "+ deliberation.reason (choice.irregular) Le refus d’un bloc est motivé.",
        *said(tally(CQPM, ballots("+++--"), voting=SEATS, president="E1")),
        "+ deliberation.every_seat (choice.majority) 3 sièges sans vote, que la présidence constate en abstention.",
    ]


def test_what_is_said_of_a_postponement() -> None:
    facts = motion(
        POSTPONED,
        conformity=ConformityFacts(accepted=False),
        examined=False,
        case=NOT_READY,
        president=None,
        reason=REASON,
    )
    assert said(deliberate(CQPM, facts)) == [
        f"+ {CONFORM} n’est pas constatée conforme : report seul possible.",
        ("+ deliberation.examined (record.jury.duties) Le récapitulatif n’est pas examiné : report seul possible."),
        "+ deliberation.summary (record.jury.duties) Le récapitulatif est incomplet : report seul possible.",
        ("+ deliberation.presided (record.jury.tie) Personne ne préside ce cas avec une voix : report seul possible."),
        "+ deliberation.words (choice.postponed) Décision proposée : décision reportée à un prochain jury.",
        "+ deliberation.reason (choice.postponed) Le report est motivé.",
        "+ deliberation.unanimous (choice.majority) Décision unanime sans vote, 8 voix.",
    ]


def test_a_case_that_nobody_may_decide_is_postponed_by_who_presides_the_day() -> None:
    facts = motion(POSTPONED, voting=(), president=None, reason=REASON)
    assert judged(facts).outcome is RECORDED
    assert said(judged(facts))[-1] == (
        "+ deliberation.unanimous (choice.postponed) Aucune voix ne reste sur ce cas : "
        "la présidence de la séance constate le report."
    )


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        (
            motion(conformity=ConformityFacts(accepted=False)),
            f"- {CONFORM} n’est pas constatée conforme : le jury la vérifie d’abord.",
        ),
        (
            motion(conformity=ConformityFacts(accepted=True, reserves=("saisine tardive",))),
            f"+ {CONFORM} est constatée conforme. 1 réserve au procès-verbal : saisine tardive.",
        ),
        (
            motion(conformity=ConformityFacts(accepted=True, reserves=("Saisine tardive.", "Un lien."))),
            f"+ {CONFORM} est constatée conforme. 2 réserves au procès-verbal : Saisine tardive et Un lien.",
        ),
        (
            motion(conformity=ConformityFacts(accepted=False, reserves=("saisine tardive", "un lien"))),
            (
                f"- {CONFORM} n’est pas constatée conforme : le jury la vérifie d’abord. "
                "2 réserves au procès-verbal : saisine tardive et un lien."
            ),
        ),
        (
            motion(examined=False),
            (
                "- deliberation.examined (record.jury.duties) "
                "Le récapitulatif n’est pas examiné : le jury l’examine avant de déclarer."
            ),
        ),
        (
            motion(case=replace(WHOLE, ready=False)),
            (
                "- deliberation.summary (record.jury.duties) "
                "Le récapitulatif est incomplet : le jury reporte sa décision."
            ),
        ),
        (
            motion(president=None),
            (
                "- deliberation.presided (record.jury.tie) "
                "Personne ne préside ce cas avec une voix : désignez qui le préside."
            ),
        ),
        (
            motion(BLOCKS),
            (
                "- deliberation.words (record.jury.duties) Décision proposée : blocs validés / non validés ; "
                "une candidature entière est déclarée admissible ou non admissible."
            ),
        ),
        (
            motion(case=PARTIAL),
            (
                "- deliberation.words (choice.partial) Décision proposée : admissible ; "
                "une candidature à certains blocs appelle « blocs validés / non validés »."
            ),
        ),
        (
            motion(BLOCKS, case=PARTIAL),
            "+ deliberation.words (choice.partial) Décision proposée : blocs validés / non validés.",
        ),
        (
            motion(case=FIRST_ONLY),
            f"- {ALL} Un bloc au moins n’est ni validé ni conservé : le candidat ne peut pas être déclaré admissible.",
        ),
        (
            motion(NOT_ADMISSIBLE),
            (
                f"- {ALL} Tous les blocs sont validés ou conservés : le candidat est admissible, "
                "sauf bloc refusé par le jury avec son motif."
            ),
        ),
        (motion(case=FIRST_HELD), f"+ {BLOCK} 1 : conservé d’un jury antérieur."),
        (
            motion(NOT_ADMISSIBLE, case=FIRST_ONLY),
            f"+ {BLOCK} 2 : non validé ; non acquises : C10 et C11.",
        ),
        (
            motion(NOT_ADMISSIBLE, case=FIRST_HELD, refused_blocks=(BC01, BC02), reason=REASON),
            (
                "- deliberation.refused_blocks (choice.irregular) "
                "Le jury refuse 2 blocs ; il n’a pas à valider le bloc 1, à retirer du refus."
            ),
        ),
        (
            motion(POSTPONED, refused_blocks=(BC01, BC02)),
            (
                "- deliberation.refused_blocks (choice.irregular) "
                "Le jury refuse 2 blocs ; il n’a pas à valider le bloc 1 et le bloc 2, à retirer du refus."
            ),
        ),
        (
            motion(POSTPONED),
            "- deliberation.reason (choice.postponed) Le report demande un motif : écrivez-le.",
        ),
        (
            motion(NOT_ADMISSIBLE, refused_blocks=(BC02,)),
            "- deliberation.reason (choice.irregular) Le refus d’un bloc demande un motif : écrivez-le.",
        ),
        (
            motion(votes="+++++++.", silent_abstain=False),
            (
                "- deliberation.every_seat (choice.majority) "
                "1 siège sans vote : attendez chaque voix, ou constatez que ces sièges s’abstiennent."
            ),
        ),
        (
            motion(votes="+++++++."),
            (
                "+ deliberation.every_seat (choice.majority) "
                "1 siège sans vote, que la présidence constate en abstention."
            ),
        ),
        (
            motion(votes="-----"),
            (
                "- deliberation.majority (choice.majority) "
                "La majorité des voix exprimées est contre : le jury examine une autre proposition."
            ),
        ),
    ],
)
def test_what_is_said_of_a_decision(facts: DeliberationFacts, line: str) -> None:
    assert line in said(deliberate(CQPM, facts))


# What no case may break.

SUBSETS = st.sampled_from([(), (BC01,), (BC02,), (BC01, BC02)])
cases = st.builds(
    CaseFacts,
    aimed=st.sampled_from([(BC01, BC02), (BC01, BC02), (BC01,), (BC02,)]),
    whole=st.booleans(),
    presentable=st.one_of(st.just((BC01, BC02)), SUBSETS),
    held=st.sampled_from([(), (), (BC01,), (BC02,), (BC01, BC02)]),
    not_acquired_capacities=st.sampled_from([(), ("C1",), ("C10", "C11")]),
    ready=st.sampled_from([True, True, True, False]),
)


def _somebody_sat(votes: str) -> bool:
    return not votes or set(votes) != {"."}


motions = st.builds(
    motion,
    st.sampled_from(Verdict),
    st.one_of(st.just(""), st.lists(st.sampled_from("+++++-o."), max_size=8).map("".join).filter(_somebody_sat)),
    case=cases,
    conformity=st.sampled_from([ConformityFacts(accepted=True)] * 5 + [ConformityFacts(accepted=False)]),
    examined=st.sampled_from([True] * 5 + [False]),
    refused_blocks=st.one_of(st.just(()), SUBSETS),
    reason=st.sampled_from([REASON, REASON, REASON, ""]),
    president=st.sampled_from(["E1", "E1", "E1", "S1", None]),
    silent_abstain=st.sampled_from([True, True, False]),
)


def judged(facts: DeliberationFacts) -> DeliberationDecision:
    """What the rule says."""
    return deliberate(CQPM, facts)


@given(motions)
def test_admissible_means_every_block_validated_or_held(facts: DeliberationFacts) -> None:
    decision = judged(facts)
    if decision.outcome is RECORDED and facts.verdict is not POSTPONED:
        every = {*decision.validated, *facts.case.held} >= {BC01, BC02}
        if facts.case.whole:
            assert (facts.verdict is ADMISSIBLE) is every
        else:
            assert facts.verdict is BLOCKS


@given(motions)
def test_the_jury_never_grants_what_the_commission_did_not_present(facts: DeliberationFacts) -> None:
    decision = judged(facts)
    assert {*decision.validated} <= {*facts.case.presentable} & {*facts.case.aimed}
    assert {*decision.validated}.isdisjoint(facts.refused_blocks)
    assert {*decision.kept_capacities}.isdisjoint(facts.case.not_acquired_capacities)


@given(motions)
def test_a_held_block_is_never_lost(facts: DeliberationFacts) -> None:
    decision = judged(facts)
    assert {*facts.case.held}.isdisjoint(decision.not_validated)
    assert {*facts.case.held}.isdisjoint(decision.validated)


@given(motions)
def test_a_recorded_decision_has_no_obstacle_and_a_refused_one_yields_nothing(
    facts: DeliberationFacts,
) -> None:
    decision = judged(facts)
    assert (decision.outcome is RECORDED) is (not decision.obstacles)
    if decision.outcome is REFUSED or facts.verdict is POSTPONED:
        assert (decision.validated, decision.not_validated, decision.kept_capacities) == ((), (), ())
    else:
        decided = {*decision.validated, *decision.not_validated}
        assert decided == {*facts.case.aimed} - {*facts.case.held}


@given(motions)
def test_only_a_postponement_precedes_the_duties(facts: DeliberationFacts) -> None:
    if judged(facts).outcome is RECORDED and facts.verdict is not POSTPONED:
        assert facts.conformity.accepted
        assert facts.examined
        assert facts.case.ready
        assert facts.president in facts.voting


@given(cases)
def test_a_jury_may_always_follow_the_proposal(case: CaseFacts) -> None:
    proposed = proposal(CQPM, case)
    decision = judged(motion(proposed.outcome, case=case, reason=REASON))
    assert decision.outcome is RECORDED
    assert decision.validated == proposed.validated
    assert decision.not_validated == proposed.not_validated
    assert decision.kept_capacities == proposed.kept_capacities


# Admissible with a block refused, or postponed with one, is never recorded, as the cases above say.
@pytest.mark.parametrize(
    ("verdict", "outcome", "refusing"),
    [
        (verdict, outcome, refusing)
        for verdict in Verdict
        for outcome in DeliberationOutcome
        for refusing in (True, False)
        if not (refusing and outcome is RECORDED and verdict in {ADMISSIBLE, POSTPONED})
    ],
)
def test_the_generators_reach_every_verdict(verdict: Verdict, outcome: DeliberationOutcome, refusing: bool) -> None:
    reach(
        motions,
        lambda facts: (
            facts.verdict is verdict and bool(facts.refused_blocks) is refusing and judged(facts).outcome is outcome
        ),
    )


@pytest.mark.parametrize("verdict", Verdict)
def test_the_generators_reach_every_proposal(verdict: Verdict) -> None:
    reach(cases, lambda case: proposal(CQPM, case).outcome is verdict)


@pytest.mark.parametrize(("reason", "recorded"), [("La présidente est souffrante.", True), ("  ", False)])
def test_a_day_interrupted_postpones_with_its_reason(reason: str, recorded: bool) -> None:
    decision = interrupted(reason)
    assert decision.outcome is (RECORDED if recorded else REFUSED)
    assert (decision.verdict, decision.validated, decision.not_validated) == (POSTPONED, (), ())
    assert (decision.kept_capacities, decision.tally) == ((), None)
    assert [(one.code, one.clause.key, one.holds) for one in decision.reasons] == [
        ("deliberation.interrupted", "choice.postponed", True),
        ("deliberation.reason", "choice.postponed", recorded),
    ]
    assert decision.reasons[0].text == (
        "La séance est interrompue, sa présidence empêchée : la décision est reportée à un prochain jury."
    )
