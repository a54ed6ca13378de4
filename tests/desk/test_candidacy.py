"""The page of one candidacy: where it stands, what it lacks, and nothing of another centre but the least."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html
from pytest_django import Settings

from jurande.candidacies.actions import Application, CompanyNamed, abandon, enrol_candidate
from jurande.candidacies.models import Candidacy
from jurande.desk.steps import course
from jurande.desk.story.course import Evaluated, at, evaluate, give_opinions, secretary
from jurande.desk.story.people import (
    AUDITOR,
    CORENTIN,
    EVALUATORS,
    JURORS,
    MANAGER,
    NATIONAL,
    ONDINE,
    OTHER_SECRETARY,
    SECRETARY,
    TRAINER,
)
from jurande.evaluations.facts import dossier
from jurande.juries.models import Case
from jurande.ledger.models import Entry
from jurande.organisations.models import ExamCentre, TrainingBody
from jurande.rules.certification import RouteCode
from jurande.rules.lifecycles import Role
from tests.told import acting, browser_of

TODAY = date(2026, 4, 9)


@pytest.fixture(autouse=True)
def demo(told: object, settings: Settings) -> None:
    """The story is told; it is half past two on 9 April 2026."""
    settings.JURANDE_NOW = at(TODAY, 14, 30)


def named(first_name: str, year: int | None = None) -> Candidacy:
    rows = Candidacy.objects.filter(person__first_name=first_name)
    return rows.get(year=year) if year else rows.get()


def address(candidacy: Candidacy) -> str:
    return reverse("desk:candidacy", args=[candidacy.pk])


def page(candidacy: Candidacy, email: str = SECRETARY.email) -> html.HtmlElement:
    answer = browser_of(email).get(address(candidacy))
    assert answer.status_code == 200
    return html.document_fromstring(answer.content.decode())


def words(element: html.HtmlElement) -> str:
    """What the element says, with single plain spaces."""
    return " ".join(element.text_content().split())


# The steps of the course.


@pytest.mark.parametrize(
    ("first_name", "year", "steps"),
    [
        ("Kévin", 2026, ["done", "now", "next", "next", "next", "next"]),
        ("Nadège", 2026, ["done", "done", "now", "next", "next", "next"]),
        ("Théo", 2025, ["done", "done", "done", "done", "now", "next"]),
        ("Basile", 2022, ["done", "done", "done", "done", "now", "next"]),
        ("Corentin", 2022, ["done", "done", "done", "done", "done", "done"]),
        ("Ondine", 2022, ["done", "done", "done", "done", "done", "done"]),
    ],
    ids=["enrolled", "planned", "on a list", "on a list again", "admitted", "refused"],
)
def test_the_course_says_what_is_done_what_is_under_way_and_what_comes(
    first_name: str, year: int, steps: list[str]
) -> None:
    candidacy = named(first_name, year)
    cases = list(Case.objects.filter(candidacy=candidacy).select_related("session").order_by("-session__held_on"))
    assert [step["state"] for step in course(candidacy, dossier(candidacy), cases)] == steps


def test_a_candidate_who_is_ready_waits_for_a_jury() -> None:
    theo = named("Théo")
    theo.state = "summarised"
    states = [step["state"] for step in course(theo, dossier(theo), [])]
    assert states == ["done", "done", "done", "done", "now", "next"]


def test_each_step_has_its_day_or_its_count() -> None:
    steps = page(named("Nadège")).xpath("//ol[@class='steps']/li")
    assert [words(step) for step in steps] == [
        "Inscription préalable5 janvier 2026fait",
        "Modalités définies16 mars 2026fait",
        "Évaluations3 sur 12en cours",
        "Récapitulatifà venir",
        "Jury paritaireà venir",
        "Décisionà venir",
    ]
    steps = page(named("Corentin")).xpath("//ol[@class='steps']/li")
    assert [words(step) for step in steps][-2:] == ["Jury paritaire16 juin 2022fait", "Admissiblefait"]


@pytest.mark.parametrize(
    ("first_name", "steps"),
    [
        ("Kévin", ["Inscription préalable", "Abandonnée"]),
        ("Nadège", ["Inscription préalable", "Modalités définies", "Abandonnée"]),
    ],
)
def test_a_candidacy_that_stopped_shows_the_steps_it_took_and_no_other(first_name: str, steps: list[str]) -> None:
    abandon(candidacy=named(first_name), reason="Départ.", actor=secretary(), now=at(TODAY))
    shown = page(named(first_name)).xpath("//ol[@class='steps']/li")
    assert [one.xpath("string(b)") for one in shown] == steps
    assert {one.get("class") for one in shown} == {"done"}


# What it shows.


def test_what_is_missing_is_told_block_by_block_with_its_rule() -> None:
    panel = page(named("Nadège")).xpath("//section[@aria-labelledby='manque']")[0]
    assert len(panel.xpath(".//li")) == len(panel.xpath(".//p[@class='cite']")) >= 3
    said = words(panel)
    assert "Bloc 2" in said
    assert "rapport" in said


def test_a_candidacy_that_is_decided_lacks_nothing_and_gives_its_verdict() -> None:
    shown = page(named("Corentin"))
    assert not shown.xpath("//section[@aria-labelledby='manque']")
    assert "Admissible" in words(shown.xpath("//p[@class='lede']")[0])
    facts = words(shown.xpath("//dl[@class='facts']")[0])
    assert "Droit de se prévaloir du RNCPOui" in facts
    assert shown.xpath("count(//td[@class='res' and contains(., 'Acquise')])") == 12


def test_who_entered_training_after_the_registration_has_no_claim() -> None:
    assert "Droit de se prévaloir du RNCPNon" in words(page(named("Théo")).xpath("//dl[@class='facts']")[0])


def test_the_history_tells_every_act_newest_first() -> None:
    history = words(page(named("Corentin")))
    acts = [
        "Décision du jury enregistrée",
        "Voix exprimée",
        "Récapitulatif des évaluations établi",
        "Inscription préalable enregistrée",
    ]
    places = [history.index(act) for act in acts]
    assert places == sorted(places)


@pytest.mark.parametrize("role", ["secretary", "auditor"])
def test_buttons_are_those_of_the_step_and_of_the_role(role: str) -> None:
    email = {"secretary": SECRETARY.email, "auditor": AUDITOR.email}[role]
    forms = page(named("Nadège"), email).xpath("//main//form/@action")
    assert bool(forms) == (role == "secretary")


# Its cost.


def queries_of(client: Client, candidacy: Candidacy) -> int:
    client.get(address(candidacy))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address(candidacy)).status_code == 200
    return len(queries)


def test_the_page_asks_the_database_as_little_when_the_file_has_grown() -> None:
    client, nadege = browser_of(SECRETARY.email), named("Nadège")
    before = queries_of(client, nadege)
    entries = Entry.objects.filter(subject=nadege.ref).count()
    evaluate(nadege, date(2026, 4, 1), Evaluated(), only=("C4", "C5", "C6", "C7", "C8", "C9", "C12"))
    give_opinions_on_the_first(nadege)
    assert Entry.objects.filter(subject=nadege.ref).count() > entries + 7
    assert queries_of(client, nadege) == before < 35


def give_opinions_on_the_first(candidacy: Candidacy) -> None:
    candidacy.held_blocks = ["RNCP28245BC02"]
    give_opinions(candidacy, date(2026, 4, 2), Evaluated())


# Who comes in.


@pytest.mark.parametrize(
    ("email", "status"),
    [
        (SECRETARY.email, 200),
        (MANAGER.email, 200),
        (AUDITOR.email, 200),
        (OTHER_SECRETARY.email, 404),
        (EVALUATORS[0].email, 404),
        (JURORS[0].email, 404),
        (NATIONAL.email, 404),
        (CORENTIN.email, 404),
        (TRAINER.email, 404),
    ],
    ids=[
        "secretary",
        "manager",
        "auditor",
        "another centre",
        "evaluator",
        "juror",
        "national",
        "the candidate",
        "a training body that has nothing to do with it",
    ],
)
def test_the_page_is_the_centres(email: str, status: int) -> None:
    assert browser_of(email).get(address(named("Corentin"))).status_code == status


def test_a_training_body_reads_its_own_without_a_button() -> None:
    Candidacy.objects.filter(pk=named("Kévin").pk).update(training_body=TrainingBody.objects.get())
    shown = page(named("Kévin"), TRAINER.email)
    assert "Kévin Nguyen-Baptiste" in words(shown)
    assert not shown.xpath("//main//form")


# A block that another centre's jury validated.


@pytest.fixture
def ondine_elsewhere() -> Candidacy:
    """Ondine, whose first block was validated at Val-de-Braise, enrols at Trois-Fours in 2026."""
    return enrol_candidate(
        centre=ExamCentre.objects.get(code="TRF"),
        civil=ONDINE.civil,
        application=Application(
            record_code="RNCP28245",
            route=RouteCode.CONTINUING,
            blocks=("RNCP28245BC01", "RNCP28245BC02"),
            email=ONDINE.email,
            company=CompanyNamed(name="Laminoirs du Gier", siret="38273955800015", city="Trois-Fours"),
            entered_training_on=date(2026, 2, 2),
        ),
        actor=acting(OTHER_SECRETARY, Role.SECRETARY),
        now=at(date(2026, 3, 2)),
    )


def test_a_block_held_from_elsewhere_is_told_by_title_day_and_jury_only(ondine_elsewhere: Candidacy) -> None:
    shown = page(ondine_elsewhere, OTHER_SECRETARY.email)
    [first, _] = shown.xpath("//tr[@class='bloc']")
    assert words(first) == (
        "Bloc 1. Réalisation d'une production sur plusieurs postesConservé jury du 16 juin 2022, UIMM Val-de-Braise"
    )
    # Block 1, and of block 2 what the jury of 2022 left her: C8, C9 and C11.
    kept = shown.xpath("//td[@class='res'][contains(., 'Conservée')]")
    assert [words(one) for one in kept[7:]] == ["Conservée jury du 16 juin 2022, UIMM Val-de-Braise"] * 3
    before = Candidacy.objects.get(person=ondine_elsewhere.person, year=2022)
    said = html.tostring(shown, encoding="unicode")
    for secret in (
        before.reference,
        str(before.pk),
        str(before.cases.get().pk),
        "Visserie Maubrun",
        "Nadine Ferrachat",
        "Presse 160 t",
        "Maëlle Corbineau",
        "non admissible",
        "non acquises",
        "Réservé",
        "10 mai 2022",
    ):
        assert secret not in said


def test_reading_a_block_of_elsewhere_leaves_a_trace(ondine_elsewhere: Candidacy) -> None:
    entry = Entry.objects.get(act="register.consult")
    assert (entry.chain_id, entry.subject) == ("centre:TRF", ondine_elsewhere.ref)
    assert entry.data["validated_on"] == "2022-06-16"


def test_what_a_jury_left_her_is_not_evaluated_again_and_leaves_a_trace(ondine_elsewhere: Candidacy) -> None:
    assert [one.code for one in dossier(ondine_elsewhere).to_evaluate] == ["C10", "C12"]
    entry = Entry.objects.get(act="register.consult_kept")
    assert (entry.chain_id, entry.subject) == ("centre:TRF", ondine_elsewhere.ref)
    assert (entry.data["capacities"], entry.data["kept_on"]) == (["C8", "C9", "C11"], "2022-06-16")


def test_neither_centre_opens_the_others_page(ondine_elsewhere: Candidacy) -> None:
    before = Candidacy.objects.get(person=ondine_elsewhere.person, year=2022)
    assert browser_of(OTHER_SECRETARY.email).get(address(before)).status_code == 404
    assert browser_of(SECRETARY.email).get(address(ondine_elsewhere)).status_code == 404
