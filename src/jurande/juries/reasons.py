"""Reasons as a decision keeps them: what was shown on the day is printed in the minutes, word for word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jurande.rules.reasons import Clause, Kind, Reason


def as_row(reason: Reason) -> dict[str, str | bool]:
    """A reason as it is kept with the decision and printed in the minutes."""
    return {
        "code": reason.code,
        "clause": reason.clause.key,
        "ref": reason.clause.ref,
        "kind": reason.clause.kind.value,
        "quote": reason.clause.quote,
        "text": reason.text,
        "holds": reason.holds,
    }


def from_row(row: Mapping[str, Any]) -> Reason:
    """The reason that `as_row` kept."""
    source, _, article = row["ref"].partition(", ")
    clause = Clause(row["clause"], Kind(row["kind"]), source, article, row["quote"])
    return Reason(row["code"], clause, row["text"], row["holds"])
