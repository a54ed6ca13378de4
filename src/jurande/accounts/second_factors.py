"""Setting back the second factor of somebody who lost theirs. Only actions write (law 4).

The account is as an invitation opens it: no password, no factor, no session; and it is entered by a link good once,
which leads to choosing new ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from jurande.accounts.actions import chain_of, locked_giver
from jurande.accounts.giving import GivingOutcome, may_reset
from jurande.accounts.links import digest, new_token
from jurande.accounts.models import FactorReset, Membership, User
from jurande.ledger.actors import SYSTEM, Actor, record
from jurande.messages.actions import post
from jurande.organisations.models import ExamCentre
from jurande.rules.dates import day_of, french
from jurande.rules.lifecycles import Role, refusal
from jurande.rules.reasons import Refused
from jurande.ui.french import typographic

LASTS = timedelta(days=7)
SAME_CLICK = timedelta(minutes=1)
RECENT = 50


@dataclass(frozen=True, slots=True)
class Ground:
    """Why the factors of somebody are set back, and how one made sure who asked."""

    reason: str
    identity: str


@transaction.atomic
def reset(
    *,
    user: User,
    by: Membership,
    known: bool,
    ground: Ground,
    link: Callable[[str], str],
    actor: Actor,
    now: datetime,
) -> FactorReset:
    """Take every application, key and recovery code off an account, its password too; end its sessions; tell it.

    `known`: the centre of who asks invited, enrolled or designated this person. `link` gives the page's address for a
    secret; a link sent before is dead, and a button pressed twice sends one. Raises Refused without a ground, for
    oneself, for an account that does more than what one may give, and when there is nothing to set back.
    """
    giver = locked_giver(by)
    # NO KEY: what is granted to them meanwhile does not wait, or the holder of a chain would.
    fresh = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    _check(giver, fresh, known, ground)
    taken, _ = Authenticator.objects.filter(user=fresh).delete()
    former = waiting(fresh)
    if not taken and former is None:
        raise refusal("account.no_factor", f"{fresh.name} n’a pas de second contrôle : rien n’est à réinitialiser.")
    if former and not taken and now - former.created_at < SAME_CLICK:
        return former
    if former:
        former.replaced_at = now
        former.save(update_fields=["replaced_at"])
    fresh.set_unusable_password()  # another one each time: every session open until now ends with it
    fresh.save(update_fields=["password"])
    token = new_token()
    made = FactorReset.objects.create(
        user=fresh, centre=giver.centre, token_digest=digest(token), created_at=now, expires_at=now + LASTS
    )
    record(
        actor=actor,
        chain=chain_of(giver.centre),
        act="account.factors",
        subject=made.ref,
        now=now,
        data={"account": fresh.ref},
        details={"reason": f"{fresh.name} : {ground.reason.strip()} Identité : {ground.identity.strip()}"},
    )
    _tell(made, link(token), actor, now)
    return made


def _check(giver: Membership, user: User, known: bool, ground: Ground) -> None:
    if giver.ended_at:
        raise refusal("account.over", "Votre rôle a pris fin : vous ne pouvez plus rien réinitialiser.")
    if user.pk == giver.user_id:
        raise refusal("account.own_factors", "Pour vous-même, passez par « Mon compte » ou par un collègue.")
    if not (ground.reason.strip() and ground.identity.strip()):
        text = "Cet acte se motive : écrivez ce qui est perdu, et comment vous vous êtes assuré de son identité."
        raise refusal("account.reason", text)
    held = [one.held for one in Membership.objects.filter(user=user, ended_at__isnull=True)]
    decision = may_reset(giver=giver.held, known=known, roles=held)
    if decision.outcome is GivingOutcome.REFUSED:
        raise Refused(decision)


def _tell(made: FactorReset, link: str, actor: Actor, now: datetime) -> None:
    post(
        key=f"factors:{made.id}",
        subject_ref=made.ref,
        recipient=made.user.email,
        subject="Votre second contrôle est réinitialisé",
        body=typographic(
            f"Bonjour {made.user.name},\n\n{actor.name} a réinitialisé le second contrôle de votre compte : "
            f"applications, clés d’accès, codes de secours et mot de passe en sont retirés, et vous êtes "
            f"déconnecté(e) partout.\n\nPour entrer de nouveau, et protéger votre compte autrement, ouvrez cette "
            f"page :\n\n{link}\n\nCe lien vous est personnel et sert une fois, jusqu’au "
            f"{french(day_of(made.expires_at))}. Sans lui, personne n’entre dans votre compte.\n\nVous ne l’avez pas "
            f"demandé ? N’ouvrez pas le lien, et appelez votre centre d’examen tout de suite.\n"
        ),
        confidential=True,
        now=now,
    )


def find(token: str) -> FactorReset | None:
    """What a link opens, used or late; None for one never made, or replaced."""
    rows = FactorReset.objects.select_related("user", "centre").filter(replaced_at__isnull=True)
    return rows.filter(token_digest=digest(token)).first()


def waiting(user: User) -> FactorReset | None:
    """What stands between somebody and their account: the link that they have not followed yet."""
    return FactorReset.objects.filter(FactorReset.WAITS, user=user).first()


def lost(user: str) -> Q:
    """Whether there is something to set back, for a row whose account is at `user`: a factor, or a link that waits."""
    factors = Authenticator.objects.filter(user=OuterRef(user))
    links = FactorReset.objects.filter(FactorReset.WAITS, user=OuterRef(user))
    return Exists(factors) | Exists(links)


def refs_of(centre: ExamCentre | None) -> list[str]:
    """The latest resets done in a centre, or at the national level, as the ledger names them."""
    return [one.ref for one in FactorReset.objects.filter(centre=centre)[:RECENT]]


@transaction.atomic
def spend(*, reset: FactorReset, now: datetime) -> bool:
    """Note that somebody enters by their link, which then serves no more; False when it did not serve any more."""
    fresh = FactorReset.objects.select_for_update(of=("self",)).select_related("centre", "user").get(pk=reset.pk)
    if fresh.used_at or fresh.replaced_at or now > fresh.expires_at:
        return False
    fresh.used_at = now
    fresh.save(update_fields=["used_at"])
    role = fresh.user.memberships.filter(ended_at__isnull=True).values_list("role", flat=True).first()
    record(
        actor=Actor(fresh.user.ref, Role(role), fresh.user.name) if role else SYSTEM,
        chain=chain_of(fresh.centre),
        act="account.factors_entered",
        subject=fresh.ref,
        now=now,
        data={"account": fresh.user.ref},
    )
    return True
