"""A VAE before its enrolment: requested, instructed, declared; silence counted from the complete file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from jurande.candidacies.admissibility import (
    Instruction,
    declare,
    file_validation,
    instruct,
    request_vae,
    standing,
)
from jurande.candidacies.models import Candidacy, VaeRequest
from jurande.messages.models import Message
from jurande.organisations.models import ExamCentre
from jurande.rules.admissibility import AdmissibilityOutcome, Ruling
from jurande.rules.certification import RouteCode
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Role
from tests.candidacies.filled import filled
from tests.factories import (
    BC01,
    BC02,
    ApplicationFactory,
    CentreFactory,
    CivilStatusFactory,
    at,
    browse,
    fresh,
    member,
    secretary_of,
)
from tests.pages import summary, text, tree
from tests.writes import acts_on, last_entry, nothing_written, refused

pytestmark = pytest.mark.django_db

FILED, COMPLETE = date(2026, 1, 12), date(2026, 1, 31)
DECIDE_BY, SILENCE = date(2026, 3, 31), date(2026, 4, 1)


@pytest.fixture
def centre() -> ExamCentre:
    """The centre where the VAE is requested."""
    return CentreFactory.create(code="VDB")


def requested(
    centre: ExamCentre, *, civil: Any = None, filed_on: date = FILED, initial: bool = False, **application: Any
) -> Candidacy:
    """The secretary enters a request of VAE."""
    asked = {"route": RouteCode.VAE, "company": None, "entered_training_on": None} | application
    return request_vae(
        centre=centre,
        civil=civil or CivilStatusFactory.build(),
        application=ApplicationFactory.build(**asked),
        filed_on=filed_on,
        in_initial_training=initial,
        actor=secretary_of(centre),
        now=at(FILED, 15),
    )


def act(candidacy: Candidacy, on: date, **given: Any) -> VaeRequest:
    """The secretary records what was done, on that day."""
    instruction = Instruction(**({"complete_on": COMPLETE} | given))
    return instruct(candidacy=candidacy, given=instruction, actor=secretary_of(candidacy.centre), now=at(on))


def decided(candidacy: Candidacy, on: date) -> AdmissibilityOutcome:
    """The secretary declares what the rule says, on that day."""
    return declare(candidacy=candidacy, actor=secretary_of(candidacy.centre), now=at(on)).outcome


# Requested.


def test_a_request_is_a_candidacy_that_waits_for_its_recevabilite(centre: ExamCentre) -> None:
    candidacy = requested(centre)
    assert (candidacy.state, candidacy.route, candidacy.user) == (State.REQUESTED, RouteCode.VAE, None)
    assert candidacy.vae_request.filed_on == FILED
    assert acts_on(candidacy.ref) == ["candidacy.request"]
    assert standing(candidacy.vae_request, on=FILED).outcome is AdmissibilityOutcome.INCOMPLETE
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"initial": True}, ["admissibility.initial_training"]),
        ({"filed_on": FILED + timedelta(days=1)}, ["admissibility.filed_on"]),
        ({"filed_on": date(2023, 12, 31)}, ["admissibility.activity", "admissibility.filed_on"]),
        ({"blocks": ("BC99",), "initial": True}, ["enrolment.blocks_known", "admissibility.initial_training"]),
    ],
    ids=["initial training", "tomorrow", "before the reform", "every reason"],
)
def test_what_cannot_be_filed_is_said_with_every_reason(
    centre: ExamCentre, changes: dict[str, Any], codes: list[str]
) -> None:
    secretary_of(centre)
    with refused(*codes):
        requested(centre, **changes)


def test_a_second_request_for_the_certification_waits_for_the_next_year(centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    first = requested(centre, civil=civil)
    Candidacy.objects.filter(pk=first.pk).update(state=State.REJECTED.value)
    with refused("admissibility.same_certification"):
        requested(centre, civil=civil)


def test_a_request_about_a_block_does_not_count(centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    first = requested(centre, civil=civil, blocks=(BC02,))
    Candidacy.objects.filter(pk=first.pk).update(state=State.REJECTED.value)
    assert requested(centre, civil=civil, blocks=(BC01, BC02)).state == State.REQUESTED


# Instructed and declared.


def test_a_decision_notified_in_time_enrols_from_its_day(centre: ExamCentre) -> None:
    candidacy = requested(centre)
    decided_on, notified_on = date(2026, 3, 10), date(2026, 3, 12)
    act(candidacy, notified_on, decision=Ruling.ADMISSIBLE, decided_on=decided_on, notified_on=notified_on)
    assert decided(candidacy, date(2026, 3, 13)) is AdmissibilityOutcome.ADMISSIBLE
    enrolled = fresh(candidacy)
    assert (enrolled.state, enrolled.admissible_on) == (State.ENROLLED, decided_on)
    assert enrolled.enrolled_on == date(2026, 3, 13)
    assert enrolled.user
    assert acts_on(candidacy.ref)[-1] == "candidacy.admit"
    assert last_entry(candidacy.ref).effective_on == decided_on


def test_silence_enrols_from_the_day_after_the_last_whenever_it_is_entered(centre: ExamCentre) -> None:
    candidacy = requested(centre)
    act(candidacy, COMPLETE)
    with refused("admissibility.ruling"):
        decided(candidacy, DECIDE_BY)
    assert decided(candidacy, date(2026, 4, 9)) is AdmissibilityOutcome.TACITLY_ADMISSIBLE
    assert fresh(candidacy).admissible_on == SILENCE
    entry = last_entry(candidacy.ref)
    assert (entry.effective_on, entry.data) == (SILENCE, {"outcome": "tacitly_admissible"})
    assert "law.R6412-4" in entry.clauses


def test_a_refusal_notified_too_late_is_silence(centre: ExamCentre) -> None:
    candidacy = requested(centre)
    late = {"decision": Ruling.NOT_ADMISSIBLE, "decided_on": DECIDE_BY, "notified_on": SILENCE, "gaps": ("C9",)}
    act(candidacy, SILENCE, **late)
    assert decided(candidacy, SILENCE) is AdmissibilityOutcome.TACITLY_ADMISSIBLE


def test_a_refusal_in_time_ends_the_request(centre: ExamCentre) -> None:
    candidacy = requested(centre)
    day = date(2026, 3, 10)
    act(candidacy, day, decision=Ruling.NOT_ADMISSIBLE, decided_on=day, notified_on=day, gaps=("C9", "C10"))
    assert decided(candidacy, day) is AdmissibilityOutcome.NOT_ADMISSIBLE
    assert (fresh(candidacy).state, fresh(candidacy).admissible_on) == (State.REJECTED, None)
    with refused("lifecycle.moment"):
        decided(candidacy, day)


def test_the_same_instruction_again_writes_nothing(centre: ExamCentre) -> None:
    candidacy = requested(centre)
    act(candidacy, COMPLETE, missing=("CV", "attestation d’emploi"))
    with nothing_written():
        act(candidacy, COMPLETE, missing=("CV", "attestation d’emploi"))
    entry = last_entry(candidacy.ref)
    assert (entry.act, entry.data["complete_on"]) == ("candidacy.instruct", "2026-01-31")
    assert entry.detail.content["missing"] == "CV\nattestation d’emploi"


def test_every_wrong_date_is_said_at_once(centre: ExamCentre) -> None:
    candidacy = requested(centre)
    wrong: dict[str, Any] = {
        "complete_on": FILED - timedelta(days=1),
        "decision": Ruling.ADMISSIBLE,
        "decided_on": date(2026, 3, 10),
        "notified_on": date(2026, 3, 9),
    }
    with refused(*["admissibility.dates"] * 4) as sentences:
        act(candidacy, date(2026, 2, 1), **wrong)
    assert sentences == [
        "« Décision du » : le 10 mars 2026 n’est pas encore venu.",
        "« Notification du » : le 9 mars 2026 n’est pas encore venu.",
        "« Dossier complet le » : le 11 janvier 2026 précède le 12 janvier 2026.",
        "« Notification du » : le 9 mars 2026 précède le 10 mars 2026.",
    ]


@pytest.mark.parametrize(
    "given", [{"decision": Ruling.ADMISSIBLE}, {"decided_on": COMPLETE}, {"notified_on": COMPLETE}]
)
def test_a_decision_has_its_sense_and_its_day(centre: ExamCentre, given: dict[str, Any]) -> None:
    candidacy = requested(centre)
    with refused("admissibility.dates"):
        act(candidacy, COMPLETE, **given)


# The pages.


def test_a_request_is_entered_on_its_page_and_leads_to_its_recevabilite(
    client: Client, centre: ExamCentre, settings: Settings
) -> None:
    settings.JURANDE_NOW = at(FILED, 15)
    browse(client, member(Role.SECRETARY, centre))
    away = dict.fromkeys(("route", "entered_training_on", "company_name", "company_siret", "company_city"))
    sent = filled(**away, tutor_name="", tutor_email="", filed_on="2026-01-12")
    response = client.post(reverse("candidacies:request_vae"), sent | {"filed_on": ""})
    assert response.status_code == 422
    assert "Demande déposée le" in summary(response)[0]
    response = client.post(reverse("candidacies:request_vae"), sent)
    asked = VaeRequest.objects.get()
    address = reverse("candidacies:admissibility", args=[asked.pk])
    assert (response.status_code, response.headers["Location"]) == (302, address)
    assert "Dossier incomplet" in text(client.get(address))


def test_the_page_counts_the_two_months_and_offers_what_the_rule_says(
    client: Client, centre: ExamCentre, settings: Settings
) -> None:
    settings.JURANDE_NOW = at(DECIDE_BY)
    browse(client, member(Role.SECRETARY, centre))
    candidacy = requested(centre)
    address, declared = (reverse(f"candidacies:{name}", args=[candidacy.pk]) for name in ("admissibility", "declare"))
    assert client.post(address, {"complete_on": "2026-01-31"}).status_code == 302
    page = client.get(address)
    assert "À décider et à notifier au plus tard le 31 mars 2026" in text(page)
    assert not tree(page).xpath(f"//form[@action='{declared}']")
    assert "Instruire la recevabilité" in text(client.get(reverse("desk:candidacy", args=[candidacy.pk])))
    settings.JURANDE_NOW = at(SILENCE)
    page = client.get(address)
    assert "Recevable depuis le 1er avril 2026, par le silence du certificateur" in text(page)
    assert "art. R6412-4" in text(page)
    client.post(declared)
    assert fresh(candidacy).state == State.ENROLLED
    filing = reverse("candidacies:file_validation", args=[candidacy.pk])
    assert tree(client.get(address)).xpath("//main//form/@action") == [filing]


def test_an_instruction_badly_filled_comes_back_as_it_was_typed(
    client: Client, centre: ExamCentre, settings: Settings
) -> None:
    settings.JURANDE_NOW = at(COMPLETE)
    browse(client, member(Role.SECRETARY, centre))
    candidacy = requested(centre)
    with nothing_written():
        response = client.post(
            reverse("candidacies:admissibility", args=[candidacy.pk]),
            {"complete_on": "2026-01-31", "decision": "admissible", "decided_on": "2026-03-10"},
        )
    assert response.status_code == 422
    assert "n’est pas encore venu" in summary(response)[0]


# The validation file.


def filed(candidacy: Candidacy, filed_on: date, *, on: date) -> VaeRequest:
    """The secretary records the day of the validation file, on another."""
    return file_validation(candidacy=candidacy, filed_on=filed_on, actor=secretary_of(candidacy.centre), now=at(on))


@pytest.fixture
def recevable(centre: ExamCentre) -> Candidacy:
    """A VAE admitted by silence on 1 April."""
    candidacy = requested(centre)
    act(candidacy, COMPLETE)
    decided(candidacy, SILENCE)
    return fresh(candidacy)


def test_the_clock_of_the_jury_runs_from_the_validation_file(recevable: Candidacy) -> None:
    filed(recevable, date(2026, 5, 4), on=date(2026, 5, 6))
    request = VaeRequest.objects.get(pk=recevable.pk)
    assert standing(request, on=date(2026, 5, 6)).jury_by == date(2026, 8, 31)
    entry = last_entry(recevable.ref)
    assert (entry.act, entry.data) == ("candidacy.validation_file", {"filed_on": "2026-05-04"})
    with nothing_written():
        filed(recevable, date(2026, 5, 4), on=date(2026, 5, 7))


@pytest.mark.parametrize(
    ("filed_on", "code"),
    [(date(2026, 5, 7), "admissibility.dates"), (COMPLETE - timedelta(days=1), "admissibility.dates")],
    ids=["tomorrow", "before the complete request"],
)
def test_a_validation_file_has_a_day_that_may_be(recevable: Candidacy, filed_on: date, code: str) -> None:
    with refused(code):
        filed(recevable, filed_on, on=date(2026, 5, 6))


def test_a_validation_file_waits_for_the_recevabilite_and_comes_before_the_list(
    centre: ExamCentre, recevable: Candidacy
) -> None:
    waiting = requested(centre)
    with refused("admissibility.validation_file"):
        filed(waiting, COMPLETE, on=COMPLETE)
    Candidacy.objects.filter(pk=recevable.pk).update(state=State.PRESENTED.value)
    with refused("admissibility.validation_file"):
        filed(recevable, SILENCE, on=SILENCE)


def test_the_centre_records_the_validation_file_on_the_page_of_the_recevabilite(
    client: Client, recevable: Candidacy, settings: Settings
) -> None:
    settings.JURANDE_NOW = at(date(2026, 5, 6))
    browse(client, member(Role.SECRETARY, recevable.centre))
    address = reverse("candidacies:admissibility", args=[recevable.pk])
    assert "Recevabilité et dossier de validation" in text(client.get(reverse("desk:candidacy", args=[recevable.pk])))
    filing = reverse("candidacies:file_validation", args=[recevable.pk])
    answer = client.post(filing, {"filed_on": "2026-05-07"})
    assert answer.status_code == 422
    assert "n’est pas encore venu" in summary(answer)[0]
    assert client.post(filing, {"filed_on": "2026-05-04"}).headers["Location"] == address
    assert "La date du jury est à fixer, au plus tard le 31 août 2026." in text(client.get(address))
