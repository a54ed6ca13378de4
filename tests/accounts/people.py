"""Who the tests of accounts are about, and the few acts that most of them begin with."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

from django.db import connection
from django.test import Client

from jurande.accounts.actions import account_for, end_grants, grant
from jurande.accounts.invitations import Offer, invite
from jurande.accounts.models import Invitation, Membership, User
from jurande.ledger.actors import SYSTEM, Actor
from jurande.organisations.models import ExamCentre
from jurande.rules.dates import PARIS
from jurande.rules.lifecycles import Role
from tests.factories import CentreFactory, MembershipFactory, TrainingBodyFactory
from tests.factories import UserFactory as AnyUserFactory

__all__ = ["CentreFactory", "MembershipFactory", "TrainingBodyFactory"]

NOW = datetime(2026, 4, 9, 14, 30, tzinfo=PARIS)
PASSWORD = "braise-et-enclume-2026"


class UserFactory(AnyUserFactory):
    """An account as invitations open it: without a password, it logs in by a code."""

    class Meta:
        model = User

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return User.objects.create_user(*args, now=kwargs.pop("created_at"), **kwargs)


def manager(**fields: Any) -> Membership:
    """A manager of a centre."""
    return MembershipFactory.create(role=Role.MANAGER.value, **fields)


def national(**fields: Any) -> Membership:
    """Somebody of the national level."""
    return MembershipFactory.create(role=Role.NATIONAL.value, centre=None, **fields)


def actor_of(membership: Membership) -> Actor:
    """Who the ledger says acted."""
    return Actor(membership.user.ref, Role(membership.role), membership.user.name)


def opened(email: str = "neuf@vdb.demo", role: Role = Role.JUROR) -> User:
    """The account of an address, opened for a role by the system."""
    return account_for(email=email, name="Neuf", role=role, chain="national", actor=SYSTEM, now=NOW)


def granted(user: User, subject: str, as_role: Role, until: datetime | None = None) -> None:
    """Let somebody see an object, for ever or until an instant."""
    grant(user=user, subject=subject, as_role=as_role, chain="national", actor=SYSTEM, now=NOW)
    if until:
        end(subject, as_role, until)


def end(subject: str, as_role: Role, until: datetime, user: User | None = None) -> int:
    """End what was granted on an object, at an instant."""
    return end_grants(subject=subject, as_role=as_role, until=until, user=user, chain="national", actor=SYSTEM, now=NOW)


def centre_of(membership: Membership) -> ExamCentre:
    """The centre of a role that has one."""
    assert membership.centre
    return membership.centre


def invited(by: Membership, *, now: datetime = NOW, **offer: Any) -> tuple[Invitation, str]:
    """An invitation sent under a role, and the secret of its link."""
    given = {"email": "rosalie@vdb.demo", "name": "Rosalie Tanguy", "role": Role.SECRETARY, "centre": by.centre} | offer
    secrets: list[str] = []

    def link(token: str) -> str:
        secrets.append(token)
        return f"https://jurande.example/{token}"

    invitation = invite(offer=Offer(**given), by=by, link=link, actor=actor_of(by), now=now)
    return invitation, secrets[0]


def logged_in(membership_or_user: Membership | User) -> Client:
    """A browser in which somebody is logged in."""
    user = membership_or_user.user if isinstance(membership_or_user, Membership) else membership_or_user
    client = Client()
    client.force_login(user)
    return client


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Carry out acts in threads that start together; what each gave back or raised, in their order."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
