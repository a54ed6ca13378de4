"""The command line: which command runs, and with what."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import management

from jurande import cli
from jurande.config import first_account, ledger_command, roles, worker

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"], ["help"]], ids=["nothing", "-h", "--help", "help"])
def test_help_names_every_command(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 0
    said = capsys.readouterr().out
    for command in ("decide", "ledger verify", "seal verify", "worker", "roles", "first-account", "manage"):
        assert f"\n  {command} " in said


@pytest.mark.parametrize(
    "arguments", [["sceller"], ["ledger"], ["ledger", "rewrite"]], ids=["unknown", "half a command", "no such act"]
)
def test_a_command_that_does_not_exist_is_refused_with_the_list(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"jurande : commande inconnue « {arguments[0]} ».")
    assert "usage : jurande COMMANDE" in said.err


@pytest.mark.parametrize(
    ("arguments", "module", "function"),
    [
        (["ledger", "verify", "--chain", "national"], ledger_command, "verify"),
        (["worker", "--once"], worker, "run_forever"),
        (["roles", "--database", "x"], roles, "print_script"),
        (["first-account", "a@b.test", "Anne"], first_account, "open_first_account"),
    ],
    ids=["ledger verify", "worker", "roles", "first account"],
)
def test_the_rest_of_the_line_goes_to_the_command_whose_code_comes_back(
    arguments: list[str], module: object, function: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[list[str]] = []

    def command(rest: list[str]) -> int:
        given.append(rest)
        return 7

    monkeypatch.setattr(module, function, command)
    assert cli.main(arguments) == 7
    assert given == [arguments[2:] if arguments[0] == "ledger" else arguments[1:]]


@pytest.mark.parametrize(
    ("arguments", "role"),
    [(["migrate", "--check"], "owner"), (["load_story"], None), ([], None)],
    ids=["migrate", "another command", "nothing"],
)
def test_only_migrations_connect_as_the_owner_of_the_tables(
    arguments: list[str], role: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[list[str]] = []
    monkeypatch.setattr(management, "execute_from_command_line", lines.append)
    monkeypatch.setenv("JURANDE_DB_ROLE", "")
    monkeypatch.delenv("JURANDE_DB_ROLE")
    assert cli.main(["manage", *arguments]) == 0
    assert lines == [["jurande manage", *arguments]]
    assert os.environ.get("JURANDE_DB_ROLE") == role


@pytest.mark.parametrize("arguments", [["anne", "Anne"], ["anne@branche.test", "  "], ["anne@branche.test"]])
def test_a_first_account_needs_an_address_and_a_name(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        first_account.open_first_account(arguments)
    assert stopped.value.code == 2
    assert "ADRESSE" in capsys.readouterr().err


def test_the_command_line_is_read_when_no_arguments_are_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["jurande", "--help"])
    assert cli.main() == 0
    assert "usage" in capsys.readouterr().out


def test_deciding_needs_neither_django_nor_a_database() -> None:
    case = next((ROOT / "docs" / "decide" / "cases").glob("award-*.input.json"))
    program = (
        "import sys\n"
        "from jurande.cli import main\n"
        "code = main(['decide', 'award'])\n"
        "assert 'django' not in sys.modules, 'Django was imported'\n"
        "sys.exit(code)\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "DATABASE"))}
    with case.open() as given:
        done = subprocess.run(
            [sys.executable, "-c", program], stdin=given, env=environment, capture_output=True, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("{")
