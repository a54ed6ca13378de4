"""Accounts opened once, roles taken away by who may, whatever happens at the same time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from jurande.accounts.actions import account_for, end_membership, grant
from jurande.accounts.models import Grant, Invitation, Membership, User
from jurande.ledger.models import Entry
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from tests.accounts.people import (
    NOW,
    CentreFactory,
    MembershipFactory,
    TrainingBodyFactory,
    UserFactory,
    actor_of,
    at_once,
    centre_of,
    manager,
    national,
)


@pytest.mark.django_db
class TestOpening:
    def test_an_account_is_found_whatever_the_case_of_its_address(self) -> None:
        user = UserFactory.create(email="Anne@VDB.demo")
        assert user.email == "anne@vdb.demo"
        assert account_for(email="ANNE@vdb.demo", name="Anne", role=Role.JUROR) == user

    def test_a_new_account_has_no_password_and_its_role(self) -> None:
        user = account_for(email="neuf@vdb.demo", name="Neuf", role=Role.JUROR)
        assert not user.has_usable_password()
        assert [one.role for one in user.memberships.all()] == ["juror"]

    def test_the_same_role_is_not_given_twice(self) -> None:
        for _ in range(2):
            user = account_for(email="neuf@vdb.demo", name="Neuf", role=Role.JUROR)
        assert user.memberships.count() == 1

    def test_a_role_that_ended_is_given_anew_beside_it(self) -> None:
        user = account_for(email="neuf@vdb.demo", name="Neuf", role=Role.JUROR)
        user.memberships.update(ended_at=NOW)
        account_for(email="neuf@vdb.demo", name="Neuf", role=Role.JUROR)
        assert [one.ended_at is None for one in user.memberships.order_by("created_at")] == [False, True]

    def test_granting_again_sets_the_new_end(self) -> None:
        user = UserFactory.create()
        for until in (NOW, NOW + timedelta(days=1)):
            grant(user=user, subject="jury:1", as_role=Role.JUROR, until=until)
        assert [one.until for one in Grant.objects.all()] == [NOW + timedelta(days=1)]


def test_two_designations_at_once_open_one_account(fresh_database: str) -> None:
    def designate() -> User:
        with transaction.atomic():
            return account_for(email="neuf@vdb.demo", name="Neuf", role=Role.JUROR)

    users = at_once(*[designate] * 6)
    assert len(set(users)) == 1, users
    assert Membership.objects.count() == User.objects.count() == 1


@pytest.mark.django_db
class TestEnding:
    def test_a_role_ended_leaves_a_line_in_the_chain_of_its_centre(self) -> None:
        boss = manager()
        one = MembershipFactory.create(centre=boss.centre)
        end_membership(membership=one, by=boss, actor=actor_of(boss), now=NOW)
        one.refresh_from_db()
        assert one.ended_at == NOW
        entry = Entry.objects.get(act="account.end")
        assert (entry.chain_id, entry.data["role"]) == (centre_of(boss).chain, "secretary")

    @pytest.mark.parametrize("case", ["elsewhere", "own", "twice", "over", "secretary of national"])
    def test_a_role_is_not_taken_away(self, case: str) -> None:
        boss = manager()
        one = MembershipFactory.create(centre=boss.centre)
        expected = {
            "elsewhere": "accounts.perimeter",
            "own": "account.own",
            "twice": "account.ended",
            "over": "account.over",
            "secretary of national": "accounts.role",
        }
        match case:
            case "elsewhere":
                one = MembershipFactory.create()
            case "own":
                one = boss
            case "twice":
                Membership.objects.filter(pk=one.pk).update(ended_at=NOW)
            case "over":
                Membership.objects.filter(pk=boss.pk).update(ended_at=NOW)
            case _:
                boss = national()
        before = one.ended_at
        with pytest.raises(Refused) as refused:
            end_membership(membership=one, by=boss, actor=actor_of(boss), now=NOW + timedelta(days=1))
        assert [reason.code for reason in refused.value.decision.obstacles] == [expected[case]]
        one.refresh_from_db()
        assert one.ended_at in {before, NOW}
        assert not Entry.objects.filter(act="account.end").exists()


def test_two_people_who_take_each_others_role_away_at_once_leave_one_of_them(fresh_database: str) -> None:
    ones = [national(), national()]

    def take(by: Membership, membership: Membership) -> None:
        end_membership(membership=membership, by=by, actor=actor_of(by), now=NOW)

    results = at_once(lambda: take(*ones), lambda: take(*reversed(ones)))
    assert sum(isinstance(one, Refused) for one in results) == 1, results
    assert Membership.objects.filter(ended_at__isnull=True).count() == 1


@pytest.mark.django_db
class TestConstraints:
    """What a rule promises about stored data, the tables repeat (law 5)."""

    @pytest.mark.parametrize("role", ["manager", "secretary", "auditor"])
    def test_a_role_of_a_centre_has_a_centre(self, role: str) -> None:
        with pytest.raises(IntegrityError, match="membership_centre_role_has_centre"):
            MembershipFactory.create(role=role, centre=None)

    def test_a_training_body_goes_with_its_role_only(self) -> None:
        body = TrainingBodyFactory.create()
        for role, given in (("training_body", None), ("secretary", body)):
            with pytest.raises(IntegrityError, match="membership_training_body"), transaction.atomic():
                MembershipFactory.create(role=role, training_body=given)

    def test_a_role_is_held_once_in_a_place_even_nowhere_in_particular(self) -> None:
        one = MembershipFactory.create(role="juror", centre=None)
        with pytest.raises(IntegrityError, match="membership_once"):
            MembershipFactory.create(user=one.user, role="juror", centre=None)

    def test_an_address_has_one_account_whatever_its_case(self) -> None:
        UserFactory.create(email="anne@vdb.demo")
        with pytest.raises(IntegrityError, match="user_email_once"):
            User.objects.create(email="Anne@vdb.demo", name="Anne")

    @pytest.mark.parametrize(
        ("fields", "constraint"),
        [
            ({"accepted_at": NOW, "revoked_at": NOW}, "invitation_accepted_or_revoked"),
            ({"role": "secretary", "centre": None}, "invitation_centre_role_has_centre"),
        ],
    )
    def test_an_invitation_stands_in_one_state_and_place(self, fields: dict[str, object], constraint: str) -> None:
        with pytest.raises(IntegrityError, match=constraint):
            _invitation(**fields)

    def test_a_person_is_invited_to_a_role_once_at_a_time(self) -> None:
        centre = CentreFactory.create()
        _invitation(centre=centre, revoked_at=NOW, token_digest="1")
        _invitation(centre=centre, accepted_at=NOW, token_digest="2")
        _invitation(centre=centre, token_digest="3")
        with pytest.raises(IntegrityError, match="invitation_open_once"):
            _invitation(centre=centre, token_digest="4")


def _invitation(**fields: object) -> Invitation:
    given = {
        "email": "rosalie@vdb.demo",
        "name": "Rosalie",
        "role": "national",
        "token_digest": "0",
        "invited_by": UserFactory.create(),
        "created_at": NOW,
        "expires_at": NOW,
    }
    return Invitation.objects.create(**given | fields)
