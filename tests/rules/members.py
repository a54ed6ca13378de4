"""Juries as the tests write them: E1, E2… for the employers, each unionist by the name of their union."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from hypothesis import strategies as st

from jurande.rules.parity import Member
from jurande.rules.rulebook import Side, edition_named
from jurande.rules.settings import Settings, UnequalSides

ED2014, ED2019 = edition_named("branch-2014"), edition_named("branch-2019")
BOTH = (ED2014, ED2019)
ONLY_2014, ONLY_2019 = (ED2014,), (ED2019,)
EMPLOYERS, EMPLOYEES = Side
UNIONS = ("CFDT", "CFE-CGC", "CGT", "FO")
JURY_DAY = date(2026, 4, 9)
TEMPORARY_WORK_VOTES = Settings(temporary_work_votes=True)


def employer(number: int, **changes: Any) -> Member:
    """A qualified employers' member, E1, E2…, but for the changes."""
    return replace(Member(id=f"E{number}", side=EMPLOYERS), **changes)


def unionist(union: str, **changes: Any) -> Member:
    """The voting representative of a union, whose id is the union's name, but for the changes."""
    return replace(Member(id=union, side=EMPLOYEES, union=union), **changes)


def temporary(side: Side, number: int = 1, **changes: Any) -> Member:
    """The supplementary member of the temporary-work branch."""
    return replace(Member(id=f"T-{side}-{number}", side=side, temporary_work=True), **changes)


def employers(number: int, president: int | None = 1) -> tuple[Member, ...]:
    """So many employers' members, the first of whom presides."""
    return tuple(employer(each, president=each == president) for each in range(1, number + 1))


def unionists(*unions: str) -> tuple[Member, ...]:
    """A voting representative of each union."""
    return tuple(unionist(union) for union in unions)


FOUR_EACH = (*employers(4), *unionists(*UNIONS))
TWO_EACH = (*employers(2), *unionists("CFDT", "CGT"))


def without(members: tuple[Member, ...], *ids: str) -> tuple[Member, ...]:
    """The members but those."""
    return tuple(member for member in members if member.id not in ids)


def changed(members: tuple[Member, ...], member_id: str, **changes: Any) -> tuple[Member, ...]:
    """The members, one of them changed."""
    return tuple(replace(member, **changes) if member.id == member_id else member for member in members)


@st.composite
def benches(draw: st.DrawFn) -> tuple[Member, ...]:
    """A jury of any shape, most often one that may sit; every member of another union, for the sides to swap."""
    numbers = count(1)
    drawn = []
    size = draw(st.integers(0, 4))
    other = draw(st.sampled_from([size, size, 0, 1, 2, 3, 4]))
    for side, many in ((EMPLOYERS, size), (EMPLOYEES, other)):
        for _ in range(many):
            number = next(numbers)
            drawn.append(
                Member(
                    id=f"M{number}",
                    side=side,
                    union=f"U{number}",
                    president=number == 1,
                    temporary_work=draw(st.sampled_from([False, False, False, False, False, False, False, True])),
                    votes=draw(st.sampled_from([True, True, True, True, True, True, True, False])),
                    present=draw(st.sampled_from([True, True, True, True, True, True, True, False])),
                    barred_from=draw(st.sampled_from([(), (), (), ("K",)])),
                )
            )
    return tuple(drawn)


all_settings = st.builds(Settings, unequal_sides=st.sampled_from(UnequalSides), temporary_work_votes=st.booleans())
editions = st.sampled_from(BOTH)
