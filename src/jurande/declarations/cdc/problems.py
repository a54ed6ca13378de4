"""What is wrong with a declaration: where, what, what to do, in French.

A problem names its passage by rank and technical identifier, its field by label and wire name. It never
quotes a value: a list of problems holds no personal data.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol, Self

NBSP = "\N{NO-BREAK SPACE}"


class ProblemKind(StrEnum):
    """Every way a declaration can be wrong."""

    # What the official schema refuses too.
    MISSING = "missing"
    TYPE = "type"
    LENGTH = "length"
    CHARACTER = "character"
    CHOICE = "choice"
    BOUNDS = "bounds"
    DATE = "date"
    TIMESTAMP = "timestamp"
    NIL = "nil"
    UNKNOWN = "unknown"
    REPEATED = "repeated"
    STRAY_TEXT = "stray_text"
    ATTRIBUTE = "attribute"
    NOT_XML = "not_xml"
    # What the schema lets through and the Caisse des Dépôts or good sense does not.
    SPACING = "spacing"
    OFFSET = "offset"
    CERTIFICATION_CODE = "certification_code"
    DUPLICATE_ID = "duplicate_id"
    LEVEL_FLAG = "level_flag"
    VAE_PATH = "vae_path"
    DATE_ORDER = "date_order"
    BIRTH_DATE = "birth_date"
    TOO_MANY = "too_many"
    DOCTYPE = "doctype"

    @property
    def is_ours(self) -> bool:
        """Whether the rule is ours: a file with such problems only is valid against the official schema."""
        return self in _OURS


_OURS = frozenset(
    {
        ProblemKind.SPACING,
        ProblemKind.OFFSET,
        ProblemKind.CERTIFICATION_CODE,
        ProblemKind.DUPLICATE_ID,
        ProblemKind.LEVEL_FLAG,
        ProblemKind.VAE_PATH,
        ProblemKind.DATE_ORDER,
        ProblemKind.BIRTH_DATE,
        ProblemKind.TOO_MANY,
        ProblemKind.DOCTYPE,
    }
)


class Named(Protocol):
    """An element of the format, as far as a problem needs to know it."""

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> str: ...


class Fault(NamedTuple):
    """What is wrong with a value, wherever it stands."""

    kind: ProblemKind
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Place:
    """A passage by its rank in the file (from 1) and its technical identifier, and a line of a file read.

    The default is the head of the file, before and around the passages.
    """

    rank: int | None = None
    passage: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        words = [f"ligne{NBSP}{self.line}"] if self.line else []
        if self.rank is None:
            words.append("en-tête du fichier")
        elif self.passage and self.passage.isprintable():
            words.append(f"passage n°{NBSP}{self.rank} «{NBSP}{self.passage}{NBSP}»")
        else:
            words.append(f"passage n°{NBSP}{self.rank}")
        return ", ".join(words)


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault and where it is: the place, the field in French, and its name in the file."""

    kind: ProblemKind
    place: Place
    field: str
    wire: str
    what: str
    remedy: str

    @classmethod
    def of(cls, element: Named, fault: Fault, place: Place) -> Self:
        return cls(fault.kind, place, element.label, element.name, fault.what, fault.remedy)

    @property
    def where(self) -> str:
        """« passage n° 3 « 2025-0012 », nom de naissance (nomNaissance) »."""
        return f"{self.place}, {self.field} ({self.wire})"

    def __str__(self) -> str:
        return f"{self.where}{NBSP}: {self.what} {self.remedy}"
