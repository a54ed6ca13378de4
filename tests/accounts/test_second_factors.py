"""A lost second factor: taken off by who may give the role, with a reason, and told."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from jurande.accounts.models import Membership
from jurande.accounts.second_factors import remove_second_factors
from jurande.messages.models import Message
from tests.accounts.people import NOW, CentreFactory, MembershipFactory, actor_of, logged_in, manager, national
from tests.pages import text
from tests.writes import last_entry, refused

pytestmark = pytest.mark.django_db


def protected(**fields: object) -> Membership:
    """Somebody with an application and recovery codes."""
    one: Membership = MembershipFactory.create(**fields)
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=one.user, type=kind, data={})
    return one


def take_off(one: Membership, by: Membership, reason: str = "Téléphone perdu, rappelée au numéro du dossier.") -> None:
    """One takes the second factors of the other off."""
    remove_second_factors(membership=one, by=by, reason=reason, actor=actor_of(by), now=NOW)


def test_a_manager_takes_them_off_in_their_centre_with_a_reason_and_the_person_is_told() -> None:
    boss = manager()
    one, other = protected(centre=boss.centre), protected(centre=boss.centre)
    take_off(one, boss)
    assert set(Authenticator.objects.values_list("user", flat=True)) == {other.user_id}
    entry = last_entry(f"membership:{one.pk}")
    assert (entry.act, entry.data) == ("account.factors", {"account": one.user.ref})
    assert entry.detail.content["reason"].startswith("Téléphone perdu")
    message = Message.objects.get()
    assert message.recipient == one.user.email
    assert "/compte/login/code/" in message.body


def test_these_are_refused() -> None:
    boss, top = manager(), national()
    one, elsewhere = protected(centre=boss.centre), protected(centre=CentreFactory.create())
    without = MembershipFactory.create(centre=boss.centre)
    Authenticator.objects.create(user=boss.user, type="totp", data={})
    with refused("account.reason"):
        take_off(one, boss, " ")
    with refused("account.own_factors"):
        take_off(boss, boss)
    with refused("accounts.perimeter"):
        take_off(elsewhere, boss)
    with refused("accounts.role"):
        take_off(one, top)
    with refused("account.no_factor"):
        take_off(without, boss)


def test_the_page_of_the_team_offers_it_for_those_who_have_one_and_keeps_its_history() -> None:
    boss = manager()
    one = protected(centre=boss.centre)
    MembershipFactory.create(centre=boss.centre)
    browser, team = logged_in(boss), reverse("accounts:team")
    assert text(browser.get(team)).count("Second contrôle perdu") == 1
    address = reverse("accounts:remove_second_factors", args=[one.pk])
    assert browser.post(address, {"reason": ""}).status_code == 422
    page = text(browser.post(address, {"reason": "Téléphone perdu."}, follow=True))
    assert "Le second contrôle de" in page
    assert "Historique" in page
    assert "Second contrôle retiré Téléphone perdu." in page
