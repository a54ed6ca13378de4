"""Not even the owner of the tables empties or rewrites the documents in passing."""

from __future__ import annotations

import psycopg
import pytest

from tests.database import Template


@pytest.mark.parametrize(
    "statement", ["TRUNCATE documents_storeddocument CASCADE", "UPDATE documents_storeddocument SET kind = 'x'"]
)
def test_the_owner_is_refused_too(template: Template, fresh_database: str, statement: str) -> None:
    with (
        psycopg.connect(template.server.url(fresh_database, "jurande_owner")) as owner,
        pytest.raises(psycopg.errors.RestrictViolation, match="Un document enregistré ne se modifie pas"),
    ):
        owner.execute(statement.encode())
