"""French as a person writes it: dates, delays, counts, small numbers, non-breaking spaces.

Pure text, no markup: pages use it through the filters of `templatetags/ui.py`; letters and documents call it
directly.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

from jurande.rules.dates import MONTHS

NBSP = "\u00a0"

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
# Abbreviations of the Imprimerie nationale; « mars », « mai », « juin » and « août » are never cut.
SHORT_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin",
    "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
SMALL_NUMBERS = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit",
    "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize",
)  # fmt: skip


def day(value: date) -> str:
    """« 19 mars », « 1er avril »."""
    return f"{_number(value)}{NBSP}{MONTHS[value.month - 1]}"


def day_short(value: date) -> str:
    """« 12 févr. », for the cells of a table."""
    return f"{_number(value)}{NBSP}{SHORT_MONTHS[value.month - 1]}"


def day_year(value: date) -> str:
    """« 16 juin 2022 »."""
    return f"{day(value)} {value.year}"


def day_full(value: date) -> str:
    """« jeudi 9 avril 2026 »."""
    return f"{WEEKDAYS[value.weekday()]} {day_year(value)}"


def hour(value: time | datetime) -> str:
    """« 14 h », « 9 h 58 »."""
    minutes = f"{NBSP}{value.minute:02}" if value.minute else ""
    return f"{value.hour}{NBSP}h{minutes}"


def moment(value: datetime) -> str:
    """« jeudi 9 avril 2026, 14 h »; the caller has brought `value` to the clock of Paris."""
    return f"{day_full(value)}, {hour(value)}"


def due(value: date, today: date) -> str:
    """How far a deadline is: « dans 2 jours », « demain », « aujourd’hui », « 4 jours de retard »."""
    days = (value - today).days
    if days < 0:
        return f"{count(-days, 'jour')} de{NBSP}retard"
    if days == 0:
        return "aujourd’hui"
    if days == 1:
        return "demain"
    return f"dans{NBSP}{count(days, 'jour')}"


def count(number: int, words: str) -> str:
    """« 3 candidats », « 0 avis », « 12 480 grilles ».

    `words` is the singular, whose plural takes an s unless it ends in s, x or z; when that is not so, both
    forms parted by a comma: « procès-verbal,procès-verbaux ». In French, the plural starts at two.
    """
    singular, _, plural = words.partition(",")
    if not plural:
        plural = singular if singular[-1:] in "sxz" else f"{singular}s"
    return f"{number:,}".replace(",", NBSP) + NBSP + (plural if abs(number) >= 2 else singular)


def spelled(number: int, *, feminine: bool = False) -> str:
    """Numbers up to sixteen in letters, as a sentence writes them; in figures beyond."""
    if number == 1 and feminine:
        return "une"
    if 0 <= number < len(SMALL_NUMBERS):
        return SMALL_NUMBERS[number]
    return f"{number:,}".replace(",", NBSP)


_UNITS = "|".join(("h", "jours?", "mois", "ans?", *MONTHS))
# Each alternative is one breaking space that should hold its neighbours together.
_SPACE_TO_BIND = re.compile(
    rf"""
    [ ](?=[:;?!»%])                           # before high punctuation, a closing quote, a percent sign
    | (?<=«)[ ]                               # after an opening quote
    | (?:(?<=\bart\.)|(?<=\bM\.)|(?<=\bMme)|(?<=\bn°)|(?<=\b[Bb]loc)|(?<=\bRNCP))[ ]
    | (?:(?<=\d)|(?<=\b1er))[ ](?=(?:{_UNITS})\b)   # between a figure and what it counts
    | (?<=\d[ {NBSP}]h)[ ](?=\d\d\b)           # 14 h 06
    """,
    re.VERBOSE,
)


def typographic(text: str) -> str:
    """The text with the non-breaking spaces of French: « qui ? », « art. 55.2 », « 9 avril », « 50 % »."""
    return _SPACE_TO_BIND.sub(NBSP, text)


def _number(value: date) -> str:
    return "1er" if value.day == 1 else str(value.day)
