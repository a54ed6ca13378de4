"""What is wrong in a record file: each mistake has its place and its sentence, and all are told at once."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jurande.catalogue.record_file import RECORDS, InvalidRecord, parse
from jurande.catalogue.shape import Problem
from tests.catalogue.mistakes import IN_CRITERIA, INDEPENDENT, MEANING, SHAPE, Mistake

RECORD = (RECORDS / "rncp28245.toml").read_text(encoding="utf-8")
CRITERIA = (RECORDS / "rncp28245-criteria-example.toml").read_text(encoding="utf-8")


def mistaken(text: str, *mistakes: Mistake) -> str:
    """The text with the mistakes in it."""
    for right, wrong, _ in mistakes:
        assert right in text, right
        text = text.replace(right, wrong, 1)
    return text


def problems_of(record: str, criteria: str = CRITERIA) -> tuple[Problem, ...]:
    """What `parse` reproaches to these files."""
    with pytest.raises(InvalidRecord) as refusal:
        parse(record, criteria)
    return refusal.value.problems


def told(problems: tuple[Problem, ...], expected: list[tuple[str, str]]) -> None:
    """Each expected problem is there, and nothing else."""
    assert sorted(problem.place for problem in problems) == sorted(place for place, _ in expected)
    for place, words in expected:
        assert any(problem.place == place and words in problem.text for problem in problems), problems


@pytest.mark.parametrize("mistake", (SHAPE | MEANING).values(), ids=SHAPE | MEANING)
def test_a_mistake_of_the_record_is_told_once_with_its_place(mistake: Mistake) -> None:
    told(problems_of(mistaken(RECORD, mistake)), mistake[2])


@pytest.mark.parametrize("mistake", IN_CRITERIA.values(), ids=IN_CRITERIA)
def test_a_mistake_of_the_criteria_is_told_once_with_its_place(mistake: Mistake) -> None:
    told(problems_of(RECORD, mistaken(CRITERIA, mistake)), mistake[2])


def test_a_capacity_without_criteria_is_named() -> None:
    moved = CRITERIA.replace('capacity = "C8"', 'capacity = "C7"').replace('code = "C8.', 'code = "C7.8')
    told(problems_of(RECORD, moved), [("criteria.criteria", "aucun critère pour C8 ; en écrire au moins un.")])


@settings(deadline=None, max_examples=40)
@given(st.sets(st.sampled_from(sorted(INDEPENDENT)), min_size=1))
def test_all_the_mistakes_are_told_at_once(names: set[str]) -> None:
    mistakes = [INDEPENDENT[name] for name in names]
    told(problems_of(mistaken(RECORD, *mistakes)), [problem for mistake in mistakes for problem in mistake[2]])


def test_a_registration_of_a_single_day_is_in_order() -> None:
    record = RECORD.replace("ends_on = 2022-04-21", "ends_on = 2017-04-21")
    assert parse(record).certification.registration.covers(date(2017, 4, 21))


def test_both_files_are_reproached_at_once() -> None:
    record = mistaken(RECORD, MEANING["dates out of order"])
    criteria = mistaken(CRITERIA, IN_CRITERIA["the same code twice"])
    places = [problem.place for problem in problems_of(record, criteria)]
    assert places == ["registration.ends_on", "criteria.criteria[2].code"]


def test_an_empty_file_lacks_every_section_and_nothing_is_guessed() -> None:
    problems = problems_of("", "")
    assert len(problems) == 20
    assert all("clé manquante" in problem.text for problem in problems)


def test_a_text_that_is_not_toml_gives_its_line_and_column() -> None:
    problems = problems_of('code = "x"\ntitle = Certificat', "= 1")
    assert [problem.place for problem in problems] == [
        "fiche, ligne 2, colonne 9",
        "critères, ligne 1, colonne 1",
    ]
    assert all("ce n’est pas du TOML" in problem.text for problem in problems)


def test_a_text_that_ends_too_soon_says_so() -> None:
    assert [problem.place for problem in problems_of('code = "x')] == ["fiche, à la fin du texte"]


def test_the_refusal_reads_as_a_french_list() -> None:
    with pytest.raises(InvalidRecord) as refusal:
        parse(mistaken(RECORD, MEANING["dates out of order"], SHAPE["a blank text"]), CRITERIA)
    assert str(refusal.value) == (
        "La fiche comporte 2\N{NO-BREAK SPACE}erreurs "
        "(les éléments se comptent à partir de 1)\N{NO-BREAK SPACE}:\n"
        "- authority.signatory\N{NO-BREAK SPACE}: texte vide\N{NO-BREAK SPACE}; l’écrire, ou retirer la clé "
        "si elle n’est pas obligatoire.\n"
        "- registration.ends_on\N{NO-BREAK SPACE}: 21\N{NO-BREAK SPACE}avril 2016 précède le début, "
        "21\N{NO-BREAK SPACE}avril 2017\N{NO-BREAK SPACE}; corriger l’une des dates."
    )


def test_a_line_break_is_a_space_and_a_blank_line_parts_two_paragraphs() -> None:
    text = RECORD.replace('text = "illimitée"', 'text = """\n  illimitée,\n  ou presque\n \nfin """', 1)
    assert parse(text).sections.validity.text == "illimitée, ou presque\n\nfin"
