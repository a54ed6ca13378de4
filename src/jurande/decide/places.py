"""Places in a case: `$.facts.blocks[1].code`, and the walk that finds what stands there, however wrong the case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

ROOT = "$"


def inside(place: str, key: str | int) -> str:
    """The place of a key or of an element (counted from 0) of what stands at `place`."""
    if isinstance(key, int):
        return f"{place}[{key}]"
    return f"{place}.{key}" if re.fullmatch(r"\w+", key) else f"{place}[{key!r}]"


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake of a case: its place, and a French sentence that says what is wrong and what to do."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place} : {self.text}"


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the case as JSON gave it, and its place. What is not there has nothing inside."""

    value: object
    place: str = ROOT

    def __getitem__(self, key: str) -> Node:
        """What stands under a key; a None when there is no such key."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return Node(value, inside(self.place, key))

    def __iter__(self) -> Iterator[Node]:
        """The elements of a list; nothing of anything else."""
        if isinstance(self.value, list):
            for number, value in enumerate(self.value):
                yield Node(value, inside(self.place, number))

    @property
    def text(self) -> str | None:
        """The value, when it is a text."""
        return self.value if isinstance(self.value, str) else None
