"""The JSON Schemas (draft 2020-12) of the cases and of the answers, from the very classes that read and write them."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from datetime import date
from enum import StrEnum
from typing import Any, get_type_hints

from jurande.decide.answers import GivenReason, key, said
from jurande.decide.chapters import CHAPTERS
from jurande.decide.french import MEANINGS
from jurande.decide.reading import GREATEST
from jurande.decide.shapes import element, without_null
from jurande.rules.reasons import Clause, Decision, Reason
from jurande.rules.settings import QUESTIONS, Settings

type Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
YEARS = "^(19|20|21)"
"""The years of `reading.FIRST_YEAR` to `reading.LAST_YEAR`, as a pattern."""


def schemas() -> dict[str, Schema]:
    """Every schema by the name of its file: `enrolment.input.schema.json`, `enrolment.output.schema.json`…"""
    found = {}
    for name, chapter in CHAPTERS.items():
        for way, kind, what in (("input", chapter.case, "le cas"), ("output", chapter.decision, "la réponse")):
            definitions: dict[str, Schema] = {}
            root = _object(kind, definitions)
            found[f"{name}.{way}.schema.json"] = {
                "$schema": DRAFT,
                "title": f"jurande decide {name} : {what}",
                "description": chapter.asks,
                **root,
                "$defs": dict(sorted(definitions.items())),
            }
    return found


def _object(kind: type, definitions: dict[str, Schema]) -> Schema:
    """The schema of a dataclass. A decision gives all its keys; the rest may leave out what has a default."""
    hints, decides = get_type_hints(kind), issubclass(kind, Decision)
    names = {each.name: key(each.name) if decides else each.name for each in fields(kind)}
    return {
        "type": "object",
        "properties": {
            names[each.name]: {"description": meaning(kind, names[each.name])}
            | _type(hints[each.name], definitions, case=not decides)
            | _default(each, kind)
            for each in fields(kind)
        },
        "required": [names[each.name] for each in fields(kind) if decides or each.default is MISSING],
        "additionalProperties": False,
    }


def _default(field: Field[Any], kind: type) -> Schema:
    plain = field.default is not MISSING and not isinstance(field.default, Settings)
    return {"default": said(field.default)} if plain and not issubclass(kind, (Decision, GivenReason)) else {}


def meaning(kind: type, name: str) -> str:
    """What a key of a class means, in French. Raises KeyError when nothing is written of it."""
    if kind is Settings:
        return QUESTIONS[name].asks
    return MEANINGS.get(f"{kind.__name__}.{name}") or MEANINGS[name]


def _type(hint: Any, definitions: dict[str, Schema], *, case: bool) -> Schema:
    kind, nullable = without_null(hint)
    if nullable:
        return {"anyOf": [_type(kind, definitions, case=case), {"type": "null"}]}
    if within := element(kind):
        return {"type": "array", "items": _type(within, definitions, case=case)}
    if kind is bool:
        return {"type": "boolean"}
    if kind is int:
        return {"type": "integer", "minimum": 0} | ({"maximum": GREATEST} if case else {})
    if kind is date:
        return {"type": "string", "format": "date"} | ({"pattern": YEARS} if case else {})
    if kind is str or kind is Clause:
        return {"type": "string"}
    if issubclass(kind, StrEnum):
        return {"type": "string", "enum": [value.value for value in kind]}
    shown = GivenReason if kind is Reason else kind
    if shown.__name__ not in definitions:
        definitions[shown.__name__] = {}
        definitions[shown.__name__] = _object(shown, definitions)
    return {"$ref": f"#/$defs/{shown.__name__}"}
