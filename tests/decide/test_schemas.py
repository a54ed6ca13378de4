"""The published schemas: the ones that the code writes, in French, and as strict as the command itself."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jurande.decide import schemas as module
from jurande.decide.chapters import CHAPTERS
from jurande.decide.command import as_json, run
from jurande.decide.french import MEANINGS
from jurande.decide.reading import FIRST_YEAR, LAST_YEAR, Malformed, read
from jurande.decide.schemas import meaning, schemas
from tests.decide.asked import PUBLISHED, decide, published, schema


def test_what_is_published_is_what_the_code_writes() -> None:
    on_disk = {path.name: path.read_text(encoding="utf-8") for path in PUBLISHED.glob("*.schema.json")}
    assert on_disk == {name: as_json(schema) for name, schema in schemas().items()}


def test_the_command_writes_the_schemas_into_a_folder(tmp_path: Path) -> None:
    out = io.StringIO()
    assert run(["--schemas", str(tmp_path)], io.BytesIO(), out) == 0
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == sorted(schemas())
    assert sorted(out.getvalue().splitlines()) == [str(tmp_path / name) for name in written]


def test_the_schemas_want_a_folder_that_exists(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--schemas", str(tmp_path / "nowhere")], io.BytesIO(), io.StringIO()) == 2
    assert "créez-le" in capsys.readouterr().err


@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize("way", ["input", "output"])
def test_a_schema_is_one_of_draft_2020_12(chapter: str, way: str) -> None:
    assert schema(chapter, way).schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_nothing_is_described_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    used = set()

    def spied(kind: type, name: str) -> str:
        own = f"{kind.__name__}.{name}"
        used.add(own if own in MEANINGS else name)
        return meaning(kind, name)

    monkeypatch.setattr(module, "meaning", spied)
    schemas()
    assert set(MEANINGS) <= used


@pytest.mark.parametrize(
    ("year", "inside"),
    [(FIRST_YEAR - 1, False), (FIRST_YEAR, True), (LAST_YEAR, True), (LAST_YEAR + 1, False)],
)
def test_the_years_of_the_schemas_are_those_of_the_command(year: int, inside: bool) -> None:
    assert bool(re.search(module.YEARS, f"{year}-06-15")) is inside


# As strict as the command: a worked case with one thing wrong is refused by both, and by both for its shape.

WORKED = [(chapter, f"{chapter}-{number}") for chapter in CHAPTERS for number in (1, 2)]
INTRUDERS: list[object] = [
    None, True, 3, -1, 10_001, "", "x", "2026-04-09", "2026-02-30", "1850-01-01", "1768435200",
    [], {}, [None], ["x"], [3],
]  # fmt: skip


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place of a case, its own root excepted."""
    inside: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    return [deeper for key, each in inside for deeper in ((*path, key), *places(each, (*path, key)))]


@st.composite
def spoilt(draw: st.DrawFn) -> tuple[str, Any]:
    """A chapter, and one of its worked cases with one value replaced, removed or added."""
    chapter, name = draw(st.sampled_from(WORKED))
    case = published(name)
    *path, last = draw(st.sampled_from(places(case)))
    found = case
    for key in path:
        found = found[key]
    change = draw(st.sampled_from(["replace", "remove", "add"]))
    if change == "add" and isinstance(found, dict):
        found[draw(st.sampled_from(["note", "record", "settings", "on"]))] = draw(st.sampled_from(INTRUDERS))
    elif change == "remove":
        del found[last]
    else:
        found[last] = draw(st.sampled_from(INTRUDERS))
    return chapter, case


# The places where a value of the right shape names nothing: the schemas cannot know.
REFERENCES = ("ne désigne", "est déjà en", "aucune édition", "sans vote")


@given(spoilt())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_the_schemas_are_as_strict_as_the_command(case: tuple[str, Any]) -> None:
    chapter, spoilt_case = case
    try:
        read(json.dumps(spoilt_case).encode(), CHAPTERS[chapter])
        well_shaped = True
    except Malformed as error:
        well_shaped = all(any(words in problem.text for words in REFERENCES) for problem in error.problems)
    assert schema(chapter, "input").is_valid(spoilt_case) is well_shaped


@given(spoilt())
@settings(
    max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], deadline=None
)
def test_a_case_is_answered_by_the_schema_or_refused_with_a_place(
    capsys: pytest.CaptureFixture[str], case: tuple[str, Any]
) -> None:
    chapter, spoilt_case = case
    answered = decide(capsys, chapter, spoilt_case)
    if answered.code == 0:
        schema(chapter, "output").validate(answered.answer)
    else:
        assert answered.code == 2
        assert answered.places
        assert all(place.startswith("$") for place in answered.places)
