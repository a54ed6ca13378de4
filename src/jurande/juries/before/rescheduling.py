"""The hour and the place of a session, corrected before its day; its date does not change: that is another session."""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction

from jurande.juries.before.letters import when_and_where
from jurande.juries.before.telling import tell_moved
from jurande.juries.locking import check_not_past, locked, locked_centre, moved
from jurande.juries.models import JurySession
from jurande.ledger.actors import Actor, record
from jurande.rules.dates import french
from jurande.rules.lifecycles import CENTRE, refusal
from jurande.rules.lifecycles import Session as State
from jurande.ui.french import hour


@transaction.atomic
def reschedule(
    *, session: JurySession, starts_at: time, place: str, remote: bool, actor: Actor, now: datetime
) -> JurySession:
    """Change when that day and where a jury meets; whoever was told of it is told of the change, calendars too.

    Raises Refused once the jury sits or its day has gone by, when nothing changes, or when the centre has another
    jury at that hour.
    """
    session = locked(session)
    _check(session, actor)
    check_not_past(session, now)
    asked = {"starts_at": starts_at, "place": place, "remote": remote}
    before = {name: getattr(session, name) for name in asked}
    changed = [name for name, value in asked.items() if value != before[name]]
    if not changed:
        raise refusal("jury.same", "Rien ne change : corrigez l’heure ou le lieu, ou revenez à la session.")
    if "starts_at" in changed:
        _check_hour(session, starts_at)
    former = when_and_where(session)
    for name in changed:
        setattr(session, name, asked[name])
    session.save(update_fields=changed)
    moved(session)
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.move",
        subject=session.ref,
        now=now,
        data={"fields": changed},
        details={f"before_{name}": str(before[name]) for name in changed}
        | {f"after_{name}": str(asked[name]) for name in changed},
    )
    tell_moved(session, former, now)
    return session


def _check(session: JurySession, actor: Actor) -> None:
    if actor.role not in CENTRE:
        raise refusal("jury.move_role", "Le secrétariat du centre change l’heure et le lieu : écrivez-lui.")
    if session.state not in {State.PREPARED, State.CALLED}:
        raise refusal(
            "jury.begun", "La séance a commencé, ou n’aura pas lieu : son heure et son lieu ne changent plus."
        )


def _check_hour(session: JurySession, starts_at: time) -> None:
    """One session at a time in a centre: the constraint repeats it."""
    locked_centre(session.centre)
    same = JurySession.objects.filter(centre=session.centre_id, held_on=session.held_on, starts_at=starts_at)
    if same.exclude(pk=session.pk).exclude(state=State.CANCELLED.value).exists():
        text = f"Votre centre a déjà un jury le {french(session.held_on)} à {hour(starts_at)}"
        raise refusal("jury.twice", f"{text} : choisissez une autre heure.")
