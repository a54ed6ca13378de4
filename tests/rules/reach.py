"""Vacuity: a property says nothing of an outcome that its generators never reach."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import Phase, find, settings
from hypothesis.strategies import SearchStrategy, builds, integers

_FIRST_FOUND = settings(phases=[Phase.generate], max_examples=10_000, derandomize=True, database=None, deadline=None)


def reach[T](strategy: SearchStrategy[T], condition: Callable[[T], bool]) -> T:
    """An example that meets the condition, the first found, not the simplest.

    Raises hypothesis.errors.NoSuchExample when none is found.
    """
    return find(strategy, condition, settings=_FIRST_FOUND)


def days(first: date, last: date) -> SearchStrategy[date]:
    """Days from `first` to `last`, evenly, in two small draws: a single large one crowds near its beginning."""
    most = (last - first).days

    def day(hundreds: int, units: int) -> date:
        return first + timedelta(days=min(100 * hundreds + units, most))

    return builds(day, integers(0, most // 100), integers(0, 99))
