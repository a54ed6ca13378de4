"""Leave: what the day of a jury gives a juror, from their employer and for what they spend.

Sources: labour code L3142-42; convention of 7 February 2022, art. 37.1; the edition in force (2019, art. 55.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jurande.rules.reasons import Decision, Reason
from jurande.rules.rulebook import BRANCH_JUROR_LEAVE, CONVENTION_STARTS_ON, LAW_JUROR_LEAVE, Edition


class LeaveOutcome(StrEnum):
    """Whether a text reimburses what a juror spends to sit, beside the pay that the law keeps."""

    REIMBURSED = "reimbursed"
    PAID_ONLY = "paid_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveDecision(Decision):
    """What sitting gives a juror, and by which text."""

    outcome: LeaveOutcome


def juror_leave(edition: Edition, *, jury_on: date) -> LeaveDecision:
    """Labour code, L3142-42: an employer lets a juror sit, without a cut in pay; convention of 7 February 2022,
    art. 37.1, in force since 2024: for the joint jury of a CQPM too. Accord of 8 November 2019, art. 55.2: justified
    travel, meals and lodging are paid; nothing was found about them under the 2014 edition.
    """
    text = "L’employeur laisse le temps de siéger à un jury d’examen, sans baisse de rémunération."
    reasons: tuple[Reason, ...] = (Reason("leave.law", LAW_JUROR_LEAVE, text),)
    if jury_on >= CONVENTION_STARTS_ON:
        text = "Il en va de même du jury paritaire de délibération qui attribue un CQPM."
        reasons += (Reason("leave.branch", BRANCH_JUROR_LEAVE, text),)
    # The edition that sets the notice given to the employer is the one that says who pays what.
    reimbursed = edition.juror_notice_days is not None
    text = (
        "Les frais justifiés de déplacement, de repas et d’hébergement sont remboursés ; aucun barème n’est écrit."
        if reimbursed
        else "Aucun texte trouvé ne dit le remboursement des frais : le centre répond de ce qu’il prend en charge."
    )
    return LeaveDecision(
        outcome=LeaveOutcome.REIMBURSED if reimbursed else LeaveOutcome.PAID_ONLY,
        reasons=(*reasons, Reason("leave.expenses", edition.composition, text, reimbursed)),
    )
