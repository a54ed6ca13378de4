"""Closed by default (law 7): every address, for every role, answers what the table says, and reading writes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, path, resolve, reverse
from pytest_django import DjangoDbBlocker

from jurande.accounts.access import only
from jurande.accounts.http import Request
from jurande.accounts.models import Grant, Membership
from jurande.candidacies.models import Candidacy
from jurande.certificates.models import BlockStatement, Certificate
from jurande.evaluations.models import Grid
from jurande.juries.models import JurySession
from jurande.rules.lifecycles import Role
from tests.database import Template
from tests.permission_story import NOW, Story
from tests.permission_table import (
    ADDRESSES,
    AUDITOR,
    CANDIDATE,
    EVALUATOR,
    EVERYBODY,
    JUROR,
    LOGIN,
    ROLES,
    TABLE,
    TRAINER,
    Answer,
    Row,
)
from tests.told import DEMO, told_template

__all__ = ["told_template"]


# The addresses -------------------------------------------------------------------------------

# Open to any account, whatever its roles, even to one that has none left.
ANY_ACCOUNT = {"desk:home", "accounts:me", "accounts:choose", "accounts:email"}
ANY_ACCOUNT |= {"accounts:confirm_email", "accounts:confirm_email_key"}
# One's own account: what an auditor, too, may change.
OWN = re.compile(r"accounts:(me|choose)|(account|mfa)_\w+")
# Open to all.
PUBLIC = {
    *(
        "verification:search",
        "verification:verify",
        "evaluations:opinion",
        "juries:pack",
        "accounts:accept",
        "accounts:enter_again",
    ),
    *("catalogue:index", "catalogue:record", "catalogue:record_json"),
    *("ui:accessibility", "ui:personal_data", "ui:gallery"),
    *("account_login", "account_logout", "account_inactive", "account_signup", "account_request_login_code"),
    *("account_confirm_login_code", "account_reset_password", "account_reset_password_done"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done"),
    *("mfa_authenticate", "mfa_login_webauthn"),
    # shadowed by pages of ours that are not
    *("account_email_verification_sent", "account_confirm_email"),
}


@dataclass(frozen=True)
class Address:
    """One address of the application and the view behind it."""

    name: str
    view: Callable[..., Any]

    @property
    def is_public(self) -> bool:
        """Whether the login middleware lets anybody through."""
        return not getattr(self.view, "login_required", True)

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that the view is for; none when `only` does not guard it."""
        return getattr(self.view, "roles", frozenset())

    @property
    def is_of_allauth(self) -> bool:
        """Whether it is django-allauth's: about one's own account."""
        return self.view.__module__.startswith("allauth.")


def addresses(patterns: Sequence[URLPattern | URLResolver], within: str = "") -> Iterator[Address]:
    """Every address, by its full name."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, f"{within}{one.namespace}:" if one.namespace else within)
        else:
            yield Address(f"{within}{one.name}", one.callback)


ALL = {one.name: one for one in addresses(get_resolver().url_patterns)}


def left_open(found: Iterator[Address]) -> list[str]:
    """The views that neither say they are public, nor are guarded, nor are named above."""
    return [
        one.name for one in found if not (one.is_public or one.roles or one.name in ANY_ACCOUNT or one.is_of_allauth)
    ]


def test_every_view_is_guarded_or_says_why_not() -> None:
    assert left_open(iter(ALL.values())) == []


def test_a_view_that_nobody_closed_is_found() -> None:
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    @only(Role.MANAGER)
    def guarded(request: Request) -> HttpResponse:
        return HttpResponse()

    patterns = [
        path("bare", bare, name="bare"),
        path("guarded", guarded, name="guarded"),
        path("open", login_not_required(lambda request: HttpResponse()), name="open"),
    ]
    assert left_open(addresses(patterns)) == ["bare"]


def test_the_public_views_are_those_we_know_of() -> None:
    assert {one.name for one in ALL.values() if one.is_public} == PUBLIC


def test_no_view_is_both_public_and_guarded() -> None:
    assert not [one.name for one in ALL.values() if one.is_public and one.roles]


def test_every_address_has_a_name_and_is_in_the_table() -> None:
    assert {row.name for row in TABLE} == set(ALL)


@pytest.mark.parametrize("name", [one.name for one in ALL.values() if one.roles])
def test_the_table_shows_each_role_that_a_guard_lets_in_and_no_other(name: str) -> None:
    let_in = frozenset().union(*(row.let_in for row in TABLE if row.name == name))
    assert {ROLES[who] for who in let_in} == ALL[name].roles


def test_an_auditor_sends_nothing_but_for_their_own_account() -> None:
    searches = {"candidacies:list"}  # a name is searched for in a form, so that it is in no address
    for row in TABLE:
        if not OWN.fullmatch(row.name) and row.name not in searches:
            assert row.answer(AUDITOR, "post", ALL[row.name].roles) in {404, 405}, row.name


# The story ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def story(told_template: Template, django_db_blocker: DjangoDbBlocker) -> Iterator[Story]:
    """The story, in a database of this module's own."""
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    demo = override_settings(**DEMO, JURANDE_NOW=NOW, STORAGES=settings.STORAGES | plain)
    with django_db_blocker.unblock(), told_template.copied(), demo:
        yield Story()


@pytest.fixture
def changed(story: Story) -> Iterator[Story]:
    """The story, as a test may change it: nothing is kept."""
    with transaction.atomic():
        yield story
        transaction.set_rollback(True)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.name} {row.on}".strip())
def test_everybody_is_answered_what_the_table_says(story: Story, row: Row) -> None:
    surprises = []
    for method in ("get", "post"):
        for who in sorted(EVERYBODY):
            expected = row.answer(who, method, ALL[row.name].roles)
            written: list[str] = []
            answered = answer_of(story.ask(row, who, method, written))
            if answered != expected:
                surprises.append(f"{method} by {who}: {answered}, expected {expected}")
            if method == "get":
                surprises += [f"read by {who}: {statement}" for statement in written]
    assert not surprises, "\n".join(surprises)


def answer_of(response: HttpResponse) -> Answer:
    """The status, or « login » for whoever is led there."""
    led = response.get("Location", "")
    return LOGIN if led.startswith(f"{reverse('account_login')}?next=") else response.status_code


def test_the_pages_of_allauth_that_we_close_are_not_reached_by_their_address() -> None:
    for name, on in (("account_email", []), ("account_email_verification_sent", []), ("account_confirm_email", ["x"])):
        assert resolve(reverse(name, args=on)).namespace == "accounts"


# Within one role: only what is theirs -------------------------------------------------------


def seen(story: Story, who: str, name: str, keys: Sequence[UUID]) -> set[UUID]:
    """Which of these objects `who` may open; the others are not found."""
    answers = {key: story.browser(who).get(reverse(name, args=[key])).status_code for key in keys}
    assert set(answers.values()) <= {200, 302, 404}
    return {key for key, status in answers.items() if status != 404}


def granted(who: str, kind: str, **narrowed: object) -> list[UUID]:
    """What was granted to `who`."""
    subjects = Grant.objects.filter(user__email=ADDRESSES[who], subject__startswith=f"{kind}:", **narrowed)
    return [UUID(one.partition(":")[2]) for one in subjects.values_list("subject", flat=True)]


def test_an_evaluator_sees_the_candidacies_of_their_commissions_only(changed: Story) -> None:
    first, *others = granted(EVALUATOR, "candidacy", until=None)
    assert len(others) < len(granted(EVALUATOR, "candidacy")) - 1, "the decided ones are closed to them"
    Grant.objects.filter(user__email=ADDRESSES[EVALUATOR], subject=f"candidacy:{first}").delete()
    keys = list(Grid.objects.values_list("pk", flat=True))
    expected = set(Grid.objects.filter(candidacy__in=others).values_list("pk", flat=True))
    assert expected < set(keys)
    assert seen(changed, EVALUATOR, "evaluations:grid", keys) == expected


@pytest.mark.parametrize(("until", "rooms"), [(None, 1), (timedelta(seconds=1), 1), (timedelta(0), 0)])
def test_a_juror_sees_a_jury_while_it_is_granted(changed: Story, until: timedelta | None, rooms: int) -> None:
    keys = granted(JUROR, "jury")
    Grant.objects.filter(user__email=ADDRESSES[JUROR]).exclude(subject=f"jury:{keys[-1]}").delete()
    Grant.objects.filter(user__email=ADDRESSES[JUROR]).update(until=None if until is None else NOW + until)
    sessions = list(JurySession.objects.values_list("pk", flat=True))
    assert seen(changed, JUROR, "juries:room", sessions) == set(keys[-1:][:rooms])


def test_a_candidate_sees_their_own_papers_only(story: Story) -> None:
    mine = Candidacy.objects.filter(user__email=ADDRESSES[CANDIDATE])
    own = {f"candidacy:{key}" for key in mine.values_list("pk", flat=True)}
    for name, model, candidacy in (
        ("certificates:pdf", Certificate, "award__candidacy"),
        ("certificates:statement_pdf", BlockStatement, "block__candidacy"),
    ):
        rows = dict(model._default_manager.values_list("pk", candidacy))
        expected = {key for key, of in rows.items() if of in own}
        assert 0 < len(expected) < len(rows)
        assert seen(story, CANDIDATE, name, list(rows)) == expected


def test_a_training_body_sees_the_candidacies_it_enrolled_only(story: Story) -> None:
    keys = list(Candidacy.objects.values_list("pk", flat=True))
    own = set(Candidacy.objects.filter(training_body__isnull=False).values_list("pk", flat=True))
    assert len(own) == 1
    assert seen(story, TRAINER, "desk:candidacy", keys) == own
    assert Candidacy.objects.count() > len(story.browser(TRAINER).get(reverse("candidacies:list")).context["page"]) == 1


def test_a_role_taken_away_closes_what_was_granted_with_it(changed: Story) -> None:
    Membership.objects.filter(user__email__in=(ADDRESSES[EVALUATOR], ADDRESSES[JUROR])).update(ended_at=NOW)
    assert seen(changed, EVALUATOR, "evaluations:grid", list(Grid.objects.values_list("pk", flat=True))) == set()
    assert seen(changed, JUROR, "juries:room", granted(JUROR, "jury")) == set()
