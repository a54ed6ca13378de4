"""Correcting what was typed about a candidate. Only actions write (law 4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jurande.accounts.actions import rename
from jurande.candidacies.actions import locked
from jurande.candidacies.models import Candidacy
from jurande.candidacies.space import move_space
from jurande.ledger.actors import Actor, record
from jurande.register.models import Person
from jurande.register.people import CivilStatus
from jurande.register.people import correct_identity as correct_person
from jurande.rules.lifecycles import CENTRE, refusal


def is_known_elsewhere(candidacy: Candidacy) -> bool:
    """Whether another centre has a candidacy of the same person: a correction of their identity reaches it too."""
    return Candidacy.objects.filter(person=candidacy.person_id).exclude(centre=candidacy.centre_id).exists()


@transaction.atomic
def correct_identity(
    *, candidacy: Candidacy, civil: CivilStatus, reason: str, actor: Actor, now: datetime
) -> tuple[str, ...]:
    """Correct the civil status of a candidate, at any moment, in the register that all centres share; see `people`.

    The names of their accounts follow. Raises Refused as `register.people.correct_identity` does.
    """
    _check_role(actor)
    changed = correct_person(
        person=candidacy.person,
        civil=civil,
        reason=reason,
        subject=candidacy.ref,
        chain=candidacy.centre.chain,
        actor=actor,
        now=now,
    )
    person = Person.objects.get(pk=candidacy.person_id)
    for account in Candidacy.objects.filter(person=person, user__isnull=False).select_related("user"):
        if account.user:
            rename(user=account.user, name=person.full_name)
    return changed


@transaction.atomic
def correct_contact(
    *, candidacy: Candidacy, email: str, phone: str, reason: str, actor: Actor, now: datetime
) -> Candidacy:
    """Correct the address and the telephone of a candidate; a new address opens the file, the former no longer does.

    Raises Refused without a reason, when nothing changes, and for an address that opens somebody else's file.
    """
    _check_role(actor)
    if not reason.strip():
        raise refusal("candidacy.reason", "Une correction se motive : écrivez d’où vient l’erreur.")
    candidacy = locked(candidacy)
    before = {"email": candidacy.email, "phone": candidacy.phone}
    after = {"email": email, "phone": phone}
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        raise refusal("candidacy.same", "Rien ne change : corrigez au moins un champ, ou revenez au dossier.")
    candidacy.email, candidacy.phone = email, phone
    candidacy.save(update_fields=changed)
    if email.lower() != before["email"].lower():
        move_space(candidacy=candidacy, former=candidacy.user, actor=actor, now=now)
    record(
        actor=actor,
        chain=candidacy.centre.chain,
        act="candidacy.contact",
        subject=candidacy.ref,
        now=now,
        data={"fields": changed},
        details={"reason": reason.strip()}
        | {f"before_{name}": before[name] for name in changed}
        | {f"after_{name}": after[name] for name in changed},
    )
    return candidacy


def _check_role(actor: Actor) -> None:
    if actor.role not in CENTRE:
        raise refusal("candidacy.role", "Le secrétariat du centre corrige ces données : écrivez-lui.")
