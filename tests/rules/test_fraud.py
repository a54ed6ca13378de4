"""Fraud: the candidate is heard, then the decision, with its motives; what follows; what may be withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.fraud import (
    Effect,
    FraudFacts,
    FraudOutcome,
    HearingFacts,
    HearingOutcome,
    ReliedOutcome,
    Standing,
    SuspicionOutcome,
    WithdrawalFacts,
    WithdrawalOutcome,
    decide_fraud,
    hearing,
    relied_on,
    suspicion,
    withdrawal,
    withdrawal_ground,
)
from tests.rules.reach import days, reach
from tests.rules.said import codes, said

CALLED_FOR, TODAY = date(2022, 7, 4), date(2022, 7, 5)
CAME = HearingFacts(called_for=CALLED_FOR, came=True, said="Il reconnaît les faits.", held_on=CALLED_FOR, on=TODAY)
DID_NOT_COME = replace(CAME, came=False, said="")
FOUND = FraudFacts(
    heard_on=CALLED_FOR, established=True, decision="Rapport copié.", standing=Standing.NOT_JUDGED, titles=0
)
TAKEN_BACK = WithdrawalFacts(heard_on=CALLED_FOR, withdrawn_on=TODAY, reason="Rapport copié.", fraud=True, titles=1)


@pytest.mark.parametrize("vae", [True, False], ids=["vae", "training"])
def test_a_suspicion_under_way_holds_everything(vae: bool) -> None:
    clause = "law.R6412-7" if vae else "choice.fraud"
    waiting, free = suspicion(under_way=True, vae=vae), suspicion(under_way=False, vae=vae)
    assert (waiting.outcome, free.outcome) == (SuspicionOutcome.WAITS, SuspicionOutcome.GOES_ON)
    assert said(waiting) == [
        (
            f"- fraud.suspicion ({clause}) Une suspicion de fraude est en cours : rien ne se décide avant que le "
            "candidat ait été entendu."
        )
    ]
    assert said(free) == [f"+ fraud.suspicion ({clause}) Aucune suspicion de fraude n’est en cours."]


@pytest.mark.parametrize(
    ("facts", "obstacles"),
    [
        pytest.param(CAME, [], id="came and spoke"),
        pytest.param(replace(CAME, called_for=None), [], id="came without being called"),
        pytest.param(replace(CAME, said=" "), ["fraud.said"], id="nothing written"),
        pytest.param(replace(CAME, on=CALLED_FOR), [], id="the same day"),
        pytest.param(replace(CAME, on=date(2022, 7, 3)), ["fraud.day"], id="not come yet"),
        pytest.param(DID_NOT_COME, [], id="called, did not come"),
        pytest.param(replace(DID_NOT_COME, called_for=None), ["fraud.called"], id="absent without being called"),
        pytest.param(replace(DID_NOT_COME, held_on=TODAY), ["fraud.called"], id="absent on another day"),
        pytest.param(
            replace(DID_NOT_COME, called_for=None, held_on=date(2022, 8, 1)),
            ["fraud.day", "fraud.called"],
            id="everything",
        ),
    ],
)
def test_which_hearings_are_recorded(facts: HearingFacts, obstacles: list[str]) -> None:
    decision = hearing(facts, vae=False)
    assert codes(decision) == obstacles
    assert (decision.outcome is HearingOutcome.RECORDED) is (not obstacles)


def test_what_is_said_of_hearings() -> None:
    assert said(hearing(CAME, vae=True)) == [
        "+ fraud.day (law.R6412-7) L’audition est datée du 4 juillet 2022.",
        "+ fraud.said (law.R6412-7) Ce que le candidat a dit est consigné.",
    ]
    assert said(hearing(DID_NOT_COME, vae=False)) == [
        "+ fraud.day (choice.fraud) L’audition est datée du 4 juillet 2022.",
        "+ fraud.called (choice.fraud) Le candidat, convoqué pour le 4 juillet 2022, ne s’est pas présenté.",
    ]
    assert said(hearing(replace(CAME, said="", on=date(2022, 7, 1)), vae=False)) == [
        "- fraud.day (choice.fraud) L’audition est datée du 4 juillet 2022, qui n’est pas venu.",
        "- fraud.said (choice.fraud) Écrivez ce que le candidat a dit.",
    ]
    assert said(hearing(replace(DID_NOT_COME, called_for=None), vae=False))[1] == (
        "- fraud.called (choice.fraud) Une absence se constate au jour de la convocation : convoquez d’abord le "
        "candidat."
    )


@pytest.mark.parametrize(
    ("facts", "obstacles", "effect"),
    [
        pytest.param(FOUND, [], Effect.EXCLUDED, id="before any jury"),
        pytest.param(
            replace(FOUND, titles=1), [], Effect.EXCLUDED_AND_TO_WITHDRAW, id="before another jury, after a recourse"
        ),
        pytest.param(
            replace(FOUND, standing=Standing.JUDGED, titles=2), [], Effect.TO_WITHDRAW, id="after, with titles"
        ),
        pytest.param(replace(FOUND, standing=Standing.JUDGED), [], Effect.NONE, id="after, without a title"),
        pytest.param(replace(FOUND, standing=Standing.LISTED), ["fraud.listed"], Effect.NONE, id="on a jury’s list"),
        pytest.param(
            replace(FOUND, established=False, standing=Standing.LISTED), [], Effect.NONE, id="unfounded, listed"
        ),
        pytest.param(replace(FOUND, established=False), [], Effect.NONE, id="unfounded"),
        pytest.param(replace(FOUND, heard_on=None), ["fraud.heard"], Effect.NONE, id="not heard"),
        pytest.param(
            replace(FOUND, heard_on=None, established=False, decision=""),
            ["fraud.heard", "fraud.motives"],
            Effect.NONE,
            id="unfounded, not heard, no motive",
        ),
        pytest.param(
            replace(FOUND, heard_on=None, decision=" ", standing=Standing.LISTED),
            ["fraud.heard", "fraud.motives", "fraud.listed"],
            Effect.NONE,
            id="everything",
        ),
    ],
)
def test_what_may_be_decided_and_what_follows(facts: FraudFacts, obstacles: list[str], effect: Effect) -> None:
    decision = decide_fraud(facts, vae=False)
    assert (codes(decision), decision.effect) == (obstacles, effect)
    assert decision.outcome is (FraudOutcome.NOT_DECIDED if obstacles else FraudOutcome.DECIDED)


def test_what_is_said_of_decisions() -> None:
    assert said(decide_fraud(FOUND, vae=True)) == [
        "+ fraud.heard (law.R6412-7) Le candidat a été entendu, ou appelé à l’être, le 4 juillet 2022.",
        "+ fraud.motives (law.R6412-7) La décision est motivée.",
        "+ fraud.effect (law.R6412-7) La candidature est écartée : aucun jury n’en décide.",
    ]
    judged = replace(FOUND, standing=Standing.JUDGED, titles=1)
    assert said(decide_fraud(judged, vae=False))[-1] == (
        "+ fraud.effect (choice.fraud) Ce qui a été délivré est à retirer, par une décision qui nomme le certificat, "
        "les blocs ou les capacités conservées."
    )
    assert said(decide_fraud(replace(FOUND, titles=1), vae=False))[-1] == (
        "+ fraud.effect (choice.fraud) La candidature est écartée : aucun jury n’en décide. Ce qui a été délivré est à "
        "retirer, par une décision qui nomme le certificat, les blocs ou les capacités conservées."
    )
    assert said(decide_fraud(replace(judged, titles=0), vae=False))[-1] == (
        "+ fraud.effect (choice.fraud) Rien n’a été délivré : il n’y a rien à retirer."
    )
    assert said(decide_fraud(replace(FOUND, heard_on=None, decision="", standing=Standing.LISTED), vae=False)) == [
        "- fraud.heard (choice.fraud) Le candidat n’a pas été entendu : entendez-le avant de décider.",
        "- fraud.motives (choice.fraud) La décision se motive : écrivez ses motifs.",
        (
            "- fraud.listed (choice.fraud) La candidature est à l’ordre du jour d’un jury : retirez-la, ou attendez "
            "le report."
        ),
    ]


@pytest.mark.parametrize(
    ("fraud", "vae", "key"),
    [
        (True, True, "law.R6412-7"),
        (True, False, "choice.fraud"),
        (False, True, "choice.withdrawal"),
        (False, False, "choice.withdrawal"),
    ],
)
def test_a_withdrawal_rests_on_the_law_for_fraud_in_a_vae_and_on_a_choice_otherwise(
    fraud: bool, vae: bool, key: str
) -> None:
    decision = withdrawal(replace(TAKEN_BACK, fraud=fraud), vae=vae)
    assert decision.ground == withdrawal_ground(fraud=fraud, vae=vae)
    assert {decision.ground.key, *(reason.clause.key for reason in decision.reasons)} == {key}


@pytest.mark.parametrize(
    ("facts", "obstacles"),
    [
        pytest.param(TAKEN_BACK, [], id="heard, reasoned"),
        pytest.param(replace(TAKEN_BACK, heard_on=TODAY), [], id="heard the same day"),
        pytest.param(replace(TAKEN_BACK, fraud=False), [], id="another ground"),
        pytest.param(replace(TAKEN_BACK, heard_on=None), ["fraud.heard"], id="not heard"),
        pytest.param(replace(TAKEN_BACK, heard_on=date(2022, 7, 6)), ["withdrawal.day"], id="to be heard later"),
        pytest.param(replace(TAKEN_BACK, reason=""), ["fraud.motives"], id="no motive"),
        pytest.param(replace(TAKEN_BACK, titles=0), ["withdrawal.titles"], id="nothing named"),
        pytest.param(
            replace(TAKEN_BACK, heard_on=None, reason=" ", titles=0),
            ["fraud.heard", "fraud.motives", "withdrawal.titles"],
            id="everything",
        ),
    ],
)
def test_what_a_withdrawal_needs(facts: WithdrawalFacts, obstacles: list[str]) -> None:
    decision = withdrawal(facts, vae=True)
    assert codes(decision) == obstacles
    assert (decision.outcome is WithdrawalOutcome.WITHDRAWN) is (not obstacles)


def test_what_is_said_of_withdrawals() -> None:
    assert said(withdrawal(TAKEN_BACK, vae=True)) == [
        "+ fraud.heard (law.R6412-7) Le titulaire a été entendu, ou appelé à l’être, le 4 juillet 2022.",
        "+ fraud.motives (law.R6412-7) La décision est motivée.",
    ]
    later = replace(TAKEN_BACK, heard_on=date(2022, 8, 1), titles=0, fraud=False)
    assert said(withdrawal(later, vae=False))[2:] == [
        (
            "- withdrawal.day (choice.withdrawal) L’audition, le 1er août 2022, n’a pas encore eu lieu : entendez "
            "d’abord le titulaire."
        ),
        "- withdrawal.titles (choice.withdrawal) La décision ne nomme rien à retirer.",
    ]


def test_a_summary_that_rests_on_what_was_withdrawn_has_a_gap() -> None:
    fallen = relied_on(("Bloc 1", "C8"))
    again = "ce résultat d’un jury antérieur est retiré depuis le récapitulatif ; à évaluer de nouveau."
    assert fallen.outcome is ReliedOutcome.FALLEN
    assert said(fallen) == [
        f"- withdrawal.relied_on (choice.withdrawal) Bloc 1 : {again}",
        f"- withdrawal.relied_on (choice.withdrawal) C8 : {again}",
    ]
    whole = relied_on(())
    assert whole.outcome is ReliedOutcome.STANDS
    assert said(whole) == [
        "+ withdrawal.relied_on (choice.withdrawal) Rien de ce que le récapitulatif tient pour acquis n’est retiré."
    ]


@given(st.lists(st.sampled_from(["Bloc 1", "Bloc 2", "C3", "C8"]), unique=True).map(tuple))
def test_each_result_withdrawn_is_a_reason(withdrawn: tuple[str, ...]) -> None:
    decision = relied_on(withdrawn)
    assert len(decision.obstacles) == len(withdrawn)
    assert (decision.outcome is ReliedOutcome.FALLEN) is bool(withdrawn)


SOME_DAY = days(date(2022, 7, 1), date(2022, 7, 9))
WORDS = st.sampled_from(["", " ", "Rapport copié."])
hearings = st.builds(
    HearingFacts, called_for=st.none() | SOME_DAY, came=st.booleans(), said=WORDS, held_on=SOME_DAY, on=SOME_DAY
)
decisions = st.builds(
    FraudFacts,
    heard_on=st.none() | SOME_DAY,
    established=st.booleans(),
    decision=WORDS,
    standing=st.sampled_from(Standing),
    titles=st.integers(0, 2),
)
withdrawals = st.builds(
    WithdrawalFacts,
    heard_on=st.none() | SOME_DAY,
    withdrawn_on=SOME_DAY,
    reason=WORDS,
    fraud=st.booleans(),
    titles=st.integers(0, 2),
)


@given(hearings, st.booleans())
def test_what_is_recorded_was_said_or_follows_a_call(facts: HearingFacts, vae: bool) -> None:
    if hearing(facts, vae=vae).outcome is HearingOutcome.RECORDED:
        assert facts.held_on <= facts.on
        assert facts.said.strip() if facts.came else facts.called_for == facts.held_on


@given(decisions, st.booleans())
def test_nothing_is_decided_before_the_candidate_is_heard(facts: FraudFacts, vae: bool) -> None:
    decision = decide_fraud(facts, vae=vae)
    if decision.outcome is FraudOutcome.DECIDED:
        assert facts.heard_on is not None
        assert facts.decision.strip()
    if decision.effect is not Effect.NONE:
        assert facts.established


@given(withdrawals, st.booleans())
def test_nothing_is_withdrawn_from_whoever_was_not_heard(facts: WithdrawalFacts, vae: bool) -> None:
    if withdrawal(facts, vae=vae).outcome is WithdrawalOutcome.WITHDRAWN:
        assert facts.heard_on is not None
        assert facts.heard_on <= facts.withdrawn_on
        assert facts.titles


@pytest.mark.parametrize("outcome", HearingOutcome)
def test_the_generators_reach_each_outcome_of_a_hearing(outcome: HearingOutcome) -> None:
    reach(hearings, lambda facts: hearing(facts, vae=False).outcome is outcome)


@pytest.mark.parametrize("outcome", FraudOutcome)
@pytest.mark.parametrize("effect", Effect)
def test_the_generators_reach_each_outcome_and_effect(outcome: FraudOutcome, effect: Effect) -> None:
    if outcome is FraudOutcome.DECIDED or effect is Effect.NONE:
        reach(
            decisions,
            lambda facts: (found := decide_fraud(facts, vae=False)).outcome is outcome and found.effect is effect,
        )


@pytest.mark.parametrize("outcome", WithdrawalOutcome)
def test_the_generators_reach_each_outcome_of_a_withdrawal(outcome: WithdrawalOutcome) -> None:
    reach(withdrawals, lambda facts: withdrawal(facts, vae=True).outcome is outcome)
