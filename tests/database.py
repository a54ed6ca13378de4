"""Databases for the tests: one server, one migrated template, a copy for whoever needs one.

A flush would need TRUNCATE, which the application's role does not have and the ledger refuses. So nothing is
ever flushed: a test runs in a transaction that is rolled back, or in a copy of its own that is dropped.
"""

from __future__ import annotations

import fcntl
import hashlib
import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from jurande.config.database import parse_url
from jurande.config.postgres import DATABASE, Server, ensure_running

_ROOT = Path(__file__).resolve().parents[1]
_MEMORY = Path("/dev/shm")  # noqa: S108  # what is made in it has a name of its own
_ROOM = 1 << 30
_numbers = itertools.count(1)


def memory() -> Path | None:
    """A folder in memory with a gigabyte of room, where there is one.

    A database is a thousand small files: a copy takes 25 ms there, and up to a second on a disk whose file
    system is slow to create files after it removed as many.
    """
    roomy = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
    return _MEMORY if roomy else None


def _folder() -> Path:
    """Where the server of the tests lives: one for each account and each working tree."""
    fast = memory()
    if fast is None:
        return _ROOT / "var" / "tests"
    tree = hashlib.sha256(os.fsencode(_ROOT)).hexdigest()[:12]
    return fast / f"jurande-tests-{os.geteuid()}-{tree}"


@dataclass(frozen=True)
class Template:
    """A migrated database that nobody is connected to, ready to be copied."""

    server: Server
    name: str

    @contextmanager
    def copied(self) -> Iterator[str]:
        """A copy that Django is connected to, as the application; dropped afterwards. Gives its name."""
        name = f"copy_{os.getpid()}_{next(_numbers)}"
        before = dict(connections.settings["default"])
        self.server.create_database(name, template=self.name)
        _connect_to(parse_url(self.server.url(name, "jurande_app")))
        try:
            yield name
        finally:
            _connect_to(before)
            self.server.drop_database(name)


@contextmanager
def migrated_template() -> Iterator[Template]:
    """The template of the migrations as they stand, built if there is none yet.

    Everyone who uses the server holds a share of one lock. Whoever leaves last gets it whole, drops what
    older migrations and broken-off sessions left, and stops the server: nothing is left running.
    """
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "users.lock").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        server = ensure_running(folder / "postgres", durable=False)
        name = f"template_{_digest_of_migrations()}"
        try:
            with (folder / "build.lock").open("w") as build:
                fcntl.flock(build, fcntl.LOCK_EX)
                if name not in server.databases():
                    _build(server, name)
            yield Template(server, name)
        finally:
            if _is_last(users.fileno()):
                for leftover in server.databases() - {"postgres", DATABASE, name}:
                    server.drop_database(leftover)
                server.stop()


def _is_last(users: int) -> bool:
    fcntl.flock(users, fcntl.LOCK_UN)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _build(server: Server, name: str) -> None:
    """Migrates as the owner of the tables, under another name until it is done."""
    draft = "template_draft"
    server.drop_database(draft)
    server.create_database(draft)
    before = dict(connections.settings["default"])
    _connect_to(parse_url(server.url(draft, "jurande_owner")))
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        _connect_to(before)
    with server.administer() as connection:
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        connection.execute(rename.format(sql.Identifier(draft), sql.Identifier(name)))


def _connect_to(settings: dict[str, object]) -> None:
    """Points the present and the future connections of every thread at another database."""
    connections["default"].close()
    connections.settings["default"].update(settings)


def _digest_of_migrations() -> str:
    """Changes when a migration, the list of applications or Django does."""
    digest = hashlib.sha256(django.__version__.encode())
    for app in apps.get_app_configs():
        digest.update(app.name.encode())
        for file in sorted(Path(app.path, "migrations").glob("**/*.py")):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]
