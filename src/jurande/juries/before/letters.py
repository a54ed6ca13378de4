"""The letters that convene a jury: the request to a union, the call of a member.

Each is written as PDF, kept with the head of the chain that it prints, and sent with a message.
"""

from __future__ import annotations

from datetime import datetime

from jurande.accounts.links import login_address
from jurande.documents.actions import store
from jurande.documents.compose import summons, union_call
from jurande.documents.contracts import Cited, Party, Signatory, SummonsData, UnionCallData
from jurande.juries.before.calendar import invitation, room_address
from jurande.juries.day.minutes import quality
from jurande.juries.facts import Bench
from jurande.juries.models import JurySession, Member, UnionCall
from jurande.ledger.actors import Actor
from jurande.ledger.queries import head
from jurande.messages.actions import Attached, post
from jurande.organisations.models import ExamCentre
from jurande.rules.calls import juror_notice
from jurande.rules.certification import RecordClause
from jurande.rules.dates import day_of, french
from jurande.rules.rulebook import LAW_JUROR_LEAVE, LAW_VAE_JURY, VAE_REFORM, Side
from jurande.rules.seating import BAR
from jurande.ui.french import hour

PDF = "application/pdf"


def send_call(call: UnionCall, seats: Bench, actor: Actor, now: datetime) -> None:
    """Ask one union to designate: the letter, and the message that carries it."""
    session = seats.session
    name = filed(f"saisine-{session.centre.code}-{call.union_id}-{day_of(call.sent_at):%Y-%m-%d}.pdf")
    printed = head(session.centre.chain)
    content = union_call(_call_data(call, seats, actor, now), head=printed, created=now)
    store(kind="union_call", subject=f"call:{call.pk}", filename=name, content=content, head=printed,
          actor=actor.ref, now=now)  # fmt: skip
    post(
        key=f"union-call:{call.id}",
        subject_ref=session.ref,
        recipient=call.union.email,
        subject=f"Jury paritaire du {french(session.held_on)} : désignation de votre représentant",
        body=(
            f"Bonjour,\n\nLe centre d’examen {session.centre.name} réunit un jury paritaire de délibération le "
            f"{when_and_where(session)}. Nous vous demandons de désigner un ou plusieurs représentants qualifiés ; un "
            f"seul siège avec droit de vote. La lettre jointe le dit avec les textes.\n\n"
            f"Répondez à {session.centre.email}.\n"
        ),
        attached=[Attached(name, PDF, content)],
        now=now,
    )


def send_summons(member: Member, seats: Bench, actor: Actor, now: datetime) -> None:
    """Call one member: the letter to show to their employer, and the message that carries it."""
    session = seats.session
    name = f"convocation-{session.centre.code}-{session.held_on:%Y-%m-%d}-{str(member.id)[:8]}.pdf"
    printed = head(session.centre.chain)
    content = summons(_summons_data(member, seats, actor, now), head=printed, created=now)
    store(kind="summons", subject=f"member:{member.id}", filename=name, content=content, head=printed,
          actor=actor.ref, now=now)  # fmt: skip
    if not member.email:
        return
    post(
        key=f"notice:{member.id}",
        subject_ref=session.ref,
        recipient=member.email,
        subject=f"Convocation au jury paritaire du {french(session.held_on)}",
        body=(
            f"Bonjour {member.name},\n\nVous êtes convoqué(e) au jury paritaire de délibération du "
            f"{when_and_where(session)}. Montrez la convocation jointe à votre employeur ; l’invitation est pour "
            f"votre agenda.\n\nEntrez ici, par un code envoyé à cette adresse électronique :\n{login_address()}\n\n"
            f"Le jour venu, la salle du jury, où chacun vote depuis son appareil :\n{room_address(session)}\n\n"
            f"{session.centre.name}\n"
        ),
        attached=[Attached(name, PDF, content), invitation(member, session, now)],
        now=now,
    )


def filed(name: str) -> str:
    """A file's name with the signs that one may have."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-.") else "-" for sign in name)


def when_and_where(session: JurySession) -> str:
    """« 9 avril 2026 à 14 h, Salle Vulcain », « …, à distance : https://… »."""
    return f"{french(session.held_on)} à {hour(session.starts_at)}, {session.where}"


def _venue(session: JurySession) -> tuple[str, ...]:
    return ("À distance", session.place) if session.remote else (session.place,)


def sender(centre: ExamCentre) -> Party:
    """The centre and its address, as a letter opens."""
    return Party(centre.name, (centre.address, f"{centre.postcode} {centre.city}"))


def contact(centre: ExamCentre) -> str:
    """Whom to ask, and how."""
    return f"{centre.name} : {centre.phone}, {centre.email}"


def _call_data(call: UnionCall, seats: Bench, actor: Actor, now: datetime) -> UnionCallData:
    session, edition, days = seats.session, seats.edition, seats.edition.union_call_days
    said = (
        f"Les organisations syndicales sont saisies {days} jours calendaires au moins avant la date du jury."
        if days
        else "Aucun délai n’est écrit pour la saisine des organisations syndicales."
    )
    texts = [seats.certification.clause(one) for one in (RecordClause.JURY_UNIONS, RecordClause.JURY_ONE_VOTE)]
    return UnionCallData(
        sender=sender(session.centre),
        addressee=Party(call.union.name, ()),
        reference=f"{session.centre.code}-{call.union_id}-{session.held_on:%Y-%m-%d}",
        sent_from=session.centre.city,
        sent_on=day_of(now),
        title=seats.title,
        jury_on=session.held_on,
        starts_at=hour(session.starts_at),
        venue=_venue(session),
        candidates=session.cases.count(),
        answer_by=None,
        notice=Cited(said, edition.composition.ref),
        composition=tuple(Cited(f"« {clause.quote} »", clause.source) for clause in texts),
        contact=contact(session.centre),
        signatory=Signatory(actor.name, "Pour le centre d’examen"),
    )


def _summons_data(member: Member, seats: Bench, actor: Actor, now: datetime) -> SummonsData:
    session = seats.session
    bar = LAW_VAE_JURY if seats.has_vae and session.held_on >= VAE_REFORM else BAR
    return SummonsData(
        sender=sender(session.centre),
        addressee=Party(member.name, ()),
        reference=f"{session.centre.code}-{session.held_on:%Y-%m-%d}-{str(member.id)[:8]}",
        sent_from=session.centre.city,
        sent_on=day_of(now),
        title=seats.title,
        jury_on=session.held_on,
        starts_at=hour(session.starts_at),
        venue=_venue(session),
        side="employers" if member.side == Side.EMPLOYERS else "unions",
        # Shown to an employer, the letter never tells a union: it is sensitive (rules.md section 10).
        organisation=member.organisation if member.side == Side.EMPLOYERS else "",
        quality=quality(member),
        voting=member.votes and not member.temporary_work,
        presiding=member.president,
        candidates=session.cases.count(),
        leave=_leave(seats, now),
        bars=Cited(
            "Si vous connaissez un candidat, dans votre vie professionnelle ou personnelle, si vous l’avez accompagné "
            "ou évalué, dites-le au centre : vous ne délibérerez pas sur son cas.",
            bar.ref,
        ),
        contact=contact(session.centre),
        signatory=Signatory(actor.name, "Pour le centre d’examen"),
    )


def _leave(seats: Bench, now: datetime) -> tuple[Cited, ...]:
    """What employer and juror owe each other, with the text in force on the day of the jury."""
    notice = juror_notice(seats.edition, sent_on=day_of(now), jury_on=seats.session.held_on)
    paid = Cited("Votre employeur vous laisse le temps de ce jury, sans baisse de rémunération.", LAW_JUROR_LEAVE.ref)
    if seats.edition.juror_notice_days:
        paid = Cited(
            "Votre rémunération est maintenue ; vos frais justifiés de déplacement, de repas et d’hébergement sont "
            "remboursés.",
            seats.edition.composition.ref,
        )
    return (*(Cited(reason.text, reason.clause.ref) for reason in notice.reasons), paid)
