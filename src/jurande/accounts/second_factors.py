"""Taking the second factors of somebody who lost theirs off their account. Only actions write (law 4)."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from jurande.accounts.actions import chain_of, check_may_give, locked_pair
from jurande.accounts.links import login_address
from jurande.accounts.models import Membership
from jurande.ledger.actors import Actor, record
from jurande.messages.actions import post
from jurande.rules.lifecycles import refusal
from jurande.ui.french import typographic


@transaction.atomic
def remove_second_factors(*, membership: Membership, by: Membership, reason: str, actor: Actor, now: datetime) -> None:
    """Take every application, key and recovery code off the account of somebody whose role one may give.

    They enter by a code sent to their address from then on, and a message tells them. Raises Refused without a reason,
    for oneself, for a role that is not one's to give or has ended, and when there is nothing to take off.
    """
    giver, fresh = locked_pair(by, membership)
    check_may_give(giver, fresh)
    if fresh.user_id == giver.user_id:
        raise refusal("account.own_factors", "Pour vous-même, passez par « Mon compte » ou par un collègue.")
    if fresh.ended_at:
        raise refusal("account.ended", "Ce rôle a été retiré : rechargez la page.")
    if not reason.strip():
        raise refusal("account.reason", "Cet acte se motive : écrivez comment vous vous êtes assuré de son identité.")
    taken, _ = Authenticator.objects.filter(user=fresh.user).delete()
    if not taken:
        raise refusal("account.no_factor", f"{fresh.user.name} n’a pas de second contrôle : rien n’est à retirer.")
    record(
        actor=actor,
        chain=chain_of(fresh.centre),
        act="account.factors",
        subject=f"membership:{fresh.id}",
        now=now,
        data={"account": fresh.user.ref},
        details={"reason": reason.strip()},
    )
    post(
        key=f"factors:{fresh.user_id}:{now.isoformat()}",
        subject_ref=f"membership:{fresh.id}",
        recipient=fresh.user.email,
        subject="Votre second contrôle est retiré",
        body=typographic(
            f"Bonjour {fresh.user.name},\n\n{actor.name} a retiré le second contrôle de votre compte : applications, "
            f"clés d’accès et codes de secours. Un code envoyé à cette adresse suffit maintenant pour entrer :\n\n"
            f"{login_address()}\n\nVous ne l’avez pas demandé ? Appelez votre centre d’examen tout de suite, puis "
            f"protégez de nouveau votre compte dans « Mon compte ».\n"
        ),
        now=now,
    )
