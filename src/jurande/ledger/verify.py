"""Reads the ledger again from its first entry, and names what somebody altered, removed or slipped in.

A chain that verifies was not altered in the middle. That its end was not cut, or the whole rewritten, only
a head kept elsewhere can tell: the one that every sealed document prints (`check_head`).
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, QuerySet

from jurande.ledger.canonical import GENESIS, Head
from jurande.ledger.models import Chain, Entry
from jurande.ledger.queries import head
from jurande.ui.french import typographic

# Entries held in memory at a time, whatever the length of the chain.
CHUNK = 1_000


class Flaw(StrEnum):
    """What is wrong with an entry; the value says it in French, after the name of the entry."""

    MISSING = "elle manque"
    REPEATED = "ce numéro se répète ou n’est pas à sa place"
    ALTERED = "son contenu ne correspond plus à son empreinte"
    UNLINKED = "elle ne suit pas l’écriture qui la précède (empreinte précédente différente)"
    DETAILS_ALTERED = "ses détails ne correspondent plus à l’empreinte enregistrée"
    DETAILS_MISSING = "ses détails manquent sans qu’un effacement soit enregistré"
    DETAILS_BACK = "ses détails sont présents alors que leur effacement est enregistré"


@dataclass(frozen=True, slots=True)
class Problem:
    """The entry that is broken or missing, and how. `until` is the last of a run of missing entries."""

    chain: str
    sequence: int
    flaw: Flaw
    until: int | None = None

    def __str__(self) -> str:
        more = f" (et toutes jusqu’à la n° {self.until})" if self.until else ""
        return typographic(f"{self.chain}, écriture n° {self.sequence} : {self.flaw}{more}.")


def verify(chains: Iterable[str] | None = None) -> Iterator[Problem]:
    """Every problem of these chains, of all by default, in order; memory does not grow with their length."""
    for chain in known_chains() if chains is None else chains:
        yield from _verify_chain(chain)


def known_chains() -> list[str]:
    """The codes of all chains, those too of which nothing remains but the entries."""
    codes = Chain.objects.values_list("code").union(Entry.objects.values_list("chain_id"))
    return sorted(code for (code,) in codes)


def _verify_chain(chain: str) -> Iterator[Problem]:
    expected, previous = 1, GENESIS
    for entry in _entries(chain).iterator(chunk_size=CHUNK):
        if entry.sequence > expected:
            until = entry.sequence - 1
            yield Problem(chain, expected, Flaw.MISSING, until if until > expected else None)
        elif entry.sequence < expected:
            yield Problem(chain, entry.sequence, Flaw.REPEATED)
        # After a gap there is nothing to compare with: the gap has been told.
        elif entry.previous_hash != previous:
            yield Problem(chain, entry.sequence, Flaw.UNLINKED)
        if entry.computed_hash() != entry.hash:
            yield Problem(chain, entry.sequence, Flaw.ALTERED)
        if flaw := _details_flaw(entry):
            yield Problem(chain, entry.sequence, flaw)
        expected, previous = entry.sequence + 1, entry.hash
    if expected == 1:
        yield Problem(chain, 1, Flaw.MISSING)


def _entries(chain: str) -> QuerySet[Entry]:
    erasures = Entry.objects.filter(chain=OuterRef("chain"), erases=OuterRef("sequence"))
    entries = Entry.objects.filter(chain=chain).select_related("detail").annotate(erased=Exists(erasures))
    return entries.order_by("sequence", "pk")


def _details_flaw(entry: Entry) -> Flaw | None:
    """What is wrong with the details beside an entry, if anything."""
    erased: bool = getattr(entry, "erased")  # noqa: B009  # an annotation of the query, unknown to the model
    if not hasattr(entry, "detail"):
        return Flaw.DETAILS_MISSING if entry.details_digest and not erased else None
    if entry.detail.computed_digest() != entry.details_digest:
        return Flaw.DETAILS_ALTERED
    return Flaw.DETAILS_BACK if erased else None


class Verdict(StrEnum):
    """What a printed head says of the chain."""

    HELD = "held"
    CUT = "cut"
    MISSING = "missing"
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True)
class HeadCheck:
    """A printed head against the chain: `end` is its last sequence, `found` its hash at the printed one."""

    printed: Head
    end: int
    found: str | None

    @property
    def verdict(self) -> Verdict:
        """Held when the chain still passes through the printed head."""
        if self.printed.sequence > self.end:
            return Verdict.CUT
        if self.found is None:
            return Verdict.MISSING
        return Verdict.HELD if self.found == self.printed.hash else Verdict.REWRITTEN

    def __str__(self) -> str:
        said = {
            Verdict.HELD: "elle porte l’empreinte du document.",
            Verdict.CUT: f"le document la porte, or la chaîne finit à la n° {self.end} : sa fin est coupée.",
            Verdict.MISSING: "le document la porte, or elle manque.",
            Verdict.REWRITTEN: "elle ne porte plus l’empreinte du document : la chaîne est réécrite.",
        }
        return typographic(f"{self.printed.chain}, écriture n° {self.printed.sequence} : {said[self.verdict]}")


def check_head(chain: str, sequence: int, hash: str) -> HeadCheck:
    """Compare a printed head with the chain as it stands; a whole chain that vanished is a cut tail."""
    found = GENESIS if sequence == 0 else _hash_at(chain, sequence)
    return HeadCheck(Head(chain, sequence, hash), head(chain).sequence, found)


def _hash_at(chain: str, sequence: int) -> str | None:
    return Entry.objects.filter(chain=chain, sequence=sequence).values_list("hash", flat=True).first()


def verify_command(arguments: Namespace, *, printed: Head | None = None) -> int:
    """`jurande ledger verify [--chain X] [--document FILE]`; `printed` is the head read in the document.

    Verifies `arguments.chain`, or else the document's chain, or else all of them; says in French what it
    found. Returns 0 when everything holds, 1 otherwise.
    """
    known = known_chains()
    asked: str | None = arguments.chain
    if asked and asked not in known:
        chains = ", ".join(known) or "aucune"
        sys.stderr.write(typographic(f"La chaîne « {asked} » n’existe pas. Chaînes du registre : {chains}.\n"))
        return 1
    intact = [_tell(chain) for chain in ([asked] if asked else [printed.chain] if printed else known)]
    if printed:
        check = check_head(printed.chain, printed.sequence, printed.hash)
        sys.stdout.write(f"{check}\n")
        intact.append(check.verdict is Verdict.HELD)
    if not intact:
        sys.stdout.write("Le registre est vide.\n")
    return 0 if all(intact) else 1


def _tell(chain: str) -> bool:
    """Write what the verification of one chain finds; whether it is intact."""
    end = head(chain)  # before the reading, which then covers at least all of this
    intact = True
    for problem in verify([chain]):
        intact = False
        sys.stdout.write(f"{problem}\n")
    if intact:
        summary = f"{chain} : intacte jusqu’à l’écriture n° {end.sequence}, empreinte {end.hash}.\n"
        sys.stdout.write(typographic(summary))
    return intact
