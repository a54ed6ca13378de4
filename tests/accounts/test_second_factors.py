"""A lost second factor: set back by who may, with a ground, told; the account is entered by a link good once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from jurande.accounts.actions import chain_of
from jurande.accounts.giving import GivingOutcome, Held, may_reset
from jurande.accounts.models import FactorReset, Grant, Membership
from jurande.accounts.second_factors import LASTS, Ground, reset, spend
from jurande.ledger.models import Entry
from jurande.messages.models import Message
from jurande.rules.lifecycles import Role
from tests.accounts.people import (
    NOW,
    PASSWORD,
    CentreFactory,
    MembershipFactory,
    actor_of,
    logged_in,
    manager,
    national,
)
from tests.at_once import DONE, at_once
from tests.factories import TrainingBodyFactory
from tests.pages import text
from tests.writes import last_entry, refused

NOON = NOW + timedelta(hours=1)
GROUND = Ground("Téléphone perdu.", "Rappelée au numéro du dossier.")
HERE, THERE = CentreFactory.build().id, CentreFactory.build().id


@pytest.fixture(autouse=True)
def now(settings: Settings) -> None:
    """The day."""
    settings.JURANDE_NOW = NOW


def protected(**fields: object) -> Membership:
    """Somebody with a password, an application and recovery codes."""
    one: Membership = MembershipFactory.create(**{"role": Role.EVALUATOR.value} | fields)
    one.user.set_password(PASSWORD)
    one.user.save()
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=one.user, type=kind, data={})
    return one


def secretary(**fields: object) -> Membership:
    """A secretary of a centre."""
    one: Membership = MembershipFactory.create(role=Role.SECRETARY.value, **fields)
    return one


def set_back(
    one: Membership, by: Membership, *, ground: Ground = GROUND, known: bool = True, now: datetime = NOW
) -> str:
    """The secret of the link by which the other enters again."""
    secrets: list[str] = []

    def link(token: str) -> str:
        secrets.append(token)
        return f"https://jurande.test/compte/second-controle/{token}/"

    reset(user=one.user, by=by, known=known, ground=ground, link=link, actor=actor_of(by), now=now)
    return secrets[0] if secrets else ""


# Who may.


@pytest.mark.parametrize(
    ("giver", "roles", "known", "allowed"),
    [
        pytest.param(Held(Role.SECRETARY, HERE), [Held(Role.JUROR)], True, True, id="a secretary, a juror of theirs"),
        pytest.param(Held(Role.SECRETARY, HERE), [Held(Role.CANDIDATE)], True, True, id="a candidate of theirs"),
        pytest.param(Held(Role.SECRETARY, HERE), [Held(Role.EVALUATOR, HERE)], True, True, id="an evaluator"),
        pytest.param(Held(Role.MANAGER, HERE), [Held(Role.JUROR)], True, True, id="a manager, a juror"),
        pytest.param(Held(Role.SECRETARY, HERE), [Held(Role.JUROR)], False, False, id="somebody whom nobody knows"),
        pytest.param(Held(Role.NATIONAL), [Held(Role.JUROR)], True, False, id="the national level convenes nobody"),
        pytest.param(Held(Role.AUDITOR, HERE), [Held(Role.JUROR)], True, False, id="an auditor acts on nobody"),
        pytest.param(
            Held(Role.SECRETARY, HERE), [Held(Role.SECRETARY, HERE)], True, False, id="a secretary, their colleague"
        ),
        pytest.param(Held(Role.MANAGER, HERE), [Held(Role.SECRETARY, HERE)], True, True, id="a manager, a secretary"),
        pytest.param(
            Held(Role.SECRETARY, HERE), [Held(Role.JUROR), Held(Role.NATIONAL)], True, False,
            id="a juror of the national level",
        ),
        pytest.param(
            Held(Role.MANAGER, HERE), [Held(Role.EVALUATOR, HERE), Held(Role.MANAGER, THERE)], True, False,
            id="an evaluator here, manager elsewhere",
        ),
        pytest.param(
            Held(Role.NATIONAL), [Held(Role.EVALUATOR, HERE), Held(Role.MANAGER, THERE)], True, True,
            id="the same, by the national level",
        ),
        pytest.param(
            Held(Role.MANAGER, HERE), [Held(Role.SECRETARY, HERE), Held(Role.SECRETARY, THERE)], True, True,
            id="a secretary in two centres",
        ),
        pytest.param(Held(Role.NATIONAL), [Held(Role.NATIONAL)], True, True, id="colleagues of the national level"),
        pytest.param(Held(Role.SECRETARY, HERE), [], True, True, id="an account that holds no role any more"),
    ],
)  # fmt: skip
def test_who_may_set_back_whose(giver: Held, roles: list[Held], known: bool, allowed: bool) -> None:
    decision = may_reset(giver=giver, known=known, roles=roles)
    assert (decision.outcome is GivingOutcome.ALLOWED) == allowed
    assert all(reason.holds for reason in decision.reasons) == allowed


@pytest.mark.django_db
def test_these_are_refused() -> None:
    boss, top = manager(), national()
    one = protected(centre=boss.centre)
    without = MembershipFactory.create(centre=boss.centre)
    Authenticator.objects.create(user=boss.user, type="totp", data={})
    for ground in (Ground(" ", "Vue."), Ground("Perdu.", " ")):
        with refused("account.reason"):
            set_back(one, boss, ground=ground)
    with refused("account.own_factors"):
        set_back(boss, boss)
    with refused("accounts.known"):
        set_back(one, boss, known=False)
    with refused("accounts.secretariat"):
        set_back(one, top)
    with refused("account.no_factor"):
        set_back(without, boss)
    Membership.objects.filter(pk=boss.pk).update(ended_at=NOW)
    with refused("account.over"):
        set_back(one, boss)
    assert Authenticator.objects.filter(user=one.user).count() == 2


# What it does.


@pytest.mark.django_db
def test_the_account_is_as_an_invitation_opens_it_and_the_ledger_says_why() -> None:
    boss = secretary()
    one, other = protected(centre=boss.centre), protected(centre=boss.centre)
    token = set_back(one, boss)
    assert set(Authenticator.objects.values_list("user", flat=True)) == {other.user_id}
    one.user.refresh_from_db()
    assert not one.user.has_usable_password()
    made = FactorReset.objects.get()
    entry = last_entry(made.ref)
    assert (entry.act, entry.data, entry.chain_id) == (
        "account.factors",
        {"account": one.user.ref},
        chain_of(boss.centre),
    )
    assert entry.detail.content["reason"] == f"{one.user.name} : {GROUND.reason} Identité : {GROUND.identity}"
    assert token not in str(list(Entry.objects.values()))
    message = Message.objects.get()
    assert (message.recipient, message.confidential) == (one.user.email, True)
    assert token in message.body


@pytest.mark.django_db
def test_every_session_of_theirs_ends_and_no_other() -> None:
    boss = secretary()
    one = protected(centre=boss.centre)
    theirs, mine = logged_in(one), logged_in(boss)
    assert theirs.get(reverse("accounts:me")).status_code == 200
    set_back(one, boss)
    assert theirs.get(reverse("accounts:me")).status_code == 302
    assert mine.get(reverse("accounts:me")).status_code == 200


@pytest.mark.django_db
def test_done_again_it_sends_another_link_and_the_former_is_dead() -> None:
    boss = secretary()
    one = protected(centre=boss.centre)
    first = set_back(one, boss)
    second = set_back(one, boss, now=NOW + timedelta(hours=1))
    assert Client().get(reverse("accounts:enter_again", args=[first])).status_code == 404
    assert Client().get(reverse("accounts:enter_again", args=[second])).status_code == 200
    assert Message.objects.count() == 2


@pytest.mark.django_db
def test_a_second_act_hides_nothing_of_the_first() -> None:
    boss = manager()
    one = protected(centre=boss.centre)
    set_back(one, boss, ground=Ground("Première fois.", "Vue."))
    set_back(one, boss, ground=Ground("Seconde fois.", "Vue."), now=NOON)
    page = text(logged_in(boss).get(reverse("accounts:team")))
    assert [said for said in ("Première fois.", "Seconde fois.") if said not in page] == []


@pytest.mark.django_db
def test_a_button_pressed_twice_sends_one_link() -> None:
    boss = secretary()
    one = protected(centre=boss.centre)
    first = set_back(one, boss)
    set_back(one, boss, now=NOW + timedelta(seconds=1))
    assert Client().get(reverse("accounts:enter_again", args=[first])).status_code == 200
    assert Message.objects.count() == 1


# Entering again.


def log_in(client: Client, email: str) -> str:
    """Asks for a code, types it; where that leads."""
    mail.outbox.clear()
    client.post(reverse("account_request_login_code"), {"email": email})
    code = code_in(str(mail.outbox[-1].body))
    return str(client.post(reverse("account_confirm_login_code"), {"code": code}).headers["Location"])


def code_in(body: str) -> str:
    """The code that a message gives."""
    return next(line.strip() for line in body.splitlines() if len(line.strip()) == 9 and line.strip()[4] == "-")


@pytest.mark.django_db
def test_without_the_link_a_code_lets_nobody_in() -> None:
    boss = secretary()
    one = protected(centre=boss.centre)
    set_back(one, boss)
    client = Client()
    assert log_in(client, one.user.email) == reverse("account_login")
    assert "ouvrez d’abord le lien" in text(client.get(reverse("account_login")))
    assert client.get(reverse("accounts:me")).status_code == 302


@pytest.mark.django_db
def test_by_the_link_a_code_lets_in_once_and_leads_to_another_factor() -> None:
    boss = secretary()
    one = protected(centre=boss.centre)
    address, client = reverse("accounts:enter_again", args=[set_back(one, boss)]), Client()
    assert "Continuer" in text(client.get(address))
    assert client.head(address).status_code == 200
    assert FactorReset.objects.get().used_at is None
    assert client.post(address).headers["Location"] == reverse("account_request_login_code")
    assert log_in(client, one.user.email) == reverse("mfa_index")
    assert FactorReset.objects.get().used_at == NOW
    assert Entry.objects.filter(act="account.factors_entered").count() == 1
    assert "Ce lien a déjà servi" in text(Client().get(address))
    assert Client().post(address).status_code == 410
    client.logout()
    assert log_in(client, one.user.email) != reverse("account_login")


@pytest.mark.django_db
def test_a_link_lets_in_its_owner_only() -> None:
    boss = secretary()
    one, other = protected(centre=boss.centre), protected(centre=boss.centre)
    first, second = set_back(one, boss), set_back(other, boss)
    client = Client()
    client.post(reverse("accounts:enter_again", args=[first]))
    assert log_in(client, other.user.email) == reverse("account_login")
    client.post(reverse("accounts:enter_again", args=[second]))
    assert log_in(client, other.user.email) == reverse("mfa_index")


@pytest.mark.django_db
def test_a_late_link_says_so_and_another_is_asked_for(settings: Settings) -> None:
    boss = secretary()
    one = protected(centre=boss.centre)
    address = reverse("accounts:enter_again", args=[set_back(one, boss)])
    settings.JURANDE_NOW = NOW + LASTS + timedelta(seconds=1)
    answer = Client().post(address)
    assert answer.status_code == 410
    assert "Demandez-en un autre" in text(answer)
    assert Client().get(reverse("accounts:enter_again", args=["made-up"])).status_code == 404


@pytest.mark.django_db
def test_a_password_chosen_by_whoever_reads_the_mail_does_not_do_without_the_link() -> None:
    boss = secretary()
    one = protected(centre=boss.centre)
    set_back(one, boss)
    one.user.refresh_from_db()
    one.user.set_password(PASSWORD)
    one.user.save()
    client = Client()
    client.post(reverse("account_login"), {"login": one.user.email, "password": PASSWORD})
    code = code_in(str(mail.outbox[-1].body))
    assert client.post(reverse("account_confirm_login_code"), {"code": code})["Location"] == reverse("account_login")
    assert client.get(reverse("accounts:me")).status_code == 302


@pytest.mark.django_db
def test_a_code_asked_for_before_the_act_lets_nobody_in_after_it() -> None:
    boss = secretary()
    one = protected(centre=boss.centre)
    Authenticator.objects.filter(user=one.user).exclude(type="totp").delete()
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": one.user.email})
    code = code_in(str(mail.outbox[-1].body))
    set_back(one, boss)
    assert client.post(reverse("account_confirm_login_code"), {"code": code})["Location"] == reverse("account_login")
    assert client.get(reverse("accounts:me")).status_code == 302


@pytest.mark.django_db
def test_a_link_opened_and_then_replaced_lets_nobody_in() -> None:
    boss = secretary()
    one = protected(centre=boss.centre)
    client = Client()
    client.post(reverse("accounts:enter_again", args=[set_back(one, boss)]))
    set_back(one, boss, now=NOON)
    assert log_in(client, one.user.email) == reverse("account_login")
    assert not FactorReset.objects.filter(used_at__isnull=False).exists()


@pytest.mark.django_db
def test_a_link_is_spent_once_and_neither_late_nor_replaced() -> None:
    boss = secretary()
    one = protected(centre=boss.centre)
    set_back(one, boss)
    first = FactorReset.objects.get()
    set_back(one, boss, now=NOON)
    second = FactorReset.objects.exclude(pk=first.pk).get()
    assert not spend(reset=first, now=NOON)
    assert not spend(reset=second, now=NOON + LASTS + timedelta(seconds=1))
    assert [spend(reset=second, now=NOON), spend(reset=second, now=NOON)] == [True, False]
    assert Entry.objects.filter(act="account.factors_entered").count() == 1


def test_an_act_on_the_same_person_elsewhere_does_not_wait(fresh_database: str) -> None:
    boss = secretary()
    one = protected(centre=boss.centre)

    def meanwhile() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            Grant.objects.create(user=one.user, subject="jury:1", as_role=Role.JUROR.value)

    with transaction.atomic():
        set_back(one, boss)
        assert at_once(meanwhile) == [DONE]


# The team.


@pytest.mark.django_db
def test_the_page_of_the_team_offers_it_for_those_who_have_one_and_keeps_its_history() -> None:
    boss = manager()
    one = protected(centre=boss.centre, role=Role.SECRETARY.value)
    MembershipFactory.create(centre=boss.centre)
    browser, team = logged_in(boss), reverse("accounts:team")
    assert text(browser.get(team)).count("Second contrôle perdu par") == 1
    address = reverse("accounts:reset_factors", args=[one.pk])
    assert browser.post(address, {"reason": "", "identity": ""}).status_code == 422
    page = text(browser.post(address, {"reason": "Téléphone perdu.", "identity": "Vue au centre."}, follow=True))
    assert "Le second contrôle de" in page
    said = f"Second contrôle réinitialisé {one.user.name} : Téléphone perdu. Identité : Vue au centre."
    assert said in page
    assert "Second contrôle perdu par" in page


@pytest.mark.django_db
def test_a_training_body_is_the_national_levels_to_help() -> None:
    top = national()
    one = protected(role=Role.TRAINING_BODY.value, centre=None, training_body=TrainingBodyFactory.create())
    set_back(one, top)
    assert last_entry(FactorReset.objects.get().ref).chain_id == "national"
