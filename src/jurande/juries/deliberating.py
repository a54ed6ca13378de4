"""The second and third duties: examine, vote, decide. Every decision keeps the reasons that the rule gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jurande.catalogue.record_file import load
from jurande.juries.facts import bench, case_facts
from jurande.juries.locking import check_case_step, locked_case, moved
from jurande.juries.models import Case, ConformityPoint, Member
from jurande.juries.models import Vote as VoteRow
from jurande.ledger.actors import Actor, record
from jurande.rules.deliberation import (
    Choice,
    ConformityFacts,
    DeliberationDecision,
    DeliberationFacts,
    DeliberationOutcome,
    Verdict,
    Vote,
    deliberate,
)
from jurande.rules.jury import VotersDecision, VotersOutcome
from jurande.rules.lifecycles import Case as State
from jurande.rules.lifecycles import refusal
from jurande.rules.reasons import Clause, Kind, Reason, Refused

# What a decision writes on its case.
DECIDED = (
    "state", "verdict", "validated", "not_validated", "refused_blocks", "reason", "unanimous", "decided_at", "reasons",
    "votes_for", "votes_against", "abstentions", "casting_vote",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """What the president puts to the jury: a verdict, presentable blocks it refuses to validate, and why."""

    verdict: Verdict
    refused_blocks: Sequence[str] = ()
    reason: str = ""


@transaction.atomic
def examine(*, case: Case, actor: Actor, now: datetime) -> Case:
    """Open a case: the second duty, the examination of its summary."""
    case = locked_case(case)
    case.state = check_case_step("examine", case, actor).value
    case.save(update_fields=["state"])
    moved(case.session)
    _record(case, "jury.examine", actor, now, clauses=["record.jury.duties"])
    return case


@transaction.atomic
def open_vote(*, case: Case, motion: Motion, actor: Actor, now: datetime) -> Case:
    """Put a motion to the vote, by voting seat; opening again starts a new round and keeps the former votes.

    Raises Refused for a motion that the rule would refuse once carried: the jury would vote for nothing.
    """
    case = locked_case(case)
    state = check_case_step("open_vote", case, actor)
    recordable = judge(case, motion, _voters(case), unanimous=True)
    if recordable.outcome is not DeliberationOutcome.RECORDED:
        raise Refused(recordable)
    case.state = state.value
    case.motion = motion.verdict.value
    case.refused_blocks = list(motion.refused_blocks)
    case.reason = motion.reason
    case.round += 1
    case.save(update_fields=["state", "motion", "refused_blocks", "reason", "round"])
    moved(case.session)
    _record(case, "jury.open_vote", actor, now, data={"round": case.round, "motion": case.motion})
    return case


@transaction.atomic
def vote(*, case: Case, member: Member, choice: Choice, vote_id: UUID, actor: Actor, now: datetime) -> VoteRow:
    """Cast one seat's vote, once: the same identifier sent twice is one vote, a second vote is refused."""
    case = locked_case(case)
    if done := VoteRow.objects.filter(pk=vote_id).first():
        if (done.case_id, done.member_id, done.round) == (case.pk, member.pk, case.round):
            return done
        raise refusal("jury.stale_page", "Cette page a déjà servi à voter : rechargez-la, puis votez.")
    check_case_step("vote", case, actor)
    seats = bench(case.session)
    if str(member.id) not in seats.voters(case, seats.seating).voting:
        raise refusal("jury.no_vote", "Vous ne votez pas sur ce candidat : siège sans voix, absent ou empêché.")
    if VoteRow.objects.filter(case=case, member=member, round=case.round).exists():
        raise refusal("jury.voted", "Votre voix s’est déjà exprimée sur ce candidat.")
    cast = VoteRow.objects.create(
        id=vote_id, case=case, member=member, round=case.round, choice=choice.value, cast_at=now
    )
    moved(case.session)
    _record(case, "jury.vote", actor, now, data={"round": case.round, "member": f"member:{member.id}"})
    return cast


@transaction.atomic
def decide(*, case: Case, motion: Motion, unanimous: bool, actor: Actor, now: datetime) -> Case:
    """Record the jury's decision on one case: unanimous without a vote, or the motion that was voted.

    Raises Refused with every reason when the rule forbids it, or when the motion was not carried.
    """
    case = locked_case(case)
    state = check_case_step("decide", case, actor)
    if case.state == State.VOTING:
        motion = Motion(verdict=Verdict(case.motion), refused_blocks=case.refused_blocks, reason=case.reason)
        unanimous = False
    decision = judge(case, motion, _voters(case), unanimous=unanimous)
    if decision.outcome is not DeliberationOutcome.RECORDED:
        raise Refused(decision)
    case.state = state.value
    _write(case, motion, decision, unanimous=unanimous, now=now)
    moved(case.session)
    _record(
        case,
        "jury.decide",
        actor,
        now,
        data={
            "candidacy": case.candidacy.ref,
            "verdict": case.verdict,
            "validated": case.validated,
            "not_validated": case.not_validated,
            "unanimous": unanimous,
            "for": case.votes_for,
            "against": case.votes_against,
            "abstentions": case.abstentions,
            "casting": case.casting_vote or "none",
        },
        clauses=sorted({reason.clause.key for reason in decision.reasons}),
    )
    return case


def _voters(case: Case) -> VotersDecision:
    """Who votes on the case; raises Refused when nobody may decide on it."""
    seats = bench(case.session)
    voters = seats.voters(case, seats.seating)
    if voters.outcome is not VotersOutcome.MAY_DECIDE:
        raise Refused(voters)
    return voters


def judge(case: Case, motion: Motion, voters: VotersDecision, *, unanimous: bool) -> DeliberationDecision:
    """What the rule says of a motion on a case, with the votes of its present round."""
    points = list(ConformityPoint.objects.filter(session=case.session))
    return deliberate(
        load(case.candidacy.record_code).certification,
        DeliberationFacts(
            case=case_facts(case),
            conformity=ConformityFacts(
                accepted=bool(points), reserves=tuple(point.reserve for point in points if point.reserve)
            ),
            examined=case.state in {State.EXAMINED, State.VOTING},
            verdict=motion.verdict,
            refused_blocks=tuple(motion.refused_blocks),
            reason=motion.reason,
            unanimous=unanimous,
            votes=() if unanimous else ballots(case),
            voting=voters.voting,
            president=voters.president,
        ),
    )


def ballots(case: Case) -> tuple[Vote, ...]:
    """The votes of the present round."""
    rows = VoteRow.objects.filter(case=case, round=case.round)
    return tuple(Vote(seat=str(row.member_id), choice=Choice(row.choice)) for row in rows)


def _write(case: Case, motion: Motion, decision: DeliberationDecision, *, unanimous: bool, now: datetime) -> None:
    case.verdict = decision.verdict.value
    case.validated, case.not_validated = list(decision.validated), list(decision.not_validated)
    case.refused_blocks, case.reason = list(motion.refused_blocks), motion.reason
    case.unanimous, case.decided_at = unanimous, now
    case.reasons = [as_row(reason) for reason in decision.reasons]
    if decision.tally:
        case.votes_for, case.votes_against = decision.tally.for_, decision.tally.against
        case.abstentions = decision.tally.abstained
        case.casting_vote = decision.tally.casting.value if decision.tally.tie and decision.tally.casting else ""
    case.save(update_fields=DECIDED)


def as_row(reason: Reason) -> dict[str, str | bool]:
    """A reason as it is kept with the decision and printed in the minutes."""
    return {
        "code": reason.code,
        "clause": reason.clause.key,
        "ref": reason.clause.ref,
        "kind": reason.clause.kind.value,
        "quote": reason.clause.quote,
        "text": reason.text,
        "holds": reason.holds,
    }


def from_row(row: Mapping[str, Any]) -> Reason:
    """The reason that `as_row` kept."""
    source, _, article = row["ref"].partition(", ")
    clause = Clause(row["clause"], Kind(row["kind"]), source, article, row["quote"])
    return Reason(row["code"], clause, row["text"], row["holds"])


def _record(
    case: Case,
    act: str,
    actor: Actor,
    now: datetime,
    data: dict[str, object] | None = None,
    clauses: Sequence[str] = (),
) -> None:
    record(
        actor=actor,
        chain=case.session.centre.chain,
        act=act,
        subject=case.ref,
        now=now,
        data=data,  # type: ignore[arg-type]  # every value above is a code, a number or a list of codes
        clauses=clauses,
    )
