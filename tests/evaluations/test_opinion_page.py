"""The tutor's page, reached by a personal link: the questions while it is good, else what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from jurande.candidacies.models import Candidacy
from jurande.evaluations import opinions
from jurande.evaluations.models import OpinionAnswer, OpinionRequest
from jurande.organisations.models import ExamCentre
from jurande.rules.lifecycles import Candidacy as State
from tests.factories import BC01, PLANNED_ON, asked, at, opinion, planned
from tests.pages import checked, summary, text, tree, value
from tests.writes import nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("planning_day")]

FILLED = {
    **{f"seen_C{number}": "yes" for number in range(1, 8)},
    "value": "favourable",
    "quality": "tutor",
    "comment": "Sérieuse.",
    "consent": "on",
}


@pytest.fixture
def candidacy(centre: ExamCentre) -> Candidacy:
    """A candidate under evaluation."""
    return planned(centre)


@pytest.fixture
def token(candidacy: Candidacy) -> str:
    """The secret of the link on block 1."""
    return asked(candidacy, BC01)[1]


def link(token: str) -> str:
    """The address of the page."""
    return reverse("evaluations:opinion", args=[token])


def test_the_page_asks_about_each_capacity_of_the_block(client: Client, token: str) -> None:
    response = client.get(link(token))
    assert response.status_code == 200
    assert len(tree(response).xpath("//div[@class='ask'][starts-with(@id, 'C')]")) == 7
    assert "Que sait faire Łucja au travail ?" in text(response)
    assert "Je donne cet avis au nom de Emboutissage Ternois." in text(response)


def test_an_opinion_well_filled_is_written_and_thanked(client: Client, token: str) -> None:
    sent = FILLED | {"seen_C3": "not_yet", "remark_C3": "Deux relevés oubliés.", "seen_C7": "not_seen"}
    response = client.post(link(token), sent, follow=True)
    assert (response.status_code, response.redirect_chain) == (200, [(link(token), 302)])
    assert "Votre avis est transmis. Merci. Reçu le lundi 2 février 2026, 15 h" in text(response)
    given = OpinionRequest.objects.get()
    assert (given.value, given.quality, given.comment) == ("favourable", "tutor", "Sérieuse.")
    answers = {one.capacity: (one.seen, one.remark) for one in OpinionAnswer.objects.all()}
    assert (answers["C1"], answers["C3"], answers["C7"]) == (
        ("yes", ""),
        ("not_yet", "Deux relevés oubliés."),
        ("not_seen", ""),
    )


def test_an_opinion_badly_filled_comes_back_as_it_was_typed_with_every_error(client: Client, token: str) -> None:
    sent = {name: given for name, given in FILLED.items() if name not in {"seen_C2", "seen_C5", "value", "consent"}}
    with nothing_written():
        response = client.post(link(token), sent | {"remark_C1": "Très sûre."})
    assert response.status_code == 422
    lines = summary(response)
    assert len(lines) == 4
    assert any("C2 : choisissez une réponse, « Pas vu » en est une." in line for line in lines)
    assert any("Cochez cette case : l’avis est celui de l’entreprise." in line for line in lines)
    assert (checked(response, "seen_C1"), checked(response, "seen_C2")) == (["yes"], [])
    assert (value(response, "remark_C1"), value(response, "comment")) == ("Très sûre.", "Sérieuse.")


def test_an_empty_opinion_that_was_sent_is_not_a_new_form(client: Client, token: str) -> None:
    with nothing_written():
        response = client.post(link(token), {})
    assert response.status_code == 422
    assert len(summary(response)) == 10


def test_a_link_used_twice_thanks_again_and_changes_nothing(client: Client, token: str) -> None:
    client.post(link(token), FILLED)
    with nothing_written():
        again = client.get(link(token))
        sent_again = client.post(link(token), FILLED | {"value": "unfavourable"})
    for response in (again, sent_again):
        assert response.status_code == 200
        assert "Votre avis est transmis. Merci." in text(response)


def test_two_clicks_at_once_end_on_the_thanks(client: Client, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other click is written between the look at the link and the writing."""
    give = opinions.give

    def after_the_other_click(**sent: Any) -> OpinionRequest:
        give(token=token, given=opinion(BC01), now=at(PLANNED_ON, 15))
        return give(**sent)

    monkeypatch.setattr(opinions, "give", after_the_other_click)
    response = client.post(link(token), FILLED, follow=True)
    assert response.status_code == 200
    assert "Votre avis est transmis. Merci." in text(response)
    assert OpinionAnswer.objects.count() == 7


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_late_link_is_gone_and_says_what_to_do(client: Client, token: str, settings: Settings, method: str) -> None:
    settings.JURANDE_NOW = at(PLANNED_ON + timedelta(days=41), 0)
    with nothing_written():
        response = getattr(client, method)(link(token), FILLED)
    assert response.status_code == 410
    assert "Ce lien a expiré. Il valait jusqu’au samedi 14 mars 2026, 23 h 59." in text(response)
    assert "Demandez-en un nouveau au centre d’examen." in text(response)
    assert "UIMM VDB, 02 00 00 00 00" in text(response)


def test_a_link_replaced_says_so(client: Client, candidacy: Candidacy, token: str) -> None:
    asked(candidacy, BC01, now=at(PLANNED_ON + timedelta(days=1)))
    with nothing_written():
        response = client.post(link(token), FILLED)
    assert response.status_code == 410
    assert "Ce lien a été remplacé." in text(response)


def test_a_link_to_an_evaluation_that_is_over_says_so(client: Client, token: str) -> None:
    Candidacy.objects.update(state=State.ABANDONED.value)
    with nothing_written():
        response = client.post(link(token), FILLED)
    assert response.status_code == 410
    assert "Cet avis n’est plus attendu." in text(response)


@pytest.mark.parametrize("wrong", ["a-link-that-was-never-made", "é", "x" * 500])
def test_a_link_that_was_never_made_is_not_found(client: Client, token: str, wrong: str) -> None:
    with nothing_written():
        assert client.get(link(wrong)).status_code == 404
        assert client.post(link(wrong), FILLED).status_code == 404
    assert client.get(link(token)).status_code == 200


def test_the_page_is_kept_out_of_caches_and_of_other_sites(client: Client, token: str) -> None:
    response = client.get(link(token))
    assert (response.headers["Cache-Control"], response.headers["Referrer-Policy"]) == (
        "no-store, private",
        "same-origin",
    )


def test_the_page_shows_what_a_tutor_needs_and_no_more(client: Client, candidacy: Candidacy, token: str) -> None:
    shown = client.get(link(token)).content.decode()
    person = candidacy.person
    for kept in (candidacy.email, person.born_on.isoformat(), person.birth_place, candidacy.reference):
        assert kept not in shown
