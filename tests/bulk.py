"""Rows by the thousand, written straight to the tables: what a page costs does not depend on how they came."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle, islice

from jurande.candidacies.models import STATES, Candidacy
from jurande.organisations.models import ExamCentre
from jurande.register.actions import CivilStatus
from jurande.register.models import Person
from jurande.rules.certification import RouteCode
from jurande.rules.lifecycles import Candidacy as State
from tests.factories import BC01, BC02, ENROLLED_ON, RECORD, CompanyFactory, at

NAMES = ("Abalain", "Beaucastel", "Cissokho", "Delaunoy", "Éthève", "Ferrachat", "Guérineau", "Hamelin", "Łukasik")
# Of each hundred candidacies of an old centre: ten are open.
STEPS = [State.ENROLLED] * 3 + [State.PLANNED] * 4 + [State.SUMMARISED] * 2 + [State.PRESENTED]
STEPS += [State.ADMITTED] * 70 + [State.NOT_ADMITTED] * 12 + [State.BLOCKS_DECIDED] * 3 + [State.ABANDONED] * 5
BATCH = 5_000


def people(centre: ExamCentre, count: int) -> list[Person]:
    """So many people of a centre, each with a name of their own."""
    found = []
    for number, name in enumerate(islice(cycle(NAMES), count)):
        civil = CivilStatus(
            birth_name=f"{name}-{number:06d}",
            first_name="Zoé",
            sex="F",
            born_on=ENROLLED_ON - timedelta(days=9_000),
            birth_place=centre.name,
        )
        found.append(
            Person(
                birth_name=civil.birth_name,
                first_name=civil.first_name,
                sex=civil.sex,
                born_on=civil.born_on,
                birth_place=civil.birth_place,
                identity_key=civil.identity_key,
                sort_key=civil.sort_key,
            )
        )
    return Person.objects.bulk_create(found, batch_size=BATCH)


def candidacies(centre: ExamCentre, count: int, state: State | None = None) -> list[Candidacy]:
    """So many candidacies of one centre, over the years; at every step of their life unless `state` is given."""
    company = CompanyFactory.create(centre=centre)
    rows = []
    for number, (person, step) in enumerate(zip(people(centre, count), cycle(STEPS), strict=False)):
        year, rank = divmod(number, 5_000)
        rows.append(
            Candidacy(
                centre=centre,
                year=2026 - year,
                rank=rank + 1,
                person=person,
                email=f"candidat{number}@jurande.test",
                record_code=RECORD,
                route=RouteCode.CONTINUING.value,
                aimed_blocks=[BC01, BC02],
                company=company,
                entered_training_on=ENROLLED_ON,
                enrolled_on=ENROLLED_ON,
                state=(state or step).value,
                created_at=at(ENROLLED_ON),
            )
        )
    assert {row.state for row in rows} <= set(STATES)
    return Candidacy.objects.bulk_create(rows, batch_size=BATCH)
