"""Reads TOML into frozen dataclasses and gives them back as plain data; reports every mistake with its place.

The dataclass is the shape: its fields are the keys, those without a default are compulsory, and nothing else
may stand in the table. A place is a path of keys, elements counted from 1: `blocks[1].capacities`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from jurande.rules.certification import AllOf, AnyOf, Element, Expression
from jurande.ui.french import typographic

BLANK_ALLOWED: Mapping[str, bool] = {"blank": True}
"""Metadata of a field whose text may be given empty."""

EXPECTED = {
    str: "un texte entre guillemets",
    int: "un nombre entier",
    bool: "true ou false",
    date: "une date sans guillemets (AAAA-MM-JJ)",
    tuple: "une liste entre crochets",
    dict: "une table",
    Expression: "une modalité, ou une table any ou all",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake of a file: its place, and a French sentence that says what is wrong and what to do."""

    place: str
    text: str

    def __str__(self) -> str:
        return typographic(f"{self.place} : {self.text}")


class Problems:
    """The mistakes found so far, in the order of the file, and the places whose value could not be read."""

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self._lost: list[str] = []

    def add(self, place: str, text: str) -> None:
        """A mistake that leaves what stands at `place` readable."""
        self.found.append(Problem(place, text))

    def lose(self, place: str, text: str) -> None:
        """A mistake that leaves a blank at `place`."""
        self.add(place, text)
        self._lost.append(place)

    def lost(self, *places: str) -> bool:
        """Whether one of the places is blank, holds a blank or stands in one; `[*]` is any element."""
        return any(_on_one_path(place, lost) for place in places for lost in self._lost)


def _on_one_path(pattern: str, place: str) -> bool:
    steps = zip(_steps(pattern), _steps(place), strict=False)
    return all(wanted in ("*", step) for wanted, step in steps)


def _steps(place: str) -> list[str]:
    return re.findall(r"[^.\[\]]+", place)


def read[T](shape: type[T], value: object, place: str, problems: Problems) -> T:
    """The table as a `shape`. What could not be read is reported and stands there blank."""
    if not isinstance(value, dict):
        problems.lose(place, _expected(dict, value))
        blank: T = _blank(shape)
        return blank
    hints = get_type_hints(shape)
    known = {known.name: known for known in _fields(shape)}
    for key in value:
        if key not in known:
            text = f"clé inconnue ; la corriger ou la retirer (clés possibles : {', '.join(known)})."
            problems.add(_join(place, key), text)
    read_values = {}
    for name, spec in known.items():
        if name in value:
            read_values[name] = _read_value(hints[name], value[name], _join(place, name), problems, spec)
        elif spec.default is MISSING:
            problems.lose(_join(place, name), f"clé manquante ; ajouter {_describe(hints[name])}.")
            read_values[name] = _blank(hints[name])
    return shape(**read_values)


def written(value: object) -> Any:
    """The value as plain data: what `read` was given, defaults filled in and dates in ISO."""
    match value:
        case AnyOf(parts):
            return {"any": [written(part) for part in parts]}
        case AllOf(parts):
            return {"all": [written(part) for part in parts]}
        case tuple():
            return [written(item) for item in value]
        case date():
            return value.isoformat()
        case StrEnum():
            return value.value
    if is_dataclass(value):
        return {spec.name: written(getattr(value, spec.name)) for spec in _fields(type(value))}
    return value


def texts(value: object) -> Iterator[str]:
    """Every text in the value, in its order: what a quotation is looked up in."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value):
        for spec in _fields(type(value)):
            yield from texts(getattr(value, spec.name))


def _fields(shape: Any) -> tuple[Field[Any], ...]:
    return tuple(spec for spec in fields(shape) if spec.init)


def _join(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def _kind(hint: Any) -> Any:
    """What a hint asks for: a type of EXPECTED, an enumeration or a dataclass; `X | None` asks for X."""
    if isinstance(hint, UnionType):
        return next(kind for kind in get_args(hint) if kind is not type(None))
    return get_origin(hint) or hint


def _describe(hint: Any) -> str:
    kind = _kind(hint)
    if kind in EXPECTED:
        return EXPECTED[kind]
    return EXPECTED[dict] if is_dataclass(kind) else EXPECTED[str]


def _expected(hint: Any, value: object) -> str:
    found = EXPECTED.get(tuple if isinstance(value, list) else type(value), "autre chose")
    return f"attendu : {_describe(hint)} ; trouvé : {found}. Corriger la valeur."


def _read_value(hint: Any, value: Any, place: str, problems: Problems, spec: Field[Any] | None = None) -> Any:
    kind = _kind(hint)
    if kind is Expression:
        return _read_expression(value, place, problems)
    if kind is tuple and isinstance(value, list):
        element = get_args(hint)[0]
        return tuple(_read_value(element, item, f"{place}[{number}]", problems) for number, item in enumerate(value, 1))
    if is_dataclass(kind) and isinstance(kind, type):
        return read(kind, value, place, problems)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _read_word(kind, value, place, problems)
    if type(value) is not kind:
        problems.lose(place, _expected(kind, value))
        return _blank(hint)
    if kind is str:
        return _read_text(value, place, problems, blank_allowed=spec is not None and "blank" in spec.metadata)
    return value


def _read_text(value: str, place: str, problems: Problems, *, blank_allowed: bool) -> str:
    """The text without the line breaks of the file, save the blank lines between its paragraphs."""
    paragraphs = (re.sub(r"[ \t\r\n]+", " ", part).strip(" ") for part in re.split(r"\n[ \t\r]*\n", value))
    text = "\n\n".join(filter(None, paragraphs))
    if not text and not blank_allowed:
        problems.lose(place, "texte vide ; l’écrire, ou retirer la clé si elle n’est pas obligatoire.")
    return text


def _read_word[W: StrEnum](words: type[W], value: object, place: str, problems: Problems) -> W:
    if isinstance(value, str) and value in set(words):
        return words(value)
    if isinstance(value, str):
        problems.lose(place, f"« {value} » est inconnu ; choisir parmi {', '.join(words)}.")
    else:
        problems.lose(place, _expected(words, value))
    return next(iter(words))


def _read_expression(value: object, place: str, problems: Problems) -> Expression:
    """A modality by its name, or a table with the one key `any` or `all` and its parts, at any depth."""
    match value:
        case str():
            return _read_word(Element, value, place, problems)
        case {"any": [_, *_] as parts, **rest} if not rest:
            return AnyOf(_read_parts(parts, f"{place}.any", problems))
        case {"all": [_, *_] as parts, **rest} if not rest:
            return AllOf(_read_parts(parts, f"{place}.all", problems))
    found = "une table sans sa clé any ou all, ou vide" if isinstance(value, dict) else "autre chose"
    problems.lose(place, f"attendu : {EXPECTED[Expression]} ; trouvé : {found}. Corriger l’expression.")
    return AllOf(())


def _read_parts(parts: list[object], place: str, problems: Problems) -> tuple[Expression, ...]:
    return tuple(_read_expression(part, f"{place}[{number}]", problems) for number, part in enumerate(parts, 1))


def _blank(hint: Any) -> Any:
    """Stands for what could not be read, until `InvalidRecord` is raised."""
    kind = _kind(hint)
    if kind is Expression:
        return AllOf(())
    if kind is date:
        return date.min
    if is_dataclass(kind) and isinstance(kind, type):
        return read(kind, {}, "", Problems())
    if issubclass(kind, StrEnum):
        return next(iter(kind))
    return kind()
