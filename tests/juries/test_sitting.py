"""The day: attendance and parity, then the first duty."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from jurande.desk.story import people
from jurande.desk.story.course import at, secretary
from jurande.desk.story.people import CORENTIN, JURORS
from jurande.juries.before import convening
from jurande.juries.day import sitting
from jurande.juries.day.conformity import findings
from jurande.juries.day.deliberating import Motion
from jurande.juries.day.sitting import Judged
from jurande.juries.facts import bench, call_decision
from jurande.juries.models import ConformityPoint, JurySession, Member
from jurande.ledger.models import Entry
from jurande.organisations.models import SettingChoice
from jurande.rules.calls import CallOutcome
from jurande.rules.deliberation import Verdict
from jurande.rules.lifecycles import Role
from tests.juries.sessions import (
    ASTRUC,
    CFDT,
    DUMOUTIER,
    FO,
    NOON,
    PERNELLE,
    PRESIDENT,
    attend,
    conform,
    decide,
    examine,
    extra_seat,
    free_the_candidates,
    gather,
    member,
    president,
    the_jury,
)
from tests.told import JURY_DAY, acting
from tests.writes import refused

pytestmark = pytest.mark.usefixtures("called")

RESERVE = "Saisine envoyée le 18 août ; FO n’a pas répondu."


@pytest.mark.parametrize(
    ("absent", "withdrawn", "seats"),
    [
        ((), (), (4, 4)),
        ((FO,), (PERNELLE,), (3, 3)),
        ((FO, CFDT), (PERNELLE, ASTRUC), (2, 2)),
        ((PERNELLE,), (FO,), (3, 3)),
        ((FO, PERNELLE), (), (3, 3)),
    ],
    ids=["all there", "a union away", "two unions away", "an employer away", "one away on each side"],
)
def test_the_jury_sits_once_the_sides_are_equal(
    absent: tuple[str, ...], withdrawn: tuple[str, ...], seats: tuple[int, int]
) -> None:
    session = attend(absent=absent, withdrawn=withdrawn)
    today = bench(session).seating
    assert (session.state, today.employers, today.employees) == ("sitting", *seats)
    voting = {str(member(seat.name).pk) for seat in JURORS if seat.name not in (*absent, *withdrawn)}
    assert set(today.voting) == voting
    assert member(PRESIDENT).arrived_at == at(JURY_DAY, 14)


@pytest.mark.parametrize(
    ("absent", "withdrawn", "reasons"),
    [
        ((FO,), (), ("jury.parity",)),
        ((FO, CFDT), (PERNELLE,), ("jury.parity",)),
        ((FO,), (PERNELLE, ASTRUC), ("jury.parity",)),
        ((), (PERNELLE,), ("jury.withdrawal", "jury.parity")),
        ((FO,), (CFDT,), ("jury.withdrawal", "jury.parity")),
        ((FO, PERNELLE), (PERNELLE,), ("jury.withdrawal",)),
        ((PRESIDENT, FO), (), ("jury.president",)),
        ((FO,), (PRESIDENT,), ("jury.president_vote",)),
        ((PRESIDENT, ASTRUC, DUMOUTIER, PERNELLE), (), ("jury.both_sides", "jury.parity", "jury.president")),
    ],
    ids=[
        "a union away",
        "two away, one withdraws",
        "one away, two withdraw",
        "nobody away, one withdraws",
        "one of the smaller side withdraws",
        "somebody absent withdraws",
        "nobody presides",
        "the president withdraws",
        "a side is empty",
    ],
)
def test_attendance_is_refused_with_every_reason_and_nothing_is_written(
    absent: tuple[str, ...], withdrawn: tuple[str, ...], reasons: tuple[str, ...]
) -> None:
    entries = Entry.objects.count()
    with refused(*reasons):
        attend(absent=absent, withdrawn=withdrawn)
    assert the_jury().state == "called"
    assert set(Member.objects.filter(session=the_jury()).values_list("present", "withdrawn")) == {(None, False)}
    assert Entry.objects.count() == entries


def test_temporary_work_members_sit_beside_the_parity() -> None:
    extra = extra_seat("Dražen Kovačić", temporary_work=True)
    attend()
    today = bench(the_jury()).seating
    assert (today.employers, today.employees) == (4, 4)
    assert str(extra.pk) not in today.voting


def test_nobody_signs_the_sheet_before_the_day() -> None:
    with refused("jury.too_early"):
        attend(now=at(JURY_DAY - timedelta(days=1), 23, 59))


def test_attendance_is_the_centres_act_and_is_taken_once() -> None:
    with refused("lifecycle.role"):
        attend(by=president())
    attend()
    with refused("lifecycle.moment"):
        attend()


def test_who_withdrew_is_in_the_ledger() -> None:
    attend(absent=(FO,), withdrawn=(PERNELLE,))
    entry = Entry.objects.get(act="jury.attend")
    assert entry.data["withdrawn"] == [f"member:{member(PERNELLE).pk}"]
    assert f"member:{member(FO).pk}" not in entry.data["present"]
    assert "choice.unequal_sides" in entry.clauses


# The first duty.


def test_the_first_duty_states_a_fact_and_its_rule_for_each_point() -> None:
    attend()
    points = findings(the_jury(), bench(the_jury()))
    assert {point.key: point.met for point in points} == dict.fromkeys(
        (
            *("concertation", "modalities", "reconstituted", "opinions"),
            *("call", "commission", "composition", "parity", "vae_bars"),
        ),
        True,
    )
    assert all(point.finding and point.clause for point in points)
    found = {point.key: point.finding for point in points}
    assert found["concertation"] == "3\N{NO-BREAK SPACE}candidats sur 3"
    assert found["opinions"] == "4 avis sur 4"
    assert found["parity"] == "4\N{NO-BREAK SPACE}voix patronales, 4\N{NO-BREAK SPACE}voix syndicales"


def test_the_president_finds_the_organisation_in_order_and_the_jury_deliberates() -> None:
    attend()
    session = conform()
    assert (session.state, session.conformity_at) == ("deliberating", at(JURY_DAY, 14, 12))
    assert ConformityPoint.objects.filter(session=session, accepted=True, reserve="").count() == 9
    opinions = ConformityPoint.objects.get(session=session, key="opinions")
    assert (opinions.title, opinions.finding) == ("Avis de l’entreprise joint", "4 avis sur 4")


def test_conformity_comes_after_attendance() -> None:
    with refused("lifecycle.moment"):
        conform()


@pytest.mark.parametrize(
    ("role", "account"), [(Role.SECRETARY, people.SECRETARY), (Role.MANAGER, people.MANAGER)], ids=str
)
def test_only_the_president_finds_it(role: Role, account: people.Account) -> None:
    attend()
    with refused("lifecycle.role"):
        sitting.conform(session=the_jury(), judged={}, actor=acting(account, role), now=NOON)


@pytest.mark.parametrize("reserve", ["", "   "], ids=["empty", "blank"])
def test_a_reserve_needs_its_reason(reserve: str) -> None:
    attend()
    with refused("jury.reserve"):
        conform({"opinions": Judged(accepted=False, reserve=reserve)})
    assert not ConformityPoint.objects.exists()


def test_an_irregular_jury_does_not_pass_without_a_reserve() -> None:
    extra_seat("Sixième Employeur", votes=False)
    extra_seat("Septième Employeur", votes=False)
    attend()
    point = next(one for one in findings(the_jury(), bench(the_jury())) if one.key == "composition")
    assert not point.met
    assert "6 membres de la branche, 5 au plus" in point.finding
    with refused("jury.reserve"):
        conform()
    said = Judged(accepted=False, reserve="Deux membres de trop, sans voix.")
    assert conform({"composition": said}).state == "deliberating"
    assert Entry.objects.get(act="jury.attend").data["composition"] == "irregular"


def test_an_organisation_found_not_conform_leads_to_postponements_only() -> None:
    attend()
    conform({"opinions": Judged(accepted=False, reserve="Avis antidatés.", conform=False)})
    examine(CORENTIN)
    with refused("deliberation.conformity"):
        decide(CORENTIN)
    reason = "L’organisation n’est pas conforme."
    assert decide(CORENTIN, Motion(verdict=Verdict.POSTPONED, reason=reason)).verdict == "postponed"


def test_what_is_not_conform_needs_its_reason() -> None:
    attend()
    with refused("jury.reserve"):
        conform({"opinions": Judged(accepted=False, conform=False)})


def test_every_point_left_out_is_named_at_once() -> None:
    attend()
    points = [point.key for point in findings(the_jury(), bench(the_jury()))]
    with refused(*["jury.conformity"] * 8, "jury.reserve"):
        sitting.conform(session=the_jury(), judged={points[-1]: Judged(False)}, actor=president(), now=NOON)


# The call to the unions, late or not.


def late_session(called_before: int, *, without: tuple[str, ...] = ()) -> JurySession:
    """A jury on 1 September 2022, called so many days before, with the delegations equal whoever is missing."""
    held_on = date(2022, 9, 1)
    seats = [seat for seat in JURORS if seat.name not in without]
    employers = [seat for seat in seats if not seat.union][: 4 - len(without)]
    unions = [seat for seat in seats if seat.union]
    return gather(held_on, held_on - timedelta(days=called_before), [*employers, *unions], free_the_candidates())


@pytest.mark.parametrize(
    ("called_before", "without", "outcome"),
    [
        (15, (FO,), CallOutcome.IN_TIME),
        (14, (), CallOutcome.LATE_ANSWERED),
        (14, (FO,), CallOutcome.LATE_WITH_RESERVE),
    ],
    ids=["fifteen days", "fourteen days, all have answered", "fourteen days, one has not"],
)
def test_a_late_call_is_in_order_once_every_union_has_answered(
    called_before: int, without: tuple[str, ...], outcome: CallOutcome
) -> None:
    session = late_session(called_before, without=without)
    assert call_decision(bench(session)).outcome is outcome
    attend(session=session)
    session.refresh_from_db()
    [point] = [one for one in findings(session, bench(session)) if one.key == "call"]
    assert point.met == (outcome is not CallOutcome.LATE_WITH_RESERVE)


@pytest.mark.parametrize("accepted", [False, True], ids=["a reserve", "in order, in so many words"])
def test_a_fact_against_the_rule_is_not_passed_over_without_a_word(accepted: bool) -> None:
    session = late_session(14, without=(FO,))
    attend(session=session)
    with refused("jury.reserve"):
        conform({"call": Judged(accepted)}, session=session)
    conform({"call": Judged(accepted, RESERVE)}, session=session)
    point = ConformityPoint.objects.get(session=session, key="call")
    assert (point.met, point.accepted, point.reserve) == (False, accepted, RESERVE)


@pytest.mark.parametrize(
    ("record_code", "as_called"),
    [
        pytest.param("", "late_blocked", id="for all"),
        pytest.param("RNCP28245", "late_with_reserve", id="for the certification, listed after the call"),
    ],
)
def test_the_other_choice_keeps_the_jury_from_sitting(record_code: str, as_called: str) -> None:
    SettingChoice.objects.create(
        name="late_call",
        value="block",
        record_code=record_code,
        starts_on=date(2022, 1, 1),
        decided_by="CPNEFP",
        reason="Essai",
        recorded_at=at(date(2022, 1, 1)),
    )
    session = late_session(14, without=(FO,))
    with refused("jury.call", "jury.call_answered"):
        attend(session=session)
    assert Entry.objects.get(act="jury.call", subject=session.ref).data["outcome"] == as_called
    [call] = [one for one in session.union_calls.all() if one.union_id == "FO"]
    convening.decline(call=call, actor=secretary(), now=at(date(2022, 8, 30)))
    assert attend(session=session).state == "sitting"
