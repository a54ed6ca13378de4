"""The one way the ledger turns facts into bytes, and bytes into a digest.

RFC 8785 (JSON Canonicalization Scheme) for the values that the ledger accepts: keys are ASCII, so that
sorting by code point is its order; numbers are integers up to 2^53 - 1, so that no float is ever written.
`README.md` beside this module tells an outsider how to do the same without this program.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

# Written in everything hashed: a later way of hashing takes the next number, and old entries keep theirs.
VERSION = 1
# What the first entry of a chain gives as the hash of the one before it.
GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain, as a sealed document prints it: its last sequence and that entry's hash."""

    chain: str
    sequence: int
    hash: str


def canonical(content: Mapping[str, object]) -> bytes:
    """The UTF-8 bytes of `content`: keys sorted at every level, no space, nothing escaped without need."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def digest(content: Mapping[str, object]) -> str:
    """The SHA-256 of the canonical bytes, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(canonical(content)).hexdigest()


def timestamp(moment: datetime) -> str:
    """An aware instant in UTC with its six digits of microseconds: `2026-03-10T16:42:00.000000Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def day_of(moment: datetime) -> date:
    """The calendar day of an aware instant in Paris, whatever the machine's zone (choices, section 2)."""
    return moment.astimezone(ZoneInfo("Europe/Paris")).date()


def details_digest(salt: str, details: Mapping[str, object]) -> str:
    """What an entry keeps of its details. Once the salt is erased, no guess of the details can be tried."""
    return digest({"details": details, "salt": salt, "version": VERSION})
