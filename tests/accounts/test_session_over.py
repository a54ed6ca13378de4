"""A session that ended: the login, what is said, and the page that one comes back to."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponseBase
from django.test import Client

from jurande.accounts.middleware import NOT_SENT, OVER
from tests.accounts.people import MembershipFactory, logged_in

pytestmark = pytest.mark.django_db
NIL = UUID(int=0)
ROOM = "http://testserver/jurys/1/salle/?c=2"


def said(response: HttpResponseBase) -> list[str]:
    """The messages that the next page will show."""
    return [str(one) for one in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]  # the test client's


def login_then(page: str) -> str:
    """The login that leads to a page."""
    return f"/compte/login/?{urlencode({'next': page}, safe='/')}"


def test_a_page_asked_for_is_found_again_after_the_login() -> None:
    response = Client().get("/candidatures/?etape=planned")
    assert response["Location"] == login_then("/candidatures/?etape=planned")
    assert said(response) == []


def test_what_was_being_sent_is_not_lost_without_a_word() -> None:
    response = Client().post(f"/jurys/cas/{NIL}/voix/", headers={"referer": ROOM})
    assert response["Location"] == login_then("/jurys/1/salle/?c=2")
    assert said(response) == [NOT_SENT]


@pytest.mark.parametrize(
    "referer", ["", "https://ailleurs.example/jurys/", "http://testserver.example/", "javascript:alert(1)"]
)
def test_a_form_from_elsewhere_leads_home(referer: str) -> None:
    response = Client().post("/candidatures/inscrire/", headers={"referer": referer} if referer else {})
    assert response["Location"] == login_then("/")


def test_a_session_that_ran_out_is_told_from_a_first_visit() -> None:
    client = logged_in(MembershipFactory.create())
    client.session.flush()
    assert said(client.get("/candidatures/")) == [OVER]


class TestHtmx:
    """A part of a page: the login must not be put in its place."""

    def test_a_part_asked_for_sends_the_browser_to_the_login(self) -> None:
        client = Client(headers={"HX-Request": "true", "HX-Current-URL": ROOM})
        response = client.get(f"/jurys/{NIL}/version/?v=3")
        assert (response.status_code, response.content) == (200, b"")
        assert response["HX-Redirect"] == login_then("/jurys/1/salle/?c=2")
        assert said(response) == []

    def test_an_answer_sent_says_so_too(self) -> None:
        client = Client(headers={"HX-Request": "true", "HX-Current-URL": ROOM})
        response = client.post(f"/evaluations/grilles/{NIL}/reponse/")
        assert response["HX-Redirect"] == login_then("/jurys/1/salle/?c=2")
        assert said(response) == [NOT_SENT]
