"""Every page of the house, as the people of the demo's story see it: accessible, and at ease at every width.

The pages are those of the permission table, so that a new one is looked at without anybody thinking of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from jurande.accounts.models import User
from jurande.certificates.models import Certificate
from tests.browser import NewPage, Scheme, assert_accessible, assert_fits, screenshot
from tests.database import Template
from tests.journeys.site import Site
from tests.permission_story import Story
from tests.permission_table import (
    ADDRESSES,
    AUDITOR,
    CANDIDATE,
    EVALUATOR,
    INVITED,
    JUROR,
    LOST,
    MANAGER,
    NATIONAL,
    NOT_ADMITTED,
    PACKED,
    PRESIDENT,
    SECRETARY,
    TABLE,
    TRAINER,
    TUTOR,
    VISITOR,
    Row,
)
from tests.told import DEMO, told_template

__all__ = ["told_template"]

WIDTHS = (1280, 390)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
# Of those who may open a page, the one whose page shows most.
FIRST = (
    MANAGER,
    SECRETARY,
    NATIONAL,
    EVALUATOR,
    PRESIDENT,
    CANDIDATE,
    NOT_ADMITTED,
    TUTOR,
    INVITED,
    PACKED,
    LOST,
    VISITOR,
)
# What is no page: files, data, and the poll of a room.
NO_PAGE = {
    *("desk:document", "certificates:pdf", "certificates:statement_pdf", "certificates:notice_pdf"),
    *("certificates:credential", "declarations:download", "catalogue:record_json", "juries:version"),
    *("juries:sheet", "juries:spreadsheet"),
    *("certificates:recourse_answer_pdf", "certificates:fraud_letter"),
    "mfa_login_webauthn",
}


@dataclass(frozen=True)
class Shown:
    """A page of the table as somebody opens it, with what its address is given after."""

    row: Row
    who: str
    more: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.row.name, self.row.on, self.more, f"({self.who})")))


HOME = next(row for row in TABLE if row.name == "desk:home")
ROOM = next(row for row in TABLE if row.name == "juries:room")
LIST = next(row for row in TABLE if row.name == "candidacies:list")
UNKNOWN = Row("verification:verify", "unknown code")
SHOWN = [
    *(
        Shown(row, next(who for who in FIRST if who in row.get[200]))
        for row in TABLE
        if 200 in row.get and row.name not in NO_PAGE
    ),
    # Pages that are another for each role, or have a state of their own.
    *(Shown(HOME, who) for who in (SECRETARY, AUDITOR, NATIONAL, EVALUATOR, JUROR, TRAINER)),
    *(Shown(ROOM, who) for who in (SECRETARY, PRESIDENT)),
    Shown(LIST, SECRETARY, "?q=personne-de-ce-nom"),
    Shown(LIST, SECRETARY, "nulle-part/"),
    Shown(UNKNOWN, VISITOR),
]


@pytest.fixture(scope="module")
def told(
    told_template: Template, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Site, Story]]:
    """The server of the demo, on the day of its jury."""
    with django_db_blocker.unblock(), told_template.copied() as name:
        with override_settings(**DEMO):
            story = Story()
        story.objects["unknown code"] = "0000-0000-0000"
        running = Site(told_template.server.url(name, "jurande_app"), tmp_path_factory.mktemp("demo"))
        running.at("2026-04-09T14:30")
        yield running, story
        running.stop()


@pytest.mark.parametrize("shown", SHOWN, ids=str)
def test_a_page_is_accessible_and_fits_by_day_and_by_night(
    told: tuple[Site, Story], new_page: NewPage, shown: Shown
) -> None:
    """axe finds nothing and nothing sticks out, on a desk and on a phone, light and dark."""
    site, story = told
    page = new_page(width=WIDTHS[0], reduced_motion="reduce")
    if shown.who in ADDRESSES:
        site.enter(page, User.objects.get(email=ADDRESSES[shown.who]))
    page.goto(site.address + story.address(shown.row, shown.who) + shown.more)
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            screenshot(page, f"{shown}-{width}-{scheme}".replace("/", "-").replace(":", "-").replace(" ", "-"))
            for check in (assert_accessible, assert_fits) if scheme == SCHEMES[0] else (assert_accessible,):
                try:
                    check(page)
                except AssertionError as fault:
                    faults.append(f"{width} {scheme}: {fault}")
    assert not faults, "\n\n".join(faults)


def test_a_document_of_the_demo_is_in_the_ledger(told: tuple[Site, Story], tmp_path: Path) -> None:
    """The head printed in a certificate is found in its chain, and the whole ledger holds."""
    site, _ = told
    file = tmp_path / "certificate.pdf"
    file.write_bytes(bytes(Certificate.objects.all()[0].document.content))
    verified = site.verify_ledger("--document", str(file))
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert site.verify_ledger().returncode == 0
