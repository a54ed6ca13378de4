"""Calling the unions, and the notice given to a juror's employer, under both editions."""

from __future__ import annotations

from datetime import date

import pytest

from jurande.rules.calls import (
    CallOutcome,
    CommissionOutcome,
    NoticeOutcome,
    commission_told,
    juror_notice,
    union_call,
)
from jurande.rules.rulebook import Edition, edition_named
from jurande.rules.settings import DEFAULTS, LateCall, Settings
from tests.rules.said import said

ED2014, ED2019 = edition_named("branch-2014"), edition_named("branch-2019")
JURY_DAY = date(2026, 4, 9)
LATE_BLOCKS = Settings(late_call=LateCall.BLOCK)


@pytest.mark.parametrize(
    ("edition", "sent_on", "answered", "settings", "outcome"),
    [
        pytest.param(ED2019, date(2026, 3, 24), False, DEFAULTS, CallOutcome.IN_TIME, id="16 days before"),
        pytest.param(ED2019, date(2026, 3, 25), False, DEFAULTS, CallOutcome.IN_TIME, id="15 days, the last one"),
        pytest.param(ED2019, date(2026, 3, 26), False, DEFAULTS, CallOutcome.LATE_WITH_RESERVE, id="14 days"),
        pytest.param(ED2019, JURY_DAY, False, DEFAULTS, CallOutcome.LATE_WITH_RESERVE, id="on the day of the jury"),
        pytest.param(ED2019, date(2026, 3, 26), True, DEFAULTS, CallOutcome.LATE_ANSWERED, id="late, all answered"),
        pytest.param(
            ED2019, date(2026, 3, 26), True, LATE_BLOCKS, CallOutcome.LATE_ANSWERED, id="answered, would block"
        ),
        pytest.param(ED2019, date(2026, 3, 26), False, LATE_BLOCKS, CallOutcome.LATE_BLOCKED, id="late blocks"),
        pytest.param(ED2019, None, False, DEFAULTS, CallOutcome.NOT_SENT, id="not sent"),
        pytest.param(ED2019, None, True, LATE_BLOCKS, CallOutcome.NOT_SENT, id="not sent, would block"),
        pytest.param(ED2014, date(2026, 4, 8), False, LATE_BLOCKS, CallOutcome.IN_TIME, id="no figure in 2014"),
        pytest.param(ED2014, None, False, DEFAULTS, CallOutcome.NOT_SENT, id="not sent in 2014"),
        pytest.param(ED2014, None, True, LATE_BLOCKS, CallOutcome.NOT_SENT, id="not sent in 2014, would block"),
    ],
)
def test_when_the_unions_are_called(
    edition: Edition, sent_on: date | None, answered: bool, settings: Settings, outcome: CallOutcome
) -> None:
    decision = union_call(edition, sent_on=sent_on, jury_on=JURY_DAY, answered=answered, settings=settings)
    assert decision.outcome is outcome
    assert decision.latest_on == (date(2026, 3, 25) if edition is ED2019 else None)


CALL = "jury.call (branch-2019.55.2) Organisations syndicales"


@pytest.mark.parametrize(
    ("edition", "sent_on", "answered", "settings", "lines"),
    [
        (
            ED2019,
            date(2026, 3, 25),
            False,
            DEFAULTS,
            [f"+ {CALL} saisies le 25 mars 2026, pour le 25 mars 2026 au plus tard."],
        ),
        (
            ED2019,
            None,
            False,
            DEFAULTS,
            [f"- {CALL} non saisies, pour le 25 mars 2026 au plus tard ; saisissez-les."],
        ),
        (
            ED2014,
            date(2026, 4, 1),
            False,
            DEFAULTS,
            ["+ jury.call (branch-2014.composition) Organisations syndicales saisies le 1er avril 2026."],
        ),
        (
            ED2019,
            date(2026, 3, 30),
            True,
            DEFAULTS,
            [
                f"- {CALL} saisies le 30 mars 2026, pour le 25 mars 2026 au plus tard.",
                "+ jury.call_answered (choice.late_call) Chacune a répondu : le jury peut siéger.",
            ],
        ),
        (
            ED2019,
            date(2026, 3, 30),
            False,
            DEFAULTS,
            [
                f"- {CALL} saisies le 30 mars 2026, pour le 25 mars 2026 au plus tard.",
                (
                    "- jury.call_answered (choice.late_call) "
                    "Toutes n’ont pas répondu : le jury siège avec une réserve motivée au procès-verbal."
                ),
            ],
        ),
        (
            ED2019,
            date(2026, 3, 30),
            False,
            LATE_BLOCKS,
            [
                f"- {CALL} saisies le 30 mars 2026, pour le 25 mars 2026 au plus tard.",
                (
                    "- jury.call_answered (choice.late_call) "
                    "Toutes n’ont pas répondu : le jury ne peut pas siéger, reportez la session."
                ),
            ],
        ),
    ],
)
def test_what_is_said_of_a_call(
    edition: Edition, sent_on: date | None, answered: bool, settings: Settings, lines: list[str]
) -> None:
    decision = union_call(edition, sent_on=sent_on, jury_on=JURY_DAY, answered=answered, settings=settings)
    assert said(decision) == lines


NOTICE_8 = "jury.notice (branch-2019.55.2) Préavis à l’employeur : 8 jours, convocation"
NOTICE_15 = "jury.notice (law.D3142-32) Préavis à l’employeur : 15 jours, convocation"
NO_LONGER = (
    "- jury.notice_opposable (branch-2022.37.1) Préavis devenu impossible : il n’est pas opposable au membre du jury."
)


@pytest.mark.parametrize(
    ("edition", "sent_on", "outcome", "lines"),
    [
        pytest.param(
            ED2019,
            date(2026, 3, 31),
            NoticeOutcome.OPPOSABLE,
            [f"+ {NOTICE_8} envoyée le 31 mars 2026, pour le 1er avril 2026 au plus tard."],
            id="eight days, a day early",
        ),
        pytest.param(
            ED2019,
            date(2026, 4, 1),
            NoticeOutcome.OPPOSABLE,
            [f"+ {NOTICE_8} envoyée le 1er avril 2026, pour le 1er avril 2026 au plus tard."],
            id="eight days, on the last day",
        ),
        pytest.param(
            ED2019,
            date(2026, 4, 2),
            NoticeOutcome.NOT_OPPOSABLE,
            [f"- {NOTICE_8} envoyée le 2 avril 2026, pour le 1er avril 2026 au plus tard.", NO_LONGER],
            id="eight days, a day late",
        ),
        pytest.param(
            ED2019,
            None,
            NoticeOutcome.NOT_OPPOSABLE,
            [f"- {NOTICE_8} non envoyée, pour le 1er avril 2026 au plus tard.", NO_LONGER],
            id="no summons",
        ),
        pytest.param(
            ED2014,
            date(2026, 3, 24),
            NoticeOutcome.OPPOSABLE,
            [f"+ {NOTICE_15} envoyée le 24 mars 2026, pour le 25 mars 2026 au plus tard."],
            id="fifteen days by law, a day early",
        ),
        pytest.param(
            ED2014,
            date(2026, 3, 25),
            NoticeOutcome.OPPOSABLE,
            [f"+ {NOTICE_15} envoyée le 25 mars 2026, pour le 25 mars 2026 au plus tard."],
            id="fifteen days by law, on the last day",
        ),
        pytest.param(
            ED2014,
            date(2026, 3, 26),
            NoticeOutcome.NOT_OPPOSABLE,
            [f"- {NOTICE_15} envoyée le 26 mars 2026, pour le 25 mars 2026 au plus tard.", NO_LONGER],
            id="fifteen days by law, a day late",
        ),
        pytest.param(
            ED2014,
            None,
            NoticeOutcome.NOT_OPPOSABLE,
            [f"- {NOTICE_15} non envoyée, pour le 25 mars 2026 au plus tard.", NO_LONGER],
            id="fifteen days by law, no summons",
        ),
    ],
)
def test_when_the_notice_is_opposable_to_a_juror(
    edition: Edition, sent_on: date | None, outcome: NoticeOutcome, lines: list[str]
) -> None:
    decision = juror_notice(edition, sent_on=sent_on, jury_on=JURY_DAY)
    assert decision.outcome is outcome
    assert said(decision) == lines
    assert decision.latest_on == (date(2026, 4, 1) if edition is ED2019 else date(2026, 3, 25))


def test_no_notice_is_opposable_where_no_text_gives_one() -> None:
    decision = juror_notice(ED2014, sent_on=date(2008, 1, 1), jury_on=date(2008, 6, 1))
    assert decision.outcome is NoticeOutcome.NOT_OPPOSABLE
    assert decision.latest_on is None
    assert said(decision) == [
        "- jury.notice (branch-2014.composition) Préavis à l’employeur : aucun délai n’est écrit."
    ]


@pytest.mark.parametrize(
    ("jury_on", "clause"), [(date(2024, 1, 1), "branch-2022.37.1"), (date(2023, 12, 31), "choice.late_notice")]
)
def test_a_late_notice_is_not_opposable_by_the_convention_since_2024_and_by_choice_before(
    jury_on: date, clause: str
) -> None:
    decision = juror_notice(ED2019, sent_on=jury_on, jury_on=jury_on)
    assert decision.outcome is NoticeOutcome.NOT_OPPOSABLE
    assert decision.reasons[-1].clause.key == clause


COMMISSION = "jury.commission (branch-2019.55.2) Commission régionale"
KNOWN = "de la composition du jury et du calendrier prévisionnel"


@pytest.mark.parametrize(
    ("edition", "told_on", "changed", "outcome", "line"),
    [
        pytest.param(
            ED2019,
            date(2026, 3, 20),
            False,
            CommissionOutcome.TOLD,
            f"+ {COMMISSION} informée le 20 mars 2026 {KNOWN}.",
            id="informed",
        ),
        pytest.param(
            ED2019,
            date(2026, 3, 1),
            True,
            CommissionOutcome.TOLD_BEFORE_A_CHANGE,
            f"- {COMMISSION} informée le 1er mars 2026, puis la composition a changé ; informez-la encore.",
            id="informed of another composition",
        ),
        pytest.param(
            ED2019,
            None,
            False,
            CommissionOutcome.NOT_TOLD,
            f"- {COMMISSION} non informée {KNOWN} ; informez-la.",
            id="not informed",
        ),
        pytest.param(
            ED2019,
            None,
            True,
            CommissionOutcome.NOT_TOLD,
            f"- {COMMISSION} non informée {KNOWN} ; informez-la.",
            id="not informed, composition still changing",
        ),
        *(
            pytest.param(
                ED2014,
                told_on,
                changed,
                CommissionOutcome.NOT_ASKED,
                "+ jury.commission (branch-2014.composition) "
                "Aucun texte trouvé ne demande d’informer la commission régionale.",
                id=f"2014, {told_on}, {changed}",
            )
            for told_on in (None, date(2019, 3, 1))
            for changed in (False, True)
        ),
    ],
)
def test_when_the_regional_commission_is_informed(
    edition: Edition, told_on: date | None, changed: bool, outcome: CommissionOutcome, line: str
) -> None:
    decision = commission_told(edition, told_on=told_on, changed=changed)
    assert decision.outcome is outcome
    assert said(decision) == [line]
