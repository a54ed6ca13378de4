"""The right to rely on the national registration (L6113-9), on both sides of 21 April 2022, to the day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.certification import Certification, RouteCode
from jurande.rules.enrolment import ClaimDecision, ClaimOutcome, rncp_claim
from tests.rules.reach import days, reach
from tests.rules.record28245 import CQPM, with_delivery_limit
from tests.rules.said import codes, said

FIRST_DAY = date(2017, 4, 21)
LAST_DAY = date(2022, 4, 21)
DAY_AFTER = date(2022, 4, 22)


def claim(
    certification: Certification = CQPM,
    *,
    route: RouteCode = RouteCode.CONTINUING,
    entered: date | None = None,
    admissible: date | None = None,
    awarded: date | None = None,
) -> ClaimDecision:
    """The claim, with nothing known but what is given."""
    return rncp_claim(
        certification,
        route=route,
        entered_training_on=entered,
        admissible_on=admissible,
        awarded_on=awarded,
    )


LATER = date(2023, 6, 1)
NEITHER = ["enrolment.claim_engaged", "enrolment.claim_awarded"]


@pytest.mark.parametrize(
    ("route", "entered", "admissible", "awarded", "obstacles"),
    [
        pytest.param(RouteCode.CONTINUING, LAST_DAY, None, LATER, [], id="entered on the last day"),
        pytest.param(RouteCode.CONTINUING, DAY_AFTER, None, LATER, NEITHER, id="entered the day after"),
        pytest.param(RouteCode.CONTINUING, date(2017, 4, 21), None, LATER, [], id="entered on the first day"),
        pytest.param(RouteCode.CONTINUING, date(2017, 4, 20), None, LATER, NEITHER, id="entered before the first day"),
        pytest.param(RouteCode.PROFESSIONALISATION, LAST_DAY, None, LATER, [], id="professionalisation"),
        pytest.param(RouteCode.VAE, None, LAST_DAY, LATER, [], id="admissible on the last day"),
        pytest.param(RouteCode.VAE, None, DAY_AFTER, LATER, NEITHER, id="admissible the day after"),
        pytest.param(RouteCode.VAE, LAST_DAY, DAY_AFTER, LATER, NEITHER, id="VAE: its training is nothing"),
        pytest.param(RouteCode.CONTINUING, DAY_AFTER, LAST_DAY, LATER, NEITHER, id="training: no admissibility counts"),
        pytest.param(RouteCode.CONTINUING, None, None, LAST_DAY, [], id="awarded on the last day"),
        pytest.param(RouteCode.CONTINUING, None, None, DAY_AFTER, NEITHER, id="awarded the day after"),
        pytest.param(RouteCode.CONTINUING, date(2017, 1, 9), None, date(2017, 4, 21), [], id="awarded first"),
        pytest.param(RouteCode.CONTINUING, date(2017, 1, 9), None, date(2017, 4, 20), NEITHER, id="awarded too soon"),
        pytest.param(RouteCode.CONTINUING, LAST_DAY, None, None, [], id="engaged, not awarded yet"),
        pytest.param(RouteCode.CONTINUING, DAY_AFTER, None, None, NEITHER, id="engaged late, not awarded"),
        pytest.param(RouteCode.VAE, None, None, None, NEITHER, id="nothing known"),
    ],
)
def test_who_may_rely_on_the_registration(
    route: RouteCode,
    entered: date | None,
    admissible: date | None,
    awarded: date | None,
    obstacles: list[str],
) -> None:
    decision = claim(route=route, entered=entered, admissible=admissible, awarded=awarded)
    assert codes(decision) == obstacles
    assert decision.outcome is (ClaimOutcome.NO_CLAIM if obstacles else ClaimOutcome.CLAIM)


LIMIT = date(2023, 12, 31)


@pytest.mark.parametrize(
    ("awarded", "outcome"),
    [
        pytest.param(LIMIT, ClaimOutcome.CLAIM, id="on the limit"),
        pytest.param(date(2024, 1, 1), ClaimOutcome.NO_CLAIM, id="the day after"),
        pytest.param(None, ClaimOutcome.CLAIM, id="not awarded yet"),
    ],
)
def test_the_limit_date_for_delivery_ends_the_claim(awarded: date | None, outcome: ClaimOutcome) -> None:
    decision = claim(with_delivery_limit(LIMIT), entered=LAST_DAY, awarded=awarded)
    assert decision.outcome is outcome
    assert codes(decision) == ([] if outcome is ClaimOutcome.CLAIM else ["enrolment.claim_delivery_limit"])


PERIOD = "l’enregistrement, du 21 avril 2017 au 21 avril 2022"
CHECK = "vérifiez cette date ; le certificat serait celui de la branche seule"
TRAINING, VAE = RouteCode.CONTINUING, RouteCode.VAE


@pytest.mark.parametrize(
    ("route", "day", "awarded", "line"),
    [
        (
            TRAINING,
            LAST_DAY,
            LATER,
            f"+ L’entrée en formation, le 21 avril 2022, a eu lieu pendant {PERIOD} : le droit est acquis.",
        ),
        (
            VAE,
            LAST_DAY,
            None,
            f"+ La recevabilité, le 21 avril 2022, a eu lieu pendant {PERIOD} : le droit est acquis.",
        ),
        (
            TRAINING,
            DAY_AFTER,
            LATER,
            f"- L’entrée en formation, le 22 avril 2022, n’a pas eu lieu pendant {PERIOD} : {CHECK}.",
        ),
        (VAE, None, LATER, f"- La recevabilité n’est pas datée : {CHECK}."),
        (TRAINING, None, LAST_DAY, "+ L’entrée en formation n’est pas datée ; la délivrance y suffit."),
        (
            TRAINING,
            date(2017, 1, 9),
            LAST_DAY,
            (f"+ L’entrée en formation, le 9 janvier 2017, n’a pas eu lieu pendant {PERIOD} ; la délivrance y suffit."),
        ),
    ],
)
def test_what_is_said_of_the_engagement(route: RouteCode, day: date | None, awarded: date | None, line: str) -> None:
    decision = claim(route=route, entered=day, admissible=day, awarded=awarded)
    rests_on = "enrolment.claim_engaged (law.L6113-9)"
    assert said(decision)[0] == f"{line[0]} {rests_on} {line[2:]}"


@pytest.mark.parametrize(
    ("entered", "awarded", "line"),
    [
        (LAST_DAY, LAST_DAY, f"+ La délivrance, le 21 avril 2022, est pendant {PERIOD}."),
        (LAST_DAY, LATER, f"+ La délivrance, le 1er juin 2023, est hors de {PERIOD}."),
        (DAY_AFTER, LATER, f"- La délivrance, le 1er juin 2023, est hors de {PERIOD}."),
        (
            LAST_DAY,
            None,
            "+ Le certificat est à délivrer ; du 21 avril 2017 au 21 avril 2022, il porterait l’enregistrement.",
        ),
    ],
)
def test_what_is_said_of_the_award(entered: date, awarded: date | None, line: str) -> None:
    rests_on = "enrolment.claim_awarded (record.registration)"
    assert said(claim(entered=entered, awarded=awarded))[1] == f"{line[0]} {rests_on} {line[2:]}"


@pytest.mark.parametrize(
    ("awarded", "line"),
    [
        (
            LIMIT,
            (
                "+ enrolment.claim_delivery_limit (record.registration) "
                "La date limite de délivrance, le 31 décembre 2023, n’est pas dépassée."
            ),
        ),
        (
            date(2024, 1, 1),
            (
                "- enrolment.claim_delivery_limit (choice.award_after_delivery_limit) La délivrance, le 1er janvier "
                "2024, suit la date limite, le 31 décembre 2023 : le certificat est celui de la branche seule."
            ),
        ),
    ],
)
def test_what_is_said_of_the_limit_for_delivery(awarded: date, line: str) -> None:
    assert said(claim(with_delivery_limit(LIMIT), entered=LAST_DAY, awarded=awarded))[2:] == [line]


def test_a_record_without_a_limit_says_nothing_of_it() -> None:
    assert [reason.code for reason in claim(entered=LAST_DAY).reasons] == NEITHER


# Properties.

DAYS = st.none() | days(date(2016, 1, 1), date(2024, 12, 31))
CASES = st.tuples(st.sampled_from(RouteCode), DAYS, DAYS, DAYS)
Case = tuple[RouteCode, date | None, date | None, date | None]


def decided(case: Case) -> ClaimDecision:
    """The answer to a generated case."""
    route, entered, admissible, awarded = case
    return claim(with_delivery_limit(LIMIT), route=route, entered=entered, admissible=admissible, awarded=awarded)


@given(CASES)
def test_a_claim_is_lost_exactly_when_a_reason_stands_in_the_way(case: Case) -> None:
    decision = decided(case)
    assert (decision.outcome is ClaimOutcome.NO_CLAIM) == bool(decision.obstacles)


@given(CASES, DAYS)
def test_a_claim_once_engaged_survives_the_registration(case: Case, other: date | None) -> None:
    route, entered, admissible, _ = case
    engaged = admissible if route is RouteCode.VAE else entered
    decision = claim(route=route, entered=entered, admissible=admissible, awarded=other)
    if engaged is not None and FIRST_DAY <= engaged <= LAST_DAY:
        assert decision.outcome is ClaimOutcome.CLAIM


@pytest.mark.parametrize("outcome", ClaimOutcome)
def test_the_generated_claims_reach_every_outcome(outcome: ClaimOutcome) -> None:
    reach(CASES, lambda case: decided(case).outcome is outcome)


@pytest.mark.parametrize("code", [*NEITHER, "enrolment.claim_delivery_limit"])
def test_the_generated_claims_reach_every_obstacle(code: str) -> None:
    reach(CASES, lambda case: code in codes(decided(case)))
