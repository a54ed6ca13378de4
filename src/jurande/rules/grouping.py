"""Grouping: the candidates whom a jury may decide in one motion, when there is nothing to discuss of any of them.

Sources: record, « modalités d’accès » (each summary is examined); a choice of the authority for the motion itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jurande.rules.certification import Certification, RecordClause
from jurande.rules.deliberation import CaseFacts, Verdict, proposal
from jurande.rules.reasons import Decision, Reason, chosen
from jurande.rules.words import counted


class TogetherOutcome(StrEnum):
    """Whether a candidate may be decided together with others."""

    TOGETHER = "together"
    ALONE = "alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class TogetherDecision(Decision):
    """Whether the summary leaves the jury nothing to discuss about a candidate."""

    outcome: TogetherOutcome


TOGETHER = chosen("together", "Décision d’un même vote pour plusieurs candidats")


def together(certification: Certification, facts: CaseFacts, *, divergence: bool, barred: int) -> TogetherDecision:
    """Choice of the authority: candidates of whom everything is presentable may be decided in one motion, unanimous.

    Alone: what is not wholly acquired, a company's opinion that diverges from the commission, a member who leaves the
    vote (`barred`, how many). The record knows no such motion and asks that each summary be examined: each candidate
    still gets a decision of their own, with its reasons. Raises KeyError for an unknown block.
    """
    proposed = proposal(certification, facts)
    every = proposed.outcome in {Verdict.ADMISSIBLE, Verdict.BLOCKS} and not proposed.not_validated
    reasons = (
        Reason(
            "together.every_block",
            certification.clause(RecordClause.ALL_BLOCKS),
            "Tout ce que vise le candidat est présentable ou conservé."
            if every
            else "Un bloc n’est pas présentable : le jury examine ce candidat seul.",
            every,
        ),
        Reason(
            "together.divergence",
            TOGETHER,
            "L’avis de l’entreprise diverge : le jury examine ce candidat seul."
            if divergence
            else "L’avis de l’entreprise ne diverge pas.",
            not divergence,
        ),
        Reason(
            "together.bar",
            TOGETHER,
            f"{counted(barred, 'membre ne vote pas', 'membres ne votent pas')} sur ce candidat : décidez-le seul."
            if barred
            else "Chaque membre vote sur ce candidat.",
            not barred,
        ),
    )
    clear = all(reason.holds for reason in reasons)
    return TogetherDecision(outcome=TogetherOutcome.TOGETHER if clear else TogetherOutcome.ALONE, reasons=reasons)
