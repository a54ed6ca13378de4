"""The page where a centre helps its evaluators, candidates and jurors who lost their second factor."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from jurande.accounts.models import FactorReset, User
from jurande.candidacies.models import Candidacy
from jurande.desk.story import people
from jurande.desk.story.course import at
from jurande.juries.models import Member
from jurande.ledger.models import Entry
from jurande.messages.models import Message
from tests.juries.sessions import CFDT, member
from tests.pages import text
from tests.told import JURY_DAY, browser_of, called, called_template

__all__ = ["called", "called_template"]
GIVEN = {"reason": "Téléphone perdu.", "identity": "Rappelé au numéro de sa fiche."}


@pytest.fixture(autouse=True)
def on_the_eve(called: object, settings: Settings) -> None:
    """The day before a jury."""
    settings.JURANDE_NOW = at(JURY_DAY - timedelta(days=1))


@pytest.fixture
def browser() -> Client:
    """The secretary of the centre."""
    return browser_of(people.SECRETARY.email)


def protect(*users: User) -> None:
    """They have an application that shows codes."""
    for one in users:
        Authenticator.objects.create(user=one, type="totp", data={})


def juror() -> User:
    """One of the jury."""
    user = member(CFDT).user
    assert user
    return user


def candidate() -> User:
    """One of those who come before it."""
    user = Candidacy.objects.get(person__birth_name=people.CORENTIN.civil.birth_name).user
    assert user
    return user


def evaluator() -> User:
    """One of the commission."""
    return User.objects.get(email=people.EVALUATORS[0].email)


def listed(browser: Client) -> str:
    """What the page says."""
    return text(browser.get(reverse("desk:lost_factors")))


def test_those_who_have_a_second_factor_are_listed_with_what_they_are_and_never_their_union(browser: Client) -> None:
    assert "chacun entre par un code reçu" in listed(browser)
    protect(juror(), candidate(), evaluator())
    page = listed(browser)
    for one, is_a in ((juror(), "Juré"), (candidate(), "Candidat"), (evaluator(), "Évaluateur")):
        assert f"{one.name} {is_a} Réinitialiser" in page
    assert "CFDT" not in page


@pytest.mark.parametrize("whose", [juror, candidate, evaluator])
def test_the_secretary_sets_it_back_with_a_reason_and_how_they_made_sure(browser: Client, whose: object) -> None:
    one = whose()  # type: ignore[operator]
    protect(one)
    address = reverse("desk:reset_factors", args=[one.pk])
    refused = browser.post(address, {"reason": "", "identity": ""})
    assert refused.status_code == 422
    assert text(refused).count("obligatoire") >= 2
    answer = browser.post(address, GIVEN, follow=True)
    assert f"Le second contrôle de {one.name} est réinitialisé" in text(answer)
    said = f"Second contrôle réinitialisé {one.name} : Téléphone perdu. Identité : Rappelé au numéro de sa fiche."
    assert said in text(answer)
    assert Message.objects.filter(recipient=one.email, subject__contains="réinitialisé").count() == 1
    assert Entry.objects.filter(act="account.factors", subject=FactorReset.objects.get().ref).count() == 1
    assert f"Lien envoyé le 15 juin 2022 En renvoyer un à {one.name}" in listed(browser)


def test_a_stranger_to_the_centre_is_not_found(browser: Client) -> None:
    elsewhere = User.objects.get(email=people.OTHER_SECRETARY.email)
    protect(elsewhere)
    assert browser.get(reverse("desk:reset_factors", args=[elsewhere.pk])).status_code == 404
    assert elsewhere.name not in listed(browser)
    protect(juror())
    assert (
        browser_of(people.OTHER_SECRETARY.email).get(reverse("desk:reset_factors", args=[juror().pk])).status_code
        == 404
    )


def test_a_juror_who_holds_more_than_the_secretary_may_give_is_refused_with_whom_to_ask(browser: Client) -> None:
    top = User.objects.get(email=people.NATIONAL.email)
    Member.objects.filter(pk=member(CFDT).pk).update(user=top)
    protect(top)
    answer = browser.post(reverse("desk:reset_factors", args=[top.pk]), GIVEN)
    assert answer.status_code == 422
    assert "demandez à qui le donne" in text(answer)
    assert Authenticator.objects.filter(user=top).exists()


def test_the_list_costs_the_same_whatever_their_number(browser: Client) -> None:
    asked = []
    for users in ([juror()], [candidate(), evaluator()]):
        protect(*users)
        with CaptureQueriesContext(connection) as queries:
            listed(browser)
        asked.append(len(queries))
    assert asked[0] == asked[1]
