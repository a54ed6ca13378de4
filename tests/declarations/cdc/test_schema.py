"""The description, against what the notes of the format say of it."""

from __future__ import annotations

import pytest

from jurande.declarations.cdc.schema import FLUX, NIR_NOTICE, PASSAGE, SCHEMA_VERSION, Obligation

_BY_NAME = {element.name: element for element in FLUX.descendants()}

# The classes of the official data dictionary, for the elements that it lists.
_REQUIRED = [
    "idFlux", "horodatage", "idClient", "idContrat", "type", "code", "idTechnique", "obtentionCertification",
    "donneeCertifiee", "dateDebutValidite", "presenceNiveauLangueEuro", "presenceNiveauNumeriqueEuro",
    "nomNaissance", "prenom1", "anneeNaissance", "sexe",
]  # fmt: skip
_REQUIRED_OR_NIL = [
    "dateFinValidite", "scoring", "mentionValidee", "modaliteAcces", "nomUsage", "moisNaissance",
    "jourNaissance", "codePostal",
]  # fmt: skip


@pytest.mark.parametrize("name", _REQUIRED)
def test_an_element_that_the_dictionary_requires_is_required(name: str) -> None:
    assert _BY_NAME[name].obligation is Obligation.REQUIRED
    assert _BY_NAME[name].cardinality == "1..1"


def test_the_elements_that_may_be_nil_are_those_of_the_dictionary() -> None:
    assert [name for name, element in _BY_NAME.items() if element.nillable] == _REQUIRED_OR_NIL


@pytest.mark.parametrize(
    ("name", "cardinality"),
    [
        ("certificateur", "1..1"),
        ("certification", "1..n"),
        ("passageCertification", "1..n"),
        ("resultat", "0..n"),
    ],
)
def test_what_repeats_and_what_does_not(name: str, cardinality: str) -> None:
    assert _BY_NAME[name].cardinality == cardinality


def test_a_passage_has_the_odd_spelling_of_the_format() -> None:
    names = {element.name for element in PASSAGE.descendants()}
    assert "voieAccessVAE" in names
    assert "voieAccesVAE" not in names


def test_a_label_says_one_thing() -> None:
    labels = [element.label for element in FLUX.descendants()]
    assert len(labels) == len(set(labels))


def test_the_page_is_told_that_the_nir_has_no_place() -> None:
    assert SCHEMA_VERSION in NIR_NOTICE
    assert "NIR" in NIR_NOTICE
    assert "1er janvier 2025" in NIR_NOTICE
    assert not any("nir" in element.name.casefold() for element in FLUX.descendants())
