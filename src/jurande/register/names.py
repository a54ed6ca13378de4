"""Names without accents, so that « Łucja Wiśniewska » is found, sorted and recognised however she is typed."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart into a base and an accent.
_WHOLE = str.maketrans(
    {"Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "Ð": "D", "ð": "d", "Ħ": "H", "ħ": "h", "ı": "i"}
    | {"Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "ß": "ss", "ẞ": "SS", "Þ": "TH", "þ": "th"}
)


def plain(text: str) -> str:
    """Lower case, no accent, single spaces, to sort and search: « Aït-Brahim » gives « ait brahim »."""
    apart = unicodedata.normalize("NFKD", text).translate(_WHOLE)
    letters = "".join(sign if sign.isalnum() else " " for sign in apart if not unicodedata.combining(sign))
    return " ".join(letters.lower().split())
