"""What the texts leave open: the answers of the authority, dated, over the defaults of the book.

An answer in force on a day is the last one that began by then; a question never answered keeps its default. One given
for a certification prevails there over those given for all, whichever came first. One is no answer to give: only a demo
awards certificates on example criteria.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_type_hints

from django.conf import settings

from jurande.organisations.models import SettingChoice
from jurande.rules.settings import DEFAULTS, QUESTIONS, Settings

type Value = StrEnum | bool | int | None

DEMO_ONLY = "certificates_on_example_criteria"
# The questions that the national level may answer.
OPEN = tuple(name for name in QUESTIONS if name != DEMO_ONLY)
_TYPES: dict[str, Any] = get_type_hints(Settings)
# Whole numbers begin at one, but where none is an answer.
_MAY_BE_ZERO = frozenset({"evaluators_outside_company_min", "enrolment_deadline_days", "national_delivery_days"})
_YES, _NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Asked:
    """The choices of which day, for which certification (its record's code, or none), recorded by when at the latest.

    Without `recorded_by`, whenever they were recorded.
    """

    day: date
    record_code: str = ""
    recorded_by: datetime | None = None

    def counts(self, answer: SettingChoice) -> bool:
        """Whether an answer holds on that day and was recorded in time."""
        in_time = self.recorded_by is None or answer.recorded_at <= self.recorded_by
        return answer.starts_on <= self.day and in_time


class Unreadable(ValueError):
    """A text is no answer to the question; the message says in French what is expected."""


def in_force(day: date, record_code: str = "") -> Settings:
    """The choices in force on that day, which every action hands to the rules. One query.

    Those of the certification of that record, without one those made for all.
    """
    return in_force_each([(day, record_code)])[day, record_code]


def in_force_on(days: Iterable[date], record_code: str = "") -> dict[date, Settings]:
    """The choices in force on each of these days, in one query."""
    found = in_force_each((day, record_code) for day in days)
    return {day: choices for (day, _), choices in found.items()}


def in_force_each(asked: Iterable[tuple[date, str]]) -> dict[tuple[date, str], Settings]:
    """The choices in force on each day for the certification beside it (its record's code, or none), in one query."""
    found = known(Asked(day, code) for day, code in asked)
    return {(one.day, one.record_code): choices for one, choices in found.items()}


def known(asked: Iterable[Asked]) -> dict[Asked, Settings]:
    """The choices that each asks for, in one query: in force on a day, among those recorded by an instant."""
    wanted = set(asked)
    rows = SettingChoice.objects.filter(record_code__in={"", *(one.record_code for one in wanted)})
    answers = list(rows.order_by("starts_on", "pk"))
    book = replace(DEFAULTS, certificates_on_example_criteria=settings.JURANDE_DEMO)
    return {one: _over(book, filter(one.counts, answers), one.record_code) for one in wanted}


def _over(book: Settings, answers: Iterable[SettingChoice], record_code: str) -> Settings:
    """The book with these answers, the oldest first: those for all, then over them those of the certification."""
    answers = list(answers)
    for code in dict.fromkeys(("", record_code)):
        given: dict[str, Any] = {one.name: read(one.name, one.value) for one in answers if one.record_code == code}
        book = replace(book, **given)
    return book


def kind_of(name: str) -> type[StrEnum] | type[bool] | type[int]:
    """What answers the question: one of a list, yes or no, or a whole number. Raises KeyError."""
    hint = _TYPES[name]
    kind: type[StrEnum] | type[bool] | type[int] = next((one for one in get_args(hint) if one is not NoneType), hint)
    return kind


def may_be_empty(name: str) -> bool:
    """Whether « no figure » is an answer. Raises KeyError."""
    return NoneType in get_args(_TYPES[name])


def written(value: Value) -> str:
    """An answer as its row keeps it; `read` gives it back."""
    match value:
        case None:
            return ""
        case bool():
            return _YES if value else _NO
        case _:
            return str(value)


def read(name: str, text: str) -> Value:
    """The answer that a text gives to a question, of the type of its field.

    Raises Unreadable when it is none, KeyError for a question that nobody asks.
    """
    kind = kind_of(name)
    if not text and may_be_empty(name):
        return None
    if issubclass(kind, StrEnum):
        if text not in set(kind):
            raise Unreadable("Choisissez l’une des réponses proposées.")
        return kind(text)
    if kind is bool:
        if text not in {_YES, _NO}:
            raise Unreadable("Répondez par oui ou par non.")
        return text == _YES
    lowest = 0 if name in _MAY_BE_ZERO else 1
    if not (text.isascii() and text.isdecimal() and len(text) <= 4 and int(text) >= lowest):
        raise Unreadable(f"Écrivez un nombre entier, de {lowest} à 9999.")
    return int(text)
