"""The jury on its day, then for one candidate: the cases of both editions first, then what no case may break."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.parity import Member
from jurande.rules.rulebook import Edition, Side
from jurande.rules.seating import SeatingDecision, SeatingOutcome, VotersDecision, VotersOutcome, seating, voters_for
from jurande.rules.settings import DEFAULTS, Settings, UnequalSides
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
    all_settings,
    benches,
    changed,
    editions,
    employers,
    temporary,
    unionist,
    unionists,
)
from tests.rules.reach import reach
from tests.rules.record28245 import CQPM
from tests.rules.said import codes, said

AS_IS = Settings(unequal_sides=UnequalSides.SITS_AS_IS)
DOES_NOT_SIT = Settings(unequal_sides=UnequalSides.DOES_NOT_SIT)


# The jury on the day.


def seated(
    members: tuple[Member, ...],
    edition: Edition = ED2019,
    *,
    withdrawn: tuple[str, ...] = (),
    settings: Settings = DEFAULTS,
) -> SeatingDecision:
    """What the rule says of the members present."""
    return seating(CQPM, edition, members, withdrawn=withdrawn, settings=settings)


def absent(members: tuple[Member, ...], *ids: str) -> tuple[Member, ...]:
    """The members, some of whom did not come."""
    return tuple(replace(member, present=member.id not in ids) for member in members)


FIVE_FOR_TWO = (*employers(5), *unionists("CFDT", "CGT"))


@pytest.mark.parametrize(
    ("members", "withdrawn", "settings", "obstacles"),
    [
        pytest.param(FOUR_EACH, (), DEFAULTS, [], id="everybody came"),
        pytest.param(absent(FOUR_EACH, "E4", "FO"), (), DEFAULTS, [], id="one absent on each side"),
        pytest.param(absent(FOUR_EACH, "FO"), (), DEFAULTS, ["jury.parity"], id="a surplus to withdraw"),
        pytest.param(absent(FOUR_EACH, "FO"), ("E4",), DEFAULTS, [], id="the surplus withdrew"),
        pytest.param(
            absent(FOUR_EACH, "FO"),
            ("CGT",),
            DEFAULTS,
            ["jury.withdrawal", "jury.parity"],
            id="the wrong side withdrew",
        ),
        pytest.param(absent(FOUR_EACH, "FO"), ("E3", "E4"), DEFAULTS, ["jury.parity"], id="one too many withdrew"),
        pytest.param(
            absent(FOUR_EACH, "FO"),
            ("E3", "E4", "CGT"),
            DEFAULTS,
            ["jury.withdrawal"],
            id="the surplus and one each withdrew",
        ),
        pytest.param(
            absent(FOUR_EACH, "FO"),
            ("FO", "E4"),
            DEFAULTS,
            ["jury.withdrawal"],
            id="somebody absent cannot withdraw",
        ),
        pytest.param(FOUR_EACH, ("E4", "FO"), DEFAULTS, ["jury.withdrawal"], id="no surplus, nobody withdraws"),
        pytest.param(
            absent(FOUR_EACH, "FO"),
            ("E1",),
            DEFAULTS,
            ["jury.president_vote"],
            id="the president cannot withdraw",
        ),
        pytest.param(FIVE_FOR_TWO, ("E3", "E4"), DEFAULTS, ["jury.parity"], id="two of three withdrew"),
        pytest.param(FIVE_FOR_TWO, ("E3", "E4", "E5"), DEFAULTS, [], id="all three withdrew"),
        pytest.param(absent(FOUR_EACH, "E4"), ("FO",), DEFAULTS, [], id="a union withdrew"),
        pytest.param(absent(FOUR_EACH, "FO"), (), AS_IS, [], id="unequal, sits as it is"),
        pytest.param(
            absent(FOUR_EACH, "FO"),
            ("E4",),
            AS_IS,
            ["jury.withdrawal"],
            id="nobody withdraws when it sits as it is",
        ),
        pytest.param(absent(FOUR_EACH, "FO"), (), DOES_NOT_SIT, ["jury.parity"], id="unequal, does not sit"),
        pytest.param(
            absent(FOUR_EACH, "FO"),
            ("E4",),
            DOES_NOT_SIT,
            ["jury.withdrawal"],
            id="nobody withdraws when it does not sit",
        ),
        pytest.param(FOUR_EACH, (), DOES_NOT_SIT, [], id="equal sides always sit"),
        pytest.param(
            absent(FOUR_EACH, *UNIONS),
            (),
            AS_IS,
            ["jury.both_sides"],
            id="one side alone never sits",
        ),
        pytest.param(
            absent(FOUR_EACH, "E1", "FO"),
            (),
            DEFAULTS,
            ["jury.president"],
            id="the president did not come",
        ),
        pytest.param(
            (*FOUR_EACH, unionist("FO", id="FO-2")),
            (),
            DEFAULTS,
            ["jury.one_vote"],
            id="two votes for one union",
        ),
        pytest.param((*FOUR_EACH, temporary(EMPLOYEES)), (), DEFAULTS, [], id="temporary work sits without a vote"),
        pytest.param(
            (*FOUR_EACH, temporary(EMPLOYEES)),
            (),
            TEMPORARY_WORK_VOTES,
            ["jury.parity"],
            id="temporary work votes, on one side only",
        ),
    ],
)
def test_whether_the_jury_may_sit(
    members: tuple[Member, ...], withdrawn: tuple[str, ...], settings: Settings, obstacles: list[str]
) -> None:
    for edition in BOTH:  # an employer presides: nothing else of the day differs between them
        decision = seated(members, edition, withdrawn=withdrawn, settings=settings)
        assert codes(decision) == obstacles
        assert decision.outcome is (SeatingOutcome.MAY_NOT_SIT if obstacles else SeatingOutcome.MAY_SIT)


@pytest.mark.parametrize(
    ("members", "withdrawn", "voting", "surplus", "president"),
    [
        pytest.param(FOUR_EACH, (), "E1 E2 E3 E4 CFDT CFE-CGC CGT FO", (None, 0), "E1", id="everybody"),
        pytest.param(
            absent(FOUR_EACH, "E2", "FO", "CGT"), (), "E1 E3 E4 CFDT CFE-CGC", (EMPLOYERS, 1), "E1", id="surplus"
        ),
        pytest.param(
            absent(FOUR_EACH, "E2", "FO", "CGT"),
            ("E4",),
            "E1 E3 CFDT CFE-CGC",
            (None, 0),
            "E1",
            id="surplus gone",
        ),
        pytest.param(
            absent(FOUR_EACH, "E2", "E3"), (), "E1 E4 CFDT CFE-CGC CGT FO", (EMPLOYEES, 2), "E1", id="two more"
        ),
        pytest.param(
            absent(FOUR_EACH, "E1"), (), "E2 E3 E4 CFDT CFE-CGC CGT FO", (EMPLOYEES, 1), None, id="no president"
        ),
        pytest.param(
            (*TWO_EACH, temporary(EMPLOYEES), unionist("CGT", id="CGT-2", votes=False)),
            (),
            "E1 E2 CFDT CGT",
            (None, 0),
            "E1",
            id="who sits without a vote",
        ),
        pytest.param(
            (*TWO_EACH, unionist("CGT", id="CGT-2")), (), "E1 E2 CFDT CGT", (None, 0), "E1", id="the first votes"
        ),
        pytest.param(
            changed(TWO_EACH, "CGT", president=True), (), "E1 E2 CFDT CGT", (None, 0), None, id="two presidents"
        ),
    ],
)
def test_who_votes_today(
    members: tuple[Member, ...],
    withdrawn: tuple[str, ...],
    voting: str,
    surplus: tuple[Side | None, int],
    president: str | None,
) -> None:
    decision = seated(members, withdrawn=withdrawn)
    assert " ".join(decision.voting) == voting
    assert (decision.surplus_side, decision.surplus) == surplus
    assert decision.president == president
    sides = [member.side for member in members if member.id in decision.voting]
    assert (decision.employers, decision.employees) == (sides.count(EMPLOYERS), sides.count(EMPLOYEES))


def test_a_unionist_may_preside_in_2014_only() -> None:
    members = changed(changed(FOUR_EACH, "E1", president=False), "FO", president=True)
    assert seated(members, ED2014).president == "FO"
    assert seated(members, ED2014).outcome is SeatingOutcome.MAY_SIT
    assert seated(members, ED2019).president is None
    assert codes(seated(members, ED2019)) == ["jury.president_side"]


def test_what_is_said_on_the_day() -> None:
    members = (*absent(FOUR_EACH, "FO"), temporary(EMPLOYERS))
    assert said(seated(members, withdrawn=("E4",))) == [
        "+ jury.one_vote (record.jury.one_vote) 1 voix par organisation syndicale.",
        ("+ jury.temporary_work_today (choice.temporary_work_votes) 1 membre du travail temporaire, sans voix."),
        (
            "+ jury.both_sides (choice.min_voting_seats_per_side) "
            "3 voix côté employeurs, 3 côté salariés ; 1 au moins de chaque côté."
        ),
        "+ jury.withdrawal (choice.unequal_sides) 1 retrait pour rétablir la parité, à consigner.",
        "+ jury.parity (record.jury.parity) 3 voix côté employeurs, 3 côté salariés, pour 50 % chacun.",
        "+ jury.president (record.jury.tie) Un membre préside.",
        "+ jury.president_side (branch-2019.55.2) La présidence revient à la délégation patronale.",
        "+ jury.president_vote (record.jury.tie) La présidence vote, et sa voix est prépondérante.",
    ]


THREE_FOR_ONE = "3 voix côté employeurs, 1 côté salariés : 2 de trop à la délégation patronale ;"


@pytest.mark.parametrize(
    ("members", "withdrawn", "settings", "line"),
    [
        (
            (*employers(3), unionist("FO")),
            (),
            DEFAULTS,
            (
                f"- jury.parity (choice.unequal_sides) {THREE_FOR_ONE} "
                "tirez au sort ou convenez qui se retire, et consignez-le."
            ),
        ),
        (
            (*employers(3), unionist("FO")),
            (),
            AS_IS,
            f"+ jury.parity (choice.unequal_sides) {THREE_FOR_ONE} le jury siège ainsi.",
        ),
        (
            (*employers(3), unionist("FO")),
            (),
            DOES_NOT_SIT,
            (f"- jury.parity (choice.unequal_sides) {THREE_FOR_ONE} le jury ne siège pas, reportez la session."),
        ),
        (
            (*employers(1), *unionists("FO", "CGT")),
            (),
            AS_IS,
            (
                "+ jury.parity (choice.unequal_sides) 1 voix côté employeurs, 2 côté salariés : "
                "1 de trop à la délégation syndicale ; le jury siège ainsi."
            ),
        ),
        (
            FOUR_EACH,
            ("E3", "E4", "E3"),
            DEFAULTS,
            (
                "- jury.withdrawal (choice.unequal_sides) "
                "2 retraits pour rétablir la parité, dont 2 sans objet ; annulez-les."
            ),
        ),
        (
            (*TWO_EACH, temporary(EMPLOYERS), temporary(EMPLOYEES)),
            (),
            TEMPORARY_WORK_VOTES,
            ("+ jury.temporary_work_today (choice.temporary_work_votes) 2 membres du travail temporaire, avec voix."),
        ),
    ],
)
def test_what_is_said_of_unequal_sides(
    members: tuple[Member, ...], withdrawn: tuple[str, ...], settings: Settings, line: str
) -> None:
    assert line in said(seated(members, withdrawn=withdrawn, settings=settings))


# The jury for one candidate.


def voters(
    members: tuple[Member, ...],
    edition: Edition = ED2019,
    *,
    vae: bool = True,
    on: date = JURY_DAY,
    acting_president: str | None = None,
    suspected: bool = False,
    settings: Settings = DEFAULTS,
) -> VotersDecision:
    """What the rule says of the candidacy « K »."""
    return voters_for(
        CQPM,
        edition,
        "K",
        members,
        seated(members, edition, settings=settings),
        vae=vae,
        on=on,
        acting_president=acting_president,
        suspected=suspected,
        settings=settings,
    )


def barred(members: tuple[Member, ...], *ids: str) -> tuple[Member, ...]:
    """The members, some of whom may not vote on the candidacy « K »."""
    return tuple(replace(member, barred_from=("J", "K") if member.id in ids else ("J",)) for member in members)


@pytest.mark.parametrize(("vae", "clause"), [(True, "law.R6412-7"), (False, "choice.fraud")], ids=["vae", "training"])
def test_nobody_decides_while_a_suspicion_of_fraud_is_under_way(vae: bool, clause: str) -> None:
    decision = voters(TWO_EACH, vae=vae, suspected=True)
    assert decision.outcome is VotersOutcome.MAY_NOT_DECIDE
    assert [(reason.code, reason.clause.key) for reason in decision.obstacles] == [("fraud.suspicion", clause)]
    assert decision.voting == voters(TWO_EACH, vae=vae).voting


def test_nobody_is_suspected_unless_it_is_said() -> None:
    decision = voters_for(CQPM, ED2019, "K", TWO_EACH, seated(TWO_EACH), vae=True, on=JURY_DAY)
    assert decision.outcome is VotersOutcome.MAY_DECIDE


@pytest.mark.parametrize(
    ("vae", "on", "clause"),
    [
        (True, date(2024, 1, 1), "law.D6412-6"),
        (True, date(2023, 12, 31), "choice.bar"),
        (False, date(2024, 1, 1), "choice.bar"),
    ],
)
def test_a_bar_rests_on_the_law_for_vae_since_2024_and_on_a_choice_otherwise(vae: bool, on: date, clause: str) -> None:
    assert voters(barred(TWO_EACH, "E2"), vae=vae, on=on).reasons[0].clause.key == clause


@pytest.mark.parametrize(
    ("members", "acting", "editions", "voting", "president"),
    [
        pytest.param(barred(TWO_EACH), None, BOTH, "E1 E2 CFDT CGT", "E1", id="nobody barred"),
        pytest.param(barred(TWO_EACH, "CGT"), None, BOTH, "E1 E2 CFDT", "E1", id="one barred, no rebalancing"),
        pytest.param(barred(TWO_EACH, "E1"), "E2", BOTH, "E2 CFDT CGT", "E2", id="president barred"),
        pytest.param(barred(TWO_EACH, "E1"), "CGT", ONLY_2014, "E2 CFDT CGT", "CGT", id="handed over in 2014"),
        pytest.param(barred(TWO_EACH, "E2"), "E2", BOTH, "E1 CFDT CGT", "E1", id="president not barred"),
    ],
)
def test_who_votes_on_a_candidate(
    members: tuple[Member, ...],
    acting: str | None,
    editions: tuple[Edition, ...],
    voting: str,
    president: str,
) -> None:
    for edition in editions:
        decision = voters(members, edition, acting_president=acting)
        assert decision.outcome is VotersOutcome.MAY_DECIDE
        assert not decision.obstacles
        assert " ".join(decision.voting) == voting
        assert decision.president == president


@pytest.mark.parametrize(
    ("members", "acting", "editions", "obstacles"),
    [
        pytest.param(barred(TWO_EACH, "E1"), None, BOTH, ["jury.presiding"], id="nobody named"),
        pytest.param(barred(TWO_EACH, "E1"), "E1", BOTH, ["jury.presiding"], id="the barred one named"),
        pytest.param(
            barred(TWO_EACH, "E1", "E2"),
            "E2",
            BOTH,
            ["jury.both_sides", "jury.presiding"],
            id="both barred",
        ),
        pytest.param(barred(TWO_EACH, "E1"), "CGT", ONLY_2019, ["jury.presiding"], id="the wrong side"),
        pytest.param(barred(TWO_EACH, "E1"), "E9", BOTH, ["jury.presiding"], id="somebody else"),
        pytest.param(
            absent(barred(FOUR_EACH, "E1"), "E2", "FO"), "E2", BOTH, ["jury.presiding"], id="somebody who did not come"
        ),
        pytest.param(barred(TWO_EACH, "CGT", "CFDT"), None, BOTH, ["jury.both_sides"], id="a side barred"),
    ],
)
def test_when_a_candidate_waits_for_another_jury(
    members: tuple[Member, ...], acting: str | None, editions: tuple[Edition, ...], obstacles: list[str]
) -> None:
    for edition in editions:
        decision = voters(members, edition, acting_president=acting)
        assert decision.outcome is VotersOutcome.MAY_NOT_DECIDE
        assert codes(decision) == obstacles
        assert (decision.president is None) is ("jury.presiding" in obstacles)


def test_a_member_without_a_vote_may_not_preside_a_case() -> None:
    members = barred((*TWO_EACH, temporary(EMPLOYERS)), "E1")
    assert codes(voters(members, acting_president="T-employers-1")) == ["jury.presiding"]


@pytest.mark.parametrize(
    ("members", "acting", "edition", "vae", "lines"),
    [
        (
            barred(TWO_EACH),
            None,
            ED2019,
            True,
            [
                ("+ jury.bar (law.D6412-6) Aucun membre qui vote n’est lié au candidat, ne l’a accompagné ni évalué."),
                (
                    "+ jury.both_sides (choice.min_voting_seats_per_side) "
                    "2 voix côté employeurs, 2 côté salariés ; 1 au moins de chaque côté."
                ),
                (
                    "+ jury.presiding (record.jury.tie) "
                    "La présidence du jury vote sur ce cas ; sa voix est prépondérante."
                ),
            ],
        ),
        (
            barred(TWO_EACH, "E1", "CFDT"),
            "E2",
            ED2019,
            False,
            [
                "+ jury.bar (choice.bar) 2 voix retirées pour ce candidat : lien, accompagnement ou évaluation.",
                (
                    "+ jury.both_sides (choice.min_voting_seats_per_side) "
                    "1 voix côté employeurs, 1 côté salariés ; 1 au moins de chaque côté."
                ),
                (
                    "+ jury.presiding (choice.acting_president) "
                    "Présidence empêchée pour ce candidat : un autre membre désigné préside ce cas."
                ),
            ],
        ),
        (
            barred(TWO_EACH, "E1"),
            None,
            ED2019,
            True,
            [
                "+ jury.bar (law.D6412-6) 1 voix retirée pour ce candidat : lien, accompagnement ou évaluation.",
                (
                    "+ jury.both_sides (choice.min_voting_seats_per_side) "
                    "1 voix côté employeurs, 2 côté salariés ; 1 au moins de chaque côté."
                ),
                (
                    "- jury.presiding (choice.acting_president) Présidence empêchée pour ce candidat ; "
                    "désignez un autre membre qui vote, de la délégation patronale."
                ),
            ],
        ),
    ],
)
def test_what_is_said_for_a_candidate(
    members: tuple[Member, ...], acting: str | None, edition: Edition, vae: bool, lines: list[str]
) -> None:
    assert said(voters(members, edition, vae=vae, acting_president=acting)) == lines


def test_any_voting_member_may_take_the_chair_in_2014() -> None:
    assert said(voters(barred(TWO_EACH, "E1"), ED2014))[-1] == (
        "- jury.presiding (choice.acting_president) "
        "Présidence empêchée pour ce candidat ; désignez un autre membre qui vote."
    )


def test_the_least_number_of_seats_on_a_side_is_a_setting() -> None:
    two = Settings(min_voting_seats_per_side=2)
    assert "jury.both_sides" not in codes(voters(TWO_EACH, settings=two))
    assert codes(voters(barred(TWO_EACH, "CGT"), settings=two)) == ["jury.both_sides"]
    assert codes(seated((*employers(1), unionist("FO")), settings=two)) == ["jury.both_sides"]


# What no case may break.


def swapped(members: tuple[Member, ...]) -> tuple[Member, ...]:
    """The same jury, each member on the other side."""
    other = {EMPLOYERS: EMPLOYEES, EMPLOYEES: EMPLOYERS}
    return tuple(replace(member, side=other[member.side]) for member in members)


@given(benches(), all_settings)
def test_swapping_the_sides_changes_nothing_in_2014(members: tuple[Member, ...], settings: Settings) -> None:
    one, other = (seated(each, ED2014, settings=settings) for each in (members, swapped(members)))
    assert one.outcome is other.outcome
    assert (one.employers, one.employees) == (other.employees, other.employers)
    assert (one.voting, one.surplus, one.president) == (other.voting, other.surplus, other.president)
    assert (one.surplus_side is other.surplus_side) is (one.surplus == 0)
    assert codes(one) == codes(other)
    both = [voters(each, ED2014, acting_president="M2", settings=settings) for each in (members, swapped(members))]
    assert (both[0].outcome, both[0].voting, both[0].president) == (
        both[1].outcome,
        both[1].voting,
        both[1].president,
    )


@given(benches(), all_settings, editions)
def test_an_absent_member_changes_nothing(members: tuple[Member, ...], settings: Settings, edition: Edition) -> None:
    here = tuple(member for member in members if member.present)
    assert seated(members, edition, settings=settings) == seated(here, edition, settings=settings)
    assert voters(members, edition, settings=settings) == voters(here, edition, settings=settings)


@given(benches(), all_settings, editions, st.sampled_from([None, *(f"M{number}" for number in range(1, 9))]))
def test_a_barred_member_never_votes_nor_presides_on_that_candidate(
    members: tuple[Member, ...], settings: Settings, edition: Edition, acting: str | None
) -> None:
    decision = voters(members, edition, acting_president=acting, settings=settings)
    out = {member.id for member in members if "K" in member.barred_from}
    assert out.isdisjoint(decision.voting)
    assert decision.president not in out
    # The bar is for that candidate only: the others vote as they did.
    assert {*decision.voting} | out >= {*seated(members, edition, settings=settings).voting}


@given(benches(), all_settings, editions)
def test_who_may_sit_sits_with_both_sides_and_a_president(
    members: tuple[Member, ...], settings: Settings, edition: Edition
) -> None:
    decision = seated(members, edition, settings=settings)
    if decision.outcome is SeatingOutcome.MAY_SIT:
        assert min(decision.employers, decision.employees) >= 1
        assert decision.president in decision.voting
        assert decision.surplus == 0 or settings.unequal_sides is UnequalSides.SITS_AS_IS
    assert (decision.outcome is SeatingOutcome.MAY_SIT) is (not decision.obstacles)


@given(benches(), editions, st.data())
def test_withdrawing_exactly_the_surplus_restores_parity(
    members: tuple[Member, ...], edition: Edition, data: st.DataObject
) -> None:
    before = seated(members, edition)
    sides = {member.id: member.side for member in members}
    may = [seat for seat in before.voting if sides[seat] is before.surplus_side and seat != before.president]
    withdrawn = tuple(data.draw(st.permutations(may)))[: before.surplus]
    after = seated(members, edition, withdrawn=withdrawn)
    if len(withdrawn) == before.surplus:
        assert "jury.withdrawal" not in codes(after)
        assert "jury.parity" not in codes(after)
        assert after.surplus == 0


@given(benches(), editions, st.data())
def test_the_order_of_the_members_changes_nothing(
    members: tuple[Member, ...], edition: Edition, data: st.DataObject
) -> None:
    shuffled = tuple(data.draw(st.permutations(members)))
    one, other = seated(members, edition), seated(shuffled, edition)
    assert (one.outcome, one.president, {*one.voting}) == (other.outcome, other.president, {*other.voting})


@pytest.mark.parametrize("outcome", SeatingOutcome)
@pytest.mark.parametrize("barred_one", [True, False])
def test_the_generators_reach_every_seating(outcome: SeatingOutcome, barred_one: bool) -> None:
    reach(
        benches(),
        lambda members: (
            seated(members, ED2014).outcome is outcome and any(member.barred_from for member in members) is barred_one
        ),
    )


@pytest.mark.parametrize("outcome", VotersOutcome)
def test_the_generators_reach_every_case_of_a_bar(outcome: VotersOutcome) -> None:
    def reached(members: tuple[Member, ...]) -> bool:
        before, after = seated(members, ED2014), voters(members, ED2014)
        return before.outcome is SeatingOutcome.MAY_SIT and after.outcome is outcome and after.voting != before.voting

    reach(benches(), reached)


@pytest.mark.parametrize("side", Side)
def test_the_generators_reach_a_surplus_on_each_side(side: Side) -> None:
    reach(benches(), lambda members: seated(members).surplus_side is side)
