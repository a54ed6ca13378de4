"""The acts that the page of one candidacy offers: the summary, the opinion, an evaluation opened again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from jurande.candidacies.models import Candidacy
from jurande.catalogue.record_file import load
from jurande.evaluations import opinions
from jurande.organisations.models import ExamCentre
from jurande.rules.certification import RouteCode
from jurande.rules.lifecycles import Role
from jurande.rules.summary import OpinionValue
from tests.factories import (
    BC01,
    BC02,
    EVALUATED_ON,
    PLANNED_ON,
    RECORD,
    CentreFactory,
    CivilStatusFactory,
    TrainingBodyFactory,
    answer_capacity,
    asked,
    at,
    browse,
    enrolled,
    evaluated,
    fill,
    fresh,
    give_opinions,
    grid_of,
    keeper,
    member,
    planned,
    sign_all,
    summarised,
)
from tests.pages import text, tree

pytestmark = pytest.mark.django_db

READY = "Complète : le récapitulatif peut être établi"
NOT_READY = "Pas encore présentable au jury"


@pytest.fixture(autouse=True)
def evaluation_day(settings: Settings) -> None:
    """The evening of the evaluation."""
    settings.JURANDE_NOW = at(EVALUATED_ON, 18)


@pytest.fixture
def centre() -> ExamCentre:
    """The centre that examines."""
    return CentreFactory.create(code="VDB")


@pytest.fixture
def secretary(client: Client, centre: ExamCentre) -> Client:
    """The secretary's browser."""
    return browse(client, member(Role.SECRETARY, centre))


def page(client: Client, candidacy: Candidacy) -> Any:
    """The page of the candidacy."""
    return client.get(reverse("desk:candidacy", args=[candidacy.pk]))


def may_summarise(response: Any, candidacy: Candidacy) -> bool:
    """Whether the page has the button « Établir le récapitulatif »."""
    action = reverse("evaluations:summarise", args=[candidacy.pk])
    return bool(tree(response).xpath(f"//form[@action='{action}']//button"))


# The summary.


@pytest.mark.parametrize("failed", [(), ("C10",), ("C1", "C8")], ids=["all acquired", "one is not", "two are not"])
def test_the_summary_is_offered_whatever_the_commission_concluded(
    secretary: Client, centre: ExamCentre, failed: tuple[str, ...]
) -> None:
    candidacy = evaluated(centre, failed=failed)
    response = page(secretary, candidacy)
    assert may_summarise(response, candidacy)
    assert READY in text(response)
    assert not tree(response).xpath("//section[@aria-labelledby='manque']")
    secretary.post(reverse("evaluations:summarise", args=[candidacy.pk]))
    assert "Prête pour un jury" in text(page(secretary, candidacy))


def test_an_unsigned_grid_keeps_the_summary_and_is_said(secretary: Client, centre: ExamCentre) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    give_opinions(candidacy)
    fill(candidacy)
    response = page(secretary, candidacy)
    assert not may_summarise(response, candidacy)
    assert NOT_READY in text(response)
    assert "La grille du bloc 2 n’est pas signée par toute la commission : faites-la signer." in text(response)
    sign_all(candidacy)
    assert may_summarise(page(secretary, candidacy), candidacy)


def test_a_block_not_acquired_is_no_obstacle_beside_one_that_is_not_evaluated(
    secretary: Client, centre: ExamCentre
) -> None:
    candidacy = planned(centre)
    give_opinions(candidacy)
    for one in ("C8", "C9", "C10", "C11", "C12"):
        answer_one(candidacy, one)
    [panel] = tree(page(secretary, candidacy)).xpath("//section[@aria-labelledby='manque']")
    said = " ".join(panel.text_content().split())
    assert "à évaluer : C1, C2" in said
    assert "non acquises" not in said


def answer_one(candidacy: Candidacy, code: str) -> None:
    """A capacity of block 2 that is not acquired."""
    answer_capacity(grid_of(candidacy, BC02), load(RECORD).certification.capacity(code), acquired=False)


# What an earlier jury kept.


def test_a_capacity_kept_is_told_with_its_jury_and_its_centre(secretary: Client, centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    keeper(civil, CentreFactory.create(code="TRF"), "C8", "C9")
    candidacy = enrolled(centre, civil=civil)
    [line, *others] = [
        " ".join(cell.text_content().split())
        for cell in tree(page(secretary, candidacy)).xpath("//td[@class='res'][contains(., 'Conservée')]")
    ]
    assert line == "Conservée jury du 20 juin 2024, UIMM TRF"
    assert len(others) == 1
    assert "Évaluations0 sur 10" in text(page(secretary, candidacy))


# The company's opinion.


def give(candidacy: Candidacy) -> None:
    """The tutor writes sentences."""
    _, token = asked(candidacy, BC02)
    seen = [opinions.Seen(capacity="C9", seen="not_yet", remark="N’a mené aucun audit seul.")]
    opinions.give(
        token=token,
        given=opinions.Given(
            value=OpinionValue.RESERVED, quality="line_manager", comment="Très sérieux.", answers=seen
        ),
        now=at(PLANNED_ON, 18),
    )


def test_the_sentences_of_the_tutor_are_read_by_the_centre(secretary: Client, centre: ExamCentre) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    give(candidacy)
    [section] = tree(page(secretary, candidacy)).xpath("//section[@aria-labelledby='avis']")
    said = " ".join(section.text_content().split())
    assert "réservé, Pascal Gaudry-Ménard (responsable hiérarchique)" in said
    assert re.search(r"C9 \w.+N’a mené aucun audit seul\.Pas encore", said), "its words, then the remark"
    assert "Très sérieux." in said


def test_the_candidate_reads_them_too_as_the_tutor_was_told(client: Client, centre: ExamCentre) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    give(candidacy)
    user = fresh(candidacy).user
    assert user
    client.force_login(user)
    said = text(client.get(reverse("certificates:mine")))
    assert "N’a mené aucun audit seul." in said
    assert "Très sérieux." in said


def test_a_training_body_does_not_read_them(client: Client, centre: ExamCentre) -> None:
    body = TrainingBodyFactory.create()
    candidacy = planned(centre, blocks=(BC02,), training_body=body)
    give(candidacy)
    browse(client, member(Role.TRAINING_BODY, None, training_body=body))
    response = page(client, candidacy)
    assert response.status_code == 200
    assert "audit seul" not in text(response)


def test_a_wrong_tutor_is_replaced_from_the_page(secretary: Client, centre: ExamCentre) -> None:
    candidacy = planned(centre, blocks=(BC02,))
    _, former = asked(candidacy, BC02)
    action = reverse("evaluations:ask_opinion", args=[candidacy.pk])
    [form] = tree(page(secretary, candidacy)).xpath(f"//form[@action='{action}']")
    names = set(form.xpath(".//input/@name"))
    assert {"block_code", "expected_on", "tutor_name", "tutor_email"} <= names
    sent = {"block_code": BC02, "expected_on": "2026-03-30", "tutor_name": "Nadine", "tutor_email": "n@ternois.test"}
    secretary.post(action, sent)
    assert fresh(candidacy).tutor_email == "n@ternois.test"
    replaced = opinions.open_request(former)
    assert replaced
    assert replaced.state == "revoked"


# Opened again.


def test_what_may_be_opened_again_is_offered_and_the_versions_are_listed(secretary: Client, centre: ExamCentre) -> None:
    candidacy = summarised(centre)
    action = reverse("evaluations:reopen", args=[candidacy.pk])
    [form] = tree(page(secretary, candidacy)).xpath(f"//form[@action='{action}']")
    assert form.xpath(".//input[@name='blocks']/@value") == [BC01, BC02]
    assert form.xpath(".//input[@name='opinions']/@value") == [BC01, BC02]
    secretary.post(action, {"blocks": [BC02], "reason": "Erreur de saisie."})
    said = text(page(secretary, candidacy))
    assert "Grille, bloc 2, version 2Ouverte" in said
    assert "Grille, bloc 2, version 1Remplacée" in said


def test_nothing_to_open_again_is_no_form(secretary: Client, centre: ExamCentre) -> None:
    candidacy = planned(centre)
    assert not tree(page(secretary, candidacy)).xpath("//*[@name='reason'][contains(@id, 'reopen')]")


def test_a_vae_without_its_commission_says_so(secretary: Client, centre: ExamCentre) -> None:
    candidacy = enrolled(centre, vae=True, tutor_name="", tutor_email="")
    assert candidacy.route == RouteCode.VAE
    assert NOT_READY in text(page(secretary, candidacy))
