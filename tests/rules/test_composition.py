"""The jury as it is named: the cases of both editions first, then what no case may break."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.certification import Certification
from jurande.rules.composition import CompositionDecision, CompositionOutcome, composition, for_every_certification
from jurande.rules.parity import Member
from jurande.rules.rulebook import Edition
from jurande.rules.settings import DEFAULTS, Settings
from tests.rules.members import (
    BOTH,
    ED2014,
    ED2019,
    EMPLOYEES,
    EMPLOYERS,
    FOUR_EACH,
    JURY_DAY,
    ONLY_2014,
    ONLY_2019,
    TEMPORARY_WORK_VOTES,
    TWO_EACH,
    UNIONS,
    benches,
    changed,
    editions,
    employers,
    temporary,
    unionist,
    unionists,
    without,
)
from tests.rules.reach import reach
from tests.rules.record28245 import CQPM
from tests.rules.said import codes, said

BEFORE_VAE_REFORM = date(2023, 12, 31)


def composed(
    members: tuple[Member, ...],
    edition: Edition = ED2019,
    *,
    certification: Certification = CQPM,
    unions: tuple[str, ...] = UNIONS,
    vae: bool = False,
    on: date = JURY_DAY,
    settings: Settings = DEFAULTS,
) -> CompositionDecision:
    """What the rule says of a composition."""
    return composition(certification, edition, members, unions=unions, vae=vae, on=on, settings=settings)


@pytest.mark.parametrize(
    ("members", "editions", "obstacles"),
    [
        pytest.param(FOUR_EACH, BOTH, [], id="four each"),
        pytest.param(TWO_EACH, BOTH, [], id="two each, two unions named nobody"),
        pytest.param((*employers(1), unionist("FO")), BOTH, [], id="one each"),
        pytest.param((*employers(5), *unionists(*UNIONS, "CFTC")), BOTH, [], id="five each, the record's maximum"),
        pytest.param(
            (*employers(6), *unionists(*UNIONS, "CFTC", "UNSA")),
            ONLY_2014,
            ["jury.employers_max"],
            id="six each in 2014",
        ),
        pytest.param(
            (*employers(6), *unionists(*UNIONS, "CFTC", "UNSA")),
            ONLY_2019,
            ["jury.employers_max", "jury.employers_seats"],
            id="six each in 2019, the record's maximum still holds",
        ),
        pytest.param((*employers(5), *unionists(*UNIONS)), ONLY_2014, ["jury.parity"], id="five for four in 2014"),
        pytest.param(
            (*employers(5), *unionists(*UNIONS)),
            ONLY_2019,
            ["jury.employers_seats", "jury.parity"],
            id="five for four in 2019",
        ),
        pytest.param(
            (*employers(3), *unionists(*UNIONS)),
            ONLY_2019,
            ["jury.employers_seats", "jury.parity"],
            id="three for four in 2019",
        ),
        pytest.param(
            (*FOUR_EACH, unionist("CFDT", id="CFDT-2", votes=False)),
            BOTH,
            [],
            id="a second representative without the vote",
        ),
        pytest.param(
            (*FOUR_EACH, unionist("CFDT", id="CFDT-2")),
            BOTH,
            ["jury.one_vote"],
            id="two votes for one union",
        ),
        pytest.param(
            (*FOUR_EACH, temporary(EMPLOYERS), temporary(EMPLOYEES)),
            BOTH,
            [],
            id="a temporary-work member on each side",
        ),
        pytest.param((*FOUR_EACH, temporary(EMPLOYERS)), BOTH, [], id="on one side only, no vote"),
        pytest.param(
            (*FOUR_EACH, temporary(EMPLOYEES), temporary(EMPLOYEES, 2)),
            BOTH,
            ["jury.temporary_work"],
            id="two on one side",
        ),
        pytest.param(
            (*FOUR_EACH, temporary(EMPLOYERS), temporary(EMPLOYERS, 2)),
            BOTH,
            ["jury.temporary_work"],
            id="two on the employers' side",
        ),
        pytest.param(
            (*employers(5), *unionists(*UNIONS, "CFTC"), temporary(EMPLOYERS), temporary(EMPLOYEES)),
            BOTH,
            [],
            id="five and one on each side",
        ),
        pytest.param(
            (*employers(5), *unionists(*UNIONS, "CFTC"), temporary(EMPLOYERS), temporary(EMPLOYERS, 2)),
            BOTH,
            ["jury.temporary_work"],
            id="five and two",
        ),
        pytest.param(
            (*employers(6), *unionists(*UNIONS, "CFTC"), temporary(EMPLOYERS)),
            ONLY_2014,
            ["jury.employers_max", "jury.parity"],
            id="six and one in 2014",
        ),
        pytest.param(
            (*employers(5), *unionists(*UNIONS, "CFTC", "UNSA")),
            BOTH,
            ["jury.parity"],
            id="six unions for the five employers of the record",
        ),
        pytest.param(
            changed(FOUR_EACH, "FO", votes=False), BOTH, ["jury.parity"], id="a union whose member does not vote"
        ),
        pytest.param(
            (*changed(FOUR_EACH, "FO", votes=False), unionist("FO", id="FO-2")),
            BOTH,
            [],
            id="two members of a union, the second votes",
        ),
        pytest.param(changed(FOUR_EACH, "E2", qualified=False), BOTH, ["jury.qualified"], id="an employer unqualified"),
        pytest.param(changed(FOUR_EACH, "FO", qualified=False), BOTH, ["jury.qualified"], id="a unionist unqualified"),
        pytest.param(
            (*FOUR_EACH, temporary(EMPLOYERS, qualified=False)),
            BOTH,
            [],
            id="the record asks no qualification of temporary work",
        ),
        pytest.param(
            changed(FOUR_EACH, "FO", union="CFTC"),
            BOTH,
            ["jury.unions_representative"],
            id="a union that is not representative",
        ),
        pytest.param(
            changed(FOUR_EACH, "FO", union=""),
            ONLY_2014,
            ["jury.unions_representative", "jury.parity"],
            id="a member of no union has no vote",
        ),
        pytest.param((*employers(4, None), *unionists(*UNIONS)), BOTH, ["jury.president"], id="nobody presides"),
        pytest.param(changed(FOUR_EACH, "E2", president=True), BOTH, ["jury.president"], id="two preside"),
        pytest.param(
            changed((*employers(4, None), *unionists(*UNIONS)), "FO", president=True),
            ONLY_2014,
            [],
            id="a unionist presides in 2014",
        ),
        pytest.param(
            changed((*employers(4, None), *unionists(*UNIONS)), "FO", president=True),
            ONLY_2019,
            ["jury.president_side"],
            id="a unionist presides in 2019",
        ),
        pytest.param(
            (*employers(4, None), *unionists(*UNIONS), temporary(EMPLOYERS, president=True)),
            BOTH,
            ["jury.president_vote"],
            id="a president without a vote",
        ),
        pytest.param(
            employers(2),
            ONLY_2014,
            ["jury.both_sides", "jury.parity"],
            id="employers alone in 2014",
        ),
        pytest.param(
            (),
            ONLY_2014,
            ["jury.president", "jury.both_sides"],
            id="nobody",
        ),
        pytest.param(
            changed(FOUR_EACH, "E4", votes=False),
            BOTH,
            ["jury.parity"],
            id="an employer without a vote",
        ),
        pytest.param(
            tuple(replace(member, present=False) for member in FOUR_EACH),
            BOTH,
            [],
            id="whoever comes on the day",
        ),
    ],
)
def test_who_composes_a_jury(members: tuple[Member, ...], editions: tuple[Edition, ...], obstacles: list[str]) -> None:
    unions = UNIONS if "jury.unions_representative" in obstacles else (*UNIONS, "CFTC", "UNSA")
    for edition in editions:
        decision = composed(members, edition, unions=unions)
        assert codes(decision) == obstacles
        assert decision.outcome is (CompositionOutcome.IRREGULAR if obstacles else CompositionOutcome.REGULAR)


@pytest.mark.parametrize(
    ("members", "settings", "seats"),
    [
        (FOUR_EACH, DEFAULTS, (4, 4)),
        ((*FOUR_EACH, unionist("CFDT", id="CFDT-2")), DEFAULTS, (4, 4)),
        ((unionist("CFDT", id="CFDT-2"), unionist("", id="?"), *reversed(FOUR_EACH)), DEFAULTS, (4, 4)),
        ((unionist("CFDT", id="CFDT-2"), *FOUR_EACH), DEFAULTS, (4, 4)),
        ((unionist("", id="?"), *FOUR_EACH), DEFAULTS, (4, 4)),
        ((*FOUR_EACH, temporary(EMPLOYERS), temporary(EMPLOYEES)), DEFAULTS, (4, 4)),
        ((*FOUR_EACH, temporary(EMPLOYERS), temporary(EMPLOYEES)), TEMPORARY_WORK_VOTES, (5, 5)),
        ((*FOUR_EACH, temporary(EMPLOYEES, union="CFDT")), TEMPORARY_WORK_VOTES, (4, 5)),
        ((*FOUR_EACH, temporary(EMPLOYEES, votes=False)), TEMPORARY_WORK_VOTES, (4, 4)),
        (changed(FOUR_EACH, "FO", union=""), DEFAULTS, (4, 3)),
        (changed(FOUR_EACH, "FO", votes=False), DEFAULTS, (4, 3)),
    ],
)
def test_how_many_vote(members: tuple[Member, ...], settings: Settings, seats: tuple[int, int]) -> None:
    decision = composed(members, settings=settings)
    assert (decision.employers, decision.employees) == seats


def test_two_votes_a_union_where_a_record_says_so() -> None:
    generous = replace(CQPM, jury=replace(CQPM.jury, votes_per_union=2))
    members = (*employers(4), *unionists("CFDT", "CGT"), unionist("CGT", id="G2"), unionist("CFDT", id="D2"))
    decision = composed(members, ED2014, certification=generous)
    assert (decision.employers, decision.employees) == (4, 4)
    assert decision.outcome is CompositionOutcome.REGULAR


@pytest.mark.parametrize(
    ("members", "missing"),
    [
        (FOUR_EACH, ()),
        (without(FOUR_EACH, "FO", "CFDT"), ("CFDT", "FO")),
        (changed(FOUR_EACH, "FO", votes=False), ("FO",)),
        (changed(FOUR_EACH, "FO", temporary_work=True), ("FO",)),
    ],
)
def test_unions_without_a_voting_seat_are_named(members: tuple[Member, ...], missing: tuple[str, ...]) -> None:
    assert composed(members).missing_unions == missing
    assert composed(members, settings=TEMPORARY_WORK_VOTES).missing_unions == missing


@pytest.mark.parametrize(
    ("members", "on", "obstacles"),
    [
        pytest.param((*employers(1), unionist("FO")), JURY_DAY, [], id="two, both qualified"),
        pytest.param(
            changed((*employers(1), unionist("FO")), "E1", qualified=False),
            JURY_DAY,
            ["jury.qualified"],
            id="two, one qualified is enough for the law, not for the record",
        ),
        pytest.param(
            tuple(replace(member, qualified=False) for member in (*employers(1), unionist("FO"))),
            JURY_DAY,
            ["jury.qualified", "jury.vae_qualified"],
            id="none qualified",
        ),
        pytest.param(
            employers(1),
            JURY_DAY,
            ["jury.both_sides", "jury.parity", "jury.vae_members"],
            id="one alone",
        ),
        pytest.param(
            employers(1),
            date(2024, 1, 1),
            ["jury.both_sides", "jury.parity", "jury.vae_members"],
            id="one alone, on the first day of the figure",
        ),
        pytest.param(
            employers(1),
            BEFORE_VAE_REFORM,
            ["jury.both_sides", "jury.parity"],
            id="one alone, before the figure of the law",
        ),
    ],
)
def test_a_vae_jury_has_two_members_and_a_qualified_one(
    members: tuple[Member, ...], on: date, obstacles: list[str]
) -> None:
    assert codes(composed(members, ED2014, vae=True, on=on)) == obstacles


def test_the_balance_of_women_and_men_is_an_aim_never_an_obstacle() -> None:
    women = tuple(replace(member, woman=True) for member in TWO_EACH)
    decision = composed(changed(women, "CGT", woman=None), vae=True)
    assert decision.outcome is CompositionOutcome.REGULAR
    assert said(decision)[-3:] == [
        "+ jury.vae_members (law.D6412-6) VAE : 4 membres pour 2 au moins.",
        "+ jury.vae_qualified (law.D6412-6) VAE : 4 membres qualifiés pour 1 au moins.",
        "+ jury.vae_balance (law.D6412-6) VAE : 3 femmes et 0 homme ; la composition tend à l’équilibre.",
    ]
    mixed = changed(changed(TWO_EACH, "E1", woman=True), "E2", woman=False)
    assert said(composed(mixed, vae=True))[-1].endswith("VAE : 1 femme et 1 homme ; la composition tend à l’équilibre.")


def test_a_text_speaks_of_the_balance_from_the_first_day_of_2024() -> None:
    assert not [line for line in said(composed(TWO_EACH, vae=True, on=BEFORE_VAE_REFORM)) if "vae" in line]
    assert [line for line in said(composed(TWO_EACH, vae=True, on=date(2024, 1, 1))) if "vae_balance" in line]


# What is said of a composition.

REGULAR_2014 = [
    "+ jury.employers_max (record.jury.employers) Délégation patronale : 4 membres de la branche, 5 au plus.",
    (
        "+ jury.unions_representative (record.jury.unions) "
        "Délégation syndicale : organisations toutes représentatives dans la branche."
    ),
    (
        "+ jury.unions_named (record.jury.unions) "
        "Chaque organisation représentative a désigné son représentant qui vote."
    ),
    "+ jury.one_vote (record.jury.one_vote) 1 voix par organisation syndicale.",
    "+ jury.qualified (record.jury.employers) Tous les membres de la branche sont qualifiés.",
    "+ jury.president (record.jury.tie) Un membre préside.",
    "+ jury.president_vote (record.jury.tie) La présidence vote, et sa voix est prépondérante.",
    (
        "+ jury.both_sides (choice.min_voting_seats_per_side) "
        "4 voix côté employeurs, 4 côté salariés ; 1 au moins de chaque côté."
    ),
    "+ jury.parity (record.jury.parity) 4 voix côté employeurs, 4 côté salariés, pour 50 % chacun.",
]


def test_what_is_said_of_a_regular_jury_in_2014() -> None:
    assert said(composed(FOUR_EACH, ED2014)) == REGULAR_2014


def test_what_is_said_of_a_regular_jury_in_2019() -> None:
    lines = said(composed(FOUR_EACH, ED2019))
    assert [line for line in lines if line not in REGULAR_2014] == [
        ("+ jury.employers_seats (branch-2019.55.2) Délégation patronale : 4 membres pour 4 organisations syndicales."),
        "+ jury.president_side (branch-2019.55.2) La présidence revient à la délégation patronale.",
    ]
    assert lines[1].startswith("+ jury.employers_seats")
    assert lines[7].startswith("+ jury.president_side")


@pytest.mark.parametrize(
    ("members", "line"),
    [
        (
            (*employers(5), *unionists(*UNIONS)),
            ("+ jury.employers_max (record.jury.employers) Délégation patronale : 5 membres de la branche, 5 au plus."),
        ),
        (
            (*employers(7), *unionists(*UNIONS)),
            (
                "- jury.employers_max (record.jury.employers) "
                "Délégation patronale : 7 membres de la branche, 5 au plus ; retirez-en 2."
            ),
        ),
        (
            (*employers(1), *unionists(*UNIONS)),
            (
                "- jury.employers_seats (branch-2019.55.2) "
                "Délégation patronale : 1 membre pour 4 organisations syndicales ; il en faut 4."
            ),
        ),
        (
            (*employers(2), unionist("FO")),
            (
                "- jury.employers_seats (branch-2019.55.2) "
                "Délégation patronale : 2 membres pour 1 organisation syndicale ; il en faut 1."
            ),
        ),
        (
            (*employers(1), *unionists("a", "b", "c", "d", "e", "f")),
            (
                "- jury.employers_seats (branch-2019.55.2) "
                "Délégation patronale : 1 membre pour 6 organisations syndicales ; il en faut 5."
            ),
        ),
        (
            (*FOUR_EACH, unionist("CFTC"), unionist("", id="?")),
            (
                "- jury.unions_representative (record.jury.unions) "
                "Délégation syndicale : CFTC et sans organisation, "
                "hors des organisations représentatives ; à retirer."
            ),
        ),
        (
            without(FOUR_EACH, "CFDT", "FO"),
            (
                "+ jury.unions_named (record.jury.unions) "
                "Sans représentant qui vote : CFDT et FO ; à relancer, le jury peut siéger sans."
            ),
        ),
        (
            (*FOUR_EACH, unionist("FO", id="FO-2"), unionist("CGT", id="CGT-2")),
            (
                "- jury.one_vote (record.jury.one_vote) "
                "1 voix par organisation syndicale ; davantage pour CGT et FO, choisissez qui vote."
            ),
        ),
        (
            changed(FOUR_EACH, "FO", qualified=False),
            "- jury.qualified (record.jury.unions) 1 membre non qualifié (délégation syndicale), à remplacer.",
        ),
        (
            changed(changed(FOUR_EACH, "FO", qualified=False), "E1", qualified=False),
            (
                "- jury.qualified (record.jury.employers) "
                "2 membres non qualifiés (délégation patronale et délégation syndicale), à remplacer."
            ),
        ),
        (
            (*FOUR_EACH, temporary(EMPLOYERS)),
            (
                "+ jury.temporary_work (record.jury.employers) "
                "Délégation patronale : 1 du travail temporaire, 1 au plus, sans voix."
            ),
        ),
        (
            (*FOUR_EACH, *(temporary(EMPLOYEES, number) for number in (1, 2, 3))),
            (
                "- jury.temporary_work (record.jury.unions) "
                "Délégation syndicale : 3 du travail temporaire, 1 au plus, sans voix ; retirez-en 2."
            ),
        ),
        (
            (*employers(4, None), *unionists(*UNIONS)),
            ("- jury.president (record.jury.tie) 0 président ; désignez un membre, un seul, pour présider."),
        ),
        (
            changed(FOUR_EACH, "E2", president=True),
            ("- jury.president (record.jury.tie) 2 présidents ; désignez un membre, un seul, pour présider."),
        ),
        (
            changed(FOUR_EACH, "FO", president=True),
            (
                "- jury.president_side (branch-2019.55.2) "
                "La présidence revient à la délégation patronale ; désignez un de ses membres."
            ),
        ),
        (
            changed(FOUR_EACH, "E1", votes=False),
            (
                "- jury.president_vote (record.jury.tie) La présidence vote, et sa voix est prépondérante ; "
                "désignez un membre qui a une voix."
            ),
        ),
        (
            employers(1),
            (
                "- jury.both_sides (choice.min_voting_seats_per_side) 1 voix côté employeurs, 0 côté salariés ; "
                "1 au moins de chaque côté : complétez le jury ou reportez."
            ),
        ),
        (
            without(FOUR_EACH, "FO"),
            (
                "- jury.parity (record.jury.parity) 4 voix côté employeurs, 3 côté salariés, "
                "pour 50 % chacun ; 1 voix d’écart, rétablissez la parité."
            ),
        ),
    ],
)
def test_what_is_said_of_a_composition(members: tuple[Member, ...], line: str) -> None:
    assert line in said(composed(members))


def test_temporary_work_with_a_vote_is_told_so() -> None:
    members = (*FOUR_EACH, temporary(EMPLOYERS))
    assert (
        "+ jury.temporary_work (record.jury.employers) Délégation patronale : 1 du travail temporaire, 1 au plus."
    ) in said(composed(members, settings=TEMPORARY_WORK_VOTES))


@pytest.mark.parametrize(
    ("members", "line"),
    [
        (employers(1), "- jury.vae_members (law.D6412-6) VAE : 1 membre pour 2 au moins ; complétez le jury."),
        (
            changed(employers(1), "E1", qualified=False),
            ("- jury.vae_qualified (law.D6412-6) VAE : 0 membre qualifié pour 1 au moins ; complétez le jury."),
        ),
    ],
)
def test_what_is_said_of_a_vae_jury_too_small(members: tuple[Member, ...], line: str) -> None:
    assert line in said(composed(members, vae=True))


# Several certifications in a day.


def test_a_jury_for_several_certifications_is_regular_when_it_is_for_each() -> None:
    regular, irregular = composed(FOUR_EACH), composed(FOUR_EACH[:-1], unions=(*UNIONS, "CFTC"))
    assert for_every_certification((regular,)) == regular
    assert for_every_certification((regular, regular)) == regular
    both = for_every_certification((regular, irregular))
    assert both.outcome is CompositionOutcome.IRREGULAR
    assert set(both.obstacles) == set(irregular.obstacles)
    assert (both.employers, both.employees) == (4, 3)
    assert both.missing_unions == irregular.missing_unions
    assert len(both.reasons) == len({*regular.reasons, *irregular.reasons})


def test_a_jury_sits_for_one_certification_at_least() -> None:
    with pytest.raises(ValueError, match=r"^a jury sits for one certification at least$"):
        for_every_certification(())


# What no composition may break.

ALL_UNIONS = tuple(f"U{number}" for number in range(1, 9))


@given(benches(), editions, st.data())
def test_the_order_of_the_members_changes_nothing(
    members: tuple[Member, ...], edition: Edition, data: st.DataObject
) -> None:
    shuffled = tuple(data.draw(st.permutations(members)))
    one, other = (composed(each, edition, unions=ALL_UNIONS) for each in (members, shuffled))
    assert one.outcome is other.outcome
    assert (one.employers, one.employees, one.missing_unions) == (
        other.employers,
        other.employees,
        other.missing_unions,
    )


@pytest.mark.parametrize("outcome", CompositionOutcome)
def test_the_generators_reach_every_composition(outcome: CompositionOutcome) -> None:
    reach(
        benches(),
        lambda members: len(members) > 2 and composed(members, unions=ALL_UNIONS).outcome is outcome,
    )
