"""Transmission: the file of a jury that its centre sends to the national group, its pieces and its clock.

Sources: procedure in force before 2011 (the four pieces, three months: its force is uncertain); accord of 8 November
2019, art. 55.3: the composition of the jury, its deliberation, any document useful to follow it; choices.md section 5
for the delay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jurande.rules.dates import french, months_after
from jurande.rules.reasons import Clause, Decision, Reason
from jurande.rules.rulebook import BRANCH_OLD_TRANSMISSION, Edition
from jurande.rules.settings import DEFAULTS, Settings, choice


class Piece(StrEnum):
    """A piece of the file, in the order of the text."""

    LETTER = "letter"
    MINUTES = "minutes"
    COMPOSITION = "composition"
    ATTENDANCE = "attendance"


PIECES = {
    Piece.LETTER: "la lettre d’envoi, qui atteste la conformité de l’organisation",
    Piece.MINUTES: "le procès-verbal du jury de délibération",
    Piece.COMPOSITION: "la composition du jury, ou les lettres qui y ont invité",
    Piece.ATTENDANCE: "la feuille d’émargement des membres du jury",
}


class FileOutcome(StrEnum):
    """Whether the file may leave."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """The file of a jury held on `jury_on`: the pieces there are, and the day it was sent, if it was."""

    jury_on: date
    pieces: frozenset[Piece]
    sent_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDecision(Decision):
    """Whether the file may leave, what it lacks, its last day (included), and whether it is past."""

    outcome: FileOutcome
    missing: tuple[Piece, ...]
    due_on: date
    late: bool


def national_file(edition: Edition, facts: FileFacts, *, on: date, settings: Settings = DEFAULTS) -> FileDecision:
    """Procedure in force before 2011: the centre sends the national group, within three months of the jury, the
    letter that attests conformity, the minutes, the composition or the letters of invitation, the attendance sheet.
    Accord of 8 November 2019, art. 55.3: the composition and the deliberation. The delay is the authority's choice
    (choices.md section 5).

    What the file is on the day `on`. A missing piece stands in the way of the sending; a late day does not.
    """
    due_on = months_after(facts.jury_on, settings.transmission_months)
    late = (facts.sent_on or on) > due_on
    missing = tuple(piece for piece in Piece if piece not in facts.pieces)
    return FileDecision(
        outcome=FileOutcome.INCOMPLETE if missing else FileOutcome.COMPLETE,
        reasons=(
            *(_piece(piece, clause, piece not in missing) for piece, clause in _asked(edition)),
            Reason("transmission.due", choice("transmission_months"), _when(facts.sent_on, due_on, late), not late),
        ),
        missing=missing,
        due_on=due_on,
        late=late,
    )


def _asked(edition: Edition) -> tuple[tuple[Piece, Clause], ...]:
    """Each piece, and the text that asks for it."""
    return (
        (Piece.LETTER, BRANCH_OLD_TRANSMISSION),
        (Piece.MINUTES, edition.transmission),
        (Piece.COMPOSITION, edition.transmission),
        (Piece.ATTENDANCE, BRANCH_OLD_TRANSMISSION),
    )


def _piece(piece: Piece, clause: Clause, there: bool) -> Reason:
    text = f"Au dossier : {PIECES[piece]}." if there else f"Il manque au dossier : {PIECES[piece]}."
    return Reason(f"transmission.{piece}", clause, text, there)


def _when(sent_on: date | None, due_on: date, late: bool) -> str:
    last = french(due_on)
    if sent_on is not None:
        sent = f"Le dossier a été transmis le {french(sent_on)}"
        return f"{sent}, après le dernier jour, le {last}." if late else f"{sent}, pour le {last} au plus tard."
    if late:
        return f"Le délai de transmission a pris fin le {last} : transmettez le dossier sans attendre."
    return f"Le dossier est à transmettre au plus tard le {last}."
