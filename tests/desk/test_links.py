"""No link is shown that its reader cannot open: each role of the story follows every one it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client, override_settings
from lxml import html
from pytest_django import DjangoDbBlocker

from jurande.candidacies.models import Candidacy
from jurande.desk.story.course import at
from jurande.organisations.models import TrainingBody
from tests.database import Template
from tests.permission_table import ADDRESSES, NOBODY
from tests.told import DEMO, browser_of, told_template

__all__ = ["told_template"]

# How far from the home page: its links, theirs (a list, then what it lists), and what those lead to.
FAR = 3
PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(scope="module")
def demo(told_template: Template, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The whole story, on the day of its jury; its training body follows one evaluation and one holder."""
    now = at(date(2026, 4, 9), 14, 30)
    fixed = override_settings(**DEMO, JURANDE_NOW=now, STORAGES=settings.STORAGES | PLAIN)
    with django_db_blocker.unblock(), told_template.copied(), fixed:
        followed = Candidacy.objects.filter(person__birth_name__in=("Kerviel-Adjovi", "Abalain-Mercier"))
        followed.update(training_body=TrainingBody.objects.get())
        yield


def links(content: bytes, page: str) -> set[str]:
    """The addresses of this site that a page leads to, without their fragments."""
    shown = [one.get("href", "") for one in html.document_fromstring(content).iter("a")]
    found = {urljoin(page, one).partition("#")[0] for one in shown}
    return {one for one in found if not urlsplit(one).netloc and not urlsplit(one).scheme}


def walk(client: Client) -> dict[str, tuple[int, str]]:
    """Every address reached from the home page: its answer, and the page that led there."""
    seen: dict[str, tuple[int, str]] = {}
    edge = {"/": "the brand"}
    for _ in range(FAR + 1):
        ahead: dict[str, str] = {}
        for address, shown_on in edge.items():
            answer = client.get(address, follow=True)
            seen[address] = (answer.status_code, shown_on)
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                ahead |= dict.fromkeys(links(answer.content, address), address)
        edge = {address: page for address, page in ahead.items() if address not in seen}
    return seen


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("who", sorted(set(ADDRESSES) - {NOBODY}))
def test_every_link_shown_opens(who: str) -> None:
    seen = walk(browser_of(ADDRESSES[who]))
    assert len(seen) > 5
    closed = [f"{address} ({status}), shown on {page}" for address, (status, page) in seen.items() if status != 200]
    assert not closed, "\n".join(closed)
