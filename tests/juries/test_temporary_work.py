"""« En tant que de besoin »: a member of the temporary-work branch sits where somebody says why, and it is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django import Settings

from jurande.desk.story import people
from jurande.desk.story.course import at
from jurande.juries.models import Juror, Member
from jurande.ledger.models import Entry
from jurande.organisations.models import EmployersOrganisation
from jurande.rules.rulebook import Side
from tests.juries.sessions import extra_seat, the_jury
from tests.pages import text
from tests.told import JURY_DAY, browser_of
from tests.writes import refused

pytestmark = pytest.mark.usefixtures("called")
NEED = "Deux candidats sont intérimaires."
ASKED = "Écrivez pourquoi ce jury a besoin d’un membre du travail temporaire."


@pytest.fixture(autouse=True)
def on_the_eve(settings: Settings) -> None:
    """The day before the jury."""
    settings.JURANDE_NOW = at(JURY_DAY - timedelta(days=1))


def typed(**given: str) -> dict[str, str]:
    """The form of a seat for somebody new, of the temporary-work branch."""
    return {
        "side": "employers",
        "name": "Dražen Kovačić",
        "email": "kovacic@interim.demo",
        "organisation": "Intérim Braise",
        "employers": str(EmployersOrganisation.objects.get(branch="temporary_work").pk),
        "temporary_work": "on",
        "qualified": "on",
    } | given


def from_the_directory() -> dict[str, str]:
    """The form of a seat for somebody of the directory, of that branch."""
    juror = Juror.objects.create(
        centre=the_jury().centre, name="Dražen Kovačić", email="kovacic@interim.demo", side=Side.EMPLOYERS.value,
        employers=EmployersOrganisation.objects.get(branch="temporary_work"), organisation="Intérim Braise",
        temporary_work=True,
    )  # fmt: skip
    return {"juror": str(juror.pk)}


def test_without_a_need_nobody_of_that_branch_is_designated() -> None:
    with refused("jury.temporary_work_need"):
        extra_seat("Dražen Kovačić", temporary_work=True, need="  ")
    assert not Member.objects.filter(name="Dražen Kovačić").exists()


def test_the_need_is_kept_with_the_designation_and_others_have_none() -> None:
    extra_seat("Dražen Kovačić", temporary_work=True, need=NEED)
    extra_seat("Rachid Benameur", votes=False)
    branch, other = (
        Entry.objects.filter(act="jury.compose", detail__content__member_name=name).latest("sequence")
        for name in ("Dražen Kovačić", "Rachid Benameur")
    )
    assert branch.detail.content["reason"] == f"Travail temporaire : {NEED}"
    assert "reason" not in other.detail.content


@pytest.mark.parametrize("known", [False, True], ids=["somebody new", "somebody of the directory"])
def test_the_page_asks_for_it_then_shows_it_in_the_history(known: bool) -> None:
    browser, address = browser_of(people.SECRETARY.email), reverse("juries:designate", args=[the_jury().pk])
    form = from_the_directory() if known else typed()
    answer = browser.post(address, form)
    assert answer.status_code == 422
    assert ASKED in text(answer)
    answer = browser.post(address, form | {"need": NEED}, follow=True)
    assert "Dražen Kovačić est dans le jury." in text(answer)
    assert f"Travail temporaire : {NEED}" in text(answer)
