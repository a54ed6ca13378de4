"""What is to do, by when, under which rule: the queue of the home page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html
from pytest_django import Settings

from jurande.accounts.http import Member
from jurande.accounts.models import Membership
from jurande.candidacies.actions import abandon
from jurande.candidacies.models import Candidacy
from jurande.declarations.actions import prepare
from jurande.declarations.models import Declaration
from jurande.desk import queue as desk_queue
from jurande.desk.queue import grouped, queue_for
from jurande.desk.story.course import Evaluated, at, plan, secretary
from jurande.desk.story.people import (
    AUDITOR,
    CORENTIN,
    EVALUATORS,
    JURORS,
    MANAGER,
    NATIONAL,
    OTHER_SECRETARY,
    SECRETARY,
    TRAINER,
)
from jurande.desk.tasks import Task
from jurande.evaluations.models import PlannedCapacity
from jurande.organisations.models import ExamCentre
from jurande.register.models import Award
from jurande.rules.lifecycles import Candidacy as CandidacyState
from jurande.rules.rulebook import LAW_DECLARATION
from tests.bulk import candidacies
from tests.told import browser_of

# A Thursday.
TODAY = date(2026, 4, 9)
HOME = reverse("desk:home")


def task(due: date | None) -> Task:
    return Task(due, "Titre", "Détail", LAW_DECLARATION, "/", "Voir")


# Thresholds.


@pytest.mark.parametrize(
    ("due", "urgency", "heading"),
    [
        (date(2026, 4, 8), "late", "Dépassée"),
        (date(2026, 4, 9), "soon", "Cette semaine"),
        (date(2026, 4, 12), "soon", "Cette semaine"),
        (date(2026, 4, 13), "soon", "Ce mois-ci"),
        (date(2026, 4, 16), "soon", "Ce mois-ci"),
        (date(2026, 4, 17), "", "Ce mois-ci"),
        (date(2026, 4, 30), "", "Ce mois-ci"),
        (date(2026, 5, 1), "", "Plus tard"),
        (date(2027, 4, 9), "", "Plus tard"),
        (None, "", "Sans échéance"),
    ],
    ids=[
        "yesterday",
        "today",
        "Sunday",
        "Monday",
        "in seven days",
        "in eight days",
        "the end of the month",
        "the first of the next",
        "the same month of another year",
        "without a deadline",
    ],
)
def test_the_weight_and_the_heading_of_a_task(due: date | None, urgency: str, heading: str) -> None:
    [group] = grouped([task(due)], TODAY)
    assert (group.name, group.tasks) == (heading, ((task(due), urgency),))


def test_headings_come_in_order_and_only_when_they_hold_something() -> None:
    days = [None, date(2026, 6, 1), date(2026, 4, 8)]
    assert [group.name for group in grouped(map(task, days), TODAY)] == ["Dépassée", "Plus tard", "Sans échéance"]


def test_the_week_may_end_in_the_next_month() -> None:
    [group] = grouped([task(date(2026, 5, 3))], date(2026, 4, 29))
    assert group.name == "Cette semaine"


# The queue of each, on the day of the demo.


@pytest.fixture
def demo(told: object, settings: Settings) -> None:
    """The story is told; it is half past two on 9 April 2026."""
    settings.JURANDE_NOW = at(TODAY, 14, 30)


def queue_of(email: str) -> list[tuple[date | None, str, str]]:
    membership = Membership.objects.select_related("user", "centre").get(user__email=email)
    member = Member(membership.user, membership, at(TODAY, 14, 30))
    return [(one.due, one.title, one.clause.ref) for one in queue_for(member, TODAY).tasks]


SHEET, ACCORD = "Fiche RNCP 28245", "Accord national de la métallurgie du 8 novembre 2019"
OF_THE_CENTRE = [
    (date(2026, 4, 4), "Recevoir l’avis de l’entreprise : Nadège Kerviel-Adjovi", SHEET),
    (date(2026, 4, 6), "Recevoir le rapport de projet : Nadège Kerviel-Adjovi", SHEET),
    (date(2026, 4, 15), "Préparer la déclaration de Mehdi Aït-Brahim", "Code du travail, art. R6113-17-2"),
    (
        date(2026, 4, 15),
        "Transmettre le dossier du jury du 15 janvier 2026",
        "Choix de l’autorité, Délai de transmission",
    ),
    (date(2026, 4, 16), "Recevoir l’avis de l’entreprise : Samira Oukacha", SHEET),
    (date(2026, 5, 13), "Saisir les organisations syndicales pour le jury du 28 mai 2026", f"{ACCORD}, art. 55.2"),
    (None, "Définir les modalités d’évaluation : Kévin Nguyen-Baptiste", SHEET),
]
OF_AN_EVALUATOR = [
    (None, "Remplir la grille : Nadège Kerviel-Adjovi", SHEET),
    (None, "Remplir la grille : Nadège Kerviel-Adjovi", SHEET),
    (None, "Remplir la grille : Samira Oukacha", SHEET),
    (None, "Remplir la grille : Samira Oukacha", SHEET),
]
OF_A_JUROR = [(None, "Signer le procès-verbal du jury du 15 janvier 2026", "Tenue du procès-verbal")]
OF_THE_NATIONAL_LEVEL = [
    (None, "Inviter un responsable : UIMM Arc-Atlantique", "Tenue du registre"),
    (None, "Inviter un responsable : UIMM Trois-Fours", "Tenue du registre"),
]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("email", "expected"),
    [
        (SECRETARY.email, OF_THE_CENTRE),
        (MANAGER.email, OF_THE_CENTRE),
        (AUDITOR.email, OF_THE_CENTRE),
        (EVALUATORS[0].email, OF_AN_EVALUATOR),
        (OTHER_SECRETARY.email, []),
        (NATIONAL.email, OF_THE_NATIONAL_LEVEL),
        (JURORS[0].email, OF_A_JUROR),
        (TRAINER.email, []),
    ],
    ids=["secretary", "manager", "auditor", "evaluator", "another centre", "national", "juror", "training body"],
)
def test_everybody_has_the_queue_of_their_role(email: str, expected: list[tuple[date | None, str, str]]) -> None:
    found = queue_of(email)
    assert [(due, title) for due, title, _ in found] == [(due, title) for due, title, _ in expected]
    assert all(ref.startswith(rule) for (_, _, ref), (_, _, rule) in zip(found, expected, strict=True))


@pytest.mark.usefixtures("demo")
def test_what_is_done_or_no_longer_needed_leaves_the_queue() -> None:
    declaration = Declaration.objects.get(state="to_prepare")
    prepare(declaration=declaration, identity_source="id_card", actor=secretary(), now=at(TODAY))
    kevin = Candidacy.objects.get(person__first_name="Kévin")
    plan(kevin, TODAY, Evaluated())
    for name in ("Nadège", "Samira"):
        candidacy = Candidacy.objects.get(person__first_name=name)
        abandon(candidacy=candidacy, reason="Départ de l’entreprise.", actor=secretary(), now=at(TODAY))
    assert [title for _, title, _ in queue_of(SECRETARY.email)] == [
        "Transmettre le dossier du jury du 15 janvier 2026",
        "Saisir les organisations syndicales pour le jury du 28 mai 2026",
    ]
    [(due, title, _), *others] = queue_of(NATIONAL.email)
    assert (due, title) == (date(2026, 4, 15), "Exporter 1 déclaration(s) à la Caisse des Dépôts")
    Award.objects.filter(pk=declaration.award_id).update(withdrawn_on=TODAY)
    assert queue_of(NATIONAL.email) == others == OF_THE_NATIONAL_LEVEL


# However long.


def member_of(email: str) -> Member:
    membership = Membership.objects.select_related("user", "centre").get(user__email=email)
    return Member(membership.user, membership, at(TODAY, 14, 30))


@pytest.mark.usefixtures("demo")
def test_a_long_queue_shows_the_most_pressing_and_counts_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = queue_for(member_of(SECRETARY.email), TODAY)
    assert (whole.total, whole.late, whole.rest) == (7, 2, [])
    monkeypatch.setattr(desk_queue, "SHOWN", 1)
    short = queue_for(member_of(SECRETARY.email), TODAY)
    assert (short.total, short.late) == (7, 2)
    assert [(one.name, one.others) for one in short.rest] == [("Avis d’entreprise à recevoir", 1)]
    assert [task.title for task in short.tasks] == [task.title for task in whole.tasks if "Samira" not in task.title]
    home = page(browser_of(SECRETARY.email))
    assert "7 actes attendus, 2 échéances dépassées." in " ".join(home.xpath("string(//p[@class='lede'])").split())
    assert " ".join(home.xpath("string(//ul[@class='files']/li)").split()) == "Avis d’entreprise à recevoir1 autre"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("email", [SECRETARY.email, EVALUATORS[0].email, NATIONAL.email])
def test_the_queue_costs_as_many_queries_however_long(email: str) -> None:
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            queue_for(member_of(email), TODAY)
        costs.append(len(queries))
        centre = ExamCentre.objects.get(code="VDB")
        candidacies(centre, range(100 + 30 * len(costs), 130 + 30 * len(costs)), state=CandidacyState.ENROLLED)
    assert costs[0] == costs[1] <= 20


@pytest.mark.usefixtures("demo")
def test_a_juror_is_asked_to_sign() -> None:
    assert [task.act for task in queue_for(member_of(JURORS[0].email), TODAY).tasks] == ["Signer"]


@pytest.mark.usefixtures("demo")
def test_an_auditor_is_led_to_pages_that_open_and_asked_nothing() -> None:
    tasks = queue_for(member_of(AUDITOR.email), TODAY).tasks
    assert {task.act for task in tasks} == {"Voir"}
    auditor = browser_of(AUDITOR.email)
    assert {auditor.get(task.url).status_code for task in tasks} == {200}


# The page.


def page(client: Client) -> html.HtmlElement:
    answer = client.get(HOME)
    assert answer.status_code == 200
    return html.document_fromstring(answer.content.decode())


@pytest.mark.usefixtures("demo")
def test_every_deadline_of_the_page_has_its_rule_beside_it() -> None:
    shown = page(browser_of(SECRETARY.email))
    entries = shown.xpath("//ol[@class='ledger']/li")
    assert len(entries) == 7
    assert all(entry.xpath(".//p[@class='cite']") for entry in entries)
    assert [entry.get("class").split() for entry in entries] == [
        ["entry", "late"],
        ["entry", "late"],
        ["entry", "soon"],
        ["entry", "soon"],
        ["entry", "soon"],
        ["entry"],
        ["entry"],
    ]
    assert [one.text for one in shown.xpath("//div[@class='ledger-head']//h3")] == [
        "Dépassée",
        "Ce mois-ci",
        "Plus tard",
        "Sans échéance",
    ]
    lede = shown.xpath("string(//p[@class='lede'])")
    assert " ".join(lede.split()) == "7 actes attendus, 2 échéances dépassées."


@pytest.mark.usefixtures("demo")
def test_stages_count_the_candidacies_under_way() -> None:
    shown = page(browser_of(SECRETARY.email))
    stages = [tuple(one.itertext()) for one in shown.xpath("//ol[@class='stages']//a")]
    assert stages == [
        ("1", "Inscrite"),
        ("2", "En évaluation"),
        ("0", "Prête pour un jury"),
        ("3", "À l’ordre du jour"),
    ]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("email", [SECRETARY.email, JURORS[0].email], ids=["secretary", "juror"])
def test_the_jury_that_deliberates_today_is_on_the_page(email: str) -> None:
    agenda = page(browser_of(email)).xpath("string(//ol[contains(@class, 'agenda')])")
    assert " ".join(agenda.split()).startswith("9avril Jury paritaire 3 candidats, 14 h")


@pytest.mark.usefixtures("demo")
def test_a_reader_is_not_offered_to_enrol() -> None:
    assert "Inscrire un candidat" in page(browser_of(MANAGER.email)).text_content()
    for account in (AUDITOR, EVALUATORS[0], NATIONAL):
        assert "Inscrire un candidat" not in page(browser_of(account.email)).text_content()


@pytest.mark.usefixtures("demo")
def test_nothing_to_do_is_said() -> None:
    assert "Rien n’attend aujourd’hui." in page(browser_of(OTHER_SECRETARY.email)).text_content()


@pytest.mark.usefixtures("demo")
def test_a_candidates_home_is_their_own_page() -> None:
    assert browser_of(CORENTIN.email).get(HOME).headers["Location"] == reverse("certificates:mine")


@pytest.mark.usefixtures("demo")
def test_who_has_no_role_left_is_led_to_their_account() -> None:
    client = browser_of(SECRETARY.email)
    Membership.objects.filter(user__email=SECRETARY.email).update(ended_at=at(TODAY))
    assert client.get(HOME).headers["Location"] == reverse("accounts:me")


@pytest.mark.usefixtures("demo")
def test_the_report_due_first_is_the_one_that_counts() -> None:
    PlannedCapacity.objects.filter(plan__candidacy__person__first_name="Nadège", capacity="C11").update(
        report_due_on=TODAY - timedelta(days=10)
    )
    [due] = [due for due, title, _ in queue_of(SECRETARY.email) if title.startswith("Recevoir le rapport")]
    assert due == date(2026, 3, 30)
