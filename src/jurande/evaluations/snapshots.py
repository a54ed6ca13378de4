"""What a jury was shown, as JSON, so that it can be read and judged again years later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from jurande.evaluations.models import OpinionRequest, Summary
from jurande.rules.dates import day_of
from jurande.rules.summary import SummaryFacts

_ADAPTER = TypeAdapter(SummaryFacts)


def as_json(facts: SummaryFacts) -> dict[str, Any]:
    """The facts as plain JSON values; dates as ISO 8601."""
    values: dict[str, Any] = _ADAPTER.dump_python(facts, mode="json")
    return values


def from_json(values: dict[str, Any]) -> SummaryFacts:
    """The facts that `as_json` wrote. Raises pydantic's ValidationError when the row was tampered with."""
    return _ADAPTER.validate_python(values)


def opinions_as_json(given: Iterable[OpinionRequest]) -> list[dict[str, Any]]:
    """What the company wrote, one opinion a block: who, what, when, its sentences on each capacity."""
    return [
        {
            "block": one.block_code,
            "tutor": one.tutor_name,
            "quality": one.quality,
            "value": one.value,
            "given_on": day_of(one.given_at).isoformat() if one.given_at else "",
            "comment": one.comment,
            "answers": [
                {"capacity": said.capacity, "seen": said.seen, "remark": said.remark} for said in one.answers.all()
            ],
        }
        for one in given
    ]


def evaluation_days(candidacies: Iterable[UUID]) -> dict[UUID, tuple[date, date]]:
    """The first and the last day of evaluation of each candidacy, as its latest summary froze them; in one query."""
    found: dict[UUID, tuple[date, date]] = {}
    for summary in Summary.objects.filter(candidacy__in=list(candidacies)).order_by("made_at"):
        blocks = from_json(summary.facts).blocks
        capacities = [one for block in blocks for one in block.capacities if not one.kept_since]
        if days := [one.evaluation.on for one in capacities if one.evaluation and one.evaluation.on]:
            found[summary.candidacy_id] = (min(days), max(days))
    return found
