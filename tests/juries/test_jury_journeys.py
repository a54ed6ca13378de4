"""Days of a jury in a real browser: a tie, unequal sides, a barred member, three hundred candidates by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from jurande.accounts.models import User
from jurande.desk.story.people import CORENTIN, MARIAM, SECRETARY
from jurande.juries.models import Case
from jurande.ledger.models import Entry
from tests.browser import NewPage, assert_accessible
from tests.documents.reading import text_of
from tests.juries.crowd import crowd
from tests.juries.sessions import (
    ASTRUC,
    CFDT,
    CFE_CGC,
    CGT,
    DUMOUTIER,
    FO,
    NOON,
    PERNELLE,
    PRESIDENT,
    attend,
    ballot,
    case_of,
    decide,
    deliberate,
    examine,
    member,
    open_vote,
    the_jury,
)
from tests.signed_in import sign_in

type Enter = Callable[[str], Page]
MANY = 300


@pytest.fixture
def site(called: object, settings: Settings) -> Iterator[str]:
    """The application served on the day of the jury, in a thread."""
    settings.JURANDE_NOW = NOON
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture
def enter(site: str, new_page: NewPage) -> Enter:
    """The jury's page on the device of a member, by name, or of the secretary, by address."""

    def entered(who: str) -> Page:
        page = new_page(width=1280)
        user = User.objects.get(email=who) if "@" in who else member(who).user
        assert user
        sign_in(page, site, user)
        page.goto(f"{site}/jurys/{the_jury().pk}/")
        return page

    return entered


def say(page: Page, button: str) -> None:
    """Click a button and wait for what it answers."""
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


def test_a_tie_is_shown_resolved_by_the_president_and_printed_though_the_network_fails(enter: Enter) -> None:
    deliberate()
    chair = enter(PRESIDENT)
    chair.get_by_role("link", name=re.compile("Abalain-Mercier")).click()
    say(chair, "Examiner ce candidat")
    say(chair, "Passer au vote")
    ballot(CORENTIN, for_=(ASTRUC, DUMOUTIER, PERNELLE), against=(CFE_CGC, CGT, FO))
    for name, choice in ((PRESIDENT, "Pour"), (CFDT, "Contre")):
        page = chair if name == PRESIDENT else enter(name)
        page.get_by_role("radio", name=choice, exact=True).check(force=True)
        say(page, "Voter")
    expect(chair.locator("#room-beam")).to_contain_text("Partage des voix")
    expect(chair.locator("#room-beam")).to_contain_text("la présidence a voté pour, sa voix l’emporte")
    assert_accessible(chair)

    chair.context.set_offline(True)
    expect(chair.locator("#room-says")).to_contain_text("Le réseau ne répond pas")
    chair.context.set_offline(False)
    expect(chair.locator("#room-says")).to_be_hidden()
    say(chair, "Enregistrer le résultat du vote")
    case = case_of(CORENTIN)
    assert (case.verdict, case.votes_for, case.votes_against, case.casting_vote) == ("admissible", 4, 4, "for")
    assert Entry.objects.filter(act="jury.decide", subject=case.ref).count() == 1


def test_unequal_delegations_open_once_somebody_withdraws(enter: Enter) -> None:
    clerk = enter(SECRETARY.email)
    for name in (PRESIDENT, ASTRUC, DUMOUTIER, PERNELLE, CFDT, CFE_CGC, CGT):
        present = clerk.get_by_role("group", name="Présents")
        present.get_by_role("checkbox", name=re.compile(f"^{name}")).check()
    say(clerk, "Ouvrir la séance")
    expect(clerk.locator("main")).to_contain_text("1 de trop à la délégation patronale")
    assert the_jury().state == "called"
    withdrawn = clerk.get_by_role("group", name="Se retirent pour rétablir la parité")
    withdrawn.get_by_role("checkbox", name=re.compile(f"^{PERNELLE}")).check()
    say(clerk, "Ouvrir la séance")
    expect(clerk.locator("#room-bench")).to_contain_text("s’est retiré(e) pour la parité")
    expect(clerk.locator("#room-bench")).to_contain_text("Parité respectée")
    assert_accessible(clerk)


def test_a_barred_member_leaves_one_vote_and_keeps_the_others(enter: Enter) -> None:
    deliberate()
    examine(CORENTIN)
    clerk, union = enter(SECRETARY.email), enter(CGT)
    clerk.get_by_role("link", name="Empêchements").click()
    clerk.get_by_label("A accompagné le candidat").check()
    clerk.get_by_label(CGT).first.check()
    say(clerk, "Consigner")
    expect(clerk.locator("#room-case-head")).to_contain_text(f"{CGT} ne vote pas")
    clerk.get_by_role("link", name="Empêchements").click()
    expect(clerk.get_by_label(f"Motif de {CGT}")).to_have_value("accompanied")
    assert_accessible(clerk)
    clerk.go_back()
    open_vote(CORENTIN)
    expect(union.locator(".ballot")).to_contain_text("Vous ne votez pas sur ce candidat")
    expect(union.locator("#room-count")).to_have_text("0 voix sur 7")
    ballot(CORENTIN, for_=(PRESIDENT, ASTRUC, DUMOUTIER, PERNELLE, CFDT, CFE_CGC, FO))
    decide(CORENTIN, unanimous=False)
    examine(MARIAM)
    open_vote(MARIAM)
    expect(union.get_by_role("button", name="Voter")).to_be_visible()


class Keyboard:
    """A president who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, name: str, *, within: int = 60) -> None:
        """Press Tab until what has the focus is called so."""
        for _ in range(within):
            self.page.keyboard.press("Tab")
            if name in self.page.evaluate("document.activeElement.innerText || document.activeElement.ariaLabel || ''"):
                return
        pytest.fail(f"« {name} » is not within {within} presses of Tab.")

    def press(self, name: str, *, within: int = 60) -> None:
        """Reach a link or a button, and press it."""
        self.reach(name, within=within)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def answer_all(self, *, within: int = 80) -> None:
        """« Avec réserve » to each question of the first duty, with its reason: a crowd has no evaluation behind it."""
        left = """() => {
            const all = [...document.querySelectorAll("main input[type=radio]")];
            return new Set(all.map((one) => one.name)).size - all.filter((one) => one.checked).length;
        }"""
        for _ in range(within):
            self.page.keyboard.press("Tab")
            kind = self.page.evaluate("document.activeElement.type")
            if kind == "radio":
                self.page.keyboard.press("Space")
                self.page.keyboard.press("ArrowRight")
            if kind == "text":
                self.page.keyboard.type("Essai.")
                if self.page.evaluate(left) == 0:
                    return
        pytest.fail(f"Not every question is within {within} presses of Tab.")


def test_a_day_of_three_hundred_candidates_is_driven_by_keyboard(enter: Enter) -> None:
    crowd(the_jury(), range(1000, 1000 + MANY - 3 - 4), clear=True)
    crowd(the_jury(), range(2000, 2004))
    attend()
    chair = enter(PRESIDENT)
    hands = Keyboard(chair)
    hands.answer_all()
    hands.press("Constater la conformité")

    hands.press("les décider ensemble")
    hands.press("Examiner et décider à l’unanimité")
    left = Case.objects.filter(session=the_jury()).exclude(state="decided").count()
    assert left < 10
    for remaining in range(left, 0, -1):
        if remaining < left:
            expect(chair.locator("#courant")).to_be_focused()
        hands.press("Examiner ce candidat", within=40)
        expect(chair.locator("#decision")).to_be_focused()
        hands.press("Décider à l’unanimité", within=12)
    chair.keyboard.press("Home")
    hands.press("Clore le jury", within=80)
    assert the_jury().state == "closed"
    minutes = the_jury().minutes
    assert minutes
    assert len(set(re.findall(r"Camille Nom\d+", text_of(bytes(minutes.content))))) == MANY - 3
