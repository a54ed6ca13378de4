"""The date arithmetic of choices.md section 2, with its own examples first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jurande.rules.dates import (
    MONTHS,
    PARIS,
    day_of,
    end_of_month_after,
    french,
    latest_day_before,
    months_after,
    tacit_effect,
)

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31))
COUNTS = st.integers(min_value=0, max_value=120)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        pytest.param(date(2022, 4, 21), 3, date(2022, 7, 21), id="same day number"),
        pytest.param(date(2023, 1, 31), 1, date(2023, 2, 28), id="31 January, common year"),
        pytest.param(date(2024, 1, 31), 1, date(2024, 2, 29), id="31 January, leap year"),
        pytest.param(date(2000, 1, 31), 1, date(2000, 2, 29), id="31 January, leap century"),
        pytest.param(date(2023, 12, 31), 2, date(2024, 2, 29), id="two months into a leap February"),
        pytest.param(date(2024, 12, 31), 2, date(2025, 2, 28), id="two months into a common February"),
        pytest.param(date(2024, 12, 28), 2, date(2025, 2, 28), id="the same last day from the 28th"),
        pytest.param(date(2026, 3, 31), 1, date(2026, 4, 30), id="a month of thirty days"),
        pytest.param(date(2026, 8, 31), 1, date(2026, 9, 30), id="August to September"),
        pytest.param(date(2026, 2, 28), 1, date(2026, 3, 28), id="the 28th stays the 28th"),
        pytest.param(date(2024, 2, 29), 12, date(2025, 2, 28), id="29 February and a year"),
        pytest.param(date(2024, 2, 29), 48, date(2028, 2, 29), id="29 February and four years"),
        pytest.param(date(2026, 11, 15), 1, date(2026, 12, 15), id="into December"),
        pytest.param(date(2026, 11, 15), 2, date(2027, 1, 15), id="over the new year"),
        pytest.param(date(2026, 12, 15), 12, date(2027, 12, 15), id="December to December"),
        pytest.param(date(2026, 5, 6), 0, date(2026, 5, 6), id="no month"),
    ],
)
def test_a_period_of_months_ends_on_the_same_day_number_or_the_months_last(
    start: date, months: int, last: date
) -> None:
    assert months_after(start, months) == last


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        pytest.param(date(2024, 1, 10), 6, date(2024, 7, 31), id="10 January, sixth month"),
        pytest.param(date(2024, 1, 31), 6, date(2024, 7, 31), id="last day of January"),
        pytest.param(date(2024, 2, 1), 6, date(2024, 8, 31), id="first day of February"),
        pytest.param(date(2023, 8, 15), 6, date(2024, 2, 29), id="ends on 29 February"),
        pytest.param(date(2024, 8, 15), 6, date(2025, 2, 28), id="ends on 28 February"),
        pytest.param(date(2024, 9, 30), 3, date(2024, 12, 31), id="ends with the year"),
        pytest.param(date(2024, 10, 1), 3, date(2025, 1, 31), id="over the new year"),
        pytest.param(date(2024, 10, 1), 0, date(2024, 10, 31), id="the month itself"),
    ],
)
def test_the_end_of_the_nth_month_is_the_last_day_of_that_calendar_month(start: date, months: int, last: date) -> None:
    assert end_of_month_after(start, months) == last


@pytest.mark.parametrize(
    ("event", "days", "latest"),
    [
        pytest.param(date(2026, 4, 9), 15, date(2026, 3, 25), id="a jury on 9 April, called on 25 March"),
        pytest.param(date(2024, 3, 8), 8, date(2024, 2, 29), id="over 29 February"),
        pytest.param(date(2026, 1, 5), 8, date(2025, 12, 28), id="over the new year"),
        pytest.param(date(2026, 1, 5), 0, date(2026, 1, 5), id="no delay: the day itself"),
    ],
)
def test_the_day_of_the_event_does_not_count(event: date, days: int, latest: date) -> None:
    assert latest_day_before(event, days) == latest


@pytest.mark.parametrize(
    ("last", "effect"),
    [
        pytest.param(date(2024, 2, 28), date(2024, 2, 29), id="leap year"),
        pytest.param(date(2023, 2, 28), date(2023, 3, 1), id="common year"),
        pytest.param(date(2023, 12, 31), date(2024, 1, 1), id="new year"),
    ],
)
def test_a_tacit_decision_takes_effect_on_the_day_after(last: date, effect: date) -> None:
    assert tacit_effect(last) == effect


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 1, 1), "1er janvier 2026"),
        (date(2024, 2, 29), "29 février 2024"),
        (date(2026, 3, 2), "2 mars 2026"),
        (date(2022, 4, 21), "21 avril 2022"),
        (date(2026, 5, 11), "11 mai 2026"),
        (date(2022, 6, 16), "16 juin 2022"),
        (date(2021, 7, 1), "1er juillet 2021"),
        (date(2026, 8, 31), "31 août 2026"),
        (date(2026, 9, 21), "21 septembre 2026"),
        (date(2026, 10, 10), "10 octobre 2026"),
        (date(2019, 11, 8), "8 novembre 2019"),
        (date(2027, 12, 31), "31 décembre 2027"),
    ],
)
def test_a_date_is_written_as_a_french_sentence_writes_it(day: date, text: str) -> None:
    assert french(day) == text


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param(datetime(2026, 1, 1, 22, 59, tzinfo=UTC), date(2026, 1, 1), id="before winter midnight"),
        pytest.param(datetime(2026, 1, 1, 23, 0, tzinfo=UTC), date(2026, 1, 2), id="winter midnight"),
        pytest.param(datetime(2026, 7, 1, 21, 59, tzinfo=UTC), date(2026, 7, 1), id="before summer midnight"),
        pytest.param(datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2), id="summer midnight"),
        pytest.param(datetime(2026, 7, 1, 0, 0, tzinfo=PARIS), date(2026, 7, 1), id="already in Paris"),
    ],
)
def test_the_day_of_an_instant_is_the_day_in_paris(moment: datetime, day: date) -> None:
    assert day_of(moment) == day


@given(DAYS, COUNTS)
@example(date(2024, 1, 31), 1)
def test_a_period_ends_in_the_nth_month_never_past_its_day_number(start: date, months: int) -> None:
    last = months_after(start, months)
    assert (last.year * 12 + last.month) - (start.year * 12 + start.month) == months
    assert last.day <= start.day
    # Shorter than its day number only because the month ends there.
    assert last.day == start.day or (last + timedelta(days=1)).day == 1


@given(DAYS, DAYS, COUNTS)
def test_who_starts_later_never_ends_earlier(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert months_after(first, months) <= months_after(second, months)
    assert end_of_month_after(first, months) <= end_of_month_after(second, months)


@given(DAYS, COUNTS)
def test_the_end_of_the_nth_month_is_never_before_n_months(start: date, months: int) -> None:
    last = end_of_month_after(start, months)
    assert months_after(start, months) <= last
    assert (last + timedelta(days=1)).day == 1
    assert (last.year, last.month) == (months_after(start, months).year, months_after(start, months).month)


@given(DAYS)
def test_a_written_date_can_be_read_back(day: date) -> None:
    number, month, year = french(day).split(" ")
    assert date(int(year), MONTHS.index(month) + 1, int(number.removesuffix("er"))) == day
