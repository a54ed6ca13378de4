"""The pages of the house itself: information, errors, refusals."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html
from pytest_django import Settings

pytestmark = pytest.mark.urls("tests.ui.urls")

ERRORS = {
    "/400/": (400, "Cette demande n’a pas été comprise."),
    "/403/": (403, "Cette page ne vous est pas ouverte."),
    "/404/": (404, "Cette page est introuvable."),
    "/500/": (500, "La page n’a pas pu être préparée."),
    "/expire/": (403, "Ce formulaire n’est plus valable."),
}


@pytest.fixture
def visitor() -> Client:
    """Somebody who is not logged in, and sees what a person would see of an error."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "ui:accessibility",
            ("WCAG", "Pas encore auditée par un organisme extérieur", "Défenseur des droits"),
        ),
        ("ui:personal_data", ("L6113-8", "CNIL", "24&nbsp;mois")),
    ],
)
def test_an_information_page_is_open_to_all_and_says_what_it_must(
    visitor: Client, name: str, words: tuple[str, ...]
) -> None:
    response = visitor.get(reverse(name))
    assert response.status_code == 200
    for word in words:
        assert word in response.text


@pytest.mark.parametrize("address", ERRORS)
def test_an_error_page_says_what_happened_and_what_to_do(visitor: Client, address: str) -> None:
    status, heading = ERRORS[address]
    response = visitor.get(address)
    assert response.status_code == status
    assert html.document_fromstring(response.text).findtext(".//h1", "").strip() == heading
    assert "Aller à la page d’accueil" in response.text


def test_an_error_page_does_not_repeat_what_went_wrong_inside(visitor: Client) -> None:
    for address in ERRORS:
        for inside in ("unreadable", "closed", "nowhere", "broken", "CSRF"):
            assert inside not in visitor.get(address).text


def test_every_page_leads_to_accessibility_and_personal_data(visitor: Client) -> None:
    for address in ("/accessibilite/", "/lettres/", "/404/", "/500/"):
        page = visitor.get(address).text
        assert 'href="/accessibilite/"' in page
        assert 'href="/donnees-personnelles/"' in page


def test_a_refused_act_shows_every_reason_with_its_source(visitor: Client) -> None:
    response = visitor.post("/refus/")
    assert response.status_code == 409
    assert "Plusieurs règles s’y opposent." in response.text
    assert "Rien n’a été enregistré" in response.text
    for words in ("saisies 12\u00a0jours avant le jury", "L’avis de l’entreprise manque", "art.\u00a055.2"):
        assert words in response.text
    assert "Les deux délégations ont quatre voix chacune." in response.text


@pytest.mark.parametrize(
    ("referer", "expected"),
    [
        ("http://testserver/jurys/7/", "http://testserver/jurys/7/"),
        ("https://ailleurs.example/piege", "/"),
        ("", "/"),
    ],
    ids=["the page of this site", "never another site", "none"],
)
def test_a_refusal_leads_back_to_the_page_it_came_from(visitor: Client, referer: str, expected: str) -> None:
    response = visitor.post("/refus/", headers={"referer": referer})
    assert f'href="{expected}">Revenir à la page précédente' in response.text


def test_a_refusal_to_htmx_takes_the_place_of_the_page(visitor: Client) -> None:
    response = visitor.post("/refus/", headers={"hx-request": "true"})
    assert response.status_code == 409
    assert response.headers["HX-Retarget"] == response.headers["HX-Reselect"] == "#contenu"


def test_another_exception_is_not_a_refusal(visitor: Client) -> None:
    assert visitor.post("/500/").status_code == 500


def test_an_address_that_only_takes_a_form_says_so_when_it_is_opened(visitor: Client) -> None:
    response = visitor.get("/acte/")
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    page = html.document_fromstring(response.text)
    assert page.findtext(".//h1", "").strip() == "Cette adresse n’est pas une page."
    assert "Cette adresse reçoit un formulaire\u00a0: elle ne s’ouvre pas." in response.text
    assert [link.get("href") for link in page.iterfind(".//main//a")] == ["/"]


@pytest.mark.parametrize(
    ("referer", "expected"),
    [
        ("http://testserver/jurys/7/?c=2", ["http://testserver/jurys/7/?c=2", "/"]),
        ("http://testserver/acte/", ["/"]),
        ("http://testserver/acte/?again=1", ["/"]),
        ("https://ailleurs.example/piege", ["/"]),
    ],
    ids=["the page of this site", "never itself", "nor itself, asked otherwise", "never another site"],
)
def test_that_page_leads_back_and_home(visitor: Client, referer: str, expected: list[str]) -> None:
    page = html.document_fromstring(visitor.get("/acte/", headers={"referer": referer}).text)
    assert [link.get("href") for link in page.iterfind(".//main//a")] == expected


@pytest.mark.parametrize(
    ("method", "address", "headers"),
    [
        ("post", "/lecture/", {}),
        ("put", "/acte/", {}),
        ("head", "/acte/", {}),
        ("get", "/acte/", {"accept": "application/json"}),
        ("get", "/acte/", {"accept": "application/pdf"}),
    ],
    ids=["a form sent to a page", "another method", "head", "for JSON", "for a PDF"],
)
def test_whoever_reads_no_page_is_answered_405_alone(
    visitor: Client, method: str, address: str, headers: dict[str, str]
) -> None:
    response = getattr(visitor, method)(address, headers=headers)
    assert (response.status_code, response.content) == (405, b"")
    assert response.headers["Allow"]


def test_an_answer_that_says_why_it_takes_no_such_method_is_left_as_it_is(visitor: Client) -> None:
    response = visitor.get("/machine/")
    assert response.json() == {"error": "method"}
    assert response.headers["Content-Type"] == "application/json"


def test_a_message_is_shown_once_as_a_notice(visitor: Client) -> None:
    page = visitor.post("/lettres/", {"name": "Astruc"}).text
    assert "La lettre est partie." in page
    assert 'class="notice ok"' in page
    assert "La lettre est partie." not in visitor.get("/lettres/").text


def test_the_title_of_a_page_says_that_something_is_to_correct(visitor: Client) -> None:
    assert "<title>Lettres — Jurande</title>" in visitor.get("/lettres/").text
    assert "<title>Erreur&nbsp;: Lettres — Jurande</title>" in visitor.post("/lettres/", {"name": ""}).text


@pytest.mark.parametrize(("debug", "demo", "status"), [(False, False, 404), (True, False, 200), (False, True, 200)])
def test_the_gallery_is_open_in_development_and_demos_only(
    visitor: Client, settings: Settings, debug: bool, demo: bool, status: int
) -> None:
    settings.DEBUG = debug
    settings.JURANDE_DEMO = demo
    assert visitor.get(reverse("ui:gallery")).status_code == status
