"""The right to rely on the national registration (L6113-9), on both sides of 21 April 2022, to the day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.certification import Certification, RouteCode
from jurande.rules.enrolment import ClaimDecision, ClaimOutcome, rncp_claim
from jurande.rules.settings import DEFAULTS, AfterDeliveryLimit, Settings
from tests.rules.reach import days, reach
from tests.rules.record28245 import CQPM, with_delivery_limit

FIRST_DAY = date(2017, 4, 21)
LAST_DAY = date(2022, 4, 21)
DAY_AFTER = date(2022, 4, 22)
NO_AWARD_AFTER_LIMIT = Settings(award_after_delivery_limit=AfterDeliveryLimit.REFUSED)


def claim(
    certification: Certification = CQPM,
    *,
    route: RouteCode = RouteCode.CONTINUING,
    entered: date | None = None,
    admissible: date | None = None,
    awarded: date | None = None,
    settings: Settings = DEFAULTS,
) -> ClaimDecision:
    """The claim, with nothing known but what is given."""
    return rncp_claim(
        certification,
        route=route,
        entered_training_on=entered,
        admissible_on=admissible,
        awarded_on=awarded,
        settings=settings,
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
    assert [reason.code for reason in decision.obstacles] == obstacles
    assert decision.outcome is (ClaimOutcome.NO_CLAIM if obstacles else ClaimOutcome.CLAIM)


LIMIT = date(2023, 12, 31)


@pytest.mark.parametrize("settings", [DEFAULTS, NO_AWARD_AFTER_LIMIT], ids=["without claim", "refused"])
@pytest.mark.parametrize(
    ("awarded", "outcome"),
    [
        pytest.param(LIMIT, ClaimOutcome.CLAIM, id="on the limit"),
        pytest.param(date(2024, 1, 1), ClaimOutcome.NO_CLAIM, id="the day after"),
        pytest.param(None, ClaimOutcome.CLAIM, id="not awarded yet"),
    ],
)
def test_the_limit_date_for_delivery_ends_the_claim(
    awarded: date | None, outcome: ClaimOutcome, settings: Settings
) -> None:
    decision = claim(with_delivery_limit(LIMIT), entered=LAST_DAY, awarded=awarded, settings=settings)
    assert decision.outcome is outcome
    assert [reason.code for reason in decision.obstacles] == (
        [] if outcome is ClaimOutcome.CLAIM else ["enrolment.claim_delivery_limit"]
    )


PERIOD = "l’enregistrement, du 21 avril 2017 au 21 avril 2022"
AFTER_LIMIT = "La délivrance, le 1er janvier 2024, suit la date limite, le 31 décembre 2023"


def told(decision: ClaimDecision, code: str) -> tuple[str, str]:
    """The one sentence of that code, after the key of its clause."""
    (reason,) = (reason for reason in decision.reasons if reason.code == f"enrolment.claim_{code}")
    return reason.clause.key, reason.text


@pytest.mark.parametrize(
    ("decision", "text"),
    [
        (
            claim(entered=LAST_DAY),
            f"L’entrée en formation, le 21 avril 2022, a eu lieu pendant {PERIOD} : le droit est acquis.",
        ),
        (
            claim(route=RouteCode.VAE, admissible=LAST_DAY),
            f"La recevabilité, le 21 avril 2022, a eu lieu pendant {PERIOD} : le droit est acquis.",
        ),
        (
            claim(entered=DAY_AFTER),
            (
                f"L’entrée en formation, le 22 avril 2022, n’a pas eu lieu pendant {PERIOD} : "
                "vérifiez cette date ; le certificat serait celui de la branche seule."
            ),
        ),
        (
            claim(route=RouteCode.VAE),
            ("La recevabilité n’est pas datée : vérifiez cette date ; le certificat serait celui de la branche seule."),
        ),
        (
            claim(awarded=LAST_DAY),
            "L’entrée en formation n’est pas datée ; la délivrance y suffit.",
        ),
        (
            claim(entered=date(2017, 1, 9), awarded=LAST_DAY),
            (f"L’entrée en formation, le 9 janvier 2017, n’a pas eu lieu pendant {PERIOD} ; la délivrance y suffit."),
        ),
    ],
)
def test_what_a_claim_says_of_the_engagement(decision: ClaimDecision, text: str) -> None:
    assert told(decision, "engaged") == ("law.L6113-9", text)


@pytest.mark.parametrize(
    ("awarded", "text"),
    [
        (LAST_DAY, f"La délivrance, le 21 avril 2022, est pendant {PERIOD}."),
        (LATER, f"La délivrance, le 1er juin 2023, est hors de {PERIOD}."),
        (
            None,
            "Le certificat est à délivrer ; du 21 avril 2017 au 21 avril 2022, il porterait l’enregistrement.",
        ),
    ],
)
def test_what_a_claim_says_of_the_award(awarded: date | None, text: str) -> None:
    assert told(claim(entered=LAST_DAY, awarded=awarded), "awarded") == ("record.registration", text)


@pytest.mark.parametrize(
    ("awarded", "settings", "clause", "text"),
    [
        (
            LIMIT,
            DEFAULTS,
            "record.registration",
            "La date limite de délivrance, le 31 décembre 2023, n’est pas dépassée.",
        ),
        (
            date(2024, 1, 1),
            DEFAULTS,
            "choice.award_after_delivery_limit",
            f"{AFTER_LIMIT} : le certificat est celui de la branche seule.",
        ),
        (
            date(2024, 1, 1),
            NO_AWARD_AFTER_LIMIT,
            "choice.award_after_delivery_limit",
            f"{AFTER_LIMIT} : elle n’est pas permise.",
        ),
    ],
)
def test_what_a_claim_says_of_the_limit_for_delivery(awarded: date, settings: Settings, clause: str, text: str) -> None:
    decision = claim(with_delivery_limit(LIMIT), entered=LAST_DAY, awarded=awarded, settings=settings)
    assert told(decision, "delivery_limit") == (clause, text)


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
    reach(CASES, lambda case: code in [reason.code for reason in decided(case).obstacles])
