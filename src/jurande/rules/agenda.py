"""Agenda: whether a candidate is ready for the jury of one day, and what stands in the way.

Sources: record, « modalités d’accès » (the jury examines the summary) and « validité des composantes acquises »; the
edition's kept results (2019: art. 55.3); labour code R6412-5 for VAE; choices.md section 5 for the centre's deadline.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jurande.rules.certification import Certification, RecordClause
from jurande.rules.dates import french, latest_day_before
from jurande.rules.reasons import Decision, Reason
from jurande.rules.rulebook import LAW_VAE_JURY_DATE, Edition
from jurande.rules.settings import DEFAULTS, Settings, choice


class AgendaOutcome(StrEnum):
    """Whether a candidate may be put on the list of that day. READY_LATE: they may, and a delay will have passed."""

    READY = "ready"
    READY_LATE = "ready_late"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldResult:
    """What an earlier jury left acquired and this candidacy rests on: `name` says it, « Bloc 1 », « C3 ».

    `usable_until`, its last day, was counted by `edition` or by the record; None: it is kept without limit.
    """

    name: str
    edition: Edition
    usable_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaFacts:
    """Where a candidacy stands on the way to a jury.

    `summarised`: the commission's summary is established. `lacks`: what holds the candidacy back, as other chapters say
    it: what the summary and its grids still ask for, a suspicion of fraud under way. `jury_by`: the last day for the
    jury of a VAE (`admissibility.last_jury_day`), None where no clock runs.
    """

    summarised: bool
    lacks: tuple[Reason, ...] = ()
    enrolled_on: date
    jury_by: date | None = None
    held: tuple[HeldResult, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaDecision(Decision):
    """Whether the candidate is ready for that jury."""

    outcome: AgendaOutcome


def agenda(
    certification: Certification, facts: AgendaFacts, *, on: date, settings: Settings = DEFAULTS
) -> AgendaDecision:
    """Record, modalités d’accès: the jury « examine le récapitulatif des évaluations »: without it, nobody is ready.

    Whether a candidate is ready for the jury of the day `on`. What a delay says (the clock of a VAE, a result kept
    until a day, the centre's deadline) does not take a ready candidate off the list: it is told, people decide.
    """
    summary = _summary(certification, facts)
    delays = (
        *_clock(facts.jury_by, on),
        *(reason for one in facts.held for reason in _held(certification, one.edition, one, on)),
        *_deadline(facts.enrolled_on, on, settings),
    )
    if not all(reason.holds for reason in summary):
        outcome = AgendaOutcome.BLOCKED
    elif not all(reason.holds for reason in delays):
        outcome = AgendaOutcome.READY_LATE
    else:
        outcome = AgendaOutcome.READY
    return AgendaDecision(outcome=outcome, reasons=(*summary, *delays))


def _summary(certification: Certification, facts: AgendaFacts) -> tuple[Reason, ...]:
    clause = certification.clause(RecordClause.JURY_DUTIES)
    if facts.summarised:
        return (Reason("agenda.summary", clause, "Le récapitulatif des évaluations est établi."), *facts.lacks)
    if facts.lacks:
        return facts.lacks
    text = "Rien ne manque à l’évaluation : établissez le récapitulatif."
    return (Reason("agenda.summary", clause, text, False),)


def _clock(jury_by: date | None, on: date) -> tuple[Reason, ...]:
    if jury_by is None:
        return ()
    in_time = on <= jury_by
    text = f"VAE : jury à tenir au plus tard le {french(jury_by)}"
    text += "." if in_time else " ; présentez ce candidat à un jury plus proche."
    return (Reason("agenda.vae_jury", LAW_VAE_JURY_DATE, text, in_time),)


def _held(certification: Certification, edition: Edition, result: HeldResult, on: date) -> tuple[Reason, ...]:
    """A limit is the record's where it sets one, else that of the edition under which the result was earned."""
    until = result.usable_until
    if until is None:
        return ()
    clause = edition.kept if certification.kept_months is None else certification.clause(RecordClause.KEPT)
    usable = on <= until
    text = f"{result.name} : résultat conservé jusqu’au {french(until)} inclus"
    text += "." if usable else " ; il ne servira plus ce jour-là, avancez le jury ou réévaluez."
    return (Reason("agenda.kept", clause, text, usable),)


def _deadline(enrolled_on: date, on: date, settings: Settings) -> tuple[Reason, ...]:
    if settings.enrolment_deadline_days is None:
        return ()
    latest = latest_day_before(on, settings.enrolment_deadline_days)
    in_time = enrolled_on <= latest
    text = f"Inscription du {french(enrolled_on)} ; pour ce jury, au plus tard le {french(latest)}"
    text += "." if in_time else " : choisissez une session plus tardive."
    return (Reason("agenda.deadline", choice("enrolment_deadline_days"), text, in_time),)
