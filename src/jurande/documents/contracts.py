"""What each document says: one frozen dataclass per template, plain values only.

A template prints what its contract holds and decides nothing: words of a rule, a clause, a delay or an
official title come in as data, verbatim. Dates are `datetime.date`; the templates write them in French.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Side = Literal["employers", "unions"]
CapacityOutcome = Literal["acquired", "kept", "not_acquired", "not_evaluated"]
BlockState = Literal["validated", "held", "not_validated"]
Finding = Literal["conform", "with_reserve", "not_conform"]
DecisionKind = Literal["admissible", "not_admissible", "postponed", "blocks_validated", "blocks_not_validated"]


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence and the clause that says so (« Code du travail, art. L6113-9 »)."""

    text: str
    clause: str


@dataclass(frozen=True, slots=True)
class Signatory:
    name: str
    quality: str


@dataclass(frozen=True, slots=True)
class Party:
    """The sender or the addressee of a letter: a name, then the lines of an address (none is allowed)."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    code: str  # « Bloc 1 »
    title: str


@dataclass(frozen=True, slots=True)
class Capacity:
    code: str  # « C1 »
    title: str


@dataclass(frozen=True, slots=True)
class BlockContent:
    """A block and the capacities it is made of, as the referential lists them."""

    code: str
    title: str
    capacities: tuple[Capacity, ...]


@dataclass(frozen=True, slots=True)
class CapacityResult:
    """The result of one capacity. Only the minutes print `modality`; `kept_from`: the jury that kept it."""

    code: str
    title: str
    outcome: CapacityOutcome
    modality: str
    kept_from: date | None


@dataclass(frozen=True, slots=True)
class BlockResult:
    """The result of one block. `held_since`: the jury that validated it, when it was not this one."""

    code: str
    title: str
    state: BlockState
    held_since: date | None
    capacities: tuple[CapacityResult, ...]


@dataclass(frozen=True, slots=True)
class CertificateData:
    """The certificate. `title` is the official title, verbatim; no `rncp_claim`: not a word of the RNCP."""

    kind: str
    title: str
    holder: str
    born_on: date
    born_at: str
    awarded_on: date
    jury_on: date
    centre: str
    authority: str
    authority_signatory: Signatory
    president: Signatory
    number: str
    code: str
    verification_url: str
    blocks: tuple[Block, ...]
    rncp_claim: Cited | None


@dataclass(frozen=True, slots=True)
class BlockStatementData:
    """The statement of one block. `kept`: how long it may be used, in the words of the setting."""

    title: str
    block: BlockContent
    holder: str
    born_on: date
    born_at: str
    jury_on: date
    issued_on: date
    centre: str
    authority: str
    reference: str
    kept: Cited
    president: Signatory


@dataclass(frozen=True, slots=True)
class PartialNoticeData:
    """The president's written notice to a candidate who is not fully admitted (accord of 8 Nov 2019, art. 55.3).

    `kept`: how long what is validated may be used, empty when nothing is; `next_steps`: what to do, in order.
    """

    sender: Party
    addressee: Party
    reference: str
    sent_from: str
    sent_on: date
    title: str
    jury_on: date
    decision: DecisionKind
    reasons: tuple[Cited, ...]
    blocks: tuple[BlockResult, ...]
    kept: tuple[Cited, ...]
    next_steps: tuple[str, ...]
    recourse: Cited
    president: Signatory


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the jury. `voting`: the seat has a vote, which that of temporary work has not.

    `attended`: when they signed in and how, when they left; or that they did not come.
    """

    name: str
    side: Side
    organisation: str
    quality: str
    voting: bool
    presiding: bool
    present: bool
    attended: str


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the conformity checklist: what is checked, the fact (`text`), what the jury found of it.

    `remark`, the reason of a reserve, and `clause` may be empty.
    """

    title: str
    text: str
    found: Finding
    remark: str
    clause: str


@dataclass(frozen=True, slots=True)
class Votes:
    """A vote's figures; `silent` seats did not vote, which the president noted; `casting` resolved a tie."""

    in_favour: int
    against: int
    abstentions: int
    silent: int
    casting: bool


@dataclass(frozen=True, slots=True)
class CandidateMinutes:
    """What the minutes say of one candidate. `votes` is None when no vote was taken."""

    name: str
    born_on: date
    born_at: str
    route: str
    blocks: tuple[BlockResult, ...]
    decision: DecisionKind
    votes: Votes | None
    reasons: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction made on the minutes, with the president's initials."""

    text: str
    initials: str


@dataclass(frozen=True, slots=True)
class MinutesData:
    """The minutes of a jury: the superset of facts listed in section 6 of the rule-book.

    `signing` says how `signatories` sign, elsewhere than in this file; those `on_paper` have room to sign in it.
    """

    reference: str
    title: str
    record: str  # « RNCP 28245 »
    qualification_number: str
    referential: str  # its version
    edition: str  # of the branch's rules
    centre: str
    place: str
    held_on: date
    members: tuple[Member, ...]
    conformity: Cited
    checks: tuple[Check, ...]
    content: tuple[BlockContent, ...]
    candidates: tuple[CandidateMinutes, ...]
    corrections: tuple[Correction, ...]
    signing: Cited
    signatories: tuple[Signatory, ...]
    on_paper: tuple[Signatory, ...]


@dataclass(frozen=True, slots=True)
class SummonsData:
    """The call of a juror. `leave`: what employer and juror owe each other, each with its clause."""

    sender: Party
    addressee: Party
    reference: str
    sent_from: str
    sent_on: date
    title: str
    jury_on: date
    starts_at: str  # « 9 h 30 »
    venue: tuple[str, ...]
    side: Side
    organisation: str
    quality: str
    voting: bool
    presiding: bool
    candidates: int
    leave: tuple[Cited, ...]
    bars: Cited
    contact: str
    signatory: Signatory


@dataclass(frozen=True, slots=True)
class UnionCallData:
    """The request to a union to designate its representatives. `composition`: who may sit, who votes."""

    sender: Party
    addressee: Party
    reference: str
    sent_from: str
    sent_on: date
    title: str
    jury_on: date
    starts_at: str
    venue: tuple[str, ...]
    candidates: int
    answer_by: date | None
    notice: Cited
    composition: tuple[Cited, ...]
    contact: str
    signatory: Signatory


@dataclass(frozen=True, slots=True)
class LetterData:
    """A letter in so many words. `object` is its title; `title`, the official title of the certification."""

    sender: Party
    addressee: Party
    reference: str
    sent_from: str
    sent_on: date
    object: str
    title: str
    paragraphs: tuple[str, ...]
    clauses: tuple[Cited, ...]
    enclosures: tuple[str, ...]
    signatory: Signatory


@dataclass(frozen=True, slots=True)
class SheetFact:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet; `width` is its share of the page beside the others."""

    label: str
    width: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet: one text for each of its columns."""

    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetData:
    """A sheet of a jury's file: facts, then a table, then who signs it.

    `object` is its title; `title`, the official title of the certification; `row_height`, in millimetres, leaves room
    to write by hand (0: as tall as its text); `notes` end it, in small type.
    """

    issuer: str
    reference: str
    issued_on: date
    object: str
    title: str
    facts: tuple[SheetFact, ...]
    paragraphs: tuple[str, ...]
    clauses: tuple[Cited, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    row_height: int
    notes: tuple[str, ...]
    signatories: tuple[Signatory, ...]


DocumentData = (
    CertificateData
    | BlockStatementData
    | PartialNoticeData
    | MinutesData
    | SummonsData
    | UnionCallData
    | LetterData
    | SheetData
)
