"""Awards written straight in the register, as juries leave them there: what the papers are made from."""

from __future__ import annotations

from datetime import date
from itertools import count
from uuid import uuid4

from jurande.desk.story.course import RECORD, at
from jurande.ledger.actors import SYSTEM
from jurande.organisations.models import ExamCentre
from jurande.register.actions import JuryFact, award_certification, validate_blocks
from jurande.register.models import Award
from jurande.register.people import CivilStatus
from tests.factories import known

JURY_ON = date(2022, 6, 16)
EVENING = at(JURY_ON, 20)
_people = count(1)


def an_award(
    name: str = "",
    *,
    centre: str = "VDB",
    jury_on: date = JURY_ON,
    rncp_claim: bool = True,
    blocks: tuple[str, ...] = (),
) -> Award:
    """One delivery that waits for its certificate, of somebody nobody else is."""
    person = known(
        CivilStatus(
            birth_name=name or f"Nom{next(_people):04}",
            first_name="Camille",
            sex="F",
            born_on=date(1991, 2, 3),
            birth_place="Quimper",
            birth_insee="29232",
        )
    )
    fact = JuryFact(
        centre=ExamCentre.objects.get(code=centre),
        jury=f"jury:{uuid4()}",
        jury_on=jury_on,
        candidacy=f"candidacy:{uuid4()}",
        president_name="Hélène Rochebrune",
        edition="branch-2019",
        record_code=RECORD,
    )
    with_blocks = [(code, None) for code in blocks]
    validate_blocks(person=person, blocks=with_blocks, fact=fact, actor=SYSTEM, now=at(jury_on, 17))
    return award_certification(
        person=person,
        route="continuing",
        enrolled_on=date(2022, 3, 21),
        awarded_on=jury_on,
        rncp_claim=rncp_claim,
        fact=fact,
        actor=SYSTEM,
        now=at(jury_on, 17),
    )
