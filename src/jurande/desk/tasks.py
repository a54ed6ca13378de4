"""A task of the home page, and the tasks of one kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from jurande.accounts.http import Member
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Clause

SOON = timedelta(days=7)
# How many tasks of one kind the page shows.
SHOWN = 15
STAFF = frozenset({Role.MANAGER, Role.SECRETARY})


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the queue. `due` is None for what has no deadline of its own."""

    due: date | None
    title: str
    detail: str
    clause: Clause
    url: str
    act: str

    def urgency(self, today: date) -> str:
        """The weight of its button: late from the day after it was due, soon in the last seven days, else nothing."""
        if self.due is None:
            return ""
        if self.due < today:
            return "late"
        return "soon" if self.due - today <= SOON else ""


@dataclass(frozen=True, slots=True)
class Source:
    """The tasks of one kind: the most pressing, then how many there are, how many are late, where the others are."""

    name: str
    tasks: tuple[Task, ...]
    total: int
    late: int
    url: str

    @property
    def others(self) -> int:
        """How many the page does not show."""
        return self.total - len(self.tasks)


def act_word(member: Member, word: str) -> str:
    """The word of a button: an auditor only looks."""
    return word if member.role in STAFF else "Voir"
