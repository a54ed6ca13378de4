"""Opening accounts, giving and taking roles, granting and ending grants. Only actions write (law 4)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from jurande.accounts.giving import GivingOutcome, may_give
from jurande.accounts.models import Grant, Invitation, Membership, User
from jurande.ledger.actions import Line
from jurande.ledger.actors import Actor, record, record_many
from jurande.organisations.models import ExamCentre, TrainingBody
from jurande.rules.dates import day_of
from jurande.rules.lifecycles import Role, refusal
from jurande.rules.reasons import Refused


@transaction.atomic
def account_for(
    *,
    email: str,
    name: str,
    role: Role,
    chain: str,
    actor: Actor,
    now: datetime,
    centre: ExamCentre | None = None,
    training_body: TrainingBody | None = None,
) -> User:
    """The account of that address, opened if need be, holding that role there; recorded in `chain` when given."""
    user = open_account(email=email, name=name, now=now)
    give_role(user=user, role=role, centre=centre, training_body=training_body, chain=chain, actor=actor, now=now)
    return user


def open_account(*, email: str, name: str, now: datetime) -> User:
    """The account of that address, whatever its case, opened if need be; it may do nothing until a role is given."""
    return User.objects.filter(email__iexact=email).first() or _open(email, name, now)


def _open(email: str, name: str, now: datetime) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email, name=name, now=now)
    except IntegrityError:  # somebody else opened it in the meantime
        return User.objects.get(email__iexact=email)


def rename(*, user: User, name: str) -> None:
    """Call an account by its owner's corrected name. Called inside the transaction of the act that records it."""
    user.name = name[:120]
    user.save(update_fields=["name"])


def give_role(
    *,
    user: User,
    role: Role,
    centre: ExamCentre | None,
    training_body: TrainingBody | None,
    chain: str,
    actor: Actor,
    now: datetime,
) -> Membership:
    """The role of an account in a place, in force; given, and recorded, if it was not held already.

    Called inside the transaction of the act that gives it, which judged it.
    """
    membership, given = Membership.objects.get_or_create(
        user=user,
        role=role.value,
        centre=centre,
        training_body=training_body,
        ended_at=None,
        defaults={"created_at": now},
    )
    if given:
        record(
            actor=actor,
            chain=chain,
            act="account.role",
            subject=f"membership:{membership.id}",
            now=now,
            data={"role": role.value, "account": user.ref},
        )
    return membership


def grant(*, user: User, subject: str, as_role: Role, chain: str, actor: Actor, now: datetime) -> None:
    """Let somebody see one object in one role, until `end_grants`. Granting what is granted writes nothing."""
    rows = Grant.objects.select_for_update(of=("self",))
    row, is_new = rows.get_or_create(user=user, subject=subject, as_role=as_role.value)
    if not is_new:
        if row.until is None:
            return
        row.until = None
        row.save(update_fields=["until"])
    record(
        actor=actor,
        chain=chain,
        act="account.grant",
        subject=user.ref,
        now=now,
        data={"object": subject, "role": as_role.value},
    )


def end_grants(
    *,
    subject: str,
    as_role: Role,
    until: datetime,
    chain: str,
    actor: Actor,
    now: datetime,
    user: User | None = None,
) -> int:
    """End what was granted on an object in one role, at an instant, for everybody or for `user`; return how many.

    A grant that ends before `until` keeps its end: this shortens, it never gives again. One entry for each account.
    Called inside the transaction of the act that ends it: a jury closed, a candidacy decided.
    """
    lasting = Q(until__isnull=True) | Q(until__gt=until)
    rows = Grant.objects.select_for_update(of=("self",)).filter(lasting, subject=subject, as_role=as_role.value)
    found = list((rows.filter(user=user) if user else rows).select_related("user").order_by("pk"))
    Grant.objects.filter(pk__in=[row.pk for row in found]).update(until=until)
    if found:
        record_many(
            actor=actor,
            chain=chain,
            act="account.grant_end",
            now=now,
            lines=[
                Line(
                    subject=row.user.ref,
                    data={"object": subject, "role": as_role.value, "until": day_of(until)},
                )
                for row in found
            ],
        )
    return len(found)


def prolong_grants(*, subject: str, as_role: Role, until: datetime, chain: str, actor: Actor, now: datetime) -> int:
    """Move to a later instant the end of what was granted on an object in one role; return how many.

    What has no end and what has ended already stay so. Called inside the transaction of the act that prolongs.
    """
    rows = Grant.objects.select_for_update(of=("self",)).filter(
        subject=subject, as_role=as_role.value, until__gt=now, until__lt=until
    )
    found = list(rows.select_related("user").order_by("pk"))
    Grant.objects.filter(pk__in=[row.pk for row in found]).update(until=until)
    if found:
        record_many(
            actor=actor,
            chain=chain,
            act="account.grant_prolong",
            now=now,
            lines=[
                Line(
                    subject=row.user.ref,
                    data={"object": subject, "role": as_role.value, "until": day_of(until)},
                )
                for row in found
            ],
        )
    return len(found)


@transaction.atomic
def end_membership(*, membership: Membership, by: Membership, actor: Actor, now: datetime) -> None:
    """Take a role away from somebody, under one's own; what they did stays theirs in the ledger.

    Raises Refused for one's own role, for a role that one may not give, and for a role that has ended already,
    on either side: of two people who take each other's away at once, the second no longer can.
    """
    giver, fresh = locked_pair(by, membership)
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


def locked_pair(by: Membership, other: Membership) -> tuple[Membership, Membership]:
    """The membership under which somebody acts and the one they act upon, as they are now, locked in one order."""
    giver, fresh = _locked(by, other)
    return giver, fresh


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
