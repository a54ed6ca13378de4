"""The first account of a register: opened by whoever installs it, before anybody can invite anybody."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jurande.accounts.actions import chain_of, give_role, open_account
from jurande.accounts.models import Membership
from jurande.ledger.actors import SYSTEM
from jurande.messages.actions import post
from jurande.rules.lifecycles import Role, refusal
from jurande.ui.french import typographic


@transaction.atomic
def open_first(*, email: str, name: str, address: str, now: datetime) -> Membership:
    """Give the national level to somebody while nobody holds it; they log in by a code sent to their `email`.

    `address` is the page that sends the code. Raises Refused when somebody holds the national level: they invite.
    """
    if Membership.objects.filter(role=Role.NATIONAL.value, ended_at__isnull=True).exists():
        text = "Le niveau national a déjà un compte : c’est à lui d’inviter, dans « Équipe »."
        raise refusal("account.first", text)
    user = open_account(email=email, name=name, now=now)
    membership = give_role(
        user=user,
        role=Role.NATIONAL,
        centre=None,
        training_body=None,
        chain=chain_of(None),
        actor=SYSTEM,
        now=now,
    )
    _tell(membership, address, now)
    return membership


def _tell(membership: Membership, address: str, now: datetime) -> None:
    text = (
        f"Bonjour {membership.user.name},\n\n"
        f"Votre compte est ouvert : il est le premier du niveau national.\n\n"
        f"Entrez par cette page, avec l’adresse électronique qui reçoit ce message :\n\n{address}\n\n"
        f"Un code vous y sera envoyé à chaque connexion. Vous pourrez ensuite enregistrer les centres d’examen et "
        f"les organisations, puis inviter le responsable de chaque centre.\n"
    )
    post(
        key=f"first:{membership.id}",
        subject_ref=f"membership:{membership.id}",
        recipient=membership.user.email,
        subject=typographic("Votre compte est ouvert : niveau national"),
        body=typographic(text),
        now=now,
    )
