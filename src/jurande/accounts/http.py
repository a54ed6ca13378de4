"""The request as our views receive it, and who is behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from jurande.accounts.models import Membership, User
from jurande.ledger.actors import Actor
from jurande.organisations.models import ExamCentre
from jurande.rules.lifecycles import Role


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody logged in, acting under one of their memberships at one instant."""

    user: User
    membership: Membership
    now: datetime

    @property
    def role(self) -> Role:
        """The role of the membership."""
        return Role(self.membership.role)

    @property
    def centre(self) -> ExamCentre | None:
        """The centre of the membership, if it has one."""
        return self.membership.centre

    @property
    def actor(self) -> Actor:
        """Who the ledger says acted."""
        return Actor(self.user.ref, self.role, self.user.name)


class Request(HttpRequest):
    """A request of somebody logged in, with the clock read once."""

    user: User  # the login middleware lets no anonymous user reach these views
    now: datetime
    today: date
    member: Member
    htmx: HtmxDetails
