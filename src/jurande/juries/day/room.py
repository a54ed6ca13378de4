"""What the room shows, read in a constant number of queries whatever the number of candidates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from jurande.evaluations.facts import OBSERVATION, Dossier, dossier
from jurande.evaluations.fallen import relied
from jurande.juries.after.contesting import Reexamination, reexaminations
from jurande.juries.day.deliberating import ballots
from jurande.juries.day.grouping import is_clear
from jurande.juries.day.roll import Part, parts, read_cases
from jurande.juries.facts import Bench, as_presented, case_facts
from jurande.juries.models import Bar, Case, ConformityPoint, JurySession, Member
from jurande.juries.models import Vote as VoteRow
from jurande.juries.reasons import from_row
from jurande.rules.certification import Block, Element
from jurande.rules.deliberation import ProposalDecision, proposal
from jurande.rules.lifecycles import Case as CaseState
from jurande.rules.lifecycles import Session as SessionState
from jurande.rules.reasons import Reason
from jurande.rules.rulebook import Side
from jurande.rules.seating import SeatingDecision, VotersDecision
from jurande.rules.settings import Ballot
from jurande.rules.voting import Choice, TallyDecision, tally

# A modality in one word, for a line of the summary.
SHORT = {Element.REAL_WORK: "Réelle", Element.PROJECTS: "Projets", Element.RECONSTITUTED: "Reconstituée"}


@dataclass(frozen=True, slots=True)
class RecapLine:
    """One capacity of the summary: its result, how it was evaluated, what the commission and the company wrote."""

    code: str
    title: str
    state: str
    modality: str
    unusual: bool
    seen: str
    remark: str
    company: str


@dataclass(frozen=True, slots=True)
class RecapBlock:
    """One block of the summary. `held_since` is set when it was validated by an earlier jury."""

    block: Block
    lines: tuple[RecapLine, ...]
    acquired: int
    presentable: bool
    held_since: object
    opinion: str
    tutor: str


@dataclass(frozen=True, slots=True)
class Room:
    """The room at one instant."""

    session: JurySession
    seats: Bench
    seating: SeatingDecision
    cases: Sequence[Case]
    case: Case | None
    recap: tuple[RecapBlock, ...]
    bars: Sequence[Bar]
    proposal: ProposalDecision | None
    voters: VotersDecision | None
    votes: Sequence[VoteRow]
    tally: TallyDecision | None
    conformity: Sequence[ConformityPoint]
    clear: frozenset[UUID]
    again: Reexamination | None

    @property
    def roll(self) -> list[Part]:
        """The candidates of the day, the difficult ones first: those of whom there is something to discuss."""
        return parts(self.cases, self.clear)

    @property
    def several(self) -> bool:
        """Whether candidates of several certifications are judged that day."""
        return len(self.seats.certifications) > 1

    @property
    def to_group(self) -> list[Case]:
        """Those still to decide that may be decided in one motion."""
        waiting = {CaseState.TO_EXAMINE, CaseState.EXAMINED}
        return [case for case in self.cases if case.pk in self.clear and case.state in waiting]

    @property
    def employers(self) -> list[Member]:
        """The employers' delegation."""
        return [member for member in self.seats.members if member.side == Side.EMPLOYERS]

    @property
    def employees(self) -> list[Member]:
        """The unions' delegation."""
        return [member for member in self.seats.members if member.side == Side.EMPLOYEES]

    @property
    def decided_reasons(self) -> list[Reason]:
        """The reasons of the open case's decision, as they were kept with it."""
        return [from_row(row) for row in self.case.reasons] if self.case else []

    @property
    def fallen(self) -> tuple[Reason, ...]:
        """What the open case's summary rests on and was withdrawn since."""
        return relied(self.case.candidacy.record_code, self.case.fallen).obstacles if self.case else ()

    @property
    def parity(self) -> Reason:
        """What the rule says of the balance of the two sides, today."""
        return next(reason for reason in self.seating.reasons if reason.code == "jury.parity")

    @property
    def voting_today(self) -> set[str]:
        """Identifiers of the members who sit with a vote."""
        return set(self.seating.voting)

    @property
    def decided(self) -> int:
        """How many candidates have their decision."""
        return sum(1 for case in self.cases if case.state == CaseState.DECIDED)

    @property
    def votes_for(self) -> list[VoteRow]:
        """Votes for, in the present round."""
        return [vote for vote in self.votes if vote.choice == Choice.FOR]

    @property
    def votes_against(self) -> list[VoteRow]:
        """Votes against, in the present round."""
        return [vote for vote in self.votes if vote.choice == Choice.AGAINST]

    @property
    def missing(self) -> int:
        """Seats that have not spoken in the vote under way."""
        return len(self.voters.voting) - len(self.votes) if self.voters else 0

    @property
    def evaluators(self) -> list[Member]:
        """Members who evaluated the candidate, and leave the vote by themselves."""
        if self.case is None:
            return []
        candidacy, named = str(self.case.candidacy_id), {bar.member_id for bar in self.bars}
        pairs = zip(self.seats.members, self.seats.facts, strict=True)
        return [row for row, fact in pairs if candidacy in fact.barred_from and row.pk not in named]

    def has_voted(self, seat: Member) -> bool:
        """Whether that seat has voted in the present round."""
        return any(vote.member_id == seat.pk for vote in self.votes)


def read_room(session: JurySession, seats: Bench, chosen: str) -> Room:
    """The room, with the chosen case open, else the one that the jury is at; none before the first duty is done."""
    cases, seating = read_cases(session), seats.seating
    clear = frozenset(case.pk for case in cases if is_clear(case, seats, seating))
    in_order = sorted(cases, key=lambda case: case.pk in clear)  # the others come first, each in its place
    case = None if session.state == SessionState.SITTING else _whole(_open_case(in_order, chosen))
    voters = seats.voters(case, seating) if case else None
    votes = list(VoteRow.objects.filter(case=case, round=case.round)) if case and case.round else []
    return Room(
        session=session,
        seats=seats,
        seating=seating,
        cases=cases,
        case=case,
        recap=recap(case, dossier(case.candidacy)) if case else (),
        bars=list(Bar.objects.filter(case=case).select_related("member")) if case else [],
        proposal=proposal(case.candidacy.certification, case_facts(case)) if case else None,
        voters=voters,
        votes=votes,
        tally=_tally(case, voters, votes) if case and voters else None,
        conformity=list(ConformityPoint.objects.filter(session=session)),
        clear=clear,
        again=reexaminations([case]).get(case.pk) if case else None,
    )


def _tally(case: Case, voters: VotersDecision, votes: Sequence[VoteRow]) -> TallyDecision | None:
    """The count of the vote under way; a secret one shows nothing before each seat has spoken."""
    if case.state != CaseState.VOTING or not votes:
        return None
    if case.ballot == Ballot.SECRET and len(votes) < len(voters.voting):
        return None
    return tally(
        case.candidacy.certification,
        ballots(case, voters),
        voting=voters.voting,
        president=voters.president,
    )


def _open_case(cases: Sequence[Case], chosen: str) -> Case | None:
    """The case chosen, else the one that the jury is at: under vote, then examined, then the next to examine."""
    try:
        wanted = UUID(chosen)
    except ValueError:
        wanted = None
    if found := next((case for case in cases if case.pk == wanted), None):
        return found
    steps = (CaseState.VOTING, CaseState.EXAMINED, CaseState.TO_EXAMINE)
    waiting = (case for step in steps for case in cases if case.state == step)
    return next(waiting, cases[0] if cases else None)


def recap(case: Case, file: Dossier) -> tuple[RecapBlock, ...]:
    """The summary of one candidate as it is shown, from their evaluation."""
    file = as_presented(case, file)
    return tuple(_recap_block(case, file, block) for block in file.blocks)


def _whole(case: Case | None) -> Case | None:
    """The case that is open, with all that the room shows of it."""
    rows = Case.objects.select_related(
        "session", "candidacy__person", "candidacy__centre", "candidacy__company", "summary", "acting_president"
    )
    return rows.get(pk=case.pk) if case else None


def _recap_block(case: Case, file: Dossier, block: Block) -> RecapBlock:
    opinion = file.opinions.get(block.code)
    lines = tuple(_recap_line(case, file, block, code) for code in block.capacities)
    return RecapBlock(
        block=block,
        lines=lines,
        acquired=sum(1 for line in lines if line.state in {"acquired", "kept"}),
        presentable=block.code in case.summary.presentable_blocks,
        held_since=file.held.get(block.code),
        opinion=opinion.get_value_display() if opinion else "",
        tutor=opinion.comment if opinion else "",
    )


def _recap_line(case: Case, file: Dossier, block: Block, code: str) -> RecapLine:
    planned = file.planned.get(code)
    answers = file.answers.get(code)
    opinion = file.opinions.get(block.code)
    said = {one.capacity: one for one in opinion.answers.all()} if opinion else {}
    unusual = planned is not None and planned.modality == Element.RECONSTITUTED
    return RecapLine(
        code=code,
        title=file.certification.capacity(code).title,
        state=_state(case, file, block, code),
        modality=SHORT[Element(planned.modality)] if planned else "",
        unusual=unusual,
        seen=said[code].get_seen_display() if code in said else "",
        remark=" ".join(filter(None, (answers.value("necessity"), answers.value(OBSERVATION)))) if answers else "",
        company=said[code].remark if code in said else "",
    )


def _state(case: Case, file: Dossier, block: Block, code: str) -> str:
    if block.code in file.held or code in case.summary.kept:
        return "kept"
    if code in case.summary.acquired:
        return "acquired"
    return "not_acquired" if code in case.summary.not_acquired else "waiting"
