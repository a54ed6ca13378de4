"""Keeping what was written. Only actions write (law 4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jurande.documents.models import StoredDocument
from jurande.ledger.canonical import Head


@transaction.atomic
def store(
    *,
    kind: str,
    subject: str,
    filename: str,
    content: bytes,
    head: Head,
    actor: str,
    now: datetime,
) -> StoredDocument:
    """Keep `content` as it is, with the head of the chain that it prints.

    Adds no entry to the ledger: the act that wrote the document adds its own first, so that the printed head
    is this act's. `subject` and `actor` are references ("certificate:UUID", "user:UUID"); `filename` names
    nobody. Raises IntegrityError when a value has not the form that StoredDocument asks for.
    """
    document = StoredDocument(
        kind=kind,
        subject=subject,
        filename=filename,
        content=content,
        ledger_chain=head.chain,
        ledger_sequence=head.sequence,
        ledger_head=head.hash,
        stored_by=actor,
        created_at=now,
    )
    document.save(force_insert=True)
    return document
