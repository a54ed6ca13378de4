"""A joint jury: its session, its members, its cases and votes, and what follows it."""

from __future__ import annotations

from jurande.juries.models.after import (
    Completion,
    Correction,
    ExpenseClaim,
    MinutesSignature,
    Recourse,
    Rectification,
    Remark,
    SigningCode,
    Transmission,
)
from jurande.juries.models.bench import SIDES, SIGNED_ON, Juror, Member, PackLink
from jurande.juries.models.cases import (
    BALLOTS,
    GROUNDS,
    VERDICTS,
    BallotBox,
    Bar,
    Case,
    ConformityPoint,
    Vote,
)
from jurande.juries.models.session import JurySession, UnionCall

__all__ = [
    "BALLOTS",
    "GROUNDS",
    "SIDES",
    "SIGNED_ON",
    "VERDICTS",
    "BallotBox",
    "Bar",
    "Case",
    "Completion",
    "ConformityPoint",
    "Correction",
    "ExpenseClaim",
    "Juror",
    "JurySession",
    "Member",
    "MinutesSignature",
    "PackLink",
    "Recourse",
    "Rectification",
    "Remark",
    "SigningCode",
    "Transmission",
    "UnionCall",
    "Vote",
]
