"""An entry written in somebody's name: who it was stays erasable, the reference and the role do not."""

from __future__ import annotations

import pytest
from django.db import transaction

from jurande.ledger.actors import SYSTEM, Actor, record
from jurande.ledger.models import Entry
from jurande.rules.lifecycles import Role
from tests.ledger.samples import CENTRE, ENROL, NOW


def write_as(actor: Actor, **details: str) -> Entry:
    with transaction.atomic():
        return record(actor=actor, chain=CENTRE, act=ENROL, subject="candidacy:1", now=NOW, details=details or None)


@pytest.mark.django_db
def test_the_name_goes_to_the_details_and_nowhere_else() -> None:
    entry = write_as(Actor("user:7", Role.SECRETARY, "Zoé Wiśniewska"), reason="Dossier complet.")
    assert (entry.actor, entry.role) == ("user:7", "secretary")
    assert entry.detail.content == {"actor_name": "Zoé Wiśniewska", "reason": "Dossier complet."}
    assert "Zoé" not in str(entry.content())


@pytest.mark.django_db
def test_the_system_is_an_actor_too() -> None:
    entry = write_as(SYSTEM)
    assert (entry.actor, entry.role, entry.detail.content) == ("system", "system", {"actor_name": "Jurande"})


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_every_role_of_the_life_cycles_can_act(role: Role) -> None:
    assert write_as(Actor("user:7", role, "Zoé Wiśniewska")).role == role
