"""Every page of the house, as the people of the demo's story see it: accessible, and at ease at every width."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from jurande.accounts.models import User
from jurande.candidacies.models import Candidacy
from jurande.certificates.models import Certificate
from jurande.desk.story import telling
from jurande.evaluations.models import Grid
from jurande.juries.models import Case, JurySession
from jurande.rules.lifecycles import Grid as GridState
from jurande.rules.lifecycles import Session as SessionState
from tests.browser import NewPage, assert_accessible, assert_fits, screenshot
from tests.database import Template
from tests.journeys.site import Site
from tests.told import DEMO


@pytest.fixture(scope="module")
def told(
    template: Template, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The server of the demo, on the day of its jury."""
    with django_db_blocker.unblock(), template.copied() as name:
        with override_settings(**DEMO):
            telling.tell()
        running = Site(template.server.url(name, "jurande_app"), tmp_path_factory.mktemp("demo"))
        running.at("2026-04-09T14:30")
        yield running
        running.stop()


def pages() -> dict[str, tuple[str, str]]:
    """Pages by name: who opens them (an address, or nobody), and where they are."""
    secretary, president, evaluator = "secretariat@vdb.demo", "presidente@jury.demo", "evaluateur@vdb.demo"
    sitting = JurySession.objects.get(state=SessionState.DELIBERATING.value)
    closed = JurySession.objects.filter(state=SessionState.CLOSED.value).order_by("-held_on")[0]
    nadege = Candidacy.objects.get(person__birth_name="Kerviel-Adjovi")
    enrolled = Candidacy.objects.get(state="enrolled")
    grid = Grid.objects.filter(candidacy=nadege, state=GridState.OPEN.value)[0]
    certificate = Certificate.objects.all()[0]
    return {
        "accueil": (secretary, reverse("desk:home")),
        "candidatures": (secretary, reverse("candidacies:list")),
        "candidatures-vide": (secretary, reverse("candidacies:list") + "?q=personne-de-ce-nom"),
        "inscrire": (secretary, reverse("candidacies:enrol")),
        "candidature": (secretary, reverse("desk:candidacy", args=[nadege.pk])),
        "modalites": (secretary, reverse("evaluations:plan", args=[enrolled.pk])),
        "evaluations": (evaluator, reverse("evaluations:list")),
        "grille": (evaluator, reverse("evaluations:grid", args=[grid.pk])),
        "jurys": (secretary, reverse("juries:list")),
        "ouvrir-jury": (secretary, reverse("juries:prepare")),
        "empechements": (secretary, reverse("juries:bars", args=[Case.objects.filter(session=sitting)[0].pk])),
        "salle": (president, reverse("juries:room", args=[sitting.pk])),
        "salle-close": (president, reverse("juries:room", args=[closed.pk])),
        "certificats": (secretary, reverse("certificates:list")),
        "declarations": (secretary, reverse("declarations:list")),
        "declarations-national": ("national@branche.demo", reverse("declarations:list")),
        "equipe": ("responsable@vdb.demo", reverse("accounts:team")),
        "compte": (secretary, reverse("accounts:me")),
        "mon-dossier": ("corentin@candidat.demo", reverse("certificates:mine")),
        "verification": ("", reverse("verification:verify", args=[certificate.code])),
        "verifier": ("", reverse("verification:search")),
        "inconnu": ("", reverse("verification:verify", args=["0000-0000-0000"])),
        "fiche": ("", reverse("catalogue:record", args=["RNCP28245"])),
        "connexion": ("", reverse("account_login")),
        "introuvable": (secretary, "/nulle-part/"),
    }


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_page_is_accessible_and_fits(told: Site, new_page: NewPage, width: int, scheme: str) -> None:
    """axe finds nothing and nothing sticks out, on a desk by day and on a phone at night."""
    faults = []
    for name, (address, path) in pages().items():
        page = new_page(width=width, scheme=scheme)
        if address:
            told.enter(page, User.objects.get(email=address))
        page.goto(told.address + path)
        screenshot(page, f"{name}-{width}-{scheme}")
        for check in (assert_accessible, assert_fits):
            try:
                check(page)
            except AssertionError as fault:
                faults.append(f"{name}: {fault}")
        page.close()
    assert not faults, "\n\n".join(faults)


def test_a_document_of_the_demo_is_in_the_ledger(told: Site, tmp_path: Path) -> None:
    """The head printed in a certificate is found in its chain, and the whole ledger holds."""
    file = tmp_path / "certificate.pdf"
    file.write_bytes(bytes(Certificate.objects.all()[0].document.content))
    verified = told.verify_ledger("--document", str(file))
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert told.verify_ledger().returncode == 0
