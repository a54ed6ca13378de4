"""A page costs the same number of queries however many candidacies there are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jurande.organisations.models import ExamCentre
from jurande.rules.lifecycles import Role
from tests.bulk import candidacies
from tests.factories import CentreFactory, browse, member
from tests.pages import tree

pytestmark = pytest.mark.django_db

LIST = reverse("candidacies:list")


def queries(client: Client, query: str) -> int:
    """How many queries the list issues; « q=… » is searched for beforehand."""
    client.get(LIST)
    if query.startswith("q="):
        client.post(LIST, {"q": query.removeprefix("q=")})
        query = "recherche=1"
    with CaptureQueriesContext(connection) as captured:
        response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    return len(captured)


@pytest.mark.parametrize("query", ["", "etape=planned", "q=abalain", "q=2026-0001", "page=2", "q=nobody"])
def test_the_list_issues_as_many_queries_for_ten_as_for_a_thousand(client: Client, query: str) -> None:
    few, many = CentreFactory.create(), CentreFactory.create()
    candidacies(few, range(10))
    browse(client, member(Role.SECRETARY, few))
    cheap = queries(client, query)
    candidacies(many, range(1_000))
    browse(client, member(Role.SECRETARY, many))
    assert queries(client, query) == cheap
    assert cheap <= 6
    shown = tree(client.get(LIST)).xpath("//tbody/tr")
    assert len(shown) == 50, "a page is not longer for that"


def test_the_list_issues_few_queries(client: Client) -> None:
    centre: ExamCentre = CentreFactory.create()
    candidacies(centre, range(60))
    browse(client, member(Role.SECRETARY, centre))
    assert queries(client, "") == 6, "session, account, memberships, length, counts, rows"
