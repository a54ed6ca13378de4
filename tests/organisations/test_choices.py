"""The choices of the authority: dated, append-only, typed by their question, in force from their day."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from enum import StrEnum

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from jurande.ledger.actors import Actor
from jurande.ledger.models import Entry
from jurande.organisations.actions import choose
from jurande.organisations.choices import (
    OPEN,
    Unreadable,
    Value,
    in_force,
    in_force_each,
    in_force_on,
    kind_of,
    may_be_empty,
    read,
    written,
)
from jurande.organisations.models import SettingChoice
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from jurande.rules.settings import DEFAULTS, QUESTIONS, Kept, LateCall, Settings
from tests.factories import at

TODAY = date(2026, 4, 9)
TOMORROW = TODAY + timedelta(days=1)
NATIONAL = Actor("user:1", Role.NATIONAL, "Anne Delatour")


def decide(
    name: str, value: Value, starts_on: date = TOMORROW, actor: Actor = NATIONAL, record_code: str = ""
) -> SettingChoice:
    """An answer given today, for every certification or one."""
    return choose(
        name=name,
        value=value,
        starts_on=starts_on,
        decided_by="Groupe technique du 2 avril 2026",
        reason="Retour des centres.",
        record_code=record_code,
        actor=actor,
        now=at(TODAY),
    )


@pytest.mark.django_db
def test_without_an_answer_the_book_holds() -> None:
    assert in_force(TODAY) == DEFAULTS


@pytest.mark.django_db
def test_an_answer_holds_from_its_day_until_the_next() -> None:
    decide("kept", Kept.EDITION)
    decide("kept", Kept.RECORD, date(2026, 6, 1))
    days = [TODAY, TOMORROW, date(2026, 5, 31), date(2026, 6, 1)]
    found = in_force_on(days)
    assert [found[day].kept for day in days] == [Kept.RECORD, Kept.EDITION, Kept.EDITION, Kept.RECORD]


@pytest.mark.django_db
def test_of_two_answers_from_one_day_the_last_recorded_holds() -> None:
    decide("evaluators_min", 3)
    decide("evaluators_min", 4)
    assert in_force(TOMORROW).evaluators_min == 4


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "months"),
    [
        ([(2, "")], {"": 2, "RNCP28245": 2, "RNCP1": 2}),
        ([(2, "RNCP28245")], {"": 3, "RNCP28245": 2, "RNCP1": 3}),
        ([(2, ""), (4, "RNCP28245")], {"": 2, "RNCP28245": 4, "RNCP1": 2}),
        ([(4, "RNCP28245"), (2, "")], {"": 2, "RNCP28245": 4, "RNCP1": 2}),
        ([(4, "RNCP28245"), (5, "RNCP28245")], {"": 3, "RNCP28245": 5, "RNCP1": 3}),
        ([(4, "RNCP28245"), (5, "RNCP1")], {"": 3, "RNCP28245": 4, "RNCP1": 5}),
    ],
    ids=["for all", "for one", "one after all", "one before all", "the last of one", "two certifications"],
)
def test_an_answer_for_one_certification_prevails_there(given: list[tuple[int, str]], months: dict[str, int]) -> None:
    for value, code in given:
        decide("recourse_months", value, record_code=code)
    assert {code: in_force(TOMORROW, code).recourse_months for code in months} == months
    assert in_force_each((TODAY, code) for code in months) == {(TODAY, code): DEFAULTS for code in months}


@pytest.mark.django_db
def test_an_answer_for_one_certification_leaves_the_others_of_that_one_alone() -> None:
    decide("kept", Kept.EDITION)
    decide("evaluators_min", 3, record_code="RNCP28245")
    found = in_force(TOMORROW, "RNCP28245")
    assert (found.kept, found.evaluators_min) == (Kept.EDITION, 3)
    assert in_force_on([TODAY, TOMORROW], "RNCP28245") == {TODAY: DEFAULTS, TOMORROW: found}
    entry = Entry.objects.latest("pk")
    assert entry.data["record"] == "RNCP28245"


@pytest.mark.django_db
def test_the_choices_of_many_days_take_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    decide("late_call", LateCall.BLOCK)
    with django_assert_num_queries(1):
        assert len(in_force_on(TODAY + timedelta(days=n) for n in range(50))) == 50


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value", "starts_on", "actor", "why"),
    [
        ("kept", Kept.EDITION, TODAY, NATIONAL, "au plus tôt le lendemain"),
        ("kept", Kept.EDITION, date(2020, 1, 1), NATIONAL, "des cas déjà décidés"),
        ("kept", LateCall.BLOCK, TOMORROW, NATIONAL, "l’une des réponses proposées"),
        ("kept", None, TOMORROW, NATIONAL, "l’une des réponses proposées"),
        ("evaluators_min", 0, TOMORROW, NATIONAL, "de 1 à 9999"),
        ("certificates_on_example_criteria", True, TOMORROW, NATIONAL, "ne se règle pas ici"),
        ("unheard_of", True, TOMORROW, NATIONAL, "ne se règle pas ici"),
        ("kept", Kept.EDITION, TOMORROW, Actor("user:2", Role.MANAGER, "Paul"), "niveau national"),
    ],
    ids=["today", "the past", "another list", "nothing", "too few", "the demo's", "unknown", "a manager"],
)
def test_what_is_no_choice_to_make_is_refused(name: str, value: Value, starts_on: date, actor: Actor, why: str) -> None:
    with pytest.raises(Refused) as caught:
        decide(name, value, starts_on, actor)
    assert why in " ".join(reason.text for reason in caught.value.decision.obstacles)
    assert not SettingChoice.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_a_choice_is_in_the_ledger_with_its_day_its_clause_and_its_reason() -> None:
    decide("enrolment_deadline_days", None)
    entry = Entry.objects.select_related("detail").get()
    assert (entry.chain_id, entry.act, entry.subject) == (
        "national",
        "choice.decide",
        "setting:enrolment_deadline_days",
    )
    assert (entry.effective_on, entry.data["value"]) == (TOMORROW, "none")
    assert entry.clauses == ["choice.enrolment_deadline_days"]
    assert entry.detail.content["reason"] == "Groupe technique du 2 avril 2026. Retour des centres."


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE {} SET value = 'record'", "DELETE FROM {}"])
def test_a_choice_is_never_changed(statement: str) -> None:
    decide("kept", Kept.EDITION)
    with pytest.raises(DatabaseError, match="ne se réécrit pas"), transaction.atomic():
        connection.cursor().execute(statement.format(SettingChoice._meta.db_table))


# What answers a question is read from the fields of the book.


def answers(name: str) -> st.SearchStrategy[Value]:
    """Every answer that the question takes."""
    kind = kind_of(name)
    found: st.SearchStrategy[Value] = st.integers(1, 9_999)
    if kind is bool:
        found = st.booleans()
    elif issubclass(kind, StrEnum):
        found = st.sampled_from(list(kind))
    return found | st.none() if may_be_empty(name) else found


@given(st.sampled_from(OPEN).flatmap(lambda name: st.tuples(st.just(name), answers(name))))
def test_an_answer_is_read_as_it_was_written(answer: tuple[str, Value]) -> None:
    name, value = answer
    again = read(name, written(value))
    assert (again, type(again)) == (value, type(value))


def test_every_field_of_the_book_is_asked_and_has_a_kind() -> None:
    assert {spec.name for spec in fields(Settings)} == set(QUESTIONS) == {*OPEN, "certificates_on_example_criteria"}
    assert {kind_of(name) in {bool, int} or issubclass(kind_of(name), StrEnum) for name in QUESTIONS} == {True}
    assert all(read(name, written(getattr(DEFAULTS, name))) == getattr(DEFAULTS, name) for name in QUESTIONS)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("evaluators_min", ""),
        ("evaluators_min", "deux"),
        ("evaluators_min", "-1"),
        ("evaluators_min", "²"),
        ("evaluators_min", "10000"),
        ("temporary_work_votes", "peut-être"),
        ("kept", "both"),
    ],
)
def test_what_answers_nothing_is_told(name: str, text: str) -> None:
    with pytest.raises(Unreadable):
        read(name, text)
