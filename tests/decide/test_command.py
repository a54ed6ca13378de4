"""The command line: what it writes, where, with which exit code, and what it does without."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from jurande.cli import main
from jurande.decide.chapters import CHAPTERS
from jurande.decide.command import run
from tests.decide.asked import CASES

BLOCKED = """
import sys
from importlib.abc import MetaPathFinder

class NoDjango(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "psycopg"}:
            raise ImportError(f"{name} is not needed to decide")

sys.meta_path.insert(0, NoDjango())
from jurande.cli import main

code = main(["decide", sys.argv[1]])
assert "django" not in sys.modules
assert "psycopg" not in sys.modules
raise SystemExit(code)
"""


def test_a_decision_needs_neither_django_nor_a_database() -> None:
    case = (CASES / "enrolment-1.input.json").read_bytes()
    asked = subprocess.run([sys.executable, "-c", BLOCKED, "enrolment"], input=case, capture_output=True, check=False)
    assert asked.stderr == b""
    assert asked.returncode == 0
    assert asked.stdout == (CASES / "enrolment-1.output.json").read_bytes()


def test_the_help_names_every_chapter_and_is_no_error() -> None:
    out = io.StringIO()
    assert run(["--help"], io.BytesIO(), out) == 0
    assert out.getvalue().startswith("usage")
    assert all(f"- {name} " in out.getvalue() for name in CHAPTERS)


def test_an_unknown_chapter_is_told_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decide", "diplome"]) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert "Le chapitre « diplome » n’existe pas." in written.err.replace("\u00a0", " ")
    assert all(f"- {name} " in written.err for name in CHAPTERS)


@pytest.mark.parametrize("arguments", [[], ["enrolment", "jury"], ["--schemas"], ["--record"]], ids=" ".join)
def test_a_wrong_command_line_shows_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    out = io.StringIO()
    assert run(arguments, io.BytesIO(), out) == 2
    assert out.getvalue() == ""
    assert capsys.readouterr().err.startswith("usage")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_nothing_is_written_of_a_case_that_is_none(chapter: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = io.StringIO()
    assert run([chapter], io.BytesIO(b"{}"), out) == 2
    assert out.getvalue() == ""
    assert "- $.facts" in capsys.readouterr().err
