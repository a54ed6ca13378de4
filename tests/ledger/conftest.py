"""The owner of the tables, who alone could tamper with the ledger."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.database import Template


@pytest.fixture
def owner(template: Template, fresh_database: str) -> Iterator[psycopg.Connection]:
    """A connection of the tables' owner to the test's own database, each statement its own transaction."""
    with psycopg.connect(template.server.url(fresh_database, "jurande_owner"), autocommit=True) as connection:
        yield connection


@pytest.fixture
def tamperer(owner: psycopg.Connection) -> psycopg.Connection:
    """The owner again, after disabling the triggers."""
    for table in ("ledger_chain", "ledger_entry", "ledger_detail"):
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    return owner
