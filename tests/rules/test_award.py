"""The block certified, the certificate, the results kept and the number: record and art. 55.3 first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.award import (
    AwardDecision,
    AwardFacts,
    AwardOutcome,
    KeptDecision,
    KeptKind,
    KeptOutcome,
    award,
    block_award,
    certificate_number,
    kept,
    next_sequence,
)
from jurande.rules.certification import Certification, RouteCode
from jurande.rules.deliberation import Verdict
from jurande.rules.enrolment import ClaimOutcome, rncp_claim
from jurande.rules.rulebook import Edition, edition_named
from jurande.rules.settings import DEFAULTS, AfterDeliveryLimit, Kept, Settings
from tests.rules.reach import days, reach
from tests.rules.record28245 import BC01, BC02, CQPM, with_delivery_limit, with_kept
from tests.rules.said import codes, said

BRANCH_2014 = edition_named("branch-2014")
BRANCH_2019 = edition_named("branch-2019")
EDITION_DECIDES = Settings(kept=Kept.EDITION)
NEXT_DAY = timedelta(days=1)

# Results kept.


@pytest.mark.parametrize(
    ("certification", "edition", "kind", "settings", "until"),
    [
        pytest.param(CQPM, BRANCH_2014, KeptKind.BLOCK, DEFAULTS, None, id="the record: without limit"),
        pytest.param(CQPM, BRANCH_2019, KeptKind.BLOCK, DEFAULTS, None, id="the record prevails over 2019"),
        pytest.param(CQPM, BRANCH_2019, KeptKind.CAPACITY, DEFAULTS, None, id="capacities too"),
        pytest.param(CQPM, BRANCH_2019, KeptKind.BLOCK, EDITION_DECIDES, date(2025, 2, 28), id="2019: five years"),
        pytest.param(CQPM, BRANCH_2019, KeptKind.CAPACITY, EDITION_DECIDES, date(2022, 2, 28), id="2019: 24 months"),
        pytest.param(CQPM, BRANCH_2014, KeptKind.BLOCK, EDITION_DECIDES, None, id="2014 gives no figure: the record"),
        pytest.param(
            with_kept(36), BRANCH_2014, KeptKind.CAPACITY, EDITION_DECIDES, date(2023, 2, 28), id="its figure"
        ),
        pytest.param(
            with_kept(36), BRANCH_2019, KeptKind.BLOCK, DEFAULTS, date(2023, 2, 28), id="a record with a limit"
        ),
        pytest.param(
            with_kept(36), BRANCH_2019, KeptKind.BLOCK, EDITION_DECIDES, date(2025, 2, 28), id="over the record"
        ),
    ],
)
def test_how_long_a_result_is_kept(
    certification: Certification, edition: Edition, kind: KeptKind, settings: Settings, until: date | None
) -> None:
    def asked(on: date) -> KeptDecision:
        return kept(certification, edition, kind=kind, deliberated_on=date(2020, 2, 29), on=on, settings=settings)

    last_day = until or date(2099, 12, 31)
    assert (asked(last_day).until, asked(last_day).outcome) == (until, KeptOutcome.USABLE)
    assert codes(asked(last_day)) == []
    if until is not None:
        day_after = asked(until + NEXT_DAY)
        assert (day_after.until, day_after.outcome) == (until, KeptOutcome.EXPIRED)
        assert codes(day_after) == ["award.kept"]


def test_what_is_said_of_a_kept_result() -> None:
    def told(on: date, settings: Settings = EDITION_DECIDES) -> list[str]:
        jury_on = date(2020, 3, 1)
        return said(kept(CQPM, BRANCH_2019, kind=KeptKind.CAPACITY, deliberated_on=jury_on, on=on, settings=settings))

    assert told(date(2022, 3, 1), DEFAULTS) == [
        "+ award.kept (record.kept) Le résultat est conservé sans limite de durée."
    ]
    assert told(date(2022, 3, 1)) == [
        "+ award.kept (branch-2019.55.3.kept) Le résultat est conservé jusqu’au 1er mars 2022 inclus."
    ]
    assert told(date(2022, 3, 2)) == [
        (
            "- award.kept (branch-2019.55.3.kept) Le résultat était conservé jusqu’au 1er mars 2022 : "
            "il reste acquis, mais il faut réévaluer."
        )
    ]


@given(
    st.sampled_from([BRANCH_2014, BRANCH_2019]),
    st.sampled_from(KeptKind),
    st.sampled_from([DEFAULTS, EDITION_DECIDES]),
    days(date(2015, 1, 1), date(2027, 12, 31)),
    days(date(2015, 1, 1), date(2040, 12, 31)),
)
def test_what_expires_tomorrow_is_still_usable_today(
    edition: Edition, kind: KeptKind, settings: Settings, jury_on: date, on: date
) -> None:
    def asked(day: date) -> KeptDecision:
        return kept(CQPM, edition, kind=kind, deliberated_on=jury_on, on=day, settings=settings)

    assert (asked(on).outcome is KeptOutcome.EXPIRED) == bool(asked(on).obstacles)
    if asked(on + NEXT_DAY).outcome is KeptOutcome.USABLE:
        assert asked(on).outcome is KeptOutcome.USABLE


# The block.


def test_a_validated_block_is_certified_on_the_day_of_the_jury() -> None:
    jury_on = date(2022, 6, 16)
    decision = block_award(CQPM, BRANCH_2019, block=BC02, validated=True, deliberated_on=jury_on)
    assert (decision.outcome, decision.certified_on, decision.usable_until) == (
        AwardOutcome.AWARDED,
        jury_on,
        None,
    )
    assert said(decision) == [
        (
            "+ award.block_validated (record.block.certified) Le bloc 2, « Contribution à la performance de "
            "l'équipe », est certifié : le jury du 16 juin 2022 l’a validé."
        ),
        "+ award.kept (record.kept) Le résultat est conservé sans limite de durée.",
    ]


def test_a_block_is_certified_for_good_and_usable_for_as_long_as_the_text_says() -> None:
    decision = block_award(
        CQPM,
        BRANCH_2019,
        block=BC01,
        validated=True,
        deliberated_on=date(2022, 6, 16),
        settings=EDITION_DECIDES,
    )
    assert (decision.certified_on, decision.usable_until) == (date(2022, 6, 16), date(2027, 6, 16))
    assert said(decision)[1] == (
        "+ award.kept (branch-2019.55.3.kept) Le résultat est conservé jusqu’au 16 juin 2027 inclus."
    )


def test_a_block_that_the_jury_did_not_validate_is_not_certified() -> None:
    decision = block_award(CQPM, BRANCH_2019, block=BC01, validated=False, deliberated_on=date(2022, 6, 16))
    assert (decision.outcome, decision.certified_on, decision.usable_until) == (
        AwardOutcome.NOT_AWARDED,
        None,
        None,
    )
    assert said(decision) == [
        (
            "- award.block_validated (record.block.certified) Le bloc 1, « Réalisation d'une production sur "
            "plusieurs postes », n’est pas validé par le jury du 16 juin 2022 : présentez-le à un prochain jury."
        )
    ]


@pytest.mark.parametrize("validated", [True, False])
def test_a_block_of_another_record_is_not_guessed(validated: bool) -> None:
    with pytest.raises(KeyError):
        block_award(CQPM, BRANCH_2019, block="BC99", validated=validated, deliberated_on=date(2022, 6, 16))


# The certificate.

JURY_ON = date(2022, 6, 16)
LAST_DAY = date(2022, 4, 21)
SUCCESS = AwardFacts(
    verdict=Verdict.ADMISSIBLE,
    validated=(BC01, BC02),
    held=(),
    deliberated_on=JURY_ON,
    example_criteria=False,
)
LIMIT = date(2022, 6, 30)
LIMITED = with_delivery_limit(LIMIT)
REFUSED_AFTER_LIMIT = Settings(award_after_delivery_limit=AfterDeliveryLimit.REFUSED)
TEN_DAYS_LATER = Settings(national_delivery_days=10)
DEMO = Settings(certificates_on_example_criteria=True)


def success(**changes: Any) -> AwardFacts:
    """A jury's admissible with both blocks, but for the changes."""
    return replace(SUCCESS, **changes)


def awarded(
    facts: AwardFacts = SUCCESS,
    *,
    certification: Certification = CQPM,
    edition: Edition = BRANCH_2019,
    route: RouteCode = RouteCode.CONTINUING,
    entered: date | None = LAST_DAY,
    admissible: date | None = None,
    settings: Settings = DEFAULTS,
) -> AwardDecision:
    """The award, to a trainee who entered on the last day of the registration."""
    return award(
        certification,
        edition,
        facts,
        route=route,
        entered_training_on=entered,
        admissible_on=admissible,
        settings=settings,
    )


@pytest.mark.parametrize(
    ("facts", "settings", "obstacles"),
    [
        pytest.param(success(), DEFAULTS, [], id="both blocks that day"),
        pytest.param(success(validated=(BC02,), held=(BC01,)), DEFAULTS, [], id="one that day, one held"),
        pytest.param(success(validated=(), held=(BC02, BC01)), DEFAULTS, [], id="both held"),
        pytest.param(success(validated=(BC02,)), DEFAULTS, ["award.all_blocks"], id="one block lacking"),
        pytest.param(success(verdict=Verdict.NOT_ADMISSIBLE), DEFAULTS, ["award.admissible"], id="not admissible"),
        pytest.param(success(verdict=Verdict.BLOCKS), DEFAULTS, ["award.admissible"], id="blocks only"),
        pytest.param(success(verdict=Verdict.POSTPONED), DEFAULTS, ["award.admissible"], id="postponed"),
        pytest.param(success(example_criteria=True), DEFAULTS, ["award.criteria"], id="example criteria"),
        pytest.param(success(example_criteria=True), DEMO, [], id="example criteria in the demo"),
        pytest.param(
            success(verdict=Verdict.POSTPONED, validated=(), example_criteria=True),
            DEFAULTS,
            ["award.admissible", "award.all_blocks", "award.criteria"],
            id="every reason",
        ),
    ],
)
def test_what_a_certificate_needs(facts: AwardFacts, settings: Settings, obstacles: list[str]) -> None:
    decision = awarded(facts, settings=settings)
    assert codes(decision) == obstacles
    assert decision.outcome is (AwardOutcome.NOT_AWARDED if obstacles else AwardOutcome.AWARDED)
    assert decision.awarded_on == (None if obstacles else JURY_ON)
    assert (decision.claim is None) == bool(obstacles)


NATIONAL_ON = date(2019, 7, 1)
OLD_JURY_ON = date(2019, 6, 20)


@pytest.mark.parametrize(
    ("edition", "national_on", "settings", "awarded_on"),
    [
        pytest.param(BRANCH_2014, NATIONAL_ON, DEFAULTS, NATIONAL_ON, id="2014: the national delivery"),
        pytest.param(BRANCH_2014, OLD_JURY_ON, DEFAULTS, OLD_JURY_ON, id="2014: the same day"),
        pytest.param(BRANCH_2014, None, DEFAULTS, OLD_JURY_ON, id="2014: by default the jury's day"),
        pytest.param(BRANCH_2014, None, TEN_DAYS_LATER, date(2019, 6, 30), id="2014: or days after"),
        pytest.param(BRANCH_2014, NATIONAL_ON, TEN_DAYS_LATER, NATIONAL_ON, id="2014: the day itself wins"),
        pytest.param(BRANCH_2014, date(2019, 6, 19), DEFAULTS, None, id="2014: not before the jury"),
        pytest.param(BRANCH_2019, None, TEN_DAYS_LATER, OLD_JURY_ON, id="2019: the jury's day"),
        pytest.param(BRANCH_2019, NATIONAL_ON, DEFAULTS, OLD_JURY_ON, id="2019: no national delivery"),
    ],
)
def test_the_one_date_of_a_certificate(
    edition: Edition, national_on: date | None, settings: Settings, awarded_on: date | None
) -> None:
    facts = success(deliberated_on=OLD_JURY_ON, national_delivery_on=national_on)
    decision = awarded(facts, edition=edition, settings=settings)
    assert decision.awarded_on == awarded_on
    assert codes(decision) == ([] if awarded_on else ["award.delivery"])


@pytest.mark.parametrize(
    ("jury_on", "settings", "outcome", "claim"),
    [
        pytest.param(LIMIT, DEFAULTS, AwardOutcome.AWARDED, ClaimOutcome.CLAIM, id="on the limit"),
        pytest.param(
            LIMIT + NEXT_DAY,
            DEFAULTS,
            AwardOutcome.AWARDED,
            ClaimOutcome.NO_CLAIM,
            id="the day after: the claim is lost",
        ),
        pytest.param(LIMIT, REFUSED_AFTER_LIMIT, AwardOutcome.AWARDED, ClaimOutcome.CLAIM, id="on the limit"),
        pytest.param(
            LIMIT + NEXT_DAY, REFUSED_AFTER_LIMIT, AwardOutcome.NOT_AWARDED, None, id="the day after: refused"
        ),
    ],
)
def test_the_records_last_day_for_delivery(
    jury_on: date, settings: Settings, outcome: AwardOutcome, claim: ClaimOutcome | None
) -> None:
    decision = awarded(success(deliberated_on=jury_on), certification=LIMITED, settings=settings)
    assert decision.outcome is outcome
    assert (decision.claim.outcome if decision.claim else None) == claim
    assert codes(decision) == ([] if outcome is AwardOutcome.AWARDED else ["award.delivery_limit"])


@pytest.mark.parametrize(
    ("route", "entered", "admissible", "claim"),
    [
        (RouteCode.CONTINUING, LAST_DAY, None, ClaimOutcome.CLAIM),
        (RouteCode.CONTINUING, LAST_DAY + NEXT_DAY, None, ClaimOutcome.NO_CLAIM),
        (RouteCode.VAE, None, LAST_DAY, ClaimOutcome.CLAIM),
        (RouteCode.VAE, LAST_DAY, LAST_DAY + NEXT_DAY, ClaimOutcome.NO_CLAIM),
    ],
)
def test_the_certificate_carries_the_claim_of_its_holder(
    route: RouteCode, entered: date | None, admissible: date | None, claim: ClaimOutcome
) -> None:
    decision = awarded(route=route, entered=entered, admissible=admissible)
    assert decision.claim == rncp_claim(
        CQPM, route=route, entered_training_on=entered, admissible_on=admissible, awarded_on=JURY_ON
    )
    assert decision.claim is not None
    assert decision.claim.outcome is claim


def test_an_award_during_the_registration_is_enough_for_the_claim() -> None:
    decision = awarded(success(deliberated_on=LAST_DAY), entered=None)
    assert decision.claim is not None
    assert decision.claim.outcome is ClaimOutcome.CLAIM


def test_the_claim_of_an_award_after_the_limit_says_what_the_settings_say() -> None:
    decision = awarded(success(deliberated_on=LIMIT + NEXT_DAY), certification=LIMITED)
    assert decision.claim is not None
    assert said(decision.claim)[-1].endswith("le certificat est celui de la branche seule.")


# The sentences of the certificate.


def test_what_is_said_of_a_certificate() -> None:
    assert said(awarded()) == [
        "+ award.admissible (record.jury.duties) Le jury du 16 juin 2022 a déclaré le candidat admissible.",
        "+ award.all_blocks (record.all_blocks) Tous les blocs sont validés ou déjà acquis.",
        ("+ award.criteria (choice.certificates_on_example_criteria) L’évaluation repose sur les critères officiels."),
        "+ award.delivery (branch-2019.55.3) Le jury délivre le certificat à sa date, le 16 juin 2022.",
    ]


def test_what_is_said_of_a_certificate_that_is_not_awarded() -> None:
    facts = success(verdict=Verdict.NOT_ADMISSIBLE, validated=(), example_criteria=True)
    assert said(awarded(facts))[:3] == [
        (
            "- award.admissible (record.jury.duties) Le jury du 16 juin 2022 n’a pas déclaré le candidat "
            "admissible : aucun certificat n’est délivré."
        ),
        ("- award.all_blocks (record.all_blocks) Il reste à valider RNCP28245BC01 et RNCP28245BC02 devant un jury."),
        (
            "- award.criteria (choice.certificates_on_example_criteria) L’évaluation repose sur des critères "
            "d’exemple : saisissez les critères officiels."
        ),
    ]


def test_what_is_said_of_a_certificate_of_the_demo() -> None:
    assert said(awarded(success(example_criteria=True), settings=DEMO))[2] == (
        "+ award.criteria (choice.certificates_on_example_criteria) "
        "L’évaluation repose sur des critères d’exemple, admis ici en démonstration."
    )


@pytest.mark.parametrize(
    ("national_on", "line"),
    [
        (
            NATIONAL_ON,
            "+ award.delivery (branch-2014.award) La délivrance nationale est datée du 1er juillet 2019.",
        ),
        (
            None,
            (
                "+ award.delivery (choice.national_delivery_days) "
                "La délivrance nationale est datée du 30 juin 2019, par défaut."
            ),
        ),
        (
            date(2019, 6, 19),
            (
                "- award.delivery (branch-2014.award) La délivrance nationale, le 19 juin 2019, précède le jury, "
                "le 20 juin 2019 : corrigez sa date."
            ),
        ),
    ],
)
def test_what_is_said_of_the_national_delivery(national_on: date | None, line: str) -> None:
    facts = success(deliberated_on=OLD_JURY_ON, national_delivery_on=national_on)
    assert said(awarded(facts, edition=BRANCH_2014, settings=TEN_DAYS_LATER))[3] == line


@pytest.mark.parametrize(
    ("jury_on", "settings", "line"),
    [
        (
            LIMIT,
            DEFAULTS,
            (
                "+ award.delivery_limit (record.registration) "
                "La date limite de délivrance, le 30 juin 2022, n’est pas dépassée."
            ),
        ),
        (
            LIMIT + NEXT_DAY,
            DEFAULTS,
            (
                "+ award.delivery_limit (choice.award_after_delivery_limit) La délivrance, le 1er juillet 2022, "
                "suit la date limite, le 30 juin 2022 : elle est permise, sans le droit de se prévaloir du RNCP."
            ),
        ),
        (
            LIMIT + NEXT_DAY,
            REFUSED_AFTER_LIMIT,
            (
                "- award.delivery_limit (choice.award_after_delivery_limit) La délivrance, le 1er juillet 2022, "
                "suit la date limite, le 30 juin 2022 : elle n’est pas permise."
            ),
        ),
    ],
)
def test_what_is_said_of_the_last_day_for_delivery(jury_on: date, settings: Settings, line: str) -> None:
    decision = awarded(success(deliberated_on=jury_on), certification=LIMITED, settings=settings)
    assert said(decision)[4:] == [line]


# Properties of the certificate.

BLOCKS = st.lists(st.sampled_from([BC01, BC02]), unique=True).map(tuple)
DAYS = days(date(2017, 1, 1), date(2025, 12, 31))
FACTS = st.builds(
    AwardFacts,
    verdict=st.sampled_from([Verdict.ADMISSIBLE, *Verdict]),
    validated=BLOCKS,
    held=BLOCKS,
    deliberated_on=DAYS,
    example_criteria=st.sampled_from([False, False, True]),
    national_delivery_on=st.none() | DAYS,
)
CASES = st.tuples(FACTS, st.sampled_from([BRANCH_2014, BRANCH_2019]), DAYS, st.sampled_from([CQPM, LIMITED]))
Case = tuple[AwardFacts, Edition, date, Certification]


def decided(case: Case) -> AwardDecision:
    """The answer to a generated case."""
    facts, edition, entered, certification = case
    return awarded(facts, certification=certification, edition=edition, entered=entered)


@given(CASES)
def test_a_certificate_means_an_admissible_jury_and_every_block(case: Case) -> None:
    facts, _, _, _ = case
    decision = decided(case)
    assert (decision.outcome is AwardOutcome.NOT_AWARDED) == bool(decision.obstacles)
    if decision.outcome is AwardOutcome.AWARDED:
        assert facts.verdict is Verdict.ADMISSIBLE
        assert {BC01, BC02} == {*facts.validated, *facts.held}
        assert decision.awarded_on is not None
        assert decision.awarded_on >= facts.deliberated_on


@given(CASES)
def test_a_block_held_counts_as_a_block_validated(case: Case) -> None:
    facts, edition, entered, certification = case
    swapped = replace(facts, validated=facts.held, held=facts.validated)
    assert decided((swapped, edition, entered, certification)) == decided(case)


@pytest.mark.parametrize("outcome", AwardOutcome)
def test_the_generated_juries_reach_every_outcome(outcome: AwardOutcome) -> None:
    reach(CASES, lambda case: decided(case).outcome is outcome)


@pytest.mark.parametrize("outcome", ClaimOutcome)
def test_the_generated_juries_reach_every_claim(outcome: ClaimOutcome) -> None:
    def claims(case: Case) -> bool:
        claim = decided(case).claim
        return claim is not None and claim.outcome is outcome

    reach(CASES, claims)


@pytest.mark.parametrize("code", ["admissible", "all_blocks", "criteria", "delivery"])
def test_the_generated_juries_reach_every_obstacle(code: str) -> None:
    reach(CASES, lambda case: f"award.{code}" in codes(decided(case)))


# The number.


@pytest.mark.parametrize(
    ("centre", "year", "sequence", "number"),
    [
        ("EST", 2026, 1, "EST-2026-0001"),
        ("EST", 2026, 284, "EST-2026-0284"),
        ("LOIRE-SUD", 2022, 9999, "LOIRE-SUD-2022-9999"),
        ("EST", 2026, 10000, "EST-2026-10000"),
    ],
)
def test_a_certificate_is_numbered_by_centre_and_year(centre: str, year: int, sequence: int, number: str) -> None:
    assert certificate_number(centre, year, sequence) == number


@pytest.mark.parametrize("sequence", [0, -1])
def test_a_number_below_one_is_the_callers_fault(sequence: int) -> None:
    with pytest.raises(ValueError, match=f"^a certificate's sequence starts at 1, not {sequence}$"):
        certificate_number("EST", 2026, sequence)


def test_numbers_follow_each_other_without_a_gap() -> None:
    assert next_sequence(None) == 1
    assert next_sequence(1) == 2
    assert next_sequence(284) == 285


@given(st.integers(min_value=1, max_value=30000), st.integers(min_value=1, max_value=30000))
def test_two_certificates_of_a_centre_and_year_never_share_a_number(one: int, other: int) -> None:
    numbers = {certificate_number("EST", 2026, one), certificate_number("EST", 2026, other)}
    assert len(numbers) == len({one, other})
