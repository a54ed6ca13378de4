"""Enrolment: the cases of the record and of the choices first, to the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.certification import RouteCode
from jurande.rules.enrolment import (
    ClaimOutcome,
    EnrolmentDecision,
    EnrolmentFacts,
    EnrolmentOutcome,
    Through,
    enrol,
    rncp_claim,
)
from jurande.rules.settings import DEFAULTS, AfterRegistration, Settings
from tests.rules.reach import days, reach
from tests.rules.record28245 import BC01, BC02, CQPM
from tests.rules.said import codes

LAST_DAY = date(2022, 4, 21)  # of the registration: the pivot of the claim
DAY_AFTER = date(2022, 4, 22)
ON = date(2021, 9, 15)

CLOSED = Settings(enrolment_after_registration=AfterRegistration.CLOSED)
FIFTEEN_DAYS = Settings(enrolment_deadline_days=15)

TRAINEE = EnrolmentFacts(
    route=RouteCode.CONTINUING,
    through=Through.COMPANY,
    blocks=(BC01, BC02),
    entered_training_on=date(2021, 9, 1),
)
VAE = EnrolmentFacts(
    route=RouteCode.VAE,
    through=Through.NOBODY,
    blocks=(BC01, BC02),
    admissible_on=date(2021, 9, 1),
)


def trainee(**changes: Any) -> EnrolmentFacts:
    """A trainee whom nothing stands in the way of, but for the changes."""
    return replace(TRAINEE, **changes)


def vae(**changes: Any) -> EnrolmentFacts:
    """A VAE candidate whom nothing stands in the way of, but for the changes."""
    return replace(VAE, **changes)


# Who may enrol.


@pytest.mark.parametrize(
    ("facts", "on", "settings", "obstacles"),
    [
        pytest.param(trainee(), ON, DEFAULTS, [], id="trainee of a company"),
        pytest.param(trainee(through=Through.TRAINING_BODY), ON, DEFAULTS, [], id="through a training body"),
        pytest.param(trainee(through=Through.NOBODY), ON, DEFAULTS, ["enrolment.through"], id="alone"),
        pytest.param(trainee(route=RouteCode.PROFESSIONALISATION), ON, DEFAULTS, [], id="professionalisation contract"),
        pytest.param(
            trainee(route=RouteCode.PROFESSIONALISATION, through=Through.NOBODY),
            ON,
            DEFAULTS,
            ["enrolment.through"],
            id="professionalisation alone",
        ),
        pytest.param(vae(), ON, DEFAULTS, [], id="VAE alone"),
        pytest.param(vae(through=Through.COMPANY), ON, DEFAULTS, [], id="VAE through a company"),
        pytest.param(trainee(route=RouteCode.APPRENTICESHIP), ON, DEFAULTS, ["enrolment.route"], id="apprentice"),
        pytest.param(trainee(route=RouteCode.STUDENT), ON, DEFAULTS, ["enrolment.route"], id="student"),
        pytest.param(
            trainee(route=RouteCode.STUDENT, through=Through.NOBODY, entered_training_on=None),
            ON,
            DEFAULTS,
            ["enrolment.route", "enrolment.through", "enrolment.training_entry"],
            id="student alone, without a date: every reason",
        ),
        pytest.param(
            trainee(route=RouteCode.INDIVIDUAL, through=Through.NOBODY, entered_training_on=None),
            ON,
            DEFAULTS,
            ["enrolment.route", "enrolment.through"],
            id="individual, alone: the route, and nobody brings the candidate",
        ),
        pytest.param(trainee(blocks=(BC02,)), ON, DEFAULTS, [], id="one block"),
        pytest.param(trainee(blocks=()), ON, DEFAULTS, ["enrolment.blocks_given"], id="no block"),
        pytest.param(trainee(blocks=(BC01, "BC99")), ON, DEFAULTS, ["enrolment.blocks_known"], id="unknown block"),
        pytest.param(trainee(blocks=(BC01, BC02, BC01)), ON, DEFAULTS, ["enrolment.blocks_distinct"], id="block twice"),
        pytest.param(
            trainee(held_blocks=(BC01,)), ON, DEFAULTS, ["enrolment.blocks_not_held"], id="block held already"
        ),
        pytest.param(trainee(blocks=(BC02,), held_blocks=(BC01,)), ON, DEFAULTS, [], id="the block that was lacking"),
        pytest.param(
            trainee(blocks=("BC99", "BC99"), held_blocks=("BC99",)),
            ON,
            DEFAULTS,
            ["enrolment.blocks_known", "enrolment.blocks_distinct", "enrolment.blocks_not_held"],
            id="unknown, twice and held",
        ),
        pytest.param(
            trainee(entered_training_on=None),
            ON,
            DEFAULTS,
            ["enrolment.training_entry"],
            id="no day of entry in training",
        ),
        pytest.param(trainee(entered_training_on=ON), ON, DEFAULTS, [], id="entered on the day"),
        pytest.param(
            trainee(entered_training_on=date(2021, 9, 16)),
            ON,
            DEFAULTS,
            ["enrolment.training_entry"],
            id="enters tomorrow",
        ),
        pytest.param(
            trainee(entered_training_on=None, admissible_on=date(2021, 9, 1)),
            ON,
            DEFAULTS,
            ["enrolment.training_entry"],
            id="an admissibility does not date a training",
        ),
        pytest.param(vae(admissible_on=None), ON, DEFAULTS, ["enrolment.admissibility"], id="VAE not admissible"),
        pytest.param(vae(admissible_on=ON), ON, DEFAULTS, [], id="VAE admissible on the day"),
        pytest.param(
            vae(admissible_on=date(2021, 9, 16)),
            ON,
            DEFAULTS,
            ["enrolment.admissibility"],
            id="VAE admissible tomorrow",
        ),
        pytest.param(
            vae(admissible_on=None, entered_training_on=date(2021, 9, 1)),
            ON,
            DEFAULTS,
            ["enrolment.admissibility"],
            id="a training does not make a VAE admissible",
        ),
        pytest.param(
            trainee(entered_training_on=date(2017, 4, 20)),
            date(2017, 4, 20),
            DEFAULTS,
            ["enrolment.registration"],
            id="the day before the registration",
        ),
        pytest.param(
            trainee(entered_training_on=date(2017, 4, 20)),
            date(2017, 4, 21),
            DEFAULTS,
            [],
            id="first day of the registration",
        ),
        pytest.param(trainee(), LAST_DAY, CLOSED, [], id="last day of the registration, closed after"),
        pytest.param(trainee(), DAY_AFTER, CLOSED, ["enrolment.registration"], id="the day after, closed after"),
        pytest.param(trainee(), DAY_AFTER, DEFAULTS, [], id="the day after, open by default"),
        pytest.param(trainee(session_on=ON), ON, DEFAULTS, [], id="session on the day, no deadline"),
        pytest.param(
            trainee(session_on=date(2021, 9, 14)),
            ON,
            DEFAULTS,
            ["enrolment.deadline"],
            id="session of yesterday",
        ),
        pytest.param(trainee(session_on=date(2021, 9, 30)), ON, FIFTEEN_DAYS, [], id="fifteen days before, on the day"),
        pytest.param(
            trainee(session_on=date(2021, 9, 29)),
            ON,
            FIFTEEN_DAYS,
            ["enrolment.deadline"],
            id="fourteen days before, one too few",
        ),
        pytest.param(trainee(session_on=None), ON, FIFTEEN_DAYS, [], id="no session asked for"),
    ],
)
def test_who_may_enrol(facts: EnrolmentFacts, on: date, settings: Settings, obstacles: list[str]) -> None:
    decision = enrol(CQPM, facts, on=on, settings=settings)
    assert codes(decision) == obstacles
    assert decision.outcome is (EnrolmentOutcome.REFUSED if obstacles else EnrolmentOutcome.ACCEPTED)


BLOCKS_REASONS = [
    "enrolment.blocks_given",
    "enrolment.blocks_known",
    "enrolment.blocks_distinct",
    "enrolment.blocks_not_held",
]


@pytest.mark.parametrize(
    ("facts", "engagement"),
    [
        pytest.param(trainee(), ["enrolment.training_entry"], id="training"),
        pytest.param(vae(), ["enrolment.admissibility"], id="VAE"),
        pytest.param(trainee(route=RouteCode.INDIVIDUAL), [], id="individual"),
    ],
)
@pytest.mark.parametrize(
    ("session_on", "deadline"), [(None, []), (date(2021, 12, 1), ["enrolment.deadline"])], ids=["", "session"]
)
def test_every_reason_is_given_in_the_order_of_the_text(
    facts: EnrolmentFacts, engagement: list[str], session_on: date | None, deadline: list[str]
) -> None:
    decision = enrol(CQPM, replace(facts, session_on=session_on), on=ON)
    assert [reason.code for reason in decision.reasons] == [
        "enrolment.route",
        "enrolment.through",
        *BLOCKS_REASONS,
        *engagement,
        "enrolment.registration",
        *deadline,
    ]


@pytest.mark.parametrize(
    ("aimed", "held", "whole", "to_evaluate"),
    [
        pytest.param((BC01, BC02), (), True, (BC01, BC02), id="the whole certification"),
        pytest.param((BC02, BC01), (), True, (BC01, BC02), id="in the record's order"),
        pytest.param((BC02,), (), False, (BC02,), id="a block"),
        pytest.param((BC02,), (BC01,), True, (BC02,), id="the block that completes"),
        pytest.param((BC01, BC02), (BC01,), True, (BC02,), id="a held block is not evaluated again"),
        pytest.param((BC01, "BC99", BC01), (), False, (BC01,), id="an unknown block is never evaluated"),
        pytest.param((), (BC01, BC02), True, (), id="everything held already"),
    ],
)
def test_what_the_candidacy_will_be(
    aimed: tuple[str, ...], held: tuple[str, ...], whole: bool, to_evaluate: tuple[str, ...]
) -> None:
    decision = enrol(CQPM, trainee(blocks=aimed, held_blocks=held), on=ON)
    assert decision.whole is whole
    assert decision.blocks_to_evaluate == to_evaluate


# The sentences, as people read them, and what they rest on.


def said(facts: EnrolmentFacts, code: str, *, on: date = ON, settings: Settings = DEFAULTS) -> tuple[str, str]:
    """The one sentence of that code, after the key of its clause."""
    reasons = enrol(CQPM, facts, on=on, settings=settings).reasons
    (reason,) = (reason for reason in reasons if reason.code == f"enrolment.{code}")
    return reason.clause.key, reason.text


def test_what_is_said_of_the_route() -> None:
    assert said(trainee(), "route") == (
        "record.routes",
        "La voie « Après un parcours de formation continue » est ouverte par la fiche.",
    )
    key, text = said(trainee(route=RouteCode.APPRENTICESHIP), "route")
    assert key == "record.routes"
    assert text == (
        "La voie « En contrat d’apprentissage » n’est pas ouverte par la fiche ; les voies ouvertes sont "
        "« Après un parcours de formation continue », « En contrat de professionnalisation » "
        "et « Par expérience »."
    )


@pytest.mark.parametrize(
    ("facts", "clause", "text"),
    [
        (
            trainee(),
            "record.enrolment",
            "L’inscription passe par l’intermédiaire d’une entreprise.",
        ),
        (
            trainee(through=Through.TRAINING_BODY),
            "record.enrolment",
            "L’inscription passe par l’intermédiaire d’un organisme de formation.",
        ),
        (
            trainee(through=Through.NOBODY),
            "record.enrolment",
            "L’inscription ne passe par personne : indiquez l’entreprise ou l’organisme.",
        ),
        (vae(), "record.vae", "Par cette voie, le candidat peut se présenter seul."),
        (
            trainee(route=RouteCode.INDIVIDUAL),
            "record.enrolment",
            "L’inscription passe par l’intermédiaire d’une entreprise.",
        ),
        (
            trainee(route=RouteCode.INDIVIDUAL, through=Through.NOBODY),
            "record.enrolment",
            "L’inscription ne passe par personne : indiquez l’entreprise ou l’organisme.",
        ),
    ],
)
def test_what_is_said_of_who_brings_the_candidate(facts: EnrolmentFacts, clause: str, text: str) -> None:
    assert said(facts, "through") == (clause, text)


@pytest.mark.parametrize(
    ("facts", "code", "text"),
    [
        (trainee(), "given", "La candidature vise RNCP28245BC01 et RNCP28245BC02."),
        (
            trainee(blocks=()),
            "given",
            "La candidature ne vise aucun bloc : choisissez la certification entière ou des blocs.",
        ),
        (trainee(), "known", "Chaque bloc visé est un bloc de la fiche."),
        (
            trainee(blocks=("BC98", BC01, "BC99")),
            "known",
            "La fiche ignore BC98 et BC99 : choisissez parmi RNCP28245BC01 et RNCP28245BC02.",
        ),
        (trainee(), "distinct", "Chaque bloc est visé une seule fois."),
        (
            trainee(blocks=(BC01, BC02, BC01)),
            "distinct",
            "La candidature répète RNCP28245BC01 : gardez chaque bloc une seule fois.",
        ),
        (trainee(), "not_held", "Aucun bloc visé n’est déjà acquis."),
        (
            trainee(held_blocks=(BC02,)),
            "not_held",
            "Le candidat détient déjà RNCP28245BC02 : retirez de la candidature ce qui est acquis.",
        ),
    ],
)
def test_what_is_said_of_the_blocks(facts: EnrolmentFacts, code: str, text: str) -> None:
    assert said(facts, f"blocks_{code}") == ("record.block.certified", text)


@pytest.mark.parametrize(
    ("entered", "text"),
    [
        (date(2021, 9, 1), "Le candidat est entré en formation le 1er septembre 2021."),
        (
            None,
            "La date d’entrée en formation manque : saisissez-la, elle décide du droit au RNCP.",
        ),
        (
            date(2021, 10, 4),
            (
                "L’entrée en formation, le 4 octobre 2021, suit l’inscription, le 15 septembre 2021 : "
                "attendez ce jour ou corrigez la date."
            ),
        ),
    ],
)
def test_what_is_said_of_the_entry_in_training(entered: date | None, text: str) -> None:
    assert said(trainee(entered_training_on=entered), "training_entry") == ("law.L6113-9", text)


@pytest.mark.parametrize(
    ("admissible", "text"),
    [
        (date(2021, 9, 1), "La demande est recevable depuis le 1er septembre 2021."),
        (None, "La recevabilité n’est pas acquise : instruisez d’abord la demande."),
        (
            date(2021, 10, 4),
            (
                "La recevabilité prend effet le 4 octobre 2021, après l’inscription, le 15 septembre 2021 : "
                "attendez ce jour ou corrigez la date."
            ),
        ),
    ],
)
def test_what_is_said_of_the_admissibility(admissible: date | None, text: str) -> None:
    assert said(vae(admissible_on=admissible), "admissibility") == ("record.vae", text)


@pytest.mark.parametrize(
    ("on", "settings", "clause", "text"),
    [
        (
            ON,
            DEFAULTS,
            "record.registration",
            "La certification est enregistrée du 21 avril 2017 au 21 avril 2022.",
        ),
        (
            date(2017, 4, 20),
            DEFAULTS,
            "record.registration",
            "L’enregistrement ne commence que le 21 avril 2017 : inscrivez le candidat à partir de ce jour.",
        ),
        (
            DAY_AFTER,
            DEFAULTS,
            "choice.enrolment_after_registration",
            (
                "L’enregistrement a pris fin le 21 avril 2022 ; "
                "l’inscription reste ouverte, pour le certificat de la branche."
            ),
        ),
        (
            DAY_AFTER,
            CLOSED,
            "choice.enrolment_after_registration",
            ("L’enregistrement a pris fin le 21 avril 2022 ; l’inscription est close : cherchez une fiche en vigueur."),
        ),
    ],
)
def test_what_is_said_of_the_registration(on: date, settings: Settings, clause: str, text: str) -> None:
    assert said(trainee(), "registration", on=on, settings=settings) == (clause, text)


@pytest.mark.parametrize(
    ("session_on", "text"),
    [
        (
            date(2021, 10, 1),
            "La session du 1er octobre 2021 reçoit les inscriptions jusqu’au 16 septembre 2021 inclus.",
        ),
        (
            date(2021, 9, 29),
            (
                "La session du 29 septembre 2021 reçoit les inscriptions jusqu’au 14 septembre 2021 inclus : "
                "choisissez une session plus tardive."
            ),
        ),
    ],
)
def test_what_is_said_of_the_deadline(session_on: date, text: str) -> None:
    facts = trainee(session_on=session_on)
    assert said(facts, "deadline", settings=FIFTEEN_DAYS) == ("choice.enrolment_deadline_days", text)


def test_a_route_that_the_record_does_not_list_is_not_guessed() -> None:
    without = replace(CQPM, routes=CQPM.routes[:2])
    with pytest.raises(KeyError):
        enrol(without, trainee(), on=ON)


# The claim that the certificate would carry: its own cases are in test_rncp_claim.


@pytest.mark.parametrize("day", [LAST_DAY, DAY_AFTER])
def test_the_enrolment_foretells_the_claim(day: date) -> None:
    for facts in (trainee(entered_training_on=day), vae(admissible_on=day)):
        foretold = rncp_claim(
            CQPM,
            route=facts.route,
            entered_training_on=facts.entered_training_on,
            admissible_on=facts.admissible_on,
            awarded_on=None,
        )
        assert enrol(CQPM, facts, on=date(2022, 6, 1)).claim == foretold
        assert (foretold.outcome is ClaimOutcome.CLAIM) == (day == LAST_DAY)


# Properties.

DAYS = days(date(2016, 1, 1), date(2024, 12, 31))
CODES = st.sampled_from([BC01, BC02, "BC99"])
FACTS = st.builds(
    EnrolmentFacts,
    route=st.sampled_from(RouteCode),
    through=st.sampled_from(Through),
    blocks=st.lists(CODES, max_size=3).map(tuple),
    held_blocks=st.lists(CODES, max_size=2).map(tuple),
    entered_training_on=st.none() | DAYS,
    admissible_on=st.none() | DAYS,
    session_on=st.none() | DAYS,
)
SETTINGS = st.builds(
    Settings,
    enrolment_deadline_days=st.none() | st.integers(0, 60),
    enrolment_after_registration=st.sampled_from(AfterRegistration),
)
CASES = st.tuples(FACTS, DAYS, SETTINGS)
Case = tuple[EnrolmentFacts, date, Settings]


def decided(case: Case) -> EnrolmentDecision:
    """The answer to a generated case."""
    facts, on, settings = case
    return enrol(CQPM, facts, on=on, settings=settings)


@given(CASES)
def test_an_enrolment_is_refused_exactly_when_a_reason_stands_in_the_way(case: Case) -> None:
    decision = decided(case)
    assert (decision.outcome is EnrolmentOutcome.REFUSED) == bool(decision.obstacles)


@given(CASES)
def test_every_reason_has_one_code_a_clause_and_a_sentence(case: Case) -> None:
    reasons = decided(case).reasons
    assert len({reason.code for reason in reasons}) == len(reasons)
    assert all(reason.text.endswith(".") and reason.clause.ref for reason in reasons)
    assert {reason.holds for reason in reasons} <= {True, False}


@given(CASES)
def test_what_is_to_evaluate_is_aimed_at_known_and_not_held(case: Case) -> None:
    facts, _, _ = case
    to_evaluate = decided(case).blocks_to_evaluate
    assert set(to_evaluate) == (set(facts.blocks) & {BC01, BC02}) - set(facts.held_blocks)
    assert list(to_evaluate) == sorted(to_evaluate)


@given(CASES)
def test_an_accepted_whole_candidacy_leaves_no_block_aside(case: Case) -> None:
    facts, _, _ = case
    decision = decided(case)
    assert decision.whole == ({BC01, BC02} <= set(facts.blocks) | set(facts.held_blocks))
    if decision.outcome is EnrolmentOutcome.ACCEPTED:
        assert decision.blocks_to_evaluate
        assert set(decision.blocks_to_evaluate) == set(facts.blocks)


@given(CASES, st.randoms(use_true_random=False))
def test_the_order_of_the_blocks_changes_nothing(case: Case, random: Any) -> None:
    facts, on, settings = case
    blocks = list(facts.blocks)
    random.shuffle(blocks)
    shuffled = decided((replace(facts, blocks=tuple(blocks)), on, settings))
    decision = decided(case)
    assert shuffled.blocks_to_evaluate == decision.blocks_to_evaluate
    assert codes(shuffled) == codes(decision)


@pytest.mark.parametrize("outcome", EnrolmentOutcome)
def test_the_generated_enrolments_reach_every_outcome(outcome: EnrolmentOutcome) -> None:
    reach(CASES, lambda case: decided(case).outcome is outcome)


@pytest.mark.parametrize("outcome", ClaimOutcome)
def test_the_generated_enrolments_reach_every_claim(outcome: ClaimOutcome) -> None:
    reach(CASES, lambda case: decided(case).claim.outcome is outcome)


@pytest.mark.parametrize(
    "code",
    [
        "enrolment.route",
        "enrolment.through",
        *BLOCKS_REASONS,
        "enrolment.training_entry",
        "enrolment.admissibility",
        "enrolment.registration",
        "enrolment.deadline",
    ],
)
def test_the_generated_enrolments_reach_every_obstacle(code: str) -> None:
    reach(CASES, lambda case: code in codes(decided(case)))
