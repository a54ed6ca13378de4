"""The attendance sheet: to print before the jury, kept with its minutes once it is closed, or scanned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from jurande.documents.actions import store
from jurande.documents.compose import sheet
from jurande.documents.contracts import Cited, Column, Row, SheetData, SheetFact
from jurande.documents.models import StoredDocument
from jurande.documents.uploads import Upload
from jurande.juries.day.minutes import attended, quality
from jurande.juries.facts import Bench, bench
from jurande.juries.locking import locked, moved
from jurande.juries.models import JurySession, Member
from jurande.ledger.actors import Actor, record
from jurande.ledger.queries import head
from jurande.rules.certification import RecordClause
from jurande.rules.dates import day_of, french
from jurande.rules.lifecycles import CENTRE, refusal
from jurande.rules.lifecycles import Session as State
from jurande.ui.french import hour, typographic

KIND = "attendance_sheet"
# Room for a signature by hand, in millimetres.
ROW_HEIGHT = 12


def blank_sheet(session: JurySession, *, now: datetime) -> bytes:
    """The sheet to print: a place for each member's signature. Nothing is kept."""
    data = replace(_data(bench(session), now, "Signature", lambda _: ""), row_height=ROW_HEIGHT)
    return sheet(data, head=head(session.centre.chain), created=now)


def store_sheet(session: JurySession, seats: Bench, actor: Actor, now: datetime) -> StoredDocument:
    """Keep who signed, how and when, with the minutes; called by the closing, in its transaction, after its entry."""
    printed = head(session.centre.chain)
    return store(
        kind=KIND,
        subject=session.ref,
        filename=f"emargement-{session.centre.code}-{session.held_on.isoformat()}.pdf",
        content=sheet(_data(seats, now, "Émargement", attended), head=printed, created=now),
        head=printed,
        actor=actor.ref,
        now=now,
    )


@transaction.atomic
def attach_scan(*, session: JurySession, upload: Upload, actor: Actor, now: datetime) -> StoredDocument:
    """Keep the sheet that members signed by hand, as it was scanned. Several may be kept: a page each."""
    session = locked(session)
    if actor.role not in CENTRE or session.state not in {State.SITTING, State.DELIBERATING, State.CLOSED}:
        raise refusal(
            "jury.scan", "La feuille signée se joint une fois la séance ouverte, par le secrétariat du centre."
        )
    number = StoredDocument.objects.filter(kind=KIND, subject=session.ref).count() + 1
    moved(session)
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.scan",
        subject=session.ref,
        now=now,
        data={"number": number},
        clauses=["record.jury.parity"],
    )
    return store(
        kind=KIND,
        subject=session.ref,
        filename=f"emargement-signe-{session.centre.code}-{session.held_on.isoformat()}-{number}.{upload.extension}",
        content=upload.content,
        head=head(session.centre.chain),
        actor=actor.ref,
        now=now,
    )


def _data(seats: Bench, now: datetime, last: str, says: Callable[[Member], str]) -> SheetData:
    session, certification = seats.session, seats.certification
    texts = [certification.clause(one) for one in (RecordClause.JURY_PARITY, RecordClause.JURY_ONE_VOTE)]
    return SheetData(
        issuer=session.centre.name,
        reference=f"{session.centre.code}-{session.held_on:%Y-%m-%d}",
        issued_on=day_of(now),
        object="Feuille d’émargement du jury",
        title=seats.title,
        facts=(
            SheetFact("Jury du", f"{french(session.held_on)}, {hour(session.starts_at)}"),
            SheetFact("Lieu", session.where),
        ),
        paragraphs=(),
        clauses=tuple(Cited(f"« {clause.quote} »", clause.source) for clause in texts),
        columns=(Column("Membre", 4), Column("Délégation et qualité", 5), Column("Voix", 1), Column(last, 5)),
        rows=tuple(
            Row((one.name, quality(one), "oui" if one.votes and not one.temporary_work else "non", says(one)))
            for one in seats.members
        ),
        row_height=0,
        notes=(typographic("Heures de Paris. Qui signe sur son appareil est entré avec son compte."),),
        signatories=(),
    )
