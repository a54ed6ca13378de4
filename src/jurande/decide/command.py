"""The command line of `jurande decide`: a case on standard input, its decision on standard output.

Exit codes: 0, a decision was given, be it a refusal; 2, the command line or the case is malformed, and every mistake is
on standard error.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, TextIO

from jurande.catalogue.record_file import InvalidRecord
from jurande.decide.answers import said
from jurande.decide.chapters import CHAPTERS
from jurande.decide.reading import Malformed, read
from jurande.decide.schemas import schemas
from jurande.rules.words import counted
from jurande.ui.french import typographic

DECIDED, MALFORMED = 0, 2

USAGE = """\
usage : jurande decide CHAPITRE < cas.json
        jurande decide --schemas DOSSIER

Lit un cas en JSON sur l’entrée, écrit la décision en JSON sur la sortie, avec tous ses motifs.
Un refus est une réponse (code de sortie 0) ; un cas mal formé sort avec le code 2 et toutes ses erreurs.

Chapitres :
"""


def run(arguments: list[str], stdin: BinaryIO, stdout: TextIO) -> int:
    """Decide the case of `stdin` by the chapter named in `arguments`; returns the exit code."""
    match arguments:
        case ["-h" | "--help"]:
            stdout.write(_usage())
            return DECIDED
        case ["--schemas", folder]:
            return _write_schemas(Path(folder), stdout)
        case [name] if name in CHAPTERS:
            return _decide(name, stdin.read(), stdout)
        case [name] if not name.startswith("-"):
            return _complain(f"Le chapitre « {name} » n’existe pas.\n\n{_usage()}")
        case _:
            return _complain(_usage())


def _decide(name: str, data: bytes, stdout: TextIO) -> int:
    chapter = CHAPTERS[name]
    try:
        decision = chapter.decide(read(data, chapter))
    except Malformed as error:
        return _complain(f"Le cas comporte {counted(len(error.problems), 'erreur')} :\n{_lines(error.problems)}")
    except InvalidRecord as error:
        return _complain(f"{error}\n")
    stdout.write(as_json(said(decision)))
    return DECIDED


def _write_schemas(folder: Path, stdout: TextIO) -> int:
    """Write the schemas of every chapter's cases and answers into a folder that exists."""
    if not folder.is_dir():
        return _complain(f"« {folder} » n’est pas un dossier ; créez-le d’abord.\n")
    for name, schema in schemas().items():
        (folder / name).write_text(as_json(schema), encoding="utf-8")
        stdout.write(f"{folder / name}\n")
    return DECIDED


def as_json(data: object) -> str:
    """The text that every file and answer of this command has: indented, in clear letters, one last line break."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _usage() -> str:
    return USAGE + _lines(f"{name:<15}{chapter.asks}" for name, chapter in CHAPTERS.items())


def _lines(items: Iterable[object]) -> str:
    return "".join(f"- {item}\n" for item in items)


def _complain(text: str) -> int:
    sys.stderr.write(typographic(text))
    return MALFORMED
