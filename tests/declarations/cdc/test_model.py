"""Our words and the words of the wire."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from jurande.declarations.cdc.check import values
from jurande.declarations.cdc.model import (
    ACCESS_MODES,
    BirthPlace,
    DeclaredCertification,
    Passage,
    Tree,
    flux_tree,
    passage_tree,
)
from jurande.declarations.cdc.schema import FLUX, Element, Group
from jurande.rules.certification import RouteCode
from tests.declarations.cdc.samples import FLUX as SAMPLE
from tests.declarations.cdc.samples import LUCJA, PASSAGE, UNKNOWN, flux_of, known


@pytest.mark.parametrize(
    ("route", "wire"),
    [
        (RouteCode.STUDENT, "FORMATION_INITIALE_HORS_APPRENTISSAGE"),
        (RouteCode.APPRENTICESHIP, "FORMATION_INITIALE_APPRENTISSAGE"),
        (RouteCode.CONTINUING, "FORMATION_CONTINUE_HORS_CONTRAT_DE_PROFESSIONNALISATION"),
        (RouteCode.PROFESSIONALISATION, "FORMATION_CONTINUE_CONTRAT_DE_PROFESSIONNALISATION"),
        (RouteCode.INDIVIDUAL, "CANDIDAT_LIBRE"),
        (RouteCode.VAE, "VAE"),
    ],
)
def test_each_access_route_has_its_word(route: RouteCode, wire: str) -> None:
    enrolment = passage_tree(replace(PASSAGE, route=route))["modalitesInscription"]
    assert known(enrolment) == {
        "modaliteAcces": wire,
        "initiativeInscription": "EMPLOYEUR",
        "dateInscription": PASSAGE.enrolled_on,
    }


def test_no_access_route_is_left_without_a_word() -> None:
    assert set(ACCESS_MODES) == set(RouteCode)


def test_a_cqpm_is_declared_with_the_values_of_a_cqpm() -> None:
    tree = passage_tree(PASSAGE)
    assert tree["obtentionCertification"] == "PAR_ADMISSION"
    assert tree["donneeCertifiee"] is True
    assert tree["dateDebutValidite"] == PASSAGE.awarded_on
    assert tree["presenceNiveauLangueEuro"] is False
    assert tree["presenceNiveauNumeriqueEuro"] is False
    assert (tree["dateFinValidite"], tree["scoring"], tree["mentionValidee"]) == (None, None, None)


@pytest.mark.parametrize(
    ("place", "wire"),
    [
        (BirthPlace(insee_code="69123"), {"codeInseeNaissance": {"codeInsee": "69123"}}),
        (BirthPlace(postcode="69001"), {"codePostalNaissance": {"codePostal": "69001"}}),
        (BirthPlace(insee_code="69123", postcode="69001"), {"codeInseeNaissance": {"codeInsee": "69123"}}),
        (BirthPlace(), {"codePostalNaissance": {"codePostal": None}}),
    ],
    ids=["insee", "postcode", "both", "neither"],
)
def test_the_birth_commune_is_sent_by_its_best_known_code(place: BirthPlace, wire: Tree) -> None:
    assert _holder(replace(PASSAGE, holder=replace(UNKNOWN, birth_place=place)))["codeCommuneNaissance"] == wire


def test_the_first_three_first_names_are_sent() -> None:
    tree = _holder(PASSAGE)
    assert (tree["prenom1"], tree["prenom2"], tree["prenom3"]) == LUCJA.first_names[:3]


def test_a_depositor_other_than_the_certifier_is_a_trusted_third_party() -> None:
    assert _certification(flux_tree(SAMPLE))["natureDeposant"] == "CERTIFICATEUR"
    third = replace(SAMPLE, depositor_id="99XYZ999")
    assert _certification(flux_tree(third))["natureDeposant"] == "TIERS_CONFIANCE"


@pytest.mark.parametrize(
    ("utc", "paris"),
    [
        (datetime(2025, 1, 15, 23, 30, 1, 999_999, tzinfo=UTC), "2025-01-16T00:30:01+01:00"),
        (datetime(2025, 7, 15, 23, 30, 1, tzinfo=UTC), "2025-07-16T01:30:01+02:00"),
        (datetime(2025, 10, 26, 0, 30, tzinfo=UTC), "2025-10-26T02:30:00+02:00"),
        (datetime(2025, 10, 26, 1, 30, tzinfo=UTC), "2025-10-26T02:30:00+01:00"),
    ],
    ids=["winter", "summer", "before the hour comes back", "after the hour came back"],
)
def test_the_timestamp_is_in_paris_time(utc: datetime, paris: str) -> None:
    stamp = flux_tree(replace(SAMPLE, stamped_at=utc))["horodatage"]
    assert isinstance(stamp, datetime)
    assert stamp.isoformat() == paris


def test_passages_that_can_be_walked_only_once_are_refused() -> None:
    with pytest.raises(TypeError, match="walked twice"):
        DeclaredCertification(code="RNCP28245", passages=iter([PASSAGE]))


def test_the_model_names_only_elements_of_the_format() -> None:
    assert list(_strangers(FLUX, flux_tree(flux_of(PASSAGE, replace(PASSAGE, holder=UNKNOWN))))) == []


def _strangers(element: Element, value: object) -> list[str]:
    if not isinstance(element.content, Group) or value is None:
        return []
    assert isinstance(value, dict)
    children = element.content.children
    strange = sorted(value.keys() - {child.name for child in children})
    return strange + [name for child in children for item in values(child, value) for name in _strangers(child, item)]


def _holder(passage: Passage) -> Tree:
    identification = passage_tree(passage)["identificationTitulaire"]
    assert isinstance(identification, dict)
    holder: Tree = identification["titulaire"]
    return holder


def _certification(tree: object) -> Tree:
    for name in ("emetteur", "certificateurs", "certificateur", "certifications"):
        assert isinstance(tree, dict)
        tree = tree[name]
    assert isinstance(tree, dict)
    certification: Tree = tree["certification"][0]
    return certification
