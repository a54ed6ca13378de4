"""Allowance: what a union is paid for the juries at which somebody of its own was present, half-year by half-year.

Source: convention of 7 February 2022, art. 37.2.2: a sum for each jury with at least one of its representatives,
whatever the size of the delegation, paid in the third quarter for January to June, in the first for July to December.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jurande.rules.dates import french
from jurande.rules.reasons import Decision, Reason
from jurande.rules.rulebook import BRANCH_UNION_ALLOWANCE, FigureName, figure_on
from jurande.rules.words import counted

JULY = 7


@dataclass(frozen=True, slots=True, order=True)
class HalfYear:
    """January to June (`half` 1) or July to December (2) of a year."""

    year: int
    half: int

    @property
    def code(self) -> str:
        """« 2026-S1 »."""
        return f"{self.year}-S{self.half}"

    @property
    def label(self) -> str:
        """« premier semestre 2026 »."""
        return f"{'premier' if self.half == 1 else 'second'} semestre {self.year}"

    @property
    def starts_on(self) -> date:
        """Its first day."""
        return date(self.year, 1 if self.half == 1 else JULY, 1)

    @property
    def ends_on(self) -> date:
        """Its last day, included."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def paid_in(self) -> str:
        """The quarter in which it is paid: « troisième trimestre 2026 », « premier trimestre 2027 »."""
        return f"troisième trimestre {self.year}" if self.half == 1 else f"premier trimestre {self.year + 1}"


class AllowanceOutcome(StrEnum):
    """Whether the union is owed something for that half-year."""

    OWED = "owed"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionAtJury:
    """One jury as a union knew it: its reference, its day, whether it was closed, how many came for the union."""

    jury: str
    held_on: date
    closed: bool
    present: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedJury:
    """A jury that counts, and what is owed for it in euros: 0 while no sum is in force."""

    jury: str
    held_on: date
    euros: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowanceDecision(Decision):
    """What a union is owed in euros for a half-year, jury by jury, in the order of their days."""

    outcome: AllowanceOutcome
    juries: tuple[CountedJury, ...]
    euros: int


def half_year_of(day: date) -> HalfYear:
    """Convention of 7 February 2022, art. 37.2.2: the half-year of a day, January to June or July to December."""
    return HalfYear(day.year, 1 if day.month < JULY else 2)


def union_allowance(juries: Sequence[UnionAtJury], *, period: HalfYear) -> AllowanceDecision:
    """Convention of 7 February 2022, art. 37.2.2: so much for each jury at which at least one representative of the
    union was present, in force since 1 January 2024.

    Counts the closed juries of the period; the size of a delegation changes nothing.
    """
    counting = [one for one in juries if one.closed and one.present and half_year_of(one.held_on) == period]
    found = tuple(
        CountedJury(jury=one.jury, held_on=one.held_on, euros=_euros(one.held_on))
        for one in sorted(counting, key=lambda one: (one.held_on, one.jury))
    )
    euros = sum(one.euros for one in found)
    what = counted(len(found), "jury tenu avec au moins un représentant", "jurys tenus avec au moins un représentant")
    said = f"Du {french(period.starts_on)} au {french(period.ends_on)} : {what}"
    rate = figure_on(FigureName.UNION_ALLOWANCE_EUROS, period.starts_on)
    said += (
        f", à {rate.value} € chacun quelle que soit la délégation, soit {euros} €, au {period.paid_in}."
        if rate
        else " ; aucune somme n’était alors en vigueur."
    )
    return AllowanceDecision(
        outcome=AllowanceOutcome.OWED if euros else AllowanceOutcome.NOTHING,
        reasons=(Reason("allowance.juries", BRANCH_UNION_ALLOWANCE, said, bool(euros)),),
        juries=found,
        euros=euros,
    )


def _euros(held_on: date) -> int:
    figure = figure_on(FigureName.UNION_ALLOWANCE_EUROS, held_on)
    return figure.value if figure else 0
