"""What a member of a jury has to do once it is closed: sign its minutes."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from jurande.accounts.http import Member
from jurande.desk.tasks import SHOWN, Source, Task
from jurande.juries.after.signing import to_sign
from jurande.juries.models import JurySession
from jurande.rules.dates import french
from jurande.rules.reasons import Clause, Kind

KEPT = Clause("house.minutes", Kind.CENTRE, "Tenue du procès-verbal", "")


def minutes_to_sign(member: Member, today: date) -> Source:
    """The minutes of juries where this person sat with a vote, and that they have not signed."""
    waiting = list(to_sign(member.user, JurySession.objects.visible_to(member)).order_by("held_on", "pk"))
    tasks = tuple(
        Task(
            None,
            f"Signer le procès-verbal du jury du {french(session.held_on)}",
            "Avec un code à usage unique, envoyé à votre adresse électronique.",
            KEPT,
            reverse("juries:after", args=[session.pk]),
            "Signer",
        )
        for session in waiting[:SHOWN]
    )
    return Source("Procès-verbaux à signer", tasks, len(waiting), 0, reverse("juries:list"))
