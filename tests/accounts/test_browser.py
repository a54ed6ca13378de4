"""The doors of the house in a real browser: every page at two widths and in two themes, and a key that opens."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from jurande.accounts.invitations import call_back
from jurande.accounts.models import Membership
from tests.accounts.people import NOW, PASSWORD, UserFactory, actor_of, invited, manager
from tests.browser import NewPage, assert_accessible, assert_fits, screenshot

LOOKS = [(1280, "light"), (390, "light"), (1280, "dark"), (390, "dark")]


@pytest.fixture
def boss(fresh_database: str) -> Membership:
    """A manager with a password and a second role."""
    user = UserFactory.create(email="anne@vdb.demo", name="Anne Corbineau")
    user.set_password(PASSWORD)
    user.save()
    membership = manager(user=user)
    manager(user=user)
    return membership


def look_at(page: Page, name: str) -> None:
    """The page in every look: nothing sticks out, axe finds nothing."""
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its two words
        assert_fits(page)
        assert_accessible(page)
        screenshot(page, f"accounts-{name}-{width}-{scheme}")


def give_password(page: Page) -> None:
    """Fill the part of the login that takes a password."""
    page.get_by_label("Adresse électronique").fill("anne@vdb.demo")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def give_code(page: Page) -> None:
    """Copy the code of the last message."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Recopiez le code reçu")
    found = re.search(r"[A-Z]{4}-[A-Z]{4}", str(mail.outbox[-1].body))
    assert found
    page.get_by_label("Code reçu").fill(found[0])
    page.get_by_role("button", name="Entrer").click()


def log_in(page: Page, site: str, then: str = "") -> None:
    """By password, and the code that follows it."""
    page.goto(f"{site}/compte/login/{then}")
    give_password(page)
    give_code(page)


def test_the_doors_are_accessible_to_a_visitor(boss: Membership, live_site: str, page: Page) -> None:
    for name, path in {
        "login": "/compte/login/",
        "signup": "/compte/signup/",
        "forgotten": "/compte/password/reset/",
        "closed": "/compte/inactive/",
    }.items():
        page.goto(live_site + path)
        look_at(page, name)
    page.goto(f"{live_site}/compte/login/")
    page.get_by_role("link", name="Recevoir un code").click()
    look_at(page, "code-asked")
    page.get_by_label("Adresse électronique").fill("anne@vdb.demo")
    page.get_by_role("button", name="Recevoir un code").click()
    page.get_by_label("Code reçu").fill("AAAA-AAAA")
    page.get_by_role("button", name="Entrer").click()
    look_at(page, "code-wrong")
    page.get_by_role("button", name="Recommencer").click()
    expect(page).to_have_url(f"{live_site}/compte/login/code/")


def test_an_invitation_is_accessible_alive_and_dead(boss: Membership, live_site: str, page: Page) -> None:
    invitation, token = invited(boss)
    page.goto(f"{live_site}/compte/invitation/{token}/")
    look_at(page, "invitation")
    call_back(invitation=invitation, by=boss, actor=actor_of(boss), now=NOW)
    page.get_by_role("button", name="Accepter l’invitation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette invitation a été annulée ou remplacée.")
    look_at(page, "invitation-dead")


def test_the_pages_of_an_account_are_accessible(boss: Membership, live_site: str, page: Page) -> None:
    invited(boss)
    log_in(page, live_site, "?next=/compte/equipe/")
    look_at(page, "choose")
    page.get_by_role("button", name=re.compile(str(boss.centre))).click()
    expect(page).to_have_url(f"{live_site}/compte/equipe/")
    look_at(page, "team")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    look_at(page, "team-wrong")
    for name, path in {
        "me": "/compte/",
        "password": "/compte/password/change/",
        "protection": "/compte/securite/",
        "leaving": "/compte/logout/",
        "confirm": "/compte/securite/totp/activate/",
    }.items():
        page.goto(live_site + path)
        look_at(page, name)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Activer l’application d’authentification")
    look_at(page, "application")


def test_somebody_without_a_role_sees_what_to_do(boss: Membership, live_site: str, page: Page) -> None:
    Membership.objects.update(ended_at=NOW)
    log_in(page, live_site)
    expect(page).to_have_url(f"{live_site}/compte/")
    expect(page.get_by_text("Vous n’avez aucun rôle en cours.")).to_be_visible()
    look_at(page, "no-role")


def plug_in_a_key(page: Page) -> Any:
    """A key that answers by itself; gives what commands it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def test_a_key_opens_the_account_alone_and_its_loss_is_covered(boss: Membership, live_site: str, page: Page) -> None:
    plug_in_a_key(page)
    page.goto(f"{live_site}/compte/login/code/")
    page.get_by_label("Adresse électronique").fill("anne@vdb.demo")
    page.get_by_role("button", name="Recevoir un code").click()
    give_code(page)
    page.get_by_role("button", name="Agir sous ce rôle").first.click()
    page.goto(f"{live_site}/compte/securite/webauthn/add/")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirmer").click()
    look_at(page, "key-new")
    page.get_by_role("button", name="Ajouter cette clé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    look_at(page, "recovery-codes")
    page.goto(f"{live_site}/compte/securite/webauthn/")
    expect(page.get_by_role("row", name=re.compile("Clé d’accès.*entre seule"))).to_be_visible()
    look_at(page, "keys")
    page.goto(f"{live_site}/compte/")
    page.get_by_role("button", name="Me déconnecter").click()
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page).to_have_url(re.compile("/compte/role/"))
    page.goto(f"{live_site}/compte/")
    page.get_by_role("button", name="Me déconnecter").click()
    page.goto(f"{live_site}/compte/login/")
    give_password(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Encore un contrôle")
    look_at(page, "second-factor")


def test_a_key_that_does_not_answer_is_told(boss: Membership, live_site: str, page: Page) -> None:
    plug_in_a_key(page)
    page.goto(f"{live_site}/compte/login/")
    message = page.get_by_text("La clé d’accès n’a pas été lue")
    expect(message).to_be_hidden()
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(message).to_be_visible()
    assert_accessible(page)


def test_a_form_sent_after_the_session_ended_is_come_back_to(
    boss: Membership, live_site: str, new_page: NewPage
) -> None:
    page = new_page()
    log_in(page, live_site, "?next=/compte/equipe/")
    page.get_by_role("button", name=re.compile(str(boss.centre))).click()
    page.get_by_label("Nom", exact=True).fill("Rosalie Tanguy")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_role("status")).to_contain_text("ce que vous veniez d’envoyer n’est pas enregistré")
    give_password(page)
    give_code(page)
    page.get_by_role("button", name=re.compile(str(boss.centre))).click()
    expect(page).to_have_url(f"{live_site}/compte/equipe/")
