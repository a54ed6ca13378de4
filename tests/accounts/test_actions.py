"""Accounts opened once, roles taken away by who may, whatever happens at the same time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from jurande.accounts.actions import end_membership
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
    end,
    granted,
    manager,
    national,
    opened,
)


@pytest.mark.django_db
class TestOpening:
    def test_an_account_is_found_whatever_the_case_of_its_address(self) -> None:
        user = UserFactory.create(email="Anne@VDB.demo")
        assert user.email == "anne@vdb.demo"
        assert opened("ANNE@vdb.demo") == user

    def test_a_new_account_has_no_password_and_its_role(self) -> None:
        user = opened()
        assert not user.has_usable_password()
        assert [one.role for one in user.memberships.all()] == ["juror"]

    def test_the_same_role_is_not_given_twice(self) -> None:
        for _ in range(2):
            user = opened()
        assert user.memberships.count() == 1

    def test_a_role_that_ended_is_given_anew_beside_it(self) -> None:
        user = opened()
        user.memberships.update(ended_at=NOW)
        opened()
        assert [one.ended_at is None for one in user.memberships.order_by("created_at")] == [False, True]

    def test_a_role_is_given_by_somebody_at_an_instant_and_once(self) -> None:
        for _ in range(2):
            user = opened()
        membership = user.memberships.get()
        assert (user.created_at, membership.created_at) == (NOW, NOW)
        entry = Entry.objects.get(subject=f"membership:{membership.pk}")
        assert (entry.act, entry.actor, entry.recorded_at) == ("account.role", "system", NOW)
        assert entry.data == {"role": "juror", "account": user.ref}


@pytest.mark.django_db
class TestGranting:
    def test_granting_is_recorded_once_and_again_after_an_end(self) -> None:
        user = UserFactory.create()
        for _ in range(2):
            granted(user, "jury:1", Role.JUROR)
        end("jury:1", Role.JUROR, NOW)
        granted(user, "jury:1", Role.JUROR)
        assert [one.until for one in Grant.objects.all()] == [None]
        acts = Entry.objects.filter(subject=user.ref).order_by("sequence").values_list("act", flat=True)
        assert list(acts) == ["account.grant", "account.grant_end", "account.grant"]

    def test_the_end_of_an_object_is_the_end_for_everybody_in_that_role_alone(self) -> None:
        first, second = UserFactory.create(), UserFactory.create()
        for user in (first, second):
            granted(user, "jury:1", Role.JUROR)
        granted(first, "jury:2", Role.JUROR)
        granted(first, "jury:1", Role.EVALUATOR)
        assert end("jury:1", Role.JUROR, NOW) == 2
        over = Grant.objects.filter(until=NOW).values_list("user", "subject", "as_role")
        assert set(over) == {(user.pk, "jury:1", "juror") for user in (first, second)}
        entry = Entry.objects.get(act="account.grant_end", subject=second.ref)
        assert entry.data == {"object": "jury:1", "role": "juror", "until": "2026-04-09"}

    def test_one_person_may_be_the_only_one_whose_grant_ends(self) -> None:
        first, second = UserFactory.create(), UserFactory.create()
        for user in (first, second):
            granted(user, "jury:1", Role.JUROR)
        assert end("jury:1", Role.JUROR, NOW, first) == 1
        assert list(Grant.objects.filter(until=None).values_list("user", flat=True)) == [second.pk]

    def test_ending_shortens_and_never_gives_again(self) -> None:
        granted(UserFactory.create(), "jury:1", Role.JUROR, NOW)
        assert end("jury:1", Role.JUROR, NOW + timedelta(days=1)) == 0
        assert end("jury:1", Role.JUROR, NOW - timedelta(days=1)) == 1
        assert Grant.objects.get().until == NOW - timedelta(days=1)


def test_two_designations_at_once_open_one_account(fresh_database: str) -> None:
    def designate() -> User:
        with transaction.atomic():
            return opened()

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
            User.objects.create(email="Anne@vdb.demo", name="Anne", created_at=NOW)

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
