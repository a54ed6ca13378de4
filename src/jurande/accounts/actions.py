"""Opening accounts, inviting, granting. Only actions write (law 4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from jurande.accounts.links import digest, new_token
from jurande.accounts.models import Grant, Invitation, Membership, User
from jurande.ledger.actors import Actor, record
from jurande.messages.actions import post
from jurande.organisations.models import ExamCentre, TrainingBody
from jurande.rules.lifecycles import Role, refusal

INVITATION_LASTS = timedelta(days=14)


def account_for(
    *,
    email: str,
    name: str,
    role: Role,
    centre: ExamCentre | None = None,
    training_body: TrainingBody | None = None,
) -> User:
    """The account of that address, opened if need be, holding that role there. Called inside a transaction."""
    user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email, name=name)
    Membership.objects.get_or_create(
        user=user, role=role.value, centre=centre, training_body=training_body, ended_at=None
    )
    return user


def grant(*, user: User, subject: str, as_role: Role, until: datetime | None = None) -> None:
    """Let somebody see one object in one role, while it lasts; granting again sets the new end."""
    Grant.objects.update_or_create(
        user=user, subject=subject, as_role=as_role.value, defaults={"until": until}
    )


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    role: Role,
    centre: ExamCentre | None,
    training_body: TrainingBody | None = None,
    link: Callable[[str], str],
    actor: Actor,
    invited_by: User,
    now: datetime,
) -> Invitation:
    """Invite somebody by e-mail to take a role. `link` gives the page's address for a secret."""
    token = new_token()
    invitation = Invitation.objects.create(
        email=email.lower(),
        name=name,
        role=role.value,
        centre=centre,
        training_body=training_body,
        token_digest=digest(token),
        invited_by=invited_by,
        created_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    place = centre.name if centre else "le niveau national"
    post(
        key=f"invitation:{invitation.id}",
        subject_ref=f"invitation:{invitation.id}",
        recipient=invitation.email,
        subject="Invitation à rejoindre Jurande",
        body=(
            f"Bonjour,\n\n{actor.name} vous invite à rejoindre {place} comme « {invitation.get_role_display()} ».\n\n"
            f"Pour accepter : {link(token)}\n\n"
            f"Ce lien est personnel et vaut {INVITATION_LASTS.days} jours.\n"
        ),
        confidential=True,
        now=now,
    )
    record(
        actor=actor,
        chain=centre.chain if centre else "national",
        act="account.invite",
        subject=f"invitation:{invitation.id}",
        now=now,
        data={"role": role.value},
    )
    return invitation


@transaction.atomic
def accept(*, token: str, now: datetime) -> User:
    """Accept an invitation, once: raises Refused for a link used or late, and for one that never was."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("centre", "training_body")
        .filter(token_digest=digest(token))
        .first()
    )
    if invitation is None or invitation.accepted_at or now > invitation.expires_at:
        raise refusal(
            "account.invitation",
            "Cette invitation a déjà servi ou a expiré : connectez-vous, ou demandez-en une nouvelle.",
        )
    user = account_for(
        email=invitation.email,
        name=invitation.name,
        role=Role(invitation.role),
        centre=invitation.centre,
        training_body=invitation.training_body,
    )
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    record(
        actor=Actor(user.ref, Role(invitation.role), user.name),
        chain=invitation.centre.chain if invitation.centre else "national",
        act="account.accept",
        subject=f"invitation:{invitation.id}",
        now=now,
        data={"role": invitation.role},
    )
    return user


@transaction.atomic
def end_membership(*, membership: Membership, actor: Actor, now: datetime) -> None:
    """Take a role away from somebody; what they did stays theirs in the ledger."""
    fresh = Membership.objects.select_for_update(of=("self",)).select_related("centre").get(pk=membership.pk)
    if fresh.ended_at:
        raise refusal("account.ended", "Ce rôle a déjà été retiré.")
    fresh.ended_at = now
    fresh.save(update_fields=["ended_at"])
    record(
        actor=actor,
        chain=fresh.centre.chain if fresh.centre else "national",
        act="account.end",
        subject=f"membership:{fresh.id}",
        now=now,
        data={"role": fresh.role},
    )
