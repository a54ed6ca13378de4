"""The page of a session: what each union answered, the letters, at what cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from jurande.desk.story.course import at, secretary
from jurande.desk.story.people import AUDITOR, JURORS, SECRETARY
from jurande.documents.models import StoredDocument
from jurande.juries.before import convening
from jurande.juries.models import Member, UnionCall
from jurande.organisations.models import Representativity, Union
from jurande.rules.rulebook import Side
from tests.documents.reading import text_of
from tests.juries.crowd import crowd
from tests.juries.sessions import ASTRUC, CFDT, extra_seat, member, the_jury
from tests.told import JURY_DAY, browser_of
from tests.writes import refused

EVE = at(JURY_DAY - timedelta(days=1))


@pytest.fixture(autouse=True)
def on_the_eve(called: object, settings: Settings) -> None:
    """The day before the jury."""
    settings.JURANDE_NOW = EVE


def said(client: Client | None = None) -> str:
    """The page of the session, with plain spaces."""
    answer = (client or browser_of(SECRETARY.email)).get(reverse("juries:session", args=[the_jury().pk]))
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def the_call(code: str = "CFDT") -> UnionCall:
    return UnionCall.objects.get(session=the_jury(), union=code)


def declined(code: str = "CFDT") -> UnionCall:
    """The call of a union that was said to designate nobody."""
    Member.objects.filter(session=the_jury(), union=code).delete()
    UnionCall.objects.filter(pk=the_call(code).pk).update(answered_at=None)
    convening.decline(call=the_call(code), actor=secretary(), now=EVE)
    return the_call(code)


def test_each_union_shows_whom_it_designated() -> None:
    page = said()
    assert page.count("A désigné") == 4
    assert f"A désigné</span> {CFDT}" in " ".join(page.split())


@pytest.mark.parametrize("email", [AUDITOR.email, JURORS[0].email], ids=["auditor", "juror"])
def test_who_does_not_convene_reads_nobody_s_union(email: str) -> None:
    page = " ".join(said(browser_of(email)).split())
    assert "A désigné" not in page
    assert "Délégation syndicale, " in " ".join(said().split())
    assert "Délégation syndicale, " not in page


def test_the_summons_that_is_shown_to_an_employer_tells_no_union() -> None:
    letter = StoredDocument.objects.get(kind="summons", subject=f"member:{member(CFDT).pk}")
    text = text_of(bytes(letter.content))
    assert "Délégation syndicale" in text
    assert [name for name in ("CFDT", "Confédération") if name in text] == []
    letter = StoredDocument.objects.get(kind="summons", subject=f"member:{member(ASTRUC).pk}")
    assert "Tréfilerie des Ormes" in text_of(bytes(letter.content))


def test_a_union_that_designates_nobody_shows_it_and_may_be_corrected() -> None:
    call = declined()
    assert "Ne désigne personne, réponse du 15 juin 2022" in said()
    client = browser_of(SECRETARY.email)
    answer = client.post(reverse("juries:take_back", args=[call.pk]), follow=True)
    assert "La réponse est corrigée" in answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert (the_call().answered_at, the_call().declined) == (None, False)
    assert "Sans réponse" in said()
    assert client.post(reverse("juries:take_back", args=[call.pk])).status_code == 409


def test_once_corrected_the_union_designates_and_its_answer_is_of_that_day() -> None:
    convening.take_back_answer(call=declined(), actor=secretary(), now=EVE)
    union = Union.objects.get(code="CFDT")
    extra_seat("Rachid Benameur", side=Side.EMPLOYEES, union=union)
    assert the_call().answered_at == at(JURY_DAY, 8)


def test_an_answer_is_taken_back_only_when_nobody_of_that_union_sits() -> None:
    with refused("jury.no_answer"):
        convening.take_back_answer(call=the_call(), actor=secretary(), now=EVE)


def test_a_member_entered_for_the_wrong_union_and_taken_out_leaves_an_answer_that_may_be_corrected() -> None:
    convening.remove_member(member=member(CFDT), actor=secretary(), now=EVE)
    assert "A répondu, sans représentant" in said()
    convening.take_back_answer(call=the_call(), actor=secretary(), now=EVE)
    assert the_call().answered_at is None
    assert "Ne désigne personne" in said()
    with refused("jury.no_answer"):
        convening.take_back_answer(call=the_call(), actor=secretary(), now=EVE)


def test_an_auditor_corrects_nothing() -> None:
    address = reverse("juries:take_back", args=[declined().pk])
    assert address not in said(browser_of(AUDITOR.email))


def test_the_page_costs_the_same_whatever_the_unions_the_members_and_the_candidates() -> None:
    client = browser_of(SECRETARY.email)
    asked = []
    for number in (1, 9):
        for rank in range(number):
            code = f"U{number}{rank}"
            union = Union.objects.create(code=code, name=f"Union {code}", email=f"{code}@union.demo")
            Representativity.objects.create(union=union, starts_on=JURY_DAY - timedelta(days=90))
            UnionCall.objects.create(session=the_jury(), union=union, sent_at=EVE)
            extra_seat(f"Membre {code}", side=Side.EMPLOYEES, union=union)
        convening.summon(session=the_jury(), actor=secretary(), now=EVE)
        crowd(the_jury(), range(100 * number, 101 * number))
        said(client)
        with CaptureQueriesContext(connection) as queries:
            said(client)
        asked.append(len(queries))
    assert the_jury().members.count() == 18
    assert asked[0] == asked[1] < 40
