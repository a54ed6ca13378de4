"""What a log may hold."""

from __future__ import annotations

import pytest

from jurande.config.logs import without_secrets


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Not Found: /compte/invitation/s3cr3t-Token_1/", "Not Found: /compte/invitation/…/"),
        ("Unprocessable Entity: /evaluations/avis/s3cr3t/", "Unprocessable Entity: /evaluations/avis/…/"),
        ("Gone: /jurys/dossier/s3cr3t/", "Gone: /jurys/dossier/…/"),
        ("Gone: /compte/second-controle/s3cr3t-Token_1/", "Gone: /compte/second-controle/…/"),
        (
            "Method Not Allowed: /compte/password/reset/key/1a-s3cr3t-0f/",
            "Method Not Allowed: /compte/password/reset/key/…/",
        ),
        ("Not Found: /v/Q5DM-AJ2R-SHQ0", "Not Found: /v/Q5DM-AJ2R-SHQ0"),
        ('"GET /candidatures/?q=Oukacha&page=2 HTTP/1.1" 404', '"GET /candidatures/?… HTTP/1.1" 404'),
        ("Qui a répondu ? Personne.", "Qui a répondu ? Personne."),
    ],
    ids=[
        "an invitation",
        "an opinion",
        "the files of a jury",
        "a second factor lost",
        "a password forgotten",
        "a public code",
        "a query",
        "a question",
    ],
)
def test_neither_a_secret_nor_what_an_address_asks_reaches_a_log(written: str, kept: str) -> None:
    assert without_secrets(None, "warning", {"event": written, "count": 1}) == {"event": kept, "count": 1}
