"""The kinds of values of the format: how each is read from a file, and what can be wrong with it.

Reading follows XML Schema: white space around a date, a number or a boolean does not count; in a text it
does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from jurande.declarations.cdc.problems import NBSP, Fault, ProblemKind
from jurande.rules.dates import PARIS

YEARS = range(1900, 2100)

XML_SPACE = " \t\r\n"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
_INTEGER = re.compile(r"[+-]?0*[0-9]{1,10}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-5][0-9]")
FLAGS = {"true": True, "1": True, "false": False, "0": False}
# The pattern of the schema would allow ±19:59, the type dateTime under it stops at ±14:00.
_WIDEST_OFFSET = timedelta(hours=14)

_NO_SUCH_DAY = Fault(
    ProblemKind.DATE,
    "ce n’est pas un jour du calendrier écrit AAAA-MM-JJ.",
    "Donnez une date qui existe, entre 1900 et 2099.",
)
_OUT_OF_YEARS = Fault(ProblemKind.DATE, "l’année n’est pas entre 1900 et 2099.", "Corrigez l’année dans le dossier.")
_NO_SUCH_MOMENT = Fault(
    ProblemKind.TIMESTAMP,
    "l’horodatage n’est pas écrit AAAA-MM-JJThh:mm:ss suivi du décalage horaire, +01:00 ou +02:00.",
    "Donnez la date et l’heure de production du fichier, à l’heure de Paris.",
)


class Unreadable(ValueError):
    """A text of a file that does not spell a value of its kind; carries the fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.what)
        self.fault = fault


class Kind(Protocol):
    """What a leaf of the format holds."""

    def read(self, text: str) -> object:
        """The value that the text spells. Raises Unreadable when it spells none."""

    def faults(self, value: object) -> Iterator[Fault]:
        """Everything wrong with a value, whether it was read from a file or comes from the register."""


def _wrong_type(expected: str) -> Fault:
    return Fault(ProblemKind.TYPE, f"la valeur n’est pas {expected}.", "Corrigez-la dans le dossier.")


@dataclass(frozen=True, slots=True)
class Text:
    """Free text; lengths in characters, accents and emoji each counting for one code point."""

    shortest: int
    longest: int

    def read(self, text: str) -> str:
        return text

    def faults(self, value: object) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield _wrong_type("un texte")
            return
        if not self.shortest <= len(value) <= self.longest:
            yield self._length(len(value))
        if found := _NOT_XML.search(value):
            yield Fault(
                ProblemKind.CHARACTER,
                f"le caractère U+{ord(found[0]):04X}, en position {found.start() + 1}, est interdit en XML.",
                "Retapez cette valeur sans lui.",
            )
        if value != value.strip() or any(sign in value for sign in "\t\r\n"):
            yield Fault(
                ProblemKind.SPACING,
                "il y a une espace au début ou à la fin, une tabulation ou un saut de ligne.",
                "Écrivez la valeur d’un seul tenant, sur une ligne.",
            )

    def _length(self, length: int) -> Fault:
        if length == 0:
            return Fault(ProblemKind.LENGTH, "le texte est vide.", "Renseignez-le.")
        allowed = f"{self.shortest} exactement" if self.shortest == self.longest else f"{self.longest} au plus"
        plural = "s" if length > 1 else ""
        return Fault(
            ProblemKind.LENGTH,
            f"{length} caractère{plural}, il en faut {allowed}.",
            "Corrigez la valeur, ou abrégez-la.",
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a closed list."""

    words: type[StrEnum]

    def read(self, text: str) -> str:
        return text

    def faults(self, value: object) -> Iterator[Fault]:
        if value not in tuple(self.words):
            yield Fault(
                ProblemKind.CHOICE,
                "la valeur n’est pas dans la liste du format.",
                f"Choisissez parmi{NBSP}: {', '.join(self.words)}.",
            )


@dataclass(frozen=True, slots=True)
class Number:
    """An integer between two bounds, both allowed."""

    lowest: int
    highest: int

    def read(self, text: str) -> int:
        digits = text.strip(XML_SPACE)
        if not _INTEGER.fullmatch(digits):
            raise Unreadable(_wrong_type("un nombre entier"))
        return int(digits)

    def faults(self, value: object) -> Iterator[Fault]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield _wrong_type("un nombre entier")
        elif not self.lowest <= value <= self.highest:
            yield Fault(
                ProblemKind.BOUNDS,
                f"le nombre n’est pas entre {self.lowest} et {self.highest}.",
                "Corrigez-le dans le dossier.",
            )


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def read(self, text: str) -> bool:
        word = text.strip(XML_SPACE)
        if word not in FLAGS:
            raise Unreadable(_wrong_type("true ou false"))
        return FLAGS[word]

    def faults(self, value: object) -> Iterator[Fault]:
        if not isinstance(value, bool):
            yield _wrong_type("vrai ou faux")


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day, 1900 to 2099."""

    def read(self, text: str) -> date:
        digits = text.strip(XML_SPACE)
        try:
            if _DAY.fullmatch(digits):
                return date.fromisoformat(digits)
        except ValueError:
            pass
        raise Unreadable(_NO_SUCH_DAY)

    def faults(self, value: object) -> Iterator[Fault]:
        if not isinstance(value, date) or isinstance(value, datetime):
            yield _wrong_type("une date")
        elif value.year not in YEARS:
            yield _OUT_OF_YEARS


@dataclass(frozen=True, slots=True)
class Moment:
    """A second of a day with its offset from UTC, which must be that of Paris at that instant."""

    def read(self, text: str) -> datetime:
        digits = text.strip(XML_SPACE)
        try:
            if _MOMENT.fullmatch(digits):
                return datetime.fromisoformat(digits)
        except ValueError:
            pass
        raise Unreadable(_NO_SUCH_MOMENT)

    def faults(self, value: object) -> Iterator[Fault]:
        if not isinstance(value, datetime):
            yield _wrong_type("une date et une heure")
            return
        offset = value.utcoffset()
        if offset is None or value.year not in YEARS or abs(offset) > _WIDEST_OFFSET:
            yield _NO_SUCH_MOMENT
        elif offset != value.astimezone(PARIS).utcoffset():
            yield Fault(
                ProblemKind.OFFSET,
                "le décalage horaire n’est pas celui de Paris à cet instant.",
                "Utilisez +01:00 à l’heure d’hiver et +02:00 à l’heure d’été.",
            )
