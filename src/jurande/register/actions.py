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
    def name_key(self) -> str:
        """Birth name, first name and date of birth, without accents: what namesakes born the same day share."""
        return f"{_short(self.birth_name)}|{_short(self.first_name)}|{self.born_on.isoformat()}|"

    @property
    def identity_key(self) -> str:
        """On what a person is recognised: the same, then the place of birth by its code, by its name failing that."""
        return self.name_key + (self.birth_insee or _short(self.birth_place))

    @property
    def sort_key(self) -> str:
        """The name used, then the first name, without accents."""
        return f"{_short(self.used_name or self.birth_name)} {_short(self.first_name)}"

    def was_born_at(self, person: Person) -> bool:
        """Whether the place of birth is that person's: by its code when both are known, else by its name."""
        if self.birth_insee and person.birth_insee:
            return self.birth_insee == person.birth_insee
        return plain(self.birth_place) == plain(person.birth_place)


def _short(name: str) -> str:
    """A name without accents, within the room of the keys: « œ » is two letters."""
    return plain(name)[:60]


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
    """The person of that civil status, entered in the register if they were not there yet.

    A place of birth given once by its name and once by its code is one place; the code, once known, is kept.
    """
    same = [one for one in Person.objects.filter(identity_key__startswith=civil.name_key) if civil.was_born_at(one)]
    if known := min(same, key=lambda one: one.identity_key != civil.identity_key, default=None):
        if civil.birth_insee and not known.birth_insee:
            known.birth_insee, known.identity_key = civil.birth_insee, civil.identity_key
            known.save(update_fields=["birth_insee", "identity_key"])
        return known
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
