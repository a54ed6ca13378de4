"""What the page after a jury shows of its recourses, and of what may still be contested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms

from jurande.accounts.http import Request
from jurande.juries.after.contesting import Contest, contests
from jurande.juries.after.forms_recourse import AnswerForm, LodgeForm
from jurande.juries.models import Case, JurySession
from jurande.rules.lifecycles import Role
from jurande.rules.recourse import ContestOutcome

READERS = frozenset({Role.MANAGER, Role.SECRETARY, Role.AUDITOR})
STAFF = frozenset({Role.MANAGER, Role.SECRETARY})


@dataclass(frozen=True, slots=True)
class Line:
    """One decision that may be contested, or was; each form is None for whoever may not send it."""

    contest: Contest
    lodge_form: LodgeForm | None
    answer_form: AnswerForm | None


def recourses_context(
    request: Request, session: JurySession, sent: Mapping[UUID, forms.Form] | None = None
) -> dict[str, Any]:
    """The decisions of a closed jury that leave something to contest, for its centre; nothing for its members.

    `sent` are the forms that came back with mistakes, by case.
    """
    if request.member.role not in READERS:
        return {"recourses_told": ()}
    cases = Case.objects.filter(session=session).select_related("session", "candidacy__person", "candidacy__centre")
    found = contests(cases.order_by("candidacy__person__sort_key", "pk"))
    shown = [one for one in found if one.recourses or one.decision.outcome is ContestOutcome.CONTESTABLE]
    return {
        "contests": [_line(one, request.member.role, (sent or {}).get(one.case.pk)) for one in shown],
        "recourses_told": [recourse.ref for one in shown for recourse in one.recourses],
    }


def _line(contest: Contest, role: Role, sent: forms.Form | None) -> Line:
    case = contest.case.pk
    lodge, answer = None, None
    if isinstance(sent, LodgeForm):  # what was typed is not lost when another request came meanwhile
        lodge = sent
    elif role in STAFF and contest.may_be_contested:
        lodge = LodgeForm(auto_id=ids("lodge", case))
    if role is Role.MANAGER and contest.pending:
        fresh = AnswerForm(auto_id=ids("answer", case), faults=contest.pending_faults)
        answer = sent if isinstance(sent, AnswerForm) else fresh
    return Line(contest, lodge, answer)


def ids(act: str, case: UUID) -> str:
    """How the fields of the form of one case are named in the page, where others stand beside it."""
    return f"{act}-{case}-%s"
