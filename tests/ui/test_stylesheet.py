"""The tokens of the stylesheet: colours that can be read, files that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import jurande.ui

STATIC = Path(jurande.ui.__file__).parent / "static" / "ui"
CSS = (STATIC / "jurande.css").read_text("utf-8")

type Theme = dict[str, str]


def tokens(block: str) -> Theme:
    """The colours declared in a block of CSS, by the name of their token."""
    return dict(re.findall(r"(--[a-z0-9-]+):\s*(#[0-9A-F]{6})\b", block))


LIGHT = tokens(CSS.split("/* 2  Tokens")[1].split("@media screen and (prefers-color-scheme: dark)")[0])
DARK = LIGHT | tokens(CSS.split("@media screen and (prefers-color-scheme: dark)")[1].split("/* 3  Base")[0])
THEMES = {"light": LIGHT, "dark": DARK}

# Each text on each ground where the design lays it.
PAPERS = ("--paper", "--paper-2", "--paper-3")
TEXTS = [
    (text, ground) for text in ("--ink", "--ink-2", "--steel", "--link", "--ember", "--ok", "--no") for ground in PAPERS
]
TEXTS += [("--ink", ground) for ground in ("--ember-ground", "--ok-ground", "--no-ground")]
TEXTS += [("--ink-2", ground) for ground in ("--ember-ground", "--ok-ground", "--no-ground")]
TEXTS += [("--link", ground) for ground in ("--ember-ground", "--ok-ground", "--no-ground")]
TEXTS += [("--ember", "--ember-ground"), ("--ok", "--ok-ground"), ("--no", "--no-ground")]
TEXTS += [
    ("--on-steel", "--steel"),
    ("--on-steel", "--steel-hover"),
    ("--on-band", "--band"),
    ("--on-band-2", "--band"),
]
TEXTS += [("white", "--ok-fill"), ("white", "--no-fill"), ("white", "--seal"), ("white", "--band")]
# Outlines of controls and marks of charts, which are not text (WCAG 1.4.11).
SHAPES = [("--line-2", ground) for ground in PAPERS]
SHAPES += [(f"--temper-{number}", "--paper") for number in range(1, 5)]


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB, from 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#FFFFFF", 21), ("#FFFFFF", "#FFFFFF", 1), ("#777777", "#FFFFFF", 4.48)],
)
def test_contrast_is_computed_as_wcag_defines_it(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    colours = THEMES[theme] | {"white": "#FFFFFF"}
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_outlines_and_marks_can_be_seen(theme: str, shape: str, ground: str) -> None:
    assert contrast(THEMES[theme][shape], THEMES[theme][ground]) >= 3


def test_the_dark_theme_has_its_own_colours() -> None:
    assert DARK["--paper"] != LIGHT["--paper"]
    assert len(LIGHT) > 25


def test_a_variable_used_is_a_variable_declared() -> None:
    used = set(re.findall(r"var\((--[a-z0-9-]+)\)", CSS))
    declared = set(re.findall(r"(--[a-z0-9-]+):", CSS))
    assert sorted(used - declared) == []


def test_the_fonts_are_here_with_their_licences() -> None:
    fonts = re.findall(r'url\("([^"]+)"\)', CSS)
    assert len(fonts) == 4
    for font in fonts:
        assert (STATIC / font).is_file(), font
        family = Path(font).name.split("-latin")[0]
        assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / f"OFL-{family}.txt").read_text("utf-8").upper()


def test_nothing_comes_from_elsewhere() -> None:
    for path in (*STATIC.glob("*.css"), *STATIC.glob("*.js")):
        assert "http" not in path.read_text("utf-8"), path.name


def test_nothing_moves() -> None:
    assert not re.search(r"\b(?:transition|animation)\s*:", CSS)
