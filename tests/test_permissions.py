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
from jurande.accounts.models import Grant, Membership, User
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
