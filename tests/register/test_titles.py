"""What people earned: entered with their ledger entry, held once, never deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from jurande.ledger.actors import Actor
from jurande.ledger.models import Detail, Entry
from jurande.organisations.models import ExamCentre
from jurande.register.actions import award_certification, validate_blocks
from jurande.register.models import Award, BlockAward, Person
from jurande.register.queries import usable_blocks
from jurande.rules.lifecycles import Role
from tests.factories import BC01, BC02, RECORD, CentreFactory, CivilStatusFactory, at, holder, jury_fact, known

pytestmark = pytest.mark.django_db

JURY_ON = date(2024, 6, 20)
PRESIDENT = Actor("user:1", Role.PRESIDENT, "Hélène Rochebrune")


@pytest.fixture
def centre() -> ExamCentre:
    """Where the jury sat."""
    return CentreFactory.create(code="VDB")


@pytest.fixture
def person() -> Person:
    """Somebody in the register."""
    return known(CivilStatusFactory.build())


def award(person: Person, centre: ExamCentre, awarded_on: date = JURY_ON) -> Award:
    """The certification, delivered."""
    return award_certification(
        person=person,
        route="continuing",
        enrolled_on=date(2024, 1, 8),
        awarded_on=awarded_on,
        rncp_claim=True,
        fact=jury_fact(centre),
        actor=PRESIDENT,
        now=at(JURY_ON, 17),
    )


def test_each_block_validated_is_a_row_and_an_entry(person: Person, centre: ExamCentre) -> None:
    fact = jury_fact(centre)
    blocks = validate_blocks(
        person=person,
        blocks=[(BC01, None), (BC02, date(2029, 6, 20))],
        fact=fact,
        actor=PRESIDENT,
        now=at(JURY_ON + timedelta(days=1), 9),
    )
    assert [(one.block_code, one.validated_on, one.usable_until) for one in blocks] == [
        (BC01, JURY_ON, None),
        (BC02, JURY_ON, date(2029, 6, 20)),
    ]
    entries = Entry.objects.filter(act="register.block").order_by("sequence")
    assert [entry.subject for entry in entries] == [f"block:{one.id}" for one in blocks]
    assert {(entry.chain_id, entry.role, entry.effective_on) for entry in entries} == {
        ("centre:VDB", "president", JURY_ON)
    }
    assert entries[0].data == {"block": BC01, "jury": fact.jury, "candidacy": fact.candidacy}


def test_a_delivery_is_a_row_and_an_entry(person: Person, centre: ExamCentre) -> None:
    delivered = award(person, centre)
    entry = Entry.objects.get(act="register.award")
    assert (entry.subject, entry.effective_on, entry.data["rncp_claim"]) == (f"award:{delivered.id}", JURY_ON, True)
    assert (delivered.documented_at, delivered.awarded_on) == (None, JURY_ON)


def test_no_name_is_in_the_chained_part(person: Person, centre: ExamCentre) -> None:
    award(person, centre)
    entry = Entry.objects.get(act="register.award")
    assert person.birth_name not in str(entry.content())
    assert Detail.objects.get(entry=entry).content == {"actor_name": "Hélène Rochebrune"}


@pytest.mark.parametrize(
    ("usable_until", "day", "usable"),
    [
        (None, date(2060, 1, 1), True),
        (date(2026, 6, 20), date(2026, 6, 20), True),
        (date(2026, 6, 20), date(2026, 6, 21), False),
    ],
    ids=["without limit", "the last day", "the day after"],
)
def test_a_block_is_usable_until_its_last_day(
    centre: ExamCentre, usable_until: date | None, day: date, usable: bool
) -> None:
    person = holder(CivilStatusFactory.build(), centre, BC01, usable_until=usable_until)
    assert bool(usable_blocks(person, RECORD, day)) is usable


def test_a_block_of_another_certification_or_withdrawn_is_not_usable(centre: ExamCentre) -> None:
    person = holder(CivilStatusFactory.build(), centre, BC01)
    assert usable_blocks(person, "RNCP38622", JURY_ON) == []
    BlockAward.objects.update(withdrawn_on=date(2025, 1, 1))
    assert usable_blocks(person, RECORD, JURY_ON) == []


def test_a_block_is_held_once(centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    holder(civil, centre, BC01)
    with pytest.raises(IntegrityError, match="block_held_once"), transaction.atomic():
        holder(civil, centre, BC02, BC01)
    assert list(BlockAward.objects.values_list("block_code", flat=True)) == [BC01], "nothing of the refused act stays"
    assert Entry.objects.filter(act="register.block").count() == 1


def test_a_block_that_serves_no_more_may_be_earned_again_and_the_first_stays(centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    holder(civil, centre, BC01, usable_until=date(2026, 6, 20))
    person = known(civil)
    [again] = validate_blocks(
        person=person,
        blocks=[(BC01, None)],
        fact=replace(jury_fact(centre), jury_on=date(2026, 6, 21)),
        actor=PRESIDENT,
        now=at(date(2026, 6, 21)),
    )
    assert BlockAward.objects.count() == 2
    assert usable_blocks(person, RECORD, date(2026, 6, 21)) == [again]
    with pytest.raises(IntegrityError, match="block_held_once"), transaction.atomic():
        holder(civil, centre, BC01, usable_until=date(2026, 6, 20))


def test_a_withdrawn_block_may_be_earned_again(centre: ExamCentre) -> None:
    civil = CivilStatusFactory.build()
    holder(civil, centre, BC01)
    BlockAward.objects.update(withdrawn_on=date(2025, 1, 1))
    person = holder(civil, centre, BC01)
    assert len(usable_blocks(person, RECORD, JURY_ON)) == 1


def test_a_certification_is_delivered_once(person: Person, centre: ExamCentre) -> None:
    award(person, centre)
    with pytest.raises(IntegrityError, match="award_once"), transaction.atomic():
        award(person, centre)


def test_a_delivery_does_not_precede_its_jury(person: Person, centre: ExamCentre) -> None:
    with pytest.raises(IntegrityError, match="award_not_before_jury"), transaction.atomic():
        award(person, centre, awarded_on=JURY_ON - timedelta(days=1))


def test_a_block_is_not_over_before_it_is_validated(centre: ExamCentre) -> None:
    with pytest.raises(IntegrityError, match="block_usable_after_validation"), transaction.atomic():
        holder(CivilStatusFactory.build(), centre, BC01, usable_until=JURY_ON - timedelta(days=1))


@pytest.mark.parametrize("model", [Award, BlockAward])
def test_a_title_is_never_deleted(person: Person, centre: ExamCentre, model: type[Award | BlockAward]) -> None:
    award(person, centre)
    holder(CivilStatusFactory.build(), centre, BC01)
    with pytest.raises(DatabaseError), transaction.atomic():
        model._default_manager.all().delete()
    assert model._default_manager.exists()
