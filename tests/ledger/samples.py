"""Entries to write without saying more than the test is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from jurande.ledger.actions import Line, record, record_many
from jurande.ledger.acts import register_act
from jurande.ledger.models import Entry
from jurande.ledger.shapes import Value

ENROL = "sample.enrol"
DECIDE = "sample.decide"
register_act(ENROL, "Inscription d’essai enregistrée")
register_act(DECIDE, "Décision d’essai enregistrée")

NOW = datetime(2026, 3, 10, 16, 42, 7, 250000, tzinfo=UTC)
CENTRE = "centre:LYON"
ZOE = {"actor_name": "Zoé Wiśniewska, secrétaire", "reason": "Dossier « complet »,\nreçu ce jour."}


class Heading(TypedDict, total=False):
    """What a sample may change of the heading of an act."""

    chain: str
    act: str
    actor: str
    role: str
    now: datetime
    act_id: UUID | None


class Given(Heading, total=False):
    """What a sample may change of one entry."""

    subject: str
    effective_on: date | None
    data: Mapping[str, Value] | None
    details: Mapping[str, Value] | None
    clauses: Sequence[str]


SAMPLE: Given = {
    "chain": CENTRE,
    "act": ENROL,
    "subject": "candidacy:1",
    "actor": "user:7",
    "role": "secretary",
    "now": NOW,
}


def write(**given: Unpack[Given]) -> Entry:
    """Record one entry, in a transaction of its own."""
    with transaction.atomic():
        return record(**(SAMPLE | given))


def write_many(count: int, chain: str = CENTRE, details: Mapping[str, Value] = ZOE) -> list[Entry]:
    """Record as many entries as a jury has candidates, under one act."""
    lines = [Line(subject=f"candidacy:{number}", details=details) for number in range(1, count + 1)]
    with transaction.atomic():
        return record_many(chain=chain, act=DECIDE, actor="user:7", role="president", now=NOW, lines=lines)
