"""Preparing a jury through its pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from jurande.candidacies.models import Candidacy
from jurande.desk.story import juries
from jurande.desk.story.course import at
from jurande.desk.story.people import CORENTIN, MARIAM, SECRETARY
from jurande.juries.before import enlisting
from jurande.juries.models import Case, JurySession, UnionCall
from jurande.rules.lifecycles import refusal
from tests.juries.sessions import (
    ASTRUC,
    CFDT,
    DUMOUTIER,
    FO,
    PRESIDENT,
    candidacy_of,
    case_of,
    free_the_candidates,
    member,
    the_jury,
)
from tests.pages import Page
from tests.told import JURY_DAY, browser_of

EVE = at(JURY_DAY - timedelta(days=1))
SENTENCE = "Une organisation syndicale a une seule voix : un autre siège l’a déjà."


@pytest.fixture
def secretary(called: object, settings: Settings) -> Client:
    """The secretary's browser, the day before the jury."""
    settings.JURANDE_NOW = EVE
    return browser_of(SECRETARY.email)


def said(answer: Page) -> str:
    """What the page says, with plain spaces."""
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def member_form(**given: str) -> dict[str, str]:
    filled = {
        "side": "employees",
        "name": "Rachid Benameur",
        "email": "benameur@jury.demo",
        "organisation": "Confédération",
        "union": "CFDT",
        "votes": "on",
    }
    return {name: value for name, value in (filled | given).items() if value}


def session_page(session: JurySession | None = None) -> str:
    return reverse("juries:session", args=[(session or the_jury()).pk])


def test_a_session_is_opened_composed_and_called(secretary: Client) -> None:
    opening = {"held_on": "2022-09-01", "starts_at": "09:30", "place": "Salle Cérès"}
    answer = secretary.post(reverse("juries:prepare"), opening)
    session = JurySession.objects.get(place="Salle Cérès")
    assert answer.headers["Location"] == session_page(session)
    page = said(secretary.get(session_page(session)))
    assert "Aucun candidat à l’ordre du jour." in page
    assert "À compléter" in page
    secretary.post(reverse("juries:designate", args=[session.pk]), member_form())
    answer = secretary.post(reverse("juries:call", args=[session.pk]), follow=True)
    assert "4 organisations sont saisies" in said(answer)
    answer = secretary.post(reverse("juries:summon", args=[session.pk]), follow=True)
    assert "1 convocation est partie ; la date d’envoi est conservée." in said(answer)
    answer = secretary.post(reverse("juries:summon", args=[session.pk]), follow=True)
    assert "Chaque membre est déjà convoqué." in said(answer)


def test_a_session_in_the_past_comes_back_with_its_reason(secretary: Client) -> None:
    opening = {"held_on": "2022-06-01", "starts_at": "09:30", "place": "Salle Cérès"}
    answer = secretary.post(reverse("juries:prepare"), opening)
    assert answer.status_code == 422
    assert "Le 1er juin 2022 est passé" in said(answer)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, SENTENCE),
        ({"union": ""}, "Choisissez l’organisation qui désigne ce membre."),
        ({"side": "employers"}, "Un représentant syndical siège dans la délégation syndicale."),
        ({"president": "on", "votes": ""}, "Un jury a un seul président."),
        ({"email": "benameur"}, "adresse"),
    ],
    ids=["a second voice", "no union", "a union among employers", "a second president", "no address"],
)
def test_a_designation_that_cannot_be_comes_back_with_the_reason(
    secretary: Client, given: dict[str, str], sentence: str
) -> None:
    answer = secretary.post(reverse("juries:designate", args=[the_jury().pk]), member_form(**given))
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert "Rachid Benameur" in said(answer)
    assert the_jury().members.count() == 8


def test_unequal_sides_come_back_with_the_reason_its_rule_and_what_was_ticked(
    secretary: Client, settings: Settings
) -> None:
    settings.JURANDE_NOW = at(JURY_DAY, 14)
    assert "Ouvrir la séance" in said(secretary.get(session_page()))
    present = [str(one.pk) for one in the_jury().members.all() if one.name != FO]
    answer = secretary.post(reverse("juries:attend", args=[the_jury().pk]), {"present": present})
    assert answer.status_code == 422
    assert "1 de trop à la délégation patronale ; tirez au sort ou convenez qui se retire" in said(answer)
    assert "Choix de l’autorité" in said(answer)
    assert said(answer).count("checked") >= 7


def test_the_attendance_sheet_opens_on_the_day(secretary: Client) -> None:
    assert "Ouvrir la séance" not in said(secretary.get(session_page()))


def test_candidates_go_on_the_list_together_or_not_at_all(secretary: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = [str(one.pk) for one in free_the_candidates()]
    address = reverse("juries:list_candidates", args=[the_jury().pk])
    assert secretary.post(address, {}).status_code == 422
    listed = enlisting.list_candidate

    def second_refused(**given: Any) -> Case:
        if the_jury().cases.exists():
            raise refusal("jury.test", "Retiré entre-temps.")
        return listed(**given)

    with monkeypatch.context() as patched:
        patched.setattr(enlisting, "list_candidate", second_refused)
        assert secretary.post(address, {"candidacies": ready}).status_code == 409
    assert the_jury().cases.count() == 0
    assert set(Candidacy.objects.values_list("state", flat=True)) == {"summarised"}
    secretary.post(address, {"candidacies": ready})
    assert [case.position for case in the_jury().cases.all()] == [1, 2, 3]


def test_a_candidate_leaves_the_list(secretary: Client) -> None:
    answer = secretary.post(reverse("juries:unlist", args=[case_of(CORENTIN).pk]), follow=True)
    assert "Corentin Abalain-Mercier n’est plus à l’ordre du jour." in said(answer)
    assert candidacy_of(CORENTIN).state == "summarised"


def test_an_act_opened_as_a_page_says_so_in_the_frame_of_the_person(secretary: Client) -> None:
    answer = secretary.get(reverse("juries:unlist", args=[case_of(CORENTIN).pk]), headers={"referer": ""})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "elle ne s’ouvre pas" in said(answer)
    assert f'<a href="{reverse("juries:list")}"' in said(answer)
    assert "script-src" in answer.headers["Content-Security-Policy"]


def test_bars_are_shown_as_they_were_recorded(secretary: Client) -> None:
    address = reverse("juries:bars", args=[case_of(MARIAM).pk])
    barred = [str(member(name).pk) for name in (PRESIDENT, DUMOUTIER)]
    filled = {"ground": "accompanied", "barred": barred, "acting_president": str(member(ASTRUC).pk)}
    assert secretary.post(address, filled).headers["Location"] == session_page()
    page = said(secretary.get(address))
    assert page.count(" checked") == 2
    assert page.count('<option value="accompanied" selected>') == 2
    assert f'value="{member(ASTRUC).pk}" selected' in page
    assert "Hélène Rochebrune, Clarisse Dumoutier" in said(secretary.get(session_page()))


def test_a_member_of_another_jury_is_not_offered(secretary: Client) -> None:
    other = juries.prepare_session(JURY_DAY + timedelta(days=60), JURY_DAY)
    foreign = member(ASTRUC)
    foreign.pk, foreign.session, foreign.user = None, other, None
    foreign.save()
    address = reverse("juries:bars", args=[case_of(MARIAM).pk])
    answer = secretary.post(address, {"ground": "relation", "barred": [str(foreign.pk)]})
    assert answer.status_code == 422
    assert not case_of(MARIAM).bars.exists()


def test_a_member_leaves_and_a_union_declines(secretary: Client) -> None:
    call = UnionCall.objects.get(session=the_jury(), union="CFDT")
    answer = secretary.post(reverse("juries:decline", args=[call.pk]))
    assert answer.status_code == 409
    assert "est déjà enregistrée" in said(answer)
    answer = secretary.post(reverse("juries:remove_member", args=[member(CFDT).pk]), follow=True)
    assert f"{CFDT} n’est plus dans le jury." in said(answer)
    assert "à relancer, le jury peut siéger sans" in said(answer)
