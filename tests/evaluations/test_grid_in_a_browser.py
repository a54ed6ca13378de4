"""The grid on a tablet, in a real browser: what one types is saved, or stays on the screen with a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from jurande.evaluations.facts import DAY, OBSERVATION, OUTCOME
from jurande.evaluations.models import Grid, GridAnswer
from tests.browser import NewPage, assert_accessible
from tests.factories import BC02, CentreFactory, answer, evaluators_of, grid_of, planned
from tests.signed_in import sign_in

pytestmark = pytest.mark.usefixtures("planning_day")

SAVED = re.compile("/reponse/")
type Tablet = Callable[[], Page]


@pytest.fixture
def grid(live_site: str) -> Grid:
    """The grid of block 2 of a candidate under evaluation."""
    return grid_of(planned(CentreFactory.create(code="VDB"), blocks=(BC02,)), BC02)


@pytest.fixture
def tablet(live_site: str, grid: Grid, new_page: NewPage) -> Page:
    """The first evaluator's tablet, C8 open."""
    page = new_page(width=820)
    sign_in(page, live_site, evaluators_of(grid.candidacy.centre)[0])
    page.goto(live_site + reverse("evaluations:grid", args=[grid.pk]))
    expect(page.locator("#C8")).to_have_attribute("open", "")
    return page


def values(item: str) -> list[str]:
    """What was written for an item of C8."""
    return list(GridAnswer.objects.filter(capacity="C8", item=item).values_list("value", flat=True))


def test_a_text_left_for_a_click_is_saved_with_the_click(tablet: Page) -> None:
    """Leaving the text saves it; the click that left it is saved too, and both stay on the screen."""
    card = tablet.locator("#C8")
    card.get_by_label("Observations").press_sequentially("Deux relevés manquent.")
    card.locator(".crit").first.locator("label.on-no").click()
    expect(card.locator(".crit").first.get_by_role("radio", name="Non acquis")).to_be_checked()
    expect(card.get_by_label("Observations")).to_have_value("Deux relevés manquent.")
    expect(card.locator("summary")).to_contain_text("En cours")
    expect(tablet.locator("#v-C8-criterion-C8-1")).to_have_value("1")
    assert values(OBSERVATION) == ["Deux relevés manquent."]
    assert values("criterion:C8.1") == ["not_met"]


def test_several_taps_in_a_row_are_all_saved_and_shown(tablet: Page) -> None:
    card = tablet.locator("#C8")
    for number in range(2):
        card.locator(".crit").nth(number).locator("label.on-ok").click()
    card.locator(".cap-result label.on-ok").click()
    expect(card.locator("summary")).to_contain_text("Acquise")
    expect(tablet.locator("#index-count")).to_have_text("1 sur 5")
    for item, value in (("criterion:C8.1", "met"), ("criterion:C8.2", "met"), (OUTCOME, "acquired")):
        assert values(item) == [value]


def test_what_is_typed_and_tapped_before_the_scripts_come_is_saved_when_they_do(tablet: Page) -> None:
    scripts: list[Route] = []
    tablet.route("**/grid*.js", lambda script: scripts.append(script))
    tablet.reload(wait_until="commit")
    card = tablet.locator("#C8")
    card.get_by_label("Observations").fill("Deux relevés manquent.")
    card.get_by_label("Observations").blur()
    card.locator(".crit").first.locator("label.on-ok").click()
    while not scripts:
        tablet.wait_for_timeout(20)
    scripts[0].continue_()
    expect(card.locator("summary")).to_contain_text("En cours")
    expect(tablet.locator("#v-C8-criterion-C8-1")).to_have_value("1")
    expect(tablet.locator("#v-C8-observation")).to_have_value("1")
    assert values(OBSERVATION) == ["Deux relevés manquent."]
    assert values("criterion:C8.1") == ["met"]


def test_an_answer_refused_stays_on_the_screen_beside_the_colleagues(tablet: Page, grid: Grid) -> None:
    answer(grid, "C8", OBSERVATION, "Le relevé de 8 h manque.", user=evaluators_of(grid.candidacy.centre)[1])
    box = tablet.locator("#C8").get_by_label("Observations")
    box.fill("Deux relevés manquent.")
    box.blur()
    expect(tablet.locator("#C8")).to_contain_text("quelqu’un a répondu entre-temps")
    expect(tablet.locator("#C8")).to_contain_text("Deux relevés manquent.")
    expect(box).to_have_value("Le relevé de 8 h manque.")
    assert_accessible(tablet)
    box.fill("Les deux manquent.")
    with tablet.expect_response(SAVED):
        box.blur()
    assert values(OBSERVATION) == ["Le relevé de 8 h manque.", "Les deux manquent."]


def test_without_a_network_the_answer_waits_on_the_screen_and_is_written_once(tablet: Page) -> None:
    box = tablet.locator("#C8").get_by_label("Observations")
    tablet.context.set_offline(True)
    box.fill("Deux relevés manquent.")
    box.blur()
    expect(tablet.get_by_role("alert")).to_contain_text("Le réseau ne répond pas")
    expect(box).to_have_value("Deux relevés manquent.")
    tablet.context.set_offline(False)
    with tablet.expect_response(SAVED):
        box.dispatch_event("change")
    expect(tablet.locator("#grid-error")).to_be_hidden()
    assert values(OBSERVATION) == ["Deux relevés manquent."]


def test_a_choice_that_the_network_lost_is_sent_again_by_a_tap_on_it(tablet: Page) -> None:
    """The radio is chosen already: only the tap tells."""
    choice = tablet.locator("#C8 .crit").first.locator("label.on-ok")
    tablet.route(SAVED, lambda request: request.abort())
    choice.click()
    expect(tablet.get_by_role("alert")).to_contain_text("Le réseau ne répond pas")
    tablet.unroute(SAVED)
    with tablet.expect_response(SAVED):
        choice.click()
    expect(tablet.locator("#grid-error")).to_be_hidden()
    assert values("criterion:C8.1") == ["met"]


def test_all_that_the_network_lost_is_sent_again_by_one_button(tablet: Page) -> None:
    card = tablet.locator("#C8")
    tablet.route(SAVED, lambda request: request.abort())
    card.locator(".crit").first.locator("label.on-no").click()
    card.get_by_label("Observations").fill("Deux relevés manquent.")
    card.get_by_label("Observations").blur()
    expect(tablet.get_by_role("button", name="Renvoyer")).to_be_visible()
    assert_accessible(tablet)
    tablet.unroute(SAVED)
    tablet.get_by_role("button", name="Renvoyer").click()
    expect(tablet.locator("#grid-error")).to_be_hidden()
    assert values("criterion:C8.1") == ["not_met"]
    assert values(OBSERVATION) == ["Deux relevés manquent."]


def test_the_day_of_the_evaluation_is_saved_as_it_is_given(tablet: Page) -> None:
    with tablet.expect_response(SAVED):
        tablet.locator("#C8").get_by_label("Évaluée le").fill("2026-02-02")
        tablet.locator("#C8").get_by_label("Évaluée le").dispatch_event("change")
    assert values(DAY) == ["2026-02-02"]


def test_a_session_that_ended_leads_to_the_login_and_back(tablet: Page, grid: Grid) -> None:
    Session.objects.all().delete()
    tablet.locator("#C8 .crit").first.locator("label.on-ok").click()
    tablet.wait_for_url(re.compile(re.escape(settings.LOGIN_URL.split("_")[0]) + "|login"))
    expect(tablet.get_by_role("main")).to_contain_text("n’est pas enregistré")
    assert reverse("evaluations:grid", args=[grid.pk]) in tablet.url
    assert not GridAnswer.objects.exists()


def test_a_result_is_taken_back_by_its_button(tablet: Page) -> None:
    card = tablet.locator("#C8")
    card.locator(".cap-result label.on-ok").click()
    card.get_by_role("button", name="Retirer ce résultat").click()
    expect(card.get_by_role("button", name="Retirer ce résultat")).to_have_count(0)
    expect(card.locator(".cap-result").get_by_role("radio", name="Acquise", exact=True)).not_to_be_checked()
    assert values(OUTCOME) == ["acquired", ""]
