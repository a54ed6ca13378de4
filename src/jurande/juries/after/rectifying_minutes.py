"""The paper of a rectification, linked to the minutes it corrects; word of it to the candidates it concerns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jurande.documents.actions import store
from jurande.documents.compose import sheet
from jurande.documents.contracts import Column, Row, SheetData, SheetFact
from jurande.documents.models import StoredDocument
from jurande.juries.after.sealing import sealed
from jurande.juries.after.signature_sheet import at
from jurande.juries.after.signing_codes import grouped
from jurande.juries.after.signing_words import NATURE, RECTIFYING_CONSENT, SEAL
from jurande.juries.day.minutes import quality, reference
from jurande.juries.facts import Bench
from jurande.juries.models import Case, Member, Rectification
from jurande.ledger.actors import Actor
from jurande.ledger.queries import head
from jurande.messages.actions import post
from jurande.rules.dates import day_of, french
from jurande.ui.french import typographic

KIND = "rectifying_minutes"
UNCHANGED = (
    "Le procès-verbal reste tel qu’il a été clos. Il se lit désormais avec ces corrections, qui ne changent "
    "aucune décision du jury."
)
COLUMNS = (Column("Porte sur", 3), Column("Au lieu de", 5), Column("Lire", 5))


@dataclass(frozen=True, slots=True)
class Corrected:
    """One correction to make: of what is said of one candidate, or of the minutes as a whole."""

    case: Case | None
    instead_of: str
    read: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What the president is about to sign: why, and every correction."""

    reason: str
    corrections: tuple[Corrected, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """A draft in its place: the number it will have, the minutes it corrects, the digest that the code signs."""

    number: int
    minutes: StoredDocument
    digest: str


def store_rectification(
    *, seats: Bench, draft: Draft, planned: Planned, president: Member, actor: Actor, now: datetime
) -> StoredDocument:
    """Compose, seal and keep the rectifying minutes; the act's own entry comes first."""
    session = seats.session
    printed = head(session.centre.chain)
    data = _data(seats, draft, planned, president, now)
    content = sealed(
        lambda: sheet(data, head=printed, created=now),
        named="le procès-verbal rectificatif",
        reason="Procès-verbal rectificatif signé par le président du jury",
        undone="rien n’est rectifié",
        now=now,
    )
    day = session.held_on.isoformat()
    return store(
        kind=KIND,
        subject=session.ref,
        filename=f"proces-verbal-rectificatif-{session.centre.code}-{day}-{planned.number}.pdf",
        content=content,
        head=printed,
        actor=actor.ref,
        now=now,
    )


def _data(seats: Bench, draft: Draft, planned: Planned, president: Member, now: datetime) -> SheetData:
    session, minutes = seats.session, planned.minutes
    return SheetData(
        issuer=session.centre.name,
        reference=f"{reference(session)}-R{planned.number}",
        issued_on=day_of(now),
        object=f"Procès-verbal rectificatif n° {planned.number}",
        title=seats.title,
        facts=(
            SheetFact("Procès-verbal corrigé", reference(session)),
            SheetFact("Jury réuni le", french(session.held_on)),
            SheetFact("Procès-verbal établi", at(minutes.created_at)),
            SheetFact("Empreinte SHA-256 du procès-verbal", grouped(minutes.sha256)),
            SheetFact("Écriture du registre qu’il porte", f"{minutes.ledger_chain}, n° {minutes.ledger_sequence}"),
            SheetFact("Empreinte de cette écriture", grouped(minutes.ledger_head)),
        ),
        paragraphs=(
            UNCHANGED,
            f"Motif : {draft.reason}",
        ),
        clauses=(),
        columns=COLUMNS,
        rows=tuple(
            Row((one.case.candidacy.person.full_name if one.case else "Le procès-verbal", one.instead_of, one.read))
            for one in draft.corrections
        ),
        row_height=0,
        notes=(
            f"Signé {at(now)} par {president.name}, {quality(president).lower()} : « {RECTIFYING_CONSENT} »",
            f"Empreinte SHA-256 des corrections signées : {grouped(planned.digest)}",
            f"{NATURE.text} {NATURE.clause}.",
            SEAL,
        ),
        signatories=(),
    )


def tell_candidate(made: Rectification, case: Case, now: datetime) -> None:
    """Tell a candidate that a correction concerns them; what it says stays at the centre."""
    session = made.session
    post(
        key=f"rectification:{made.id}:{case.id}",
        subject_ref=case.candidacy.ref,
        recipient=case.candidacy.email,
        subject=typographic(f"Jury du {french(session.held_on)} : une correction vous concerne"),
        body=typographic(
            f"Bonjour,\n\nLe président du jury du {french(session.held_on)} a corrigé une erreur du procès-verbal, "
            f"dans ce qui vous concerne. La décision du jury ne change pas.\n\nLa correction est à votre disposition "
            f"au centre d’examen : {session.centre.name}, {session.centre.phone}, {session.centre.email}.\n"
        ),
        now=now,
    )
