"""The shape of a case, chapter by chapter: what the rules ask for, as JSON says it.

A case holds `on`, the day of the question, and `facts`, the dataclass of the chapter as it is; where the chapter reads
them, `record` (code of the certification), `edition` (else the one of the jury's date: choices.md section 3) and
`settings` (what differs from the defaults). A key that the chapter would not read is refused, at any depth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pydantic import ConfigDict, with_config

from jurande.rules.admissibility import VaeFacts
from jurande.rules.allowance import UnionAtJury
from jurande.rules.award import AwardFacts
from jurande.rules.certification import RouteCode
from jurande.rules.declaration import DeclarationFacts
from jurande.rules.deliberation import CaseFacts, DeliberationFacts
from jurande.rules.enrolment import EnrolmentFacts
from jurande.rules.fraud import FraudFacts, HearingFacts, WithdrawalFacts
from jurande.rules.lifecycles import Recourse as State
from jurande.rules.parity import Member
from jurande.rules.planning import PlanFacts
from jurande.rules.recourse import RecourseFacts
from jurande.rules.settings import DEFAULTS, Settings
from jurande.rules.summary import SummaryFacts
from jurande.rules.transmission import Piece
from jurande.rules.voting import Vote

# Pydantic hands the configuration of a dataclass down to the plain dataclasses inside it.
_STRICT = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldFacts:
    """What an earlier jury left acquired: how it is called, the edition that it was earned under, its last day."""

    name: str
    edition: str
    usable_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFacts:
    """The two days that the clock of a VAE reads: that of the request, that of its validation file."""

    filed_on: date
    validation_file_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyFacts:
    """A candidacy on its way to a jury. `evaluation`: what its summary lacks, where it is not established. `withdrawn`:
    the results that it rests on and that were taken back since.
    """

    summarised: bool
    evaluation: SummaryFacts | None = None
    enrolled_on: date
    vae: ClockFacts | None = None
    suspected: bool = False
    held: tuple[HeldFacts, ...] = ()
    withdrawn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """The call to the unions: the day it was sent (None: not sent), and whether each one has answered."""

    sent_on: date | None
    answered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SummonsFacts:
    """The summons of one member (its id): the day it was sent, None if it was not."""

    member: str
    sent_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommissionFacts:
    """What the regional commission knows: the day it was told (None: it was not), whether the jury changed since."""

    told_on: date | None
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentedFacts:
    """A candidacy on the agenda: its id, its record if another than the case's, its route's nature, who presides if
    the president is barred, whether a suspicion of fraud is under way.
    """

    id: str
    record: str | None = None
    vae: bool = False
    acting_president: str | None = None
    suspected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JuryFacts:
    """A jury on its day: `members` named, `unions` representative, `withdrawn` seats (ids), and its letters."""

    members: tuple[Member, ...]
    unions: tuple[str, ...]
    withdrawn: tuple[str, ...] = ()
    call: CallFacts | None = None
    commission: CommissionFacts | None = None
    summons: tuple[SummonsFacts, ...] = ()
    candidacies: tuple[PresentedFacts, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveFacts:
    """The day of the jury at which somebody sits."""

    jury_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotFacts:
    """The votes on one case, one a seat; the seats that vote on it, and the one that presides (None: nobody)."""

    votes: tuple[Vote, ...]
    voting: tuple[str, ...]
    president: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedFacts:
    """A candidate to decide with others: the case, a company's opinion that diverges, how many members are barred."""

    case: CaseFacts
    divergence: bool = False
    barred: int = 0


class Answer(StrEnum):
    """What may be answered to a recourse, as its life cycle says it."""

    UPHELD = State.UPHELD.value
    DISMISSED = State.DISMISSED.value
    INADMISSIBLE = State.INADMISSIBLE.value


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredFacts:
    """An answer to a recourse: what is answered, its motives, why a late one is examined all the same."""

    answer: Answer
    motives: str
    despite: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestedFacts(RecourseFacts):
    """A recourse, and its answer once it is there to judge."""

    answered: AnsweredFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspectedFacts(FraudFacts):
    """A decision on a suspicion of fraud; the hearing before it and the withdrawal after it, if they are to judge."""

    vae: bool
    hearing: HearingFacts | None = None
    withdrawal: WithdrawalFacts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFacts:
    """The result of a VAE: the day of the request, of the jury, and the one the candidate was told (None: not yet)."""

    filed_on: date
    jury_on: date
    notified_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFacts:
    """The file of a jury: its day, the pieces there are, the day it was sent (None: it was not)."""

    jury_on: date
    pieces: tuple[Piece, ...]
    sent_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendedFacts:
    """The juries of one union, whatever their days: those of the half-year count."""

    juries: tuple[UnionAtJury, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleFacts(AwardFacts):
    """What a jury decided, and what the RNCP claim rests on; `capacities` are those kept from blocks not validated."""

    route: RouteCode
    entered_training_on: date | None = None
    admissible_on: date | None = None
    capacities: tuple[str, ...] = ()


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentCase:
    """May this candidate enrol, for what, and with which claim?"""

    record: str
    on: date
    facts: EnrolmentFacts
    settings: Settings = DEFAULTS


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissibilityCase:
    """Where does this VAE request stand, and by when must each step come?"""

    on: date
    facts: VaeFacts


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningCase:
    """May the modalities be set as the concertation asks?"""

    record: str
    on: date
    facts: PlanFacts


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationCase:
    """Is the summary ready for a jury, block by block?"""

    record: str
    on: date
    facts: SummaryFacts
    settings: Settings = DEFAULTS


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaCase:
    """Is this candidate ready for the jury of the day `on`?"""

    record: str
    on: date
    facts: ReadyFacts
    settings: Settings = DEFAULTS


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class JuryCase:
    """May this jury sit on the day `on`, who votes, who presides?"""

    record: str
    on: date
    facts: JuryFacts
    edition: str | None = None
    settings: Settings = DEFAULTS


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveCase:
    """What does the day of a jury give a juror?"""

    on: date
    facts: LeaveFacts
    edition: str | None = None


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class VotingCase:
    """Is this motion carried?"""

    record: str
    on: date
    facts: BallotFacts


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class DeliberationCase:
    """May the jury record this decision?"""

    record: str
    on: date
    facts: DeliberationFacts


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class GroupingCase:
    """May the jury decide of this candidate together with others?"""

    record: str
    on: date
    facts: GroupedFacts


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class RecourseCase:
    """Is this recourse received, until when could it come, may it be answered so?"""

    on: date
    facts: ContestedFacts
    settings: Settings = DEFAULTS


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class FraudCase:
    """May this suspicion be decided so, what follows, what may be withdrawn?"""

    on: date
    facts: SuspectedFacts


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class AwardCase:
    """What is awarded after this jury, dated when, and what may still serve on the day `on`?"""

    record: str
    on: date
    facts: TitleFacts
    edition: str | None = None
    settings: Settings = DEFAULTS


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationCase:
    """By when must this result be told, and was it in time?"""

    on: date
    facts: ResultFacts


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class TransmissionCase:
    """May this file leave for the national group, and by when?"""

    on: date
    facts: SentFacts
    edition: str | None = None
    settings: Settings = DEFAULTS


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class AllowanceCase:
    """What is this union owed for the half-year of the day `on`?"""

    on: date
    facts: AttendedFacts


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationCase:
    """Must this award be declared, by when, and what is missing?"""

    on: date
    facts: DeclarationFacts
