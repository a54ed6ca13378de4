"""Recourse: a reasoned request, in time, against a decision that leaves something to contest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.dates import months_after
from jurande.rules.deliberation import Verdict
from jurande.rules.lifecycles import Recourse as State
from jurande.rules.recourse import (
    AnswerFacts,
    AnswerOutcome,
    ContestOutcome,
    DecidedFacts,
    RecourseFacts,
    RecourseOutcome,
    answer_to,
    contest,
    recourse,
)
from jurande.rules.settings import DEFAULTS, Settings
from tests.rules.reach import days, reach
from tests.rules.record28245 import BC01, BC02
from tests.rules.said import codes, said

JURY_ON, LETTER_ON = date(2022, 6, 16), date(2022, 6, 17)
REFUSED = DecidedFacts(verdict=Verdict.NOT_ADMISSIBLE, not_validated=(BC02,), jury_on=JURY_ON, noticed_on=LETTER_ON)
SENT = RecourseFacts(
    decided=REFUSED, received_on=date(2022, 7, 1), grounds="La capacité C10 était acquise.", pending=False, upheld=False
)
TWO_MONTHS = Settings(recourse_months=2)


@pytest.mark.parametrize(
    ("facts", "settings", "until"),
    [
        pytest.param(REFUSED, DEFAULTS, date(2022, 9, 17), id="three months from the letter"),
        pytest.param(replace(REFUSED, noticed_on=None), DEFAULTS, date(2022, 9, 16), id="no letter yet"),
        pytest.param(REFUSED, TWO_MONTHS, date(2022, 8, 17), id="two months by choice"),
        pytest.param(replace(REFUSED, verdict=Verdict.BLOCKS), DEFAULTS, date(2022, 9, 17), id="a block refused"),
        pytest.param(replace(REFUSED, noticed_on=date(2022, 11, 30)), DEFAULTS, date(2023, 2, 28), id="a short month"),
        pytest.param(replace(REFUSED, verdict=Verdict.BLOCKS, not_validated=()), DEFAULTS, None, id="blocks validated"),
        pytest.param(replace(REFUSED, verdict=Verdict.ADMISSIBLE, not_validated=()), DEFAULTS, None, id="admissible"),
        pytest.param(replace(REFUSED, verdict=Verdict.POSTPONED), DEFAULTS, None, id="postponed"),
    ],
)
def test_until_when_a_decision_may_be_contested(facts: DecidedFacts, settings: Settings, until: date | None) -> None:
    decision = contest(facts, settings=settings)
    assert decision.until == until
    assert decision.outcome is (ContestOutcome.NOTHING_TO_CONTEST if until is None else ContestOutcome.CONTESTABLE)


RECEIVED, INADMISSIBLE, TURNED_DOWN = RecourseOutcome


@pytest.mark.parametrize(
    ("facts", "obstacles", "outcome"),
    [
        pytest.param(SENT, [], RECEIVED, id="in time, reasoned, alone"),
        pytest.param(replace(SENT, received_on=date(2022, 9, 17)), [], RECEIVED, id="the last day"),
        pytest.param(replace(SENT, received_on=date(2022, 9, 18)), ["recourse.in_time"], INADMISSIBLE, id="the morrow"),
        pytest.param(replace(SENT, received_on=JURY_ON), [], RECEIVED, id="the day of the jury"),
        pytest.param(
            replace(SENT, received_on=date(2022, 6, 15)), ["recourse.dated"], TURNED_DOWN, id="before the jury"
        ),
        pytest.param(replace(SENT, grounds=" \n"), ["recourse.reasoned"], INADMISSIBLE, id="no motive"),
        pytest.param(
            replace(SENT, received_on=date(2022, 9, 18), grounds=""),
            ["recourse.in_time", "recourse.reasoned"],
            INADMISSIBLE,
            id="late, no motive",
        ),
        pytest.param(replace(SENT, pending=True), ["recourse.alone"], TURNED_DOWN, id="another waits"),
        pytest.param(replace(SENT, upheld=True), ["recourse.alone"], TURNED_DOWN, id="one was upheld"),
        pytest.param(
            replace(SENT, received_on=date(2022, 9, 18), upheld=True),
            ["recourse.in_time", "recourse.alone"],
            TURNED_DOWN,
            id="late, one was upheld",
        ),
        pytest.param(
            replace(SENT, decided=replace(REFUSED, verdict=Verdict.POSTPONED)),
            ["recourse.decided"],
            TURNED_DOWN,
            id="postponed",
        ),
        pytest.param(
            replace(SENT, decided=replace(REFUSED, verdict=Verdict.ADMISSIBLE), grounds="", pending=True),
            ["recourse.decided", "recourse.reasoned", "recourse.alone"],
            TURNED_DOWN,
            id="every reason at once",
        ),
    ],
)
def test_which_recourses_are_received(facts: RecourseFacts, obstacles: list[str], outcome: RecourseOutcome) -> None:
    decision = recourse(facts)
    assert (codes(decision), decision.outcome) == (obstacles, outcome)


LATE, EMPTY = replace(SENT, received_on=date(2022, 9, 18)), replace(SENT, grounds="")
WHY = "La lettre du président est revenue au centre."


@pytest.mark.parametrize(
    ("sent", "given", "motives", "despite", "obstacles"),
    [
        pytest.param(SENT, State.UPHELD, "Le relevé existe.", "", [], id="upheld"),
        pytest.param(SENT, State.DISMISSED, "Il ne porte pas sur C12.", "", [], id="dismissed"),
        pytest.param(SENT, State.UPHELD, " ", "", ["recourse.answer"], id="upheld without a word"),
        pytest.param(SENT, State.DISMISSED, "", "", ["recourse.answer"], id="dismissed without a word"),
        pytest.param(SENT, State.INADMISSIBLE, "Non.", "", ["recourse.fitting"], id="nothing makes it inadmissible"),
        pytest.param(LATE, State.INADMISSIBLE, "", "", [], id="late, the rule says why"),
        pytest.param(LATE, State.INADMISSIBLE, "Et C12 manque.", "", [], id="late, with a word more"),
        pytest.param(LATE, State.UPHELD, "Le relevé existe.", WHY, [], id="late, examined for a reason"),
        pytest.param(LATE, State.UPHELD, "Le relevé existe.", " ", ["recourse.fitting"], id="late, upheld in silence"),
        pytest.param(LATE, State.UPHELD, "", WHY, ["recourse.answer"], id="late, upheld without motives"),
        pytest.param(LATE, State.DISMISSED, "Non.", WHY, ["recourse.fitting"], id="late, dismissed as if in time"),
        pytest.param(EMPTY, State.INADMISSIBLE, "", "", [], id="no motive"),
        pytest.param(EMPTY, State.UPHELD, "Oui.", WHY, ["recourse.fitting"], id="no motive, upheld"),
        pytest.param(
            replace(LATE, grounds=""), State.UPHELD, "", WHY, ["recourse.fitting", "recourse.answer"], id="everything"
        ),
    ],
)
def test_how_a_recourse_is_answered(
    sent: RecourseFacts, given: State, motives: str, despite: str, obstacles: list[str]
) -> None:
    decision = answer_to(AnswerFacts(recourse=sent, answer=given, motives=motives, despite=despite))
    assert codes(decision) == obstacles
    assert (decision.outcome is AnswerOutcome.ANSWERED) is (not obstacles)
    assert decision.faults == tuple(recourse(sent).obstacles)


def answered(sent: RecourseFacts, given: State, despite: str = "") -> list[str]:
    return said(answer_to(AnswerFacts(recourse=sent, answer=given, motives="Le relevé existe.", despite=despite)))


def test_an_answer_follows_the_delay_that_was_chosen() -> None:
    facts = replace(SENT, received_on=date(2022, 9, 1))
    dismissed = AnswerFacts(recourse=facts, answer=State.DISMISSED, motives="Le récapitulatif est complet.")
    assert not answer_to(dismissed).obstacles
    assert codes(answer_to(dismissed, settings=TWO_MONTHS)) == ["recourse.fitting"]


def test_what_is_said_of_answers() -> None:
    motives = "+ recourse.answer (choice.recourse_months) La réponse est motivée."
    fitting = "recourse.fitting (choice.recourse_months)"
    in_time = "Le recours est venu à temps, avec ses motifs"
    assert answered(SENT, State.UPHELD) == [f"+ {fitting} {in_time}.", motives]
    assert answered(SENT, State.INADMISSIBLE) == [f"- {fitting} {in_time} : accueillez-le, ou rejetez-le."]
    assert answered(LATE, State.INADMISSIBLE) == [f"+ {fitting} Le recours est irrecevable, la lettre dit pourquoi."]
    despite = "Le recours, venu trop tard, est examiné malgré son retard"
    assert answered(LATE, State.UPHELD, WHY) == [f"+ {fitting} {despite}.", motives]
    assert answered(LATE, State.UPHELD) == [f"- {fitting} {despite} : écrivez pourquoi.", motives]
    assert answered(LATE, State.DISMISSED) == [
        f"- {fitting} Le recours est venu trop tard : déclarez-le irrecevable, ou accueillez-le en disant pourquoi.",
        motives,
    ]
    assert answered(EMPTY, State.DISMISSED)[0] == (
        f"- {fitting} Un recours sans motif ne laisse rien à examiner : déclarez-le irrecevable."
    )
    unworded = answer_to(AnswerFacts(recourse=SENT, answer=State.UPHELD, motives=""))
    assert said(unworded)[1] == (
        "- recourse.answer (choice.recourse_months) Une réponse à un recours est motivée : écrivez ses motifs."
    )


def test_what_is_said_of_a_recourse_received() -> None:
    assert said(recourse(SENT)) == [
        (
            "+ recourse.decided (choice.recourse_months) La décision peut être contestée jusqu’au 17 septembre 2022 "
            "inclus : 3 mois après la lettre du 17 juin 2022."
        ),
        "+ recourse.in_time (choice.recourse_months) Le recours, reçu le 1er juillet 2022, vient à temps.",
        "+ recourse.reasoned (choice.recourse_months) Le recours est motivé.",
        "+ recourse.alone (choice.recourse_months) Aucun autre recours n’est en cours sur cette décision.",
    ]


def test_what_is_said_of_a_recourse_refused() -> None:
    unwritten = replace(REFUSED, noticed_on=None)
    late = replace(SENT, decided=unwritten, received_on=date(2022, 10, 1), grounds="", pending=True)
    assert said(recourse(late)) == [
        (
            "+ recourse.decided (choice.recourse_months) La décision peut être contestée jusqu’au 16 septembre 2022 "
            "inclus : 3 mois après le jury du 16 juin 2022."
        ),
        (
            "- recourse.in_time (choice.recourse_months) Le recours, reçu le 1er octobre 2022, vient après le "
            "16 septembre 2022, son dernier jour."
        ),
        "- recourse.reasoned (choice.recourse_months) Le recours ne dit pas pourquoi : un recours est motivé.",
        (
            "- recourse.alone (choice.recourse_months) Un recours est déjà en cours sur cette décision : il attend sa "
            "réponse."
        ),
    ]
    early = replace(SENT, received_on=date(2022, 6, 1), pending=True, upheld=True)
    assert said(recourse(early))[1:] == [
        (
            "- recourse.dated (choice.recourse_months) Le recours, reçu le 1er juin 2022, précède le jury du 16 "
            "juin 2022 : corrigez sa date."
        ),
        "+ recourse.reasoned (choice.recourse_months) Le recours est motivé.",
        (
            "- recourse.alone (choice.recourse_months) Un recours est déjà accueilli : un nouveau jury examinera la "
            "candidature."
        ),
    ]


def test_what_is_said_when_there_is_nothing_to_contest() -> None:
    postponed = replace(REFUSED, verdict=Verdict.POSTPONED)
    assert said(contest(postponed)) == [
        (
            "- recourse.decided (choice.postponed) Le jury a reporté sa décision : il n’y a pas encore de décision à "
            "contester."
        )
    ]
    assert said(contest(replace(REFUSED, verdict=Verdict.BLOCKS, not_validated=()))) == [
        "- recourse.decided (choice.recourse_months) Tout ce qui était demandé est validé : il n’y a rien à contester."
    ]


decided = st.builds(
    DecidedFacts,
    verdict=st.sampled_from(Verdict),
    not_validated=st.sampled_from([(), (BC01,), (BC01, BC02)]),
    jury_on=st.just(JURY_ON),
    noticed_on=st.none() | days(JURY_ON, date(2023, 1, 31)),
)
recourses = st.builds(
    RecourseFacts,
    decided=decided,
    received_on=days(date(2022, 6, 1), date(2023, 12, 31)),
    grounds=st.sampled_from(["", "  ", "La capacité C10 était acquise."]),
    pending=st.booleans(),
    upheld=st.booleans(),
)
months = st.builds(Settings, recourse_months=st.integers(1, 12))


@given(recourses, months)
def test_a_recourse_received_contests_something_in_time_with_its_motives(facts: RecourseFacts, given: Settings) -> None:
    if recourse(facts, settings=given).outcome is RecourseOutcome.RECEIVED:
        until = contest(facts.decided, settings=given).until
        assert until is not None
        assert facts.decided.jury_on <= facts.received_on <= until
        assert facts.grounds.strip()
        assert facts.decided.not_validated
        assert not facts.pending


@given(decided, months)
def test_the_last_day_is_in_time_and_the_morrow_is_not(facts: DecidedFacts, given: Settings) -> None:
    until = contest(facts, settings=given).until
    if until is not None:
        assert until == months_after(facts.noticed_on or facts.jury_on, given.recourse_months)
        on_time = replace(SENT, decided=facts, received_on=until)
        assert recourse(on_time, settings=given).outcome is RecourseOutcome.RECEIVED
        late = replace(on_time, received_on=until + timedelta(days=1))
        assert recourse(late, settings=given).outcome is RecourseOutcome.INADMISSIBLE


answers = st.builds(
    AnswerFacts,
    recourse=recourses,
    answer=st.sampled_from([State.UPHELD, State.DISMISSED, State.INADMISSIBLE]),
    motives=st.sampled_from(["", "Le relevé existe."]),
    despite=st.sampled_from(["", WHY]),
)


@given(answers, months)
def test_a_late_recourse_is_never_upheld_in_silence(facts: AnswerFacts, given: Settings) -> None:
    decision = answer_to(facts, settings=given)
    if decision.outcome is AnswerOutcome.ANSWERED and facts.answer is State.UPHELD:
        assert facts.motives
        assert facts.recourse.grounds.strip()
        until = contest(facts.recourse.decided, settings=given).until
        assert until is None or facts.recourse.received_on <= until or facts.despite


@given(answers, months)
def test_a_recourse_is_inadmissible_for_a_reason_that_is_said(facts: AnswerFacts, given: Settings) -> None:
    decision = answer_to(facts, settings=given)
    if facts.answer is State.INADMISSIBLE:
        assert (decision.outcome is AnswerOutcome.ANSWERED) is bool(decision.faults)


@pytest.mark.parametrize("outcome", AnswerOutcome)
def test_the_generators_reach_each_end_of_an_answer(outcome: AnswerOutcome) -> None:
    reach(answers, lambda facts: answer_to(facts).outcome is outcome)


@pytest.mark.parametrize("outcome", RecourseOutcome)
def test_the_generators_reach_each_outcome(outcome: RecourseOutcome) -> None:
    reach(recourses, lambda facts: recourse(facts).outcome is outcome)


@pytest.mark.parametrize("outcome", ContestOutcome)
def test_the_generators_reach_each_standing_of_a_decision(outcome: ContestOutcome) -> None:
    reach(decided, lambda facts: contest(facts).outcome is outcome)
