"""Inviting somebody to take a role, calling the invitation back, accepting it. Only actions write (law 4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from jurande.accounts.actions import chain_of, check_may_give, give_role, locked_giver, open_account
from jurande.accounts.links import digest, new_token
from jurande.accounts.models import Invitation, InvitationState, Membership
from jurande.ledger.actors import Actor, record
from jurande.messages.actions import post
from jurande.organisations.models import ExamCentre, TrainingBody
from jurande.rules.dates import day_of, french
from jurande.rules.lifecycles import Role, refusal
from jurande.ui.french import typographic

LASTS = timedelta(days=14)
# Why a link that was good no longer is, and what to do.
DEAD = {
    InvitationState.ACCEPTED: "Cette invitation a déjà servi : connectez-vous avec l’adresse qui l’a reçue.",
    InvitationState.REVOKED: "Cette invitation a été annulée ou remplacée : ouvrez le dernier message reçu.",
    InvitationState.EXPIRED: "Cette invitation a expiré : demandez-en une nouvelle à qui vous l’a envoyée.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Whom to invite, to which role, where."""

    email: str
    name: str
    role: Role
    centre: ExamCentre | None = None
    training_body: TrainingBody | None = None


@transaction.atomic
def invite(*, offer: Offer, by: Membership, link: Callable[[str], str], actor: Actor, now: datetime) -> Invitation:
    """Invite somebody by e-mail to take a role. `link` gives the page's address for a secret.

    Inviting the same person to the same role again calls the first invitation back: one link is good at a time.
    Raises Refused when the role is not one to give, there or at all, and when it is held already.
    """
    giver = locked_giver(by)
    token = new_token()
    invitation = Invitation(
        email=offer.email.lower(),
        name=offer.name,
        role=offer.role.value,
        centre=offer.centre,
        training_body=offer.training_body,
        token_digest=digest(token),
        invited_by=giver.user,
        created_at=now,
        expires_at=now + LASTS,
    )
    check_may_give(giver, invitation)
    _check_not_held(invitation)
    for earlier in _open_ones(invitation):
        _call_back(earlier, actor, now)
    _save(invitation)
    _send(invitation, link(token), actor, now)
    record(
        actor=actor,
        chain=chain_of(invitation.centre),
        act="account.invite",
        subject=f"invitation:{invitation.id}",
        now=now,
        data={"role": invitation.role},
        details={"invited": invitation.name},
    )
    return invitation


def _check_not_held(invitation: Invitation) -> None:
    held = Membership.objects.filter(
        user__email__iexact=invitation.email,
        role=invitation.role,
        centre=invitation.centre,
        training_body=invitation.training_body,
        ended_at__isnull=True,
    )
    if held.exists():
        raise refusal("account.held", "Cette personne tient déjà ce rôle : il lui suffit de se connecter.")


def _open_ones(invitation: Invitation) -> list[Invitation]:
    same = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("centre")
        .filter(
            email=invitation.email,
            role=invitation.role,
            centre=invitation.centre,
            training_body=invitation.training_body,
            accepted_at__isnull=True,
            revoked_at__isnull=True,
        )
    )
    return list(same)


def _save(invitation: Invitation) -> None:
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError as error:
        message = "Un collègue vient d’inviter cette personne à ce rôle : rechargez la page."
        raise refusal("account.invited", message) from error


def _send(invitation: Invitation, link: str, actor: Actor, now: datetime) -> None:
    place = f"à rejoindre {invitation.place}" if invitation.centre or invitation.training_body else "au niveau national"
    text = (
        f"Bonjour {invitation.name},\n\n"
        f"{actor.name} vous invite {place}, comme « {invitation.get_role_display()} ».\n\n"
        f"Pour accepter, ouvrez cette page :\n\n{link}\n\n"
        f"Ce lien vous est personnel et sert une fois, jusqu’au {french(day_of(invitation.expires_at))}. Vous "
        f"entrerez ensuite avec cette adresse électronique, par un code envoyé à chaque connexion.\n\n"
        f"Vous n’attendiez pas cette invitation ? Ne faites rien : sans votre accord, aucun rôle n’est donné.\n"
    )
    post(
        key=f"invitation:{invitation.id}",
        subject_ref=f"invitation:{invitation.id}",
        recipient=invitation.email,
        subject=typographic(f"Invitation : {invitation.get_role_display().lower()}"),
        body=typographic(text),
        confidential=True,
        now=now,
    )


@transaction.atomic
def call_back(*, invitation: Invitation, by: Membership, actor: Actor, now: datetime) -> None:
    """Cancel an invitation not yet accepted: its link is dead at once. Who may give the role may call it back."""
    giver = locked_giver(by)
    fresh = Invitation.objects.select_for_update(of=("self",)).select_related("centre").get(pk=invitation.pk)
    check_may_give(giver, fresh)
    if fresh.accepted_at or fresh.revoked_at:
        raise refusal("account.answered", "Cette invitation est déjà acceptée ou annulée : rechargez la page.")
    _call_back(fresh, actor, now)


def _call_back(invitation: Invitation, actor: Actor, now: datetime) -> None:
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    record(
        actor=actor,
        chain=chain_of(invitation.centre),
        act="account.call_back",
        subject=f"invitation:{invitation.id}",
        now=now,
        data={"role": invitation.role},
    )


def find(token: str) -> Invitation | None:
    """The invitation that a link opens, whatever became of it; None for a link that was never made."""
    rows = Invitation.objects.select_related("centre", "training_body", "invited_by")
    return rows.filter(token_digest=digest(token)).first()


@transaction.atomic
def accept(*, token: str, now: datetime) -> Membership:
    """Take the role that an invitation offers, once: raises Refused for a link used, called back, late or never made.

    The account of that address is opened, or takes one more role when there is one already.
    """
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("centre", "training_body")
    invitation = rows.filter(token_digest=digest(token)).first()
    if invitation is None:
        raise refusal("account.invitation", "Ce lien n’existe pas : reprenez celui du dernier message reçu.")
    if dead := DEAD.get(invitation.state_at(now)):
        raise refusal("account.invitation", dead)
    role = Role(invitation.role)
    user = open_account(email=invitation.email, name=invitation.name, now=now)
    actor, chain = Actor(user.ref, role, user.name), chain_of(invitation.centre)
    membership = give_role(
        user=user,
        role=role,
        centre=invitation.centre,
        training_body=invitation.training_body,
        chain=chain,
        actor=actor,
        now=now,
    )
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    record(
        actor=actor,
        chain=chain,
        act="account.accept",
        subject=f"invitation:{invitation.id}",
        now=now,
        data={"role": invitation.role, "membership": f"membership:{membership.id}"},
    )
    return membership
