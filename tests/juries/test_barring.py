"""A member who is linked to a candidate says so, and leaves that vote by themselves."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django import Settings

from jurande.desk.story.course import secretary
from jurande.desk.story.people import CORENTIN, MARIAM, SECRETARY, Candidate
from jurande.juries.day import barring
from jurande.juries.models import Bar
from jurande.ledger.models import Entry
from jurande.rules.voting import Choice
from tests.juries.sessions import CGT, FO, NOON, PRESIDENT, case_of, cast, deliberate, examine, member, open_vote
from tests.juries.test_room import browser, page, room
from tests.told import browser_of
from tests.writes import refused

pytestmark = pytest.mark.usefixtures("called")


@pytest.fixture(autouse=True)
def on_the_day(called: object, settings: Settings) -> None:
    """It is half past two on the day of the jury, which deliberates."""
    settings.JURANDE_NOW = NOON
    deliberate()


def declare(name: str, ground: str = "relation") -> int:
    """A member says it on their device; the status of the answer."""
    address = reverse("juries:declare_bar", args=[case_of(CORENTIN).pk])
    return browser(name).post(address, {"ground": ground}).status_code


def test_who_is_linked_to_a_candidate_leaves_that_vote_and_no_other() -> None:
    examine(CORENTIN)
    open_vote(CORENTIN)
    assert "Je suis lié à ce candidat" in page(browser(CGT), room())
    assert declare(CGT) == 302
    with refused("jury.no_vote"):
        cast(CORENTIN, CGT, Choice.FOR)
    examine(MARIAM)
    open_vote(MARIAM)
    cast(MARIAM, CGT, Choice.FOR)


def test_saying_it_twice_is_once_and_leaves_one_entry() -> None:
    assert [declare(CGT), declare(CGT, "accompanied")] == [302, 302]
    assert Bar.objects.get().ground == "relation"
    entry = Entry.objects.get(act="jury.declare_bar")
    assert entry.data == {"member": f"member:{member(CGT).pk}"}


def test_whoever_steps_aside_while_the_secretary_fills_the_page_is_not_brought_back() -> None:
    address = reverse("juries:bars", args=[case_of(CORENTIN).pk])
    declare(CGT)
    clerk, filled = browser_of(SECRETARY.email), {"ground": "relation", "barred": [str(member(FO).pk)]}
    answer = clerk.post(address, filled)
    assert answer.status_code == 422
    assert f"depuis l’ouverture de cette page : {CGT}" in answer.content.decode().replace("\xa0", " ")
    assert [bar.member for bar in Bar.objects.all()] == [member(CGT)]
    clerk.post(address, filled | {"seen": [str(member(CGT).pk)]})
    assert [bar.member for bar in Bar.objects.all()] == [member(FO)]


def test_nor_whoever_steps_aside_at_the_instant_of_the_save() -> None:
    declare(CGT)
    with refused("jury.barred_since"):
        barring.set_bars(
            case=case_of(CORENTIN),
            barred={member(FO): "relation"},
            acting_president=None,
            known=[],
            actor=secretary(),
            now=NOON,
        )
    assert bars_of(CORENTIN) == {CGT: "relation"}


def bars_of(candidate: Candidate) -> dict[str, str]:
    """The ground of each member who does not vote on a candidate."""
    return {bar.member.name: bar.ground for bar in case_of(candidate).bars.select_related("member")}


def test_the_ground_that_the_secretary_gives_is_for_whom_they_add() -> None:
    address, clerk = reverse("juries:bars", args=[case_of(CORENTIN).pk]), browser_of(SECRETARY.email)
    declare(CGT)
    both = {"barred": [member(CGT).pk, member(FO).pk], "seen": [member(CGT).pk]}
    assert clerk.post(address, both | {"ground": "accompanied"}).status_code == 302
    assert bars_of(CORENTIN) == {CGT: "relation", FO: "accompanied"}
    (*_, entry) = Entry.objects.filter(act="jury.bar")
    assert dict(zip(entry.data["barred"], entry.detail.content["grounds"], strict=True)) == {
        f"member:{member(CGT).pk}": "relation",
        f"member:{member(FO).pk}": "accompanied",
    }
    shown = page(browser(PRESIDENT), f"{room()}?c={case_of(CORENTIN).pk}")
    assert f"{CGT} ne vote pas : lien avec le candidat." in shown
    assert f"{FO} ne vote pas : a accompagné le candidat." in shown


def test_a_ground_already_given_changes_only_in_its_own_field() -> None:
    address, clerk = reverse("juries:bars", args=[case_of(CORENTIN).pk]), browser_of(SECRETARY.email)
    declare(CGT)
    kept = {"barred": [member(CGT).pk], "seen": [member(CGT).pk]}
    assert f"Motif de {CGT}" in page(clerk, address)
    assert clerk.post(address, kept).status_code == 302
    assert bars_of(CORENTIN) == {CGT: "relation"}
    assert clerk.post(address, kept | {f"ground_{member(CGT).pk}": "accompanied"}).status_code == 302
    assert bars_of(CORENTIN) == {CGT: "accompanied"}
    assert clerk.post(address, kept | {f"ground_{member(CGT).pk}": "other"}).status_code == 422


def test_whoever_is_added_needs_a_ground_and_nobody_else() -> None:
    address, clerk = reverse("juries:bars", args=[case_of(CORENTIN).pk]), browser_of(SECRETARY.email)
    assert clerk.post(address, {"barred": [member(FO).pk]}).status_code == 422
    declare(CGT)
    answer = clerk.post(address, {"barred": [member(CGT).pk, member(FO).pk]})
    assert answer.status_code == 422
    assert f"Dites pourquoi {FO} ne vote pas." in answer.content.decode()
    assert clerk.post(address, {"barred": [], "seen": [member(CGT).pk]}).status_code == 302
    assert not Bar.objects.exists()


def test_a_page_that_comes_back_shows_the_ground_given_since() -> None:
    address, clerk = reverse("juries:bars", args=[case_of(CORENTIN).pk]), browser_of(SECRETARY.email)
    declare(CGT, "accompanied")
    answer = clerk.post(address, {"ground": "relation", "barred": [member(FO).pk]})
    assert answer.status_code == 422
    assert '<option value="accompanied" selected>' in answer.content.decode()


def test_after_ones_vote_the_president_takes_it_again_first() -> None:
    examine(CORENTIN)
    open_vote(CORENTIN)
    cast(CORENTIN, CGT, Choice.FOR)
    assert declare(CGT) == 422
    assert not Bar.objects.exists()


def test_a_president_who_steps_aside_leaves_the_case_to_whom_the_centre_names() -> None:
    address = reverse("juries:declare_bar", args=[case_of(CORENTIN).pk])
    assert "le secrétariat désignera qui préside ce cas" in page(browser(PRESIDENT), address)
    assert declare(PRESIDENT) == 302
    examine(CORENTIN)
    with refused("jury.presiding"):
        open_vote(CORENTIN)
