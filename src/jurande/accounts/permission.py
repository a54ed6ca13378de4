"""Loading is permission (law 7): what a member may see is a filter, closed by default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, UUIDField
from django.db.models.functions import Cast, Substr

from jurande.accounts.models import CENTRE_ROLES, GRANTED_ROLES, Grant
from jurande.rules.lifecycles import Role

if TYPE_CHECKING:
    from jurande.accounts.http import Member

NOTHING = Q(pk__in=())


def visible_filter(member: Member, kind: str, *, centre: str = "centre", training_body: str = "") -> Q:
    """The rows of one kind that a member may see.

    A centre's staff and its auditor see their centre's rows; an evaluator, a juror or a candidate what was granted to
    them and while it lasts; a training body its own (when the rows say whose they are); others nothing.
    `kind` is the word before the colon of a reference; `centre` and `training_body` are look-ups from the row.
    """
    membership = member.membership
    if membership.role in CENTRE_ROLES:
        return Q(**{centre: membership.centre_id})
    if membership.role in GRANTED_ROLES:
        return Q(pk__in=granted_ids(member, kind))
    if membership.role == Role.TRAINING_BODY and training_body:
        return Q(**{training_body: membership.training_body_id})
    return NOTHING


def granted_ids(member: Member, kind: str) -> object:
    """The identifiers of the objects of one kind granted to a member in their present role, as a sub-query."""
    grants = Grant.objects.filter(
        user=member.user, as_role=member.membership.role, subject__startswith=f"{kind}:"
    )
    alive = grants.filter(Q(until__isnull=True) | Q(until__gt=member.now))
    return alive.values(target=Cast(Substr("subject", len(kind) + 2), UUIDField()))
