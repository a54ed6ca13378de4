"""Writing what people hold. Called by the actions of the apps above, inside their transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jurande.ledger.actors import Actor, record
from jurande.organisations.models import ExamCentre
from jurande.register.models import Award, BlockAward, Person
from jurande.register.names import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class CivilStatus:
    """A person's identity as a birth certificate or an identity card gives it."""

    birth_name: str
    first_name: str
    sex: str
    born_on: date
    birth_place: str
    birth_insee: str = ""
    birth_country: str = "France"
    used_name: str = ""
    second_name: str = ""
    third_name: str = ""

    @property
    def identity_key(self) -> str:
        """On what a person is recognised: birth name, first name, date and place of birth, without accents."""
        place = self.birth_insee or plain(self.birth_place)
        return "|".join((plain(self.birth_name), plain(self.first_name), self.born_on.isoformat(), place))

    @property
    def sort_key(self) -> str:
        """The name used, then the first name, without accents."""
        return f"{plain(self.used_name or self.birth_name)} {plain(self.first_name)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class JuryFact:
    """What a jury of a centre did for one candidacy, as the register keeps it."""

    centre: ExamCentre
    jury: str
    jury_on: date
    candidacy: str
    president_name: str
    edition: str
    record_code: str


def recognise(civil: CivilStatus) -> Person:
    """The person of that civil status, entered in the register if they were not there yet."""
    person, _ = Person.objects.get_or_create(
        identity_key=civil.identity_key,
        defaults={
            "birth_name": civil.birth_name,
            "used_name": civil.used_name,
            "first_name": civil.first_name,
            "second_name": civil.second_name,
            "third_name": civil.third_name,
            "sex": civil.sex,
            "born_on": civil.born_on,
            "birth_place": civil.birth_place,
            "birth_insee": civil.birth_insee,
            "birth_country": civil.birth_country,
            "sort_key": civil.sort_key,
        },
    )
    return person


@transaction.atomic
def validate_blocks(
    *,
    person: Person,
    blocks: Sequence[tuple[str, date | None]],
    fact: JuryFact,
    actor: Actor,
    now: datetime,
) -> list[BlockAward]:
    """Enter the blocks that a jury validated: pairs of a block code and the last day it is usable (None: no limit)."""
    awards = BlockAward.objects.bulk_create(
        BlockAward(
            person=person,
            record_code=fact.record_code,
            block_code=code,
            centre=fact.centre,
            jury=fact.jury,
            candidacy=fact.candidacy,
            president_name=fact.president_name,
            edition=fact.edition,
            validated_on=fact.jury_on,
            usable_until=usable_until,
        )
        for code, usable_until in blocks
    )
    for award in awards:
        record(
            actor=actor,
            chain=fact.centre.chain,
            act="register.block",
            subject=f"block:{award.id}",
            now=now,
            effective_on=fact.jury_on,
            data={"block": award.block_code, "jury": fact.jury, "candidacy": fact.candidacy},
        )
    return awards


@transaction.atomic
def award_certification(
    *,
    person: Person,
    route: str,
    enrolled_on: date,
    awarded_on: date,
    rncp_claim: bool,
    fact: JuryFact,
    actor: Actor,
    now: datetime,
) -> Award:
    """Enter the delivery of a certification; the certificate is made from this row by `certificates`."""
    award = Award.objects.create(
        person=person,
        record_code=fact.record_code,
        centre=fact.centre,
        jury=fact.jury,
        candidacy=fact.candidacy,
        president_name=fact.president_name,
        edition=fact.edition,
        route=route,
        jury_on=fact.jury_on,
        awarded_on=awarded_on,
        rncp_claim=rncp_claim,
        enrolled_on=enrolled_on,
    )
    record(
        actor=actor,
        chain=fact.centre.chain,
        act="register.award",
        subject=f"award:{award.id}",
        now=now,
        effective_on=awarded_on,
        data={
            "record": fact.record_code,
            "jury": fact.jury,
            "candidacy": fact.candidacy,
            "rncp_claim": rncp_claim,
        },
    )
    return award
