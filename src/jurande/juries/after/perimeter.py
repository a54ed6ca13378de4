"""What is seen of a jury outside its centre: the one exception to the perimeter of this app (law 7).

The national level sees no session. It receives the files that centres send to it, and of each it is told the least: the
centre, the day, the state, the names of the pieces. Opening the file itself leaves an entry, `transmission.consult`.
"""

from __future__ import annotations

from django.db.models import QuerySet

from jurande.accounts.http import Member
from jurande.juries.models import JurySession, Transmission
from jurande.rules.lifecycles import Role


def sent_to(member: Member) -> QuerySet[Transmission]:
    """The files that a member may see: all of them for the national level, else those of the juries they see."""
    rows = Transmission.objects.select_related("session__centre")
    if member.role is Role.NATIONAL:
        return rows
    return rows.filter(session__in=JurySession.objects.visible_to(member))
