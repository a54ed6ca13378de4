"""What is read from the ledger: the head of a chain, and the history of an object."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jurande.ledger.acts import act_label
from jurande.ledger.canonical import GENESIS, Head, day_of
from jurande.ledger.models import Entry

# Given references of actors ("user:UUID"), the names to show for those it knows.
type Names = Callable[[Collection[str]], Mapping[str, str]]


def head(chain: str) -> Head:
    """The last entry of a chain; sequence 0 and sixty-four zeros while it has none."""
    last = Entry.objects.filter(chain=chain).order_by("-sequence").values_list("sequence", "hash").first()
    sequence, digest = last or (0, GENESIS)
    return Head(chain, sequence, digest)


def last_act(subject: str, acts: Collection[str]) -> str:
    """Of these acts, the one that the subject was the object of last; empty when it never was."""
    entries = Entry.objects.filter(subject=subject, act__in=list(acts))
    return entries.order_by("-sequence").values_list("act", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of an object's history, ready to be shown.

    `who` is empty when nobody can say it any more, `reason` when none was given; `effective_on` is None when
    the fact holds from the day it was recorded; `erased` says that the details are no longer there.
    """

    entry: Entry
    recorded_at: datetime
    effective_on: date | None
    label: str
    who: str
    reason: str
    erased: bool


def history(subjects: Iterable[str], *, names: Names | None = None) -> list[HistoryLine]:
    """What happened to these objects ("candidacy:UUID"), newest first, in one query.

    An author is named by the details (`actor_name`); `names` is asked once for all the others.
    """
    entries = Entry.objects.filter(subject__in=list(subjects)).select_related("detail")
    told = [(entry, _details(entry)) for entry in entries.order_by("-recorded_at", "-pk")]
    unnamed = {entry.actor for entry, details in told if "actor_name" not in details} - {"system"}
    known = {"system": "Système"} | dict(names(sorted(unnamed)) if names and unnamed else {})
    return [_line(entry, details, known) for entry, details in told]


def _details(entry: Entry) -> dict[str, Any]:
    """The content of the details, empty when there are none or no longer any."""
    return entry.detail.content if hasattr(entry, "detail") else {}


def _line(entry: Entry, details: Mapping[str, Any], known: Mapping[str, str]) -> HistoryLine:
    return HistoryLine(
        entry=entry,
        recorded_at=entry.recorded_at,
        effective_on=None if entry.effective_on == day_of(entry.recorded_at) else entry.effective_on,
        label=act_label(entry.act),
        who=details.get("actor_name") or known.get(entry.actor, ""),
        reason=details.get("reason", ""),
        erased=bool(entry.details_digest) and not details,
    )
