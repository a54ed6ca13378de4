"""Sending the members the files of their jury before its day, by private links that end with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.db import transaction

from jurande.accounts.links import digest, new_token
from jurande.juries.before.letters import when_and_where
from jurande.juries.facts import bench
from jurande.juries.locking import check_not_past, check_session_step, locked
from jurande.juries.models import JurySession, Member, PackLink
from jurande.ledger.actors import Actor, record
from jurande.messages.actions import post
from jurande.rules.dates import PARIS, french
from jurande.rules.lifecycles import Role, refusal
from jurande.rules.lifecycles import Session as State

SAME_CLICK = timedelta(minutes=1)


@transaction.atomic
def send_packs(*, session: JurySession, link: Callable[[str], str], actor: Actor, now: datetime) -> list[PackLink]:
    """Send each summoned member who has none yet a link to the files. `link` gives the page's address for a secret.

    Done again, it writes to those summoned since. Raises Refused before the call, once the jury sits or its day has
    gone by, and when no member with an address was summoned.
    """
    session = locked(session)
    check_session_step("send_pack", session, actor)
    check_not_past(session, now)
    summoned = Member.objects.filter(session=session, notice_sent_at__isnull=False).exclude(email="")
    if not summoned.exists():
        raise refusal("jury.nobody_summoned", "Aucun membre n’est convoqué : convoquez-les, puis envoyez le dossier.")
    form = bench(session).settings.jury_pack
    waiting = summoned.filter(pack__isnull=True).order_by("pk")
    return [_send(PackLink(member=member), session, form, link, actor, now) for member in waiting]


@transaction.atomic
def renew(*, member: Member, link: Callable[[str], str], actor: Actor, now: datetime) -> PackLink:
    """Send one member a new link: the former one ends at once. A button pressed twice sends one.

    Raises Refused before the call, once the jury sits or its day has gone by, and for a member to whom
    nothing was sent.
    """
    session = locked(member.session)
    check_session_step("send_pack", session, actor)
    check_not_past(session, now)
    current = PackLink.objects.select_related("member").filter(member=member).first()
    if current is None:
        raise refusal("jury.no_pack", f"{member.name} n’a pas encore reçu le dossier : envoyez-le d’abord.")
    if now - current.sent_at < SAME_CLICK:
        return current
    return _send(current, session, bench(session).settings.jury_pack, link, actor, now)


def _send(
    sent: PackLink, session: JurySession, form: str, link: Callable[[str], str], actor: Actor, now: datetime
) -> PackLink:
    token, member = new_token(), sent.member
    sent.token_digest, sent.sent_at, sent.expires_at = digest(token), now, end_of_the_day(session)
    sent.save()
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.pack",
        subject=session.ref,
        now=now,
        data={"member": f"member:{member.id}", "form": form},
        details={"member_name": member.name},
        clauses=["record.jury.duties", "choice.jury_pack"],
    )
    post(
        key=f"pack:{sent.id}:{sent.token_digest[:12]}",
        subject_ref=session.ref,
        recipient=member.email,
        subject=f"Jury paritaire du {french(session.held_on)} : le dossier des candidats",
        body=(
            f"Bonjour {member.name},\n\nVoici le dossier du jury paritaire de délibération du "
            f"{when_and_where(session)} : le référentiel, le récapitulatif des évaluations de chaque candidat, et qui "
            f"ne vote pas sur qui. Lisez-le avant la séance, sans créer de compte :\n\n{link(token)}\n\n"
            f"Ce lien vous est personnel, il vaut jusqu’à la fin du jour du jury : ne le transférez pas. Si vous "
            f"connaissez un candidat, dites-le au centre : {session.centre.email}, {session.centre.phone}.\n"
        ),
        confidential=True,
        now=now,
    )
    return sent


def end_of_the_day(session: JurySession) -> datetime:
    """The first instant after the jury's day, in Paris: its links have ended."""
    return datetime.combine(session.held_on + timedelta(days=1), time(), tzinfo=PARIS)


def find(token: str) -> PackLink | None:
    """What a link opens, whatever became of it; None for a link never made, replaced, or of somebody taken out."""
    rows = PackLink.objects.select_related("member__session__centre")
    return rows.filter(token_digest=digest(token)).first()


def closed(sent: PackLink, now: datetime) -> str:
    """Why a link no longer opens the files: "cancelled" or "expired"; empty while it does."""
    if sent.member.session.state == State.CANCELLED:
        return "cancelled"
    return "expired" if now >= sent.expires_at else ""


@transaction.atomic
def open_pack(*, sent: PackLink, now: datetime) -> None:
    """Note the first time that a member opens the files; opening them again writes nothing."""
    fresh = PackLink.objects.select_for_update(of=("self",)).filter(pk=sent.pk, opened_at__isnull=True).first()
    if fresh is None:
        return
    member, session = sent.member, sent.member.session
    fresh.opened_at = now
    fresh.save(update_fields=["opened_at"])
    record(
        actor=Actor(f"link:{sent.id}", Role.JUROR, member.name),
        chain=session.centre.chain,
        act="jury.pack_open",
        subject=session.ref,
        now=now,
        data={"member": f"member:{member.id}"},
    )
