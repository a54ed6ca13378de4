"""Many candidates in one jury, written in bulk: for counting queries, not for the rules."""

from __future__ import annotations

from datetime import date

from jurande.candidacies.models import Candidacy
from jurande.desk.story.course import RECORD, at
from jurande.evaluations.models import Summary
from jurande.juries.models import Case, JurySession
from jurande.organisations.models import Company
from jurande.register.models import Person
from jurande.rules.lifecycles import Candidacy as State
from tests.told import JURY_DAY


def crowd(session: JurySession, ranks: range, *, clear: bool = False) -> list[Case]:
    """So many more candidates on the list of a session, one for each rank; `clear`: of whom everything is acquired."""
    company = Company.objects.first()
    people = Person.objects.bulk_create(
        Person(
            birth_name=f"Nom{rank}",
            first_name="Camille",
            sex="F",
            born_on=date(1990, 1, 1),
            birth_place="Metz",
            identity_key=f"nom{rank}",
            sort_key=f"nom{rank}",
        )
        for rank in ranks
    )
    candidacies = Candidacy.objects.bulk_create(
        Candidacy(
            centre=session.centre,
            year=2022,
            rank=rank,
            person=person,
            email=f"camille{rank}@candidat.demo",
            record_code=RECORD,
            route="continuing",
            aimed_blocks=["RNCP28245BC01", "RNCP28245BC02"],
            company=company,
            entered_training_on=date(2022, 3, 1),
            enrolled_on=date(2022, 3, 21),
            state=State.PRESENTED.value,
            created_at=at(JURY_DAY, 8),
        )
        for rank, person in zip(ranks, people, strict=True)
    )
    summaries = Summary.objects.bulk_create(
        Summary(
            candidacy=one,
            made_at=at(JURY_DAY, 8),
            presentable_blocks=["RNCP28245BC01", "RNCP28245BC02"] if clear else ["RNCP28245BC01"],
            acquired=["C1"],
            not_acquired=[] if clear else ["C8"],
            facts={},
        )
        for one in candidacies
    )
    return Case.objects.bulk_create(
        Case(session=session, candidacy=one, summary=summary, position=one.rank)
        for one, summary in zip(candidacies, summaries, strict=True)
    )
