"""The files of a jury before its day: who gets a link, how long it lasts, what it shows, named or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from jurande.candidacies.models import Candidacy
from jurande.desk.story import juries, people
from jurande.desk.story.course import at, secretary
from jurande.desk.story.people import CORENTIN, MARIAM, ONDINE, SECRETARY
from jurande.evaluations.facts import Dossier
from jurande.evaluations.models import Commissioner
from jurande.juries.before import convening, pack, packing
from jurande.juries.day import barring
from jurande.juries.day.room import RecapBlock, recap
from jurande.juries.models import Case, PackLink
from jurande.ledger.models import Entry
from jurande.messages.actions import send_waiting
from jurande.messages.models import Message
from jurande.organisations.models import SettingChoice, TrainingBody
from jurande.rules.lifecycles import Role
from tests.juries.crowd import crowd
from tests.juries.sessions import (
    CFDT,
    DUMOUTIER,
    FO,
    PRESIDENT,
    attend,
    candidacy_of,
    case_of,
    close_as_proposed,
    extra_seat,
    member,
    the_jury,
)
from tests.pages import Page
from tests.told import JURY_DAY, acting, browser_of
from tests.writes import refused

EVE = at(JURY_DAY - timedelta(days=1))


@pytest.fixture(autouse=True)
def on_the_eve(called: object, settings: Settings) -> None:
    """The day before the jury."""
    settings.JURANDE_NOW = EVE


def sent() -> dict[str, str]:
    """The secret that each member was sent, by name."""
    secrets: list[str] = []

    def link(token: str) -> str:
        secrets.append(token)
        return f"https://jurande.demo/jurys/dossier/{token}/"

    made = packing.send_packs(session=the_jury(), link=link, actor=secretary(), now=EVE)
    return {one.member.name: token for one, token in zip(made, secrets, strict=True)}


def renewed(name: str) -> str:
    """The secret of a link sent again five minutes later; empty when none was."""
    secrets = [""]

    def link(token: str) -> str:
        secrets.append(token)
        return token

    packing.renew(member=member(name), link=link, actor=secretary(), now=EVE + timedelta(minutes=5))
    return secrets[-1]


def address_of(token: str) -> str:
    """Where a link leads."""
    return reverse("juries:pack", args=[token])


def plain(answer: Page) -> str:
    """What a page says, with plain spaces."""
    return answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def read(token: str, page: int = 1) -> tuple[int, str]:
    """The status, and what the files say once their button is pressed."""
    answer = Client().post(f"{address_of(token)}?page={page}", follow=True)
    return answer.status_code, plain(answer)


def opened() -> datetime | None:
    """When the member of the CFDT opened the files."""
    return PackLink.objects.get(member=member(CFDT)).opened_at


def anonymised() -> None:
    """The authority chose that the files name nobody."""
    SettingChoice.objects.create(
        name="jury_pack",
        value="anonymised",
        starts_on=date(2022, 1, 1),
        decided_by="CPNEFP",
        reason="Choix",
        recorded_at=at(date(2021, 12, 1)),
    )


# Sending.


def test_each_summoned_member_gets_a_link_of_their_own_by_a_confidential_message() -> None:
    secrets = sent()
    assert len(set(secrets.values())) == 8
    messages = Message.objects.filter(key__startswith="pack:")
    assert (messages.count(), set(messages.values_list("confidential", flat=True))) == (8, {True})
    [to_cfdt] = messages.filter(recipient="valcourt@jury.demo")
    assert secrets[CFDT] in to_cfdt.body
    assert [token for name, token in secrets.items() if name != CFDT and token in to_cfdt.body] == []
    assert not any(one.civil.birth_name in to_cfdt.body for one in (CORENTIN, ONDINE, MARIAM))


def test_the_secret_is_kept_nowhere_once_the_message_has_left() -> None:
    token = sent()[CFDT]
    assert token not in PackLink.objects.get(member=member(CFDT)).token_digest
    send_waiting(now=EVE)
    assert any(token in one.body for one in mail.outbox)
    assert not Message.objects.filter(body__contains=token).exists()
    assert token not in str(list(Entry.objects.values()))


def test_sent_again_it_goes_to_those_summoned_since() -> None:
    sent()
    assert sent() == {}
    extra_seat("Rachid Benameur", votes=False)
    assert sent() == {}
    convening.summon(session=the_jury(), actor=secretary(), now=EVE)
    assert list(sent()) == ["Rachid Benameur"]


def test_a_member_who_asks_gets_a_new_link_and_the_former_one_ends() -> None:
    first = sent()[CFDT]
    second = renewed(CFDT)
    assert read(first)[0] == 404
    assert read(second)[0] == 200
    assert renewed(CFDT) == ""
    assert Message.objects.filter(key__startswith="pack:", recipient="valcourt@jury.demo").count() == 2


def test_nothing_is_renewed_that_was_not_sent() -> None:
    with refused("jury.no_pack"):
        renewed(CFDT)


def test_a_jury_is_called_and_its_members_summoned_first() -> None:
    session = juries.prepare_session(date(2022, 9, 1), date(2022, 5, 20))
    with refused("lifecycle.moment"):
        packing.send_packs(session=session, link=str, actor=secretary(), now=EVE)
    convening.call_unions(session=session, actor=secretary(), now=EVE)
    with refused("jury.nobody_summoned"):
        packing.send_packs(session=session, link=str, actor=secretary(), now=EVE)


def test_once_the_jury_sits_nothing_more_is_sent() -> None:
    sent()
    attend()
    with refused("lifecycle.moment"):
        sent()
    with refused("lifecycle.moment"):
        renewed(CFDT)


def test_sending_is_the_centres_act() -> None:
    with refused("lifecycle.role"):
        packing.send_packs(session=the_jury(), link=str, actor=acting(people.AUDITOR, Role.AUDITOR), now=EVE)


def test_the_pages_of_the_centre_send_and_say_who_opened() -> None:
    client = browser_of(people.SECRETARY.email)
    page = reverse("juries:session", args=[the_jury().pk])
    assert client.get(page).content.decode().count("À envoyer") == 8
    answer = client.post(reverse("juries:send_packs", args=[the_jury().pk]), follow=True)
    assert "Le dossier part" in answer.content.decode()
    assert answer.content.decode().count("Renvoyer") == 8
    again = client.post(reverse("juries:send_packs", args=[the_jury().pk]), follow=True)
    assert "Chaque membre convoqué a déjà le dossier." in again.content.decode()
    PackLink.objects.update(sent_at=EVE - timedelta(hours=1))
    answer = client.post(reverse("juries:send_pack_again", args=[member(FO).pk]), follow=True)
    assert f"Un nouveau lien part à {FO}" in answer.content.decode()


# How long it lasts.


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_following_the_link_shows_a_door_and_writes_nothing(method: str) -> None:
    address, entries = address_of(sent()[CFDT]), Entry.objects.count()
    answer = getattr(Client(), method)(address)
    assert answer.status_code == (405 if method == "options" else 200)
    assert (opened(), Entry.objects.count(), Session.objects.count()) == (None, entries, 0)


def test_the_door_says_whose_files_and_until_when_and_names_no_candidate() -> None:
    page = plain(Client().get(address_of(sent()[CFDT])))
    for said in (CFDT, "16 juin 2022", "Ouvrir le dossier", "jusqu’au jeudi 16 juin 2022 inclus", "noindex"):
        assert said in page
    for one in (CORENTIN, ONDINE, MARIAM):
        assert one.civil.birth_name not in page


def test_the_button_opens_notes_it_once_and_the_files_are_then_read_by_going_there(settings: Settings) -> None:
    address, client = address_of(sent()[CFDT]), Client()
    answer = client.post(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    settings.JURANDE_NOW = EVE + timedelta(hours=2)
    client.post(address)
    assert "Corentin Abalain-Mercier" in plain(client.get(address))
    assert opened() == EVE
    entry = Entry.objects.get(act="jury.pack_open")
    assert (entry.subject, entry.data) == (the_jury().ref, {"member": f"member:{member(CFDT).pk}"})


def test_the_button_asks_for_its_token_of_csrf() -> None:
    address, client = address_of(sent()[CFDT]), Client(enforce_csrf_checks=True)
    assert client.post(address).status_code == 403
    assert opened() is None
    client.get(address)
    assert client.post(address, {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}).status_code == 302


def test_the_button_leads_to_the_page_that_the_address_named() -> None:
    crowd(the_jury(), range(101, 128))
    assert "127. Camille Nom127" in read(sent()[CFDT], page=2)[1]


def test_one_link_opened_opens_no_other_and_another_browser_finds_the_door() -> None:
    secrets, client = sent(), Client()
    client.post(address_of(secrets[CFDT]))
    cookie = client.cookies["dossier"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (address_of(secrets[CFDT]), True, "Lax")
    assert cookie["max-age"] == int((at(JURY_DAY + timedelta(days=1), 0) - EVE).total_seconds())
    stranger = Client()
    stranger.cookies["dossier"] = cookie.value
    for elsewhere, token in ((stranger, secrets[FO]), (Client(), secrets[CFDT])):
        assert "Ouvrir le dossier" in plain(elsewhere.get(address_of(token)))


def test_a_cookie_made_up_or_of_a_link_replaced_opens_nothing() -> None:
    client, first = Client(), sent()[CFDT]
    client.post(address_of(first))
    second, replayed = renewed(CFDT), Client()
    replayed.cookies["dossier"] = client.cookies["dossier"].value
    assert "Ouvrir le dossier" in plain(replayed.get(address_of(second)))
    replayed.cookies["dossier"] = "made-up"
    assert "Ouvrir le dossier" in plain(replayed.get(address_of(second)))


@pytest.mark.parametrize("opened_first", [False, True], ids=["the door", "the files"])
def test_neither_page_is_kept_nor_told_to_another_site(opened_first: bool) -> None:
    address, client = address_of(sent()[CFDT]), Client()
    if opened_first:
        client.post(address)
    headers = client.get(address).headers
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store, private", "same-origin")


@pytest.mark.parametrize(
    ("now", "status"),
    [(at(JURY_DAY, 23, 59), 200), (at(JURY_DAY + timedelta(days=1), 0), 410)],
    ids=["the last minute of the day", "midnight"],
)
def test_a_link_ends_with_the_day_of_the_jury_in_paris(settings: Settings, now: datetime, status: int) -> None:
    token = sent()[CFDT]
    settings.JURANDE_NOW = now
    answered, page = read(token)
    assert answered == status
    assert ("Ce lien a pris fin avec le jury." in page) == (status == 410)
    assert ("Abalain" in page) == (status == 200)


def test_what_was_opened_is_read_no_more_once_the_link_has_ended(settings: Settings) -> None:
    address, client = address_of(sent()[CFDT]), Client()
    client.post(address)
    settings.JURANDE_NOW = at(JURY_DAY + timedelta(days=1), 0)
    assert client.get(address).status_code == 410


def test_a_link_still_opens_once_the_jury_has_closed_that_day(settings: Settings) -> None:
    token = sent()[CFDT]
    close_as_proposed()
    settings.JURANDE_NOW = at(JURY_DAY, 18)
    assert read(token)[0] == 200


def test_the_files_of_a_jury_given_up_are_read_no_more() -> None:
    token = sent()[CFDT]
    convening.cancel(session=the_jury(), reason="Report.", actor=secretary(), now=EVE)
    status, page = read(token)
    assert status == 410
    assert "Ce jury n’aura pas lieu." in page


def test_the_link_of_a_member_taken_out_is_dead() -> None:
    token = sent()[FO]
    convening.remove_member(member=member(FO), actor=secretary(), now=EVE)
    status, page = read(token)
    assert status == 404
    assert "Ce lien ne mène à aucun dossier." in page


def test_a_made_up_link_says_what_to_do_and_writes_nothing() -> None:
    entries = Entry.objects.count()
    status, page = read("made-up")
    assert status == 404
    assert "demandez-lui un nouveau lien" in page
    assert Entry.objects.count() == entries
    assert Client().get(address_of("made-up")).status_code == 404


# What it shows.


def test_the_page_shows_the_session_the_duties_the_referential_and_each_candidate() -> None:
    status, page = read(sent()[CFDT])
    assert status == 200
    assert "Jeudi 16 juin 2022" in page
    assert "Salle Vulcain" in page
    assert "Vérifier que l’évaluation a été organisée" in page
    assert reverse("catalogue:record", args=["RNCP28245"]) in page
    assert page.index("1. Corentin Abalain-Mercier") < page.index("2. Ondine Beaucastel") < page.index("3. Mariam")
    assert "Emboutissage Ternois" in page
    assert "Présentable" in page
    assert "Non présentable" in page
    assert "Avis de l’entreprise" in page
    assert "Vous connaissez un candidat" in page
    assert "noindex" in page


def test_who_does_not_vote_on_whom_is_said_by_name_and_the_reader_is_told() -> None:
    barring.set_bars(
        case=case_of(MARIAM), barred={member(DUMOUTIER): "accompanied"}, acting_president=None,
        actor=secretary(), now=EVE,
    )  # fmt: skip
    evaluator = member(CFDT)
    one = Commissioner.objects.filter(candidacy=candidacy_of(ONDINE))[0]
    Commissioner.objects.filter(pk=one.pk).update(user=evaluator.user)
    secrets = sent()
    _, page = read(secrets[CFDT])
    assert f"<b>{DUMOUTIER}</b> : 3. Mariam Cissokho" in page
    assert f"{DUMOUTIER} ne vote pas : a accompagné le candidat." in page
    assert f"{CFDT} ne vote pas : a évalué le candidat." in page
    assert "Vous ne votez pas sur : 2. Ondine Beaucastel." in page
    assert "Vous ne votez pas" not in read(secrets[FO])[1]


def test_without_a_bar_the_page_says_so() -> None:
    assert "Aucun empêchement n’est consigné à ce jour." in read(sent()[PRESIDENT])[1]


# Anonymised.


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that the files may hold: each word that somebody wrote names its candidate, each came by a school."""
    body = TrainingBody.objects.get()
    Candidacy.objects.update(training_body=body)

    def naming(case: Case, file: Dossier) -> tuple[RecapBlock, ...]:
        person = case.candidacy.person
        seen, missing = f"Vu {person.birth_name}.", f"{person.first_name}, à revoir."
        parts = recap(case, file)
        lines = {part: tuple(replace(one, remark=seen, company=missing) for one in part.lines) for part in parts}
        return tuple(replace(part, tutor=f"{person} travaille bien.", lines=lines[part]) for part in parts)

    monkeypatch.setattr(pack, "recap", naming)
    listed = [part for one in (CORENTIN, ONDINE, MARIAM) for part in (one.civil.birth_name, one.civil.first_name)]
    companies = [name for name, *_ in people.COMPANIES.values()]
    tutors = [tutor for *_, tutor in people.COMPANIES.values()]
    return [*listed, *companies, *tutors, body.name, *(one.name for one in people.EVALUATORS)]


def test_an_anonymised_page_has_no_name_of_a_candidate_a_company_or_a_training_body(names: list[str]) -> None:
    barring.set_bars(
        case=case_of(MARIAM), barred={member(DUMOUTIER): "accompanied"}, acting_president=None,
        actor=secretary(), now=EVE,
    )  # fmt: skip
    token = sent()[DUMOUTIER]
    _, named = read(token)
    shown = [name for name in names if name in named]
    assert {"Abalain-Mercier", "Emboutissage Ternois", "Atelier-école des Trois Fours"} <= set(shown)
    assert "Vu Abalain-Mercier." in named
    anonymised()
    status, page = read(token)
    assert status == 200
    assert [name for name in names if name in page] == []
    assert "Candidat 1" in page
    assert f"<b>{DUMOUTIER}</b> : candidat 3" in page
    assert "Vous ne votez pas sur : candidat 3." in page
    assert "cela pourrait les nommer" in page
    assert "Choix de l’autorité" in page


def test_anonymised_files_are_not_named_by_the_page_of_the_session() -> None:
    page = reverse("juries:session", args=[the_jury().pk])
    name = case_of(MARIAM).candidacy.person.listed_name
    assert name in browser_of(member(CFDT).email).get(page).content.decode()
    anonymised()
    read_by_a_juror = browser_of(member(CFDT).email).get(page).content.decode()
    assert name not in read_by_a_juror
    assert f"Candidat {case_of(MARIAM).position}" in read_by_a_juror
    assert name in browser_of(SECRETARY.email).get(page).content.decode()


def test_the_message_of_anonymised_files_is_noted_as_such() -> None:
    anonymised()
    sent()
    assert {entry.data["form"] for entry in Entry.objects.filter(act="jury.pack")} == {"anonymised"}


# Cost.


def test_the_page_costs_the_same_for_three_hundred_candidates_as_for_thirty() -> None:
    address, client, asked = address_of(sent()[CFDT]), Client(), []
    client.post(address)
    for ranks in (range(101, 128), range(201, 471)):
        crowd(the_jury(), ranks)
        with CaptureQueriesContext(connection) as queries:
            assert "Page 2 sur" in plain(client.get(address, {"page": 2}))
        asked.append(len(queries))
    assert the_jury().cases.count() == 300
    assert asked[0] == asked[1] < 30


def test_the_candidates_come_page_by_page_in_the_order_of_the_day() -> None:
    crowd(the_jury(), range(101, 128))
    token = sent()[CFDT]
    assert "Page 1 sur 2" in read(token)[1]
    _, second = read(token, page=2)
    assert "127. Camille Nom127" in second
    assert "Corentin Abalain-Mercier" not in second
