"""Capacities kept: entered with one entry of the ledger, usable until their last day, never deleted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from jurande.ledger.actors import Actor
from jurande.ledger.models import Entry
from jurande.organisations.models import ExamCentre
from jurande.register.actions import JuryFact
from jurande.register.kept import described, keep_capacities, log_kept_elsewhere
from jurande.register.models import KeptCapacity, Person
from jurande.rules.lifecycles import Role
from tests.factories import BC02, RECORD, CentreFactory, CivilStatusFactory, at, jury_fact, known

pytestmark = pytest.mark.django_db

JURY_ON = date(2024, 6, 20)


@pytest.fixture
def centre() -> ExamCentre:
    """Where the jury sat."""
    return CentreFactory.create(code="VDB")


@pytest.fixture
def person() -> Person:
    """Somebody in the register."""
    return known(CivilStatusFactory.build())


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


def test_capacities_kept_are_read_by_jury_then_in_the_order_of_the_record(person: Person, centre: ExamCentre) -> None:
    keep(person, jury_fact(centre), "C12", "C8", "C10", "C9")
    assert [one.capacity_code for one in described(KeptCapacity.objects.all())] == ["C8", "C9", "C10", "C12"]


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
    [kept] = keep(person, jury_fact(centre), "C8", until=until)
    assert kept.is_usable(day) is usable


def test_a_decision_keeps_a_capacity_once(person: Person, centre: ExamCentre) -> None:
    fact = jury_fact(centre)
    keep(person, fact, "C8")
    with pytest.raises(IntegrityError, match="capacity_kept_once"), transaction.atomic():
        keep(person, fact, "C8")


def test_a_capacity_is_not_over_before_its_jury(person: Person, centre: ExamCentre) -> None:
    with pytest.raises(IntegrityError, match="capacity_usable_after_jury"), transaction.atomic():
        keep(person, jury_fact(centre), "C8", until=JURY_ON - timedelta(days=1))


def test_what_another_centres_jury_kept_leaves_a_trace_when_it_serves(person: Person, centre: ExamCentre) -> None:
    fact, elsewhere = jury_fact(centre), CentreFactory.create(code="TRF")
    keep(person, fact, "C8", "C9")
    keep(person, jury_fact(centre), "C10", until=date(2024, 12, 31))
    for where in (elsewhere, centre):
        log_kept_elsewhere(
            person=person,
            record_code=RECORD,
            blocks=[BC02],
            centre=where,
            candidacy="candidacy:1",
            actor=Actor("user:2", Role.SECRETARY, "Ismaël Kerouédan"),
            now=at(date(2026, 1, 12)),
        )
    entry = Entry.objects.get(act="register.consult_kept")
    assert (entry.chain_id, entry.subject) == ("centre:TRF", "candidacy:1")
    assert entry.data == {"capacities": ["C8", "C9"], "kept_on": "2024-06-20", "jury": fact.jury}


def test_a_capacity_kept_is_never_deleted(person: Person, centre: ExamCentre) -> None:
    keep(person, jury_fact(centre), "C8")
    with pytest.raises(DatabaseError), transaction.atomic():
        KeptCapacity.objects.all().delete()
    assert KeptCapacity.objects.exists()
