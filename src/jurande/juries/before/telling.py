"""Word to whoever was told of a jury's day: it moves, it is given up, they no longer sit.

The unions called, the members summoned, the regional commission informed: each gets one message for each change.
"""

from __future__ import annotations

from datetime import datetime

from jurande.juries.before.calendar import cancellation, invitation
from jurande.juries.before.letters import contact, when_and_where
from jurande.juries.models import JurySession, Member, UnionCall
from jurande.messages.actions import Attached, post
from jurande.rules.dates import french


def tell_cancelled(session: JurySession, reason: str, now: datetime) -> None:
    """Tell the unions called, the members summoned and the commission informed that the session will not be held.

    The members' calendars are told too.
    """
    told: list[tuple[str, str, list[Attached]]] = [(who, address, []) for who, address in _organisations(session)]
    told += [(str(one.pk), one.email, [cancellation(one, session, now)]) for one in _summoned(session)]
    for who, address, attached in told:
        post(
            key=f"cancelled:{session.id}:{who}",
            subject_ref=session.ref,
            recipient=address,
            subject=f"Jury paritaire du {french(session.held_on)} : annulé",
            body=(
                f"Bonjour,\n\nLe jury paritaire de délibération du {when_and_where(session)} n’aura pas lieu. "
                f"Motif : {reason}\n\n{session.centre.name}\n"
            ),
            attached=attached,
            now=now,
        )


def tell_moved(session: JurySession, former: str, now: datetime) -> None:
    """Tell the new hour and place of a jury, and the `former` ones, to whoever was told these.

    A member's invitation takes the former one's place. A union that designates nobody has nothing more to do with it.
    """
    subject = f"Jury paritaire du {french(session.held_on)} : heure ou lieu changé"
    moved = f"se tient le {when_and_where(session)}, et non plus le {former}"
    for who, address in _organisations(session, but_declined=True):
        post(
            key=f"moved:{session.id}:{who}:{session.version}",
            subject_ref=session.ref,
            recipient=address,
            subject=subject,
            body=(
                f"Bonjour,\n\nLe jury paritaire de délibération {moved}. La date ne change pas, et ce que nous vous "
                f"avons écrit de ce jury vaut toujours. Une question : {contact(session.centre)}.\n\n"
                f"{session.centre.name}\n"
            ),
            now=now,
        )
    for member in _summoned(session):
        post(
            key=f"moved:{member.id}:{session.version}",
            subject_ref=session.ref,
            recipient=member.email,
            subject=subject,
            body=(
                f"Bonjour {member.name},\n\nLe jury paritaire de délibération où vous êtes convoqué(e) {moved}. Cela "
                f"remplace l’heure et le lieu de votre convocation, qui vaut toujours ; la date ne change pas. "
                f"L’invitation jointe est pour votre agenda.\n\n{session.centre.name}\n"
            ),
            attached=[invitation(member, session, now)],
            now=now,
        )


def tell_removed(member: Member, session: JurySession, now: datetime) -> None:
    """Tell a member who was summoned that they no longer sit, and take the jury out of their calendar."""
    post(
        key=f"removed:{member.id}",
        subject_ref=session.ref,
        recipient=member.email,
        subject=f"Jury paritaire du {french(session.held_on)} : vous n’y siégez plus",
        body=(
            f"Bonjour {member.name},\n\nVous étiez convoqué(e) au jury paritaire de délibération du "
            f"{when_and_where(session)} : vous n’y siégez plus. Dites-le à votre employeur. Une question : "
            f"{contact(session.centre)}.\n\n{session.centre.name}\n"
        ),
        attached=[cancellation(member, session, now)],
        now=now,
    )


def _organisations(session: JurySession, *, but_declined: bool = False) -> list[tuple[str, str]]:
    """Who and where: the unions called, and the commission once it was informed of this jury."""
    calls = UnionCall.objects.filter(session=session).select_related("union")
    if but_declined:
        calls = calls.filter(declined=False)
    told = [(str(one.pk), one.union.email) for one in calls]
    commission = session.centre.commission if session.commission_told_at else None
    return [*told, (commission.ref, commission.email)] if commission else told


def _summoned(session: JurySession) -> list[Member]:
    """The members who had their notice by a message."""
    return list(Member.objects.filter(session=session, notice_sent_at__isnull=False).exclude(email=""))
