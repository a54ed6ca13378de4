"""A valid declaration, to change one thing at a time; and values made comparable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import cast

from jurande.declarations.cdc.model import BirthPlace, DeclaredCertification, Flux, Holder, Passage
from jurande.declarations.cdc.words import Initiative, Sex
from jurande.declarations.cdc.write import write
from jurande.rules.certification import RouteCode
from jurande.rules.dates import PARIS

#: A file that uses every element of the format once at least.
COMPLETE = Path(__file__).with_name("complete.xml")

LUCJA = Holder(
    birth_name="Wiśniewska",
    used_name="D’Août & Fils",
    first_names=("Łucja", "Marie-Zoé", "Anaïs", "Quatrième"),
    sex=Sex.FEMALE,
    birth_year=1988,
    birth_month=2,
    birth_day=29,
    birth_place=BirthPlace(insee_code="69123", commune="Lyon", country_code="100", country="France"),
)

#: All that the format lets be unknown is.
UNKNOWN = Holder(birth_name="Sow", first_names=("Awa",), sex=Sex.FEMALE, birth_year=1979)

PASSAGE = Passage(
    id="LYON-2025-0012",
    holder=LUCJA,
    awarded_on=date(2025, 4, 9),
    route=RouteCode.CONTINUING,
    exam_began_on=date(2025, 3, 3),
    exam_ended_on=date(2025, 3, 20),
    exam_postcode="69007",
    initiative=Initiative.EMPLOYER,
    enrolled_on=date(2024, 11, 4),
    proof_url="https://registre.example/v/7K3M-9QXA",
)

FLUX = Flux(
    id="jurande-2025-04-30-1",
    stamped_at=datetime(2025, 4, 30, 17, 5, 9, tzinfo=PARIS),
    depositor_id="12ABC345",
    certifier_id="12ABC345",
    contract_id="MCFCER000123",
    certifications=(DeclaredCertification(code="RNCP28245", passages=(PASSAGE,)),),
)


def flux_of(*passages: Passage) -> Flux:
    """The sample flux, with these passages instead of its own."""
    return replace(FLUX, certifications=(DeclaredCertification(code="RNCP28245", passages=passages),))


def written(flux: Flux) -> bytes:
    out = BytesIO()
    write(flux, out)
    return out.getvalue()


def known(value: object) -> object:
    """The value without what it leaves unknown, iterables as lists: two trees that say the same are equal."""
    if isinstance(value, Mapping):
        return {name: known(item) for name, item in value.items() if item is not None}
    if isinstance(value, str) or not isinstance(value, Iterable):
        return value
    return [known(item) for item in cast("Iterable[object]", value)]
