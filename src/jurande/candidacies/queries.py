"""Reading candidacies, within what somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from jurande.accounts.permission import visible_filter

if TYPE_CHECKING:
    from jurande.accounts.http import Member
    from jurande.candidacies.models import Candidacy  # noqa: F401  # the parameter of the class below


class CandidacyQuerySet(models.QuerySet["Candidacy"]):
    """Candidacies; every page starts from `visible_to` (law 7: loading is permission)."""

    def visible_to(self, member: Member) -> Self:
        """The candidacies of the member's centre or training body, or those granted to them; none otherwise."""
        return self.filter(visible_filter(member, "candidacy", training_body="training_body"))
