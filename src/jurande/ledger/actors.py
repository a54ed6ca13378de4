"""Who acts: given to every action, written in every entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from jurande.ledger import actions
from jurande.ledger.actions import Line
from jurande.ledger.models import Entry
from jurande.ledger.shapes import Value
from jurande.rules.lifecycles import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, or the system, acting in one role.

    `ref` is a reference without personal data ("user:UUID", "link:UUID", "system"); `name` is what a history shows.
    """

    ref: str
    role: Role
    name: str


SYSTEM = Actor("system", Role.SYSTEM, "Jurande")


def record(
    *,
    actor: Actor,
    chain: str,
    act: str,
    subject: str,
    now: datetime,
    effective_on: date | None = None,
    data: Mapping[str, Value] | None = None,
    details: Mapping[str, Value] | None = None,
    clauses: Sequence[str] = (),
    act_id: UUID | None = None,
) -> Entry:
    """Append one entry in the name of `actor`; his name goes to the erasable details. See `actions.record_many`."""
    return actions.record(
        chain=chain,
        act=act,
        subject=subject,
        actor=actor.ref,
        role=actor.role.value,
        now=now,
        effective_on=effective_on,
        data=data,
        details={"actor_name": actor.name, **(details or {})},
        clauses=clauses,
        act_id=act_id,
    )


def record_many(
    *, actor: Actor, chain: str, act: str, now: datetime, lines: Sequence[Line], act_id: UUID | None = None
) -> list[Entry]:
    """Append one entry per line in the name of `actor`; his name joins the details. See `actions.record_many`."""
    named = [replace(line, details={"actor_name": actor.name, **line.details}) for line in lines]
    return actions.record_many(
        chain=chain, act=act, actor=actor.ref, role=actor.role.value, now=now, lines=named, act_id=act_id
    )
