"""Word to the regional commission of who sits in a jury and of those to come (accord of 8 November 2019, art. 55.2)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jurande.documents.actions import store
from jurande.documents.compose import plain_letter
from jurande.documents.contracts import Cited, LetterData, Party, Signatory
from jurande.documents.models import StoredDocument
from jurande.juries.before.letters import PDF, sender, when_and_where
from jurande.juries.day.minutes import quality
from jurande.juries.facts import Bench, bench
from jurande.juries.locking import check_session_step, locked, moved
from jurande.juries.models import JurySession, Member
from jurande.ledger.actors import Actor, record
from jurande.ledger.queries import head, last_act
from jurande.messages.actions import Attached, post
from jurande.organisations.models import RegionalCommission
from jurande.rules.calls import CommissionDecision, commission_told
from jurande.rules.dates import day_of, french
from jurande.rules.lifecycles import Session as State
from jurande.rules.lifecycles import refusal
from jurande.rules.rulebook import Edition

KIND = "commission_letter"
COMPOSING = ("jury.compose", "jury.remove")


def commission_decision(session: JurySession, edition: Edition) -> CommissionDecision:
    """Whether the regional commission knows the jury as it is composed now."""
    told_at = session.commission_told_at
    changed = told_at is not None and _changed(session)
    return commission_told(edition, told_on=day_of(told_at) if told_at else None, changed=changed)


def _changed(session: JurySession) -> bool:
    """Whether somebody joined or left the jury since the commission was informed, as the ledger tells it."""
    return last_act(session.ref, (*COMPOSING, "jury.inform")) in COMPOSING


@transaction.atomic
def inform_commission(*, session: JurySession, actor: Actor, now: datetime) -> StoredDocument:
    """Send the centre's regional commission the composition of a jury that is called, and the calendar to come.

    Again once the composition has changed: each letter is kept beside the former ones. Raises Refused before the call
    and from the day on, without a commission or a member to name, or when nothing changed since the last letter.
    """
    session = locked(session)
    check_session_step("inform", session, actor)
    seats, commission = bench(session), session.centre.commission
    if commission is None:
        text = "Aucune commission régionale n’est enregistrée pour votre centre : demandez-la au niveau national."
        raise refusal("jury.no_commission", text)
    if not seats.members:
        text = "Aucun membre n’est désigné : composez le jury, puis informez la commission régionale."
        raise refusal("jury.nobody", text)
    if session.commission_told_at and not _changed(session):
        raise refusal("jury.commission_told", "La commission régionale connaît déjà cette composition.")
    session.commission_told_at = now
    session.save(update_fields=["commission_told_at"])
    moved(session)
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.inform",
        subject=session.ref,
        now=now,
        data={"commission": commission.ref, "members": [f"member:{member.id}" for member in seats.members]},
        clauses=[seats.edition.composition.key],
    )
    return _send(commission, seats, actor, now)


def _send(commission: RegionalCommission, seats: Bench, actor: Actor, now: datetime) -> StoredDocument:
    session = seats.session
    name = f"commission-{session.centre.code}-{session.held_on:%Y-%m-%d}-{day_of(now):%Y-%m-%d}.pdf"
    printed = head(session.centre.chain)
    content = plain_letter(_letter(commission, seats, actor, now), head=printed, created=now)
    document = store(
        kind=KIND, subject=session.ref, filename=name, content=content, head=printed, actor=actor.ref, now=now
    )
    post(
        key=f"region:{document.pk}",
        subject_ref=session.ref,
        recipient=commission.email,
        subject=f"Jury paritaire du {french(session.held_on)} : composition et calendrier",
        body=(
            f"Bonjour,\n\nLe centre d’examen {session.centre.name} vous informe de la composition du jury paritaire de "
            f"délibération du {when_and_where(session)}, et de ses jurys à venir. La lettre jointe les donne.\n\n"
            f"Répondez à {session.centre.email}.\n"
        ),
        attached=[Attached(name, PDF, content)],
        now=now,
    )
    return document


def _letter(commission: RegionalCommission, seats: Bench, actor: Actor, now: datetime) -> LetterData:
    session, centre = seats.session, seats.session.centre
    return LetterData(
        sender=sender(centre),
        addressee=Party(commission.name, ()),
        reference=f"{centre.code}-{session.held_on:%Y-%m-%d}",
        sent_from=centre.city,
        sent_on=day_of(now),
        object="Composition d’un jury paritaire et calendrier prévisionnel",
        title=seats.certification.title,
        paragraphs=(
            f"Nous vous informons de la composition du jury paritaire de délibération du {when_and_where(session)}.",
            *(_seat(member) for member in seats.members),
            f"Calendrier prévisionnel de nos jurys : {_calendar(session, now)}.",
        ),
        clauses=(
            Cited(
                "La commission régionale est informée de la composition du jury et du calendrier prévisionnel.",
                seats.edition.composition.ref,
            ),
        ),
        enclosures=(),
        signatory=Signatory(actor.name, "Pour le centre d’examen"),
    )


def _seat(member: Member) -> str:
    """One member: the name, who designates them, in what quality, and whether they have a vote."""
    union = f"{member.union.name}, " if member.union else ""
    voice = "avec voix délibérative" if member.votes and not member.temporary_work else "sans voix délibérative"
    side = member.get_side_display().lower()
    return f"{member.name}, {union}{member.organisation} ; {side} ; {quality(member)} ; {voice}."


def _calendar(session: JurySession, now: datetime) -> str:
    """The centre's juries from now on, the one at hand among them, in the order of their days."""
    coming = JurySession.objects.filter(centre=session.centre, held_on__gte=day_of(now))
    return " ; ".join(
        f"le {when_and_where(one)}"
        for one in coming.exclude(state=State.CANCELLED.value).order_by("held_on", "starts_at")
    )
