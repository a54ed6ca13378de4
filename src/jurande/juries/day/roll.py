"""The list of a day's candidates: the difficult ones first, each with where it stands; lean, for three hundred."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from jurande.juries.models import Case, JurySession
from jurande.rules.deliberation import Verdict
from jurande.rules.lifecycles import Case as CaseState

# What a list shows of a case and what its deliberation is judged on, and no more.
LEAN = (
    "session_id", "position", "state", "fallen", "verdict", "validated", "acting_president_id",
    "candidacy__record_code", "candidacy__route", "candidacy__aimed_blocks", "candidacy__held_blocks",
    "candidacy__person__birth_name", "candidacy__person__used_name", "candidacy__person__first_name",
    "summary__presentable_blocks", "summary__not_acquired", "summary__opinions",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate of the list, and the mark of where they stand."""

    case: Case
    kind: str
    word: str


@dataclass(frozen=True, slots=True)
class Part:
    """The candidates to discuss, or those of whom there is nothing to discuss."""

    title: str
    lines: tuple[Line, ...]


def read_cases(session: JurySession) -> list[Case]:
    """The candidates of the day in their order, with what a list shows of them only; one query."""
    rows = Case.objects.filter(session=session).select_related("candidacy__person", "summary")
    return list(rows.only(*LEAN).order_by("position"))


def parts(cases: Sequence[Case], clear: Collection[UUID]) -> list[Part]:
    """The list, the difficult candidates first."""
    found = (
        Part("À discuter", tuple(line(case) for case in cases if case.pk not in clear)),
        Part("Sans rien à discuter", tuple(line(case) for case in cases if case.pk in clear)),
    )
    return [part for part in found if part.lines]


def line(case: Case) -> Line:
    """A candidate with the mark of their decision, else of where the jury is with them."""
    if case.state == CaseState.DECIDED:
        return Line(case, *_decided(case))
    if case.state == CaseState.TO_EXAMINE:
        return Line(case, "wait", "À examiner")
    return Line(case, "now", case.get_state_display())


def _decided(case: Case) -> tuple[str, str]:
    match Verdict(case.verdict):
        case Verdict.ADMISSIBLE:
            return "ok", "Admissible"
        case Verdict.NOT_ADMISSIBLE:
            return "no", "Non admissible"
        case Verdict.POSTPONED:
            return "wait", "Reportée"
        case Verdict.BLOCKS:
            return ("ok", "Blocs validés") if case.validated else ("no", "Blocs non validés")
