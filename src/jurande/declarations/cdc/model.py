"""A declaration in our own words, and how it is spelt on the wire.

None always means « unknown »: it becomes nil where the format has nil, nothing where the element is optional,
and a problem where it is required. Only this module knows which of our fields becomes which element.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from jurande.declarations.cdc.words import (
    AccessMode,
    Award,
    Depositor,
    ExamMode,
    Initiative,
    Register,
    Sex,
    VaePath,
)
from jurande.rules.certification import RouteCode
from jurande.rules.dates import PARIS

#: Values by wire name; a nested element is a tree, a repeated one an iterable of trees.
type Tree = Mapping[str, object]

ACCESS_MODES: Mapping[RouteCode, AccessMode] = {
    RouteCode.STUDENT: AccessMode.STUDENT,
    RouteCode.APPRENTICESHIP: AccessMode.APPRENTICESHIP,
    RouteCode.CONTINUING: AccessMode.CONTINUING,
    RouteCode.PROFESSIONALISATION: AccessMode.PROFESSIONALISATION,
    RouteCode.INDIVIDUAL: AccessMode.INDIVIDUAL,
    RouteCode.VAE: AccessMode.VAE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthPlace:
    """Where the holder was born. The INSEE code (5 characters) is sent when known, for it identifies best;
    else the postcode, else nothing. `country_code` has 3 characters."""

    insee_code: str | None = None
    postcode: str | None = None
    commune: str | None = None
    country_code: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The person who holds the certification, by civil status.

    `first_names` in the order of the birth certificate: the format takes the first three. Month and day of
    birth may be unknown; each one known, like the commune, makes the person likelier to be found.
    """

    birth_name: str | None
    first_names: tuple[str, ...]
    sex: Sex | None
    birth_year: int | None
    birth_month: int | None = None
    birth_day: int | None = None
    birth_place: BirthPlace = BirthPlace()
    used_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One CQPM awarded to one holder.

    `id` is ours, unique for ever: receipts come back with it. `awarded_on` is the date of delivery.
    """

    id: str
    holder: Holder
    awarded_on: date
    route: RouteCode | None
    vae_path: VaePath | None = None
    exam_began_on: date | None = None
    exam_ended_on: date | None = None
    exam_mode: ExamMode | None = ExamMode.ON_SITE
    exam_postcode: str | None = None
    initiative: Initiative | None = None
    enrolled_on: date | None = None
    proof_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredCertification:
    """A certification and its passages; `code` carries its register's prefix: `RNCP28245`.

    `passages` is walked twice, to check then to write, and must give the same passages both times: a tuple,
    or an object that reads them again from one snapshot of the database. Raises TypeError on an iterator.
    """

    code: str
    passages: Iterable[Passage]
    register: Register = Register.RNCP

    def __post_init__(self) -> None:
        if isinstance(self.passages, Iterator):
            raise TypeError("passages is walked twice: give a sequence, not an iterator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flux:
    """One file. `id` is new for every file; `stamped_at` is aware, and written in Paris time, to the second.

    `depositor_id`, `certifier_id` and `contract_id` were given by the Caisse des Dépôts. A depositor other
    than the certifier is declared as a trusted third party.
    """

    id: str
    stamped_at: datetime
    depositor_id: str
    certifier_id: str
    contract_id: str
    certifications: tuple[DeclaredCertification, ...]


def flux_tree(flux: Flux) -> Tree:
    """The flux by wire names; its passages are spelt one at a time, as they are walked, and once only."""
    nature = Depositor.CERTIFIER if flux.depositor_id == flux.certifier_id else Depositor.THIRD_PARTY
    certifier = {
        "idClient": flux.certifier_id,
        "idContrat": flux.contract_id,
        "certifications": {"certification": [_certification(each, nature) for each in flux.certifications]},
    }
    return {
        "idFlux": flux.id,
        "horodatage": in_paris(flux.stamped_at),
        "emetteur": {"idClient": flux.depositor_id, "certificateurs": {"certificateur": certifier}},
    }


def passage_tree(passage: Passage) -> Tree:
    """The passage by wire names, with the values that are the same for every CQPM."""
    return {
        "idTechnique": passage.id,
        "urlPreuve": passage.proof_url,
        "obtentionCertification": Award.BY_ADMISSION,  # the jury declares « admissible », without marks
        "donneeCertifiee": True,  # the certifier itself declares
        "dateDebutExamen": passage.exam_began_on,
        "dateFinExamen": passage.exam_ended_on,
        "modalitePassageExamen": passage.exam_mode,
        "codePostalCentreExamen": passage.exam_postcode,
        "dateDebutValidite": passage.awarded_on,
        "dateFinValidite": None,  # record: the certificate is acquired without limit
        "presenceNiveauLangueEuro": False,
        "presenceNiveauNumeriqueEuro": False,
        "scoring": None,
        "mentionValidee": None,
        "modalitesInscription": {
            "modaliteAcces": None if passage.route is None else ACCESS_MODES[passage.route],
            "voieAccessVAE": passage.vae_path,
            "initiativeInscription": passage.initiative,
            "dateInscription": passage.enrolled_on,
        },
        "identificationTitulaire": {"titulaire": _holder(passage.holder)},
    }


def _certification(certification: DeclaredCertification, nature: Depositor) -> Tree:
    return {
        "type": certification.register,
        "code": certification.code,
        "natureDeposant": nature,
        "passageCertifications": {"passageCertification": map(passage_tree, certification.passages)},
    }


def _holder(holder: Holder) -> Tree:
    first, second, third = (*holder.first_names, None, None, None)[:3]
    place = holder.birth_place
    return {
        "nomNaissance": holder.birth_name,
        "nomUsage": holder.used_name,
        "prenom1": first,
        "prenom2": second,
        "prenom3": third,
        "anneeNaissance": holder.birth_year,
        "moisNaissance": holder.birth_month,
        "jourNaissance": holder.birth_day,
        "sexe": holder.sex,
        "codeCommuneNaissance": _commune(place),
        "libelleCommuneNaissance": place.commune,
        "codePaysNaissance": place.country_code,
        "libellePaysNaissance": place.country,
    }


def _commune(place: BirthPlace) -> Tree:
    if place.insee_code is not None:
        return {"codeInseeNaissance": {"codeInsee": place.insee_code}}
    return {"codePostalNaissance": {"codePostal": place.postcode}}


def in_paris(moment: datetime) -> datetime:
    """The instant to the second, with the offset of Paris; a naive one, which `check` refuses, as it is."""
    if moment.utcoffset() is None:
        return moment
    return moment.astimezone(PARIS).replace(microsecond=0)
