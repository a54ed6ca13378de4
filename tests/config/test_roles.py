"""The roles and grants of the database: as `jurande roles` prints them, on a server where nothing of ours is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker, Settings

from jurande import cli
from jurande.accounts.models import Membership
from jurande.candidacies.models import Candidacy
from jurande.config import postgres, roles
from jurande.config.database import parse_url
from jurande.config.postgres import Server, ensure_running
from jurande.ledger.verify import verify
from jurande.messages.models import Message
from jurande.rules.dates import PARIS
from jurande.rules.lifecycles import Role
from tests.candidacies.filled import filled
from tests.config.test_postgres import a_folder

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 4, 9, 10, tzinfo=PARIS)


@pytest.fixture(scope="module")
def bare() -> Iterator[Server]:
    """A server of somebody else's: an administrator, and neither our roles nor our database."""
    with a_folder() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(postgres, "_prepare", lambda server: None)
        yield ensure_running(folder, durable=False)


@pytest.fixture(scope="module")
def installed(bare: Server) -> Server:
    """That server once its administrator has run what `jurande roles` prints, given passwords, and we migrated."""
    connection = bare.administer()
    for line in roles.script("jurande").splitlines():
        if line.startswith("\\connect"):
            connection.close()
            connection = bare.administer("jurande")
        elif not line.startswith(("--", "\\set")):
            connection.execute(line.encode())
    for role in (roles.OWNER, roles.APP):
        connection.execute(f"ALTER ROLE {role} PASSWORD '{bare.passwords[role]}'".encode())
    connection.close()
    _run(bare, "manage", "migrate", "--verbosity", "0")
    return bare


def _run(server: Server, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of `jurande`, as whoever installs it types it."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("JURANDE_DB")},
        "DATABASE_URL": server.url("jurande", "jurande_app"),
        "DATABASE_OWNER_URL": server.url("jurande", "jurande_owner"),
        "JURANDE_SECRET_KEY": "only-for-the-tests",
        "JURANDE_PUBLIC_URL": "https://registre.test",
    }
    command = [sys.executable, "-m", "jurande.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_the_roles_are_printed_for_psql(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["roles", "--database", 'jur"ande']) == 0
    said = capsys.readouterr().out
    assert said == roles.script('jur"ande')
    assert 'GRANT CONNECT ON DATABASE "jur""ande" TO jurande_app;' in said
    assert "PASSWORD" not in said


def test_printing_the_roles_needs_neither_django_nor_a_database() -> None:
    program = "import sys; from jurande.cli import main; main(['roles']); sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (word text)",
        "CREATE TEMPORARY TABLE mine (word text)",
        "TRUNCATE accounts_user CASCADE",
        "DROP TABLE accounts_user",
        "UPDATE ledger_entry SET role = 'manager'",
        "ALTER TABLE ledger_entry DISABLE TRIGGER USER",
    ],
)
def test_the_application_may_not(installed: Server, statement: str) -> None:
    with psycopg.connect(installed.url("jurande", "jurande_app")) as connection, pytest.raises(psycopg.Error):
        connection.execute(statement.encode())


def test_from_nothing_to_a_first_enrolment(
    installed: Server, django_db_blocker: DjangoDbBlocker, settings: Settings
) -> None:
    """The first account is opened at the command line, then everything through the pages, as the application."""
    opened = _run(installed, "first-account", "anne@branche.test", "Anne Delatour")
    assert opened.returncode == 0, opened.stderr
    assert "https://registre.test/compte/login/code/" in opened.stdout
    again = _run(installed, "first-account", "paul@branche.test", "Paul")
    assert (again.returncode, again.stdout) == (1, "")
    assert "a déjà un compte" in again.stderr
    settings.JURANDE_NOW = NOW
    before = dict(connections.settings["default"])
    with django_db_blocker.unblock():
        _connect(parse_url(installed.url("jurande", "jurande_app")))
        try:
            _through_the_pages()
        finally:
            _connect(before)


def _connect(settings: dict[str, object]) -> None:
    connections["default"].close()
    connections.settings["default"].update(settings)


def _through_the_pages() -> None:
    assert "compte/login/code" in Message.objects.get(recipient="anne@branche.test").body
    national = Client()
    national.force_login(Membership.objects.get(role=Role.NATIONAL).user)
    assert "Enregistrer un centre" in national.get(reverse("desk:home")).content.decode()
    centre = {
        "code": "VDB",
        "name": "UIMM Val-de-Braise",
        "address": "4 rue de la Forge",
        "postcode": "57100",
        "city": "Braise-sur-Orne",
        "email": "centre@vdb.test",
        "phone": "02 00 00 00 00",
    }
    made = national.post(reverse("organisations:add", args=["centres"]), centre)
    pk = made.headers["Location"].rstrip("/").rpartition("/")[2]
    invited = {"name": "Paul Riverain", "email": "paul@vdb.test"}
    national.post(reverse("organisations:invite_manager", args=[pk]), invited)
    manager = _accepted("paul@vdb.test")
    answer = manager.post(reverse("candidacies:enrol"), filled(), follow=True)
    assert answer.status_code == 200
    assert Candidacy.objects.get().centre.code == "VDB"
    assert list(verify()) == []


def _accepted(email: str) -> Client:
    """The browser of whoever opened the link of the invitation sent to that address."""
    body = Message.objects.get(recipient=email).body
    [link] = re.findall(r"/compte/invitation/\S+", body)
    client = Client()
    client.post(link)
    client.force_login(Membership.objects.get(user__email=email).user)
    return client
