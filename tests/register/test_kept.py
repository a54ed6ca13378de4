"""Capacities kept: entered with one entry of the ledger, usable until their last day, never deleted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from jurande.ledger.actors import Actor
from jurande.ledger.models import Entry
from jurande.organisations.models import ExamCentre
from jurande.register.actions import JuryFact, recognise
from jurande.register.kept import keep_capacities, usable_capacities
from jurande.register.models import KeptCapacity, Person
from jurande.rules.lifecycles import Role
from tests.factories import BC02, RECORD, CentreFactory, CivilStatusFactory, at, jury_fact

pytestmark = pytest.mark.django_db

JURY_ON = date(2024, 6, 20)


@pytest.fixture
def centre() -> ExamCentre:
    """Where the jury sat."""
    return CentreFactory.create(code="VDB")


@pytest.fixture
def person() -> Person:
    """Somebody in the register."""
    return recognise(CivilStatusFactory.build())


def keep(person: Person, fact: JuryFact, *codes: str, until: date | None = None) -> list[KeptCapacity]:
    """A jury's decision keeps these capacities."""
    return keep_capacities(
        person=person,
        capacities=codes,
        usable_until=until,
        fact=fact,
        actor=Actor("user:1", Role.PRESIDENT, "Hélène Rochebrune"),
        now=at(JURY_ON, 17),
    )


def test_a_decision_is_one_entry_and_a_row_for_each_capacity(person: Person, centre: ExamCentre) -> None:
    fact = jury_fact(centre)
    kept = keep(person, fact, "C8", "C9", until=date(2026, 6, 20))
    assert [(one.capacity_code, one.block_code, one.jury_on, one.usable_until) for one in kept] == [
        ("C8", BC02, JURY_ON, date(2026, 6, 20)),
        ("C9", BC02, JURY_ON, date(2026, 6, 20)),
    ]
    entry = Entry.objects.get(act="register.keep")
    assert (entry.chain_id, entry.subject, entry.effective_on) == ("centre:VDB", fact.candidacy, JURY_ON)
    assert entry.data == {"capacities": ["C8", "C9"], "jury": fact.jury}


def test_a_decision_that_keeps_nothing_writes_nothing(person: Person, centre: ExamCentre) -> None:
    assert keep(person, jury_fact(centre)) == []
    assert not Entry.objects.filter(act="register.keep").exists()


@pytest.mark.parametrize(
    ("until", "day", "usable"),
    [
        (None, date(2060, 1, 1), True),
        (date(2026, 6, 20), date(2026, 6, 20), True),
        (date(2026, 6, 20), date(2026, 6, 21), False),
        (None, JURY_ON - timedelta(days=1), False),
    ],
    ids=["without limit", "the last day", "the day after", "before the jury"],
)
def test_a_capacity_is_usable_from_its_jury_to_its_last_day(
    person: Person, centre: ExamCentre, until: date | None, day: date, usable: bool
) -> None:
    keep(person, jury_fact(centre), "C8", until=until)
    assert usable_capacities([person], RECORD, day).exists() is usable
    assert not usable_capacities([person], "RNCP38622", day).exists()


def test_a_decision_keeps_a_capacity_once(person: Person, centre: ExamCentre) -> None:
    fact = jury_fact(centre)
    keep(person, fact, "C8")
    with pytest.raises(IntegrityError, match="capacity_kept_once"), transaction.atomic():
        keep(person, fact, "C8")


def test_a_capacity_is_not_over_before_its_jury(person: Person, centre: ExamCentre) -> None:
    with pytest.raises(IntegrityError, match="capacity_usable_after_jury"), transaction.atomic():
        keep(person, jury_fact(centre), "C8", until=JURY_ON - timedelta(days=1))


def test_a_capacity_kept_is_never_deleted(person: Person, centre: ExamCentre) -> None:
    keep(person, jury_fact(centre), "C8")
    with pytest.raises(DatabaseError), transaction.atomic():
        KeptCapacity.objects.all().delete()
    assert KeptCapacity.objects.exists()
