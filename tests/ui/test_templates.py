"""What holds for every template of the application, whoever wrote it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

import jurande

HOUSE = Path(jurande.__file__).parent
TEMPLATES = sorted(path for path in HOUSE.rglob("*.html") if "templates" in path.parts)
SPRITE = HOUSE / "ui" / "static" / "ui" / "marks.svg"
SYMBOLS = {symbol.get("id") for symbol in etree.parse(SPRITE).getroot() if symbol.tag is not etree.Comment}
SYMBOL = re.compile(r"""\b(?:[imo]-[a-z]+)\b""")

INLINE = {
    "a script in the page": re.compile(
        # A block of JSON is data: the policy does not run it.
        r"""<script(?![^>]*\b(?:src=|type="application/json"))""",
        re.IGNORECASE,
    ),
    "a style in the page": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "a handler in an attribute": re.compile(r"""<[^>]*\s(?:on[a-z]+|hx-on[:a-z-]*)\s*=""", re.IGNORECASE),
    "a script as an address": re.compile(r"javascript:", re.IGNORECASE),
}


def inline_faults(source: str) -> list[str]:
    """What in a template the content security policy would refuse."""
    return [fault for fault, pattern in INLINE.items() if pattern.search(source)]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("<script>alert()</script>", "a script in the page"),
        ('<script type="module">alert()</script>', "a script in the page"),
        ("<style>p{}</style>", "a style in the page"),
        ('<p style="color: red">', "a style in the page"),
        ('<button type="button" onclick="go()">', "a handler in an attribute"),
        ('<form hx-on::after-request="go()">', "a handler in an attribute"),
        ('<a href="javascript:go()">', "a script as an address"),
    ],
)
def test_the_check_sees_what_the_policy_refuses(source: str, fault: str) -> None:
    assert inline_faults(source) == [fault]


def test_the_check_lets_files_pass() -> None:
    assert (
        inline_faults('<script src="x.js" defer></script><p class="on-ok" data-on="1">Une question = une réponse</p>')
        == []
    )


def test_there_are_templates_to_check() -> None:
    assert HOUSE / "ui" / "templates" / "ui" / "base.html" in TEMPLATES


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_a_template_holds_no_inline_script_nor_style(template: Path) -> None:
    assert inline_faults(template.read_text("utf-8")) == []


MARKUP = re.compile(r"{%.*?%}|{#.*?#}|<[^>]*>", re.DOTALL)
BREAKING = re.compile(r".{0,30}(?: [:;?!»]|« ).{0,10}")


def breaking_spaces(source: str) -> list[str]:
    """What in the text of a template could part a word from its punctuation at the end of a line."""
    return BREAKING.findall(MARKUP.sub("\n", source))


@pytest.mark.parametrize(
    ("source", "at_fault"),
    [
        ("<p>Qui décide ?</p>", True),
        ("<p><b>Qui</b> :</p>", True),
        ("<p>Dit « oui&nbsp;».</p>", True),
        ("<p>Qui décide&nbsp;?</p>", False),
        ('<a href="?a=b ;c">x</a>{% if a == " ?" %}y{% endif %}', False),
    ],
)
def test_the_check_sees_spaces_that_break(source: str, at_fault: bool) -> None:
    assert bool(breaking_spaces(source)) == at_fault


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_a_template_keeps_words_and_punctuation_together(template: Path) -> None:
    assert breaking_spaces(template.read_text("utf-8")) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_a_template_draws_only_what_the_sprite_has(template: Path) -> None:
    source = template.read_text("utf-8")
    named = re.findall(r"""{%\s*icon\s+["']([^"']+)["']""", source) + re.findall(r"""symbol=["']([^"']+)["']""", source)
    assert sorted(set(named) - SYMBOLS) == []


def test_the_code_draws_only_what_the_sprite_has() -> None:
    named = {
        name
        for path in (HOUSE / "ui").rglob("*.py")
        for name in re.findall(r'"([imo]-[a-z]+)"', path.read_text("utf-8"))
    }
    assert "m-hot" in named
    assert sorted(named - SYMBOLS) == []


def test_the_sprite_has_no_symbol_twice() -> None:
    ids = re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text("utf-8"))
    assert len(ids) == len(set(ids)) == len(SYMBOLS)
