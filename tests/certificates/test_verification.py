"""The public answer to a code: valid, withdrawn or unknown, and nothing more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from jurande.certificates.actions import issue_waiting
from jurande.certificates.models import Certificate
from jurande.certificates.withdrawing import withdraw
from jurande.desk.story import telling
from jurande.desk.story.course import at
from jurande.desk.story.people import NATIONAL
from jurande.rules.lifecycles import Role
from tests.certificates.register import EVENING, an_award
from tests.told import acting

WITHDRAWN_ON = date(2023, 2, 1)


@pytest.fixture(autouse=True)
def house(db: None, settings: Settings) -> None:
    """The organisations of the story; the clock stands after everything."""
    telling.settle()
    settings.JURANDE_NOW = at(date(2026, 4, 9), 9)


def issued(*, rncp_claim: bool = True) -> Certificate:
    award = an_award("Abalain-Mercier", rncp_claim=rncp_claim)
    issue_waiting(now=EVENING)
    return award.certificate


def said(path: str, status: int = 200) -> str:
    answer = Client().get(path)
    assert answer.status_code == status
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def address(code: str) -> str:
    return reverse("verification:verify", args=[code])


def test_a_certificate_in_force_is_told_with_its_holder() -> None:
    page = said(address(issued().code))
    for words in (
        "Ce certificat est authentique.",
        "Camille Abalain-Mercier",
        "16 juin 2022",
        "oui, fiche RNCP 28245",
        "L’enregistrement au Répertoire national a pris fin le 21 avril 2022",
        "UIMM Val-de-Braise",
        "sans limite",
        "C12",
    ):
        assert words in page


def test_without_the_claim_it_is_the_branchs_certificate() -> None:
    page = said(address(issued(rncp_claim=False).code))
    assert "C’est un certificat de la branche." in page
    assert "oui, fiche" not in page


@pytest.mark.parametrize("state", ["valid", "withdrawn"])
def test_no_page_shows_a_birth_nor_a_result(state: str) -> None:
    made = issued()
    if state == "withdrawn":
        take_back(made)
    page = said(address(made.code))
    for secret in ("1991", "3 février", "Quimper", "29232", made.number, "Fraude", "acquise"):
        assert secret not in page


def take_back(made: Certificate) -> None:
    withdraw(
        certificate=made,
        blocks=(),
        withdrawn_on=WITHDRAWN_ON,
        heard_on=WITHDRAWN_ON,
        reason="Fraude au dossier.",
        actor=acting(NATIONAL, Role.NATIONAL),
        now=at(WITHDRAWN_ON),
    )


def test_a_withdrawn_certificate_says_so_and_since_when_and_no_more() -> None:
    made = issued()
    take_back(made)
    page = said(address(made.code))
    assert "Ce certificat a été retiré." in page
    assert "1er février 2023" in page.replace("<sup>er</sup>", "er")
    assert "Abalain" not in page
    assert "authentique" not in page


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("0000-0000-0000", "Ce code est bien formé, mais il n’est pas au registre."),
        ("0000-0000-0001", "Ce code ne peut pas exister"),
        ("BONJOUR", "Ce code ne peut pas exister"),
        ("é%00<script>", "Ce code ne peut pas exister"),
    ],
    ids=["nobody's", "one sign wrong", "a word", "anything"],
)
def test_an_unknown_code_answers_404_and_accuses_nobody(code: str, sentence: str) -> None:
    page = said(address(code), 404)
    assert sentence in page
    assert "Ce n’est pas la preuve d’une fraude" in page
    assert "<script>" not in page.replace("<script src", "")


@pytest.mark.parametrize(
    "typed",
    [str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("-", ""), lambda code: f" {code}. "],
    ids=["lower case", "spaces", "in one word", "with a full stop"],
)
def test_a_code_typed_otherwise_leads_to_its_one_address(typed: Callable[[str], str]) -> None:
    code = issued().code
    answer = Client().get(address(typed(code)))
    assert (answer.status_code, answer.headers["Location"]) == (301, address(code))
    answer = Client().get(reverse("verification:search"), {"code": typed(code)})
    assert (answer.status_code, answer.headers["Location"]) == (302, address(code))


def test_letters_that_are_misread_are_read_as_they_were_printed() -> None:
    code = issued().code
    misread = code.replace("0", "O").replace("1", "l")
    answer = Client().get(address(misread))
    assert misread == code or answer.headers["Location"] == address(code)


@pytest.mark.parametrize("typed", ["", "x" * 41], ids=["nothing", "far too long"])
def test_a_search_that_is_not_a_code_stays_where_it_is(typed: str) -> None:
    page = said(f"{reverse('verification:search')}?code={typed}")
    assert "Vérifier un certificat" in page


def test_nobody_keeps_a_copy_of_the_answer() -> None:
    assert "no-store" in Client().get(address(issued().code)).headers["Cache-Control"]


def test_the_page_is_only_read() -> None:
    assert Client().post(address(issued().code)).status_code == 405
