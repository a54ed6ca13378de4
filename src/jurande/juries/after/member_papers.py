"""What a member takes away from a jury: the certificate of their attendance, the sheet of what they spent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from jurande.documents.actions import store
from jurande.documents.compose import sheet
from jurande.documents.contracts import Cited, Column, Row, SheetData, SheetFact, Signatory
from jurande.documents.models import StoredDocument
from jurande.juries.day.minutes import quality
from jurande.juries.facts import bench
from jurande.juries.locking import locked
from jurande.juries.models import ExpenseClaim, JurySession, Member
from jurande.ledger.actors import Actor, record
from jurande.ledger.queries import head
from jurande.rules.dates import PARIS, day_of, french
from jurande.rules.leave import LeaveDecision, juror_leave
from jurande.rules.lifecycles import CENTRE, refusal
from jurande.rules.lifecycles import Session as State
from jurande.rules.rulebook import edition_named
from jurande.ui.french import hour

CERTIFICATE, SHEET = "attendance_certificate", "expense_sheet"
EXPENSES = "leave.expenses"


@dataclass(frozen=True, slots=True)
class Spent:
    """What a member declares, in euros, and the precisions that they give."""

    travel: Decimal = Decimal(0)
    meals: Decimal = Decimal(0)
    lodging: Decimal = Decimal(0)
    detail: str = ""

    @property
    def total(self) -> Decimal:
        """The sum of the three."""
        return self.travel + self.meals + self.lodging


def ref_of(member: Member) -> str:
    """How papers and the ledger name a member."""
    return f"member:{member.pk}"


@transaction.atomic
def attest(*, member: Member, actor: Actor, now: datetime) -> StoredDocument:
    """The certificate of a member's attendance, for their employer; written once, at the first request.

    It says the day, the hours, the place and the quality, never the union. Raises Refused for somebody else than the
    member or the centre, before the jury is closed, and for a member who did not come.
    """
    session, seat = _checked(member, actor)
    made = StoredDocument.objects.filter(kind=CERTIFICATE, subject=ref_of(seat)).first()
    if made:
        return made
    leave = juror_leave(edition_named(session.edition), jury_on=session.held_on)
    grounds = [reason for reason in leave.reasons if reason.code != EXPENSES]
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.attest",
        subject=session.ref,
        now=now,
        data={"member": ref_of(seat)},
        details={"member_name": seat.name},
        clauses=[reason.clause.key for reason in grounds],
    )
    facts = (SheetFact("Heures", _hours(session, seat)), SheetFact("Qualité", quality(seat)))
    text = (
        f"Le centre d’examen {session.centre.name} atteste que {seat.name} a siégé au jury paritaire de délibération "
        f"réuni le {french(session.held_on)}."
    )
    return _store(
        CERTIFICATE,
        "attestation-presence",
        replace(
            _blank(session, seat, "Attestation de présence à un jury", now),
            facts=(*_sitting(session), *facts),
            paragraphs=(text,),
            clauses=tuple(Cited(reason.text, reason.clause.ref) for reason in grounds),
            notes=("Heures de Paris, d’après la feuille d’émargement. Cette attestation est faite pour l’employeur.",),
            signatories=(Signatory(session.centre.name, "Secrétariat du jury"),),
        ),
        session,
        seat,
        actor,
        now,
    )


@transaction.atomic
def claim(*, member: Member, spent: Spent, actor: Actor, now: datetime) -> ExpenseClaim:
    """Declare what a member spent to sit; written once, kept as a sheet for the centre, which pays it back.

    A correction is the centre's, on its own accounts: what was declared stays as it was. Raises Refused as `attest`
    does, for nothing spent, and a second time.
    """
    session, seat = _checked(member, actor)
    if ExpenseClaim.objects.filter(member=seat).exists():
        text = "La note de frais est déjà déclarée, et reste telle quelle : pour la rectifier, adressez-vous au centre."
        raise refusal("expenses.twice", text)
    if min(spent.travel, spent.meals, spent.lodging) < 0 or not spent.total:
        raise refusal("expenses.nothing", "Déclarez au moins un montant ; aucun n’est négatif.")
    leave = juror_leave(edition_named(session.edition), jury_on=session.held_on)
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.expenses",
        subject=session.ref,
        now=now,
        data={"member": ref_of(seat)},
        details={
            "member_name": seat.name,
            "travel": str(spent.travel),
            "meals": str(spent.meals),
            "lodging": str(spent.lodging),
            "precisions": spent.detail,
        },
        clauses=[reason.clause.key for reason in leave.reasons if reason.code == EXPENSES],
    )
    document = _store(SHEET, "note-frais", _expenses(session, seat, spent, leave, now), session, seat, actor, now)
    return ExpenseClaim.objects.create(
        member=seat,
        travel=spent.travel,
        meals=spent.meals,
        lodging=spent.lodging,
        detail=spent.detail,
        document=document,
        made_at=now,
    )


def _checked(member: Member, actor: Actor) -> tuple[JurySession, Member]:
    session = locked(member.session)
    seat = Member.objects.select_related("user").get(pk=member.pk)
    own = seat.user is not None and actor.ref == seat.user.ref
    if not own and actor.role not in CENTRE:
        raise refusal("papers.whose", "Ces papiers sont ceux d’un autre membre : chacun demande les siens.")
    if session.state != State.CLOSED:
        raise refusal("papers.not_closed", "Le jury n’est pas clos : ses papiers se demandent ensuite.")
    if seat.arrived_at is None:
        raise refusal("papers.absent", f"{seat.name} n’a pas émargé ce jour-là : rien ne peut être attesté.")
    return session, seat


def _hours(session: JurySession, seat: Member) -> str:
    ended = seat.left_at or session.closed_at
    hours = [hour(at.astimezone(PARIS)) for at in (seat.arrived_at, ended) if at]
    return f"de {hours[0]} à {hours[1]}" if len(hours) == 2 else hours[0]


def _sitting(session: JurySession) -> tuple[SheetFact, ...]:
    return SheetFact("Jury du", french(session.held_on)), SheetFact("Lieu", session.where)


def _blank(session: JurySession, seat: Member, what: str, now: datetime) -> SheetData:
    """A sheet with its heading and nothing under it."""
    return SheetData(
        issuer=session.centre.name,
        reference=f"{session.centre.code}-{session.held_on:%Y-%m-%d}-{str(seat.pk)[:8]}",
        issued_on=day_of(now),
        object=what,
        title=bench(session).title,
        facts=(),
        paragraphs=(),
        clauses=(),
        columns=(),
        rows=(),
        row_height=0,
        notes=(),
        signatories=(),
    )


def euros(amount: Decimal) -> str:
    """« 12,50 € »."""
    return f"{amount:.2f} €".replace(".", ",")


def _expenses(session: JurySession, seat: Member, spent: Spent, leave: LeaveDecision, now: datetime) -> SheetData:
    amounts = (
        ("Déplacement", spent.travel),
        ("Repas", spent.meals),
        ("Hébergement", spent.lodging),
        ("Total", spent.total),
    )
    return replace(
        _blank(session, seat, "Note de frais d’un membre du jury", now),
        facts=(*_sitting(session), SheetFact("Membre", seat.name)),
        paragraphs=(f"Précisions : {spent.detail}",) if spent.detail else (),
        clauses=tuple(Cited(one.text, one.clause.ref) for one in leave.reasons if one.code == EXPENSES),
        columns=(Column("Frais", 3), Column("Montant déclaré", 2)),
        rows=tuple(Row((name, euros(amount))) for name, amount in amounts),
        notes=("Montants déclarés ; remettez vos justificatifs au centre.",),
        signatories=(Signatory(seat.name, "Membre du jury"),),
    )


def _store(
    kind: str, name: str, data: SheetData, session: JurySession, seat: Member, actor: Actor, now: datetime
) -> StoredDocument:
    printed = head(session.centre.chain)
    return store(
        kind=kind,
        subject=ref_of(seat),
        filename=f"{name}-{session.centre.code}-{session.held_on:%Y-%m-%d}-{str(seat.pk)[:8]}.pdf",
        content=sheet(data, head=printed, created=now),
        head=printed,
        actor=actor.ref,
        now=now,
    )
