"""Loading is permission: which rows each role sees, on a table that has every look-up."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from jurande.accounts.http import Member
from jurande.accounts.models import Invitation, Membership
from jurande.accounts.permission import giveable_filter, visible_filter
from jurande.organisations.models import Company, ExamCentre
from jurande.rules.lifecycles import Role
from tests.accounts.people import (
    NOW,
    CentreFactory,
    MembershipFactory,
    TrainingBodyFactory,
    granted,
    invited,
    manager,
    national,
)
from tests.factories import CompanyFactory

pytestmark = pytest.mark.django_db


def company(centre: ExamCentre | None) -> UUID:
    """A row of a centre; any kind would do."""
    made: Company = CompanyFactory.create(centre=centre, siret=f"{uuid4().int % 10**14:014}")
    return made.pk


def seen(membership: Membership, **look_ups: str) -> set[UUID]:
    """The rows that a member sees."""
    member = Member(membership.user, membership, NOW)
    return set(Company.objects.filter(visible_filter(member, "company", **look_ups)).values_list("pk", flat=True))


@pytest.mark.parametrize("role", ["manager", "secretary", "auditor"])
def test_a_centre_sees_its_own_rows_only(role: str) -> None:
    one = MembershipFactory.create(role=role)
    own = company(one.centre)
    company(CentreFactory.create())
    assert seen(one) == {own}


@pytest.mark.parametrize("role", ["national", "training_body"])
def test_a_role_whose_rows_are_not_told_apart_sees_nothing(role: str) -> None:
    body = TrainingBodyFactory.create() if role == "training_body" else None
    one = MembershipFactory.create(role=role, centre=None, training_body=body)
    company(CentreFactory.create())
    assert seen(one) == set()


def test_a_training_body_sees_the_rows_that_are_said_to_be_its_own() -> None:
    body = TrainingBodyFactory.create()
    theirs = MembershipFactory.create(role="training_body", centre=None, training_body=body)
    centre = CentreFactory.create()
    MembershipFactory.create(role="training_body", centre=centre, training_body=body)
    rows = {company(centre)}
    company(CentreFactory.create())
    assert seen(theirs, training_body="centre__memberships__training_body") == rows


class TestGrants:
    @pytest.mark.parametrize("role", [Role.EVALUATOR, Role.JUROR, Role.CANDIDATE])
    def test_what_was_granted_in_that_role_is_seen_while_it_lasts(self, role: Role) -> None:
        one = MembershipFactory.create(role=role.value, centre=None)
        rows = {name: company(CentreFactory.create()) for name in ("for ever", "still", "over", "other role", "none")}
        other = Role.JUROR if role is not Role.JUROR else Role.EVALUATOR
        for name, as_role, until in (
            ("for ever", role, None),
            ("still", role, NOW + timedelta(seconds=1)),
            ("over", role, NOW),
            ("other role", other, None),
        ):
            granted(one.user, f"company:{rows[name]}", as_role, until)
        assert seen(one) == {rows["for ever"], rows["still"]}

    def test_the_grant_of_another_kind_or_person_shows_nothing(self) -> None:
        one, another = (MembershipFactory.create(role="juror", centre=None) for _ in range(2))
        row = company(CentreFactory.create())
        granted(one.user, f"candidacy:{row}", Role.JUROR)
        granted(another.user, f"company:{row}", Role.JUROR)
        assert seen(one) == set()

    def test_an_evaluator_sees_in_each_centre_what_that_centre_granted(self) -> None:
        here = MembershipFactory.create(role="evaluator")
        there = MembershipFactory.create(role="evaluator", user=here.user)
        rows = [company(one.centre) for one in (here, there)]
        for row in rows:
            granted(here.user, f"company:{row}", Role.EVALUATOR)
        assert [seen(here), seen(there)] == [{rows[0]}, {rows[1]}]


class TestGiveable:
    def test_a_manager_takes_back_in_their_centre_what_they_may_give(self) -> None:
        boss = manager()
        theirs = {
            MembershipFactory.create(role=role, centre=boss.centre) for role in ("secretary", "evaluator", "auditor")
        }
        MembershipFactory.create(role="juror", centre=boss.centre)
        MembershipFactory.create()
        assert self.memberships(boss) == theirs | {boss}

    def test_the_national_level_takes_back_everywhere_what_it_may_give(self) -> None:
        top, boss = national(), manager()
        MembershipFactory.create(centre=boss.centre)
        assert self.memberships(top) == {top, boss}

    def test_a_secretary_takes_back_nothing(self) -> None:
        assert self.memberships(MembershipFactory.create()) == set()

    def test_it_reads_invitations_alike(self) -> None:
        boss, stranger = manager(), manager()
        invitation, _ = invited(boss)
        for one, expected in ((boss, {invitation}), (stranger, set())):
            member = Member(one.user, one, NOW)
            assert set(Invitation.objects.filter(giveable_filter(member))) == expected

    @staticmethod
    def memberships(one: Membership) -> set[Membership]:
        """The roles that a member may take back."""
        return set(Membership.objects.filter(giveable_filter(Member(one.user, one, NOW))))
