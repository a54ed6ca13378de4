"""The command as a person runs it: a case on its input, and what comes back."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from _pytest.capture import CaptureFixture
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # announces no types

from jurande.decide.command import run
from jurande.decide.schemas import schemas

PUBLISHED = Path(__file__).resolve().parents[2] / "docs" / "decide"
CASES = PUBLISHED / "cases"


@dataclass(frozen=True, slots=True)
class Answered:
    """The exit code, what was written, and what was complained of."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> Any:
        """What was written, read back."""
        return json.loads(self.out)

    @property
    def problems(self) -> list[str]:
        """The mistakes, one a line, without the non-breaking spaces."""
        lines = self.err.replace("\u00a0", " ").splitlines()
        return [line.removeprefix("- ") for line in lines if line.startswith("- ")]

    @property
    def places(self) -> list[str]:
        """Where the mistakes are."""
        return [problem.split(" : ")[0] for problem in self.problems]


def decide(capsys: CaptureFixture[str], chapter: str, case: object) -> Answered:
    """Run `jurande decide CHAPTER` on a case, given as bytes or as what JSON would say."""
    data = case if isinstance(case, bytes) else json.dumps(case).encode()
    out = io.StringIO()
    code = run([chapter], io.BytesIO(data), out)
    return Answered(code, out.getvalue(), capsys.readouterr().err)


@cache
def schema(chapter: str, way: str) -> Any:
    """The validator of the schema of a chapter's cases (« input ») or answers (« output »), dates checked."""
    written = schemas()[f"{chapter}.{way}.schema.json"]
    Draft202012Validator.check_schema(written)
    return Draft202012Validator(written, format_checker=Draft202012Validator.FORMAT_CHECKER)


def published(name: str) -> Any:
    """A published case, by its name (« jury-1 »), as JSON says it."""
    return json.loads((CASES / f"{name}.input.json").read_text(encoding="utf-8"))


def changed(case: Any, place: str, value: object) -> Any:
    """The case with another value at a place (« facts.blocks.0.code »)."""
    *path, last = (int(key) if key.isdigit() else key for key in place.split("."))
    found = case
    for key in path:
        found = found[key]
    found[last] = value
    return case


def without(case: Any, place: str) -> Any:
    """The case without what stands at a place."""
    *path, last = (int(key) if key.isdigit() else key for key in place.split("."))
    found = case
    for key in path:
        found = found[key]
    del found[last]
    return case
