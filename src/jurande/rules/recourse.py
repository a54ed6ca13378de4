"""Recourse: a candidate's reasoned request that what a jury decided of them be examined again.

Source: choices.md section 5, « recourse »: no text of the branch was found; a delay in months, motives, an answer in
writing, as a neighbouring branch does. Its default is three months. What comes late or without motives is recorded all
the same, and answered: it is « irrecevable », and the answer says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jurande.rules.dates import french, months_after
from jurande.rules.deliberation import POSTPONED, Verdict
from jurande.rules.lifecycles import Recourse as State
from jurande.rules.reasons import Decision, Reason
from jurande.rules.settings import DEFAULTS, Settings, choice


class ContestOutcome(StrEnum):
    """Whether there is something to contest in a decision."""

    CONTESTABLE = "contestable"
    NOTHING_TO_CONTEST = "nothing_to_contest"


class RecourseOutcome(StrEnum):
    """Whether the recourse is received, to be answered in writing. INADMISSIBLE: it is, and is answered as such."""

    RECEIVED = "received"
    INADMISSIBLE = "inadmissible"
    REFUSED = "refused"


class AnswerOutcome(StrEnum):
    """Whether a recourse may be answered so."""

    ANSWERED = "answered"
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
class AnswerFacts:
    """An answer to a recourse that was recorded: the state it leads to, what is written.

    `despite`: why a late one is examined all the same.
    """

    recourse: RecourseFacts
    answer: State
    motives: str
    despite: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestDecision(Decision):
    """Whether the decision may be contested; `until`, the last day, included (None: there is nothing to contest)."""

    outcome: ContestOutcome
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecourseDecision(Decision):
    """Whether the recourse is received."""

    outcome: RecourseOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDecision(Decision):
    """Whether it may be answered so; `faults`: what makes the recourse inadmissible, that the answer says."""

    outcome: AnswerOutcome
    faults: tuple[Reason, ...]


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

    One at a time on a decision; none once it was upheld, since another jury is to decide. Late or without motives, it
    is recorded as it came and answered as inadmissible.
    """
    contested = contest(facts.decided, settings=settings)
    reasons = [*contested.reasons]
    if contested.until is not None:
        reasons.append(_in_time(facts, contested.until))
    reasons += [_reasoned(facts.grounds), _alone(facts)]
    failing = {reason.code for reason in reasons if not reason.holds}
    outcome = RecourseOutcome.REFUSED if failing - _FAULTS else RecourseOutcome.RECEIVED
    if failing and failing <= _FAULTS:
        outcome = RecourseOutcome.INADMISSIBLE
    return RecourseDecision(outcome=outcome, reasons=tuple(reasons))


# What makes a recourse inadmissible, and keeps nobody from recording it.
_FAULTS = frozenset({"recourse.in_time", "recourse.reasoned"})


def answer_to(facts: AnswerFacts, *, settings: Settings = DEFAULTS) -> AnswerDecision:
    """choices.md section 5: a recourse is « answered in writing »; the delay is a choice of the authority, not law.

    Upheld or dismissed with motives. Late or without motives it is answered as inadmissible, for that reason; a late
    one may be upheld if the answer says why, one without motives never is: there is nothing in it to examine.
    """
    judged = recourse(facts.recourse, settings=settings)
    faults = tuple(reason for reason in judged.obstacles if reason.code in _FAULTS)
    reasons = (_fitting(facts, faults), *(() if facts.answer is State.INADMISSIBLE else (_motives(facts.motives),)))
    answered = all(reason.holds for reason in reasons)
    outcome = AnswerOutcome.ANSWERED if answered else AnswerOutcome.REFUSED
    return AnswerDecision(outcome=outcome, reasons=reasons, faults=faults)


def _fitting(facts: AnswerFacts, faults: tuple[Reason, ...]) -> Reason:
    """Whether the answer fits a recourse with these faults."""
    inadmissible = facts.answer is State.INADMISSIBLE
    holds = inadmissible == bool(faults)
    if not faults:
        text = "Le recours est venu à temps, avec ses motifs"
        text += " : accueillez-le, ou rejetez-le." if inadmissible else "."
    elif inadmissible:
        text = "Le recours est irrecevable, la lettre dit pourquoi."
    elif any(fault.code == "recourse.reasoned" for fault in faults):
        text = "Un recours sans motif ne laisse rien à examiner : déclarez-le irrecevable."
    elif facts.answer is State.UPHELD:
        holds = bool(facts.despite.strip())
        text = "Le recours, venu trop tard, est examiné malgré son retard"
        text += "." if holds else " : écrivez pourquoi."
    else:
        text = "Le recours est venu trop tard : déclarez-le irrecevable, ou accueillez-le en disant pourquoi."
    return Reason("recourse.fitting", choice("recourse_months"), text, holds)


def _motives(written: str) -> Reason:
    given = bool(written.strip())
    text = "La réponse est motivée." if given else "Une réponse à un recours est motivée : écrivez ses motifs."
    return Reason("recourse.answer", choice("recourse_months"), text, given)


def _in_time(facts: RecourseFacts, until: date) -> Reason:
    came, jury_on = french(facts.received_on), facts.decided.jury_on
    if facts.received_on < jury_on:
        text = f"Le recours, reçu le {came}, précède le jury du {french(jury_on)} : corrigez sa date."
        return Reason("recourse.dated", choice("recourse_months"), text, False)
    in_time = facts.received_on <= until
    text = f"Le recours, reçu le {came}, vient " + (
        "à temps." if in_time else f"après le {french(until)}, son dernier jour."
    )
    return Reason("recourse.in_time", choice("recourse_months"), text, in_time)


def _reasoned(grounds: str) -> Reason:
    given = bool(grounds.strip())
    text = "Le recours est motivé." if given else "Le recours ne dit pas pourquoi : un recours est motivé."
    return Reason("recourse.reasoned", choice("recourse_months"), text, given)


def _alone(facts: RecourseFacts) -> Reason:
    text = "Aucun autre recours n’est en cours sur cette décision."
    if facts.upheld:
        text = "Un recours est déjà accueilli : un nouveau jury examinera la candidature."
    elif facts.pending:
        text = "Un recours est déjà en cours sur cette décision : il attend sa réponse."
    return Reason("recourse.alone", choice("recourse_months"), text, not (facts.upheld or facts.pending))
