"""The words of the page: expressions, settings, editions."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import get_type_hints

import pytest

from jurande.catalogue.presentation import (
    CHOICE_WORDS,
    Shared,
    answer_in_words,
    choices,
    edition_facts,
    expression_in_words,
    readings,
    shared,
)
from jurande.catalogue.record_file import load
from jurande.rules.certification import AllOf, AnyOf, Element, Expression
from jurande.rules.rulebook import EDITIONS, edition_on
from jurande.rules.settings import DEFAULTS, QUESTIONS, Kept, Settings, UnequalSides

REAL, OPINION = Element.REAL_WORK, Element.COMPANY_OPINION


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        pytest.param(REAL, "situation professionnelle réelle", id="one element"),
        pytest.param(AnyOf((REAL, OPINION)), "situation professionnelle réelle, ou avis de l’entreprise", id="either"),
        pytest.param(AllOf((REAL, OPINION)), "situation professionnelle réelle, et avis de l’entreprise", id="both"),
        pytest.param(
            AllOf((AnyOf((REAL, OPINION)), OPINION)),
            "(situation professionnelle réelle, ou avis de l’entreprise), et avis de l’entreprise",
            id="brackets inside",
        ),
    ],
)
def test_an_expression_reads_as_a_sentence(expression: Expression, words: str) -> None:
    assert expression_in_words(expression) == words


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("kept", Kept.RECORD, "celle de la fiche"),
        ("unequal_sides", UnequalSides.SURPLUS_WITHDRAWS, "le surplus se retire"),
        ("temporary_work_votes", False, "non"),
        ("certificates_on_example_criteria", True, "oui"),
        ("enrolment_deadline_days", None, "aucun"),
        ("enrolment_deadline_days", 10, "10 jours"),
        ("recourse_months", 3, "3 mois"),
        ("evaluators_min", 2, "2"),
    ],
)
def test_the_answer_of_a_setting_is_said_in_french(name: str, answer: StrEnum | bool | int | None, words: str) -> None:
    assert answer_in_words(name, answer) == words


def test_every_answer_that_a_setting_may_have_has_its_words() -> None:
    kinds = [hint for hint in get_type_hints(Settings).values() if isinstance(hint, type) and issubclass(hint, StrEnum)]
    assert set(CHOICE_WORDS) == set(kinds)
    for kind in kinds:
        assert set(CHOICE_WORDS[kind]) == set(kind)


def test_every_setting_is_a_choice_of_the_page() -> None:
    assert set(QUESTIONS) == {spec.name for spec in fields(Settings)}
    assert [choice.asks for choice in choices(DEFAULTS)] == [question.asks for question in QUESTIONS.values()]


def test_what_is_common_is_said_once_with_those_it_is_common_to() -> None:
    assert shared(["a1", "a2", "b3"], lambda item: item[0], lambda item: item[1]) == (
        Shared("a", ("1", "2")),
        Shared("b", ("3",)),
    )


def test_what_rules_read_in_the_record_points_at_its_section() -> None:
    found = {reading.asks: (reading.answer, reading.section) for reading in readings(load("RNCP28245"))}
    assert found["Enregistrement"] == ("du 21 avril 2017 au 21 avril 2022, inclus", "legal")
    assert found["Postes tenus pour C1"] == ("2 postes au moins", "capacities")
    assert found["Délivrance"] == ("2 blocs et 12 capacités, tous acquis", "access")
    assert found["Parité du jury"] == ("50 % des voix de chaque côté", "conditions")
    assert found["Délégation patronale"][0] == "5 membres au plus et, au besoin, 1 membre du travail temporaire"
    assert found["Délégation syndicale"][0] == "1 voix par organisation et, au besoin, 1 membre du travail temporaire"
    assert found["Résultats conservés"] == ("sans limite", "validity")


def test_an_edition_says_its_dates_and_figures() -> None:
    edition = edition_on(date(2021, 1, 1))
    assert edition is not None
    facts = dict(edition_facts(edition))
    assert facts["Jurys"] == "du 8 novembre 2019 au 31 décembre 2027, inclus"
    assert facts["Présidence"] == "la délégation patronale"
    assert facts["Saisine des organisations syndicales"] == "15 jours avant le jury"
    assert facts["Capacités conservées"] == "24 mois"


def test_an_edition_without_a_figure_says_that_there_is_none() -> None:
    facts = dict(edition_facts(EDITIONS[0]))
    assert facts["Présidence"] == "l’un ou l’autre côté"
    assert facts["Préavis à l’employeur d’un membre"] == "aucun délai chiffré"
    assert facts["Blocs conservés"] == "sans limite"
