"""Loading is permission (law 7): what a member may see is a filter, closed by default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, UUIDField
from django.db.models.functions import Cast, Substr

from jurande.accounts.giving import GIVES
from jurande.accounts.models import CENTRE_ROLES, GRANTED_ROLES, Grant
from jurande.rules.lifecycles import Role

if TYPE_CHECKING:
    from jurande.accounts.http import Member

NOTHING = Q(pk__in=())


def visible_filter(member: Member, kind: str, *, centre: str = "centre", training_body: str = "") -> Q:
    """The rows of one kind that a member may see.

    A centre's staff and its auditor see their centre's rows; an evaluator, a juror or a candidate what was granted to
    them and while it lasts, an evaluator only in the centre where they act; a training body its own (when the rows
    say whose they are); others nothing. `kind` is the word before the colon of a reference; `centre` and
    `training_body` are look-ups from the row.
    """
    membership = member.membership
    if membership.role in CENTRE_ROLES:
        return Q(**{centre: membership.centre_id})
    if membership.role in GRANTED_ROLES:
        granted = Q(pk__in=granted_ids(member, kind))
        # A grant outlives the role it was given to: without this, a role taken away in one centre would still
        # show that centre's rows under the same role held in another.
        return granted & Q(**{centre: membership.centre_id}) if membership.centre_id else granted
    if membership.role == Role.TRAINING_BODY and training_body:
        return Q(**{training_body: membership.training_body_id})
    return NOTHING


def granted_ids(member: Member, kind: str) -> object:
    """The identifiers of the objects of one kind granted to a member in their present role, as a sub-query."""
    grants = Grant.objects.filter(user=member.user, as_role=member.membership.role, subject__startswith=f"{kind}:")
    alive = grants.filter(Q(until__isnull=True) | Q(until__gt=member.now))
    return alive.values(target=Cast(Substr("subject", len(kind) + 2), UUIDField()))


def giveable_filter(member: Member) -> Q:
    """The memberships, or the invitations, whose role a member may give and therefore take back."""
    theirs = Q(role__in=[role.value for role in GIVES.get(member.role, ())])
    return theirs if member.role is Role.NATIONAL else theirs & Q(centre=member.membership.centre_id)
