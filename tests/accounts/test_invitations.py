"""An invitation: sent by who may, good once, for fourteen days, until it is called back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jurande.accounts.invitations import LASTS, Offer, accept, call_back, find, invite
from jurande.accounts.links import digest
from jurande.accounts.models import Invitation, InvitationState, Membership, User
from jurande.ledger.models import Detail, Entry
from jurande.messages.models import Message
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from jurande.ui.french import NBSP
from tests.accounts.people import (
    NOW,
    CentreFactory,
    MembershipFactory,
    TrainingBodyFactory,
    UserFactory,
    actor_of,
    at_once,
    centre_of,
    invited,
    manager,
    national,
)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """Which reasons stood in the way."""
    return [reason.code for reason in refused.value.decision.obstacles]


@pytest.mark.django_db
class TestInviting:
    def test_the_message_says_who_what_where_until_when_and_holds_the_only_copy_of_the_link(self) -> None:
        boss = manager()
        invitation, token = invited(boss)
        message = Message.objects.get(subject_ref=f"invitation:{invitation.id}")
        text = message.body.replace(NBSP, " ")
        assert message.recipient == "rosalie@vdb.demo"
        assert message.confidential
        for said in (
            "Bonjour Rosalie Tanguy,",
            f"{boss.user.name} vous invite à rejoindre {centre_of(boss).name}, comme « Secrétariat de centre ».",
            f"https://jurande.example/{token}",
            "jusqu’au 23 avril 2026",
        ):
            assert said in text
        assert invitation.token_digest == digest(token)
        assert token not in str(Invitation.objects.values_list())

    def test_the_ledger_keeps_the_act_and_the_name_apart(self) -> None:
        boss = manager()
        invitation, _ = invited(boss)
        entry = Entry.objects.get(act="account.invite")
        assert (entry.chain_id, entry.subject) == (centre_of(boss).chain, f"invitation:{invitation.id}")
        assert entry.data == {"role": "secretary"}
        assert Detail.objects.get(entry=entry).content["invited"] == "Rosalie Tanguy"

    def test_the_national_level_writes_in_the_chain_of_the_centre_it_invites_to(self) -> None:
        centre = CentreFactory.create()
        invited(national(), role=Role.MANAGER, centre=centre)
        assert Entry.objects.get(act="account.invite").chain_id == centre.chain

    def test_a_training_body_is_invited_to_itself(self) -> None:
        body = TrainingBodyFactory.create()
        _, token = invited(national(), role=Role.TRAINING_BODY, training_body=body)
        assert accept(token=token, now=NOW).training_body == body

    def test_inviting_again_leaves_one_link_good(self) -> None:
        boss = manager()
        first, old = invited(boss)
        second, new = invited(boss, email="ROSALIE@vdb.demo", now=NOW + timedelta(days=3))
        first.refresh_from_db()
        assert first.state_at(NOW) is InvitationState.REVOKED
        with pytest.raises(Refused):
            accept(token=old, now=NOW + timedelta(days=3))
        assert accept(token=new, now=NOW + timedelta(days=3)).user.email == second.email

    def test_inviting_to_another_role_leaves_the_first_invitation_alone(self) -> None:
        boss = manager()
        first, _ = invited(boss)
        invited(boss, role=Role.EVALUATOR)
        first.refresh_from_db()
        assert first.state_at(NOW) is InvitationState.WAITING

    @pytest.mark.parametrize(
        ("role", "expected"),
        [(Role.NATIONAL, ["accounts.role"]), (Role.JUROR, ["accounts.role", "accounts.place"])],
    )
    def test_a_manager_invites_to_the_roles_of_a_team_only(self, role: Role, expected: list[str]) -> None:
        with pytest.raises(Refused) as refused:
            invited(manager(), role=role)
        assert set(expected) <= set(codes(refused))
        assert not Invitation.objects.exists()
        assert not Message.objects.exists()

    def test_a_manager_never_invites_into_another_centre(self) -> None:
        with pytest.raises(Refused) as refused:
            invited(manager(), centre=CentreFactory.create())
        assert codes(refused) == ["accounts.perimeter"]

    def test_whoever_lost_their_role_in_the_meantime_invites_nobody(self) -> None:
        boss = manager()
        Membership.objects.filter(pk=boss.pk).update(ended_at=NOW)
        with pytest.raises(Refused) as refused:
            invited(boss)
        assert codes(refused) == ["account.over"]

    def test_a_role_held_already_is_not_offered(self) -> None:
        boss = manager()
        held = MembershipFactory.create(centre=boss.centre)
        with pytest.raises(Refused) as refused:
            invited(boss, email=held.user.email.upper())
        assert codes(refused) == ["account.held"]
        Membership.objects.filter(pk=held.pk).update(ended_at=NOW)
        assert invited(boss, email=held.user.email)


def test_two_colleagues_who_invite_the_same_person_at_once_send_one_good_link(fresh_database: str) -> None:
    boss = manager()
    colleague = manager(centre=boss.centre)
    results = at_once(lambda: invited(boss), lambda: invited(colleague))
    waiting = Invitation.objects.filter(revoked_at__isnull=True, accepted_at__isnull=True)
    assert waiting.count() == 1, results
    assert all(isinstance(one, tuple | Refused) for one in results), results


@pytest.mark.django_db
class TestCallingBack:
    def test_the_link_is_dead_at_once(self) -> None:
        boss = manager()
        invitation, token = invited(boss)
        call_back(invitation=invitation, by=boss, actor=actor_of(boss), now=NOW)
        with pytest.raises(Refused):
            accept(token=token, now=NOW)
        assert Entry.objects.filter(act="account.call_back").count() == 1

    def test_an_invitation_that_expired_is_called_back_too(self) -> None:
        boss = manager()
        invitation, _ = invited(boss)
        call_back(invitation=invitation, by=boss, actor=actor_of(boss), now=NOW + LASTS * 2)
        invitation.refresh_from_db()
        assert invitation.revoked_at

    @pytest.mark.parametrize("case", ["another centre", "accepted", "called back", "over"])
    def test_an_invitation_is_not_called_back(self, case: str) -> None:
        boss = by = manager()
        invitation, token = invited(boss)
        expected = "account.answered"
        match case:
            case "another centre":
                by, expected = manager(), "accounts.perimeter"
            case "accepted":
                accept(token=token, now=NOW)
            case "called back":
                call_back(invitation=invitation, by=boss, actor=actor_of(boss), now=NOW)
            case _:
                Membership.objects.filter(pk=boss.pk).update(ended_at=NOW)
                expected = "account.over"
        with pytest.raises(Refused) as refused:
            call_back(invitation=invitation, by=by, actor=actor_of(by), now=NOW)
        assert codes(refused) == [expected]


@pytest.mark.django_db
class TestAccepting:
    def test_it_opens_the_account_with_its_role_and_says_so_in_the_ledger(self) -> None:
        boss = manager()
        invitation, token = invited(boss)
        membership = accept(token=token, now=NOW)
        assert (membership.user.email, membership.user.name) == ("rosalie@vdb.demo", "Rosalie Tanguy")
        assert (membership.role, membership.centre) == ("secretary", boss.centre)
        assert Entry.objects.get(act="account.accept").actor == membership.user.ref
        invitation.refresh_from_db()
        assert invitation.accepted_at == NOW

    def test_somebody_who_has_an_account_gets_one_more_role_and_keeps_their_name(self) -> None:
        known = UserFactory.create(email="rosalie@vdb.demo", name="Rosalie T.")
        _, token = invited(manager())
        membership = accept(token=token, now=NOW)
        assert membership.user == known
        assert membership.user.name == "Rosalie T."
        assert not User.objects.filter(name="Rosalie Tanguy").exists()

    def test_it_is_good_until_its_last_instant_and_no_longer(self) -> None:
        _, token = invited(manager())
        with pytest.raises(Refused, match=r"account\.invitation"):
            accept(token=token, now=NOW + LASTS + timedelta(microseconds=1))
        assert accept(token=token, now=NOW + LASTS).ended_at is None

    def test_it_serves_once(self) -> None:
        _, token = invited(manager())
        accept(token=token, now=NOW)
        with pytest.raises(Refused, match=r"account\.invitation"):
            accept(token=token, now=NOW)

    def test_a_secret_that_was_never_made_is_refused(self) -> None:
        assert find("never") is None
        with pytest.raises(Refused, match=r"account\.invitation"):
            accept(token="never", now=NOW)

    def test_it_holds_even_after_its_sender_left(self) -> None:
        boss = manager()
        _, token = invited(boss)
        Membership.objects.filter(pk=boss.pk).update(ended_at=NOW)
        assert accept(token=token, now=NOW).ended_at is None


def test_accepting_twice_at_once_gives_one_role(fresh_database: str) -> None:
    _, token = invited(manager())
    results = at_once(*[lambda: accept(token=token, now=NOW)] * 6)
    assert sum(isinstance(one, Membership) for one in results) == 1, results
    assert sum(isinstance(one, Refused) for one in results) == 5, results
    assert Membership.objects.filter(role="secretary").count() == 1
    assert Entry.objects.filter(act="account.accept").count() == 1


def test_an_invitation_called_back_while_it_is_accepted_ends_in_one_state(fresh_database: str) -> None:
    boss = manager()
    invitation, token = invited(boss)
    results = at_once(
        lambda: accept(token=token, now=NOW),
        lambda: call_back(invitation=invitation, by=boss, actor=actor_of(boss), now=NOW),
    )
    assert sum(isinstance(one, Refused) for one in results) == 1, results
    invitation.refresh_from_db()
    assert (invitation.accepted_at is None) != (invitation.revoked_at is None)
    assert Membership.objects.filter(role="secretary").exists() == (invitation.accepted_at is not None)


@pytest.mark.django_db
def test_nothing_is_left_of_an_invitation_whose_link_could_not_be_made() -> None:
    def broken(_: str) -> str:
        raise LookupError

    boss = manager()
    offer = Offer(email="rosalie@vdb.demo", name="Rosalie", role=Role.SECRETARY, centre=boss.centre)
    with pytest.raises(LookupError):
        invite(offer=offer, by=boss, link=broken, actor=actor_of(boss), now=NOW)
    assert not Invitation.objects.exists()
