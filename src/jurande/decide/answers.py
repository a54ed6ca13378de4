"""The decisions of the rules as JSON says them, and those of the chapters that answer several questions at once."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from jurande.rules.award import AwardDecision, BlockAwardDecision, KeptDecision
from jurande.rules.calls import CallDecision, CommissionDecision, NoticeDecision
from jurande.rules.composition import CompositionDecision
from jurande.rules.deliberation import DeliberationDecision, ProposalDecision
from jurande.rules.fraud import FraudDecision, HearingDecision, WithdrawalDecision
from jurande.rules.reasons import Clause, Decision, Reason
from jurande.rules.recourse import AnswerDecision, RecourseDecision
from jurande.rules.seating import SeatingDecision, VotersDecision


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenReason:
    """A reason as an answer gives it: the key of its clause, the reference that a person cites (`source`), its words.

    `quote` is left out of the answer when the clause is only paraphrased.
    """

    code: str
    holds: bool
    clause: str
    source: str
    text: str
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummonsDecision(NoticeDecision):
    """Whether the notice may be opposed to this member (its id)."""

    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentedDecision(VotersDecision):
    """Who decides on this candidacy (its id)."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JuryDecision(SeatingDecision):
    """Whether the jury may sit; then whether it is regular as named, its call, word to the regional commission, its
    summonses, each candidacy.
    """

    edition: str
    composition: CompositionDecision
    call: CallDecision | None
    commission: CommissionDecision | None
    summons: tuple[SummonsDecision, ...]
    candidacies: tuple[PresentedDecision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestedDecision(RecourseDecision):
    """Whether the recourse is received; then until when the decision could be contested, and the answer given."""

    until: date | None
    answered: AnswerDecision | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspectedDecision(FraudDecision):
    """Whether the suspicion is decided so; then the hearing and the withdrawal given."""

    hearing: HearingDecision | None
    withdrawal: WithdrawalDecision | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionDecision(DeliberationDecision):
    """Whether the decision is recorded; then what the summary led to before the jury said anything."""

    proposal: ProposalDecision


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedBlockDecision(BlockAwardDecision):
    """The block of that code, certified."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptResultDecision(KeptDecision):
    """Whether the block or the capacity of that code may still serve."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleDecision(AwardDecision):
    """Whether the certificate is awarded; then each block certified, and what is kept for a later jury."""

    edition: str
    blocks: tuple[CertifiedBlockDecision, ...]
    kept: tuple[KeptResultDecision, ...]


def extended[D: Decision](wanted: type[D], decision: Decision, **more: Any) -> D:
    """The decision with what a subclass of its class adds."""
    return wanted(**{each.name: getattr(decision, each.name) for each in fields(decision)}, **more)


def key(name: str) -> str:
    """The JSON key of a field of a decision: `outcome` is the decision itself; `for_` is « for »."""
    return "decision" if name == "outcome" else name.rstrip("_")


def said(value: object) -> object:
    """Any part of a decision as JSON says it."""
    match value:
        case Reason():
            clause = value.clause
            given = GivenReason(
                code=value.code,
                holds=value.holds,
                clause=clause.key,
                source=clause.ref,
                text=value.text,
                quote=clause.quote,
            )
            return {name: each for name, each in asdict(given).items() if name != "quote" or each}
        case Clause():
            return value.key
        case Decision():
            return {key(each.name): said(getattr(value, each.name)) for each in fields(value)}
        case tuple():
            return [said(each) for each in value]
        case date():
            return value.isoformat()
        case StrEnum():
            return value.value
    if is_dataclass(value):
        return {each.name: said(getattr(value, each.name)) for each in fields(value)}
    return value
