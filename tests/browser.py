"""A real browser for the tests: pages at any width and theme, checked by axe, photographed on demand.

A pytest plugin: `tests/conftest.py` names it in `pytest_plugins`. It drives the system's Chromium;
`JURANDE_CHROMIUM` gives its path when it has another name. `JURANDE_SHOTS=1` keeps screenshots in var/shots.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

type Scheme = Literal["light", "dark"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=fr-FR",
)
# WCAG 2.2 AA and axe's own good practices.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SHOTS = Path(__file__).resolve().parents[1] / "var" / "shots"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, started once."""
    path = os.environ.get("JURANDE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.fail(f"No browser ({', '.join(NAMES)}): install Chromium or set JURANDE_CHROMIUM.", pytrace=False)
    # Playwright's synchronous interface keeps an event loop running in the thread of the tests, and Django
    # refuses its database in such a thread unless told that nothing there is concurrent.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


type NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Opens pages: `new_page(width=390, scheme="dark")`, each like another person's browser.

    The test fails at its end if a page broke the content security policy or a script stopped on an error.
    """
    faults: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            faults.append(message.text)

    contexts = []

    def open_page(width: int = 1280, height: int = 900, scheme: Scheme = "light", **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            **options,
        )
        contexts.append(context)
        opened = context.new_page()
        opened.on("console", listen)
        opened.on("pageerror", lambda error: faults.append(str(error)))
        return opened

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """One page, 1280 pixels wide, light theme."""
    return new_page()


def assert_accessible(page: Page) -> None:
    """Fails with every fault that axe finds in the page: rule, what it asks, where."""
    if not page.evaluate("() => 'axe' in window"):  # half a megabyte of script, once a page
        page.evaluate(Axe().axe_script)
    options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": RULES}}
    violations = page.evaluate("options => axe.run(options).then(found => found.violations)", options)
    faults = [
        f"{fault['id']}: {fault['help']}\n    " + "\n    ".join(node["html"] for node in fault["nodes"])
        for fault in violations
    ]
    assert not faults, f"{page.url}\n" + "\n".join(faults)


def assert_fits(page: Page) -> None:
    """Fails when the page scrolls sideways or something sticks out of the window (WCAG 1.4.10): which, and how far.

    What scrolls within a box of its own, and what only a screen reader meets, are where they should be.
    """
    sticking_out = page.evaluate(
        """() => {
            const boxed = (element) => {
                for (let one = element.parentElement; one; one = one.parentElement)
                    if (getComputedStyle(one).overflowX !== "visible") return true;
                return false;
            };
            const out = [...document.body.querySelectorAll("*")].filter((element) => {
                const { left, right, width } = element.getBoundingClientRect();
                return width > 1 && (right > innerWidth + 1 || left < -1) && !boxed(element);
            }).map((element) => `${Math.round(element.getBoundingClientRect().right)} px of ${innerWidth}: `
                + element.outerHTML.slice(0, 120));
            const wide = document.documentElement.scrollWidth;
            return wide > innerWidth ? [`the page is ${wide} px wide in a window of ${innerWidth}`, ...out] : out;
        }"""
    )
    assert not sticking_out, f"{page.url}\n" + "\n".join(sticking_out)


def screenshot(page: Page, name: str) -> None:
    """Keeps the whole page as var/shots/`name`.png, when JURANDE_SHOTS is set."""
    if os.environ.get("JURANDE_SHOTS"):
        SHOTS.mkdir(parents=True, exist_ok=True)
        # Hiding the caret would inject a style, which our policy refuses.
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True, caret="initial")
