"""The glossary is the bridge between the code's English and the screen's French: no word of ours is missing from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[1]
WORDS = set(re.findall(r"^\| `([^`]+)`", (ROOT / "docs" / "glossary.md").read_text("utf-8"), re.MULTILINE))
MODELS = [model.__name__ for model in apps.get_models() if model.__module__.startswith("jurande.")]
CHAPTERS = [file.stem for file in (ROOT / "src" / "jurande" / "rules").glob("[a-z]*.py")]


@pytest.mark.parametrize("word", [*MODELS, *CHAPTERS])
def test_a_model_or_a_chapter_of_the_rules_has_its_line(word: str) -> None:
    """Whoever reads the code finds the word of the screen and of the law."""
    assert word in WORDS
