"""The file of a jury that its centre sends to the national group."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.rulebook import EDITIONS, Edition, edition_named
from jurande.rules.settings import DEFAULTS, Settings
from jurande.rules.transmission import FileDecision, FileFacts, FileOutcome, Piece, national_file
from tests.rules.reach import days, reach
from tests.rules.said import said

ED2014, ED2019 = edition_named("branch-2014"), edition_named("branch-2019")
JURY_DAY, LAST = date(2026, 4, 9), date(2026, 7, 9)
ALL = frozenset(Piece)


def decided(
    edition: Edition = ED2019,
    *,
    pieces: frozenset[Piece] = ALL,
    sent_on: date | None = None,
    on: date = JURY_DAY,
    settings: Settings = DEFAULTS,
) -> FileDecision:
    facts = FileFacts(jury_on=JURY_DAY, pieces=pieces, sent_on=sent_on)
    return national_file(edition, facts, on=on, settings=settings)


OLD, ACCORD, CHOICE = "branch-old.transmission", "branch-2019.55.3", "choice.transmission_months"


@pytest.mark.parametrize(
    ("edition", "clauses"),
    [(ED2014, [OLD, OLD, OLD, OLD, CHOICE]), (ED2019, [OLD, ACCORD, ACCORD, OLD, CHOICE])],
    ids=["2014", "2019"],
)
def test_which_pieces_are_asked_for_and_by_which_text(edition: Edition, clauses: list[str]) -> None:
    decision = decided(edition, pieces=frozenset())
    assert [reason.clause.key for reason in decision.reasons] == clauses
    assert [reason.text for reason in decision.reasons] == [
        "Il manque au dossier : la lettre d’envoi, qui atteste la conformité de l’organisation.",
        "Il manque au dossier : le procès-verbal du jury de délibération.",
        "Il manque au dossier : la composition du jury, ou les lettres qui y ont invité.",
        "Il manque au dossier : la feuille d’émargement des membres du jury.",
        "Le dossier est à transmettre au plus tard le 9 juillet 2026.",
    ]


def test_what_is_there_is_said_too() -> None:
    assert said(decided())[:2] == [
        f"+ transmission.letter ({OLD}) Au dossier : la lettre d’envoi, qui atteste la conformité de l’organisation.",
        f"+ transmission.minutes ({ACCORD}) Au dossier : le procès-verbal du jury de délibération.",
    ]


@pytest.mark.parametrize("lacking", Piece)
def test_a_file_leaves_whole_or_not_at_all(lacking: Piece) -> None:
    assert decided().outcome is FileOutcome.COMPLETE
    decision = decided(pieces=ALL - {lacking})
    assert (decision.outcome, decision.missing) == (FileOutcome.INCOMPLETE, (lacking,))
    assert [reason.code for reason in decision.obstacles] == [f"transmission.{lacking}"]


@pytest.mark.parametrize(
    ("sent_on", "on", "late", "line"),
    [
        pytest.param(None, LAST, False, "+ {} Le dossier est à transmettre au plus tard le 9 juillet 2026.", id="due"),
        pytest.param(
            None,
            LAST + timedelta(1),
            True,
            "- {} Le délai de transmission a pris fin le 9 juillet 2026 : transmettez le dossier sans attendre.",
            id="a day late",
        ),
        pytest.param(
            LAST,
            date(2027, 1, 1),
            False,
            "+ {} Le dossier a été transmis le 9 juillet 2026, pour le 9 juillet 2026 au plus tard.",
            id="sent on the last day",
        ),
        pytest.param(
            LAST + timedelta(1),
            LAST + timedelta(1),
            True,
            "- {} Le dossier a été transmis le 10 juillet 2026, après le dernier jour, le 9 juillet 2026.",
            id="sent a day late",
        ),
        pytest.param(
            date(2026, 8, 1),
            date(2026, 8, 1),
            True,
            "- {} Le dossier a été transmis le 1er août 2026, après le dernier jour, le 9 juillet 2026.",
            id="sent late",
        ),
    ],
)
def test_by_when_the_file_is_sent(sent_on: date | None, on: date, late: bool, line: str) -> None:
    decision = decided(sent_on=sent_on, on=on)
    assert (decision.late, decision.due_on, decision.outcome) == (late, LAST, FileOutcome.COMPLETE)
    assert said(decision)[-1] == line.format(f"transmission.due ({CHOICE})")


def test_the_delay_is_the_authoritys_choice() -> None:
    assert decided(settings=Settings(transmission_months=1)).due_on == date(2026, 5, 9)


FILES = st.tuples(
    st.sampled_from(EDITIONS),
    st.frozensets(st.sampled_from(Piece)) | st.just(ALL),
    st.none() | days(JURY_DAY, JURY_DAY + timedelta(200)),
    days(JURY_DAY, JURY_DAY + timedelta(200)),
)
type Asked = tuple[Edition, frozenset[Piece], date | None, date]


def answered(asked: Asked) -> FileDecision:
    edition, pieces, sent_on, on = asked
    return decided(edition, pieces=pieces, sent_on=sent_on, on=on)


@given(FILES)
def test_a_late_day_never_stands_in_the_way_of_the_sending(asked: Asked) -> None:
    decision = answered(asked)
    assert (decision.outcome is FileOutcome.COMPLETE) == (asked[1] == ALL) == (not decision.missing)
    assert len(decision.obstacles) == len(decision.missing) + decision.late


@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize("outcome", FileOutcome)
def test_the_generators_reach_each_outcome(outcome: FileOutcome, late: bool) -> None:
    reach(FILES, lambda asked: answered(asked).outcome is outcome and answered(asked).late == late)
