"""Typst templates to PDF/A-3a and PDF/UA-1, with the fonts of this folder only.

Data reach a template as one JSON string, set before its first line: a template prints them as strings and
never evaluates them, so that `#panic()` in a name is eight characters on paper. (`sys.inputs` would rebuild
Typst's own library for each document, and forget all that was laid out before.) The same template, data and
`created` give the same bytes, in any process.

A compiler may not serve two threads at once (it raises « Already borrowed »), so each thread has its own;
fonts are read once. Typst works in background threads that do not survive a fork: a process may not render
before it forks (gunicorn: no `preload_app` with a rendering at import).
"""

from __future__ import annotations

import json
import os
import re
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Literal

import typst

from jurande.ui.french import typographic

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE / "templates"
FONTS = HERE / "fonts"
STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]

# ISO 19005-3, annex E: how an attached file relates to the page.
Relationship = Literal["source", "data", "alternative", "supplement"]


class RenderError(Exception):
    """A document could not be composed. The message names the template and the place, never the data."""

    def __init__(self, message: str) -> None:
        super().__init__(typographic(message))


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text file carried by the PDF (PDF/A-3 associated file); `text` is stored as UTF-8."""

    name: str
    text: str
    media_type: str
    description: str
    relationship: Relationship = "data"


def render(
    template: str,
    data: Mapping[str, object],
    *,
    attachments: Sequence[Attachment] = (),
    created: datetime,
) -> bytes:
    """The PDF of `templates/<template>.typ` filled with `data`.

    `data` holds what JSON can say, and dates (ISO 8601 in the template). `created` is aware: it becomes the
    creation date of the file, in UTC. Raises RenderError when the template is unknown, a key is missing, a
    character is in none of the bundled fonts, or the page breaks a rule of PDF/A-3a or PDF/UA-1; ValueError
    when `created` is naive.
    """
    if created.tzinfo is None:
        raise ValueError("`created` must be an aware datetime.")
    if not (TEMPLATES / f"{template}.typ").is_file():
        raise RenderError(f"Le modèle « {template} » n’existe pas.")
    try:
        pdf = _compiler().compile(
            input=_source(template, data, attachments),
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=created.astimezone(UTC).replace(microsecond=0),  # a PDF dates to the second
        )
    except typst.TypstError as error:
        # Not chained: a traceback would print the diagnostic, which may quote the data.
        raise RenderError(_explained(template, error)) from None
    assert isinstance(pdf, bytes)  # noqa: S101  # bytes for one file, a list for one image a page
    return pdf


def page_count(pdf: bytes) -> int:
    """The number of pages of a document that `render` gave, as its metadata (XMP) declares it."""
    declared = re.search(rb"<xmpTPg:NPages>(\d+)</xmpTPg:NPages>", pdf)
    if declared is None:
        raise ValueError("`page_count` reads the documents of `render` only.")
    return int(declared[1])


def _source(template: str, data: Mapping[str, object], attachments: Sequence[Attachment]) -> bytes:
    """The template, its data before its first line: the lines that an error names stay those of the file."""
    given = to_json({"data": data, "attachments": [asdict(file) for file in attachments]})
    # In JSON a line never ends inside a text: those two signs are all that a string of Typst must escape.
    literal = given.replace("\\", "\\\\").replace('"', '\\"')
    text = (TEMPLATES / f"{template}.typ").read_text(encoding="utf-8")
    return f'#let (data, attachments) = json(bytes("{literal}")); {text}'.encode()


def to_json(value: object) -> str:
    """Compact JSON, keys in their order, dates in ISO 8601: the same value always gives the same text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_iso)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be printed in a document")


@cache
def fonts() -> typst.Fonts:
    """The bundled fonts, and no other: a page looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


_local = threading.local()
_rendering_process: int | None = None


def _compiler() -> typst.Compiler:
    """This thread's compiler, kept for the life of the thread."""
    global _rendering_process
    if _rendering_process is None:
        _rendering_process = os.getpid()
    elif _rendering_process != os.getpid():
        # Without this line the child would wait for ever on threads that stayed with its parent.
        raise RuntimeError("A process that has rendered a document was forked: render after the fork only.")
    compiler: typst.Compiler | None = getattr(_local, "compiler", None)
    if compiler is None:
        compiler = typst.Compiler(root=str(TEMPLATES), font_paths=fonts(), ignore_system_fonts=True)
        _local.compiler = compiler
    return compiler


_MISSING_KEY = re.compile(r'does not contain key "(?P<key>[^"]*)"')
_NO_GLYPH = re.compile(r'the text `"(?P<text>[^`]*)"` could not be displayed')
_PLACE = re.compile(r"┌─ (?:[^:]*/)?(?P<file>[^/:]+):(?P<line>\d+):(?P<column>\d+)")


def _explained(template: str, error: typst.TypstError) -> str:
    """What was wrong, where, what to do: in French, and without a word of the data."""
    diagnostic = f"{error.message}\n{error.diagnostic}"
    place = _PLACE.search(diagnostic)
    where = f"{place['file']}, ligne {place['line']}, colonne {place['column']}" if place else f"{template}.typ"
    if missing := _MISSING_KEY.search(error.message):
        return f"Modèle « {template} » : la donnée « {missing['key']} » manque ({where}). Fournissez-la."
    if unprintable := _characters(diagnostic):
        return (
            f"Modèle « {template} » : aucun dessin dans les polices du registre pour {', '.join(unprintable)}"
            f" ({where}). Transcrivez ces caractères en alphabet latin, grec ou cyrillique."
        )
    return f"Modèle « {template} » : page impossible à composer ({where}). Corrigez le modèle à cet endroit."


def _characters(diagnostic: str) -> list[str]:
    """The characters that no bundled font draws, as « U+6F22 » in their order, each once."""
    found: dict[str, None] = {}
    for match in _NO_GLYPH.finditer(diagnostic):
        text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda escape: chr(int(escape[1], 16)), match["text"])
        found.update(dict.fromkeys(text))
    return [f"U+{ord(char):04X} {unicodedata.name(char, '')}".strip() for char in found]
