"""VAE admissibility: R6412-1 to -7 first, to the day; then the law before 2024; then properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.admissibility import (
    ADMITTED,
    AdmissibilityDecision,
    AdmissibilityOutcome,
    Ruling,
    VaeFacts,
    admissibility,
    last_jury_day,
)
from tests.rules.reach import days, reach

Outcome = AdmissibilityOutcome

# A complete file: decide by 10 May 2024, silence takes effect on the 11th, lapses after 30 November.
COMPLETE = VaeFacts(filed_on=date(2024, 3, 1), complete_on=date(2024, 3, 10))
DECIDE_BY = date(2024, 5, 10)
EFFECT = date(2024, 5, 11)
LAPSE = date(2024, 11, 30)
FILED = date(2024, 6, 10)

# The same before the reform, with a year of activity.
OLD = VaeFacts(filed_on=date(2023, 3, 1), complete_on=date(2023, 3, 10), activity_months=12)


def file(**changes: Any) -> VaeFacts:
    """A complete file of 2024, but for the changes."""
    return replace(COMPLETE, **changes)


def old_file(**changes: Any) -> VaeFacts:
    """A complete file of 2023, but for the changes."""
    return replace(OLD, **changes)


def ruled(ruling: Ruling, on: date, **changes: Any) -> VaeFacts:
    """A complete file of 2024, decided and notified on the same day unless said otherwise."""
    return file(**({"decision": ruling, "decided_on": on, "notified_on": on} | changes))


def codes(decision: AdmissibilityDecision) -> list[str]:
    """What stands in the way, without the chapter's name."""
    return [reason.code.removeprefix("admissibility.") for reason in decision.obstacles]


YES, NO = Ruling.ADMISSIBLE, Ruling.NOT_ADMISSIBLE
NEXT_DAY = timedelta(days=1)

# The two months and the silence (R6412-4).


@pytest.mark.parametrize(
    ("facts", "on", "outcome", "effective_on", "obstacles"),
    [
        pytest.param(
            file(complete_on=None),
            date(2024, 12, 1),
            Outcome.INCOMPLETE,
            None,
            ["complete"],
            id="never complete",
        ),
        pytest.param(
            file(missing=("attestation d’emploi",)),
            date(2024, 12, 1),
            Outcome.INCOMPLETE,
            None,
            ["complete"],
            id="a piece still missing: the clock does not run",
        ),
        pytest.param(file(), date(2024, 3, 9), Outcome.INCOMPLETE, None, ["complete"], id="complete tomorrow"),
        pytest.param(file(), date(2024, 3, 10), Outcome.PENDING, None, ["ruling"], id="complete today"),
        pytest.param(file(), DECIDE_BY, Outcome.PENDING, None, ["ruling"], id="last day"),
        pytest.param(file(), EFFECT, Outcome.TACITLY_ADMISSIBLE, EFFECT, [], id="the day after: silence"),
        pytest.param(ruled(YES, DECIDE_BY), DECIDE_BY, Outcome.ADMISSIBLE, DECIDE_BY, [], id="yes in time"),
        pytest.param(
            ruled(YES, date(2024, 4, 2)),
            date(2024, 4, 1),
            Outcome.PENDING,
            None,
            ["ruling"],
            id="yes tomorrow",
        ),
        pytest.param(
            ruled(NO, date(2024, 4, 2), notified_on=DECIDE_BY, gaps=("C9",)),
            DECIDE_BY,
            Outcome.NOT_ADMISSIBLE,
            date(2024, 4, 2),
            ["ruling"],
            id="no, notified on the last day",
        ),
        pytest.param(
            ruled(NO, date(2024, 4, 2), notified_on=DECIDE_BY, gaps=("C9",)),
            DECIDE_BY - NEXT_DAY,
            Outcome.PENDING,
            None,
            ["ruling"],
            id="no, not notified yet",
        ),
        pytest.param(
            ruled(NO, date(2024, 4, 2), notified_on=EFFECT, gaps=("C9",)),
            EFFECT,
            Outcome.TACITLY_ADMISSIBLE,
            EFFECT,
            ["late_ruling"],
            id="no in time, notified a day late: silence",
        ),
        pytest.param(
            ruled(NO, date(2024, 4, 2), notified_on=None, gaps=("C9",)),
            EFFECT,
            Outcome.TACITLY_ADMISSIBLE,
            EFFECT,
            ["late_ruling"],
            id="no in time, never notified: silence",
        ),
        pytest.param(
            file(notified_on=date(2024, 4, 2)),
            date(2024, 4, 2),
            Outcome.PENDING,
            None,
            ["ruling"],
            id="a notification of nothing is silence",
        ),
        pytest.param(
            ruled(NO, DECIDE_BY, gaps=("C9",)),
            DECIDE_BY,
            Outcome.NOT_ADMISSIBLE,
            DECIDE_BY,
            ["ruling"],
            id="no in time",
        ),
        pytest.param(
            ruled(NO, DECIDE_BY),
            date(2024, 6, 1),
            Outcome.NOT_ADMISSIBLE,
            DECIDE_BY,
            ["ruling", "gaps"],
            id="no in time, gaps not stated",
        ),
        pytest.param(
            ruled(NO, EFFECT, gaps=("C9",)),
            EFFECT,
            Outcome.TACITLY_ADMISSIBLE,
            EFFECT,
            ["late_ruling"],
            id="no, a day late: silence stands",
        ),
        pytest.param(
            ruled(YES, date(2024, 5, 20)),
            date(2024, 5, 20),
            Outcome.TACITLY_ADMISSIBLE,
            EFFECT,
            [],
            id="yes, late: silence dates it",
        ),
        pytest.param(
            file(decision=NO),
            EFFECT,
            Outcome.TACITLY_ADMISSIBLE,
            EFFECT,
            [],
            id="no without a date is silence",
        ),
        pytest.param(
            file(decided_on=date(2024, 4, 1)),
            date(2024, 4, 2),
            Outcome.PENDING,
            None,
            ["ruling"],
            id="a date without a decision is silence",
        ),
    ],
)
def test_where_the_request_stands(
    facts: VaeFacts, on: date, outcome: Outcome, effective_on: date | None, obstacles: list[str]
) -> None:
    decision = admissibility(facts, on=on)
    assert decision.outcome is outcome
    assert decision.effective_on == effective_on
    assert codes(decision) == obstacles


@pytest.mark.parametrize(
    ("complete_on", "decide_by"),
    [
        pytest.param(date(2024, 3, 10), date(2024, 5, 10), id="same day number"),
        pytest.param(date(2027, 12, 31), date(2028, 2, 29), id="last of December, leap year"),
        pytest.param(date(2024, 12, 31), date(2025, 2, 28), id="last of December, common year"),
        pytest.param(date(2024, 12, 29), date(2025, 2, 28), id="29 December, common year"),
        pytest.param(date(2024, 4, 30), date(2024, 6, 30), id="30 April stays the 30th"),
        pytest.param(date(2024, 7, 31), date(2024, 9, 30), id="31 July to 30 September"),
        pytest.param(date(2024, 2, 29), date(2024, 4, 29), id="29 February stays the 29th"),
    ],
)
def test_the_certifier_has_two_months_to_the_day(complete_on: date, decide_by: date) -> None:
    facts = VaeFacts(filed_on=date(2024, 1, 1), complete_on=complete_on)
    last_day = admissibility(facts, on=decide_by)
    assert (last_day.outcome, last_day.decide_by) == (Outcome.PENDING, decide_by)
    day_after = admissibility(facts, on=decide_by + NEXT_DAY)
    assert (day_after.outcome, day_after.decide_by) == (Outcome.TACITLY_ADMISSIBLE, decide_by)
    assert day_after.effective_on == decide_by + NEXT_DAY


def test_a_file_that_is_not_complete_has_no_clock() -> None:
    for facts in (file(complete_on=None), file(missing=("CV",))):
        decision = admissibility(facts, on=date(2025, 1, 1))
        assert (decision.decide_by, decision.lapses_after, decision.jury_by) == (None, None, None)


# What the law does not let be filed (`filing`).


@pytest.mark.parametrize(
    ("facts", "obstacle"),
    [
        pytest.param(file(same_certification_this_year=1), "same_certification", id="second of the year"),
        pytest.param(old_file(requests_in_all_this_year=3), "requests_in_all", id="former law: fourth in all"),
    ],
)
def test_a_file_that_may_not_be_filed_has_no_clock(facts: VaeFacts, obstacle: str) -> None:
    decision = admissibility(facts, on=date(2024, 4, 1))
    assert (decision.outcome, codes(decision)) == (Outcome.REFUSED, [obstacle])
    clocks = (decision.decide_by, decision.effective_on, decision.lapses_after, decision.jury_by)
    assert clocks == (None, None, None, None)


def test_a_refused_file_is_not_accepted_by_silence_nor_by_a_decision() -> None:
    over = ruled(YES, date(2024, 4, 1), same_certification_this_year=1)
    assert admissibility(over, on=date(2026, 1, 1)).outcome is Outcome.REFUSED


# The former law has no clock (choices.md section 3).


@pytest.mark.parametrize(
    ("facts", "outcome", "obstacles"),
    [
        pytest.param(old_file(), Outcome.PENDING, ["ruling"], id="silence is nothing, even years later"),
        pytest.param(
            old_file(decision=YES, decided_on=date(2023, 9, 1)), Outcome.ADMISSIBLE, [], id="yes after months"
        ),
        pytest.param(
            old_file(decision=NO, decided_on=date(2023, 9, 1), gaps=("C1",)),
            Outcome.NOT_ADMISSIBLE,
            ["ruling"],
            id="no after months",
        ),
        pytest.param(old_file(activity_months=None), Outcome.INCOMPLETE, ["activity"], id="activity not established"),
        pytest.param(
            old_file(activity_months=None, complete_on=None),
            Outcome.INCOMPLETE,
            ["complete", "activity"],
            id="nothing established",
        ),
    ],
)
def test_the_former_law_knows_no_silence_and_no_lapse(facts: VaeFacts, outcome: Outcome, obstacles: list[str]) -> None:
    late = replace(facts, validation_file_on=date(2024, 1, 5), passed_jury_on=date(2025, 1, 1))
    decision = admissibility(late, on=date(2026, 1, 1))
    assert decision.outcome is outcome
    assert codes(decision) == obstacles
    clocks = (decision.decide_by, decision.lapses_after, decision.jury_by, decision.notify_by)
    assert clocks == (None, None, None, None)
    assert decision.effective_on == (facts.decided_on if facts.decision else None)


# The lapse (R6412-4).


@pytest.mark.parametrize(
    ("facts", "on", "outcome"),
    [
        pytest.param(file(), LAPSE, Outcome.TACITLY_ADMISSIBLE, id="last day for a first step"),
        pytest.param(file(), LAPSE + NEXT_DAY, Outcome.LAPSED, id="the day after"),
        pytest.param(
            file(first_step_on=LAPSE),
            LAPSE + NEXT_DAY,
            Outcome.TACITLY_ADMISSIBLE,
            id="a step on the last day",
        ),
        pytest.param(file(first_step_on=LAPSE + NEXT_DAY), LAPSE + NEXT_DAY, Outcome.LAPSED, id="a step a day late"),
        pytest.param(file(first_step_on=EFFECT), date(2026, 1, 1), Outcome.TACITLY_ADMISSIBLE, id="a step at once"),
        pytest.param(
            file(first_step_on=DECIDE_BY), LAPSE + NEXT_DAY, Outcome.LAPSED, id="a step before the acceptance"
        ),
        pytest.param(
            file(first_step_on=date(2024, 12, 5)),
            date(2024, 12, 4),
            Outcome.LAPSED,
            id="a step not taken yet",
        ),
        pytest.param(
            file(legitimate_reason=True),
            date(2026, 1, 1),
            Outcome.TACITLY_ADMISSIBLE,
            id="a legitimate reason",
        ),
        pytest.param(
            file(validation_file_on=LAPSE), date(2026, 1, 1), Outcome.TACITLY_ADMISSIBLE, id="a file is a step"
        ),
        pytest.param(
            file(first_step_on=DECIDE_BY, validation_file_on=FILED),
            date(2026, 1, 1),
            Outcome.TACITLY_ADMISSIBLE,
            id="a file after a step that came too early",
        ),
        pytest.param(
            file(validation_file_on=LAPSE + NEXT_DAY), date(2026, 1, 1), Outcome.LAPSED, id="a file a day late"
        ),
        pytest.param(
            ruled(YES, date(2024, 4, 30), notified_on=date(2024, 5, 2)),
            date(2024, 11, 30),
            Outcome.ADMISSIBLE,
            id="accepted, notified the month after: last day",
        ),
        pytest.param(
            ruled(YES, date(2024, 4, 30), notified_on=date(2024, 5, 2)),
            date(2024, 12, 1),
            Outcome.LAPSED,
            id="accepted, notified the month after: the day after",
        ),
        pytest.param(ruled(YES, date(2024, 4, 30)), date(2024, 10, 31), Outcome.ADMISSIBLE, id="accepted: last day"),
        pytest.param(ruled(YES, date(2024, 4, 30)), date(2024, 11, 1), Outcome.LAPSED, id="accepted: the day after"),
    ],
)
def test_an_acceptance_lapses_without_a_step_by_the_end_of_the_sixth_month(
    facts: VaeFacts, on: date, outcome: Outcome
) -> None:
    decision = admissibility(facts, on=on)
    assert decision.outcome is outcome
    assert ("lapse" in codes(decision)) is (outcome is Outcome.LAPSED)


@pytest.mark.parametrize(
    ("notified_on", "lapses_after"),
    [
        (date(2024, 4, 1), date(2024, 10, 31)),
        (date(2024, 4, 30), date(2024, 10, 31)),
        (date(2024, 5, 1), date(2024, 11, 30)),
        (date(2024, 8, 15), date(2025, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
    ],
)
def test_the_sixth_month_is_a_calendar_month(notified_on: date, lapses_after: date) -> None:
    decided_on = notified_on - NEXT_DAY
    facts = VaeFacts(
        filed_on=date(2024, 1, 2), complete_on=decided_on, decision=YES, decided_on=decided_on, notified_on=notified_on
    )
    assert admissibility(facts, on=notified_on).lapses_after == lapses_after
    assert admissibility(facts, on=notified_on).effective_on == decided_on


# Dates in the order of the procedure.


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        (file(complete_on=date(2024, 2, 29)), "complete_on precedes filed_on"),
        (ruled(YES, date(2024, 2, 1)), "decided_on precedes filed_on"),
        (ruled(YES, date(2024, 4, 2), notified_on=date(2024, 4, 1)), "notified_on precedes decided_on"),
        (file(first_step_on=date(2024, 2, 1)), "first_step_on precedes filed_on"),
        (file(validation_file_on=date(2024, 3, 9)), "validation_file_on precedes complete_on"),
        (file(jury_on=date(2024, 2, 1)), "jury_on precedes filed_on"),
        (
            file(validation_file_on=FILED, passed_jury_on=FILED - NEXT_DAY),
            "passed_jury_on precedes validation_file_on",
        ),
        (
            file(complete_on=date(2024, 2, 1), jury_on=date(2024, 2, 1)),
            "complete_on precedes filed_on; jury_on precedes filed_on",
        ),
    ],
)
def test_reversed_dates_are_the_callers_fault_each_named(facts: VaeFacts, wrong: str) -> None:
    with pytest.raises(ValueError, match=rf"^{wrong}$"):
        admissibility(facts, on=date(2026, 1, 1))


def test_dates_of_the_same_day_are_in_order() -> None:
    day = date(2024, 3, 1)
    facts = VaeFacts(
        filed_on=day,
        complete_on=day,
        decision=YES,
        decided_on=day,
        notified_on=day,
        first_step_on=day,
        validation_file_on=day,
        jury_on=day,
        passed_jury_on=day,
    )
    assert admissibility(facts, on=day).outcome is Outcome.ADMISSIBLE


# The jury's date (R6412-5) and the notification (R6412-7).

JURY_BY = date(2024, 9, 30)
ON_ITS_WAY = file(first_step_on=FILED, validation_file_on=FILED)


@pytest.mark.parametrize(
    ("jury_on", "on", "obstacles"),
    [
        pytest.param(None, JURY_BY, [], id="not set, last day"),
        pytest.param(None, JURY_BY + NEXT_DAY, ["jury_date"], id="not set, the day after"),
        pytest.param(JURY_BY, FILED, [], id="on the last day"),
        pytest.param(JURY_BY + NEXT_DAY, FILED, ["jury_date"], id="a day late"),
        pytest.param(date(2024, 7, 1), date(2026, 1, 1), [], id="held in time, asked years later"),
    ],
)
def test_the_jury_sits_before_the_end_of_the_third_month(jury_on: date | None, on: date, obstacles: list[str]) -> None:
    decision = admissibility(replace(ON_ITS_WAY, jury_on=jury_on), on=on)
    assert decision.outcome is Outcome.TACITLY_ADMISSIBLE
    assert decision.jury_by == JURY_BY
    assert codes(decision) == obstacles


@pytest.mark.parametrize(
    ("passed", "notify_by"),
    [
        (date(2024, 7, 1), date(2024, 7, 16)),
        (date(2024, 9, 20), date(2024, 10, 5)),
        (date(2024, 12, 20), date(2025, 1, 4)),
        (date(2028, 2, 20), date(2028, 3, 6)),
    ],
)
def test_the_result_is_notified_within_fifteen_days(passed: date, notify_by: date) -> None:
    facts = replace(ON_ITS_WAY, jury_on=passed, passed_jury_on=passed)
    assert admissibility(facts, on=passed).notify_by == notify_by
    assert admissibility(facts, on=passed - NEXT_DAY).notify_by is None


@pytest.mark.parametrize(
    ("filed_on", "validation_file_on", "last"),
    [
        (date(2024, 1, 1), date(2024, 3, 1), date(2024, 6, 30)),
        (date(2024, 1, 1), date(2024, 11, 30), date(2025, 2, 28)),
        (date(2024, 1, 1), None, None),
        (date(2023, 12, 31), date(2024, 3, 1), None),
    ],
    ids=["end of the third month", "end of February", "no file yet", "former law"],
)
def test_the_last_day_for_the_jury_runs_from_the_validation_file(
    filed_on: date, validation_file_on: date | None, last: date | None
) -> None:
    assert last_jury_day(filed_on, validation_file_on) == last


def test_the_clocks_of_the_jury_wait_for_the_file_and_stop_with_the_lapse() -> None:
    assert admissibility(ON_ITS_WAY, on=FILED - NEXT_DAY).jury_by is None
    lapsed = file(validation_file_on=LAPSE + NEXT_DAY, passed_jury_on=LAPSE + NEXT_DAY)
    decision = admissibility(lapsed, on=date(2025, 1, 1))
    assert decision.outcome is Outcome.LAPSED
    assert (decision.lapses_after, decision.jury_by, decision.notify_by) == (LAPSE, None, None)
    assert (decision.decide_by, decision.effective_on) == (DECIDE_BY, EFFECT)


# The sentences, as people read them, and what they rest on.


def said(facts: VaeFacts, code: str, on: date) -> tuple[str, str]:
    """The one sentence of that code, after the key of its clause."""
    reasons = admissibility(facts, on=on).reasons
    (reason,) = (reason for reason in reasons if reason.code == f"admissibility.{code}")
    return reason.clause.key, reason.text


COMPLETENESS = [
    *(
        pytest.param(
            VaeFacts(filed_on=filed_on, complete_on=filed_on, activity_months=12),
            "complete",
            clause,
            f"Le dossier est complet depuis le {day}.",
            id=f"filed on {filed_on}",
        )
        for filed_on, clause, day in (
            (date(2023, 12, 31), "law.R335-7", "31 décembre 2023"),
            (date(2024, 1, 1), "law.R6412-4", "1er janvier 2024"),
        )
    ),
    pytest.param(
        old_file(activity_months=None),
        "activity",
        "law.R335-6",
        "La durée d’activité n’est pas établie : demandez la preuve de 12 mois d’activité.",
        id="activity not established",
    ),
    pytest.param(
        file(),
        "complete",
        "law.R6412-4",
        "Le dossier est complet depuis le 10 mars 2024.",
        id="complete",
    ),
    pytest.param(
        old_file(complete_on=None),
        "complete",
        "law.R335-7",
        "Le dossier n’est pas encore complet : accusez-en réception, à sa date, dès qu’il l’est.",
        id="not complete",
    ),
    pytest.param(
        file(missing=("diplômes, contrats, etc.",)),
        "complete",
        "law.R6412-4",
        "Il manque au dossier : diplômes, contrats, etc. Demandez ces pièces au candidat.",
        id="missing, and so on",
    ),
    pytest.param(
        file(missing=("CV", "attestation d’emploi")),
        "complete",
        "law.R6412-4",
        "Il manque au dossier : CV et attestation d’emploi. Demandez ces pièces au candidat.",
        id="pieces missing",
    ),
]


@pytest.mark.parametrize(("facts", "code", "clause", "text"), COMPLETENESS)
def test_what_is_said_of_the_file(facts: VaeFacts, code: str, clause: str, text: str) -> None:
    assert said(facts, code, on=date(2024, 3, 15)) == (clause, text)


RULINGS = [
    pytest.param(
        file(),
        "ruling",
        (
            "La décision est attendue au plus tard le 10 mai 2024 : sans notification, la demande est recevable le "
            "11 mai 2024."
        ),
        id="awaited",
    ),
    pytest.param(
        ruled(NO, date(2024, 4, 2), notified_on=None),
        "ruling",
        (
            "La décision du 2 avril 2024 est à notifier au candidat au plus tard le 10 mai 2024 : "
            "sans notification, la demande est recevable le 11 mai 2024."
        ),
        id="to notify",
    ),
    pytest.param(
        ruled(YES, date(2024, 4, 2)),
        "ruling",
        "La demande est recevable depuis le 2 avril 2024.",
        id="yes",
    ),
    pytest.param(
        ruled(NO, date(2024, 4, 2)),
        "ruling",
        "La demande est non recevable depuis le 2 avril 2024.",
        id="no",
    ),
    pytest.param(
        ruled(NO, date(2024, 4, 2), gaps=("C9", "C10")),
        "gaps",
        "Écarts relevés avec le référentiel : C9 et C10.",
        id="gaps",
    ),
    pytest.param(
        ruled(NO, date(2024, 4, 2), gaps=("C9 non décrite.", "C10 non décrite.")),
        "gaps",
        "Écarts relevés avec le référentiel : C9 non décrite et C10 non décrite.",
        id="gaps written as sentences",
    ),
    pytest.param(
        ruled(NO, date(2024, 4, 2)),
        "gaps",
        "La décision ne dit pas les écarts avec le référentiel : ajoutez-les.",
        id="no gaps",
    ),
]


@pytest.mark.parametrize(("facts", "code", "text"), RULINGS)
def test_what_is_said_of_the_decision(facts: VaeFacts, code: str, text: str) -> None:
    assert said(facts, code, on=DECIDE_BY) == ("law.R6412-4", text)


def test_what_is_said_of_the_silence() -> None:
    assert said(file(), "ruling", on=EFFECT) == (
        "law.R6412-4",
        "Aucune décision n’a été notifiée dans le délai : la demande est recevable depuis le 11 mai 2024.",
    )
    late = date(2024, 6, 3)
    assert said(ruled(YES, late), "late_ruling", on=late) == (
        "law.R6412-4",
        (
            "La décision du 3 juin 2024 est notifiée le 3 juin 2024, après le délai : "
            "la demande était déjà recevable depuis le 11 mai 2024."
        ),
    )
    assert said(ruled(NO, late), "late_ruling", on=late) == (
        "law.R6412-4",
        (
            "La décision du 3 juin 2024 est notifiée le 3 juin 2024, après le délai : "
            "elle ne défait pas la recevabilité acquise le 11 mai 2024."
        ),
    )


def test_what_is_said_of_a_decision_that_nobody_was_told() -> None:
    untold = ruled(NO, date(2024, 4, 2), notified_on=None)
    assert said(untold, "late_ruling", on=EFFECT) == (
        "law.R6412-4",
        ("La décision du 2 avril 2024 n’est pas notifiée : elle ne défait pas la recevabilité acquise le 11 mai 2024."),
    )


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        pytest.param(old_file(activity_months=None), "activity", id="activity not established"),
        pytest.param(file(), "lapse", id="lapsed"),
    ],
)
def test_what_stands_in_the_way_is_said_to_be_false(facts: VaeFacts, code: str) -> None:
    reasons = admissibility(facts, on=date(2025, 1, 1)).reasons
    assert [reason.holds for reason in reasons if reason.code == f"admissibility.{code}"] == [False]


def test_what_is_said_of_the_decision_under_the_former_law() -> None:
    on = date(2024, 6, 3)
    assert said(old_file(), "ruling", on=on) == ("law.R335-7", "La décision est attendue.")
    accepted = old_file(decision=YES, decided_on=on)
    assert said(accepted, "ruling", on=on) == (
        "law.R335-7",
        "La demande est recevable depuis le 3 juin 2024.",
    )


@pytest.mark.parametrize(
    ("facts", "on", "text"),
    [
        pytest.param(
            file(),
            LAPSE,
            ("Sans démarche enregistrée jusqu’au 30 novembre 2024 inclus, la recevabilité deviendra caduque."),
            id="no step yet",
        ),
        pytest.param(
            file(first_step_on=date(2024, 6, 3)),
            date(2024, 6, 2),
            "Sans démarche enregistrée jusqu’au 30 novembre 2024 inclus, la recevabilité deviendra caduque.",
            id="a step to come",
        ),
        pytest.param(
            file(first_step_on=date(2024, 6, 3)),
            date(2025, 1, 1),
            "Une démarche est enregistrée le 3 juin 2024, dans le délai, jusqu’au 30 novembre 2024 inclus.",
            id="a step in time",
        ),
        pytest.param(
            file(legitimate_reason=True),
            date(2025, 1, 1),
            "Un motif légitime excuse l’absence de démarche au 30 novembre 2024.",
            id="a legitimate reason",
        ),
        pytest.param(
            file(),
            date(2025, 1, 1),
            (
                "Aucune démarche n’est enregistrée au 30 novembre 2024 : la recevabilité est caduque. Le "
                "candidat peut déposer une nouvelle demande ; celle-ci ne compte pas si le référentiel n’a "
                "pas changé."
            ),
            id="lapsed",
        ),
    ],
)
def test_what_is_said_of_the_lapse(facts: VaeFacts, on: date, text: str) -> None:
    assert said(facts, "lapse", on=on) == ("law.R6412-4", text)


@pytest.mark.parametrize(
    ("jury_on", "on", "text"),
    [
        (None, FILED, "La date du jury est à fixer, au plus tard le 30 septembre 2024."),
        (
            None,
            date(2024, 10, 1),
            "Aucun jury n’a eu lieu au 30 septembre 2024, dernier jour : fixez sa date sans attendre.",
        ),
        (
            date(2024, 9, 2),
            FILED,
            "Le jury du 2 septembre 2024 respecte le dernier jour, le 30 septembre 2024.",
        ),
        (
            date(2024, 10, 1),
            FILED,
            "Le jury du 1er octobre 2024 dépasse le dernier jour, le 30 septembre 2024 : avancez-le.",
        ),
    ],
)
def test_what_is_said_of_the_jurys_date(jury_on: date | None, on: date, text: str) -> None:
    assert said(replace(ON_ITS_WAY, jury_on=jury_on), "jury_date", on=on) == ("law.R6412-5", text)


def test_what_is_said_of_the_notification() -> None:
    passed = date(2024, 9, 2)
    facts = replace(ON_ITS_WAY, jury_on=passed, passed_jury_on=passed)
    assert said(facts, "notification", on=passed) == (
        "law.R6412-7",
        "Le résultat est à notifier au candidat au plus tard le 17 septembre 2024.",
    )


NEW_CONDITIONS = ["law", "initial_training", "same_certification", "other_certifications"]


@pytest.mark.parametrize(
    ("facts", "on", "expected"),
    [
        (file(complete_on=None), FILED, [*NEW_CONDITIONS, "complete"]),
        (file(blocks_only=True), DECIDE_BY, [*NEW_CONDITIONS[:2], "blocks_only", *NEW_CONDITIONS[2:]]),
        (old_file(), FILED, ["law", "same_certification", "requests_in_all", "activity"]),
        (old_file(blocks_only=True), FILED, ["law", "same_certification", "requests_in_all", "activity"]),
        (old_file(activity_months=None), FILED, ["law", "same_certification", "requests_in_all"]),
        (ruled(NO, DECIDE_BY), FILED, [*NEW_CONDITIONS, "complete", "ruling", "gaps"]),
        (file(), EFFECT, [*NEW_CONDITIONS, "complete", "ruling", "lapse"]),
        (ON_ITS_WAY, FILED, [*NEW_CONDITIONS, "complete", "ruling", "lapse", "jury_date"]),
        (
            replace(ON_ITS_WAY, passed_jury_on=JURY_BY),
            JURY_BY,
            [*NEW_CONDITIONS, "complete", "ruling", "lapse", "jury_date", "notification"],
        ),
    ],
)
def test_the_reasons_come_in_the_order_of_the_procedure(facts: VaeFacts, on: date, expected: list[str]) -> None:
    found = [reason.code.removeprefix("admissibility.") for reason in admissibility(facts, on=on).reasons]
    assert found[: len(expected)] == expected


# Properties.

Case = tuple[VaeFacts, date]
DAYS = days(date(2017, 1, 1), date(2027, 12, 31))
FORMER_LAW = days(date(2017, 1, 1), date(2023, 12, 31))
NEW_LAW = days(date(2024, 1, 1), date(2026, 12, 31))

# What may hinder a file, one thing at a time; most files have nothing.
HINDRANCES: list[dict[str, Any]] = [
    {},
    {},
    {},
    {},
    {"complete_on": None},
    {"missing": ("CV",)},
    {"in_initial_training_for_it": True},
    {"same_certification_this_year": 1},
    {"other_certifications_this_year": 3},
    {"requests_in_all_this_year": 3},
    {"activity_months": 11},
    {"activity_months": None},
]


# Days after the filing: around two months, six calendar months and a year.
SOON = st.sampled_from([0, 1, 20, 45, 60])
RULED = st.sampled_from([1, 30, 60, 61, 62, 63, 75, 90, 120, 180])
SOME_DAY = st.sampled_from([None, 0, 30, 61, 62, 95, 150, 214, 245, 300, 400])


@st.composite
def cases(draw: st.DrawFn, filings: st.SearchStrategy[date] = FORMER_LAW | NEW_LAW) -> Case:
    """A request, and a day to ask about it: close enough for every clock to be met or missed."""
    filed_on = draw(filings)

    def after(count: int | None, least: date | None = None) -> date | None:
        return None if count is None else max(filed_on + timedelta(days=count), least or filed_on)

    complete_on, decided_on = after(draw(SOON)), after(draw(RULED))
    validation_file_on = after(draw(SOME_DAY), complete_on)
    facts = VaeFacts(
        filed_on=filed_on,
        complete_on=complete_on,
        blocks_only=draw(st.booleans()),
        activity_months=36,
        decision=draw(st.sampled_from([None, *Ruling])),
        decided_on=decided_on,
        notified_on=draw(st.sampled_from([decided_on, decided_on, after(draw(SOME_DAY), decided_on)])),
        gaps=draw(st.sampled_from([(), ("C1",)])),
        first_step_on=after(draw(SOME_DAY)),
        legitimate_reason=draw(st.booleans()),
        validation_file_on=validation_file_on,
        jury_on=after(draw(SOME_DAY)),
        passed_jury_on=after(draw(SOME_DAY), validation_file_on),
    )
    asked_on = draw(days(filed_on, filed_on + timedelta(days=600)))
    return replace(facts, **draw(st.sampled_from(HINDRANCES))), asked_on


CASES = cases()


def decided(case: Case) -> AdmissibilityDecision:
    """The answer to a generated case."""
    facts, on = case
    return admissibility(facts, on=on)


@given(CASES)
def test_a_request_that_is_not_accepted_says_what_stands_in_the_way(case: Case) -> None:
    decision = decided(case)
    if decision.outcome not in ADMITTED:
        assert decision.obstacles
    else:
        assert set(codes(decision)) <= {"late_ruling", "jury_date"}


@given(CASES)
def test_every_reason_has_one_code_a_clause_and_a_sentence(case: Case) -> None:
    reasons = decided(case).reasons
    assert len({reason.code for reason in reasons}) == len(reasons)
    assert all(reason.text.endswith(".") and reason.clause.ref for reason in reasons)
    assert {reason.holds for reason in reasons} <= {True, False}


@given(CASES, DAYS)
def test_an_acceptance_is_never_undone_but_by_its_lapse(case: Case, later: date) -> None:
    facts, on = case
    first, second = sorted((on, later))
    if decided((facts, first)).outcome in ADMITTED:
        after = decided((facts, second))
        assert after.outcome in {decided((facts, first)).outcome, Outcome.LAPSED}
        assert after.effective_on == decided((facts, first)).effective_on


@given(CASES)
def test_what_happens_later_changes_nothing_today(case: Case) -> None:
    facts, on = case
    known = facts
    for name in ("complete_on", "decided_on", "notified_on", "first_step_on", "validation_file_on", "passed_jury_on"):
        day = getattr(facts, name)
        if day is not None and day > on:
            unknown: dict[str, Any] = {name: None}
            known = replace(known, **unknown)
    assert decided((known, on)) == decided(case)


@given(CASES)
def test_silence_takes_effect_on_the_day_after_the_last_day(case: Case) -> None:
    facts, on = case
    decision = decided(case)
    if decision.outcome is Outcome.TACITLY_ADMISSIBLE:
        assert decision.decide_by is not None
        assert decision.effective_on == decision.decide_by + NEXT_DAY <= on
    if facts.filed_on < date(2024, 1, 1):
        assert decision.outcome not in {Outcome.TACITLY_ADMISSIBLE, Outcome.LAPSED}


@pytest.mark.parametrize("outcome", Outcome)
def test_the_generated_files_reach_every_outcome(outcome: Outcome) -> None:
    reach(cases(NEW_LAW), lambda case: decided(case).outcome is outcome)


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - {Outcome.TACITLY_ADMISSIBLE, Outcome.LAPSED}))
def test_the_generated_files_reach_every_outcome_of_the_former_law(outcome: Outcome) -> None:
    reach(cases(FORMER_LAW), lambda case: decided(case).outcome is outcome)


@pytest.mark.parametrize(
    ("filings", "code"),
    [
        (NEW_LAW, "late_ruling"),
        (NEW_LAW, "jury_date"),
        (NEW_LAW, "gaps"),
        (FORMER_LAW, "activity"),
        (FORMER_LAW, "requests_in_all"),
    ],
)
def test_the_generated_files_reach_the_rarer_obstacles(filings: st.SearchStrategy[date], code: str) -> None:
    reach(cases(filings), lambda case: code in codes(decided(case)))
