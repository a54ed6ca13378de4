"""Counting and listing in French."""

from __future__ import annotations

import pytest

from jurande.rules.words import closed, counted, listed, quoted


@pytest.mark.parametrize(
    ("number", "words", "text"),
    [
        (0, "abstention", "0 abstention"),
        (1, "abstention", "1 abstention"),
        (2, "abstention", "2 abstentions"),
        (1, "voix", "1 voix"),
        (2, "voix", "2 voix"),
        (3, "avis", "3 avis"),
        (1, "voix retirée", "1 voix retirée"),
        (2, "voix retirée", "2 voix retirées"),
        (2, "capacité acquise", "2 capacités acquises"),
    ],
)
def test_the_plural_starts_at_two(number: int, words: str, text: str) -> None:
    assert counted(number, words) == text


def test_a_plural_of_its_own() -> None:
    assert counted(1, "procès-verbal", "procès-verbaux") == "1 procès-verbal"
    assert counted(2, "procès-verbal", "procès-verbaux") == "2 procès-verbaux"


@pytest.mark.parametrize(
    ("items", "text"),
    [((), ""), (("C1",), "C1"), (("C1", "C2"), "C1 et C2"), (("C1", "C2", "C3"), "C1, C2 et C3")],
)
def test_a_list_ends_with_et(items: tuple[str, ...], text: str) -> None:
    assert listed(items) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("avec Mercier Décolletage", "avec Mercier Décolletage."),
        ("avec Mercier S.A.", "avec Mercier S.A."),
        ("avis antidatés. ", "avis antidatés."),
        ("lettres, affiches…", "lettres, affiches…"),
        ("est-ce régulier ?", "est-ce régulier ?"),
        ("rien n’est signé !", "rien n’est signé !"),
    ],
)
def test_a_sentence_is_closed_once(text: str, written: str) -> None:
    assert closed(text) == written


@pytest.mark.parametrize(
    ("items", "text"),
    [
        (("saisine tardive",), "saisine tardive."),
        (("Saisine tardive.",), "Saisine tardive."),
        (("Saisine tardive.", "Un lien."), "Saisine tardive et Un lien."),
        (("Saisine tardive. ", "un lien"), "Saisine tardive et un lien."),
        (("lettres, affiches...", "un lien", "un avis."), "lettres, affiches..., un lien et un avis."),
    ],
)
def test_what_people_wrote_is_listed_with_one_full_stop(items: tuple[str, ...], text: str) -> None:
    assert quoted(items) == text
