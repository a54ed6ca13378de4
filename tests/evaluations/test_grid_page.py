"""The evaluator's grid: what each answer gives back, and what becomes of one that cannot be saved."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from jurande.candidacies.models import Candidacy
from jurande.evaluations import summaries
from jurande.evaluations.facts import OBSERVATION, OUTCOME
from jurande.evaluations.models import Grid, GridAnswer
from jurande.organisations.models import ExamCentre
from jurande.rules.certification import Element
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Grid as GridState
from jurande.rules.lifecycles import Role
from tests.factories import (
    BC01,
    BC02,
    EVALUATED_ON,
    PLANNED_ON,
    CivilStatusFactory,
    answer,
    at,
    browse,
    evaluators_of,
    fill,
    grid_of,
    keeper,
    member,
    planned,
    secretary_of,
    sign,
    summarised,
)
from tests.pages import Page, text, tree
from tests.writes import nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("planning_day")]


@pytest.fixture
def candidacy(centre: ExamCentre) -> Candidacy:
    """A candidate to block 2 under evaluation; C9 by a reconstituted situation."""
    return planned(centre, blocks=(BC02,), modalities={"C9": Element.RECONSTITUTED})


@pytest.fixture
def grid(candidacy: Candidacy) -> Grid:
    """Their grid."""
    return grid_of(candidacy, BC02)


def send(client: Client, grid: Grid, item: str, value: str, *, base_version: int = 0, **changes: Any) -> Page:
    """A device sends one answer on C8, as htmx does."""
    sent = {"id": str(uuid4()), "capacity": "C8", "item": item, "value": value, "base_version": base_version}
    address = reverse("evaluations:answer", args=[grid.pk])
    return client.post(address, sent | changes, headers={"HX-Request": "true"})


def status(page: Page) -> int:
    """The code of an answer."""
    return int(getattr(page, "status_code"))  # noqa: B009  # a Page promises its content only


def card(page: Page) -> html.HtmlElement:
    """The card given back."""
    fragments = html.fragments_fromstring(page.content.decode())
    return next(one for one in fragments if getattr(one, "tag", "") == "details")


def words(element: html.HtmlElement) -> str:
    """An element as it is read."""
    return " ".join(element.text_content().split())


# Reading ------------------------------------------------------------------------------------


def open_grid(client: Client, grid: Grid) -> Any:
    """The grid's page."""
    return client.get(reverse("evaluations:grid", args=[grid.pk]))


def test_the_grid_shows_each_capacity_of_its_block_with_what_it_asks(evaluators: list[Client], grid: Grid) -> None:
    page = tree(open_grid(evaluators[0], grid))
    assert [one.get("id") for one in page.xpath("//details")] == ["C8", "C9", "C10", "C11", "C12"]
    assert len(page.xpath("//details[@id='C9']//textarea")) == 2, "its necessity, and observations"
    assert len(page.xpath("//details[@id='C8']//textarea")) == 1
    assert page.xpath("//input[@disabled]") == []
    assert "0 sur 5" in words(page.xpath("//nav[@class='index']")[0])


def test_a_capacity_to_be_held_at_several_posts_asks_for_them(evaluators: list[Client], centre: ExamCentre) -> None:
    page = open_grid(evaluators[0], grid_of(planned(centre), BC01))
    assert "Postes tenus, un par ligne" in text(page)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.SECRETARY, Role.AUDITOR])
def test_the_centre_reads_a_grid_and_does_not_fill_it(
    client: Client, centre: ExamCentre, grid: Grid, role: Role
) -> None:
    browse(client, member(role, centre))
    page = tree(open_grid(client, grid))
    assert len(page.xpath("//input[@type='radio'][not(@disabled)]")) == 0
    with nothing_written():
        assert status(send(client, grid, OUTCOME, "acquired")) == 404


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.CANDIDATE, Role.NATIONAL])
def test_a_grid_is_not_there_for_strangers(client: Client, centre: ExamCentre, grid: Grid, role: Role) -> None:
    browse(client, member(role, centre))
    assert open_grid(client, grid).status_code == 404


def test_a_grid_costs_as_many_queries_full_as_empty(
    evaluators: list[Client], candidacy: Candidacy, grid: Grid, django_assert_num_queries: Any
) -> None:
    open_grid(evaluators[0], grid)
    with django_assert_num_queries(13):
        open_grid(evaluators[0], grid)
    fill(candidacy)
    with django_assert_num_queries(13):
        open_grid(evaluators[0], grid)


# Answering ----------------------------------------------------------------------------------


def part(page: Page, identifier: str) -> html.HtmlElement:
    """A part of the page given back, to be put in the place of the one on screen."""
    found = tree(page).get_element_by_id(identifier)
    assert found.get("hx-swap-oob") == "true"
    return found


def test_an_answer_gives_back_its_version_and_where_the_capacity_stands(evaluators: list[Client], grid: Grid) -> None:
    page = send(evaluators[0], grid, "criterion:C8.1", "met")
    assert status(page) == 200
    assert part(page, "v-C8-criterion-C8-1").get("value") == "1"
    assert "En cours" in words(part(page, "s-C8"))
    shown = tree(open_grid(evaluators[0], grid))
    form = shown.xpath("//form[.//input[@value='criterion:C8.1']]")[0]
    assert form.xpath(".//input[@name='base_version']/@value") == ["1"]
    assert form.xpath(".//input[@checked]/@value") == ["met"]


def test_an_answer_leaves_the_fields_as_they_are(evaluators: list[Client], grid: Grid) -> None:
    """Whoever goes on typing or tapping while an answer is being saved loses nothing."""
    page = tree(send(evaluators[0], grid, "criterion:C8.1", "met"))
    assert page.xpath("//textarea | //input[@type='radio'] | //details") == []


def test_an_answer_that_the_card_does_not_show_is_saved_all_the_same(evaluators: list[Client], grid: Grid) -> None:
    assert status(send(evaluators[0], grid, "necessity", "Aucun audit prévu.")) == 200
    assert GridAnswer.objects.get().item == "necessity"


def test_the_index_comes_with_the_answer(evaluators: list[Client], grid: Grid) -> None:
    for number in (1, 2):
        send(evaluators[0], grid, f"criterion:C8.{number}", "met")
    page = send(evaluators[0], grid, OUTCOME, "acquired")
    assert words(part(page, "index-count")) == "1 sur 5"


def test_a_result_that_does_not_stand_says_what_is_missing(evaluators: list[Client], grid: Grid) -> None:
    page = send(evaluators[0], grid, OUTCOME, "acquired")
    assert "Ce résultat ne tient pas encore." in words(part(page, "says-C8"))
    assert "sans réponse sur C8.1" in words(part(page, "says-C8"))


def test_a_result_may_be_taken_back(evaluators: list[Client], grid: Grid) -> None:
    taken = part(send(evaluators[0], grid, OUTCOME, "acquired"), "says-C8").xpath(".//form")[0]
    fields = {one.get("name"): one.get("value") for one in taken.xpath(".//input")}
    assert (words(taken), fields) == (
        "Retirer ce résultat",
        {"capacity": "C8", "item": "outcome", "base_version": "1", "value": ""},
    )
    page = send(evaluators[0], grid, fields["item"], fields["value"], base_version=int(fields["base_version"]))
    assert "Retirer ce résultat" not in words(part(page, "says-C8"))
    assert GridAnswer.objects.count() == 2


def test_an_answer_on_a_stale_page_is_refused_and_nothing_is_lost(evaluators: list[Client], grid: Grid) -> None:
    """The colleague's text is in the field, one's own is beside it, and the next answer follows the fresh version."""
    send(evaluators[1], grid, OBSERVATION, "Le relevé de 8 h manque.")
    with nothing_written():
        page = send(evaluators[0], grid, OBSERVATION, "Deux relevés manquent.")
    assert (status(page), page.headers["HX-Retarget"], page.headers["HX-Reswap"]) == (409, "#C8", "outerHTML")  # type: ignore[attr-defined]
    notice = words(card(page).xpath(".//*[@role='status' or @role='alert']")[0])
    assert "Votre réponse n’est pas enregistrée." in notice
    assert "C8 : quelqu’un a répondu entre-temps." in notice
    assert "Vous aviez écrit :Deux relevés manquent." in notice
    assert card(page).xpath("string(.//textarea)") == "Le relevé de 8 h manque."
    assert send(evaluators[0], grid, OBSERVATION, "Les deux manquent.", base_version=1) is not None
    assert GridAnswer.objects.latest("version").value == "Les deux manquent."


def test_a_text_too_long_is_refused_and_given_back(evaluators: list[Client], grid: Grid) -> None:
    with nothing_written():
        page = send(evaluators[0], grid, OBSERVATION, "x" * 2001)
    assert status(page) == 409
    assert "Texte : " in words(card(page))
    assert "2000" in words(card(page))
    assert "x" * 2001 in words(card(page))


def test_an_answer_after_a_signature_says_that_the_grid_is_signed(
    evaluators: list[Client], candidacy: Candidacy, grid: Grid
) -> None:
    for one in ("C8", "C9", "C10", "C11", "C12"):
        answer(grid, one, "necessity", "Aucun audit prévu.")
    fill(candidacy)
    sign(grid, evaluators_of(candidacy.centre)[0])
    page = send(evaluators[1], grid, OBSERVATION, "Encore un mot.")
    assert status(page) == 409
    assert "La grille porte déjà une signature" in words(card(page))
    assert card(page).xpath(".//input[@type='radio'][not(@disabled)]") == [], "and can no longer be filled"


@pytest.mark.parametrize(
    "changes", [{"capacity": "C99"}, {"capacity": ""}, {"capacity": "C1"}], ids=["unknown", "none", "of another block"]
)
def test_an_answer_about_no_card_is_refused_in_a_sentence(
    evaluators: list[Client], grid: Grid, changes: dict[str, Any]
) -> None:
    with nothing_written():
        page = send(evaluators[0], grid, OUTCOME, "acquired", **changes)
    assert (status(page), page.content.decode()) == (400, "Réponse illisible : rechargez la page.")


def test_an_answer_without_an_identifier_is_refused(evaluators: list[Client], grid: Grid) -> None:
    with nothing_written():
        assert status(send(evaluators[0], grid, OUTCOME, "acquired", id="")) == 409


def test_a_session_that_ended_sends_the_device_to_the_login_page(client: Client, grid: Grid) -> None:
    with nothing_written():
        page = send(client, grid, OUTCOME, "acquired")
    assert str(page.headers["HX-Redirect"]).startswith(reverse("account_login"))  # type: ignore[attr-defined]


# Signing ------------------------------------------------------------------------------------


def test_two_signatures_seal_the_grid_and_each_is_told(
    evaluators: list[Client], candidacy: Candidacy, grid: Grid
) -> None:
    for one in ("C8", "C9", "C10", "C11", "C12"):
        answer(grid, one, "necessity", "Aucun audit prévu.")
    fill(candidacy)
    address = reverse("evaluations:sign", args=[grid.pk])
    first, second = (evaluators[turn].post(address, follow=True) for turn in (0, 1))
    assert "Votre signature est enregistrée." in text(first)
    assert "La grille est signée et scellée." in text(second)
    again = evaluators[1].post(address, follow=True)
    assert again.status_code == 200, "two clicks are one signature"
    grid.refresh_from_db()
    assert grid.state == GridState.SIGNED


def test_signing_too_early_says_what_is_missing(evaluators: list[Client], grid: Grid) -> None:
    with nothing_written():
        response = evaluators[0].post(reverse("evaluations:sign", args=[grid.pk]))
    assert response.status_code == 409
    assert "C8 n’a pas encore de résultat qui tienne" in text(response)


def test_a_grid_of_an_abandoned_candidacy_is_read_only(
    evaluators: list[Client], candidacy: Candidacy, grid: Grid
) -> None:
    Candidacy.objects.filter(pk=candidacy.pk).update(state=State.ABANDONED.value)
    assert tree(open_grid(evaluators[0], grid)).xpath("//input[@type='radio'][not(@disabled)]") == []


# The day of the evaluation, and what an earlier jury kept ------------------------------------


def day_of_card(response: Any, code: str) -> html.HtmlElement:
    """The field of the day of evaluation of a capacity."""
    (field,) = tree(response).xpath(f"//*[@id='day-{code}']")
    return field


def test_a_day_not_given_yet_is_today_and_is_bounded_by_the_concertation(evaluators: list[Client], grid: Grid) -> None:
    field = day_of_card(open_grid(evaluators[0], grid), "C8")
    assert (field.get("value"), field.get("min"), field.get("max")) == ("2026-02-02", "2026-02-02", "2026-02-02")


def test_the_day_given_stays_on_the_card(evaluators: list[Client], grid: Grid) -> None:
    send(evaluators[0], grid, "day", PLANNED_ON.isoformat())
    field = day_of_card(open_grid(evaluators[0], grid), "C8")
    assert field.get("value") == PLANNED_ON.isoformat()
    refused = send(evaluators[0], grid, "day", "2030-01-01", base_version=1)
    assert status(refused) == 409
    assert "n’est pas encore venu" in words(card(refused))


def test_a_result_gives_back_the_day_that_counts(evaluators: list[Client], grid: Grid) -> None:
    part(send(evaluators[0], grid, OUTCOME, "acquired"), "d-C8")


def test_a_capacity_that_a_jury_kept_is_told_and_has_no_field(evaluators: list[Client], centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    keeper(civil, centre, "C9")
    page = open_grid(evaluators[0], grid_of(planned(centre, civil=civil, blocks=(BC02,)), BC02))
    (kept,) = tree(page).xpath("//details[@id='C9']")
    assert "Conservée, jury du 20 juin 2024." in words(kept)
    assert kept.xpath(".//form") == []
    assert "1 sur 5" in words(tree(page).xpath("//nav[@class='index']")[0])


def test_a_replaced_grid_shows_what_it_said_and_who_signed_it(client: Client, centre: ExamCentre) -> None:
    candidacy = summarised(centre, blocks=(BC02,), failed=("C9",))
    signed = grid_of(candidacy, BC02)
    summaries.reopen(
        candidacy=candidacy,
        blocks=[BC02],
        opinions=[],
        reason="Erreur en C9.",
        actor=secretary_of(centre),
        now=at(EVALUATED_ON, 18),
    )
    answer(grid_of(candidacy, BC02), "C9", OUTCOME, "acquired", base_version=1)
    browse(client, member(Role.SECRETARY, centre))
    page = open_grid(client, signed)
    assert "Version remplacée" in text(page)
    assert "Non acquise" in words(tree(page).xpath("//summary[@id='s-C9']")[0])
    assert len(tree(page).xpath("//div[@class='pad']/span[contains(@class, 'ok')]")) == 2
    assert "version 2" in text(open_grid(client, grid_of(candidacy, BC02)))
