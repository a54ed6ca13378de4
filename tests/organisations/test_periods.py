"""Periods of the organisations: who was what on a day, and what the database refuses to hold."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from jurande.organisations.models import Representativity, Union
from jurande.organisations.queries import representative_unions, signatory_on
from tests.factories import SignatoryFactory, UnionFactory

pytestmark = pytest.mark.django_db

JANUARY, MARCH, JUNE = date(2026, 1, 1), date(2026, 3, 31), date(2026, 6, 30)
type Period = tuple[date, date | None]

# Two periods, and whether the second may stand beside the first.
PERIODS = [
    pytest.param((JANUARY, MARCH), (date(2026, 4, 1), JUNE), True, id="the day after"),
    pytest.param((JANUARY, MARCH), (MARCH, JUNE), False, id="from the last day on"),
    pytest.param((date(2026, 4, 1), JUNE), (JANUARY, MARCH), True, id="until the day before"),
    pytest.param((JANUARY, None), (JUNE, None), False, id="the first one never ends"),
    pytest.param((JUNE, None), (JANUARY, None), False, id="the second one never ends"),
    pytest.param((JANUARY, JUNE), (MARCH, MARCH), False, id="one day inside"),
]


def represent(union: Union, period: Period) -> Representativity:
    """A union representative for that time, not saved yet."""
    return Representativity(union=union, starts_on=period[0], ends_on=period[1])


@pytest.mark.parametrize(("first", "second", "allowed"), PERIODS)
def test_a_union_is_representative_once_at_a_time(first: Period, second: Period, allowed: bool) -> None:
    union = UnionFactory.create()
    represent(union, first).save()
    later = represent(union, second)
    if allowed:
        later.full_clean()
        later.save()
        return
    with pytest.raises(ValidationError, match="Deux périodes de représentativité d’une même organisation"):
        later.full_clean()
    with pytest.raises(IntegrityError, match="representativity_no_overlap"), transaction.atomic():
        later.save()


def test_two_unions_are_representative_at_the_same_time() -> None:
    for union in UnionFactory.create_batch(2):
        represent(union, (JANUARY, None)).save()
    assert len(representative_unions(JANUARY)) == 2


@pytest.mark.parametrize(("first", "second", "allowed"), PERIODS)
def test_one_person_at_a_time_signs_for_the_authority(first: Period, second: Period, allowed: bool) -> None:
    SignatoryFactory.create(starts_on=first[0], ends_on=first[1])
    later = SignatoryFactory.build(starts_on=second[0], ends_on=second[1])
    if allowed:
        later.full_clean()
        later.save()
        return
    with pytest.raises(ValidationError, match="Deux signataires de l’autorité ne peuvent être en fonction"):
        later.full_clean()
    with pytest.raises(IntegrityError, match="signatory_no_overlap"), transaction.atomic():
        later.save()


def test_a_period_does_not_end_before_it_begins() -> None:
    union = UnionFactory.create()
    with pytest.raises(DatabaseError), transaction.atomic():
        represent(union, (JUNE, JANUARY)).save()
    assert not Representativity.objects.exists()


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2025, 12, 31), ["CGT"]),
        (JANUARY, ["CFDT", "CGT"]),
        (MARCH, ["CFDT", "CGT"]),
        (date(2026, 4, 1), ["CGT"]),
        (JUNE, ["CGT", "FO"]),
        (date(2040, 1, 1), ["CGT", "FO"]),
    ],
    ids=str,
)
def test_the_unions_called_are_those_representative_on_the_day(day: date, codes: list[str]) -> None:
    periods: dict[str, list[Period]] = {
        "CGT": [(date(2013, 1, 1), None)],
        "CFDT": [(date(2020, 1, 1), date(2024, 12, 31)), (JANUARY, MARCH)],
        "FO": [(JUNE, None)],
    }
    for code, held in periods.items():
        union = UnionFactory.create(code=code)
        for period in held:
            represent(union, period).save()
    assert [union.code for union in representative_unions(day)] == codes


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2014, 12, 31), None),
        (date(2015, 1, 1), "Ghislaine Aubertot"),
        (MARCH, "Ghislaine Aubertot"),
        (date(2026, 4, 1), "Rémi Castelnau"),
    ],
    ids=str,
)
def test_the_signatory_is_whoever_was_in_office_on_the_day(day: date, name: str | None) -> None:
    SignatoryFactory.create(ends_on=MARCH)
    SignatoryFactory.create(name="Rémi Castelnau", starts_on=date(2026, 4, 1))
    found = signatory_on(day)
    assert (found.name if found else None) == name
