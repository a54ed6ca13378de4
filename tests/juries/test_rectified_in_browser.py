"""A jury closed, its minutes signed on each device, a mistake seen: the story of rectified minutes, in browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from jurande.accounts.models import User
from jurande.desk.story.people import SECRETARY
from jurande.juries.after.signing_codes import grouped
from jurande.juries.models import MinutesSignature, Rectification
from tests.browser import NewPage, assert_accessible, assert_fits, screenshot
from tests.documents.uploads import png
from tests.juries.sessions import ASTRUC, EMPLOYERS, PRESIDENT, UNIONS, close_as_proposed, member, the_jury
from tests.juries.signatures import LATER, codes_sent, sign, stored
from tests.signed_in import sign_in

type Device = Callable[..., Page]


@pytest.fixture
def site(called: object, settings: Settings) -> Iterator[str]:
    """The application served in the evening of the jury, which is closed."""
    close_as_proposed()
    settings.JURANDE_NOW = LATER
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture
def device(site: str, new_page: NewPage) -> Device:
    """Opens what follows the jury on somebody's own device."""

    def opened(email: str, width: int = 1280) -> Page:
        page = new_page(width=width)
        sign_in(page, site, User.objects.get(email=email))
        page.goto(f"{site}/jurys/{the_jury().pk}/suites/")
        return page

    return opened


def checked(page: Page, name: str) -> None:
    """The page as it stands: for everybody, in its window, in a picture."""
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, name)


def test_minutes_are_signed_on_a_telephone_then_rectified_by_the_president(device: Device, settings: Settings) -> None:
    phone = device(member(ASTRUC).email, width=390)
    expect(phone.locator("#signatures")).to_contain_text(grouped(stored("minutes")[0].sha256))
    phone.get_by_role("button", name="Recevoir un code").dblclick()
    expect(phone.locator("main")).to_contain_text("part à votre adresse électronique")
    checked(phone, "sign-390")
    [code] = codes_sent(ASTRUC)
    phone.get_by_label("Code reçu").fill(code)
    phone.get_by_label("Je signe, avec cette phrase").check()
    phone.get_by_role("button", name="Signer le procès-verbal").dblclick()
    expect(phone.locator("main")).to_contain_text("Votre signature est enregistrée")
    assert MinutesSignature.objects.count() == 1

    for name in (*EMPLOYERS, *UNIONS):
        if name not in (ASTRUC, PRESIDENT):
            sign(name, now=LATER)
    chair = device(member(PRESIDENT).email)
    checked(chair, "signatures-1280")
    chair.get_by_role("button", name="Recevoir un code").click()
    chair.get_by_label("Code reçu").fill(codes_sent(PRESIDENT)[-1])
    chair.get_by_label("Je signe, avec cette phrase").check()
    chair.get_by_role("button", name="Signer le procès-verbal").click()
    expect(chair.locator("#signatures")).to_contain_text("Feuille de signatures établie")
    assert len(stored("signature_sheet")) == 1

    settings.JURANDE_NOW = LATER + timedelta(minutes=20)
    chair.get_by_role("link", name="Rectifier le procès-verbal").click()
    chair.get_by_role("button", name="Relire et recevoir un code").click()
    expect(chair.get_by_role("heading", name="Trois points à corriger")).to_be_visible()
    checked(chair, "rectify-mistakes-1280")
    chair.get_by_label("Motif").fill("Le nom de l’état civil a été mal recopié.")
    first = chair.get_by_role("group", name="Correction", exact=True)
    first.get_by_label("Porte sur").select_option(label="Abalain-Mercier Corentin")
    first.get_by_label("Au lieu de").fill("Non admissible")
    first.get_by_label("Lire").fill("Admissible")
    chair.get_by_role("button", name="Relire et recevoir un code").click()
    expect(chair.locator("main")).to_contain_text("une décision ne se corrige pas ainsi")
    first.get_by_label("Au lieu de").fill("Corentin Abalain-Mercier")
    first.get_by_label("Lire").fill("Corentin Abalain Mercier")
    chair.get_by_role("button", name="Relire et recevoir un code").click()
    expect(chair.get_by_role("heading", name="Procès-verbal rectificatif")).to_be_visible()
    checked(chair, "rectify-sign-1280")
    chair.get_by_label("Code reçu").fill(codes_sent(PRESIDENT)[-1])
    chair.get_by_label("Je signe, avec cette phrase").check()
    chair.get_by_role("button", name="Signer la rectification").dblclick()
    expect(chair.locator("#corrections")).to_contain_text("Procès-verbal rectificatif n°")
    assert Rectification.objects.count() == 1
    checked(chair, "rectified-1280")


def test_the_centre_sees_the_corrections_and_attaches_a_scan(device: Device) -> None:
    clerk = device(SECRETARY.email)
    clerk.get_by_label("Fichier signé").set_input_files(
        {"name": "pv.pdf", "mimeType": "application/pdf", "buffer": b"MZ" * 40}
    )
    clerk.get_by_role("button", name="Joindre ce fichier").click()
    expect(clerk.locator("main")).to_contain_text("Ce fichier n’est ni un PDF")
    checked(clerk, "attach-refused-1280")
    clerk.get_by_label("Fichier signé").set_input_files({"name": "pv.png", "mimeType": "image/png", "buffer": png()})
    clerk.get_by_role("button", name="Joindre ce fichier").click()
    expect(clerk.locator("main")).to_contain_text("Le fichier est joint")
    expect(clerk.locator("main")).to_contain_text(grouped(stored("signed_elsewhere")[0].sha256))
    checked(clerk, "attached-1280")
