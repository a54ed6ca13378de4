"""The union of a juror is sensitive: nobody but those who convene may read it, nor guess it from an order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django import Settings

from jurande.desk.story import people
from jurande.juries.facts import bench
from jurande.juries.models import Member, UnionCall
from jurande.organisations.models import Representativity
from jurande.rules.rulebook import Side
from tests.juries.sessions import CFDT, NOON, the_jury
from tests.pages import text
from tests.told import browser_of

pytestmark = pytest.mark.usefixtures("called")


@pytest.fixture
def against_the_alphabet(settings: Settings) -> list[str]:
    """The unions' representatives, renamed so that their names run against the names of their unions."""
    settings.JURANDE_NOW = NOON
    seats = list(Member.objects.filter(session=the_jury(), union__isnull=False).order_by("-union"))
    for letter, seat in zip("ABCD", seats, strict=True):
        Member.objects.filter(pk=seat.pk).update(name=f"{letter}. Membre")
    return [f"{letter}. Membre" for letter in "ABCD"]


@pytest.mark.parametrize("email", [people.AUDITOR.email, people.SECRETARY.email, ""], ids=["auditor", "staff", "juror"])
def test_members_are_read_in_the_order_of_their_names_never_of_their_unions(
    against_the_alphabet: list[str], email: str
) -> None:
    juror = Member.objects.get(session=the_jury(), name=against_the_alphabet[0]).email
    page = text(browser_of(email or juror).get(reverse("juries:session", args=[the_jury().pk])))
    composition = page[page.index("Membre Délégation Voix") :]
    assert sorted(against_the_alphabet, key=composition.index) == against_the_alphabet


def test_so_it_is_wherever_the_bench_is_read(against_the_alphabet: list[str]) -> None:
    employees = [one.name for one in bench(the_jury()).members if one.side == Side.EMPLOYEES]
    assert employees == against_the_alphabet


@pytest.mark.parametrize("email", [people.AUDITOR.email, people.JURORS[0].email], ids=["auditor", "juror"])
def test_a_jury_with_one_union_does_not_tell_it_by_naming_the_others(settings: Settings, email: str) -> None:
    settings.JURANDE_NOW = NOON
    Member.objects.filter(session=the_jury(), side=Side.EMPLOYEES.value).exclude(name=CFDT).delete()
    UnionCall.objects.exclude(union="CFDT").update(answered_at=NOON, declined=True)
    address = reverse("juries:session", args=[the_jury().pk])
    convening, reading = browser_of(people.SECRETARY.email), browser_of(email)
    assert "Sans représentant qui vote : CFE-CGC, CGT et FO" in text(convening.get(address))
    page = text(reading.get(address))
    assert "À compléter" in page
    assert [code for code in ("CFE-CGC", "CGT", "FO") if f"{code} saisie le " not in page] == []
    said = ("Sans représentant", "A désigné", "Ne désigne personne", "Sans réponse", "sans représentant")
    assert [words for words in said if words in page] == []


def test_no_reason_that_names_a_union_is_read_by_who_does_not_convene(settings: Settings) -> None:
    settings.JURANDE_NOW = NOON
    Representativity.objects.filter(union="CFDT").update(ends_on=NOON.date() - timedelta(days=1))
    address = reverse("juries:session", args=[the_jury().pk])
    assert "CFDT, hors des organisations représentatives" in text(browser_of(people.SECRETARY.email).get(address))
    assert "hors des organisations" not in text(browser_of(people.AUDITOR.email).get(address))
