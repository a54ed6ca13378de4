"""A page that comes back with mistakes says so in its title, from whichever of its sections it was sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from lxml import html
from pytest_django import Settings

from jurande.desk.story.course import secretary
from jurande.desk.story.people import MANAGER, NATIONAL, ONDINE, SECRETARY
from jurande.juries.after import recourse, transmission
from jurande.juries.models import JurySession
from jurande.rules.lifecycles import Role
from tests.juries.sessions import ASTRUC, PRESIDENT, case_of, close_as_proposed, member, the_jury
from tests.juries.signatures import LATER, ask
from tests.pages import Page
from tests.told import acting, browser_of

MANAGEMENT = {"c-TOTAL_FORMS": "5", "c-INITIAL_FORMS": "0", "c-MIN_NUM_FORMS": "1", "c-MAX_NUM_FORMS": "5"}


@pytest.fixture
def closed(called: object, settings: Settings) -> JurySession:
    """The jury of `called`, closed, in the evening."""
    close_as_proposed()
    settings.JURANDE_NOW = LATER
    return the_jury()


def title(answer: Page) -> str:
    return str(html.document_fromstring(answer.content.decode()).xpath("string(//title)"))


def nothing(session: JurySession) -> str:
    return str(session.pk)


def a_code(session: JurySession) -> str:
    ask(ASTRUC)
    return str(session.pk)


def a_file(session: JurySession) -> str:
    file = transmission.send(session=session, actor=secretary(), now=LATER)
    transmission.receive(transmission=file, actor=acting(NATIONAL, Role.NATIONAL), now=LATER)
    return str(file.pk)


def a_remark(session: JurySession) -> str:
    a_file(session)
    file = session.transmission
    transmission.remark(transmission=file, text="Et ?", actor=acting(NATIONAL, Role.NATIONAL), now=LATER)
    return str(session.pk)


def a_case(_: JurySession) -> str:
    return str(case_of(ONDINE).pk)


def a_recourse(_: JurySession) -> str:
    grounds, day = "Une grille manque.", LATER.date()
    made = recourse.lodge(case=case_of(ONDINE), received_on=day, grounds=grounds, actor=secretary(), now=LATER)
    return str(made.pk)


@pytest.mark.parametrize(
    ("who", "page", "before"),
    [
        (ASTRUC, "sign", a_code),
        (PRESIDENT, "finish_signing", nothing),
        (SECRETARY.email, "attach_signed", nothing),
        (SECRETARY.email, "answer", a_remark),
        (SECRETARY.email, "complete", nothing),
        (SECRETARY.email, "lodge_recourse", a_case),
        (MANAGER.email, "answer_recourse", a_recourse),
        (PRESIDENT, "rectify", nothing),
        (PRESIDENT, "sign_rectification", nothing),
        (NATIONAL.email, "remark", a_file),
    ],
)
def test_the_title_says_that_something_is_to_correct(
    closed: JurySession, who: str, page: str, before: Callable[[JurySession], str]
) -> None:
    address = reverse(f"juries:{page}", args=[before(closed)])
    browser = browser_of(who if "@" in who else member(who).email)
    answer = browser.post(address, MANAGEMENT)
    assert answer.status_code == 422
    assert title(answer).startswith("Erreur\u00a0: ")


def test_the_title_says_nothing_while_there_is_no_mistake(closed: JurySession) -> None:
    page = browser_of(SECRETARY.email).get(reverse("juries:after", args=[closed.pk]))
    assert title(page).startswith("Suites du jury")
