"""The demo's story as tests start from it: told once, then copied for whoever needs a copy.

Telling it takes seconds, a copy of the database does not. `tests/<app>/conftest.py` imports the fixtures it uses.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client, override_settings
from psycopg import sql
from pytest_django import DjangoDbBlocker

from jurande.accounts.models import User
from jurande.desk.story import juries, people, telling
from jurande.desk.story.course import Evaluated, begin_again, ready_for_jury
from jurande.ledger.actors import Actor
from jurande.rules.lifecycles import Role
from tests.database import Template

# What makes an installation a demo: example criteria allowed, the identifiers of nobody.
DEMO = {
    "JURANDE_DEMO": True,
    "JURANDE_CDC_DEPOSITOR": "DEMO0001",
    "JURANDE_CDC_CERTIFIER": "DEMO0001",
    "JURANDE_CDC_CONTRACT": "DEMO000001",
}
JURY_DAY = date(2022, 6, 16)


def _call_a_jury() -> None:
    """The house of the story, and a jury called for the morrow of three evaluations: one whole, one half, one VAE."""
    begin_again()
    telling.settle()
    days = (date(2022, 3, 21), date(2022, 4, 4), date(2022, 5, 10))
    corentin = ready_for_jury(people.CORENTIN, days, Evaluated())
    ondine = ready_for_jury(people.ONDINE, days, Evaluated(failed=("C10", "C12")))
    mariam = ready_for_jury(people.MARIAM, days, Evaluated())
    juries.convene(JURY_DAY, [corentin, ondine, mariam])


@pytest.fixture(scope="session")
def told_template(template: Template, django_db_blocker: DjangoDbBlocker) -> Template:
    """The whole story, to copy from."""
    with django_db_blocker.unblock():
        return _made_once(template, "told", telling.tell)


@pytest.fixture(scope="session")
def called_template(template: Template, django_db_blocker: DjangoDbBlocker) -> Template:
    """The house with one jury called, to copy from."""
    with django_db_blocker.unblock():
        return _made_once(template, "called", _call_a_jury)


@pytest.fixture
def told(told_template: Template, django_db_blocker: DjangoDbBlocker) -> Iterator[Template]:
    """A database of this test's own with the whole story told, in a demo; commits are real."""
    with _copy(told_template, django_db_blocker) as copied:
        yield copied


@pytest.fixture
def called(called_template: Template, django_db_blocker: DjangoDbBlocker) -> Iterator[Template]:
    """A database of this test's own with a jury called for `JURY_DAY`, nothing later; commits are real."""
    with _copy(called_template, django_db_blocker) as copied:
        yield copied


@contextmanager
def _copy(source: Template, blocker: DjangoDbBlocker) -> Iterator[Template]:
    with blocker.unblock(), source.copied() as name, override_settings(**DEMO):
        yield Template(source.server, name)


def _made_once(template: Template, name: str, make: Callable[[], None]) -> Template:
    """A template that `make` filled, once for all the processes that run these tests over these sources."""
    made = Template(template.server, f"{name}_{_digest_of_sources()}")
    lock = template.server.data_dir.parent / f"{name}.lock"
    with lock.open("w") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        if made.name not in template.server.databases():
            with template.copied() as draft, override_settings(**DEMO):
                make()
                _rename_when_left(template, draft, made.name)
    return made


def _rename_when_left(template: Template, draft: str, name: str) -> None:
    from django.db import connections

    connections["default"].close()
    with template.server.administer() as connection:
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        connection.execute(rename.format(sql.Identifier(draft), sql.Identifier(name)))


def _digest_of_sources() -> str:
    """Changes when anything that tells the story does, so that no test starts from yesterday's."""
    root = Path(apps.get_app_config("desk").path).parent
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for file in sorted(file for kind in ("*.py", "*.typ", "*.toml") for file in root.rglob(kind)):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def acting(account: people.Account, role: Role) -> Actor:
    """Somebody of the story, acting in a role."""
    user = User.objects.get(email=account.email)
    return Actor(user.ref, role, user.name)


def browser_of(email: str) -> Client:
    """A browser in which the person with that address is logged in."""
    client = Client()
    client.force_login(User.objects.get(email=email))
    return client
