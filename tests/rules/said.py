"""A decision as a transcript: one line a reason, so that a test reads as the page does."""

from __future__ import annotations

from jurande.rules.reasons import Decision, Reason

_MARKS = {True: "+", False: "-"}


def line(reason: Reason) -> str:
    """« + code (clause) sentence »; a minus for what stands in the way."""
    return f"{_MARKS[reason.holds]} {reason.code} ({reason.clause.key}) {reason.text}"


def said(decision: Decision) -> list[str]:
    """Every reason of the decision, in the order of the text."""
    return [line(reason) for reason in decision.reasons]


def codes(decision: Decision) -> list[str]:
    """The codes of what stands in the way, in the order of the text."""
    return [reason.code for reason in decision.obstacles]
