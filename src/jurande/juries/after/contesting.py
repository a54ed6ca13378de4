"""What may be contested of what juries decided, until when, and what became of it; read for pages and letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from jurande.documents.models import StoredDocument
from jurande.juries.choices import choices_each
from jurande.juries.models import Case, Recourse
from jurande.rules.dates import day_of, french
from jurande.rules.deliberation import Verdict
from jurande.rules.lifecycles import Recourse as State
from jurande.rules.reasons import Clause, Reason
from jurande.rules.recourse import ContestDecision, ContestOutcome, DecidedFacts, RecourseFacts, contest, recourse
from jurande.rules.settings import Settings, choice

# The president's letter to a candidate, from whose day the time runs.
NOTICE = "partial_notice"
ANSWER = "recourse_answer"


@dataclass(frozen=True, slots=True)
class Contest:
    """One case of a closed jury: whether it may be contested, and its recourses, the oldest first."""

    case: Case
    facts: DecidedFacts
    settings: Settings
    decision: ContestDecision
    recourses: Sequence[Recourse]

    @property
    def pending(self) -> Recourse | None:
        """The recourse that waits for its answer."""
        return next((one for one in self.recourses if one.state == State.LODGED), None)

    @property
    def upheld(self) -> bool:
        """Whether another jury is to decide, or has."""
        return any(one.state == State.UPHELD for one in self.recourses)

    @property
    def may_be_contested(self) -> bool:
        """Whether a recourse could still come, in time or not."""
        return self.decision.outcome is ContestOutcome.CONTESTABLE and not self.pending and not self.upheld

    @property
    def pending_faults(self) -> Sequence[Reason]:
        """What makes the recourse that waits for its answer inadmissible: late, without motives."""
        return recourse(self.as_it_came(self.pending), settings=self.settings).obstacles if self.pending else ()

    def as_it_came(self, lodged: Recourse) -> RecourseFacts:
        """A recourse that was recorded, as the rule reads it."""
        return RecourseFacts(
            decided=self.facts,
            received_on=lodged.received_on,
            grounds=lodged.grounds,
            pending=False,
            upheld=False,
        )

    def is_open_on(self, day: date) -> bool:
        """Whether a recourse that comes that day is in time."""
        return self.may_be_contested and self.decision.until is not None and day <= self.decision.until


def contests(cases: Iterable[Case]) -> list[Contest]:
    """Each decided case of a closed jury, in three queries whatever their number; `session` and `candidacy` at hand."""
    chosen = list(cases)
    letters = StoredDocument.objects.filter(kind=NOTICE, subject__in=[case.ref for case in chosen])
    noticed = {subject: day_of(written) for subject, written in letters.values_list("subject", "created_at")}
    choices = choices_each((case.session, case.candidacy.record_code) for case in chosen)
    recourses: dict[UUID, list[Recourse]] = {}
    for one in Recourse.objects.filter(case__in=chosen).order_by("received_on", "pk"):
        recourses.setdefault(one.case_id, []).append(one)
    return [
        _contest(
            case,
            noticed.get(case.ref),
            choices[case.session_id, case.candidacy.record_code],
            recourses.get(case.pk, ()),
        )
        for case in chosen
    ]


def _contest(case: Case, noticed_on: date | None, settings: Settings, recourses: Sequence[Recourse]) -> Contest:
    facts = decided_facts(case, noticed_on)
    return Contest(case, facts, settings, contest(facts, settings=settings), recourses)


def decided_facts(case: Case, noticed_on: date | None) -> DecidedFacts:
    """What a jury decided, as the rule of recourse reads it."""
    return DecidedFacts(
        verdict=Verdict(case.verdict),
        not_validated=tuple(case.not_validated),
        jury_on=case.session.held_on,
        noticed_on=noticed_on,
    )


@dataclass(frozen=True, slots=True)
class Reexamination:
    """A case that another jury decided first: the day that its recourse was upheld, the day of that jury."""

    upheld_on: date
    first_on: date

    @property
    def text(self) -> str:
        """In the words of the room and of the minutes."""
        first = french(self.first_on)
        return f"Nouvel examen après recours accueilli le {french(self.upheld_on)}, décision du jury du {first}."

    @property
    def clause(self) -> Clause:
        """What it rests on."""
        return choice("recourse_months")


def reexaminations(cases: Iterable[Case]) -> Mapping[UUID, Reexamination]:
    """Those of these cases that come after a recourse upheld, by case, in one query."""
    chosen = list(cases)
    upheld = Recourse.objects.filter(
        case__candidacy__in=[case.candidacy_id for case in chosen], state=State.UPHELD.value
    ).select_related("case__session")
    earlier: dict[UUID, list[Recourse]] = {}
    for one in upheld.order_by("answered_at"):
        earlier.setdefault(one.case.candidacy_id, []).append(one)
    found = {}
    for case in chosen:
        for one in earlier.get(case.candidacy_id, ()):
            if one.answered_at and one.case_id != case.pk and _comes_after(case, one):
                found[case.pk] = Reexamination(day_of(one.answered_at), one.case.session.held_on)
    return found


def _comes_after(case: Case, recourse: Recourse) -> bool:
    return case.decided_at is None or recourse.answered_at is None or recourse.answered_at < case.decided_at
