"""Calling a jury: the request to the unions, the notice given to a juror's employer, word to the regional commission.

Sources: the edition in force (2014: no period; 2019, art. 55.2: 15 and 8 days); labour code D3142-32; convention of
7 February 2022, art. 37.1; choices.md section 4 where they are silent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jurande.rules.dates import french, latest_day_before
from jurande.rules.reasons import Decision, Reason, chosen
from jurande.rules.rulebook import BRANCH_JUROR_LEAVE, CONVENTION_STARTS_ON, Edition, FigureName, figure_on
from jurande.rules.settings import DEFAULTS, LateCall, Settings, choice


class CallOutcome(StrEnum):
    """What the date of the call to a union allows."""

    IN_TIME = "in_time"
    LATE_ANSWERED = "late_answered"
    LATE_WITH_RESERVE = "late_with_reserve"
    LATE_BLOCKED = "late_blocked"
    NOT_SENT = "not_sent"


class NoticeOutcome(StrEnum):
    """Whether an employer may hold the notice period against a juror."""

    OPPOSABLE = "opposable"
    NOT_OPPOSABLE = "not_opposable"


class CommissionOutcome(StrEnum):
    """Whether the regional commission knows of a jury what it must."""

    TOLD = "told"
    TOLD_BEFORE_A_CHANGE = "told_before_a_change"
    NOT_TOLD = "not_told"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDecision(Decision):
    """What the date of a call allows; `latest_on` None: the edition gives no figure."""

    outcome: CallOutcome
    latest_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDecision(Decision):
    """Whether the notice may be opposed to the juror; `latest_on`, the last day for it to be."""

    outcome: NoticeOutcome
    latest_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommissionDecision(Decision):
    """Whether the regional commission is informed of a jury."""

    outcome: CommissionOutcome


LATE_NOTICE = chosen("late_notice", "Préavis rendu impossible par la date de la convocation")


def union_call(
    edition: Edition, *, sent_on: date | None, jury_on: date, answered: bool, settings: Settings = DEFAULTS
) -> CallDecision:
    """Accord of 8 November 2019, art. 55.2: unions are asked at least 15 calendar days before the jury; the
    2014 edition gives no figure.

    Late, the session may sit if each union called has answered (`answered`), whatever it said; if not, with a
    reserve in the minutes or not at all, as the authority chose (choices.md section 4).
    """
    days = edition.union_call_days
    latest = None if days is None else latest_day_before(jury_on, days)
    limit = "" if latest is None else f", pour le {french(latest)} au plus tard"
    if sent_on is None:
        text = f"Organisations syndicales non saisies{limit} ; saisissez-les."
        reasons: tuple[Reason, ...] = (Reason("jury.call", edition.composition, text, False),)
        return CallDecision(outcome=CallOutcome.NOT_SENT, reasons=reasons, latest_on=latest)
    in_time = latest is None or sent_on <= latest
    text = f"Organisations syndicales saisies le {french(sent_on)}{limit}."
    reasons = (Reason("jury.call", edition.composition, text, in_time),)
    if in_time:
        return CallDecision(outcome=CallOutcome.IN_TIME, reasons=reasons, latest_on=latest)
    if answered:
        outcome, text = CallOutcome.LATE_ANSWERED, "Chacune a répondu : le jury peut siéger."
    elif settings.late_call is LateCall.RESERVE:
        outcome = CallOutcome.LATE_WITH_RESERVE
        text = "Toutes n’ont pas répondu : le jury siège avec une réserve motivée au procès-verbal."
    else:
        outcome = CallOutcome.LATE_BLOCKED
        text = "Toutes n’ont pas répondu : le jury ne peut pas siéger, reportez la session."
    late = Reason("jury.call_answered", choice("late_call"), text, answered)
    return CallDecision(outcome=outcome, reasons=(*reasons, late), latest_on=latest)


def juror_notice(edition: Edition, *, sent_on: date | None, jury_on: date) -> NoticeDecision:
    """Accord of 8 November 2019, art. 55.2: 8 calendar days of notice to a juror's employer; without a figure
    of the branch, labour code D3142-32: 15 days. Convention of 7 February 2022, art. 37.1, in force since 2024
    and taken as a choice before: not opposable to the juror when the day the summons was sent made it
    impossible.
    """
    days, clause = edition.juror_notice_days, edition.composition
    if days is None and (figure := figure_on(FigureName.JUROR_NOTICE_DAYS, jury_on)):
        days, clause = figure.value, figure.clause
    if days is None:
        text = "Préavis à l’employeur : aucun délai n’est écrit."
        reasons: tuple[Reason, ...] = (Reason("jury.notice", clause, text, False),)
        return NoticeDecision(outcome=NoticeOutcome.NOT_OPPOSABLE, reasons=reasons, latest_on=None)
    latest = latest_day_before(jury_on, days)
    summons = "convocation non envoyée" if sent_on is None else f"convocation envoyée le {french(sent_on)}"
    text = f"Préavis à l’employeur : {days} jours, {summons}, pour le {french(latest)} au plus tard."
    opposable = sent_on is not None and sent_on <= latest
    reasons = (Reason("jury.notice", clause, text, opposable),)
    if opposable:
        return NoticeDecision(outcome=NoticeOutcome.OPPOSABLE, reasons=reasons, latest_on=latest)
    text = "Préavis devenu impossible : il n’est pas opposable au membre du jury."
    clause = BRANCH_JUROR_LEAVE if jury_on >= CONVENTION_STARTS_ON else LATE_NOTICE
    late = Reason("jury.notice_opposable", clause, text, False)
    return NoticeDecision(outcome=NoticeOutcome.NOT_OPPOSABLE, reasons=(*reasons, late), latest_on=latest)


def commission_told(edition: Edition, *, told_on: date | None, changed: bool) -> CommissionDecision:
    """Accord of 8 November 2019, art. 55.2: the regional commission (CPREFP) is informed of the composition of the
    jury and of the provisional calendar, with no figure; nothing found asks for it under the 2014 edition.

    `told_on`: the day it was last informed; `changed`: the composition is another since. A jury that has changed is
    told again: what was said is no longer its composition.
    """
    known = "de la composition du jury et du calendrier prévisionnel"
    if not edition.commission_is_told:
        outcome, text = CommissionOutcome.NOT_ASKED, "Aucun texte trouvé ne demande d’informer la commission régionale."
    elif told_on is None:
        outcome, text = CommissionOutcome.NOT_TOLD, f"Commission régionale non informée {known} ; informez-la."
    elif changed:
        outcome = CommissionOutcome.TOLD_BEFORE_A_CHANGE
        text = f"Commission régionale informée le {french(told_on)}, puis la composition a changé ; informez-la encore."
    else:
        outcome, text = CommissionOutcome.TOLD, f"Commission régionale informée le {french(told_on)} {known}."
    holds = outcome in {CommissionOutcome.TOLD, CommissionOutcome.NOT_ASKED}
    reasons = (Reason("jury.commission", edition.composition, text, holds),)
    return CommissionDecision(outcome=outcome, reasons=reasons)
