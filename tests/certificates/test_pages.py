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
from jurande.ledger.models import Entry
from jurande.messages.models import Message
from jurande.register.models import BlockAward
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


def test_a_candidate_reads_what_they_apply_for_and_what_the_tutor_saw_in_the_words_of_the_record() -> None:
    page = browser_of(LUCJA.email).get(reverse("certificates:mine")).content.decode()
    assert "<b>Bloc 1</b>" in page
    assert page.count("Opérateur(trice) polyvalent d’équipe autonome") == 2, "once a candidacy"
    assert '<b class="code">C10</b> Etablir un plan d’action simple avec une méthode structurée' in page


def test_a_candidate_who_waits_for_a_jury_is_told_where_they_stand() -> None:
    page = browser_of("theo@candidat.demo").get(reverse("certificates:mine")).content.decode()
    assert "À l’ordre du jour" in page
    assert "Vos documents apparaîtront ici après le jury." in page


@pytest.mark.parametrize(
    ("email", "shown"),
    [(SECRETARY.email, 4), (AUDITOR.email, 4), (NATIONAL.email, 0), (OTHER_SECRETARY.email, 0)],
    ids=["secretary", "auditor", "the national level, which has no list", "another centre"],
)
def test_the_list_is_the_centres_own(email: str, shown: int) -> None:
    page = browser_of(email).get(reverse("certificates:list")).content.decode()
    assert page.count("Page publique") == shown
    assert "Retirer ce certificat" not in page


@pytest.mark.parametrize("by", ["number", "code"])
def test_the_national_level_finds_one_certificate_by_what_names_it_and_that_is_recorded(by: str) -> None:
    made = Certificate.objects.get(award__person__birth_name="Abalain-Mercier")
    national, address = browser_of(NATIONAL.email), reverse("certificates:list")
    assert "Abalain" not in national.get(address).content.decode()
    for nothing in ("Abalain", "VDB", "VDB-2022-0099"):
        answer = national.post(address, {"words": nothing})
        assert answer.status_code == 422
        assert "Aucun certificat ne porte ce numéro" in answer.content.decode()
    words = made.number.lower() if by == "number" else made.code.replace("-", " ").lower()
    found = national.post(address, {"words": words})
    assert found.headers["Location"] == reverse("certificates:one", args=[made.pk])
    page = national.get(found.headers["Location"]).content.decode()
    assert "Corentin Abalain-Mercier" in page
    assert "Certificat consulté par le niveau national" in page
    assert Entry.objects.filter(act="certificate.consult", subject=made.ref).count() == 1


def test_the_holder_is_told_that_their_certificate_waits_and_where_to_enter() -> None:
    made = Certificate.objects.get(award__person__birth_name="Abalain-Mercier")
    message = Message.objects.get(key=f"certificate:{made.pk}")
    assert message.recipient == CORENTIN.email
    assert made.number in message.body
    assert "/compte/login/code/" in message.body


def test_the_page_of_a_certificate_shows_its_history_to_its_centre() -> None:
    made = Certificate.objects.get(award__person__birth_name="Abalain-Mercier")
    page = browser_of(SECRETARY.email).get(reverse("certificates:one", args=[made.pk])).content.decode()
    for words in ("Certification délivrée", "Certificat établi", "RNCP28245BC01"):
        assert words in page
    assert "Retirer ce certificat" not in page
    assert browser_of(OTHER_SECRETARY.email).get(reverse("certificates:one", args=[made.pk])).status_code == 404


def test_the_national_level_withdraws_from_the_list() -> None:
    made = Certificate.objects.get(award__person__birth_name="Abalain-Mercier")
    address = reverse("certificates:withdraw", args=[made.pk])
    national = browser_of(NATIONAL.email)
    assert browser_of(SECRETARY.email).post(address, {"reason": "Fraude."}).status_code == 404
    taken_back = {"reason": "Fraude.", "heard_on": "2022-06-01"}
    assert "elle est obligatoire" in national.post(address, {"reason": ""}).content.decode()
    answer = national.post(address, taken_back | {"blocks": ["RNCP28245BC02"]}, follow=True).content.decode()
    blocks = BlockAward.objects.filter(person=made.award.person_id)
    assert {one.block_code: one.withdrawn_on for one in blocks} == {
        "RNCP28245BC01": None,
        "RNCP28245BC02": date(2026, 4, 9),
    }
    assert "Le certificat VDB-2022-0001 est retiré" in answer.replace("\N{NO-BREAK SPACE}", " ")
    assert "a été retiré" in Client().get(reverse("verification:verify", args=[made.code])).content.decode()
    assert national.post(address, taken_back).status_code == 409
