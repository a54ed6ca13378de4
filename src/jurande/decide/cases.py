"""The shape of a case, chapter by chapter: what the rules ask for, as JSON says it.

A case holds `on`, the day of the question, and `facts`, the dataclass of the chapter as it is; where the chapter reads
them, `record` (code of the certification), `edition` (else the one of the jury's date: choices.md section 3) and
`settings` (what differs from the defaults). A key that the chapter would not read is refused, at any depth.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pydantic import ConfigDict, with_config

from jurande.rules.admissibility import VaeFacts
from jurande.rules.award import AwardFacts
from jurande.rules.certification import RouteCode
from jurande.rules.declaration import DeclarationFacts
from jurande.rules.deliberation import DeliberationFacts
from jurande.rules.enrolment import EnrolmentFacts
from jurande.rules.parity import Member
from jurande.rules.planning import PlanFacts
from jurande.rules.settings import DEFAULTS, Settings
from jurande.rules.summary import SummaryFacts

# Pydantic hands the configuration of a dataclass down to the plain dataclasses inside it.
_STRICT = ConfigDict(extra="forbid", strict=True)


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
class PresentedFacts:
    """A candidacy on the agenda: its id, its route's nature, and who presides if the president is barred."""

    id: str
    vae: bool = False
    acting_president: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JuryFacts:
    """A jury on its day: `members` named, `unions` representative, `withdrawn` seats (ids), and its letters."""

    members: tuple[Member, ...]
    unions: tuple[str, ...]
    withdrawn: tuple[str, ...] = ()
    call: CallFacts | None = None
    summons: tuple[SummonsFacts, ...] = ()
    candidacies: tuple[PresentedFacts, ...] = ()


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
class JuryCase:
    """May this jury sit on the day `on`, who votes, who presides?"""

    record: str
    on: date
    facts: JuryFacts
    edition: str | None = None
    settings: Settings = DEFAULTS


@with_config(_STRICT)
@dataclass(frozen=True, slots=True, kw_only=True)
class DeliberationCase:
    """May the jury record this decision?"""

    record: str
    on: date
    facts: DeliberationFacts


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
class DeclarationCase:
    """Must this award be declared, by when, and what is missing?"""

    on: date
    facts: DeclarationFacts


type AnyCase = (
    EnrolmentCase
    | AdmissibilityCase
    | PlanningCase
    | EvaluationCase
    | JuryCase
    | DeliberationCase
    | AwardCase
    | DeclarationCase
)
