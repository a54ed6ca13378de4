"""The room on several devices at once: each follows the others, and keeps what is being written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from jurande.desk.story.people import CORENTIN
from jurande.juries.models import Vote
from jurande.rules.voting import Choice
from tests.browser import NewPage, assert_accessible
from tests.juries.sessions import (
    ASTRUC,
    CFDT,
    CGT,
    NOON,
    PRESIDENT,
    cast,
    decide,
    deliberate,
    examine,
    member,
    open_vote,
    the_jury,
)
from tests.signed_in import sign_in

type Device = Callable[[str], Page]


@pytest.fixture
def site(called: object, settings: Settings) -> Iterator[str]:
    """The application served on the day of the jury, in a thread."""
    settings.JURANDE_NOW = NOON
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture
def device(site: str, new_page: NewPage) -> Device:
    """Opens the room on a member's own device."""

    def opened(name: str) -> Page:
        page, seat = new_page(width=820), member(name)
        assert seat.user
        sign_in(page, site, seat.user)
        page.goto(f"{site}/jurys/{the_jury().pk}/salle/")
        return page

    return opened


def test_a_juror_follows_the_president_without_reloading(device: Device) -> None:
    deliberate()
    union = device(CFDT)
    union.evaluate("window.untouched = true")
    examine(CORENTIN)
    expect(union.locator("#room-roll")).to_contain_text("En cours")
    open_vote(CORENTIN)
    expect(union.get_by_role("button", name="Voter")).to_be_visible()
    cast(CORENTIN, CGT, Choice.FOR)
    expect(union.locator("#room-count")).to_have_text("1 voix sur 8")
    assert union.evaluate("window.untouched")


def test_a_vote_being_chosen_stays_chosen_while_others_vote(device: Device) -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    union = device(CFDT)
    union.get_by_role("radio", name="Contre").check(force=True)
    cast(CORENTIN, CGT, Choice.FOR)
    cast(CORENTIN, ASTRUC, Choice.FOR)
    expect(union.locator("#room-count")).to_have_text("2 voix sur 8")
    expect(union.get_by_role("radio", name="Contre")).to_be_checked()
    union.get_by_role("button", name="Voter").click()
    expect(union.locator("main")).to_contain_text("Votre voix est enregistrée")
    assert Vote.objects.get(member__name=CFDT).choice == Choice.AGAINST


def test_a_reason_being_written_is_kept_while_votes_come_in(device: Device) -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    president = device(PRESIDENT)
    president.get_by_text("Une autre proposition").click()
    reason = president.get_by_label(re.compile("^Motif"))
    reason.fill("Le rapport manque.")
    cast(CORENTIN, CGT, Choice.FOR)
    expect(president.locator("#room-count")).to_have_text("1 voix sur 8")
    expect(reason).to_have_value("Le rapport manque.")
    expect(president.locator("#room-says")).to_contain_text("ce que vous écrivez est gardé")


def test_the_focus_stays_where_it_is_while_others_act(device: Device) -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    union, president = device(CFDT), device(PRESIDENT)
    union.locator(".roll-list a[tabindex='0']").focus()
    union.keyboard.press("End")
    in_the_list = union.locator(".roll-list a").last
    to_record = president.get_by_role("button", name="Enregistrer le résultat")
    to_record.focus()
    cast(CORENTIN, CGT, Choice.FOR)
    for page, focused in ((union, in_the_list), (president, to_record)):
        expect(page.locator("#room-count")).to_have_text("1 voix sur 8")
        expect(focused).to_be_focused()
    union.keyboard.press("ArrowUp")
    expect(union.locator(".roll-list a").nth(-2)).to_be_focused()


def test_a_lost_network_is_said_and_the_room_catches_up(device: Device) -> None:
    deliberate()
    union = device(CFDT)
    union.context.set_offline(True)
    expect(union.locator("#room-says")).to_contain_text("Le réseau ne répond pas")
    assert_accessible(union)
    examine(CORENTIN)
    decide(CORENTIN)
    union.context.set_offline(False)
    expect(union.locator("#room-roll")).to_contain_text("Admissible")
    expect(union.locator("#room-says")).to_be_hidden()
    expect(union.locator("#courant")).not_to_have_text("Corentin Abalain-Mercier")


def test_a_member_who_has_voted_and_one_who_has_not_are_shown_each_their_own(device: Device) -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    cast(CORENTIN, CGT, Choice.FOR)
    voted, waits = device(CGT), device(CFDT)
    cast(CORENTIN, ASTRUC, Choice.FOR)
    for page in (voted, waits):
        expect(page.locator("#room-count")).to_have_text("2 voix sur 8")
    expect(voted.get_by_role("button", name="Voter")).to_be_hidden()
    expect(waits.get_by_role("button", name="Voter")).to_be_visible()


def test_nothing_leaves_without_a_network_and_what_was_written_stays(device: Device) -> None:
    deliberate()
    examine(CORENTIN)
    president = device(PRESIDENT)
    president.locator("#motion-summary").click()
    reason = president.get_by_label(re.compile("^Motif"))
    reason.fill("Le rapport manque.")
    president.context.set_offline(True)
    president.get_by_role("button", name="Passer au vote").click()
    expect(president.locator("#room-says")).to_contain_text("rien n’est parti")
    president.context.set_offline(False)
    expect(president.locator("#room-says")).to_be_hidden()
    expect(reason).to_have_value("Le rapport manque.")
    president.get_by_role("button", name="Passer au vote").click()
    expect(president.get_by_text("Motif : Le rapport manque.")).to_be_visible()


def test_a_member_who_reads_another_candidate_is_called_to_the_vote(device: Device) -> None:
    deliberate()
    examine(CORENTIN)
    union = device(CFDT)
    union.get_by_role("link", name=re.compile("Diallo|Mariam|Traor")).first.click()
    open_vote(CORENTIN)
    union.get_by_role("link", name="Vote ouvert sur Corentin Abalain-Mercier").click()
    union.get_by_role("radio", name="Contre").check(force=True)
    union.get_by_role("button", name="Voter").click()
    expect(union.locator("#room-awaits")).to_be_empty()
