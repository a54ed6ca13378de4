"""What the bundled fonts can print: a text that a document will carry is checked when it is typed, not on the day."""

from __future__ import annotations

import unicodedata
from functools import cache

from django import forms
from django.core.exceptions import ValidationError

from jurande.documents.render import FONTS


class PrintedField(forms.CharField):
    """A text that ends in a document: every one of its characters must have a drawing there."""

    def run_validators(self, value: str) -> None:
        """Those of a CharField, then this one."""
        super().run_validators(value)
        validate_printable(value)


def validate_printable(text: str) -> None:
    """Raises ValidationError that names each character no bundled font draws."""
    if strange := unprintable(text):
        signs = ", ".join(f"« {sign} »" for sign in strange)
        raise ValidationError(
            f"Nos documents ne savent pas imprimer {signs} : transcrivez en lettres latines, grecques ou cyrilliques.",
            code="unprintable",
        )


def unprintable(text: str) -> list[str]:
    """The characters that no bundled font draws, in their order, each once. Line ends are not printed."""
    composed = unicodedata.normalize("NFC", text)
    return list(dict.fromkeys(sign for sign in composed if sign not in "\r\n\t" and ord(sign) not in _drawn()))


@cache
def _drawn() -> frozenset[int]:
    """The code points of `fonts/characters.txt`, ranges that a test compares with the fonts themselves."""
    ranges = (line.split("-") for line in (FONTS / "characters.txt").read_text(encoding="ascii").split())
    return frozenset(point for first, last in ranges for point in range(int(first, 16), int(last, 16) + 1))
