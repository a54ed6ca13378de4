"""How an entry is written: inside the transaction of the act that it records, under the lock of its chain."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from jurande.ledger.acts import ERASE, act_errors
from jurande.ledger.canonical import day_of
from jurande.ledger.models import Chain, Detail, Entry
from jurande.ledger.queries import head
from jurande.ledger.shapes import (
    Unrecordable,
    Value,
    heading_errors,
    line_errors,
    stored_data,
    stored_details,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one entry of an act has of its own.

    `subject` is a reference ("candidacy:UUID"); `data` holds figures, codes and references; `details` the
    free text and the personal data (`actor_name`, `reason`…); `clauses` the keys of the clauses that the fact
    rests on; `effective_on` the day from which it holds, by default the day of the recording.
    """

    subject: str
    data: Mapping[str, Value] = field(default_factory=dict)
    details: Mapping[str, Value] = field(default_factory=dict)
    clauses: Sequence[str] = ()
    effective_on: date | None = None


type Draft = tuple[Entry, Detail | None]

# What is gathered for each chain, inside `gathered` only.
_waiting: ContextVar[dict[str, list[Draft]] | None] = ContextVar("entries gathered", default=None)


def record(
    *,
    chain: str,
    act: str,
    subject: str,
    actor: str,
    role: str,
    now: datetime,
    effective_on: date | None = None,
    data: Mapping[str, Value] | None = None,
    details: Mapping[str, Value] | None = None,
    clauses: Sequence[str] = (),
    act_id: UUID | None = None,
) -> Entry:
    """Append one entry and return it; see `record_many`."""
    line = Line(subject=subject, data=data or {}, details=details or {}, clauses=clauses, effective_on=effective_on)
    return record_many(chain=chain, act=act, actor=actor, role=role, now=now, lines=[line], act_id=act_id)[0]


def record_many(
    *,
    chain: str,
    act: str,
    actor: str,
    role: str,
    now: datetime,
    lines: Sequence[Line],
    act_id: UUID | None = None,
) -> list[Entry]:
    """Append one entry per line, in this order, with one lock and one insertion; return them.

    `chain` is "national" or "centre:CODE", `actor` "system" or a reference, `now` an aware instant; `act_id`
    groups what is written in several calls. The chain stays locked until the transaction ends: record last.
    Raises Unrecordable with every error of every line (nothing is written), TransactionManagementError
    outside a transaction.
    """
    _require_transaction()
    drafts = _drafts(chain=chain, act=act, actor=actor, role=role, now=now, lines=lines, act_id=act_id or uuid4())
    waiting = _waiting.get()
    if waiting is None:
        return _append(_lock(chain), drafts)
    waiting.setdefault(chain, []).extend(drafts)
    return [entry for entry, _ in drafts]


@contextmanager
def gathered() -> Iterator[None]:
    """What is recorded inside is appended at its end, in its order: one lock and one insertion for each chain.

    For an act that writes hundreds of entries, one at a time, in the transaction that it stands in. Until then an entry
    has neither number nor hash, and `head` does not see it. Nothing is appended when what it holds raises.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting: dict[str, list[Draft]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    # The centre's chain first, `national` next: one order, no deadlock.
    for chain in sorted(waiting):
        _append(_lock(chain), waiting[chain])


def erase_details(
    *,
    entry: Entry,
    actor: str,
    role: str,
    now: datetime,
    ground: str,
    details: Mapping[str, Value] | None = None,
) -> Entry:
    """Erase the details of an entry with their salt; return the new entry that says so, on the same chain.

    `ground` is a code ("retention.elapsed"). `details` are those of the erasure itself: who carried it out.
    Raises Unrecordable when there is nothing to erase or an argument is malformed.
    """
    _require_transaction()
    line = Line(subject=entry.subject, data={"ground": ground}, details=details or {})
    [(erasure, secret)] = _drafts(
        chain=entry.chain_id, act=ERASE, actor=actor, role=role, now=now, lines=[line], act_id=uuid4()
    )
    erasure.erases = entry.sequence
    # Under the lock of the chain, so that of two erasures at once the second finds nothing left.
    chain = _lock(entry.chain_id)
    doomed = Detail.objects.filter(entry=entry)
    if not doomed.exists():
        raise Unrecordable([f"{entry} : il n’y a pas de détails à effacer"])
    _append(chain, [(erasure, secret)])
    doomed.delete()
    return erasure


def _require_transaction() -> None:
    """An entry that outlives a refused act, or an act that outlives its entry, would make the ledger lie."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("Le registre ne s’écrit que dans la transaction de l’acte.")


def _drafts(
    *, chain: str, act: str, actor: str, role: str, now: datetime, lines: Sequence[Line], act_id: UUID
) -> list[Draft]:
    """The entries to append, without their place in the chain, each with its details if it has any."""
    errors = heading_errors(chain=chain, actor=actor, role=role, now=now) + act_errors(act)
    recorded_at = now.astimezone(UTC)
    drafts = []
    for line in lines:
        errors += line_errors(line.subject, line.clauses)
        details = stored_details(line.details, errors)
        detail = Detail(salt=secrets.token_hex(32), content=details) if details else None
        entry = Entry(
            chain_id=chain,
            act_id=act_id,
            act=act,
            subject=line.subject,
            actor=actor,
            role=role,
            effective_on=line.effective_on or day_of(now),
            recorded_at=recorded_at,
            data=stored_data(line.data, errors),
            clauses=[str(clause) for clause in line.clauses],
            details_digest=detail.computed_digest() if detail else "",
        )
        drafts.append((entry, detail))
    if errors:
        raise Unrecordable(errors)
    return drafts


def _lock(code: str) -> Chain:
    """The row of the chain, locked until the end of the transaction; created by the first entry."""
    # NO KEY: two acts on one chain wait for each other, a foreign key to it does not.
    chains = Chain.objects.select_for_update(of=("self",), no_key=True).filter(code=code)
    chain = chains.first()
    if chain is None:
        Chain.objects.bulk_create([Chain(code=code)], ignore_conflicts=True)
        chain = chains.get()
    return chain


def _append(chain: Chain, drafts: Sequence[Draft]) -> list[Entry]:
    """Give each draft its place after the head of the locked chain, and write them all."""
    last = head(chain.code)
    sequence, previous = last.sequence, last.hash
    for entry, _ in drafts:
        sequence += 1
        entry.sequence, entry.previous_hash = sequence, previous
        previous = entry.hash = entry.computed_hash()
    entries = Entry.objects.bulk_create([entry for entry, _ in drafts])
    for entry, detail in drafts:
        if detail:
            detail.entry = entry
    Detail.objects.bulk_create([detail for _, detail in drafts if detail])
    return entries
