"""Date arithmetic, exactly as choices.md section 2 (calendar of Europe/Paris; whole days)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def months_after(start: date, months: int) -> date:
    """Last day, included, of a period of `months` months: the same day number, or the month's last day.

    choices.md section 2: 31 January and one month end on 28 or 29 February.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    month += 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def end_of_month_after(start: date, months: int) -> date:
    """« End of the nth month »: last day of the nth calendar month after the starting day's month.

    choices.md section 2: the end of the 6th month after 10 January is 31 July.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    month += 1
    return date(year, month, monthrange(year, month)[1])


def latest_day_before(event: date, days: int) -> date:
    """The last day that leaves `days` calendar days before `event`, whose own day does not count.

    choices.md section 2: 15 days before a jury on 9 April is 25 March.
    """
    return event - timedelta(days=days)


def tacit_effect(last_day: date) -> date:
    """A tacit decision takes effect on the day after the last day, at 00:00 (choices.md section 2)."""
    return last_day + timedelta(days=1)


def french(day: date) -> str:
    """The date as a sentence writes it: « 1er avril 2026 », « 16 juin 2022 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1]} {day.year}"


def day_of(moment: datetime) -> date:
    """The calendar day of an aware instant in Europe/Paris (choices.md section 2)."""
    return moment.astimezone(PARIS).date()
