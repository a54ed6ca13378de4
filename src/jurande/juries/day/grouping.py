"""Several candidates decided in one motion, unanimous: those of whom the rule says that there is nothing to discuss."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db import transaction

from jurande.catalogue.record_file import load
from jurande.juries.day.deliberating import DECIDED, Motion, decided_data, fill, judge
from jurande.juries.facts import Bench, bench, case_facts
from jurande.juries.locking import check_case_step, locked, moved
from jurande.juries.models import Case, ConformityPoint, JurySession
from jurande.ledger.actions import Line
from jurande.ledger.actors import Actor, record_many
from jurande.rules.deliberation import CaseFacts, DeliberationDecision, DeliberationOutcome, proposal
from jurande.rules.grouping import TogetherDecision, TogetherOutcome, together
from jurande.rules.lifecycles import Case as State
from jurande.rules.lifecycles import refusal
from jurande.rules.reasons import Refused
from jurande.rules.seating import SeatingDecision, VotersOutcome
from jurande.rules.summary import OpinionValue


def judge_together(case: Case, seats: Bench, today: SeatingDecision) -> TogetherDecision:
    """Whether a case may be decided with others; `today` is the seating, computed once for all of them."""
    divergence = any(one["value"] == OpinionValue.UNFAVOURABLE for one in case.summary.opinions)
    barred = len(today.voting) - len(seats.voters(case, today).voting)
    return _together(case.candidacy.record_code, case_facts(case), divergence, barred)


@lru_cache(maxsize=500)  # of three hundred candidates, most have the same summary
def _together(record_code: str, facts: CaseFacts, divergence: bool, barred: int) -> TogetherDecision:
    return together(load(record_code).certification, facts, divergence=divergence, barred=barred)


def is_clear(case: Case, seats: Bench, today: SeatingDecision) -> bool:
    """Whether there is nothing to discuss of a candidate; no query."""
    free = case.candidacy_id not in seats.suspected
    return free and judge_together(case, seats, today).outcome is TogetherOutcome.TOGETHER


@transaction.atomic
def decide_together(*, session: JurySession, cases: Sequence[UUID], actor: Actor, now: datetime) -> list[Case]:
    """Examine and decide these candidates as their summaries propose, all or none; each gets its own entry and reasons.

    Raises Refused for a case that is not before this jury; then with every reason of the first one that the jury must
    examine alone, or may not decide.
    """
    session = locked(session)
    rows = _before(session, cases)
    seats, points = bench(session), list(ConformityPoint.objects.filter(session=session))
    today, lines = seats.seating, []
    examined = [
        Line(subject=case.ref, clauses=["record.jury.duties"]) for case in rows if case.state == State.TO_EXAMINE
    ]
    for case in rows:
        case.session = session
        decision = _decide_one(case, seats, today, points, actor, now)
        clauses = sorted({reason.clause.key for reason in decision.reasons})
        lines.append(Line(subject=case.ref, data=decided_data(case), clauses=clauses))  # type: ignore[arg-type]  # codes, numbers and lists of codes
    Case.objects.bulk_update(rows, DECIDED)
    moved(session)
    record_many(actor=actor, chain=session.centre.chain, act="jury.examine", now=now, lines=examined)
    record_many(actor=actor, chain=session.centre.chain, act="jury.decide", now=now, lines=lines)
    return rows


def _before(session: JurySession, cases: Sequence[UUID]) -> list[Case]:
    rows = list(
        Case.objects.filter(session=session, pk__in=cases)
        .select_related("candidacy__person", "candidacy__centre", "summary", "acting_president")
        .order_by("position")
    )
    if len(rows) != len({*cases}):
        text = "Un candidat nommé n’est pas à l’ordre du jour de ce jury : rechargez la page et choisissez de nouveau."
        raise refusal("together.agenda", text)
    return rows


def _decide_one(
    case: Case,
    seats: Bench,
    today: SeatingDecision,
    points: Sequence[ConformityPoint],
    actor: Actor,
    now: datetime,
) -> DeliberationDecision:
    if case.state == State.TO_EXAMINE:
        case.state = check_case_step("examine", case, actor).value
    target = check_case_step("decide", case, actor)
    grouped, voters = judge_together(case, seats, today), seats.voters(case, today)
    if grouped.outcome is not TogetherOutcome.TOGETHER:
        raise Refused(grouped)
    if voters.outcome is not VotersOutcome.MAY_DECIDE:
        raise Refused(voters)
    motion = Motion(verdict=proposal(case.candidacy.certification, case_facts(case)).outcome)
    decision = judge(case, motion, voters, unanimous=True, points=points)
    if decision.outcome is not DeliberationOutcome.RECORDED:
        raise Refused(decision)
    case.state = target.value
    fill(case, motion, decision, unanimous=True, now=now)
    return decision
