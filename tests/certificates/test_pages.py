"""Who reads which paper: the candidate their own, the centre its own, the national level the certificates."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from jurande.certificates.models import BlockStatement, Certificate
from jurande.desk.story.course import at
from jurande.desk.story.people import (
    AUDITOR,
    CORENTIN,
    EVALUATORS,
    JURORS,
    LUCJA,
    MANAGER,
    NATIONAL,
    ONDINE,
    OTHER_SECRETARY,
    SECRETARY,
    TRAINER,
)
from jurande.juries.models import Case
from tests.told import browser_of

PEOPLE = {
    "the candidate": ONDINE.email,
    "another candidate": CORENTIN.email,
    "secretary": SECRETARY.email,
    "manager": MANAGER.email,
    "auditor": AUDITOR.email,
    "national": NATIONAL.email,
    "another centre": OTHER_SECRETARY.email,
    "evaluator": EVALUATORS[0].email,
    "juror": JURORS[0].email,
    "training body": TRAINER.email,
}
CENTRE = {"secretary", "manager", "auditor"}


@pytest.fixture(autouse=True)
def on_the_day_of_the_demo(told: object, settings: Settings) -> None:
    """The story is told; it is the morning of 9 April 2026."""
    settings.JURANDE_NOW = at(date(2026, 4, 9), 9)


def papers() -> dict[str, tuple[str, set[str]]]:
    """Each kind of paper: its address, and who may open it."""
    certificate = Certificate.objects.get(award__person__birth_name="Abalain-Mercier")
    statement = BlockStatement.objects.get(block__person__birth_name="Beaucastel")
    letter = Case.objects.get(candidacy__email=ONDINE.email)
    return {
        "certificate": (
            reverse("certificates:pdf", args=[certificate.pk]),
            {*CENTRE, "national", "another candidate"},
        ),
        "statement": (reverse("certificates:statement_pdf", args=[statement.pk]), {*CENTRE, "the candidate"}),
        "letter": (reverse("certificates:notice_pdf", args=[letter.pk]), {*CENTRE, "the candidate"}),
    }


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("paper", ["certificate", "statement", "letter"])
def test_who_opens_a_paper(who: str, paper: str) -> None:
    address, readers = papers()[paper]
    answer = browser_of(PEOPLE[who]).get(address)
    assert answer.status_code == (200 if who in readers else 404)
    if who in readers:
        assert answer.content.startswith(b"%PDF")
        assert answer.headers["Content-Type"] == "application/pdf"


def test_without_logging_in_nobody_opens_any() -> None:
    for address, _ in papers().values():
        assert Client().get(address).status_code == 302


def test_a_candidates_own_page_gives_the_papers_of_every_candidacy() -> None:
    page = browser_of(LUCJA.email).get(reverse("certificates:mine")).content.decode()
    for words in ("VDB-2020-0001", "VDB-2022-0005", "Certificat VDB-2022-0003", "bloc RNCP28245BC01", "Lettre du"):
        assert words in page
    assert "Abalain" not in page


def test_a_candidate_who_waits_for_a_jury_is_told_where_they_stand() -> None:
    page = browser_of("theo@candidat.demo").get(reverse("certificates:mine")).content.decode()
    assert "À l’ordre du jour" in page
    assert "Vos documents apparaîtront ici après le jury." in page


@pytest.mark.parametrize(
    ("email", "shown"),
    [(SECRETARY.email, 4), (AUDITOR.email, 4), (NATIONAL.email, 4), (OTHER_SECRETARY.email, 0)],
    ids=["secretary", "auditor", "national", "another centre"],
)
def test_the_list_is_the_centres_own(email: str, shown: int) -> None:
    page = browser_of(email).get(reverse("certificates:list")).content.decode()
    assert page.count("Page publique") == shown
    assert ("Retirer ce certificat" in page) == (email == NATIONAL.email)


def test_the_national_level_withdraws_from_the_list() -> None:
    made = Certificate.objects.get(award__person__birth_name="Abalain-Mercier")
    address = reverse("certificates:withdraw", args=[made.pk])
    national = browser_of(NATIONAL.email)
    assert browser_of(SECRETARY.email).post(address, {"reason": "Fraude."}).status_code == 404
    assert "Un retrait se motive" in national.post(address, {"reason": ""}, follow=True).content.decode()
    answer = national.post(address, {"reason": "Fraude."}, follow=True).content.decode()
    assert "Le certificat VDB-2022-0001 est retiré" in answer.replace("\N{NO-BREAK SPACE}", " ")
    assert "a été retiré" in Client().get(reverse("verification:verify", args=[made.code])).content.decode()
    assert national.post(address, {"reason": "Encore."}).status_code == 409
