"""The gallery of components in a real browser: every width, both themes, on paper, by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests.browser import NewPage, Scheme, assert_accessible, assert_fits, screenshot

pytestmark = pytest.mark.urls("tests.ui.urls")

WIDTHS = (1280, 820, 390, 320)
FRAMES = ("staff", "narrow", "public", "phone")
PAGES = (
    "/accessibilite/",
    "/donnees-personnelles/",
    "/404/",
    "/500/",
    "/refus/",
    "/acte/",
    "/lettres/",
    *(f"/cadres/{name}/" for name in FRAMES),
)
# What a finger must be able to hit; a link inside a sentence is the only exception (DESIGN.md).
CONTROLS = (
    "a.btn, button, summary, .input, .check, .choice label, .brand, .nav a, .tool, .filters a, .files a, "
    ".index a, .foot a, .entry h4 a, .summary a"
)


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    """The gallery is open."""
    settings.JURANDE_DEMO = True


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_gallery_is_accessible_and_fits(new_page: NewPage, site: str, width: int, scheme: Scheme) -> None:
    page = new_page(width=width, scheme=scheme)
    page.goto(f"{site}/galerie/")
    screenshot(page, f"galerie-{width}-{scheme}")
    assert_fits(page)
    assert_accessible(page)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_the_pages_of_the_house_are_accessible_and_fit(
    new_page: NewPage, site: str, address: str, width: int, scheme: Scheme
) -> None:
    page = new_page(width=width, scheme=scheme)
    page.goto(f"{site}{address}")
    screenshot(page, f"{address.strip('/').replace('/', '-')}-{width}-{scheme}")
    assert_fits(page)
    assert_accessible(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_control_can_be_hit_by_a_finger(new_page: NewPage, site: str, width: int) -> None:
    page = new_page(width=width)
    page.goto(f"{site}/galerie/")
    small = page.evaluate(
        """(controls) => [...document.querySelectorAll(controls)]
            .map((element) => [element, element.getBoundingClientRect()])
            .filter(([, box]) => box.width > 0 && (box.height < 43.9 || box.width < 24))
            .map(([element, box]) => `${Math.round(box.height)} px: ${element.outerHTML.slice(0, 90)}`)""",
        CONTROLS,
    )
    assert small == []


def test_wide_text_spacing_loses_nothing(new_page: NewPage, site: str) -> None:
    """WCAG 1.4.12: the spacing that a reader may ask for."""
    page = new_page(width=390, bypass_csp=True)
    page.goto(f"{site}/galerie/")
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: .12em !important; }"
        "* { word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"
    )
    assert_fits(page)


def test_marks_take_the_colours_of_the_page(page: Page, site: str) -> None:
    """The hollow of a full mark is the sheet's colour, which crosses into the sprite's file."""
    page.goto(f"{site}/galerie/")
    mark = page.locator(".mark.ok svg").first
    expect(mark).to_be_visible()
    before = mark.screenshot()
    page.emulate_media(color_scheme="dark")
    assert mark.screenshot() != before


def test_on_paper_navigation_and_buttons_go(page: Page, site: str) -> None:
    page.goto(f"{site}/galerie/")
    page.emulate_media(media="print", color_scheme="dark")
    screenshot(page, "galerie-papier")
    expect(page.locator(".topbar")).to_be_hidden()
    expect(page.locator(".btn").first).to_be_hidden()
    expect(page.locator(".mark").first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(21, 34, 44)", "paper is always light"


def test_the_first_tab_leads_to_the_content(page: Page, site: str) -> None:
    page.goto(f"{site}/accessibilite/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Aller au contenu")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#contenu$"))


def test_the_menu_opens_on_a_narrow_screen(new_page: NewPage, site: str) -> None:
    page = new_page(width=390)
    page.goto(f"{site}/galerie/")
    expect(page.get_by_role("link", name="Jurys")).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="Jurys")).to_be_visible()
    expect(page.get_by_role("link", name="Maëlle Corbineau, mon compte")).to_be_visible()
    screenshot(page, "menu-390")
    assert_accessible(page)


def test_a_form_with_errors_opens_on_their_summary(page: Page, site: str) -> None:
    page.goto(f"{site}/lettres/")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".summary")).to_be_focused()
    page.get_by_role("link", name="Nom").click()
    expect(page.get_by_label("Nom", exact=True)).to_be_focused()
    assert_accessible(page)


def test_a_form_sent_twice_by_a_double_click_leaves_once(page: Page, site: str) -> None:
    page.goto(f"{site}/lettres/")
    submits = """() => {
        const button = document.querySelector("form .btn");
        let sent = 0;
        addEventListener("submit", (event) => { sent += 1; event.preventDefault(); });
        button.form.requestSubmit(button);
        button.form.requestSubmit(button);
        return [sent, button.getAttribute("aria-busy")];
    }"""
    assert page.evaluate(submits) == [1, "true"]
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert page.evaluate("document.querySelector('form .btn').getAttribute('aria-busy')") is None
    assert page.evaluate(submits) == [1, "true"], "shown again, the page can send again"


def test_htmx_is_set_for_a_strict_policy(page: Page, site: str) -> None:
    page.goto(f"{site}/lettres/")
    config = page.evaluate("htmx.config")
    assert (config["includeIndicatorStyles"], config["allowEval"], config["allowScriptTags"]) == (
        False,
        False,
        False,
    )
    assert config["historyCacheSize"] == 0


def test_a_refusal_asked_by_htmx_takes_the_place_of_the_page(page: Page, site: str) -> None:
    page.goto(f"{site}/lettres/")
    page.evaluate("htmx.ajax('GET', '/refus/', 'form')")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cet acte n’est pas possible.")
    expect(page.locator("main")).to_have_count(1)
    expect(page.get_by_role("link", name="Revenir à la page précédente")).to_have_attribute("href", f"{site}/lettres/")
