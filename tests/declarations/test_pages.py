"""The pages of the declaration: the centre's and the national level's."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from jurande.declarations import views
from jurande.declarations.models import Declaration, DeclarationFile
from jurande.desk.story.course import at
from jurande.desk.story.people import AUDITOR, MEHDI, NATIONAL, OTHER_SECRETARY, SECRETARY
from jurande.register.models import Award, Person
from tests.pages import Page
from tests.told import browser_of

LIST = reverse("declarations:list")
EXPORT = reverse("declarations:export")


@pytest.fixture(autouse=True)
def on_the_day_of_the_demo(told: object, settings: Settings) -> None:
    """The story is told; it is the morning of 9 April 2026."""
    settings.JURANDE_NOW = at(date(2026, 4, 9), 9)


def waiting() -> Declaration:
    """The one of Mehdi, awarded in January."""
    return Declaration.objects.get(state="to_prepare")


def said(answer: Page) -> str:
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def page(client: Client, address: str = LIST) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return said(answer)


def prepare() -> tuple[int, str]:
    """The secretary prepares the one that waits: the status of the answer, and what it says."""
    address = reverse("declarations:prepare", args=[waiting().pk])
    answer = browser_of(SECRETARY.email).post(address, {"identity_source": "passport"}, follow=True)
    return answer.status_code, said(answer)


NIR = "n’a pas de place pour le numéro de sécurité sociale (NIR)"


def test_both_pages_say_why_the_number_of_social_security_is_not_there() -> None:
    client = browser_of(SECRETARY.email)
    assert NIR in page(client)
    assert NIR in page(client, reverse("declarations:one", args=[waiting().pk]))


def test_a_centre_sees_its_own_and_what_remains_to_do() -> None:
    shown = page(browser_of(SECRETARY.email))
    assert shown.count("Exportée") == 3
    assert "15 avril 2026" in shown
    assert f'Préparer<span class="sr"> la déclaration de {MEHDI.civil.first_name}' in shown
    assert "Rien à déclarer" in page(browser_of(OTHER_SECRETARY.email))
    shown = page(browser_of(AUDITOR.email))
    assert "À préparer" in shown
    assert "Préparer<span" not in shown


def test_preparing_shows_what_the_rule_says_and_asks_for_a_paper() -> None:
    client, address = browser_of(SECRETARY.email), reverse("declarations:prepare", args=[waiting().pk])
    shown = page(client, reverse("declarations:one", args=[waiting().pk]))
    assert "La déclaration est à envoyer au plus tard le 15 avril 2026." in shown
    assert "Le titulaire peut se prévaloir de l’enregistrement au RNCP." in shown
    assert client.post(address, {"identity_source": ""}).status_code == 422
    for stranger in (OTHER_SECRETARY, AUDITOR, NATIONAL):
        assert browser_of(stranger.email).post(address).status_code == 404
    _, shown = prepare()
    assert "le niveau national peut l’exporter" in shown
    assert not Declaration.objects.filter(state="to_prepare").exists()


def test_missing_data_comes_back_on_the_page() -> None:
    Person.objects.filter(birth_name=MEHDI.civil.birth_name).update(sex="")
    status, shown = prepare()
    assert status == 422
    assert "Complétez les données obligatoires : sexe." in shown


def test_the_national_level_sees_what_centres_prepared_and_exports_it() -> None:
    national = browser_of(NATIONAL.email)
    shown = page(national)
    assert shown.count("Exportée") == 3
    assert MEHDI.civil.birth_name not in shown
    assert "Exporter" not in shown
    prepare()
    assert "Exporter 1 déclaration prête" in page(national)
    answer = national.post(EXPORT, follow=True)
    file = DeclarationFile.objects.latest("exported_at")
    assert f"Le fichier {file.flow} est écrit, avec 1 déclaration(s)." in said(answer)
    download = reverse("declarations:download", args=[file.pk])
    assert download in page(national)
    answer = national.get(download)
    assert answer.headers["Content-Type"] == "application/xml"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{file.flow}.xml"'
    assert MEHDI.civil.birth_name in answer.content.decode()
    for stranger in (SECRETARY, AUDITOR):
        assert browser_of(stranger.email).get(download).status_code == 404
        assert browser_of(stranger.email).post(EXPORT).status_code == 404


def test_nothing_to_export_is_told_and_nothing_is_written() -> None:
    answer = browser_of(NATIONAL.email).post(EXPORT)
    assert answer.status_code == 409
    assert "Aucune déclaration n’est prête : les centres les préparent d’abord." in said(answer)
    assert DeclarationFile.objects.count() == 1


def test_an_invalid_file_shows_every_problem(settings: Settings) -> None:
    prepare()
    settings.JURANDE_CDC_CERTIFIER = "BAD"
    Person.objects.filter(birth_name=MEHDI.civil.birth_name).update(first_name=" Mehdi")
    answer = browser_of(NATIONAL.email).post(EXPORT)
    assert answer.status_code == 422
    shown = said(answer)
    assert "Aucun fichier n’est écrit." in shown
    assert shown.count("<li>en-tête du fichier") + shown.count("<li>passage n° 1") == 2
    assert "Exporter 1 déclaration prête" in shown
    assert DeclarationFile.objects.count() == 1


def test_a_version_that_cannot_be_written_is_told_in_a_sentence(settings: Settings) -> None:
    prepare()
    settings.JURANDE_CDC_SCHEMA = "1.1.5"
    answer = browser_of(NATIONAL.email).post(EXPORT)
    assert answer.status_code == 422
    assert "Le format 1.1.5 ne peut pas être produit, car son schéma officiel n’a pas été vu." in said(answer)


def test_a_certificate_withdrawn_after_the_preparation_stays_out_of_the_file() -> None:
    prepare()
    Award.objects.filter(person__birth_name=MEHDI.civil.birth_name).update(withdrawn_on=date(2026, 4, 9))
    national = browser_of(NATIONAL.email)
    shown = page(national)
    assert "Certificat retiré" in shown
    assert "Exporter" not in shown
    assert national.post(EXPORT).status_code == 409


def test_a_certificate_still_to_be_printed_does_not_break_the_page() -> None:
    award = waiting().award
    award.certificate.delete()
    Award.objects.filter(pk=award.pk).update(documented_at=None)
    assert "en préparation" in page(browser_of(SECRETARY.email))


def test_a_wrong_preparation_is_taken_back_with_its_reason_and_made_again() -> None:
    declaration, secretary = waiting(), browser_of(SECRETARY.email)
    address = reverse("declarations:one", args=[declaration.pk])
    rework = reverse("declarations:rework", args=[declaration.pk])
    prepare()
    assert "Reprendre la préparation" in page(secretary, address)
    answer = secretary.post(rework, {"reason": ""})
    assert answer.status_code == 422
    assert "Motif de la reprise" in said(answer)
    answer = secretary.post(rework, {"reason": "Passeport d’une homonyme."}, follow=True)
    assert "vérifiez de nouveau l’identité" in said(answer)
    declaration.refresh_from_db()
    assert (declaration.state, declaration.identity_source, declaration.identity_checked_on) == ("to_prepare", "", None)
    shown = page(secretary, address)
    assert "Passeport d’une homonyme." in shown
    assert "Je réponds de cette identité" in shown
    assert prepare()[0] == 200


def test_an_exported_declaration_is_not_taken_back() -> None:
    exported = Declaration.objects.filter(state="exported")[0]
    secretary = browser_of(SECRETARY.email)
    assert "Reprendre la préparation" not in page(secretary, reverse("declarations:one", args=[exported.pk]))
    answer = secretary.post(reverse("declarations:rework", args=[exported.pk]), {"reason": "Trop tard."})
    assert answer.status_code == 422
    assert "n’est plus ou pas encore possible" in said(answer)
    exported.refresh_from_db()
    assert exported.state == "exported"


def test_the_page_of_a_declaration_tells_its_history_to_its_readers() -> None:
    exported = Declaration.objects.filter(state="exported")[0]
    address = reverse("declarations:one", args=[exported.pk])
    for reader in (SECRETARY, AUDITOR, NATIONAL):
        shown = page(browser_of(reader.email), address)
        for line in (
            "Déclaration à faire",
            "Déclaration préparée, identité vérifiée",
            "Fichier de déclaration exporté",
        ):
            assert line in shown
        assert "Je réponds de cette identité" not in shown
        assert "Fait obstacle" not in shown
    assert browser_of(OTHER_SECRETARY.email).get(address).status_code == 404
    assert browser_of(NATIONAL.email).get(reverse("declarations:one", args=[waiting().pk])).status_code == 404


def test_a_long_list_is_cut_into_pages_what_is_to_do_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PAGE", 2)
    first = page(browser_of(SECRETARY.email))
    assert "Page 1 sur 2" in first
    assert first.index(MEHDI.civil.birth_name) < first.index("Exportée")
    assert page(browser_of(SECRETARY.email), f"{LIST}?page=2").count("Exportée") == 2
