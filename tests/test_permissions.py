"""Every address of the application, for every role: what GET and POST answer on the objects of the demo's story.

The rows name the answers of those who are let in. Whoever a row does not name finds no page (404), a visitor is led to
the login, and a method that the page does not take is refused (405) to those who are let in. An address missing from
the table fails, and so does a view that nobody closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from pytest_django import DjangoDbBlocker

from jurande.accounts.invitations import Offer, invite
from jurande.accounts.models import Grant, Invitation, Membership, User
from jurande.candidacies.models import Candidacy
from jurande.certificates.models import BlockStatement, Certificate
from jurande.declarations.models import Declaration, DeclarationFile
from jurande.desk.story import people
from jurande.documents.models import StoredDocument
from jurande.evaluations import opinions
from jurande.evaluations.models import Grid, OpinionRequest
from jurande.juries import convening
from jurande.juries.models import Case, JurySession, Member, UnionCall
from jurande.organisations.models import TrainingBody
from jurande.rules.dates import PARIS
from jurande.rules.lifecycles import Case as CaseState
from jurande.rules.lifecycles import Grid as GridState
from jurande.rules.lifecycles import Role
from jurande.rules.lifecycles import Session as SessionState
from tests.database import Template
from tests.told import DEMO, acting, told_template

__all__ = ["told_template"]

NOW = datetime(2026, 4, 9, 14, 30, tzinfo=PARIS)

# Who knocks -----------------------------------------------------------------------------------

NATIONAL, MANAGER, SECRETARY, AUDITOR = "national", "manager", "secretary", "auditor"
EVALUATOR, JUROR, PRESIDENT, CANDIDATE, TRAINER = "evaluator", "juror", "president", "candidate", "training_body"
STRANGER = "secretary of another centre"
NOBODY = "account without a role"
VISITOR, TUTOR, INVITED = "visitor", "bearer of the tutor's link", "bearer of an invitation"

ADDRESSES = {
    NATIONAL: people.NATIONAL.email,
    MANAGER: people.MANAGER.email,
    SECRETARY: people.SECRETARY.email,
    AUDITOR: people.AUDITOR.email,
    EVALUATOR: people.EVALUATORS[0].email,
    JUROR: "valcourt@jury.demo",
    PRESIDENT: "presidente@jury.demo",
    CANDIDATE: people.CORENTIN.email,
    TRAINER: people.TRAINER.email,
    STRANGER: people.OTHER_SECRETARY.email,
    NOBODY: "personne@nulle-part.demo",
}
LOGGED_IN = frozenset(ADDRESSES)
WITHOUT_ACCOUNT = frozenset({VISITOR, TUTOR, INVITED})
EVERYBODY = LOGGED_IN | WITHOUT_ACCOUNT
MEMBERS = LOGGED_IN - {NOBODY}
STAFF = frozenset({MANAGER, SECRETARY})
READERS = STAFF | {AUDITOR}
BENCH = frozenset({JUROR, PRESIDENT})

LOGIN = "login"  # led to the login
type Answer = int | str
type Answers = Mapping[Answer, frozenset[str]]


@dataclass(frozen=True)
class Row:
    """One address. `on` names the object of the story that fills it; `get` and `post` say who is answered what."""

    name: str
    on: str = ""
    get: Answers = field(default_factory=dict)
    post: Answers = field(default_factory=dict)
    others: Answer = 404
    visitors: Answer = LOGIN

    @property
    def let_in(self) -> frozenset[str]:
        """Those who are answered otherwise than by « no page here »."""
        named = [who for answers in (self.get, self.post) for answer, who in answers.items() if answer != 404]
        return frozenset().union(*named)

    def answer(self, who: str, method: str) -> Answer:
        """What `who` should be answered."""
        answers = self.get if method == "get" else self.post
        for answer, named in answers.items():
            if who in named:
                return answer
        if who in self.let_in:
            return 405
        return self.others if who in LOGGED_IN else self.visitors


# What they ask for --------------------------------------------------------------------------


class Story:
    """The demo's story on the day of its jury: a browser for each role, and what fills the addresses."""

    def __init__(self) -> None:
        User.objects.create_user(ADDRESSES[NOBODY], name="Personne")
        body = TrainingBody.objects.get()
        Candidacy.objects.filter(person__birth_name="Kerviel-Adjovi").update(training_body=body)
        self.browsers = {who: self._browser(address) for who, address in ADDRESSES.items()}
        self.browsers |= {who: Client() for who in WITHOUT_ACCOUNT}
        self.links = {"tutor": self._tutor_link(), "invitation": self._invitation_link()}
        self.objects = self._objects()

    def _browser(self, address: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(email=address))
        return client

    def address(self, row: Row, who: str) -> str:
        """Where the row leads for `who`: a link's secret is known to its bearer only."""
        if row.on in self.links:
            bearer = {"tutor": TUTOR, "invitation": INVITED}[row.on]
            return reverse(row.name, args=[self.links[row.on] if who == bearer else "made-up"])
        return reverse(row.name, args=[self.objects[row.on]] if row.on else [])

    def ask(self, row: Row, who: str, method: str) -> HttpResponse:
        """The answer, whose traces are wiped at once."""
        cache.clear()
        client = self.browsers[who]
        cookies = client.cookies.copy()
        with transaction.atomic():
            response: Any = getattr(client, method)(self.address(row, who))
            response.content  # noqa: B018  # a template renders inside the transaction
            transaction.set_rollback(True)
        client.cookies = cookies
        return response  # type: ignore[no-any-return]  # the test client's

    @staticmethod
    def _tutor_link() -> str:
        waiting = OpinionRequest.objects.select_related("candidacy__centre").filter(state="asked")[0]
        secrets: list[str] = []
        opinions.ask(
            candidacy=waiting.candidacy,
            block_code=waiting.block_code,
            expected_on=NOW.date(),
            link=lambda token: secrets.append(token) or token,
            actor=acting(people.SECRETARY, Role.SECRETARY),
            now=NOW,
        )
        return secrets[0]

    @staticmethod
    def _invitation_link() -> str:
        manager = Membership.objects.get(user__email=ADDRESSES[MANAGER])
        secrets: list[str] = []
        invite(
            offer=Offer(email="rosalie@vdb.demo", name="Rosalie", role=Role.SECRETARY, centre=manager.centre),
            by=manager,
            link=lambda token: secrets.append(token) or token,
            actor=acting(people.MANAGER, Role.MANAGER),
            now=NOW,
        )
        return secrets[0]

    @staticmethod
    def _objects() -> dict[str, object]:
        """By the word that a row says; all of them are of the same centre."""
        prepared = JurySession.objects.get(state=SessionState.PREPARED)
        room = JurySession.objects.get(state=SessionState.DELIBERATING)
        corentin = Certificate.objects.get(award__person__birth_name="Abalain-Mercier")
        ondine = Case.objects.get(candidacy__person__birth_name="Beaucastel")
        planned = Candidacy.objects.get(person__birth_name="Kerviel-Adjovi")
        return {
            "enrolled": Candidacy.objects.filter(state="enrolled")[0].pk,
            "planned": planned.pk,
            "open grid": Grid.objects.filter(candidacy=planned, state=GridState.OPEN)[0].pk,
            "prepared jury": prepared.pk,
            "room": room.pk,
            "case": Case.objects.filter(session=room, state=CaseState.EXAMINED)[0].pk,
            "member": Member.objects.filter(session=room)[0].pk,
            "call": UnionCall.objects.filter(session=room)[0].pk,
            "minutes": StoredDocument.objects.get(subject=ondine.session.ref, kind="minutes").pk,
            "certificate": corentin.pk,
            "statement": BlockStatement.objects.filter(block__candidacy=corentin.award.candidacy)[0].pk,
            "refused case": ondine.pk,
            "declaration": Declaration.objects.get(state="to_prepare").pk,
            "file": DeclarationFile.objects.get().pk,
            "public code": corentin.code,
            "record": "RNCP28245",
            "evaluator's role": Membership.objects.get(user__email=ADDRESSES[EVALUATOR]).pk,
            "manager's role": Membership.objects.get(user__email=ADDRESSES[MANAGER]).pk,
            "waiting invitation": Invitation.objects.get().pk,
            "anything": "x",
            "key": 1,
        }


# What they are answered ---------------------------------------------------------------------


def page(name: str, on: str = "", *, to: frozenset[str], **posts: Answers) -> Row:
    """A page that `to` may read."""
    return Row(name, on, get={200: to}, **posts)


def act(name: str, on: str, answers: Answers) -> Row:
    """An act: a form sent, never a page."""
    return Row(name, on, post=answers)


def public(name: str, on: str = "", status: int = 200) -> Row:
    """A page open to all, that takes nothing."""
    return Row(name, on, get={status: EVERYBODY})


def one(*who: str) -> frozenset[str]:
    """These alone."""
    return frozenset(who)


TABLE = [
    # desk
    Row("desk:home", get={302: one(CANDIDATE, NOBODY), 200: MEMBERS - {CANDIDATE}}),
    page("desk:candidacy", "planned", to=READERS | {TRAINER}),
    page("desk:document", "minutes", to=READERS | BENCH),
    # candidacies
    page("candidacies:list", to=READERS | {TRAINER, STRANGER}),
    page("candidacies:enrol", to=STAFF | {STRANGER}, post={422: STAFF | {STRANGER}}),
    act("candidacies:abandon", "planned", {302: STAFF}),
    # evaluations
    page("evaluations:list", to=READERS | {EVALUATOR, STRANGER}),
    page("evaluations:plan", "enrolled", to=STAFF, post={422: STAFF}),
    act("evaluations:report", "planned", {302: STAFF}),
    act("evaluations:summarise", "planned", {409: STAFF}),
    act("evaluations:reopen", "planned", {302: STAFF}),
    act("evaluations:ask_opinion", "planned", {302: STAFF}),
    page("evaluations:grid", "open grid", to=READERS | {EVALUATOR}),
    act("evaluations:answer", "open grid", {400: one(EVALUATOR)}),
    act("evaluations:sign", "open grid", {409: one(EVALUATOR)}),
    Row("evaluations:opinion", "tutor", get={200: one(TUTOR)}, post={422: one(TUTOR)}, visitors=404),
    # juries
    page("juries:list", to=READERS | BENCH | {STRANGER}),
    page("juries:prepare", to=STAFF | {STRANGER}, post={422: STAFF | {STRANGER}}),
    page("juries:session", "prepared jury", to=READERS),
    act("juries:list_candidates", "prepared jury", {422: STAFF}),
    act("juries:designate", "prepared jury", {422: STAFF}),
    act("juries:call", "prepared jury", {302: STAFF}),
    act("juries:summon", "prepared jury", {409: STAFF}),
    act("juries:attend", "prepared jury", {422: STAFF}),
    act("juries:remove_member", "member", {409: STAFF}),
    act("juries:decline", "call", {409: STAFF}),
    act("juries:unlist", "case", {409: STAFF}),
    page("juries:bars", "case", to=STAFF, post={302: STAFF}),
    page("juries:room", "room", to=READERS | BENCH),
    page("juries:version", "room", to=READERS | BENCH),
    act("juries:conform", "room", {409: BENCH}),
    act("juries:close", "room", {409: BENCH}),
    act("juries:examine", "case", {409: BENCH}),
    act("juries:open_vote", "case", {422: BENCH}),
    act("juries:vote", "case", {302: BENCH}),
    act("juries:decide", "case", {422: BENCH}),
    # certificates
    public("verification:search"),
    public("verification:verify", "public code"),
    page("certificates:list", to=READERS | {NATIONAL, STRANGER}),
    page("certificates:mine", to=one(CANDIDATE)),
    page("certificates:pdf", "certificate", to=READERS | {NATIONAL, CANDIDATE}),
    page("certificates:statement_pdf", "statement", to=READERS | {CANDIDATE}),
    page("certificates:notice_pdf", "refused case", to=READERS),
    act("certificates:withdraw", "certificate", {302: one(NATIONAL)}),
    # declarations
    page("declarations:list", to=READERS | {NATIONAL, STRANGER}),
    page("declarations:prepare", "declaration", to=STAFF, post={422: STAFF}),
    act("declarations:export", "", {302: one(NATIONAL)}),
    page("declarations:download", "file", to=one(NATIONAL)),
    # catalogue
    public("catalogue:index"),
    public("catalogue:record", "record"),
    public("catalogue:record_json", "record"),
    # accounts
    page("accounts:me", to=LOGGED_IN),
    page("accounts:choose", to=LOGGED_IN, post={404: LOGGED_IN}),
    page("accounts:team", to=one(MANAGER, NATIONAL), post={422: one(MANAGER, NATIONAL)}),
    act("accounts:end", "evaluator's role", {302: one(MANAGER)}),
    act("accounts:end", "manager's role", {409: one(MANAGER), 302: one(NATIONAL)}),
    act("accounts:call_back", "waiting invitation", {302: one(MANAGER)}),
    Row("accounts:accept", "invitation", get={200: one(INVITED)}, post={302: one(INVITED)}, visitors=404),
    Row("accounts:email"),
    Row("accounts:confirm_email"),
    Row("accounts:confirm_email_key", "anything"),
    # the house
    public("ui:accessibility"),
    public("ui:personal_data"),
    public("ui:gallery"),
]
