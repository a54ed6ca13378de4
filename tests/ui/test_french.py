"""Dates, delays, counts and spaces as a French person writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.ui import french


def solid(text: str) -> str:
    """The text as the cases below write it: ~ for a non-breaking space."""
    return text.replace(french.NBSP, "~")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(french.day(date(2026, 3, 19)), "19~mars", id="day and month"),
        pytest.param(french.day(date(2026, 4, 1)), "1er~avril", id="the first of the month is an ordinal"),
        pytest.param(french.day(date(2026, 4, 21)), "21~avril", id="the twenty-first is not"),
        pytest.param(french.day_short(date(2026, 2, 12)), "12~févr.", id="a month cut short"),
        pytest.param(french.day_short(date(2026, 5, 12)), "12~mai", id="a month too short to cut"),
        pytest.param(french.day_year(date(2022, 6, 16)), "16~juin 2022", id="with the year"),
        pytest.param(french.day_full(date(2026, 4, 9)), "jeudi 9~avril 2026", id="with the day of the week"),
        pytest.param(french.day_full(date(2026, 3, 1)), "dimanche 1er~mars 2026", id="a Sunday"),
        pytest.param(french.hour(time(14, 0)), "14~h", id="a round hour"),
        pytest.param(french.hour(time(9, 58)), "9~h~58", id="hour and minutes"),
        pytest.param(french.hour(time(14, 6)), "14~h~06", id="minutes under ten"),
        pytest.param(french.moment(datetime(2026, 4, 9, 14, 0, tzinfo=UTC)), "jeudi 9~avril 2026, 14~h", id="a moment"),
    ],
)
def test_a_date_is_written_as_a_person_reads_it(written: str, expected: str) -> None:
    assert solid(written) == expected


@pytest.mark.parametrize(
    ("deadline", "expected"),
    [
        (date(2026, 3, 13), "4~jours de~retard"),
        (date(2026, 3, 16), "1~jour de~retard"),
        (date(2026, 3, 17), "aujourd’hui"),
        (date(2026, 3, 18), "demain"),
        (date(2026, 3, 19), "dans~2~jours"),
        (date(2026, 4, 15), "dans~29~jours"),
    ],
    ids=lambda value: str(value),
)
def test_a_deadline_says_how_far_it_is_from_a_given_day(deadline: date, expected: str) -> None:
    assert solid(french.due(deadline, date(2026, 3, 17))) == expected


@pytest.mark.parametrize(
    ("number", "words", "expected"),
    [
        (0, "candidat", "0~candidat"),
        (1, "candidat", "1~candidat"),
        (2, "candidat", "2~candidats"),
        (3, "avis", "3~avis"),
        (2, "voix", "2~voix"),
        (1, "procès-verbal,procès-verbaux", "1~procès-verbal"),
        (2, "procès-verbal,procès-verbaux", "2~procès-verbaux"),
        (9, "capacité acquise,capacités acquises", "9~capacités acquises"),
        (12480, "grille", "12~480~grilles"),
    ],
)
def test_a_count_agrees_with_its_noun(number: int, words: str, expected: str) -> None:
    assert solid(french.count(number, words)) == expected


@pytest.mark.parametrize(
    ("number", "feminine", "expected"),
    [
        (0, False, "zéro"),
        (1, False, "un"),
        (1, True, "une"),
        (4, True, "quatre"),
        (16, False, "seize"),
        (17, False, "17"),
        (1200, False, "1~200"),
        (-1, False, "-1"),
    ],
)
def test_a_small_number_is_spelled(number: int, feminine: bool, expected: str) -> None:
    assert solid(french.spelled(number, feminine=feminine)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Qui décide ? Le jury !", "Qui décide~? Le jury~!", id="high punctuation"),
        pytest.param("deux cas : l’un ; l’autre", "deux cas~: l’un~; l’autre", id="colon and semicolon"),
        pytest.param("dit « si nécessaire »", "dit «~si nécessaire~»", id="quotes"),
        pytest.param("soit 82 % des présents", "soit 82~% des présents", id="percent"),
        pytest.param("Code du travail, art. R6412-4", "Code du travail, art.~R6412-4", id="an article"),
        pytest.param("M. Gaudry et Mme Corbineau", "M.~Gaudry et Mme~Corbineau", id="titles"),
        pytest.param("avant le 9 avril 2026", "avant le 9~avril 2026", id="a day and its month"),
        pytest.param("avant le 1er avril", "avant le 1er~avril", id="the first of a month"),
        pytest.param("à 14 h 06, 3 jours après", "à 14~h~06, 3~jours après", id="hours and days"),
        pytest.param("fiche RNCP 28245, bloc 2", "fiche RNCP~28245, bloc~2", id="a record and a block"),
        pytest.param("12 marsouins, 3 ha", "12 marsouins, 3 ha", id="words that only begin like a unit"),
        pytest.param("rendez-vous à 14:30", "rendez-vous à 14:30", id="nothing to bind"),
    ],
)
def test_spaces_that_must_not_break_do_not(text: str, expected: str) -> None:
    assert solid(french.typographic(text)) == expected


SENTENCES = st.lists(
    st.sampled_from(["jury", "12", "1er", "mars", "h", "06", ":", "?", "«", "»", "%", "art.", "M.", "n°", "Bloc"])
).map(" ".join)


@given(SENTENCES)
def test_typography_changes_nothing_but_spaces(text: str) -> None:
    assert french.typographic(text).replace(french.NBSP, " ") == text


@given(SENTENCES)
def test_typography_done_twice_is_typography_done_once(text: str) -> None:
    once = french.typographic(text)
    assert french.typographic(once) == once


@given(st.dates(), st.dates())
def test_a_deadline_is_late_exactly_after_its_day(deadline: date, today: date) -> None:
    assert ("retard" in french.due(deadline, today)) == (deadline < today)
