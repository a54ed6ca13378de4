"""Recourses on the pages: after the jury for the centre, in the candidate's space, in the manager's queue."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from jurande.certificates.notices import write_waiting
from jurande.desk.story.course import at
from jurande.desk.story.people import AUDITOR, CORENTIN, MANAGER, ONDINE, SECRETARY
from jurande.juries.models import Case, Recourse
from jurande.rules.lifecycles import Candidacy as State
from tests.database import Template
from tests.juries.sessions import candidacy_of, case_of, close_as_proposed, the_jury
from tests.pages import text
from tests.told import JURY_DAY, browser_of

GROUNDS = "La capacité C10 a été observée le 10 mai."


@pytest.fixture
def closed(called: Template, settings: Settings) -> Template:
    """The jury of `called`, closed and told; it is 1 July 2022."""
    close_as_proposed()
    write_waiting(now=at(JURY_DAY, 18))
    settings.JURANDE_NOW = at(date(2022, 7, 1), 10)
    return called


def after() -> str:
    return reverse("juries:after", args=[the_jury().pk])


def said(client: Client, address: str) -> str:
    return text(client.get(address))


@pytest.mark.usefixtures("closed")
def test_a_candidate_contests_and_the_manager_answers() -> None:
    ondine, manager = browser_of(ONDINE.email), browser_of(MANAGER.email)
    mine = said(ondine, reverse("certificates:mine"))
    assert "Jusqu’au 16 septembre 2022 inclus, vous pouvez demander un nouvel examen" in mine
    assert "Choix de l’autorité" in mine
    lodge = reverse("certificates:lodge_recourse", args=[case_of(ONDINE).pk])
    empty = ondine.post(lodge, {"grounds": ""})
    assert (empty.status_code, "elle est obligatoire" in text(empty)) == (422, True)
    for _ in range(2):  # a double click
        assert ondine.post(lodge, {"grounds": GROUNDS}).status_code == 302
    lodged = Recourse.objects.get()
    assert "Recours enregistré" in said(ondine, reverse("certificates:mine"))
    assert "Répondre au recours : Ondine Beaucastel" in said(manager, reverse("desk:home"))

    shown = said(manager, after())
    assert GROUNDS in shown
    answer = reverse("juries:answer_recourse", args=[lodged.pk])
    assert manager.post(answer, {"outcome": "upheld", "answer": ""}).status_code == 422
    assert manager.post(answer, {"outcome": "upheld", "answer": "Le relevé existe."}).status_code == 302
    assert "Recours accueilli" in said(ondine, reverse("certificates:mine"))
    letter = ondine.get(reverse("certificates:recourse_answer_pdf", args=[lodged.pk]))
    assert letter.content.startswith(b"%PDF")
    assert candidacy_of(ONDINE).state == State.SUMMARISED
    assert "Prête pour un jury" in said(manager, reverse("desk:candidacy", args=[candidacy_of(ONDINE).pk]))
    assert "Répondre au recours" not in said(manager, reverse("desk:home"))
    for page in (after(), reverse("desk:candidacy", args=[candidacy_of(ONDINE).pk])):
        assert "Recours accueilli" in said(manager, page)


@pytest.mark.usefixtures("closed")
def test_the_centre_records_a_letter_and_reads_why_it_is_refused() -> None:
    secretary = browser_of(SECRETARY.email)
    lodge = reverse("juries:lodge_recourse", args=[case_of(ONDINE).pk])
    late = secretary.post(lodge, {"received_on": "2022-06-10", "grounds": GROUNDS})
    assert (late.status_code, "précède le jury du 16 juin 2022" in text(late)) == (422, True)
    assert secretary.post(lodge, {"received_on": "2022-06-28", "grounds": GROUNDS}).status_code == 302
    shown = secretary.get(after()).content.decode()
    assert reverse("juries:answer_recourse", args=[Recourse.objects.get().pk]) not in shown
    assert "Le responsable du centre répond" in said(secretary, after())


@pytest.mark.usefixtures("closed")
def test_members_of_the_jury_do_not_read_recourses_and_an_auditor_sends_nothing() -> None:
    browser_of(ONDINE.email).post(
        reverse("certificates:lodge_recourse", args=[case_of(ONDINE).pk]), {"grounds": GROUNDS}
    )
    assert GROUNDS not in said(browser_of("presidente@jury.demo"), after())
    auditor = browser_of(AUDITOR.email).get(after())
    assert GROUNDS in text(auditor)
    assert "juries/recours" not in auditor.content.decode()


@pytest.mark.usefixtures("closed")
def test_whoever_is_admitted_is_offered_no_recourse() -> None:
    corentin = browser_of(CORENTIN.email)
    assert "Contester" not in said(corentin, reverse("certificates:mine"))
    lodge = reverse("certificates:lodge_recourse", args=[case_of(CORENTIN).pk])
    assert corentin.post(lodge, {"grounds": GROUNDS}).status_code == 422
    other = reverse("certificates:lodge_recourse", args=[case_of(ONDINE).pk])
    assert corentin.post(other, {"grounds": GROUNDS}).status_code == 404


@pytest.mark.usefixtures("closed")
def test_too_late_the_page_says_since_when(settings: Settings) -> None:
    settings.JURANDE_NOW = at(date(2022, 9, 17))
    assert "Le délai de recours a pris fin le 16 septembre 2022" in said(
        browser_of(ONDINE.email), reverse("certificates:mine")
    )


@pytest.mark.usefixtures("closed")
def test_a_request_sent_after_midnight_comes_back_with_its_words_and_the_reason(settings: Settings) -> None:
    ondine, lodge = browser_of(ONDINE.email), reverse("certificates:lodge_recourse", args=[case_of(ONDINE).pk])
    settings.JURANDE_NOW = at(date(2022, 9, 17), 0)
    back = ondine.post(lodge, {"grounds": GROUNDS})
    assert back.status_code == 422
    assert "vient après le 16 septembre 2022" in text(back)
    assert GROUNDS in back.content.decode()


@pytest.mark.usefixtures("closed")
def test_a_page_that_has_grown_old_says_that_another_came_or_answered_first() -> None:
    secretary, manager = browser_of(SECRETARY.email), browser_of(MANAGER.email)
    lodge = reverse("juries:lodge_recourse", args=[case_of(ONDINE).pk])
    secretary.post(lodge, {"received_on": "2022-06-28", "grounds": GROUNDS})
    second = secretary.post(lodge, {"received_on": "2022-06-29", "grounds": "Une autre lettre."})
    assert second.status_code == 422
    assert "Un recours est déjà en cours sur cette décision" in text(second)
    assert "Une autre lettre." in second.content.decode()
    answer = reverse("juries:answer_recourse", args=[Recourse.objects.get().pk])
    given = {"outcome": "dismissed", "answer": "Le relevé ne change rien."}
    assert manager.post(answer, given).status_code == 302
    again = manager.post(answer, given)
    assert (again.status_code, "Ce recours a déjà sa réponse" in text(again)) == (409, True)


@pytest.mark.usefixtures("closed")
def test_the_recourses_of_a_jury_take_as_many_queries_whatever_their_number() -> None:
    auditor = browser_of(AUDITOR.email)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            auditor.get(after())
        return len(counted)

    auditor.get(after())
    before = queries()
    Case.objects.exclude(pk=case_of(ONDINE).pk).update(verdict="not_admissible", not_validated=["RNCP28245BC02"])
    for case in Case.objects.all():
        Recourse.objects.create(case=case, state="lodged", received_on=JURY_DAY, grounds=GROUNDS)
    assert queries() == before
