"""A member follows the link to the files of their jury: a door, one button, then pages to read and to come back to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from jurande.desk.story.course import at, secretary
from jurande.juries.before import packing
from jurande.juries.models import PackLink
from jurande.ledger.models import Entry
from tests.browser import NewPage, assert_accessible, assert_fits, screenshot
from tests.juries.crowd import crowd
from tests.juries.sessions import the_jury
from tests.told import JURY_DAY

EVE = at(JURY_DAY - timedelta(days=1))


@pytest.fixture
def site(called: object, settings: Settings) -> Iterator[str]:
    """The application served on the eve of a jury of thirty candidates."""
    crowd(the_jury(), range(101, 128))
    settings.JURANDE_NOW = EVE
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_link_opens_by_its_button_only_and_the_back_button_finds_the_files(
    site: str, new_page: NewPage, width: int
) -> None:
    links: list[str] = []

    def link(token: str) -> str:
        links.append(token)
        return token

    packing.send_packs(session=the_jury(), link=link, actor=secretary(), now=EVE)
    page = new_page(width=width)
    page.goto(f"{site}/jurys/dossier/{links[0]}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Jury paritaire du")
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"pack-door-{width}")
    assert not PackLink.objects.filter(opened_at__isnull=False).exists()

    page.get_by_role("button", name="Ouvrir le dossier").dblclick()
    expect(page.locator("#candidats")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    screenshot(page, f"pack-{width}")
    assert Entry.objects.filter(act="jury.pack_open").count() == 1

    page.get_by_role("link", name="Page suivante").click()
    expect(page.locator("main")).to_contain_text("127. Camille Nom127")
    page.go_back()
    expect(page.locator("main")).to_contain_text("1. Corentin")
    page.go_back()
    page.go_forward()
    expect(page.locator("#candidats")).to_be_visible()
    assert Entry.objects.filter(act="jury.pack_open").count() == 1
