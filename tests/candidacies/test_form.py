"""The enrolment form: every error at once, in French, each beside its field."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jurande.candidacies.forms import EnrolmentForm
from jurande.rules.certification import RouteCode
from jurande.rules.enrolment import Through
from jurande.ui.forms import form_errors
from tests.candidacies.filled import filled
from tests.factories import BC01, BC02, ENROLLED_ON, TrainingBodyFactory

pytestmark = pytest.mark.django_db


def form(**changes: Any) -> EnrolmentForm:
    """The form as it is sent, on the day of the enrolments."""
    return EnrolmentForm(filled(**changes), today=ENROLLED_ON)


def test_a_form_well_filled_says_who_enrols() -> None:
    sent = form()
    assert sent.errors == {}
    civil = sent.civil_status()
    assert (civil.birth_name, civil.first_name, civil.sex) == ("Abalain-Mercier", "Corentin", "M")
    assert (civil.born_on, civil.birth_place, civil.birth_insee) == (date(1991, 2, 3), "Quimper", "29232")


def test_a_form_well_filled_says_what_for_and_through_whom() -> None:
    sent = form(used_name="  Le   Goff ", accommodation="Tiers temps")
    assert sent.errors == {}
    application = sent.application()
    assert (application.route, application.blocks) == (RouteCode.CONTINUING, (BC01, BC02))
    assert application.company is not None
    assert (application.company.siret, application.company.name) == ("38273955500011", "Emboutissage Ternois")
    assert (application.through, application.entered_training_on) == (Through.COMPANY, date(2026, 1, 5))
    assert (application.accommodation, sent.civil_status().used_name) == ("Tiers temps", "Le Goff")


def test_a_training_body_may_bring_the_candidate() -> None:
    body = TrainingBodyFactory.create()
    nobody = {"company_name": "", "company_siret": "", "company_city": ""}
    sent = form(training_body=str(body.pk), **nobody)
    assert sent.errors == {}
    assert (sent.application().company, sent.application().through) == (None, Through.TRAINING_BODY)


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"birth_name": ""}, "birth_name", "elle est obligatoire"),
        ({"birth_name": "---"}, "birth_name", "au moins une lettre"),
        ({"birth_name": "Abalain 2"}, "birth_name", "lettres latines"),
        ({"birth_name": "Abalain\nBcc: x@y.test"}, "birth_name", "lettres latines"),
        ({"first_name": "Корентин"}, "first_name", "au moins une lettre"),
        ({"first_name": "Ꜳlix"}, "first_name", "ne savent pas imprimer « Ꜳ »"),
        ({"birth_place": "Bamako (马里)"}, "birth_place", "ne savent pas imprimer « 马 », « 里 »"),
        ({"first_name": "Кorentin"}, "first_name", "lettres latines"),
        ({"first_name": "C" * 61}, "first_name", "60"),
        ({"birth_place": "12"}, "birth_place", "au moins une lettre"),
        ({"sex": "X"}, "sex", "X"),
        ({"born_on": "31/02/1991"}, "born_on", "jour"),
        ({"born_on": "2026-01-12"}, "born_on", "relisez l’année"),
        ({"born_on": "2091-02-03"}, "born_on", "relisez l’année"),
        ({"born_on": "1899-12-31"}, "born_on", "relisez l’année"),
        ({"birth_insee": "2923"}, "birth_insee", "cinq chiffres"),
        ({"birth_insee": "2C001"}, "birth_insee", "cinq chiffres"),
        ({"birth_insee": "٢٩٢٣٢"}, "birth_insee", "cinq chiffres"),
        ({"email": "corentin"}, "email", "adresse"),
        ({"blocks": None}, "blocks", "obligatoire"),
        ({"blocks": ["BC09"]}, "blocks", "BC09"),
        ({"route": "luck"}, "route", "luck"),
        ({"record_code": "RNCP1"}, "record_code", "RNCP1"),
        ({"company_siret": "382 739 555 00012"}, "company_siret", "Ce SIRET n’existe pas"),
        ({"company_siret": "38273955800"}, "company_siret", "Ce SIRET n’existe pas"),
        ({"company_siret": ""}, "company_siret", "ou aucun des deux"),
        ({"company_name": ""}, "company_siret", "ou aucun des deux"),
        ({"tutor_email": "tuteur"}, "tutor_email", "adresse"),
        ({"tutor_name": ""}, "tutor_name", "Nommez le tuteur"),
        ({"accommodation": "x" * 201}, "accommodation", "200"),
        ({"training_body": "nowhere"}, "training_body", "réponse de la liste"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_beside_its_field(changes: dict[str, Any], field: str, says: str) -> None:
    sent = form(**changes)
    assert list(sent.errors) == [field]
    (message,) = sent.errors[field]
    assert says in message


@pytest.mark.parametrize(
    "changes",
    [
        {"birth_name": "D’Angelo"},
        {"birth_name": "O'Brien Nguyễn"},
        {"birth_name": "Cœur-Weiß"},
        {"first_name": "E\N{COMBINING ACUTE ACCENT}va"},
        {"birth_place": "Paris 12e"},
        {"birth_place": "Saint-Denis (La Réunion)"},
        {"birth_insee": "2A004"},
        {"birth_insee": ""},
        {"company_siret": "38273955500011"},
        {"company_siret": "382\N{NO-BREAK SPACE}739\N{NO-BREAK SPACE}555\N{NO-BREAK SPACE}00011"},
        {"born_on": "03/02/1991"},
        {"entered_training_on": ""},
    ],
    ids=str,
)
def test_these_are_welcome(changes: dict[str, Any]) -> None:
    assert form(**changes).errors == {}


def test_every_error_is_said_at_once_in_the_order_of_the_page() -> None:
    sent = form(blocks=None, birth_name="", born_on="jamais", birth_insee="0", company_siret="1", tutor_name="")
    assert [error.label for error in form_errors(sent)] == [
        "Blocs visés",
        "Nom de naissance",
        "Date de naissance",
        "Code INSEE de la commune de naissance",
        "SIRET de l’entreprise",
        "Tuteur ou responsable",
    ]


def test_an_empty_form_that_was_sent_is_not_a_new_form() -> None:
    sent = EnrolmentForm({}, today=ENROLLED_ON)
    assert {"record_code", "route", "blocks", "birth_name", "email"} <= sent.errors.keys()
