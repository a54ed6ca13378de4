"""What is due before a jury sits: its regional commission informed of who will."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse

from jurande.accounts.http import Member
from jurande.desk.tasks import SHOWN, Source, Task
from jurande.juries.before.uninformed import uninformed
from jurande.juries.models import JurySession
from jurande.rules.dates import french
from jurande.rules.rulebook import edition_named

NO_COMMISSION = "Aucune n’est enregistrée pour votre centre : demandez-la au niveau national."


def commissions_to_inform(member: Member, today: date) -> Source:
    """The juries called whose commission does not know who sits. No text gives a day: the last is the jury's eve."""
    waiting = uninformed(JurySession.objects.visible_to(member))
    due = [session.held_on - timedelta(days=1) for session, _ in waiting]
    tasks = tuple(
        Task(
            day,
            f"Informer la commission régionale du jury du {french(session.held_on)}",
            decision.reasons[0].text if session.centre.commission_id else NO_COMMISSION,
            edition_named(session.edition).composition,
            f"{reverse('juries:session', args=[session.pk])}#commission",
            "Informer",
        )
        for (session, decision), day in list(zip(waiting, due, strict=True))[:SHOWN]
    )
    return Source(
        "Commissions à informer", tasks, len(waiting), sum(day < today for day in due), reverse("juries:list")
    )
