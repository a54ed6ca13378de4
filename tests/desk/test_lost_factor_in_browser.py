"""A juror lost their telephone on the eve of a jury: the secretary sets it back, the juror enters again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from jurande.accounts.models import FactorReset, User
from jurande.desk.story import people
from jurande.desk.story.course import at
from jurande.messages.models import Message
from tests.browser import NewPage, assert_accessible, assert_fits, screenshot
from tests.juries.sessions import CFDT, member
from tests.signed_in import sign_in
from tests.told import JURY_DAY, called, called_template

__all__ = ["called", "called_template"]


@pytest.fixture
def site(called: object, settings: Settings) -> Iterator[str]:
    """The application served on the eve of the jury."""
    settings.JURANDE_NOW = at(JURY_DAY - timedelta(days=1))
    server = LiveServer("localhost")
    settings.PUBLIC_URL = server.url
    yield server.url
    server.stop()


def checked(page: Page, name: str) -> None:
    """The page as it stands: for everybody, in its window, in a picture."""
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, name)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_juror_who_lost_their_telephone_enters_again(site: str, new_page: NewPage, width: int) -> None:
    user = member(CFDT).user
    assert user
    Authenticator.objects.create(user=user, type="totp", data={})
    desk = new_page(width=width)
    sign_in(desk, site, User.objects.get(email=people.SECRETARY.email))
    desk.goto(f"{site}/acces/")
    checked(desk, f"lost-factors-{width}")
    desk.get_by_role("link", name="Réinitialiser").click()
    checked(desk, f"reset-factors-{width}")
    desk.get_by_label("Motif").fill("Téléphone perdu dans le train.")
    desk.get_by_label("Comment vous avez vérifié son identité").fill("Rappelé au numéro de sa fiche.")
    desk.get_by_role("button", name="Réinitialiser le second contrôle").dblclick()
    expect(desk.locator("main")).to_contain_text("un lien part à son adresse")
    checked(desk, f"reset-done-{width}")
    assert FactorReset.objects.count() == 1

    page = new_page(width=width)
    message = Message.objects.filter(recipient=user.email, subject__contains="réinitialisé").latest("created_at")
    page.goto(next(iter(re.findall(r"http\S+/second-controle/\S+/", message.body))))
    checked(page, f"enter-again-{width}")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Adresse électronique").fill(user.email)
    page.get_by_role("button", name="Recevoir un code").click()
    expect(page.get_by_label("Code reçu")).to_be_visible()
    [code] = re.findall(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    page.get_by_label("Code reçu").fill(code)
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Protéger mon compte")
    checked(page, f"protect-{width}")
    assert FactorReset.objects.get().used_at
