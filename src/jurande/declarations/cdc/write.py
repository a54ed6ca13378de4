"""Writes a flux: checked whole before the first byte, then streamed: memory does not grow with the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import BinaryIO, cast
from xml.sax.saxutils import escape

from jurande.declarations.cdc.check import check, values
from jurande.declarations.cdc.model import Flux, Tree, flux_tree
from jurande.declarations.cdc.problems import Problem
from jurande.declarations.cdc.schema import FLUX, NAMESPACE, SCHEMA_VERSION, XSI, Element, Group

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACES = f' xmlns:cpf="{NAMESPACE}" xmlns:xsi="{XSI}"'


class InvalidFlux(ValueError):
    """The flux has problems, all of them in `problems`; nothing was written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class UnknownSchema(ValueError):
    """The version asked for cannot be written; nothing was."""

    def __init__(self, schema_version: str) -> None:
        super().__init__(
            f"Le format {schema_version} ne peut pas être produit, car son schéma officiel n’a pas été vu. "
            f"Choisissez le format {SCHEMA_VERSION}."
        )


def write(flux: Flux, out: BinaryIO, *, schema_version: str = SCHEMA_VERSION) -> None:
    """Write the file in UTF-8, one element a line, in the order of the official example.

    Before the first byte, raises UnknownSchema for another version than 1.1.2, and InvalidFlux with every
    problem that `check` finds.
    """
    if schema_version != SCHEMA_VERSION:
        raise UnknownSchema(schema_version)
    if problems := check(flux):
        raise InvalidFlux(problems)
    out.write(_DECLARATION.encode())
    out.writelines(line.encode() for line in _lines(FLUX, flux_tree(flux), "", _NAMESPACES))


def _lines(element: Element, value: object, margin: str, attributes: str = "") -> Iterator[str]:
    start = f"{margin}<cpf:{element.name}{attributes}"
    if value is None:
        if element.nillable:
            yield f'{start} xsi:nil="true"/>\n'
    elif isinstance(element.content, Group):
        yield f"{start}>\n"
        for child in element.content.children:
            for item in values(child, cast("Tree", value)):
                yield from _lines(child, item, margin + "  ")
        yield f"{margin}</cpf:{element.name}>\n"
    else:
        yield f"{start}>{escape(_text(value))}</cpf:{element.name}>\n"


def _text(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat(timespec="seconds")
        case _:
            return str(value)
