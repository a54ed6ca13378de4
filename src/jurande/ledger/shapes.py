"""What may enter the chained part: figures, codes and references. Never a sentence, never a name.

The patterns are repeated by the constraints of the tables (law 5); they are written so that Python and
PostgreSQL read them alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime

from jurande.ui.french import typographic

CHAIN = r"national|centre:[A-Za-z0-9_.-]{1,40}"
ACT = r"[a-z][a-z_]{0,39}(\.[a-z][a-z_]{0,39}){1,3}"
REFERENCE = r"[a-z][a-z_]{0,39}:[A-Za-z0-9_./-]{1,60}"
ACTOR = rf"system|{REFERENCE}"
ROLE = r"[a-z][a-z_]{0,39}"
KEY = r"[a-z][a-z0-9_]{0,39}"
CODE = r"[A-Za-z0-9_.:/-]{1,80}"
DIGEST = r"[0-9a-f]{64}"
# The largest integer that every reader of JSON holds exactly (RFC 8785, through I-JSON).
LARGEST = 2**53 - 1

type Value = bool | int | str | date | Sequence[Value]
type Stored = bool | int | str | list[Stored]
# Says what is wrong with a text; nothing when it may be stored.
type _TextError = Callable[[str], str]


class Unrecordable(ValueError):
    """What was handed to the ledger cannot be written there; carries every error, in French.

    The errors name the field and never repeat its value, which may be somebody's name.
    """

    def __init__(self, errors: Sequence[str]) -> None:
        self.errors = tuple(typographic(error) for error in errors)
        super().__init__("\n".join(self.errors))


def matches(pattern: str, value: str) -> bool:
    """Whether the whole of `value` has the form of `pattern`."""
    return re.fullmatch(pattern, value) is not None


def heading_errors(*, chain: str, actor: str, role: str, now: datetime) -> list[str]:
    """What is wrong with what the entries of one act have in common."""
    expected = (
        ("chaîne", chain, CHAIN, "« national » ou « centre:CODE »"),
        ("auteur", actor, ACTOR, "« system » ou une référence comme « user:IDENTIFIANT »"),
        ("rôle", role, ROLE, "un code comme « secretary »"),
    )
    errors = [f"{name} : attendu {form}" for name, value, pattern, form in expected if not matches(pattern, value)]
    if now.utcoffset() is None:
        errors.append("date d’enregistrement : l’instant doit porter son fuseau horaire")
    return errors


def line_errors(subject: str, clauses: Iterable[str]) -> list[str]:
    """What is wrong with the object that an entry is about, and with the clauses it rests on."""
    errors = []
    if not matches(REFERENCE, subject):
        errors.append("objet : attendu une référence comme « candidacy:IDENTIFIANT »")
    if not all(matches(CODE, clause) for clause in clauses):
        errors.append("clauses : attendu des clés de clauses")
    return errors


def stored_data(data: Mapping[str, Value], errors: list[str]) -> dict[str, Stored]:
    """The figures, codes and references of an entry as they are stored; what is wrong is added to `errors`.

    A date becomes its ISO form, a tuple a list, a member of a StrEnum its value.
    """
    return _stored_pairs("donnée", data, _code_error, errors)


def stored_details(details: Mapping[str, Value], errors: list[str]) -> dict[str, Stored]:
    """The details kept beside an entry, as `stored_data` does; any text is welcome that can be stored."""
    return _stored_pairs("détail", details, _text_error, errors)


def _stored_pairs(
    kind: str, pairs: Mapping[str, Value], text_error: _TextError, errors: list[str]
) -> dict[str, Stored]:
    errors += [f"{kind} « {key} » : attendu un mot comme « due_on »" for key in pairs if not matches(KEY, key)]
    return {key: _stored(f"{kind} « {key} »", value, text_error, errors) for key, value in pairs.items()}


def _stored(place: str, value: Value, text_error: _TextError, errors: list[str]) -> Stored:
    match value:
        case bool():
            return value
        case int():
            if abs(value) > LARGEST:
                errors.append(f"{place} : un entier au-delà de {LARGEST} ne serait pas gardé exact")
            return int(value)
        case str():
            text = str.__str__(value)
            if error := text_error(text):
                errors.append(f"{place} : {error}")
            return text
        case date() if not isinstance(value, datetime):
            return value.isoformat()
        case list() | tuple():
            return [_stored(place, item, text_error, errors) for item in value]
        case _:
            errors.append(f"{place} : attendu un booléen, un entier, une date, un texte ou une liste")
            return ""


def _code_error(text: str) -> str:
    if matches(CODE, text):
        return ""
    return "attendu un code (80 lettres sans accent, chiffres, _ . / : - au plus) ; un texte va dans les détails"


def _text_error(text: str) -> str:
    if "\0" in text:
        return "le caractère nul ne peut pas être enregistré"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "un demi-caractère isolé (surrogate) ne peut pas être enregistré"
    return ""
