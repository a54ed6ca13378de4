"""The pages of the accounts as a browser gets them: roles, team, invitations."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from jurande.accounts.forms import InvitationForm
from jurande.accounts.http import Member
from jurande.accounts.invitations import LASTS, call_back
from jurande.accounts.models import Invitation, Membership
from jurande.rules.lifecycles import Role
from tests.accounts.people import (
    NOW,
    CentreFactory,
    MembershipFactory,
    TrainingBodyFactory,
    UserFactory,
    actor_of,
    centre_of,
    invited,
    logged_in,
    manager,
    national,
)

pytestmark = pytest.mark.django_db
ROSALIE = {"name": "Rosalie Tanguy", "email": "rosalie@vdb.demo"}


class TestChoosing:
    def test_the_roles_are_shown_and_the_page_asked_for_comes_after(self) -> None:
        one = MembershipFactory.create()
        other = manager(user=one.user)
        client = logged_in(one)
        page = client.get("/compte/role/?next=/jurys/").content.decode()
        for role in (one, other):
            assert f'name="membership" value="{role.pk}"' in page
        chosen = client.post("/compte/role/", {"membership": str(other.pk), "next": "/jurys/"})
        assert chosen["Location"] == "/jurys/"

    @pytest.mark.parametrize("page", ["https://ailleurs.example/", "//ailleurs.example", "javascript:alert(1)", ""])
    def test_it_leads_nowhere_else(self, page: str) -> None:
        one = MembershipFactory.create()
        chosen = logged_in(one).post("/compte/role/", {"membership": str(one.pk), "next": page})
        assert chosen["Location"] == "/"

    def test_somebody_without_a_role_reads_what_to_do_there_too(self) -> None:
        assert "aucun rôle en cours" in logged_in(UserFactory.create()).get("/compte/role/").content.decode()


class TestTeam:
    def test_a_manager_invites_and_the_invitation_is_listed(self) -> None:
        client = logged_in(manager())
        sent = client.post("/compte/equipe/", ROSALIE | {"role": "secretary"}, follow=True)
        page = sent.content.decode()
        assert "L’invitation part à l’adresse rosalie@vdb.demo." in page
        assert "Rosalie Tanguy, Secrétariat de centre" in page
        assert "expire le 23&nbsp;avril" in page.replace("\u00a0", "&nbsp;")

    def test_an_invitation_that_expired_is_still_there_to_be_sent_anew(self) -> None:
        boss = manager()
        invited(boss, now=NOW - LASTS - timedelta(days=1))
        assert "expirée depuis le" in logged_in(boss).get("/compte/equipe/").content.decode()

    def test_a_manager_cannot_name_another_centre_or_role_even_by_a_forged_form(self) -> None:
        boss, elsewhere = manager(), CentreFactory.create()
        client = logged_in(boss)
        client.post("/compte/equipe/", ROSALIE | {"role": "secretary", "centre": str(elsewhere.pk)})
        assert Invitation.objects.get().centre == boss.centre
        refused = client.post("/compte/equipe/", ROSALIE | {"role": "national"})
        assert refused.status_code == 422
        assert Invitation.objects.count() == 1

    def test_what_the_rule_refuses_is_said_above_the_form_with_what_was_typed(self) -> None:
        boss = manager()
        held = MembershipFactory.create(centre=boss.centre)
        page = logged_in(boss).post("/compte/equipe/", ROSALIE | {"email": held.user.email, "role": "secretary"})
        assert page.status_code == 422
        assert "Cette personne tient déjà ce rôle" in page.content.decode()
        assert 'value="Rosalie Tanguy"' in page.content.decode()

    def test_a_role_is_taken_away_and_an_invitation_called_back(self) -> None:
        boss = manager()
        one = MembershipFactory.create(centre=boss.centre)
        invitation, _ = invited(boss)
        client = logged_in(boss)
        client.post(f"/compte/equipe/{one.pk}/fin/")
        client.post(f"/compte/equipe/invitations/{invitation.pk}/annuler/")
        one.refresh_from_db()
        invitation.refresh_from_db()
        assert (one.ended_at, invitation.revoked_at) == (NOW, NOW)

    def test_ones_own_role_stays(self) -> None:
        boss = manager()
        page = logged_in(boss).post(f"/compte/equipe/{boss.pk}/fin/")
        assert page.status_code == 409
        assert "demandez à un collègue" in page.content.decode()

    def test_another_centre_is_not_found(self) -> None:
        boss, stranger = manager(), manager()
        invitation, _ = invited(boss)
        client = logged_in(stranger)
        assert client.post(f"/compte/equipe/{boss.pk}/fin/").status_code == 404
        assert client.post(f"/compte/equipe/invitations/{invitation.pk}/annuler/").status_code == 404

    def test_the_number_of_queries_does_not_grow_with_the_team(self, django_assert_max_num_queries: object) -> None:
        boss = manager()
        for _ in range(8):
            MembershipFactory.create(centre=boss.centre)
        client = logged_in(boss)
        with django_assert_max_num_queries(9):  # type: ignore[operator]  # a fixture of pytest-django
            client.get("/compte/equipe/")


class TestForm:
    def form(self, **data: str) -> InvitationForm:
        """The form of the national level, filled."""
        top = national()
        return InvitationForm(ROSALIE | data, member=Member(top.user, top, NOW))

    @pytest.mark.parametrize(
        ("role", "field"), [("manager", "centre"), ("auditor", "centre"), ("training_body", "training_body")]
    )
    def test_a_role_names_its_place(self, role: str, field: str) -> None:
        assert set(self.form(role=role).errors) == {field}

    def test_all_errors_are_told_at_once(self) -> None:
        form = self.form(role="manager", email="pas une adresse", name="")
        assert set(form.errors) == {"name", "email", "centre"}

    def test_no_role_is_chosen_beforehand(self) -> None:
        assert set(self.form().errors) == {"role"}

    def test_a_place_that_the_role_does_not_have_is_dropped(self) -> None:
        centre, body = CentreFactory.create(), TrainingBodyFactory.create()
        form = self.form(role="national", centre=str(centre.pk), training_body=str(body.pk))
        assert form.is_valid()
        assert (form.offer().role, form.offer().centre, form.offer().training_body) == (Role.NATIONAL, None, None)

    def test_a_secretary_has_nobody_to_invite(self) -> None:
        one = MembershipFactory.create()
        form = InvitationForm(ROSALIE | {"role": "secretary"}, member=Member(one.user, one, NOW))
        assert set(form.errors) == {"role"}


class TestAccepting:
    def test_the_page_says_what_is_offered_and_does_nothing(self) -> None:
        boss = manager()
        _, token = invited(boss)
        page = Client().get(f"/compte/invitation/{token}/")
        assert page.status_code == 200
        for said in (boss.user.name, "Secrétariat de centre", centre_of(boss).name, "rosalie@vdb.demo"):
            assert said in page.content.decode()
        assert Membership.objects.count() == 1

    def test_accepting_leads_to_the_code(self) -> None:
        _, token = invited(manager())
        assert Client().post(f"/compte/invitation/{token}/")["Location"] == "/compte/login/code/"

    def test_somebody_logged_in_to_that_account_acts_at_once_under_the_new_role(self) -> None:
        known = MembershipFactory.create(user=UserFactory.create(email="rosalie@vdb.demo"))
        boss = manager()
        _, token = invited(boss, role=Role.MANAGER)
        client = logged_in(known)
        assert client.post(f"/compte/invitation/{token}/")["Location"] == "/"
        assert client.get("/compte/equipe/").status_code == 200

    def test_somebody_logged_in_to_another_account_is_told_to_leave_it(self) -> None:
        boss = manager()
        _, token = invited(boss)
        page = logged_in(boss).post(f"/compte/invitation/{token}/", follow=True)
        assert page.redirect_chain[-1][0] == "/compte/"
        assert "déconnectez-vous" in page.content.decode()
        assert Membership.objects.filter(user__email="rosalie@vdb.demo").exists()

    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize(
        ("case", "sentence"),
        [
            ("used", "Cette invitation a déjà servi."),
            ("called back", "annulée ou remplacée"),
            ("late", "Elle valait jusqu’au jeudi"),
        ],
    )
    def test_a_dead_link_says_why_and_what_to_do(
        self, case: str, sentence: str, method: str, settings: Settings
    ) -> None:
        boss = manager()
        invitation, token = invited(boss)
        match case:
            case "used":
                Client().post(f"/compte/invitation/{token}/")
            case "called back":
                call_back(invitation=invitation, by=boss, actor=actor_of(boss), now=NOW)
            case _:
                settings.JURANDE_NOW = NOW + LASTS + timedelta(seconds=1)
        page = getattr(Client(), method)(f"/compte/invitation/{token}/")
        assert page.status_code == 410
        assert sentence in page.content.decode().replace("\u00a0", " ")
        assert "Accepter" not in page.content.decode()

    def test_a_link_that_was_never_made_is_not_found(self) -> None:
        assert Client().get("/compte/invitation/never/").status_code == 404
        assert Client().post("/compte/invitation/never/").status_code == 404
