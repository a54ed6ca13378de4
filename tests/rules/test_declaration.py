"""The declaration to the Caisse des Dépôts: R6113-17-2 first, to the day; then properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.declaration import (
    COMPULSORY,
    OPTIONAL_NIL,
    DeclarationDecision,
    DeclarationFacts,
    DeclarationOutcome,
    declaration,
)
from tests.rules.reach import days, reach
from tests.rules.said import codes, said

TO_DECLARE, NOT_DECLARED = DeclarationOutcome.TO_DECLARE, DeclarationOutcome.NOT_DECLARED
EVERYTHING = (*COMPULSORY, *OPTIONAL_NIL)

AWARD = DeclarationFacts(
    rncp_claim=True,
    awarded_on=date(2026, 4, 9),
    whole_certification=True,
    present=EVERYTHING,
)
ON = date(2026, 4, 10)
NEXT_DAY = timedelta(days=1)


def award(**changes: Any) -> DeclarationFacts:
    """An award of April 2026 to declare, complete, but for the changes."""
    return replace(AWARD, **changes)


# What is declared (choices.md section 5).


@pytest.mark.parametrize(
    ("facts", "obstacles"),
    [
        pytest.param(award(), [], id="with the claim"),
        pytest.param(award(rncp_claim=False), ["declaration.claim"], id="without the claim"),
        pytest.param(award(awarded_on=date(2021, 7, 1)), [], id="first day of the duty"),
        pytest.param(award(awarded_on=date(2021, 6, 30)), ["declaration.began"], id="the day before"),
        pytest.param(award(whole_certification=False), ["declaration.whole"], id="a block alone"),
        pytest.param(award(withdrawn=True), ["declaration.not_withdrawn"], id="withdrawn"),
        pytest.param(
            award(rncp_claim=False, awarded_on=date(2019, 1, 1), whole_certification=False, withdrawn=True),
            ["declaration.claim", "declaration.began", "declaration.whole", "declaration.not_withdrawn"],
            id="every reason",
        ),
    ],
)
def test_what_is_declared(facts: DeclarationFacts, obstacles: list[str]) -> None:
    decision = declaration(facts, on=facts.awarded_on)
    assert codes(decision) == obstacles
    assert decision.outcome is (NOT_DECLARED if obstacles else TO_DECLARE)


def test_what_is_not_declared_has_no_clock_and_collects_nothing() -> None:
    facts = award(rncp_claim=False, present=(), correction_asked_on=ON)
    decision = declaration(facts, on=ON)
    assert (decision.send_by, decision.correct_by, decision.missing) == (None, None, ())
    assert decision.nir_expected is False


# By when (R6113-17-2).


@pytest.mark.parametrize(
    ("awarded_on", "send_by"),
    [
        pytest.param(date(2026, 4, 9), date(2026, 7, 9), id="same day number"),
        pytest.param(date(2025, 11, 30), date(2026, 2, 28), id="into a common February"),
        pytest.param(date(2023, 11, 30), date(2024, 2, 29), id="into a leap February"),
        pytest.param(date(2026, 1, 31), date(2026, 4, 30), id="31 January to 30 April"),
        pytest.param(date(2026, 10, 15), date(2027, 1, 15), id="over the new year"),
    ],
)
def test_three_months_to_send(awarded_on: date, send_by: date) -> None:
    facts = award(awarded_on=awarded_on)
    last_day = declaration(facts, on=send_by)
    assert (last_day.send_by, codes(last_day)) == (send_by, [])
    day_after = declaration(facts, on=send_by + NEXT_DAY)
    assert (day_after.send_by, codes(day_after)) == (send_by, ["declaration.send_by"])
    assert day_after.outcome is TO_DECLARE


@pytest.mark.parametrize(
    ("asked_on", "correct_by"),
    [
        pytest.param(None, None, id="nothing asked"),
        pytest.param(date(2024, 12, 31), None, id="asked before the law gave a period"),
        pytest.param(date(2025, 1, 1), date(2025, 4, 1), id="first day of that law"),
        pytest.param(date(2026, 11, 30), date(2027, 2, 28), id="into February"),
    ],
)
def test_three_months_to_correct(asked_on: date | None, correct_by: date | None) -> None:
    facts = award(awarded_on=date(2024, 11, 4), correction_asked_on=asked_on)
    assert declaration(facts, on=date(2024, 11, 5)).correct_by == correct_by
    if correct_by is not None:
        assert "declaration.correct_by" not in codes(declaration(facts, on=correct_by))
        assert "declaration.correct_by" in codes(declaration(facts, on=correct_by + NEXT_DAY))


# With which data (R6113-17-1, L6113-8).

NAMES = {
    "identity.birth_name": "nom de naissance",
    "identity.first_name": "prénom",
    "identity.sex": "sexe",
    "identity.birth_year": "année de naissance",
    "award.date": "date de délivrance",
    "certifier.client_id": "identifiant du certificateur",
    "certifier.contract_id": "contrat du certificateur",
}
NAMES_NIL = {
    "identity.used_name": "nom d’usage",
    "identity.birth_month": "mois de naissance",
    "identity.birth_day": "jour de naissance",
    "identity.birth_place": "commune de naissance",
}


def test_the_data_and_their_french_names() -> None:
    assert list(COMPULSORY.items()) == list(NAMES.items())
    assert list(OPTIONAL_NIL.items()) == list(NAMES_NIL.items())


@pytest.mark.parametrize("name", NAMES)
def test_each_compulsory_datum_is_missed(name: str) -> None:
    decision = declaration(award(present=tuple(n for n in EVERYTHING if n != name)), on=ON)
    assert decision.outcome is TO_DECLARE
    assert decision.missing == (name,)
    assert codes(decision) == ["declaration.data"]


@pytest.mark.parametrize("name", NAMES_NIL)
def test_no_optional_datum_stands_in_the_way(name: str) -> None:
    decision = declaration(award(present=tuple(n for n in EVERYTHING if n != name)), on=ON)
    assert (decision.missing, codes(decision)) == ((), [])


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(date(2024, 12, 31), False, id="the NIR was excluded"),
        pytest.param(date(2025, 1, 1), True, id="the NIR is sent"),
    ],
)
def test_the_nir_is_collected_since_2025(on: date, expected: bool) -> None:
    assert declaration(award(awarded_on=date(2024, 12, 2)), on=on).nir_expected is expected


# The sentences, as people read them, and what they rest on.


def test_what_is_said_of_a_complete_declaration() -> None:
    assert said(declaration(award(), on=ON)) == [
        "+ declaration.claim (law.R6113-17-2) Le titulaire peut se prévaloir de l’enregistrement au RNCP.",
        "+ declaration.began (law.R6113-17-2) Une délivrance du 9 avril 2026 est à déclarer.",
        "+ declaration.whole (law.R6113-17-1) La certification entière est délivrée.",
        "+ declaration.not_withdrawn (law.R6113-17-2) Le certificat n’est pas retiré.",
        "+ declaration.data (law.L6113-8) Toutes les données obligatoires sont présentes.",
        (
            "+ declaration.nir (law.R6113-17-1) "
            "Le NIR du titulaire est à transmettre ; il ne se collecte que pour cette déclaration."
        ),
        "+ declaration.send_by (law.R6113-17-2) La déclaration est à envoyer au plus tard le 9 juillet 2026.",
    ]


def test_what_is_said_of_an_award_that_is_not_declared() -> None:
    facts = award(rncp_claim=False, awarded_on=date(2021, 6, 30), whole_certification=False, withdrawn=True)
    assert said(declaration(facts, on=ON)) == [
        (
            "- declaration.claim (law.R6113-17-2) Le titulaire ne peut pas se prévaloir de l’enregistrement "
            "au RNCP : rien n’est à déclarer."
        ),
        (
            "- declaration.began (law.R6113-17-2) Une délivrance du 30 juin 2021 est antérieure à "
            "l’obligation : rien n’est à déclarer."
        ),
        ("- declaration.whole (law.R6113-17-1) Un bloc seul ne se déclare pas : attendez la certification entière."),
        (
            "- declaration.not_withdrawn (law.R6113-17-2) Le certificat est retiré : s’il a été transmis, "
            "signalez-le à la Caisse des Dépôts."
        ),
    ]


def test_what_is_said_of_missing_data_and_late_days() -> None:
    facts = award(
        awarded_on=date(2024, 9, 2),
        present=("identity.first_name", "identity.sex", "award.date", "identity.used_name"),
        correction_asked_on=date(2025, 1, 6),
    )
    assert said(declaration(facts, on=date(2025, 4, 7)))[4:] == [
        (
            "- declaration.data (law.L6113-8) Complétez les données obligatoires : nom de naissance, "
            "année de naissance, identifiant du certificateur et contrat du certificateur."
        ),
        (
            "+ declaration.sent_empty (law.R6113-17-1) Données envoyées vides, faute d’être connues : "
            "mois de naissance, jour de naissance et commune de naissance."
        ),
        (
            "+ declaration.nir (law.R6113-17-1) "
            "Le NIR du titulaire est à transmettre ; il ne se collecte que pour cette déclaration."
        ),
        (
            "- declaration.send_by (law.R6113-17-2) Le délai d’envoi a pris fin le 2 décembre 2024 : "
            "envoyez la déclaration sans attendre."
        ),
        (
            "- declaration.correct_by (law.R6113-17-2) Le délai de correction a pris fin le 6 avril 2025 : "
            "répondez sans attendre."
        ),
    ]


def test_what_is_said_of_a_correction_in_time_and_of_the_nir_before_2025() -> None:
    facts = award(awarded_on=date(2024, 12, 2), correction_asked_on=date(2025, 1, 6))
    assert said(declaration(facts, on=date(2024, 12, 31)))[5:] == [
        "+ declaration.nir (law.R6113-17-1) Le NIR du titulaire ne se collecte pas encore.",
        "+ declaration.send_by (law.R6113-17-2) La déclaration est à envoyer au plus tard le 2 mars 2025.",
        (
            "+ declaration.correct_by (law.R6113-17-2) La correction demandée est à envoyer, ou à refuser, "
            "au plus tard le 6 avril 2025."
        ),
    ]


# Properties.

DAYS = days(date(2020, 1, 1), date(2028, 12, 31))
MOSTLY = st.sampled_from([True, True, True, False])
FACTS = st.builds(
    DeclarationFacts,
    rncp_claim=MOSTLY,
    awarded_on=DAYS,
    whole_certification=MOSTLY,
    present=st.lists(st.sampled_from(EVERYTHING), unique=True).map(tuple),
    correction_asked_on=st.none() | DAYS,
    withdrawn=MOSTLY.map(lambda mostly: not mostly),
)
CASES = st.tuples(FACTS, DAYS)
Case = tuple[DeclarationFacts, date]


def decided(case: Case) -> DeclarationDecision:
    """The answer to a generated case."""
    facts, on = case
    return declaration(facts, on=on)


@given(CASES)
def test_what_is_missing_and_what_is_present_make_the_whole(case: Case) -> None:
    facts, _ = case
    decision = decided(case)
    if decision.outcome is TO_DECLARE:
        assert set(decision.missing) | (set(facts.present) & set(COMPULSORY)) == set(COMPULSORY)
        assert not set(decision.missing) & set(facts.present)
        assert ("declaration.data" in codes(decision)) == bool(decision.missing)
    else:
        assert not decision.nir_expected


@given(CASES, DAYS)
def test_the_day_of_the_question_never_moves_the_last_day(case: Case, other: date) -> None:
    facts, _ = case
    assert decided(case).send_by == decided((facts, other)).send_by
    assert decided(case).outcome is decided((facts, other)).outcome


@given(CASES)
def test_an_award_is_declared_exactly_when_no_condition_of_the_duty_fails(case: Case) -> None:
    duty = {"declaration.claim", "declaration.began", "declaration.whole", "declaration.not_withdrawn"}
    decision = decided(case)
    assert (decision.outcome is NOT_DECLARED) == bool(duty & set(codes(decision)))


@pytest.mark.parametrize("outcome", DeclarationOutcome)
def test_the_generated_awards_reach_every_outcome(outcome: DeclarationOutcome) -> None:
    reach(CASES, lambda case: decided(case).outcome is outcome)


@pytest.mark.parametrize(
    "code",
    ["claim", "began", "whole", "not_withdrawn", "data", "send_by", "correct_by"],
)
def test_the_generated_awards_reach_every_obstacle(code: str) -> None:
    reach(CASES, lambda case: f"declaration.{code}" in codes(decided(case)))
