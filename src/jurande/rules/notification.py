"""Notification: the candidate of a VAE is told the result of the jury, within the days of the law.

Sources: labour code R6412-7 for files begun since 1 January 2024; education code R335-7 before, of which no such
period is known (choices.md section 3); choices.md section 1 for which jury starts the days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from jurande.rules.dates import french
from jurande.rules.reasons import Decision, Reason, chosen
from jurande.rules.rulebook import LAW_VAE_RESULT, OLD_LAW_VAE, FigureName, figure_on


class NotificationOutcome(StrEnum):
    """Where the notification of a result stands. NO_PERIOD: the law of the file's day gives none."""

    NO_PERIOD = "no_period"
    DUE = "due"
    LATE = "late"
    NOTIFIED = "notified"
    NOTIFIED_LATE = "notified_late"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationDecision(Decision):
    """Where the notification stands; `notify_by`, its last day, included; None where no period is known."""

    outcome: NotificationOutcome
    notify_by: date | None


VAE_JURY = chosen("vae_jury", "Jury dont la date ouvre le délai de notification en VAE")


def vae_result(*, filed_on: date, jury_on: date, notified_on: date | None, on: date) -> NotificationDecision:
    """Labour code, R6412-7: the result is notified within fifteen days of the passing before the jury, which
    choices.md section 1 takes to be the joint jury, the last body to see the candidate.

    Where the notification stands on the day `on`, for a file begun on `filed_on` and a jury held on `jury_on`.
    """
    figure = figure_on(FigureName.VAE_NOTIFY_DAYS, filed_on)
    if figure is None:
        text = (
            "Aucun délai de notification n’est connu pour un dossier de ce temps : informez le candidat sans attendre."
        )
        reasons: tuple[Reason, ...] = (Reason("notification.no_period", OLD_LAW_VAE, text),)
        return NotificationDecision(outcome=NotificationOutcome.NO_PERIOD, reasons=reasons, notify_by=None)
    notify_by = jury_on + timedelta(days=figure.value)
    told_on = notified_on if notified_on and notified_on <= on else None
    in_time = (told_on or on) <= notify_by
    if told_on:
        text = f"Le résultat a été notifié au candidat le {french(told_on)}"
        text += "." if in_time else f", après le dernier jour, le {french(notify_by)}."
        outcome = NotificationOutcome.NOTIFIED if in_time else NotificationOutcome.NOTIFIED_LATE
    elif in_time:
        text = f"Le résultat est à notifier au candidat au plus tard le {french(notify_by)}."
        outcome = NotificationOutcome.DUE
    else:
        text = f"Le délai de notification a pris fin le {french(notify_by)} : notifiez le résultat sans attendre."
        outcome = NotificationOutcome.LATE
    counted = f"Les {figure.value} jours courent depuis le jury paritaire du {french(jury_on)}."
    return NotificationDecision(
        outcome=outcome,
        reasons=(
            Reason("notification.result", LAW_VAE_RESULT, text, in_time),
            Reason("notification.jury", VAE_JURY, counted),
        ),
        notify_by=notify_by,
    )
