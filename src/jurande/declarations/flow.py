"""From the rows of the register to the file: what is known of each award, in the words of `cdc`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from uuid import UUID, uuid4

from django.conf import settings

from jurande.declarations.cdc.model import BirthPlace, DeclaredCertification, Flux, Holder, Passage
from jurande.declarations.cdc.words import Sex
from jurande.declarations.models import Declaration
from jurande.evaluations.snapshots import evaluation_days
from jurande.register.models import Award, Person
from jurande.rules.certification import RouteCode
from jurande.rules.dates import PARIS


def present_data(award: Award) -> tuple[str, ...]:
    """The names of the data that the rule asks for and that the register has."""
    person = award.person
    known = {
        "identity.birth_name": person.birth_name,
        "identity.first_name": person.first_name,
        "identity.sex": person.sex,
        "identity.birth_year": person.born_on,
        "identity.used_name": person.used_name,
        "identity.birth_month": person.born_on,
        "identity.birth_day": person.born_on,
        "identity.birth_place": person.birth_insee,
        "award.date": award.awarded_on,
        "certifier.client_id": settings.JURANDE_CDC_CERTIFIER,
        "certifier.contract_id": settings.JURANDE_CDC_CONTRACT,
    }
    return tuple(name for name, value in known.items() if value)


def flow_of(declarations: Sequence[Declaration], now: datetime) -> Flux:
    """The file that declares these awards, by certification; its identifier is new at each export."""
    ordered = sorted(
        declarations,
        key=lambda one: (one.award.record_code, one.award.awarded_on, one.award.person.sort_key, str(one.id)),
    )
    exams = _exam_dates([one.award for one in ordered])
    return Flux(
        id=f"jurande-{now.astimezone(PARIS):%Y%m%d}-{uuid4().hex[:12]}",
        stamped_at=now,
        depositor_id=settings.JURANDE_CDC_DEPOSITOR,
        certifier_id=settings.JURANDE_CDC_CERTIFIER,
        contract_id=settings.JURANDE_CDC_CONTRACT,
        certifications=tuple(
            DeclaredCertification(code=code, passages=tuple(_passage(one, exams) for one in group))
            for code, group in groupby(ordered, key=lambda one: one.award.record_code)
        ),
    )


def _passage(declaration: Declaration, exams: dict[str, tuple[date, date]]) -> Passage:
    award = declaration.award
    began_on, ended_on = exams.get(award.candidacy, (None, None))
    return Passage(
        id=str(declaration.id),
        holder=_holder(award.person),
        awarded_on=award.awarded_on,
        route=RouteCode(award.route),
        exam_began_on=began_on,
        exam_ended_on=ended_on,
        exam_postcode=award.centre.postcode or None,
        enrolled_on=award.enrolled_on,
    )


def _holder(person: Person) -> Holder:
    return Holder(
        birth_name=person.birth_name,
        first_names=tuple(name for name in (person.first_name, person.second_name, person.third_name) if name),
        sex=Sex(person.sex) if person.sex else None,
        birth_year=person.born_on.year,
        birth_month=person.born_on.month,
        birth_day=person.born_on.day,
        birth_place=BirthPlace(
            insee_code=person.birth_insee or None,
            commune=person.birth_place or None,
            country=person.birth_country or None,
        ),
        used_name=person.used_name or None,
    )


def _exam_dates(awards: Sequence[Award]) -> dict[str, tuple[date, date]]:
    """First and last day of evaluation of each candidacy ("candidacy:UUID"), in one query."""
    days = evaluation_days(UUID(award.candidacy.partition(":")[2]) for award in awards)
    return {f"candidacy:{candidacy}": between for candidacy, between in days.items()}
