"""How messages leave: the environment of a host, and the setting that it gives."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from jurande.config.mail import mailer_settings

NAMES = ("FOLDER", "HOST", "PORT", "USER", "PASSWORD", "PASSWORD_FILE", "SECURITY")


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(f"JURANDE_SMTP_{name}", raising=False)
    monkeypatch.delenv("JURANDE_MAIL_FOLDER", raising=False)


def options(folder: str = "") -> dict[str, object]:
    found = mailer_settings(folder)["default"]["OPTIONS"]
    assert isinstance(found, dict)
    return found


def test_a_demonstration_writes_its_messages_in_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    assert options("/demo/mail") == {"file_path": "/demo/mail"}
    monkeypatch.setenv("JURANDE_MAIL_FOLDER", "/elsewhere")
    assert options("/demo/mail") == options() == {"file_path": "/elsewhere"}


def test_an_installation_sends_by_smtp_and_gives_up_on_a_server_that_is_silent() -> None:
    found = options()
    assert (found["host"], found["port"], found["username"]) == ("localhost", 25, "")
    assert found["timeout"] == 20


@pytest.mark.parametrize(
    ("security", "expected"), [("", (None, None)), ("starttls", (True, None)), ("TLS", (None, True))]
)
def test_the_connection_is_secured_as_the_server_asks(
    security: str, expected: tuple[bool | None, bool | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JURANDE_SMTP_SECURITY", security)
    found = options()
    assert (found.get("use_tls"), found.get("use_ssl")) == expected


def test_another_word_is_refused_with_the_words_that_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JURANDE_SMTP_SECURITY", "ssl3")
    with pytest.raises(ImproperlyConfigured, match="starttls, tls"):
        mailer_settings("")
