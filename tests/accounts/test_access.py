"""Who is let in to a view, under which role, and what an open session is still worth."""

from __future__ import annotations

import pytest
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory

from jurande.accounts.access import centre_of, only
from jurande.accounts.http import Member, Request
from jurande.accounts.middleware import SESSION_KEY, member_of
from jurande.accounts.models import Membership
from jurande.rules.lifecycles import Role
from tests.accounts.people import NOW, MembershipFactory, UserFactory, logged_in, manager, national


@only(Role.MANAGER, Role.SECRETARY)
def staff_page(request: Request, name: str) -> HttpResponse:
    """A page for the staff."""
    return HttpResponse(name)


def request_of(membership: Membership | None) -> Request:
    """A request under a role, or under none."""
    request = RequestFactory().get("/")
    request.member = Member(membership.user, membership, NOW) if membership else None  # type: ignore[attr-defined]
    return request  # type: ignore[return-value]  # with what the middleware adds


@pytest.mark.django_db
class TestOnly:
    @pytest.mark.parametrize("role", ["manager", "secretary"])
    def test_it_lets_in_its_roles(self, role: str) -> None:
        assert staff_page(request_of(MembershipFactory.create(role=role)), name="x").content == b"x"

    @pytest.mark.parametrize("role", sorted(set(Role) & {"evaluator", "juror", "candidate", "auditor"}))
    def test_another_role_finds_no_page(self, role: str) -> None:
        with pytest.raises(Http404):
            staff_page(request_of(MembershipFactory.create(role=role)), name="x")

    def test_somebody_without_a_role_finds_no_page(self) -> None:
        with pytest.raises(Http404):
            staff_page(request_of(None), name="x")

    def test_the_guard_can_be_read(self) -> None:
        assert staff_page.roles == {Role.MANAGER, Role.SECRETARY}

    def test_a_role_held_nowhere_has_no_centre(self) -> None:
        boss = manager()
        assert centre_of(request_of(boss)) == boss.centre
        with pytest.raises(Http404):
            centre_of(request_of(national()))


@pytest.mark.django_db
class TestMembership:
    def test_one_acts_under_the_oldest_role_unless_another_was_chosen(self) -> None:
        first = MembershipFactory.create()
        second = MembershipFactory.create(user=first.user, role="auditor")
        client = logged_in(first)
        assert role_of(client) == first
        client.post("/compte/role/", {"membership": str(second.pk)})
        assert role_of(client) == second

    def test_a_role_taken_away_has_no_power_left_at_the_next_request(self) -> None:
        one = manager()
        client = logged_in(one)
        assert client.get("/compte/equipe/").status_code == 200
        Membership.objects.filter(pk=one.pk).update(ended_at=NOW)
        assert client.get("/compte/equipe/").status_code == 404
        assert role_of(client) is None

    def test_the_role_chosen_and_then_taken_away_gives_way_to_another(self) -> None:
        first = MembershipFactory.create()
        second = manager(user=first.user)
        client = logged_in(first)
        client.post("/compte/role/", {"membership": str(second.pk)})
        Membership.objects.filter(pk=second.pk).update(ended_at=NOW)
        assert role_of(client) == first

    def test_the_role_of_somebody_else_cannot_be_chosen(self) -> None:
        mine, theirs = MembershipFactory.create(), manager()
        client = logged_in(mine)
        for wanted in (str(theirs.pk), "", "not-a-role"):
            assert client.post("/compte/role/", {"membership": wanted}).status_code == 404
        session = client.session
        session[SESSION_KEY] = str(theirs.pk)
        session.save()
        assert role_of(client) == mine

    def test_an_account_closed_while_its_session_is_open_is_out(self) -> None:
        one = MembershipFactory.create()
        client = logged_in(one)
        one.user.is_active = False
        one.user.save(update_fields=["is_active"])
        assert client.get("/compte/")["Location"].startswith("/compte/login/")

    def test_a_visitor_is_no_member(self) -> None:
        client = Client()
        assert role_of(client) is None


@pytest.mark.django_db
def test_somebody_without_any_role_is_told_what_to_do() -> None:
    user = UserFactory.create()
    client = logged_in(user)
    assert client.get("/")["Location"] == "/compte/"
    page = client.get("/compte/").content.decode()
    assert "Vous n’avez aucun rôle en cours." in page
    assert user.email in page


def role_of(client: Client) -> Membership | None:
    """Under which role a browser acts."""
    request = client.get("/accessibilite/").wsgi_request
    member = member_of(request)
    return member.membership if member else None
