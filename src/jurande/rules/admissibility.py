"""VAE: is the request admissible (recevable)? The two-month clock, the tacit decision, the lapse.

Sources: labour code R6412-4 to R6412-7 for files begun since 1 January 2024; education code R335-6 and R335-7
for older ones, without tacit decision nor lapse (choices.md section 3). The law is the one of the day of
filing, which says first whether it may be filed (`filing.py`); date arithmetic in choices.md section 2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from jurande.rules.dates import end_of_month_after, french, months_after, tacit_effect
from jurande.rules.filing import FilingFacts, FilingOutcome, filing
from jurande.rules.reasons import Clause, Decision, Reason
from jurande.rules.rulebook import (
    LAW_VAE_DECISION,
    LAW_VAE_JURY_DATE,
    LAW_VAE_RESULT,
    OLD_LAW_VAE,
    VAE_REFORM,
    FigureName,
    figure_on,
)
from jurande.rules.words import quoted


class AdmissibilityOutcome(StrEnum):
    """Where the request stands. REFUSED: the law in force on the day of filing does not let it be filed."""

    INCOMPLETE = "incomplete"
    PENDING = "pending"
    ADMISSIBLE = "admissible"
    TACITLY_ADMISSIBLE = "tacitly_admissible"
    NOT_ADMISSIBLE = "not_admissible"
    LAPSED = "lapsed"
    REFUSED = "refused"


ADMITTED = frozenset({AdmissibilityOutcome.ADMISSIBLE, AdmissibilityOutcome.TACITLY_ADMISSIBLE})


class Ruling(StrEnum):
    """What the certifier decided on the request."""

    ADMISSIBLE = "admissible"
    NOT_ADMISSIBLE = "not_admissible"


@dataclass(frozen=True, slots=True, kw_only=True)
class VaeFacts(FilingFacts):
    """A VAE request and what happened to it. What is dated after the day of the question is not known yet.

    `complete_on`: the acknowledged day of the complete file; `missing` names the pieces still asked for.
    Former law: `decision` counts once `decided_on`. Since 2024 it counts once `notified_on` to the candidate too; a
    refusal states its `gaps` (écarts). `first_step_on`: the first step recorded after the notification; a
    validation file is one as well; `legitimate_reason` excuses the absence of any. `jury_on` is the date set for
    the jury, `passed_jury_on` the day the candidate came before it. Dates follow `DATES_IN_ORDER`.
    """

    complete_on: date | None = None
    missing: tuple[str, ...] = ()
    decision: Ruling | None = None
    decided_on: date | None = None
    notified_on: date | None = None
    gaps: tuple[str, ...] = ()
    first_step_on: date | None = None
    legitimate_reason: bool = False
    validation_file_on: date | None = None
    jury_on: date | None = None
    passed_jury_on: date | None = None


DATES_IN_ORDER = (
    ("complete_on", "filed_on"),
    ("decided_on", "filed_on"),
    ("notified_on", "decided_on"),
    ("first_step_on", "filed_on"),
    ("validation_file_on", "complete_on"),
    ("jury_on", "filed_on"),
    ("passed_jury_on", "validation_file_on"),
)
"""Pairs of dates of `VaeFacts`: the first, where both are known, does not precede the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissibilityDecision(Decision):
    """Where the request stands, and its clocks: every date is a last day, included, but `effective_on`.

    `decide_by`: last day for the certifier's decision and its notification. `effective_on`: the decision, or the
    tacit one, takes effect. `lapses_after`: last day for a first step. `jury_by`: last day for the jury.
    `notify_by`: last day to notify the jury's result. None where the clock does not run.
    """

    outcome: AdmissibilityOutcome
    decide_by: date | None = None
    effective_on: date | None = None
    lapses_after: date | None = None
    jury_by: date | None = None
    notify_by: date | None = None


def admissibility(facts: VaeFacts, *, on: date) -> AdmissibilityDecision:
    """Labour code, R6412-4: the certifier decides and notifies within two months of the complete file; silence is
    acceptance; the acceptance lapses without a step by the end of the sixth month after its notification.
    R6412-5 and -7 for the jury and its result; education code, R335-7, for files begun before 1 January 2024.

    Where the request stands on the day `on`. A decision that is not notified in time is silence, and a tacit
    acceptance, notified at once, is not undone by what comes later. A validation file filed is a step. Raises
    ValueError when dates are reversed (`DATES_IN_ORDER`), naming each.
    """
    if wrong := _reversed_dates(facts):
        raise ValueError("; ".join(f"{later} precedes {earlier}" for later, earlier in wrong))
    known = _known(facts, on)
    filed, completeness = filing(known), _completeness(known)
    reasons = filed.reasons + completeness
    if filed.outcome is FilingOutcome.REFUSED:
        return AdmissibilityDecision(outcome=AdmissibilityOutcome.REFUSED, reasons=reasons)
    if not all(reason.holds for reason in completeness):
        return AdmissibilityDecision(outcome=AdmissibilityOutcome.INCOMPLETE, reasons=reasons)
    decide_by = _last_day(known, FigureName.VAE_DECISION_MONTHS, known.complete_on, months_after)
    outcome = _ruled(known, decide_by, on)
    tacit = outcome == AdmissibilityOutcome.TACITLY_ADMISSIBLE
    ruled = known.decided_on if outcome != AdmissibilityOutcome.PENDING else None
    effective_on = tacit_effect(decide_by) if tacit and decide_by else ruled
    reasons += _ruling(known, outcome, decide_by, effective_on)
    if outcome not in ADMITTED:
        return AdmissibilityDecision(outcome=outcome, reasons=reasons, decide_by=decide_by, effective_on=effective_on)
    notified_on = effective_on if tacit else known.notified_on
    lapses_after = _last_day(known, FigureName.VAE_LAPSE_MONTHS, notified_on, end_of_month_after)
    lapse = _lapse(known, notified_on, lapses_after, on)
    alive = all(reason.holds for reason in lapse)
    validation_file_on = known.validation_file_on if alive else None
    jury_by = last_jury_day(known.filed_on, validation_file_on)
    passed_jury_on = known.passed_jury_on if alive else None
    notify_by = _last_day(known, FigureName.VAE_NOTIFY_DAYS, passed_jury_on, _days_after)
    return AdmissibilityDecision(
        outcome=outcome if alive else AdmissibilityOutcome.LAPSED,
        reasons=reasons + lapse + _jury_date(known, jury_by, on) + _notification(notify_by),
        decide_by=decide_by,
        effective_on=effective_on,
        lapses_after=lapses_after,
        jury_by=jury_by,
        notify_by=notify_by,
    )


def last_jury_day(filed_on: date, validation_file_on: date | None) -> date | None:
    """Labour code, R6412-5: the jury sits before the end of the third month after the validation file is filed.

    That last day, included, for a request `filed_on`; None before the file, and under the former law, which sets none.
    """
    figure = figure_on(FigureName.VAE_JURY_BY_MONTHS, filed_on)
    if figure is None or validation_file_on is None:
        return None
    return end_of_month_after(validation_file_on, figure.value)


def _reversed_dates(facts: VaeFacts) -> tuple[tuple[str, str], ...]:
    """The pairs of `DATES_IN_ORDER` that these facts reverse, by their names."""
    return tuple(
        (later, earlier)
        for later, earlier in DATES_IN_ORDER
        if (day := getattr(facts, later)) and (before := getattr(facts, earlier)) and day < before
    )


def _known(facts: VaeFacts, on: date) -> VaeFacts:
    """The facts as they were known on that day; a date without a decision is none."""

    def by_then(day: date | None) -> date | None:
        return day if day is not None and day <= on else None

    return replace(
        facts,
        complete_on=by_then(facts.complete_on),
        decided_on=by_then(facts.decided_on) if facts.decision else None,
        notified_on=by_then(facts.notified_on) if facts.decision and facts.decided_on else None,
        first_step_on=by_then(facts.first_step_on),
        validation_file_on=by_then(facts.validation_file_on),
        passed_jury_on=by_then(facts.passed_jury_on),
    )


def _reformed(facts: VaeFacts) -> bool:
    return facts.filed_on >= VAE_REFORM


def _last_day(
    facts: VaeFacts, name: FigureName, start: date | None, period: Callable[[date, int], date]
) -> date | None:
    """The last day of the law's period of that name; None when it has not started or the law has none."""
    figure = figure_on(name, facts.filed_on)
    return None if figure is None or start is None else period(start, figure.value)


def _days_after(start: date, days: int) -> date:
    return start + timedelta(days=days)


def _completeness(facts: VaeFacts) -> tuple[Reason, ...]:
    clause = _decision_clause(facts)
    complete = facts.complete_on is not None and not facts.missing
    if facts.missing:
        text = f"Il manque au dossier : {quoted(facts.missing)} Demandez ces pièces au candidat."
    elif facts.complete_on is None:
        text = "Le dossier n’est pas encore complet : accusez-en réception, à sa date, dès qu’il l’est."
    else:
        text = f"Le dossier est complet depuis le {french(facts.complete_on)}."
    reasons = (Reason("admissibility.complete", clause, text, complete),)
    figure = figure_on(FigureName.VAE_ACTIVITY_MONTHS, facts.filed_on)
    if figure is None or facts.activity_months is not None:
        return reasons
    text = f"La durée d’activité n’est pas établie : demandez la preuve de {figure.value} mois d’activité."
    return (*reasons, Reason("admissibility.activity", figure.clause, text, False))


def _decision_clause(facts: VaeFacts) -> Clause:
    return LAW_VAE_DECISION if _reformed(facts) else OLD_LAW_VAE


def _ruled(facts: VaeFacts, decide_by: date | None, on: date) -> AdmissibilityOutcome:
    """What was decided on a complete file, by the certifier, told in time, or by its silence."""
    told_on = facts.notified_on if _reformed(facts) else facts.decided_on
    if told_on is not None and (decide_by is None or told_on <= decide_by):
        if facts.decision == Ruling.ADMISSIBLE:
            return AdmissibilityOutcome.ADMISSIBLE
        return AdmissibilityOutcome.NOT_ADMISSIBLE
    if decide_by is not None and on > decide_by:
        return AdmissibilityOutcome.TACITLY_ADMISSIBLE
    return AdmissibilityOutcome.PENDING


def _ruling(
    facts: VaeFacts, outcome: AdmissibilityOutcome, decide_by: date | None, effective_on: date | None
) -> tuple[Reason, ...]:
    clause = _decision_clause(facts)
    if effective_on is None:
        text = "La décision est attendue"
        if facts.decided_on is not None:
            text = f"La décision du {french(facts.decided_on)} est à notifier au candidat"
        if decide_by is not None:
            text += (
                f" au plus tard le {french(decide_by)} : sans notification, la demande est recevable "
                f"le {french(tacit_effect(decide_by))}"
            )
        return (Reason("admissibility.ruling", clause, f"{text}.", False),)
    effect = french(effective_on)
    if outcome == AdmissibilityOutcome.NOT_ADMISSIBLE:
        stated = bool(facts.gaps)
        return (
            Reason("admissibility.ruling", clause, f"La demande est non recevable depuis le {effect}.", False),
            Reason(
                "admissibility.gaps",
                clause,
                f"Écarts relevés avec le référentiel : {quoted(facts.gaps)}"
                if stated
                else "La décision ne dit pas les écarts avec le référentiel : ajoutez-les.",
                stated,
            ),
        )
    if outcome == AdmissibilityOutcome.ADMISSIBLE:
        return (Reason("admissibility.ruling", clause, f"La demande est recevable depuis le {effect}."),)
    return _silence(facts, clause, effect)


def _silence(facts: VaeFacts, clause: Clause, effect: str) -> tuple[Reason, ...]:
    text = f"Aucune décision n’a été notifiée dans le délai : la demande est recevable depuis le {effect}."
    reasons = (Reason("admissibility.ruling", clause, text),)
    if facts.decided_on is None:
        return reasons
    confirms = facts.decision == Ruling.ADMISSIBLE
    told = f"est notifiée le {french(facts.notified_on)}, après le délai" if facts.notified_on else "n’est pas notifiée"
    text = f"La décision du {french(facts.decided_on)} {told} : " + (
        f"la demande était déjà recevable depuis le {effect}."
        if confirms
        else f"elle ne défait pas la recevabilité acquise le {effect}."
    )
    return (*reasons, Reason("admissibility.late_ruling", clause, text, confirms))


def _lapse(facts: VaeFacts, notified_on: date | None, lapses_after: date | None, on: date) -> tuple[Reason, ...]:
    if notified_on is None or lapses_after is None:
        return ()
    last = french(lapses_after)
    holds = True
    steps = [
        day for day in (facts.first_step_on, facts.validation_file_on) if day and notified_on <= day <= lapses_after
    ]
    if steps:
        text = f"Une démarche est enregistrée le {french(min(steps))}, dans le délai, jusqu’au {last} inclus."
    elif facts.legitimate_reason:
        text = f"Un motif légitime excuse l’absence de démarche au {last}."
    elif on <= lapses_after:
        text = f"Sans démarche enregistrée jusqu’au {last} inclus, la recevabilité deviendra caduque."
    else:
        holds = False
        text = (
            f"Aucune démarche n’est enregistrée au {last} : la recevabilité est caduque. Le candidat peut "
            "déposer une nouvelle demande ; celle-ci ne compte pas si le référentiel n’a pas changé."
        )
    return (Reason("admissibility.lapse", LAW_VAE_DECISION, text, holds),)


def _jury_date(facts: VaeFacts, jury_by: date | None, on: date) -> tuple[Reason, ...]:
    if jury_by is None:
        return ()
    last = french(jury_by)
    if facts.jury_on is None:
        holds = on <= jury_by
        text = f"La date du jury est à fixer, au plus tard le {last}."
        if not holds:
            text = f"Aucun jury n’a eu lieu au {last}, dernier jour : fixez sa date sans attendre."
    else:
        holds = facts.jury_on <= jury_by
        text = f"Le jury du {french(facts.jury_on)} respecte le dernier jour, le {last}."
        if not holds:
            text = f"Le jury du {french(facts.jury_on)} dépasse le dernier jour, le {last} : avancez-le."
    return (Reason("admissibility.jury_date", LAW_VAE_JURY_DATE, text, holds),)


def _notification(notify_by: date | None) -> tuple[Reason, ...]:
    if notify_by is None:
        return ()
    text = f"Le résultat est à notifier au candidat au plus tard le {french(notify_by)}."
    return (Reason("admissibility.notification", LAW_VAE_RESULT, text),)
