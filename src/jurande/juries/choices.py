"""The choices of the authority that a jury follows: those of its day, as they were known when it was first called.

Like the edition of the rules: chosen by the date of the jury, frozen by its first call (docs/decisions/0016). Whoever
needs a choice for a jury, before it, in it or after it, asks here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from jurande.juries.models import JurySession
from jurande.organisations.choices import Asked, in_force, known
from jurande.rules.settings import Settings


def choices_each(asked: Iterable[tuple[JurySession, str]]) -> dict[tuple[UUID, str], Settings]:
    """The choices of each jury for the certification beside it (its record's code, or none), in one query."""
    wanted = {
        (session.pk, code): Asked(session.held_on, code, recorded_by=session.called_at) for session, code in asked
    }
    found = known(wanted.values())
    return {key: found[one] for key, one in wanted.items()}


def choices_of(session: JurySession, record_code: str = "") -> Settings:
    """The choices of one jury for a certification, without one those made for all."""
    return choices_each([(session, record_code)])[session.pk, record_code]


def choices_of_earlier(jury: str, held_on: date, record_code: str) -> Settings:
    """Those of the jury that a fact of the register names ("jury:UUID"); of its day, for a jury not held here."""
    session = JurySession.objects.filter(pk=UUID(jury.partition(":")[2])).first()
    return choices_of(session, record_code) if session else in_force(held_on, record_code)


def only_one(codes: Iterable[str]) -> str:
    """The certification that the jury as a whole follows: the one of all its candidates, else none of them (empty)."""
    judged = set(codes)
    return judged.pop() if len(judged) == 1 else ""
