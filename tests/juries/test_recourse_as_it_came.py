"""A recourse that comes late or without motives: recorded as it came, answered in writing, never upheld in silence."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from pytest_django import Settings

from jurande.certificates.notices import write_waiting
from jurande.desk.story.course import at, secretary
from jurande.desk.story.people import MANAGER, ONDINE, SECRETARY
from jurande.documents.models import StoredDocument
from jurande.juries.after import recourse
from jurande.juries.after.contesting import contests
from jurande.juries.models import Recourse
from jurande.ledger.actors import Actor
from jurande.ledger.verify import verify
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Recourse as RecourseState
from jurande.rules.lifecycles import Role
from tests.database import Template
from tests.documents.reading import text_of
from tests.juries.sessions import candidacy_of, case_of, close_as_proposed, the_jury
from tests.pages import text
from tests.told import JURY_DAY, acting, browser_of
from tests.writes import last_entry, refused

LAST_DAY, MORROW, ANSWERED_ON = date(2022, 9, 16), date(2022, 9, 17), date(2022, 9, 20)
GROUNDS = "La capacité C10 a été observée le 10 mai, le relevé est joint."
WHY = "La lettre du président est revenue au centre."


@pytest.fixture(autouse=True)
def closed(called: Template, settings: Settings) -> Template:
    """The jury of `called`, closed; Ondine knows it by letter, and may contest it until 16 September 2022."""
    close_as_proposed()
    write_waiting(now=at(JURY_DAY, 18))
    settings.JURANDE_NOW = at(ANSWERED_ON, 10)
    return called


def letter(on: date, grounds: str = GROUNDS, by: Actor | None = None) -> Recourse:
    return recourse.lodge(
        case=case_of(ONDINE), received_on=on, grounds=grounds, actor=by or secretary(), now=at(ANSWERED_ON, 9)
    )


def manager() -> Actor:
    return acting(MANAGER, Role.MANAGER)


def online() -> Actor:
    user = candidacy_of(ONDINE).user
    assert user
    return Actor(user.ref, Role.CANDIDATE, user.name)


def answer_letter(answered: Recourse) -> str:
    return text_of(bytes(StoredDocument.objects.get(kind="recourse_answer", subject=answered.ref).content))


def test_a_late_letter_is_recorded_and_answered_as_inadmissible_with_the_reason() -> None:
    lodged = letter(MORROW)
    assert (lodged.state, last_entry(lodged.ref).data["outcome"]) == (RecourseState.LODGED, "inadmissible")
    answered = recourse.declare_inadmissible(recourse=lodged, actor=manager(), now=at(ANSWERED_ON))
    late = "Le recours, reçu le 17 septembre 2022, vient après le 16 septembre 2022, son dernier jour."
    assert (answered.state, answered.answer) == (RecourseState.INADMISSIBLE, late)
    said = answer_letter(answered)
    for words in ("irrecevable", "vient après le 16 septembre 2022, son dernier jour", "Délai de recours, en mois"):
        assert words in said
    assert "présenter un autre" not in said
    assert last_entry(answered.ref).data["faults"] == ["recourse.in_time"]
    assert candidacy_of(ONDINE).state == State.NOT_ADMITTED
    assert list(verify()) == []


def test_a_letter_without_motives_is_recorded_and_another_may_come_while_it_is_time(settings: Settings) -> None:
    settings.JURANDE_NOW = at(date(2022, 7, 8))
    lodged = recourse.lodge(
        case=case_of(ONDINE), received_on=date(2022, 7, 1), grounds="", actor=secretary(), now=at(date(2022, 7, 1))
    )
    answered = recourse.declare_inadmissible(
        recourse=lodged, answer="Écrivez-nous.", actor=manager(), now=at(date(2022, 7, 8))
    )
    said = answer_letter(answered)
    for words in ("un recours est motivé", "Motifs : Écrivez-nous.", "motivé, jusqu’au 16 septembre 2022 inclus"):
        assert words in said
    [contest] = contests([case_of(ONDINE)])
    assert contest.is_open_on(date(2022, 7, 8))


def test_a_late_recourse_is_upheld_only_with_a_reason_that_the_letter_gives() -> None:
    lodged = letter(MORROW)
    with refused("recourse.fitting"):
        recourse.uphold(recourse=lodged, answer="Le relevé existe.", actor=manager(), now=at(ANSWERED_ON))
    answered = recourse.uphold(
        recourse=lodged, answer="Le relevé existe.", despite=WHY, actor=manager(), now=at(ANSWERED_ON)
    )
    assert (answered.state, answered.despite) == (RecourseState.UPHELD, WHY)
    said = answer_letter(answered)
    for words in ("accueilli", "examiné malgré son retard", WHY, "Le relevé existe."):
        assert words in said
    assert candidacy_of(ONDINE).state == State.SUMMARISED


def test_an_answer_fits_what_came() -> None:
    lodged = letter(MORROW)
    with refused("recourse.fitting"):
        recourse.dismiss(recourse=lodged, answer="Non.", actor=manager(), now=at(ANSWERED_ON))
    with refused("lifecycle.role"):
        recourse.declare_inadmissible(recourse=lodged, actor=secretary(), now=at(ANSWERED_ON))


def test_what_came_in_time_is_not_declared_inadmissible_even_if_recorded_later() -> None:
    lodged = letter(LAST_DAY)
    with refused("recourse.fitting"):
        recourse.declare_inadmissible(recourse=lodged, answer="Tard.", actor=manager(), now=at(ANSWERED_ON))
    answered = recourse.uphold(
        recourse=lodged, answer="Le relevé existe.", despite=WHY, actor=manager(), now=at(ANSWERED_ON)
    )
    assert answered.despite == ""


@pytest.mark.parametrize(
    ("on", "grounds", "code"),
    [(ANSWERED_ON, GROUNDS, "recourse.in_time"), (date(2022, 7, 1), " ", "recourse.reasoned")],
    ids=["late", "no motive"],
)
def test_online_nobody_sends_what_would_be_inadmissible(on: date, grounds: str, code: str) -> None:
    with refused(code):
        recourse.lodge(case=case_of(ONDINE), received_on=on, grounds=grounds, actor=online(), now=at(on))
    assert not Recourse.objects.exists()


# Pages ----------------------------------------------------------------------------------------


def test_a_late_letter_by_the_pages_until_its_answer() -> None:
    centre, chief, ondine = browser_of(SECRETARY.email), browser_of(MANAGER.email), browser_of(ONDINE.email)
    after = reverse("juries:after", args=[the_jury().pk])
    lodge = reverse("juries:lodge_recourse", args=[case_of(ONDINE).pk])
    mine = reverse("certificates:mine")
    assert "Une lettre au centre d’examen serait enregistrée" in text(ondine.get(mine))

    unsaid = centre.post(lodge, {"received_on": "2022-09-17", "grounds": ""})
    assert (unsaid.status_code, "ou cochez" in text(unsaid)) == (422, True)
    both = centre.post(lodge, {"received_on": "2022-09-17", "grounds": GROUNDS, "unreasoned": "on"})
    assert (both.status_code, "décochez, ou retirez-les" in text(both)) == (422, True)
    assert centre.post(lodge, {"received_on": "2022-09-17", "grounds": "", "unreasoned": "on"}).status_code == 302
    shown = text(chief.get(after))
    assert "Irrecevable, propose la règle" in shown
    assert "La lettre ne donne aucun motif" in shown
    assert "Accueillir malgré son retard" not in shown

    answer = reverse("juries:answer_recourse", args=[Recourse.objects.get().pk])
    assert chief.post(answer, {"outcome": "upheld", "answer": "Oui."}).status_code == 422
    assert chief.post(answer, {"outcome": "inadmissible", "answer": ""}).status_code == 302
    assert "Recours irrecevable" in text(ondine.get(mine))
    assert "Irrecevable" in text(chief.get(after))


def test_a_late_letter_is_upheld_by_the_page_with_its_reason() -> None:
    letter(MORROW)
    chief = browser_of(MANAGER.email)
    answer = reverse("juries:answer_recourse", args=[Recourse.objects.get().pk])
    silent = chief.post(answer, {"outcome": "upheld", "answer": "Le relevé existe.", "despite": ""})
    assert (silent.status_code, "malgré son retard : écrivez pourquoi" in text(silent)) == (422, True)
    said = {"outcome": "upheld", "answer": "Le relevé existe.", "despite": WHY}
    assert chief.post(answer, said).status_code == 302
    assert WHY in text(chief.get(reverse("juries:after", args=[the_jury().pk])))
