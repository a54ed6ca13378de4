"""What may be typed where it will be printed."""

from __future__ import annotations

import pytest
from django import forms
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # ships no types

from jurande.documents.printable import PrintedField, unprintable
from jurande.documents.render import FONTS


@pytest.mark.parametrize(
    ("text", "strange"),
    [
        ("Łucja Wiśniewska-Żółkiewska", []),
        ("Μαρία Παπαδοπούλου, Ирина Соколова", []),
        ("Première ligne\nseconde\tligne", []),
        ("e\u0301cole", []),
        ("Bamako (马里)", ["马", "里"]),
        ("Ꜳlix Ꜳ", ["Ꜳ"]),
        ("Bravo 👍", ["👍"]),
        ("a\x00b", ["\x00"]),
    ],
)
def test_the_characters_that_no_font_draws_are_named_once(text: str, strange: list[str]) -> None:
    assert unprintable(text) == strange


def test_a_printed_field_says_which_characters_and_what_to_do() -> None:
    class Printed(forms.Form):
        place = PrintedField(max_length=20)

    form = Printed({"place": "Salle 马里"})
    [said] = form.errors["place"]
    assert str(said).startswith("Nos documents ne savent pas imprimer « 马 », « 里 » : transcrivez")
    assert Printed({"place": "Salle Vulcain"}).is_valid()
    assert "max_length" in {error.code for error in Printed({"place": "S" * 21}).errors.as_data()["place"]}


def test_the_list_of_characters_is_that_of_the_fonts() -> None:
    drawn = {point for file in FONTS.glob("*.ttf") for point in TTFont(file).getBestCmap()}
    ranges = (line.split("-") for line in (FONTS / "characters.txt").read_text().split())
    assert drawn == {point for first, last in ranges for point in range(int(first, 16), int(last, 16) + 1)}
