"""Rows by the thousand, written straight to the tables: what a page costs does not depend on how they came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from jurande.candidacies.models import Candidacy
from jurande.evaluations.models import Summary
from jurande.juries.models import Case, JurySession
from jurande.organisations.models import Company, ExamCentre
from jurande.register.models import Person
from jurande.register.people import CivilStatus
from jurande.rules.certification import RouteCode
from jurande.rules.lifecycles import Candidacy as State
from tests.factories import BC01, BC02, ENROLLED_ON, RECORD, SIRETS, at

NAMES = ("Abalain", "Beaucastel", "Cissokho", "Delaunoy", "Éthève", "Ferrachat", "Guérineau", "Hamelin", "Łukasik")
# Of each hundred candidacies of an old centre: ten are open.
STEPS = [State.ENROLLED] * 3 + [State.PLANNED] * 4 + [State.SUMMARISED] * 2 + [State.PRESENTED]
STEPS += [State.ADMITTED] * 70 + [State.NOT_ADMITTED] * 12 + [State.BLOCKS_DECIDED] * 3 + [State.ABANDONED] * 5
BATCH = 5_000
CAPACITIES = [f"C{number}" for number in range(1, 13)]


def people(centre: ExamCentre, numbers: range) -> list[Person]:
    """So many people of a centre, each with a name of their own."""
    found = []
    for number in numbers:
        civil = CivilStatus(
            birth_name=f"{NAMES[number % len(NAMES)]}-{number:06d}",
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


def candidacies(
    centre: ExamCentre, numbers: range, *, state: State | None = None, last_year: int = 2026
) -> list[Candidacy]:
    """So many candidacies of one centre, over the years; at every step of their life unless `state` is given."""
    company, _ = Company.objects.get_or_create(centre=centre, siret=SIRETS[1], defaults={"name": "Visserie Maubrun"})
    rows = []
    for number, person in zip(numbers, people(centre, numbers), strict=True):
        year, rank = divmod(number, 5_000)
        rows.append(
            Candidacy(
                centre=centre,
                year=last_year - year,
                rank=rank + 1,
                person=person,
                email=f"candidat{number}@jurande.test",
                record_code=RECORD,
                route=RouteCode.CONTINUING.value,
                aimed_blocks=[BC01, BC02],
                company=company,
                entered_training_on=ENROLLED_ON,
                enrolled_on=ENROLLED_ON,
                state=(state or STEPS[number % len(STEPS)]).value,
                created_at=at(ENROLLED_ON),
            )
        )
    return Candidacy.objects.bulk_create(rows, batch_size=BATCH)


def cases(session: JurySession, listed: Sequence[Candidacy], *, first: int, clear: bool = False) -> list[Case]:
    """These candidates on the list of a session, from that position on, each with a summary.

    `clear`: everything is acquired; otherwise the second block is not.
    """
    summaries = Summary.objects.bulk_create(
        Summary(
            candidacy=one,
            made_at=at(ENROLLED_ON),
            presentable_blocks=[BC01, BC02] if clear else [BC01],
            acquired=CAPACITIES if clear else [code for code in CAPACITIES if code != "C8"],
            not_acquired=[] if clear else ["C8"],
            facts={},
        )
        for one in listed
    )
    return Case.objects.bulk_create(
        Case(session=session, candidacy=one, summary=summary, position=position)
        for position, (one, summary) in enumerate(zip(listed, summaries, strict=True), start=first)
    )
