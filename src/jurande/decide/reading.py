"""From bytes to a case that the rules can judge, or every mistake of the input at once, each with its place.

Three readings: JSON, by line and column; the shape of the case (pydantic, over the dataclasses of the rules); the codes
that it names. The last two both run, so that one mistake never hides another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from datetime import date
from functools import reduce

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from jurande.decide import references
from jurande.decide.chapters import Chapter
from jurande.decide.places import ROOT, Node, Problem, inside
from jurande.decide.shapes import keys_at
from jurande.rules.words import listed

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""A day outside is a typing error; a period added to a day inside stays in the calendar."""
GREATEST = 10_000
"""Greatest whole number of a case, whatever it counts: people, requests, days, months."""

_DATE = "une date est attendue, de la forme « 2026-04-09 »."
_EXPECTED = {
    "missing": "la clé manque ; donnez-la.",
    "string_type": "un texte entre guillemets est attendu.",
    "int_type": "un nombre entier est attendu.",
    "bool_type": "true ou false est attendu, sans guillemets.",
    "date_type": _DATE,
    "date_parsing": _DATE,
    "tuple_type": "une liste entre crochets est attendue.",
    "dataclass_type": "un objet entre accolades est attendu.",
}


class Malformed(Exception):
    """An input that is no case of the chapter; `problems` holds every mistake."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


def read[C](data: bytes, chapter: Chapter[C]) -> C:
    """The case of the chapter that the bytes say. Raises Malformed."""
    text = _text(data)
    node = Node(_json(text))
    problems = [*_repeated_keys(node)]
    case = None
    try:
        case = TypeAdapter(chapter.case).validate_json(text)
    except ValidationError as error:
        problems += [_shape(detail, chapter.case) for detail in error.errors(include_url=False)]
    else:
        problems += _beyond(case, node)
    problems += references.record(node)
    if chapter.references:
        problems += chapter.references(node)
    if problems or case is None:
        raise Malformed(tuple(problems))
    return case


class _Object(dict[str, object]):
    """An object of JSON, and the keys that it gives more than once."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        names = [name for name, _ in pairs]
        self.repeated = [name for name in self if names.count(name) > 1]


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        text = "ce n’est pas de l’UTF-8 ; enregistrez le cas dans ce codage."
        raise Malformed((Problem(f"ligne {line}", text),)) from error


def _json(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_Object)
    except json.JSONDecodeError as error:
        raise Malformed((_syntax(error.lineno, error.colno),)) from error
    except RecursionError as error:
        raise Malformed((Problem(ROOT, "trop d’objets ou de listes imbriqués ; voyez le schéma."),)) from error


def _syntax(line: int | str, column: int | str) -> Problem:
    text = "ce n’est pas du JSON ; vérifiez guillemets, virgules, crochets et accolades."
    return Problem(f"ligne {line}, colonne {column}", text)


def _repeated_keys(node: Node) -> Iterator[Problem]:
    if isinstance(node.value, _Object):
        for name in node.value.repeated:
            yield Problem(inside(node.place, name), "la clé est donnée plusieurs fois ; gardez-en une.")
        for name in node.value:
            yield from _repeated_keys(node[name])
    for each in node:
        yield from _repeated_keys(each)


def _shape(detail: ErrorDetails, case: type) -> Problem:
    """A mistake of shape, in French: what is expected there. Raises Malformed when the text is no JSON after all."""
    kind, steps = detail["type"], detail["loc"]
    if kind == "json_invalid":  # half of a surrogate pair, which Python's own reader lets pass
        line, column = re.findall(r"\d+", detail["msg"])[-2:]
        raise Malformed((_syntax(line, column),))
    place = reduce(inside, steps, ROOT)
    if kind == "unexpected_keyword_argument":
        return Problem(place, f"la clé est inconnue ; clés possibles : {listed(keys_at(case, steps[:-1]))}.")
    if kind == "enum":
        values = re.findall(r"'([^']*)'", detail["ctx"]["expected"])
        return Problem(place, f"la valeur n’est pas possible ; choisissez parmi {listed(values)}.")
    return Problem(place, _EXPECTED.get(kind, "la valeur n’est pas possible ; voyez le schéma du chapitre."))


def _beyond(value: object, node: Node) -> Iterator[Problem]:
    """What has the right type and no sense: a day out of the calendar, a negative or a huge number."""
    if is_dataclass(value) and isinstance(node.value, dict):
        for name in node.value:
            yield from _beyond(getattr(value, name), node[name])
    elif isinstance(value, tuple):
        for each, below in zip(value, node, strict=True):
            yield from _beyond(each, below)
    elif isinstance(value, date):
        if value.isoformat() != node.text:  # pydantic also reads a number of seconds
            yield Problem(node.place, _DATE)
        elif not FIRST_YEAR <= value.year <= LAST_YEAR:
            yield Problem(node.place, f"l’année doit être comprise entre {FIRST_YEAR} et {LAST_YEAR}.")
    elif isinstance(value, int) and not 0 <= value <= GREATEST:
        yield Problem(node.place, f"le nombre doit être compris entre 0 et {GREATEST}.")
