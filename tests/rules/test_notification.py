"""By when the candidate of a VAE is told the result of the jury."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.notification import NotificationDecision, NotificationOutcome, vae_result
from jurande.rules.reasons import Kind
from tests.rules.reach import days, reach
from tests.rules.said import said

FILED, JURY_DAY = date(2025, 9, 1), date(2026, 4, 9)
LAST = date(2026, 4, 24)


def decided(filed_on: date = FILED, notified_on: date | None = None, on: date = JURY_DAY) -> NotificationDecision:
    return vae_result(filed_on=filed_on, jury_on=JURY_DAY, notified_on=notified_on, on=on)


@pytest.mark.parametrize(
    ("filed_on", "notified_on", "on", "outcome"),
    [
        pytest.param(FILED, None, JURY_DAY, NotificationOutcome.DUE, id="on the day of the jury"),
        pytest.param(FILED, None, LAST, NotificationOutcome.DUE, id="on the last day"),
        pytest.param(FILED, None, LAST + timedelta(1), NotificationOutcome.LATE, id="the day after"),
        pytest.param(FILED, LAST - timedelta(1), LAST, NotificationOutcome.NOTIFIED, id="told within 14 days"),
        pytest.param(FILED, LAST, LAST + timedelta(9), NotificationOutcome.NOTIFIED, id="told within 15, the last one"),
        pytest.param(
            FILED, LAST + timedelta(1), date(2027, 1, 1), NotificationOutcome.NOTIFIED_LATE, id="told after 16"
        ),
        pytest.param(FILED, LAST, LAST - timedelta(1), NotificationOutcome.DUE, id="told later than that day"),
        pytest.param(FILED, LAST + timedelta(1), LAST, NotificationOutcome.DUE, id="told later, and late"),
        pytest.param(date(2024, 1, 1), None, LAST, NotificationOutcome.DUE, id="first day of the law"),
        pytest.param(date(2023, 12, 31), None, LAST, NotificationOutcome.NO_PERIOD, id="former law"),
        pytest.param(date(2023, 12, 31), LAST, LAST, NotificationOutcome.NO_PERIOD, id="former law, told"),
    ],
)
def test_where_the_notification_of_a_result_stands(
    filed_on: date, notified_on: date | None, on: date, outcome: NotificationOutcome
) -> None:
    decision = decided(filed_on, notified_on, on)
    assert decision.outcome is outcome
    assert decision.notify_by == (None if outcome is NotificationOutcome.NO_PERIOD else LAST)


SINCE = "+ notification.jury (choice.vae_jury) Les 15 jours courent depuis le jury paritaire du 9 avril 2026."


@pytest.mark.parametrize(
    ("notified_on", "on", "line"),
    [
        (None, LAST, "+ {} Le résultat est à notifier au candidat au plus tard le 24 avril 2026."),
        (
            None,
            date(2026, 5, 1),
            "- {} Le délai de notification a pris fin le 24 avril 2026 : notifiez le résultat sans attendre.",
        ),
        (LAST, LAST, "+ {} Le résultat a été notifié au candidat le 24 avril 2026."),
        (
            date(2026, 4, 25),
            date(2026, 4, 25),
            "- {} Le résultat a été notifié au candidat le 25 avril 2026, après le dernier jour, le 24 avril 2026.",
        ),
    ],
    ids=["due", "late", "told", "told late"],
)
def test_what_is_said_of_a_notification(notified_on: date | None, on: date, line: str) -> None:
    expected = line.format("notification.result (law.R6412-7)")
    assert said(decided(FILED, notified_on, on)) == [expected, SINCE]


def test_which_jury_starts_the_days_is_a_choice_and_the_days_are_law() -> None:
    assert [reason.clause.kind for reason in decided().reasons] == [Kind.LAW, Kind.CHOICE]
    assert said(decided(date(2023, 1, 1))) == [
        (
            "+ notification.no_period (law.R335-7) Aucun délai de notification n’est connu pour un dossier de ce "
            "temps : informez le candidat sans attendre."
        )
    ]


QUESTIONS = st.tuples(
    days(date(2023, 6, 1), date(2026, 3, 1)),
    st.none() | days(JURY_DAY, JURY_DAY + timedelta(40)),
    days(JURY_DAY, JURY_DAY + timedelta(40)),
)


@given(QUESTIONS)
def test_being_told_in_time_is_never_undone(question: tuple[date, date | None, date]) -> None:
    filed_on, notified_on, on = question
    decision = decided(filed_on, notified_on, on)
    later = decided(filed_on, notified_on, on + timedelta(400))
    if decision.outcome in {NotificationOutcome.NOTIFIED, NotificationOutcome.NOTIFIED_LATE}:
        assert later == decision
    assert bool(decision.obstacles) == (
        decision.outcome in {NotificationOutcome.LATE, NotificationOutcome.NOTIFIED_LATE}
    )


@pytest.mark.parametrize("outcome", NotificationOutcome)
def test_the_generators_reach_each_outcome(outcome: NotificationOutcome) -> None:
    reach(QUESTIONS, lambda question: decided(*question).outcome is outcome)
