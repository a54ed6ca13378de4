"""What the settings read from the environment, and what they say of a wrong value."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from jurande.config import env

NAME = "JURANDE_PROBE"


@pytest.fixture(autouse=True)
def _absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    monkeypatch.delenv(f"{NAME}_FILE", raising=False)


@pytest.mark.parametrize("value", [None, ""], ids=["absent", "empty"])
def test_what_is_not_set_takes_the_default(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if value is not None:
        monkeypatch.setenv(NAME, value)
    assert env.env_str(NAME, "défaut") == "défaut"
    assert env.env_bool(NAME, default=True) is True
    assert env.env_int(NAME, 25) == 25
    assert env.env_path(NAME, Path("/var/x")) == Path("/var/x")
    assert env.env_secret(NAME, "défaut") == "défaut"


@pytest.mark.parametrize("read", [env.env_str, env.env_secret])
def test_without_a_default_it_is_required(read: object) -> None:
    assert callable(read)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} est obligatoire"):
        read(NAME)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *((value, True) for value in ("1", "TRUE", "yes", "on", "oui", " 1 ")),
        *((value, False) for value in ("0", "False", "no", "off", "non")),
    ],
)
def test_yes_and_no_have_several_spellings(value: str, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, value)
    assert env.env_bool(NAME, default=not expected) is expected


def test_a_doubtful_yes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "peut-être")
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}='peut-être' n’est ni oui ni non"):
        env.env_bool(NAME, default=False)


def test_a_number_is_read_and_anything_else_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "587")
    assert env.env_int(NAME, 25) == 587
    monkeypatch.setenv(NAME, "587b")
    with pytest.raises(ImproperlyConfigured, match="n’est pas un nombre entier"):
        env.env_int(NAME, 25)


def test_a_path_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for value in ("donnees", "~/donnees", str(tmp_path / "donnees")):
        monkeypatch.setenv(NAME, value)
        assert env.env_path(NAME, Path("/")) == tmp_path / "donnees"


@pytest.mark.parametrize("end", ["", "\n", "\r\n"], ids=["bare", "unix", "windows"])
def test_a_secret_may_be_in_a_file(end: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text(f"un secret {end}", newline="")
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "secret"))
    assert env.env_secret(NAME) == "un secret "


def test_a_secret_given_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "a")
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "secret"))
    with pytest.raises(ImproperlyConfigured, match="gardez-en un seul"):
        env.env_secret(NAME)


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "ne peut pas être lu"), (b"\xff", "ne peut pas être lu"), (b"\n", "est vide")],
    ids=["no file", "not text", "empty file"],
)
def test_a_secret_file_that_is_of_no_use_is_named(
    content: bytes | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv(f"{NAME}_FILE", str(file))
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}_FILE=.*{said}"):
        env.env_secret(NAME, "défaut")
