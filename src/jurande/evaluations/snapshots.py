"""Facts as JSON, so that what a jury was shown can be read and judged again years later."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from jurande.rules.evaluation import SummaryFacts

_ADAPTER = TypeAdapter(SummaryFacts)


def as_json(facts: SummaryFacts) -> dict[str, Any]:
    """The facts as plain JSON values; dates as ISO 8601."""
    values: dict[str, Any] = _ADAPTER.dump_python(facts, mode="json")
    return values


def from_json(values: dict[str, Any]) -> SummaryFacts:
    """The facts that `as_json` wrote. Raises pydantic's ValidationError when the row was tampered with."""
    return _ADAPTER.validate_python(values)
