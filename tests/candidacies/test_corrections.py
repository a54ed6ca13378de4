"""Correcting what was typed: the civil status for all centres, the contact for one candidacy."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from jurande.accounts.models import Grant, User
from jurande.candidacies.corrections import correct_contact, correct_identity
from jurande.candidacies.models import Candidacy
from jurande.ledger.actors import Actor
from jurande.ledger.models import Entry
from jurande.messages.models import Message
from jurande.organisations.models import ExamCentre
from jurande.register.people import CivilStatus
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from tests.factories import (
    ENROLLED_ON,
    CentreFactory,
    CivilStatusFactory,
    at,
    browse,
    enrolled,
    fresh,
    member,
    secretary_of,
)
from tests.pages import summary, text, value
from tests.writes import acts_on, last_entry, refused

pytestmark = pytest.mark.django_db
LATER = at(ENROLLED_ON + timedelta(days=3))


@pytest.fixture
def centre() -> ExamCentre:
    """The centre of the secretary."""
    return CentreFactory.create(code="VDB")


@pytest.fixture
def candidacy(centre: ExamCentre) -> Candidacy:
    """Somebody whose first name was typed wrong."""
    return enrolled(centre, civil=CivilStatusFactory.build(first_name="Lucia"), email="lucia@courriel.test")


def corrected(candidacy: Candidacy, role: Role = Role.SECRETARY, reason: str = "Pièce revue.", **changes: Any) -> None:
    """The secretary corrects the civil status."""
    actor = replace(secretary_of(candidacy.centre), role=role)
    civil = replace(CivilStatus.of(candidacy.person), **changes)
    correct_identity(candidacy=candidacy, civil=civil, reason=reason, actor=actor, now=LATER)


def moved(candidacy: Candidacy, email: str, phone: str = "", reason: str = "Faute de frappe.") -> Candidacy:
    """The secretary corrects the contact."""
    actor: Actor = secretary_of(candidacy.centre)
    return correct_contact(candidacy=candidacy, email=email, phone=phone, reason=reason, actor=actor, now=LATER)


# The civil status ---------------------------------------------------------------------------


def test_a_correction_changes_the_person_and_what_they_are_found_and_sorted_by(candidacy: Candidacy) -> None:
    corrected(candidacy, first_name="Łucja", used_name="Éthève")
    person = fresh(candidacy).person
    assert str(person) == "Łucja Éthève"
    assert person.sort_key == "etheve lucja"
    assert person.identity_key == CivilStatus.of(person).identity_key
    assert User.objects.get(email="lucia@courriel.test").name == "Łucja Éthève"


def test_it_is_an_entry_of_the_candidacy_that_names_fields_and_keeps_what_they_held_apart(candidacy: Candidacy) -> None:
    corrected(candidacy, first_name="Łucja", reason="Carte d’identité vue.")
    entry = last_entry(candidacy.ref)
    assert (entry.act, entry.recorded_at) == ("register.correct", LATER)
    assert entry.data == {"person": candidacy.person.ref, "fields": ["first_name"]}
    assert "Lucia" not in str(entry.content())
    details = entry.detail.content
    assert details["reason"] == "Carte d’identité vue."
    assert (details["before_first_name"], details["after_first_name"]) == ("Lucia", "Łucja")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"reason": " ", "first_name": "Łucja"}, "register.reason", id="without a reason"),
        pytest.param({}, "register.same", id="nothing changes"),
        pytest.param({"role": Role.AUDITOR, "first_name": "Łucja"}, "candidacy.role", id="by an auditor"),
    ],
)
def test_these_corrections_are_refused(candidacy: Candidacy, changes: dict[str, Any], code: str) -> None:
    with refused(code):
        corrected(candidacy, **changes)


def test_nobody_becomes_somebody_else_of_the_register(candidacy: Candidacy, centre: ExamCentre) -> None:
    other = CivilStatus.of(enrolled(CentreFactory.create()).person)
    with refused("register.other_person"):
        corrected(candidacy, first_name=other.first_name, born_on=other.born_on)


def test_the_page_says_that_another_centre_is_reached_and_not_which(
    client: Client, candidacy: Candidacy, centre: ExamCentre, settings: Settings
) -> None:
    settings.JURANDE_NOW = LATER
    browse(client, member(Role.SECRETARY, centre))
    page = client.get(reverse("candidacies:correct_identity", args=[candidacy.pk]))
    assert "un autre centre" not in text(page)
    assert "déjà établi ne change pas" in text(page)
    Candidacy.objects.filter(pk=candidacy.pk).update(state="abandoned")
    elsewhere = enrolled(CentreFactory.create(), civil=CivilStatus.of(candidacy.person), email="lucia@courriel.test")
    page = client.get(reverse("candidacies:correct_identity", args=[candidacy.pk]))
    assert "un dossier dans un autre centre" in text(page)
    assert elsewhere.centre.name not in page.content.decode()


def test_the_page_corrects_and_comes_back_with_every_error(
    client: Client, candidacy: Candidacy, centre: ExamCentre, settings: Settings
) -> None:
    settings.JURANDE_NOW = LATER
    browse(client, member(Role.SECRETARY, centre))
    address = reverse("candidacies:correct_identity", args=[candidacy.pk])
    page = client.get(address)
    assert value(page, "first_name") == "Lucia"
    person = candidacy.person
    typed = {
        "birth_name": person.birth_name,
        "first_name": "Łucja",
        "sex": "F",
        "born_on": person.born_on.isoformat(),
        "birth_place": "Metz",
        "birth_insee": "57463",
        "birth_country": "France",
    }
    wrong = client.post(address, typed)
    assert wrong.status_code == 422
    assert summary(wrong) == ["Motif de la correction : Donnez une réponse ici : elle est obligatoire."]
    done = client.post(address, typed | {"reason": "Faute de frappe."}, follow=True)
    assert "L’état civil est corrigé." in text(done)
    assert fresh(candidacy).person.first_name == "Łucja"


# The contact --------------------------------------------------------------------------------


def test_a_new_address_opens_the_file_and_the_former_no_longer_does(candidacy: Candidacy) -> None:
    former = User.objects.get(email="lucia@courriel.test")
    after = moved(candidacy, "lucja@courriel.test")
    assert (after.email, after.user) == ("lucja@courriel.test", User.objects.get(email="lucja@courriel.test"))
    grants = {one.user: one.until for one in Grant.objects.filter(subject=candidacy.ref)}
    assert grants == {former: LATER, after.user: None}
    message = Message.objects.get(recipient="lucja@courriel.test")
    assert "/compte/login/code/" in message.body


def test_a_telephone_alone_moves_nobody(candidacy: Candidacy) -> None:
    moved(candidacy, candidacy.email, "06 00 00 00 00")
    assert fresh(candidacy).phone == "06 00 00 00 00"
    assert Message.objects.count() == 1, "that of the enrolment"
    assert last_entry(candidacy.ref).data == {"fields": ["phone"]}


def test_its_entry_keeps_the_addresses_apart(candidacy: Candidacy) -> None:
    moved(candidacy, "lucja@courriel.test")
    entry = last_entry(candidacy.ref)
    assert entry.act == "candidacy.contact"
    assert "courriel" not in str(entry.content())
    assert entry.detail.content["after_email"] == "lucja@courriel.test"
    assert acts_on(candidacy.ref) == ["candidacy.enrol", "candidacy.contact"]


def test_the_address_of_another_candidate_is_refused(candidacy: Candidacy) -> None:
    other = enrolled(email="autre@courriel.test")
    with refused("enrolment.email"):
        moved(candidacy, other.email.upper())


@pytest.mark.parametrize(
    ("contact", "code"),
    [
        pytest.param({"email": "lucja@courriel.test", "reason": " "}, "candidacy.reason", id="without a reason"),
        pytest.param({"email": "lucia@courriel.test"}, "candidacy.same", id="nothing changes"),
    ],
)
def test_these_contacts_are_refused(candidacy: Candidacy, contact: dict[str, str], code: str) -> None:
    secretary_of(candidacy.centre)
    with refused(code):
        moved(candidacy, **contact)


def test_the_page_of_the_contact_corrects_and_says_who_is_told(
    client: Client, candidacy: Candidacy, centre: ExamCentre, settings: Settings
) -> None:
    settings.JURANDE_NOW = LATER
    browse(client, member(Role.SECRETARY, centre))
    address = reverse("candidacies:correct_contact", args=[candidacy.pk])
    assert value(client.get(address), "email") == "lucia@courriel.test"
    done = client.post(address, {"email": "lucja@courriel.test", "phone": "", "reason": "Faute."}, follow=True)
    assert "Un message part à lucja@courriel.test" in text(done)
    assert "lucja@courriel.test" in text(done), "the page shows it"


# Told at the enrolment ----------------------------------------------------------------------


def test_what_differs_from_the_register_is_asked_about_and_never_dropped(centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    Candidacy.objects.filter(pk=enrolled(CentreFactory.create(), civil=civil).pk).update(state="abandoned")
    typed = replace(civil, used_name="Éthève", second_name="Ewa", birth_name="WISNIEWSKA MOREL")
    with pytest.raises(Refused) as caught:
        enrolled(centre, civil=typed)
    (reason,) = caught.value.decision.obstacles
    assert reason.code == "enrolment.identity"
    assert "« nom d’usage », « deuxième prénom »" in reason.text
    assert "Morel" not in reason.text, "what the register holds is not told"
    assert Entry.objects.filter(act="register.check", chain_id="centre:VDB").count() == 1
    kept = enrolled(centre, civil=typed, keep_known=True)
    assert last_entry(kept.ref).data["kept_known"] == ["used_name", "second_name"]
    assert kept.person.used_name == ""


def test_capitals_without_accents_are_no_difference_and_accents_are(centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build(birth_name="Ait-Brahim", first_name="Mehdi")
    Candidacy.objects.filter(pk=enrolled(centre, civil=civil).pk).update(state="abandoned")
    with pytest.raises(Refused) as caught:
        enrolled(centre, civil=replace(civil, birth_name="Aït-Brahim"))
    assert "« nom de naissance »" in caught.value.decision.obstacles[0].text
    assert enrolled(centre, civil=replace(civil, birth_name="AIT BRAHIM")).person.birth_name == "Ait-Brahim"
