"""Minutes signed elsewhere, on paper or with another tool: attached beside ours as they are, with their digest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from jurande.documents.actions import store
from jurande.documents.inspect import UnreadableDocument, signatures_in
from jurande.documents.models import StoredDocument
from jurande.documents.uploads import Upload
from jurande.juries.locking import check_session_step, locked
from jurande.juries.models import JurySession
from jurande.ledger.actors import Actor, record
from jurande.ledger.models import Entry
from jurande.ledger.queries import head
from jurande.rules.lifecycles import refusal

KIND = "signed_elsewhere"
ACT = "jury.attach_signed"


@dataclass(frozen=True, slots=True)
class Attached:
    """A file attached, without its content; `signatures`: how many a PDF bears, whatever they are worth."""

    document: StoredDocument
    signatures: int


@transaction.atomic
def attach_signed(*, session: JurySession, upload: Upload, actor: Actor, now: datetime) -> StoredDocument:
    """Keep minutes of a closed jury that were signed elsewhere.

    Raises Refused when this very file is there already, or when nobody can say how many signatures it bears.
    """
    session = locked(session)
    check_session_step("attach_signed", session, actor)
    digest = sha256(upload.content).hexdigest()
    kept = StoredDocument.objects.filter(kind=KIND, subject=session.ref)
    if kept.filter(sha256=digest).exists():
        raise refusal("jury.attached", "Ce fichier est déjà joint : il figure dans la liste, avec la même empreinte.")
    try:
        borne = signatures_in(upload.content) if upload.extension == "pdf" else 0
    except UnreadableDocument as error:
        raise refusal("jury.unreadable", f"{error} Enregistrez-le ou numérisez-le à nouveau.") from error
    number = kept.count() + 1
    record(
        actor=actor,
        chain=session.centre.chain,
        act=ACT,
        subject=session.ref,
        now=now,
        data={
            "sha256": digest,
            "bytes": len(upload.content),
            "type": upload.media_type,
            "signatures": borne,
        },
        clauses=["record.jury.duties"],
    )
    return store(
        kind=KIND,
        subject=session.ref,
        filename=f"pv-signe-ailleurs-{session.centre.code}-{session.held_on.isoformat()}-{number}.{upload.extension}",
        content=upload.content,
        head=head(session.centre.chain),
        actor=actor.ref,
        now=now,
    )


def attached(session: JurySession) -> Sequence[Attached]:
    """The files attached to a session, oldest first, in two queries."""
    found = StoredDocument.objects.defer("content").filter(kind=KIND, subject=session.ref).order_by("ledger_sequence")
    told = Entry.objects.filter(subject=session.ref, act=ACT).values_list("data", flat=True)
    borne = {data["sha256"]: int(data["signatures"]) for data in told}
    return [Attached(document, borne[document.sha256]) for document in found]
