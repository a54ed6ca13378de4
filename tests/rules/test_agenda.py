"""Agenda: who is ready for the jury of a day, who is blocked, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.agenda import AgendaFacts, AgendaOutcome, HeldResult, agenda
from jurande.rules.fraud import suspicion
from jurande.rules.reasons import Clause, Kind, Reason
from jurande.rules.rulebook import edition_named
from jurande.rules.settings import DEFAULTS, Settings
from tests.rules.reach import days, reach
from tests.rules.record28245 import CQPM
from tests.rules.said import codes, said

JURY_ON = date(2026, 6, 16)
ON_2019 = edition_named("branch-2019")
CLEAR = AgendaFacts(summarised=True, enrolled_on=date(2026, 2, 2))
OPINION = Reason(
    "evaluation.opinion",
    Clause("record.company_opinion", Kind.RECORD, "Fiche", "avis"),
    "Bloc 1 : avis de l’entreprise manquant.",
    False,
)
THIRTY_DAYS = Settings(enrolment_deadline_days=30)
READY, READY_LATE, BLOCKED = AgendaOutcome


def held(usable_until: date | None, name: str = "Bloc 1") -> HeldResult:
    """A result earned under the accord of 2019."""
    return HeldResult(name=name, edition=ON_2019, usable_until=usable_until)


@pytest.mark.parametrize(
    ("facts", "settings", "outcome", "obstacles"),
    [
        pytest.param(CLEAR, DEFAULTS, READY, [], id="the summary is there"),
        pytest.param(replace(CLEAR, summarised=False), DEFAULTS, BLOCKED, ["agenda.summary"], id="summary to make"),
        pytest.param(
            replace(CLEAR, summarised=False, lacks=(OPINION,)),
            DEFAULTS,
            BLOCKED,
            ["evaluation.opinion"],
            id="opinion missing",
        ),
        pytest.param(
            replace(CLEAR, lacks=suspicion(under_way=True, vae=False).reasons),
            DEFAULTS,
            BLOCKED,
            ["fraud.suspicion"],
            id="a suspicion of fraud",
        ),
        pytest.param(replace(CLEAR, jury_by=JURY_ON), DEFAULTS, READY, [], id="the last day of the VAE clock"),
        pytest.param(
            replace(CLEAR, jury_by=JURY_ON - timedelta(days=1)),
            DEFAULTS,
            READY_LATE,
            ["agenda.vae_jury"],
            id="one day after the VAE clock",
        ),
        pytest.param(replace(CLEAR, held=(held(None), held(JURY_ON))), DEFAULTS, READY, [], id="kept until that day"),
        pytest.param(
            replace(CLEAR, held=(held(JURY_ON - timedelta(days=1)), held(JURY_ON, "C8"))),
            DEFAULTS,
            READY_LATE,
            ["agenda.kept"],
            id="kept until the eve",
        ),
        pytest.param(
            replace(CLEAR, enrolled_on=date(2026, 5, 17)), THIRTY_DAYS, READY, [], id="enrolled on the last day"
        ),
        pytest.param(
            replace(CLEAR, enrolled_on=date(2026, 5, 18)),
            THIRTY_DAYS,
            READY_LATE,
            ["agenda.deadline"],
            id="enrolled one day late",
        ),
        pytest.param(
            AgendaFacts(
                summarised=False,
                lacks=(OPINION,),
                enrolled_on=date(2026, 6, 1),
                jury_by=date(2026, 5, 31),
                held=(held(date(2026, 1, 1)),),
            ),
            THIRTY_DAYS,
            BLOCKED,
            ["evaluation.opinion", "agenda.vae_jury", "agenda.kept", "agenda.deadline"],
            id="everything at once",
        ),
    ],
)
def test_who_is_ready_for_a_jury(
    facts: AgendaFacts, settings: Settings, outcome: AgendaOutcome, obstacles: list[str]
) -> None:
    decision = agenda(CQPM, facts, on=JURY_ON, settings=settings)
    assert decision.outcome is outcome
    assert codes(decision) == obstacles


def test_what_is_said_of_a_candidate_who_is_ready() -> None:
    facts = replace(CLEAR, jury_by=date(2026, 6, 30), held=(held(None), held(date(2027, 1, 15), "C8")))
    assert said(agenda(CQPM, facts, on=JURY_ON, settings=THIRTY_DAYS)) == [
        "+ agenda.summary (record.jury.duties) Le récapitulatif des évaluations est établi.",
        "+ agenda.vae_jury (law.R6412-5) VAE : jury à tenir au plus tard le 30 juin 2026.",
        "+ agenda.kept (branch-2019.55.3.kept) C8 : résultat conservé jusqu’au 15 janvier 2027 inclus.",
        (
            "+ agenda.deadline (choice.enrolment_deadline_days) "
            "Inscription du 2 février 2026 ; pour ce jury, au plus tard le 17 mai 2026."
        ),
    ]


def test_what_is_said_of_a_candidate_whom_everything_holds_back() -> None:
    facts = AgendaFacts(
        summarised=False, enrolled_on=date(2026, 6, 1), jury_by=date(2026, 5, 31), held=(held(date(2026, 6, 15)),)
    )
    assert said(agenda(CQPM, facts, on=JURY_ON, settings=THIRTY_DAYS)) == [
        "- agenda.summary (record.jury.duties) Rien ne manque à l’évaluation : établissez le récapitulatif.",
        (
            "- agenda.vae_jury (law.R6412-5) "
            "VAE : jury à tenir au plus tard le 31 mai 2026 ; présentez ce candidat à un jury plus proche."
        ),
        (
            "- agenda.kept (branch-2019.55.3.kept) Bloc 1 : résultat conservé jusqu’au 15 juin 2026 inclus ; "
            "il ne servira plus ce jour-là, avancez le jury ou réévaluez."
        ),
        (
            "- agenda.deadline (choice.enrolment_deadline_days) "
            "Inscription du 1er juin 2026 ; pour ce jury, au plus tard le 17 mai 2026 : choisissez une session plus "
            "tardive."
        ),
    ]


def test_a_limit_that_the_record_sets_is_the_records() -> None:
    limited = replace(CQPM, kept_months=36)
    decision = agenda(limited, replace(CLEAR, held=(held(date(2026, 1, 1)),)), on=JURY_ON)
    assert [reason.clause.key for reason in decision.obstacles] == ["record.kept"]


def test_without_a_deadline_nothing_is_said_of_the_enrolment() -> None:
    decision = agenda(CQPM, replace(CLEAR, enrolled_on=JURY_ON), on=JURY_ON)
    assert said(decision) == ["+ agenda.summary (record.jury.duties) Le récapitulatif des évaluations est établi."]


SOME_DAYS = days(date(2025, 1, 1), date(2027, 12, 31))
facts_of_all_kinds = st.builds(
    AgendaFacts,
    summarised=st.booleans(),
    lacks=st.sampled_from([(), (OPINION,)]),
    enrolled_on=SOME_DAYS,
    jury_by=st.none() | SOME_DAYS,
    held=st.lists(st.builds(held, st.none() | SOME_DAYS), max_size=2).map(tuple),
)
ALL_SETTINGS = st.sampled_from([DEFAULTS, THIRTY_DAYS])


@given(facts_of_all_kinds, ALL_SETTINGS, SOME_DAYS)
def test_who_has_no_summary_or_is_held_back_is_blocked_and_nobody_else(
    facts: AgendaFacts, settings: Settings, on: date
) -> None:
    decision = agenda(CQPM, facts, on=on, settings=settings)
    assert (decision.outcome is BLOCKED) is bool(not facts.summarised or facts.lacks)
    assert (decision.outcome is READY) is (not decision.obstacles)


@given(facts_of_all_kinds, SOME_DAYS, st.integers(1, 400))
def test_a_later_jury_never_mends_a_clock(facts: AgendaFacts, on: date, later: int) -> None:
    if agenda(CQPM, facts, on=on).outcome is READY_LATE:
        assert agenda(CQPM, facts, on=on + timedelta(days=later)).outcome is READY_LATE


@pytest.mark.parametrize("outcome", AgendaOutcome)
def test_the_generators_reach_each_outcome(outcome: AgendaOutcome) -> None:
    reach(facts_of_all_kinds, lambda facts: agenda(CQPM, facts, on=JURY_ON).outcome is outcome)
