"""The few words every chapter needs to count and list in French.

Plain spaces: pages bind the non-breaking ones (`ui.french.typographic`).
"""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """A figure and what it counts: « 1 voix », « 2 capacités », « 0 abstention ». The plural starts at two.

    Each word of `singular` takes an s unless it already ends in s or x; give `plural` when that is not so.
    """
    if number < 2:
        return f"{number} {singular}"
    if plural is None:
        plural = " ".join(word if word[-1] in "sx" else f"{word}s" for word in singular.split(" "))
    return f"{number} {plural}"


def listed(items: Sequence[str]) -> str:
    """A list as a sentence writes it: « C1 », « C1 et C2 », « C1, C2 et C3 »; empty for an empty one."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} et {items[-1]}"


def closed(text: str) -> str:
    """A sentence of ours that ends with the words of somebody, closed by one full stop, ours or theirs."""
    text = text.rstrip()
    return text if text.endswith((".", "…", "!", "?")) else f"{text}."


def quoted(items: Sequence[str]) -> str:
    """What people wrote, listed at the end of a sentence and closed once: « Saisine tardive et Un lien. »."""
    return closed(listed([_unstopped(item.rstrip()) for item in items]))


def _unstopped(text: str) -> str:
    return text if text.endswith("..") else text.removesuffix(".")
