"""The pages of the national level: organisations and the choices of the authority, each act with its history."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from jurande.accounts.models import Invitation
from jurande.candidacies.models import Candidacy
from jurande.desk.national.kinds import KINDS
from jurande.juries.before.convening import prepare
from jurande.juries.models import JurySession
from jurande.organisations.choices import in_force
from jurande.organisations.models import (
    EmployersOrganisation,
    ExamCentre,
    RegionalCommission,
    Representativity,
    Signatory,
    TrainingBody,
    Union,
)
from jurande.organisations.queries import representative_unions
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from jurande.rules.settings import QUESTIONS, Kept
from tests.candidacies.filled import filled
from tests.factories import (
    CentreFactory,
    SignatoryFactory,
    TrainingBodyFactory,
    UnionFactory,
    at,
    browse,
    member,
)
from tests.pages import summary, text

pytestmark = pytest.mark.django_db

TODAY = date(2026, 4, 9)
CENTRE = {
    "code": "VDB",
    "name": "UIMM Val-de-Braise",
    "address": "4 rue de la Forge",
    "postcode": "57100",
    "city": "Braise-sur-Orne",
    "email": "centre@vdb.test",
    "phone": "02 00 00 00 00",
}
FILLED = {
    "centres": CENTRE,
    "commissions": {"name": "CPREFP de Braise", "email": "cprefp@braise.test"},
    "organismes": {"name": "Atelier-école", "siret": "775 662 026 00019", "city": "Braise-sur-Orne"},
    "syndicats": {"code": "CFE-CGC", "name": "Confédération", "email": "d@cfe.test"},
    "employeurs": {"name": "Groupement", "branch": "temporary_work", "email": "d@g.test", "starts_on": "2026-01-01"},
    "signataires": {"name": "Ghislaine Aubertot", "quality": "Directrice", "starts_on": "2015-01-01"},
}


@pytest.fixture
def national(client: Client, settings: Settings) -> Client:
    """The browser of somebody of the national level, on 9 April 2026."""
    settings.JURANDE_NOW = at(TODAY)
    return browse(client, member(Role.NATIONAL, None))


def url(name: str, *args: object) -> str:
    return reverse(f"organisations:{name}", args=args)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_entered_has_its_page_its_place_in_the_list_and_its_history(national: Client, kind: str) -> None:
    assert "Rien n’est encore enregistré ici." in text(national.get(url("list", kind)))
    made = national.post(url("add", kind), FILLED[kind])
    assert made.status_code == 302
    shown = text(national.get(made.headers["Location"]))
    assert FILLED[kind]["name"] in shown
    assert "Fiche enregistrée" in shown
    assert FILLED[kind]["name"] in text(national.get(url("list", kind)))


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        ("centres", dict.fromkeys(CENTRE, ""), len(CENTRE)),
        ("centres", {"code": "vdb", "postcode": "5710", "email": "centre"}, 3),
        ("organismes", {"name": "", "siret": "775 662 026 00018"}, 2),
        ("syndicats", {"code": "cgt!", "email": ""}, 2),
        ("employeurs", {"branch": "other", "ends_on": "2025-12-31"}, 2),
        ("signataires", {"starts_on": "hier", "quality": ""}, 2),
        ("signataires", {"ends_on": "2014-12-31"}, 1),
    ],
)
def test_all_the_errors_come_back_at_once(national: Client, kind: str, changes: dict[str, str], expected: int) -> None:
    answer = national.post(url("add", kind), FILLED[kind] | changes)
    assert (answer.status_code, len(summary(answer))) == (422, expected)
    assert not KINDS[kind].rows.exists()


def test_a_number_with_a_wrong_key_is_told(national: Client) -> None:
    answer = national.post(url("add", "organismes"), FILLED["organismes"] | {"siret": "77566202600018"})
    [line] = summary(answer)
    assert "Ce SIRET n’est pas valide" in line
    national.post(url("add", "organismes"), FILLED["organismes"])
    assert TrainingBody.objects.get().siret == "77566202600019"


@pytest.mark.parametrize("kind", ["centres", "organismes", "syndicats"])
def test_what_is_there_already_is_told(national: Client, kind: str) -> None:
    national.post(url("add", kind), FILLED[kind])
    assert national.post(url("add", kind), FILLED[kind]).status_code == 422


def test_a_signatory_may_not_stand_beside_another(national: Client) -> None:
    SignatoryFactory.create()
    answer = national.post(url("add", "signataires"), FILLED["signataires"] | {"name": "Rémi Castelnau"})
    assert "Deux signataires de l’autorité" in summary(answer)[0]
    assert Signatory.objects.count() == 1


def test_a_change_keeps_what_was_before_in_the_history_and_never_touches_a_code(national: Client) -> None:
    centre = CentreFactory.create(**CENTRE)
    page = url("one", "centres", centre.pk)
    national.post(page, CENTRE | {"code": "XXX", "phone": "03 00 00 00 00"})
    centre.refresh_from_db()
    assert (centre.code, centre.phone) == ("VDB", "03 00 00 00 00")
    assert "Téléphone : 02 00 00 00 00 → 03 00 00 00 00" in text(national.get(page))
    answer = national.post(page, CENTRE | {"name": "", "postcode": "?"})
    assert (answer.status_code, len(summary(answer))) == (422, 2)


def test_a_centre_chooses_its_regional_commission_and_the_history_says_which(national: Client) -> None:
    commission = RegionalCommission.objects.create(**FILLED["commissions"])
    centre = CentreFactory.create(**CENTRE)
    page = url("one", "centres", centre.pk)
    assert "Commission régionale à choisir" in text(national.get(page))
    assert national.post(page, CENTRE | {"commission": str(commission.pk)}).status_code == 302
    shown = text(national.get(page))
    assert "Commission régionale CPREFP de Braise" in shown
    assert "Commission régionale : rien → CPREFP de Braise" in shown
    assert "UIMM Val-de-Braise" in text(national.get(url("one", "commissions", commission.pk)))
    national.post(page, CENTRE)
    centre.refresh_from_db()
    assert centre.commission is None
    assert "Commission régionale : CPREFP de Braise → rien" in text(national.get(page))


def test_a_commission_neither_closes_nor_ends(national: Client) -> None:
    commission = RegionalCommission.objects.create(**FILLED["commissions"])
    assert "Mettre fin" not in text(national.get(url("one", "commissions", commission.pk)))
    assert national.post(url("end", "commissions", commission.pk), {"on": "2026-05-01"}).status_code == 404


def test_a_union_becomes_representative_then_ceases_to_be(national: Client) -> None:
    union = UnionFactory.create(code="CGT")
    page = url("one", "syndicats", "CGT")
    assert "Non représentative" in text(national.get(page))
    answer = national.post(url("represent", "CGT"), {"starts_on": "2026-01-01"})
    assert (answer.status_code, len(summary(answer))) == (422, 1)
    filled_in = {"starts_on": "2026-01-01", "source": "Arrêté du 2 décembre 2025"}
    assert national.post(url("represent", "CGT"), filled_in).status_code == 302
    assert representative_unions(TODAY) == [union]
    shown = text(national.get(page))
    assert "Depuis le 1er janvier 2026" in shown
    assert "Arrêté du 2 décembre 2025" in shown
    answer = national.post(url("represent", "CGT"), filled_in)
    assert "se recouvrent" in summary(answer)[0]
    period = Representativity.objects.get()
    answer = national.post(url("end_period", period.pk), {"on": "2026-04-08"})
    assert "le passé ne se réécrit pas" in summary(answer)[0]
    national.post(url("end_period", period.pk), {"on": "2026-04-09"})
    assert "du 1er janvier 2026 au 9 avril 2026" in text(national.get(page)).lower()


@pytest.mark.parametrize("kind", ["employeurs", "signataires"])
def test_a_period_is_ended_from_its_page(national: Client, kind: str) -> None:
    row = KINDS[kind].form._meta.model(**FILLED[kind] | {"starts_on": date(2015, 1, 1)})
    row.save()
    answer = national.post(url("end", kind, row.pk), {"on": ""})
    assert (answer.status_code, len(summary(answer))) == (422, 1)
    national.post(url("end", kind, row.pk), {"on": "2026-12-31"})
    shown = text(national.get(url("one", kind, row.pk)))
    assert "du 1er janvier 2015 au 31 décembre 2026" in shown
    assert "Fin de période enregistrée effet au 31 décembre 2026" in shown


def test_a_closed_centre_enrols_nobody_and_opens_no_jury_until_it_opens_again(national: Client) -> None:
    centre = CentreFactory.create()
    secretary = member(Role.SECRETARY, centre)
    assert national.post(url("end", "centres", centre.pk), {"on": "2026-04-09"}).status_code == 302
    answer = browse(Client(), secretary).post(reverse("candidacies:enrol"), filled())
    assert answer.status_code == 422
    assert "est fermé le 9 avril 2026" in summary(answer)[0]
    assert not Candidacy.objects.exists()
    held_on = date(2026, 5, 28)
    with pytest.raises(Refused):
        prepare(
            centre=centre,
            held_on=held_on,
            starts_at=at(held_on).time(),
            place="Salle Vulcain",
            actor=secretary.actor,
            now=at(TODAY),
        )
    assert not JurySession.objects.exists()
    assert "Fermé" in text(national.get(url("list", "centres")))
    national.post(url("reopen", "centres", centre.pk))
    assert browse(Client(), secretary).post(reverse("candidacies:enrol"), filled()).status_code == 302


def test_a_closed_training_body_is_no_longer_offered(national: Client) -> None:
    body = TrainingBodyFactory.create()
    secretary = browse(Client(), member(Role.SECRETARY, CentreFactory.create()))
    assert body.name in secretary.get(reverse("candidacies:enrol")).content.decode()
    national.post(url("end", "organismes", body.pk), {"on": "2026-04-09"})
    assert body.name not in secretary.get(reverse("candidacies:enrol")).content.decode()
    assert body.name not in national.get(reverse("accounts:team")).content.decode()


def test_a_manager_is_invited_from_the_page_of_the_centre(national: Client) -> None:
    centre = CentreFactory.create()
    page = url("one", "centres", centre.pk)
    assert "Ce centre n’a pas de responsable" in text(national.get(page))
    answer = national.post(url("invite_manager", centre.pk), {"name": "", "email": "paul"})
    assert (answer.status_code, len(summary(answer))) == (422, 2)
    national.post(url("invite_manager", centre.pk), {"name": "Paul Riverain", "email": "paul@vdb.test"})
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.centre) == (Role.MANAGER, centre)
    manager = member(Role.MANAGER, centre)
    assert manager.user.name in text(national.get(page))


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("list", ("entreprises",)),
        ("add", ("entreprises",)),
        ("one", ("centres", "made-up")),
        ("one", ("signataires", "made-up")),
        ("one", ("syndicats", "CGT")),
        ("choice", ("made_up",)),
        ("choice", ("certificates_on_example_criteria",)),
    ],
)
def test_what_is_not_there_is_not_found(national: Client, name: str, args: tuple[str, ...]) -> None:
    assert national.get(url(name, *args)).status_code == 404


def test_a_union_is_neither_closed_nor_opened(national: Client) -> None:
    UnionFactory.create(code="CGT")
    for name in ("end", "reopen"):
        assert national.post(url(name, "syndicats", "CGT"), {"on": "2026-04-09"}).status_code == 404


@pytest.mark.parametrize("model", [ExamCentre, Union, EmployersOrganisation], ids=lambda one: one.__name__)
def test_a_list_costs_as_many_queries_however_long(national: Client, model: type) -> None:
    kind = next(one for one in KINDS.values() if one.form._meta.model is model)
    costs: list[int] = []
    for _ in range(2):
        for number in range(30):
            make(kind.name, len(costs) * 30 + number)
        with CaptureQueriesContext(connection) as queries:
            assert "Nom 0" in text(national.get(url("list", kind.name)))
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 7


def make(kind: str, number: int) -> None:
    """One more of a kind, « Nom » and its number."""
    code = f"Z{chr(65 + number // 26)}{chr(65 + number % 26)}"
    named = {"starts_on": TODAY} if kind == "employeurs" else {"code": code}
    KINDS[kind].form._meta.model(name=f"Nom {number}", **named).save()


# The choices ----------------------------------------------------------------------------------


def test_every_question_is_shown_with_its_answer_its_default_and_why(national: Client) -> None:
    shown = text(national.get(url("choices")))
    for question in QUESTIONS.values():
        assert question.asks in shown
        assert question.why in shown.replace("\N{NO-BREAK SPACE}", " ")


def test_a_choice_is_made_for_a_day_to_come_and_the_public_page_follows_on_that_day(
    national: Client, settings: Settings
) -> None:
    page = url("choice", "kept")
    answer = national.post(page, {})
    assert (answer.status_code, len(summary(answer))) == (422, 4)
    made = {"value": "edition", "starts_on": "2026-04-09", "decided_by": "Le groupe technique", "reason": "Avenant."}
    assert "au plus tôt le lendemain" in summary(national.post(page, made))[0]
    assert national.post(page, made | {"starts_on": "2026-05-01"}).status_code == 302
    shown = text(national.get(page))
    assert "à partir du 1er mai 2026" in shown
    assert "Le groupe technique. Avenant." in shown
    assert "Choix de l’autorité enregistré effet au 1er mai 2026" in shown
    assert "à partir du 1er mai 2026" in text(national.get(url("choices")))
    assert (in_force(TODAY).kept, in_force(date(2026, 5, 1)).kept) == (Kept.RECORD, Kept.EDITION)
    record = reverse("catalogue:record", args=["RNCP28245"])
    before = text(Client().get(record))
    settings.JURANDE_NOW = at(date(2026, 5, 1))
    assert text(Client().get(record)) != before


def test_a_choice_is_made_for_one_certification(national: Client, settings: Settings) -> None:
    page = url("choice", "recourse_months")
    made = {"value": "2", "starts_on": "2026-05-01", "decided_by": "Le groupe technique", "reason": "Usage local."}
    assert national.post(page, made | {"record_code": "RNCP1"}).status_code == 422
    assert national.post(page, made | {"record_code": "RNCP28245"}).status_code == 302
    assert "à partir du 1er mai 2026, pour RNCP28245 seulement" in text(national.get(page))
    assert "puis 2 mois, à partir du 1er mai 2026, pour RNCP28245" in text(national.get(url("choices")))
    day = date(2026, 5, 1)
    assert (in_force(day).recourse_months, in_force(day, "RNCP28245").recourse_months) == (3, 2)
    settings.JURANDE_NOW = at(day)
    assert "pour RNCP28245 seulement : 2 mois" in text(national.get(url("choices")))
    assert "2 mois" in text(Client().get(reverse("catalogue:record", args=["RNCP28245"])))


def test_a_number_is_asked_as_a_number(national: Client) -> None:
    page = url("choice", "enrolment_deadline_days")
    made = {"value": "trente", "starts_on": "2026-05-01", "decided_by": "Le groupe technique", "reason": "Avenant."}
    assert "Écrivez un nombre entier" in summary(national.post(page, made))[0]
    national.post(page, made | {"value": "30"})
    national.post(page, made | {"value": "", "starts_on": "2026-06-01"})
    assert in_force(date(2026, 5, 31)).enrolment_deadline_days == 30
    assert in_force(date(2026, 6, 1)).enrolment_deadline_days is None
