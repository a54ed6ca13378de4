"""What may enter the chained part of an entry, and what may not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import cast

import pytest

from jurande.ledger.shapes import (
    ACT,
    ACTOR,
    CHAIN,
    CODE,
    KEY,
    LARGEST,
    REFERENCE,
    ROLE,
    Stored,
    Value,
    heading_errors,
    line_errors,
    matches,
    stored_data,
    stored_details,
)


class Route(StrEnum):
    TRAINING = "training"


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        (CHAIN, "national"),
        (CHAIN, "centre:LYON"),
        (CHAIN, "centre:69-A_1.b"),
        (ACT, "candidacy.enrol"),
        (ACT, "jury.case.declare_admissible"),
        (REFERENCE, "candidacy:0b1f2c7e-6a52-4c1d-9d3a-5e8f70b1c2d3"),
        (REFERENCE, "record:rncp/28245"),
        (ACTOR, "system"),
        (ACTOR, "link:0b1f2c7e-6a52-4c1d-9d3a-5e8f70b1c2d3"),
        (ROLE, "training_body"),
        (KEY, "due_on"),
        (CODE, "branch-2019.55.2"),
        (CODE, "2026-03-10T16:42:00.000000Z"),
        (CODE, "a" * 80),
    ],
)
def test_a_well_formed_word_is_accepted(pattern: str, value: str) -> None:
    assert matches(pattern, value)


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        (CHAIN, ""),
        (CHAIN, "centre:"),
        (CHAIN, "centre:LYON EST"),
        (CHAIN, "national\n"),
        (CHAIN, "nationale"),
        (ACT, "enrol"),
        (ACT, "candidacy.Enrol"),
        (ACT, "candidacy..enrol"),
        (REFERENCE, "candidacy"),
        (REFERENCE, "candidacy:"),
        (REFERENCE, "candidacy:marie dupont"),
        (ACTOR, "user:zoe@example.org"),
        (ACTOR, "System"),
        (ROLE, "Secrétaire"),
        (KEY, "Due"),
        (KEY, "2nd"),
        (CODE, ""),
        (CODE, "a" * 81),
        (CODE, "deux mots"),
        (CODE, "accordé"),
        (CODE, "code\n"),
    ],
)
def test_a_malformed_word_is_refused(pattern: str, value: str) -> None:
    assert not matches(pattern, value)


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        pytest.param(True, True, id="boolean"),
        pytest.param(-3, -3, id="integer"),
        pytest.param(LARGEST, LARGEST, id="largest"),
        pytest.param(date(2026, 3, 2), "2026-03-02", id="date"),
        pytest.param("C9", "C9", id="code"),
        pytest.param(Route.TRAINING, "training", id="member of a StrEnum"),
        pytest.param(("C8", "C9"), ["C8", "C9"], id="tuple"),
        pytest.param([1, [date(2026, 3, 2)]], [1, ["2026-03-02"]], id="list in a list"),
        pytest.param([], [], id="empty list"),
    ],
)
def test_data_are_stored_as_plain_json(value: Value, stored: Stored) -> None:
    errors: list[str] = []
    [found] = stored_data({"key": value}, errors).values()
    assert (found, type(found), errors) == (stored, type(stored), [])


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(None, id="nothing"),
        pytest.param(1.5, id="float"),
        pytest.param(Decimal(1), id="decimal"),
        pytest.param(LARGEST + 1, id="too large"),
        pytest.param(-LARGEST - 1, id="too small"),
        pytest.param("Dossier complet", id="sentence"),
        pytest.param("Zoé", id="accent"),
        pytest.param("", id="empty text"),
        pytest.param({"a": 1}, id="object"),
        pytest.param({"a"}, id="set"),
        pytest.param(b"a", id="bytes"),
        pytest.param(datetime(2026, 3, 2, tzinfo=UTC), id="instant"),
        pytest.param(["C9", ["deux mots"]], id="sentence in a list"),
    ],
)
def test_anything_else_is_refused_among_the_data_and_named(value: object) -> None:
    errors: list[str] = []
    stored_data({"wrong": cast("Value", value)}, errors)
    assert len(errors) == 1
    assert "« wrong »" in errors[0]


def test_a_key_must_be_a_plain_word() -> None:
    errors: list[str] = []
    stored_data({"Nom du candidat": 1}, errors)
    stored_details({"Motif": "Tardif."}, errors)
    assert len(errors) == 2


@pytest.mark.parametrize("value", ["Dossier « complet ».\nZoé", "", 3, True, ["Zoé", "Hervé"]])
def test_details_take_any_text(value: Value) -> None:
    errors: list[str] = []
    assert stored_details({"reason": value}, errors) == {"reason": value}
    assert errors == []


@pytest.mark.parametrize("value", ["nul \0", "demi \ud83c", None, 1.5, {"a": "b"}])
def test_details_refuse_what_the_database_cannot_give_back(value: object) -> None:
    errors: list[str] = []
    stored_details({"reason": cast("Value", value)}, errors)
    assert len(errors) == 1


def test_all_that_is_wrong_with_a_heading_is_said_at_once() -> None:
    naive = datetime(2026, 3, 10)  # noqa: DTZ001  # what is tested
    errors = heading_errors(chain="Lyon", actor="Zoé", role="", now=naive)
    assert [error.split(" : ")[0] for error in errors] == [
        "chaîne",
        "auteur",
        "rôle",
        "date d’enregistrement",
    ]


def test_all_that_is_wrong_with_a_line_is_said_at_once() -> None:
    assert len(line_errors("la candidature", ["record.enrolment", "art. 3", ""])) == 2
