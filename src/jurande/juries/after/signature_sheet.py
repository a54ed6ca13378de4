"""The sheet of signatures: which file was signed, by whom, when, and who did not; sealed like the minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jurande.documents.actions import store
from jurande.documents.compose import sheet
from jurande.documents.contracts import Column, Row, SheetData, SheetFact
from jurande.documents.models import StoredDocument
from jurande.juries.after.sealing import sealed
from jurande.juries.after.signed_elsewhere import attached
from jurande.juries.after.signing_codes import grouped
from jurande.juries.after.signing_words import CONSENT, NATURE, SEAL
from jurande.juries.day.minutes import quality, reference
from jurande.juries.facts import Bench
from jurande.juries.models import JurySession, Member, MinutesSignature
from jurande.ledger.actors import Actor
from jurande.ledger.queries import head
from jurande.rules.dates import PARIS, day_of, french
from jurande.ui.french import moment

SHEET = "signature_sheet"
SIGNED = (
    "Chaque signature électronique ci-dessous porte sur le procès-verbal de cette empreinte. Elle a été donnée par un "
    "code à usage unique, reçu à l’adresse électronique du membre, avec cette phrase :"
)
COLUMNS = (
    Column("Membre", 4),
    Column("Délégation", 3),
    Column("Organisation", 4),
    Column("Qualité", 4),
    Column("Signature", 5),
)


@dataclass(frozen=True, slots=True)
class Ended:
    """Why the signing ended before everybody had signed; `unable`: why the centre did it and not the president."""

    reason: str
    unable: str


# Everybody has signed who could.
NOBODY_WAITS = Ended("", "")


def store_signatures(
    session: JurySession,
    seats: Bench,
    minutes: StoredDocument,
    signed: Sequence[tuple[Member, MinutesSignature | None]],
    *,
    why: Ended,
    actor: Actor,
    now: datetime,
) -> StoredDocument:
    """Compose, seal and keep the sheet; the act's own entry comes first."""
    printed = head(session.centre.chain)
    data = SheetData(
        issuer=session.centre.name,
        reference=f"{reference(session)}-signatures",
        issued_on=day_of(now),
        object="Feuille de signatures du procès-verbal",
        title=seats.title,
        facts=_facts(session, minutes),
        paragraphs=_paragraphs(why, actor, now),
        clauses=(NATURE,),
        columns=COLUMNS,
        rows=tuple(_row(member, signature, why.reason) for member, signature in signed),
        row_height=0,
        notes=(SEAL,),
        signatories=(),
    )
    content = sealed(
        lambda: sheet(data, head=printed, created=now),
        named="la feuille de signatures",
        reason="Feuille de signatures du procès-verbal d’un jury",
        undone="rien n’est signé",
        now=now,
    )
    return store(
        kind=SHEET,
        subject=session.ref,
        filename=f"signatures-{session.centre.code}-{session.held_on.isoformat()}.pdf",
        content=content,
        head=printed,
        actor=actor.ref,
        now=now,
    )


def _facts(session: JurySession, minutes: StoredDocument) -> tuple[SheetFact, ...]:
    return (
        SheetFact("Procès-verbal", reference(session)),
        SheetFact("Jury réuni le", french(session.held_on)),
        SheetFact("Procès-verbal établi", at(minutes.created_at)),
        SheetFact("Empreinte SHA-256 du fichier signé", grouped(minutes.sha256)),
        *(
            SheetFact(f"Signé ailleurs, joint {at(one.document.created_at)}", grouped(one.document.sha256))
            for one in attached(session)
        ),
    )


def _paragraphs(why: Ended, actor: Actor, now: datetime) -> tuple[str, ...]:
    said = (
        SIGNED,
        f"« {CONSENT} »",
    )
    if not why.reason:
        return said
    if not why.unable:
        return (*said, f"{actor.name}, qui préside le jury, a arrêté les signatures {at(now)}. Motif : {why.reason}")
    told = f"{actor.name}, pour le centre d’examen, a arrêté les signatures {at(now)} : {why.unable}."
    return (*said, f"{told} Motif : {why.reason}")


def _row(member: Member, signature: MinutesSignature | None, reason: str) -> Row:
    if signature:
        how = f"Signé {at(signature.signed_at)}"
    elif member.user_id is None:
        how = "Sans compte : signe sur papier"
    else:
        how = f"Non signé : {reason}"
    organisation = member.union.name if member.union else member.organisation
    return Row((member.name, member.get_side_display(), organisation, quality(member), how))


def at(instant: datetime) -> str:
    """An instant as papers say it, by the clock of Paris: « le jeudi 16 juin 2022, 17 h 12 »."""
    return f"le {moment(instant.astimezone(PARIS))}"
