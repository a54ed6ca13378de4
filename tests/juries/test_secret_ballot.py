"""A secret ballot: who voted is known, what they voted is not, but for who presides (choices.md section 4)."""

from __future__ import annotations

import pytest
from django.db import connection

from jurande.desk.story.course import secretary
from jurande.desk.story.people import CORENTIN
from jurande.juries.day import barring, deliberating
from jurande.juries.models import BallotBox, Vote
from jurande.ledger.models import Entry
from jurande.rules.settings import Ballot
from jurande.rules.voting import Choice
from tests.juries.sessions import (
    ADMISSIBLE,
    ASTRUC,
    CGT,
    EMPLOYERS,
    FO,
    NOON,
    PRESIDENT,
    UNIONS,
    ballot,
    case_of,
    cast,
    decide,
    deliberate,
    examine,
    member,
    open_vote,
    president,
)
from tests.juries.test_room import browser, page
from tests.writes import refused

pytestmark = pytest.mark.usefixtures("called")


@pytest.fixture(autouse=True)
def voting(called: None) -> None:
    """Corentin's case, put to a secret ballot."""
    deliberate()
    examine(CORENTIN)
    deliberating.open_vote(case=case_of(CORENTIN), motion=ADMISSIBLE, ballot=Ballot.SECRET, actor=president(), now=NOON)


def test_what_each_seat_voted_is_nowhere_but_for_who_presides() -> None:
    cast(CORENTIN, PRESIDENT, Choice.AGAINST)
    cast(CORENTIN, ASTRUC, Choice.AGAINST)
    cast(CORENTIN, CGT, Choice.FOR)
    assert dict(Vote.objects.values_list("member__name", "choice")) == {PRESIDENT: "against", ASTRUC: "", CGT: ""}
    box = BallotBox.objects.get()
    assert (box.votes_for, box.votes_against, box.abstentions) == (1, 2, 0)
    for entry in Entry.objects.filter(act="jury.vote"):
        assert set(entry.data) == {"round", "member"}


def test_the_box_keeps_no_hour() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name = 'juries_ballotbox' AND data_type LIKE 'time%'"
        )
        assert cursor.fetchall() == []


@pytest.mark.parametrize(
    ("president_votes", "outcome"), [(Choice.FOR, "decided"), (Choice.AGAINST, "deliberation.casting")]
)
def test_a_tie_is_resolved_by_the_presidents_own_vote(president_votes: Choice, outcome: str) -> None:
    cast(CORENTIN, PRESIDENT, president_votes)
    others = [name for name in (*EMPLOYERS, *UNIONS) if name != PRESIDENT]
    needed = 3 if president_votes is Choice.FOR else 4
    ballot(CORENTIN, for_=others[:needed], against=others[needed:])
    if outcome == "decided":
        done = decide(CORENTIN, unanimous=False, silent_abstain=False)
        assert (done.votes_for, done.votes_against, done.casting_vote) == (4, 4, "for")
    else:
        with refused(outcome):
            decide(CORENTIN, unanimous=False)


def test_a_second_vote_of_a_seat_is_refused_and_counted_once() -> None:
    cast(CORENTIN, ASTRUC, Choice.FOR)
    with refused("jury.voted"):
        cast(CORENTIN, ASTRUC, Choice.AGAINST)
    assert BallotBox.objects.get().votes_against == 0


def test_a_new_round_has_its_own_box() -> None:
    ballot(CORENTIN, against=(ASTRUC, CGT))
    deliberating.open_vote(case=case_of(CORENTIN), motion=ADMISSIBLE, ballot=Ballot.SECRET, actor=president(), now=NOON)
    ballot(CORENTIN, for_=(*EMPLOYERS, *UNIONS))
    assert decide(CORENTIN, unanimous=False, silent_abstain=False).votes_for == 8
    assert list(BallotBox.objects.order_by("round").values_list("votes_against", flat=True)) == [2, 0]


def test_the_round_after_may_be_by_show_of_hands() -> None:
    open_vote(CORENTIN)
    ballot(CORENTIN, for_=(*EMPLOYERS, *UNIONS))
    assert set(Vote.objects.values_list("choice", flat=True)) == {"for"}
    assert decide(CORENTIN, unanimous=False).votes_for == 8


def test_nothing_is_counted_on_the_screen_before_each_seat_has_spoken() -> None:
    ballot(CORENTIN, for_=EMPLOYERS, against=[name for name in UNIONS if name != FO])
    shown = page(browser(PRESIDENT))
    assert "7 voix sur 8" in shown
    assert "Scrutin secret" in shown
    assert 'class="beam"' not in shown
    cast(CORENTIN, FO, Choice.AGAINST)
    shown = page(browser(PRESIDENT))
    assert 'aria-label="4 voix pour, 4 voix contre"' in shown
    assert "Partage des voix." in shown


@pytest.mark.parametrize("own", [Choice.FOR, Choice.AGAINST])
def test_who_comes_to_preside_after_voting_votes_again_in_a_round_where_their_own_vote_is_known(own: Choice) -> None:
    cast(CORENTIN, ASTRUC, own)
    presides_instead(ASTRUC)
    assert case_of(CORENTIN).round == 2
    cast(CORENTIN, ASTRUC, own)
    others = [name for name in (*EMPLOYERS, *UNIONS) if name not in {PRESIDENT, ASTRUC}]
    for_ = 2 if own is Choice.FOR else 3
    ballot(CORENTIN, for_=others[:for_], against=others[for_ : for_ + 3])
    assert Vote.objects.get(member__name=ASTRUC, round=2).choice == own


def test_who_comes_to_preside_before_voting_leaves_the_round_as_it_is() -> None:
    cast(CORENTIN, CGT, Choice.FOR)
    presides_instead(ASTRUC)
    assert case_of(CORENTIN).round == 1
    assert BallotBox.objects.get().votes_for == 1


def presides_instead(name: str) -> None:
    """The president is linked to the candidate: somebody else presides over the case."""
    barring.set_bars(
        case=case_of(CORENTIN),
        barred={member(PRESIDENT): "relation"},
        acting_president=member(name),
        actor=secretary(),
        now=NOON,
    )


@pytest.mark.parametrize("voted", [Choice.FOR, Choice.AGAINST, Choice.ABSTAIN])
def test_recording_too_early_tells_nothing_of_the_first_ballot(voted: Choice) -> None:
    cast(CORENTIN, CGT, voted)
    with refused("deliberation.every_seat"):
        decide(CORENTIN, unanimous=False, silent_abstain=False)
