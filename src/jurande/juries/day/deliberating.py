"""The second and third duties: examine, vote, decide. Every decision keeps the reasons that the rule gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from jurande.juries.facts import bench, case_facts
from jurande.juries.locking import check_case_step, locked_case, moved
from jurande.juries.models import BallotBox, Case, ConformityPoint, Member
from jurande.juries.models import Vote as VoteRow
from jurande.juries.reasons import as_row
from jurande.ledger.actors import Actor, record
from jurande.rules.deliberation import (
    POSTPONED,
    ConformityFacts,
    DeliberationDecision,
    DeliberationFacts,
    DeliberationOutcome,
    Verdict,
    deliberate,
)
from jurande.rules.lifecycles import Case as State
from jurande.rules.lifecycles import refusal
from jurande.rules.reasons import Reason, Refused
from jurande.rules.seating import VotersDecision, VotersOutcome
from jurande.rules.settings import Ballot
from jurande.rules.voting import Choice, Vote

# Minutes and letters are for good, and a suspicion may prove unfounded: they say that something is checked, not what.
CHECKING = Reason(
    "deliberation.checking", POSTPONED, "Une vérification est en cours sur ce dossier : le jury attend.", False
)

# What a decision writes on its case.
DECIDED = (
    "state", "verdict", "validated", "not_validated", "kept_capacities", "refused_blocks", "reason", "unanimous",
    "decided_at", "reasons", "votes_for", "votes_against", "abstentions", "silent", "casting_vote",
)  # fmt: skip

# Where the box of a secret ballot counts each choice.
_COUNTS = {Choice.FOR: "votes_for", Choice.AGAINST: "votes_against", Choice.ABSTAIN: "abstentions"}


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
def open_vote(*, case: Case, motion: Motion, ballot: Ballot = Ballot.OPEN, actor: Actor, now: datetime) -> Case:
    """Put a motion to the vote, by voting seat; opening again starts a new round and keeps the former votes.

    Raises Refused for a motion that the rule would refuse once carried (the jury would vote for nothing), and when
    nobody may decide on the case.
    """
    case = locked_case(case)
    state = check_case_step("open_vote", case, actor)
    voters = _voters(case)
    if voters.outcome is not VotersOutcome.MAY_DECIDE:
        raise Refused(voters)
    recordable = judge(case, motion, voters, unanimous=True)
    if recordable.outcome is not DeliberationOutcome.RECORDED:
        raise Refused(recordable)
    case.state = state.value
    case.motion = motion.verdict.value
    case.refused_blocks = list(motion.refused_blocks)
    case.reason = motion.reason
    case.ballot = ballot.value
    case.save(update_fields=["state", "motion", "refused_blocks", "reason", "ballot"])
    new_round(case)
    moved(case.session)
    data = {"round": case.round, "motion": case.motion, "ballot": case.ballot}
    _record(case, "jury.open_vote", actor, now, data=data)
    return case


def new_round(case: Case) -> None:
    """Everybody votes again on the same motion; what was voted before is kept. The caller has locked the session."""
    case.round += 1
    case.save(update_fields=["round"])
    if case.ballot == Ballot.SECRET:
        BallotBox.objects.create(case=case, round=case.round)


@transaction.atomic
def vote(*, case: Case, member: Member, choice: Choice, vote_id: UUID, actor: Actor, now: datetime) -> VoteRow:
    """Cast one seat's vote, once: the same identifier sent twice is one vote, a second vote is refused."""
    case = locked_case(case)
    if done := VoteRow.objects.filter(pk=vote_id).first():
        if (done.case_id, done.member_id, done.round) == (case.pk, member.pk, case.round):
            return done
        raise refusal("jury.stale_page", "Cette page a déjà servi à voter : rechargez-la, puis votez.")
    check_case_step("vote", case, actor)
    voters = _voters(case)
    if str(member.id) not in voters.voting:
        raise refusal("jury.no_vote", "Vous ne votez pas sur ce candidat : siège sans voix, absent ou empêché.")
    if VoteRow.objects.filter(case=case, member=member, round=case.round).exists():
        raise refusal("jury.voted", "Votre voix s’est déjà exprimée sur ce candidat.")
    secret = case.ballot == Ballot.SECRET
    if secret:
        BallotBox.objects.filter(case=case, round=case.round).update(**{_COUNTS[choice]: F(_COUNTS[choice]) + 1})
    marked = not secret or str(member.id) == voters.president
    cast = VoteRow.objects.create(
        id=vote_id,
        case=case,
        member=member,
        round=case.round,
        choice=choice.value if marked else "",
        cast_at=now,
    )
    moved(case.session)
    _record(case, "jury.vote", actor, now, data={"round": case.round, "member": f"member:{member.id}"})
    return cast


@transaction.atomic
def decide(
    *, case: Case, motion: Motion, unanimous: bool, silent_abstain: bool = False, actor: Actor, now: datetime
) -> Case:
    """Record the jury's decision on one case: unanimous without a vote, or the motion that was voted.

    `silent_abstain`: the president notes that the seats which have not voted abstain. A postponement is recorded even
    when nobody may decide on the case. Raises Refused with every reason when the rule forbids it, when the motion was
    not carried, or when a jury that votes is said to be unanimous.
    """
    case = locked_case(case)
    state = check_case_step("decide", case, actor)
    voters = _voters(case)
    helpless = voters.outcome is not VotersOutcome.MAY_DECIDE
    if case.state == State.VOTING and not (helpless and motion.verdict is Verdict.POSTPONED):
        if unanimous:
            raise refusal("jury.vote_open", "Un vote est ouvert sur ce candidat : enregistrez son résultat.")
        motion = voted_motion(case)
    decision = judge(case, motion, voters, unanimous=unanimous, silent_abstain=silent_abstain)
    if helpless and motion.verdict is not Verdict.POSTPONED:
        raise Refused(voters)
    if decision.outcome is not DeliberationOutcome.RECORDED:
        raise Refused(_without_the_count(case, decision))
    case.state = state.value
    taken_note = tuple(CHECKING if one.code == "fraud.suspicion" else one for one in voters.obstacles if helpless)
    fill(case, motion, decision, unanimous=unanimous, taken_note=taken_note, now=now)
    case.save(update_fields=DECIDED)
    moved(case.session)
    _record(
        case,
        "jury.decide",
        actor,
        now,
        data=decided_data(case),
        clauses=sorted({reason.clause.key for reason in decision.reasons}),
    )
    return case


def _without_the_count(case: Case, decision: DeliberationDecision) -> DeliberationDecision:
    """A secret ballot says nothing of what is in its box, not even which way it leans, while seats are to speak."""
    if case.ballot == Ballot.SECRET and any(one.code == "deliberation.every_seat" for one in decision.obstacles):
        return replace(
            decision, reasons=tuple(one for one in decision.reasons if one.code == "deliberation.every_seat")
        )
    return decision


def decided_data(case: Case) -> dict[str, object]:
    """What the ledger keeps of a decision."""
    return {
        "candidacy": case.candidacy.ref,
        "verdict": case.verdict,
        "validated": case.validated,
        "not_validated": case.not_validated,
        "unanimous": case.unanimous,
        "for": case.votes_for,
        "against": case.votes_against,
        "abstentions": case.abstentions,
        "silent": case.silent,
        "casting": case.casting_vote or "none",
    }


def voted_motion(case: Case) -> Motion:
    """The motion that a vote under way is about."""
    return Motion(verdict=Verdict(case.motion), refused_blocks=case.refused_blocks, reason=case.reason)


def _voters(case: Case) -> VotersDecision:
    """Who votes on the case, and whether they may decide on it."""
    seats = bench(case.session)
    return seats.voters(case, seats.seating)


def judge(
    case: Case,
    motion: Motion,
    voters: VotersDecision,
    *,
    unanimous: bool,
    silent_abstain: bool = False,
    points: Sequence[ConformityPoint] | None = None,
) -> DeliberationDecision:
    """What the rule says of a motion on a case, with the votes of its present round; `points`, once read."""
    if points is None:
        points = list(ConformityPoint.objects.filter(session=case.session))
    return deliberate(
        case.candidacy.certification,
        DeliberationFacts(
            case=case_facts(case),
            conformity=ConformityFacts(
                accepted=bool(points) and all(point.conform for point in points),
                reserves=tuple(point.reserve for point in points if point.reserve),
            ),
            examined=case.state in {State.EXAMINED, State.VOTING},
            verdict=motion.verdict,
            refused_blocks=tuple(motion.refused_blocks),
            reason=motion.reason,
            unanimous=unanimous,
            votes=() if unanimous else ballots(case, voters),
            silent_abstain=silent_abstain,
            voting=voters.voting,
            president=voters.president,
        ),
    )


def ballots(case: Case, voters: VotersDecision) -> tuple[Vote, ...]:
    """The votes of the present round. In a secret ballot only the president's is known: the counts of the box are
    handed to the other seats that voted, in no order, since a tally only counts them."""
    rows = list(VoteRow.objects.filter(case=case, round=case.round))
    if case.ballot != Ballot.SECRET:
        return tuple(Vote(seat=str(row.member_id), choice=Choice(row.choice)) for row in rows)
    marked = {str(row.member_id): Choice(row.choice) for row in rows if row.choice}
    box = BallotBox.objects.get(case=case, round=case.round)
    unmarked = [
        choice
        for choice, count in _COUNTS.items()
        for _ in range(getattr(box, count) - list(marked.values()).count(choice))
    ]
    others = (str(row.member_id) for row in rows if not row.choice)
    return tuple(
        Vote(seat=seat, choice=choice)
        for seat, choice in (*marked.items(), *zip(others, unmarked, strict=True))
        if seat in voters.voting
    )


def fill(
    case: Case,
    motion: Motion,
    decision: DeliberationDecision,
    *,
    unanimous: bool,
    taken_note: Sequence[Reason] = (),
    now: datetime,
) -> None:
    """Put what was decided on the case; the caller saves it."""
    case.verdict = decision.verdict.value
    case.validated, case.not_validated = list(decision.validated), list(decision.not_validated)
    case.kept_capacities = list(decision.kept_capacities)
    case.refused_blocks, case.reason = list(motion.refused_blocks), motion.reason
    case.unanimous, case.decided_at = unanimous, now
    case.reasons = [as_row(reason) for reason in (*decision.reasons, *taken_note)]
    if decision.tally:
        case.votes_for, case.votes_against = decision.tally.for_, decision.tally.against
        case.abstentions, case.silent = decision.tally.abstained, decision.tally.absent
        case.casting_vote = decision.tally.casting.value if decision.tally.tie and decision.tally.casting else ""


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
