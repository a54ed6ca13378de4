"""Recourse: a candidate's reasoned request that what a jury decided of them be examined again.

Source: choices.md section 5, « recourse »: no text of the branch was found; a delay in months, motives, an answer in
writing, as a neighbouring branch does. Its default is three months.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jurande.rules.dates import french, months_after
from jurande.rules.deliberation import POSTPONED, Verdict
from jurande.rules.reasons import Decision, Reason
from jurande.rules.settings import DEFAULTS, Settings, choice


class ContestOutcome(StrEnum):
    """Whether there is something to contest in a decision."""

    CONTESTABLE = "contestable"
    NOTHING_TO_CONTEST = "nothing_to_contest"


class RecourseOutcome(StrEnum):
    """Whether the recourse is received, to be answered in writing."""

    RECEIVED = "received"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedFacts:
    """What a jury decided on `jury_on`. `noticed_on`: the day of its president's letter, None while not written."""

    verdict: Verdict
    not_validated: tuple[str, ...]
    jury_on: date
    noticed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecourseFacts:
    """A recourse: the decision, the day it came, its motives.

    `pending`: another on the same decision waits for its answer; `upheld`: one was upheld, another jury is to decide.
    """

    decided: DecidedFacts
    received_on: date
    grounds: str
    pending: bool
    upheld: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestDecision(Decision):
    """Whether the decision may be contested; `until`, the last day, included (None: there is nothing to contest)."""

    outcome: ContestOutcome
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecourseDecision(Decision):
    """Whether the recourse is received."""

    outcome: RecourseOutcome


def contest(facts: DecidedFacts, *, settings: Settings = DEFAULTS) -> ContestDecision:
    """choices.md section 5: `settings.recourse_months` to contest what was not validated.

    The time runs from the day of the president's letter, which says it, and from the jury's while no letter is
    written. A postponement decides nothing; whoever has all they asked for contests nothing.
    """
    if facts.verdict is Verdict.POSTPONED:
        text = "Le jury a reporté sa décision : il n’y a pas encore de décision à contester."
        reasons = (Reason("recourse.decided", POSTPONED, text, False),)
        return ContestDecision(outcome=ContestOutcome.NOTHING_TO_CONTEST, reasons=reasons, until=None)
    if facts.verdict is Verdict.ADMISSIBLE or not facts.not_validated:
        text = "Tout ce qui était demandé est validé : il n’y a rien à contester."
        reasons = (Reason("recourse.decided", choice("recourse_months"), text, False),)
        return ContestDecision(outcome=ContestOutcome.NOTHING_TO_CONTEST, reasons=reasons, until=None)
    until = months_after(facts.noticed_on or facts.jury_on, settings.recourse_months)
    since = f"la lettre du {french(facts.noticed_on)}" if facts.noticed_on else f"le jury du {french(facts.jury_on)}"
    text = f"La décision peut être contestée jusqu’au {french(until)} inclus : {settings.recourse_months} mois après "
    reasons = (Reason("recourse.decided", choice("recourse_months"), f"{text}{since}."),)
    return ContestDecision(outcome=ContestOutcome.CONTESTABLE, reasons=reasons, until=until)


def recourse(facts: RecourseFacts, *, settings: Settings = DEFAULTS) -> RecourseDecision:
    """choices.md section 5: a recourse comes in time, says its motives, and is answered in writing.

    One at a time on a decision; none once it was upheld, since another jury is to decide.
    """
    contested = contest(facts.decided, settings=settings)
    reasons = [*contested.reasons]
    if contested.until is not None:
        reasons.append(_in_time(facts, contested.until))
    reasons += [_reasoned(facts.grounds), _alone(facts)]
    received = all(reason.holds for reason in reasons)
    outcome = RecourseOutcome.RECEIVED if received else RecourseOutcome.REFUSED
    return RecourseDecision(outcome=outcome, reasons=tuple(reasons))


def _in_time(facts: RecourseFacts, until: date) -> Reason:
    came, jury_on = french(facts.received_on), facts.decided.jury_on
    if facts.received_on < jury_on:
        text, holds = f"Le recours, reçu le {came}, précède le jury du {french(jury_on)} : corrigez sa date.", False
    elif facts.received_on > until:
        text, holds = f"Le recours, reçu le {came}, vient après le {french(until)}, son dernier jour.", False
    else:
        text, holds = f"Le recours, reçu le {came}, vient à temps.", True
    return Reason("recourse.in_time", choice("recourse_months"), text, holds)


def _reasoned(grounds: str) -> Reason:
    given = bool(grounds.strip())
    text = "Le recours est motivé." if given else "Un recours est motivé : écrivez pourquoi."
    return Reason("recourse.reasoned", choice("recourse_months"), text, given)


def _alone(facts: RecourseFacts) -> Reason:
    text = "Aucun autre recours n’est en cours sur cette décision."
    if facts.upheld:
        text = "Un recours est déjà accueilli : un nouveau jury examinera la candidature."
    elif facts.pending:
        text = "Un recours est déjà en cours sur cette décision : il attend sa réponse."
    return Reason("recourse.alone", choice("recourse_months"), text, not (facts.upheld or facts.pending))
