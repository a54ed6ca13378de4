"""Opening accounts, giving and taking roles, granting. Invitations have their own module. Only actions write."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from jurande.accounts.giving import GivingOutcome, may_give
from jurande.accounts.models import Grant, Invitation, Membership, User
from jurande.ledger.actors import Actor, record
from jurande.organisations.models import ExamCentre, TrainingBody
from jurande.rules.lifecycles import Role, refusal
from jurande.rules.reasons import Refused


def account_for(
    *,
    email: str,
    name: str,
    role: Role,
    centre: ExamCentre | None = None,
    training_body: TrainingBody | None = None,
) -> User:
    """The account of that address, opened if need be, holding that role there. Called inside a transaction."""
    return membership_for(email=email, name=name, role=role, centre=centre, training_body=training_body).user


def membership_for(
    *, email: str, name: str, role: Role, centre: ExamCentre | None, training_body: TrainingBody | None
) -> Membership:
    """The role of whoever has that address, in force; the account and the role are opened if need be."""
    user = User.objects.filter(email__iexact=email).first() or _open(email, name)
    membership, _ = Membership.objects.get_or_create(
        user=user, role=role.value, centre=centre, training_body=training_body, ended_at=None
    )
    return membership


def _open(email: str, name: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email, name=name)
    except IntegrityError:  # somebody else opened it in the meantime
        return User.objects.get(email__iexact=email)


def grant(*, user: User, subject: str, as_role: Role, until: datetime | None = None) -> None:
    """Let somebody see one object in one role, while it lasts; granting again sets the new end."""
    Grant.objects.update_or_create(user=user, subject=subject, as_role=as_role.value, defaults={"until": until})


@transaction.atomic
def end_membership(*, membership: Membership, by: Membership, actor: Actor, now: datetime) -> None:
    """Take a role away from somebody, under one's own; what they did stays theirs in the ledger.

    Raises Refused for one's own role, for a role that one may not give, and for a role that has ended already,
    on either side: of two people who take each other's away at once, the second no longer can.
    """
    giver, fresh = _locked(by, membership)
    check_may_give(giver, fresh)
    if fresh.user_id == giver.user_id:
        raise refusal("account.own", "Vous ne pouvez pas vous retirer votre propre rôle : demandez à un collègue.")
    if fresh.ended_at:
        raise refusal("account.ended", "Ce rôle a déjà été retiré : rechargez la page.")
    fresh.ended_at = now
    fresh.save(update_fields=["ended_at"])
    record(
        actor=actor,
        chain=chain_of(fresh.centre),
        act="account.end",
        subject=f"membership:{fresh.id}",
        now=now,
        data={"role": fresh.role, "account": fresh.user.ref},
    )


def _locked(*memberships: Membership) -> list[Membership]:
    """The memberships as they are now, locked in one order whoever asks, given back in the order asked."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related("centre", "user").order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[one.pk for one in memberships])}
    return [found[one.pk] for one in memberships]


def locked_giver(by: Membership) -> Membership:
    """The membership under which somebody gives or takes back, as it is now, locked until the transaction ends."""
    return _locked(by)[0]


def check_may_give(giver: Membership, given: Membership | Invitation) -> None:
    """Raises Refused unless the giver's role is still in force and theirs to give is what is given."""
    if giver.ended_at:
        raise refusal("account.over", "Votre rôle a pris fin : vous ne pouvez plus en donner ni en retirer.")
    decision = may_give(giver=giver.held, given=given.held)
    if decision.outcome is GivingOutcome.REFUSED:
        raise Refused(decision)


def chain_of(centre: ExamCentre | None) -> str:
    """The chain of the ledger that holds what happens to a role held there."""
    return centre.chain if centre else "national"
