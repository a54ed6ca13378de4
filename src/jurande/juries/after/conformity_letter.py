"""The letter that goes with a jury's file: it attests the conformity of the organisation, as the jury found it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from jurande.documents.actions import store
from jurande.documents.compose import plain_letter
from jurande.documents.contracts import Cited, LetterData, Party, Signatory
from jurande.documents.models import StoredDocument
from jurande.juries.after.archive import LETTER, Filed
from jurande.juries.facts import Bench
from jurande.juries.models import ConformityPoint, JurySession
from jurande.ledger.actors import Actor
from jurande.ledger.queries import head
from jurande.rules.certification import RecordClause
from jurande.rules.dates import day_of, french
from jurande.rules.rulebook import BRANCH_OLD_TRANSMISSION
from jurande.rules.words import counted


def store_letter(
    session: JurySession, seats: Bench, files: Sequence[Filed], *, version: int, again: str, actor: Actor, now: datetime
) -> StoredDocument:
    """Write the letter and keep it, after the entry of the act that sends it. `again`: why the file is another one."""
    printed = head(session.centre.chain)
    suffix = f"-{version}" if version > 1 else ""
    return store(
        kind=LETTER,
        subject=session.ref,
        filename=f"lettre-envoi-{session.centre.code}-{session.held_on.isoformat()}{suffix}.pdf",
        content=plain_letter(_data(session, seats, files, version, again, actor, now), head=printed, created=now),
        head=printed,
        actor=actor.ref,
        now=now,
    )


def _data(
    session: JurySession, seats: Bench, files: Sequence[Filed], version: int, again: str, actor: Actor, now: datetime
) -> LetterData:
    centre, group = session.centre, seats.edition.national_group
    candidates = counted(session.cases.count(), "candidat")
    opening = (
        f"Le centre d’examen {centre.name} vous transmet le dossier du jury paritaire de délibération réuni le "
        f"{french(session.held_on)}, {session.where}, pour {candidates} : « {seats.title} »."
    )
    replaces = f"Ce dossier remplace celui que vous avez, et son manifeste dit ce qui a changé. {again}"
    texts = {clause.key: clause for clause in (BRANCH_OLD_TRANSMISSION, seats.edition.transmission)}
    asked = "Le dossier comprend les pièces que demande ce texte."
    return LetterData(
        sender=Party(centre.name, (centre.address, f"{centre.postcode} {centre.city}")),
        addressee=Party(f"{group[0].upper()}{group[1:]}", (seats.edition.authority,)),
        reference=f"{centre.code}-{session.held_on:%Y-%m-%d}-{version}",
        sent_from=centre.city,
        sent_on=day_of(now),
        object="Envoi du dossier d’un jury",
        title=seats.title,
        paragraphs=(opening, *((replaces,) if again else ()), _attested(session, seats)),
        clauses=(
            Cited(_found(session), seats.certification.clause(RecordClause.JURY_DUTIES).ref),
            *(Cited(asked, clause.ref) for clause in texts.values()),
        ),
        enclosures=tuple(one.name for one in files),
        signatory=Signatory(actor.name, "Pour le centre d’examen"),
    )


def _attested(session: JurySession, seats: Bench) -> str:
    """What the centre attests: what the jury found, and no more."""
    if all(point.conform for point in _points(session)):
        return (
            f"Nous attestons que les évaluations ont été organisées selon les règles de la {seats.edition.authority} "
            "et le référentiel de la certification. Le jury l’a vérifié avant de délibérer."
        )
    return (
        "Nous ne pouvons pas attester la conformité de l’organisation : le jury ne l’a pas constatée, et aucun "
        "candidat n’a été déclaré admissible sur ce fondement."
    )


def _found(session: JurySession) -> str:
    points = _points(session)
    if not all(point.conform for point in points):
        return "Le jury n’a pas constaté la conformité de l’organisation ; ses motifs sont au procès-verbal."
    if any(point.reserve for point in points):
        return "Le jury a constaté la conformité de l’organisation, avec les réserves écrites au procès-verbal."
    return "Le jury a constaté que l’organisation des évaluations est conforme."


def _points(session: JurySession) -> list[ConformityPoint]:
    return list(session.conformity.all())
