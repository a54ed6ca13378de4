"""Reading jury sessions, within what somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from jurande.accounts.permission import visible_filter

if TYPE_CHECKING:
    from jurande.accounts.http import Member
    from jurande.juries.models import JurySession  # noqa: F401  # the parameter of the class below


class SessionQuerySet(models.QuerySet["JurySession"]):
    """Sessions; every page starts from `visible_to` (law 7)."""

    def visible_to(self, member: Member) -> Self:
        """The sessions of the member's centre, or those a jury granted to them; none otherwise."""
        return self.filter(visible_filter(member, "jury"))
