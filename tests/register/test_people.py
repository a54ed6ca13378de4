"""A person is once in the register, whoever types their civil status, and however."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from jurande.register.models import Person
from jurande.register.people import CivilStatus
from tests.factories import CivilStatusFactory, known
from tests.writes import acts_on

LUCJA = CivilStatus(
    birth_name="Wiśniewska-Morel",
    first_name="Łucja",
    sex="F",
    born_on=date(1994, 12, 31),
    birth_place="Saint-Avold",
    birth_insee="57606",
)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        pytest.param({}, id="the same"),
        pytest.param({"birth_name": "WISNIEWSKA MOREL", "first_name": "LUCJA"}, id="capitals, no accents, no hyphen"),
        pytest.param({"birth_insee": ""}, id="without the code of the town"),
        pytest.param({"birth_insee": "", "birth_place": "SAINT AVOLD"}, id="the town without its code nor its hyphen"),
        pytest.param({"birth_place": "St-Avold"}, id="the town shortened, with its code"),
        pytest.param({"used_name": "Morel", "second_name": "Ewa", "sex": "M"}, id="other facts that identify nobody"),
    ],
)
def test_a_person_typed_otherwise_is_the_same(typed: Mapping[str, Any]) -> None:
    first = known(LUCJA)
    assert known(replace(LUCJA, **typed)) == first
    assert Person.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        pytest.param({"birth_name": "Wiśniewska"}, id="name"),
        pytest.param({"first_name": "Lucia"}, id="first name"),
        pytest.param({"born_on": date(1994, 12, 30)}, id="day of birth"),
        pytest.param({"birth_insee": "57463"}, id="code of the town"),
        pytest.param({"birth_insee": "", "birth_place": "Metz"}, id="town without its code"),
    ],
)
def test_a_namesake_is_somebody_else(typed: Mapping[str, Any]) -> None:
    assert known(LUCJA) != known(replace(LUCJA, **typed))
    assert Person.objects.count() == 2


@pytest.mark.django_db
def test_the_code_of_the_town_is_kept_once_it_is_known() -> None:
    known(replace(LUCJA, birth_insee=""))
    known(LUCJA)
    person = Person.objects.get()
    assert acts_on(person.ref) == ["register.enter", "register.complete"]
    assert (person.birth_insee, person.identity_key) == ("57606", LUCJA.identity_key)
    assert known(replace(LUCJA, birth_place="Saint-Avold-le-Haut")) == person


@pytest.mark.django_db
def test_of_two_rows_for_one_person_the_one_with_the_same_code_is_found() -> None:
    """As an import might leave them: the town by its name, then by its code."""
    without, complete = replace(LUCJA, birth_insee=""), known(LUCJA)
    Person.objects.create(
        identity_key=without.identity_key,
        sort_key="",
        birth_name=LUCJA.birth_name,
        first_name=LUCJA.first_name,
        sex="F",
        born_on=LUCJA.born_on,
        birth_place=LUCJA.birth_place,
    )
    assert known(LUCJA) == complete


@pytest.mark.django_db
def test_a_person_is_sorted_by_the_name_they_use() -> None:
    person = known(replace(LUCJA, used_name="Éthève"))
    assert person.sort_key == "etheve lucja"
    assert (str(person), person.listed_name) == ("Łucja Éthève", "Éthève Łucja")


@pytest.mark.django_db
@pytest.mark.parametrize(("country", "shown"), [("France", "Bamako"), ("Mali", "Bamako (Mali)")])
def test_a_birth_abroad_names_the_country(country: str, shown: str) -> None:
    assert known(CivilStatusFactory.build(birth_place="Bamako", birth_country=country)).birth == shown


@pytest.mark.django_db
def test_the_longest_names_fit() -> None:
    """Sixty « œ » are a hundred and twenty letters once taken apart."""
    longest = "œ" * 60
    civil = replace(LUCJA, birth_name=longest, first_name=longest, birth_place=longest, birth_insee="")
    assert known(civil) == known(civil)


@pytest.mark.usefixtures("fresh_database")
def test_a_person_entered_by_two_centres_at_once_is_one() -> None:
    ready = Barrier(2)

    def enter(_: int) -> Person:
        ready.wait(timeout=30)
        try:
            return known(LUCJA)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(enter, range(2))
    assert first == second
    assert Person.objects.count() == 1
