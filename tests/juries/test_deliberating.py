"""The second and third duties: examine, vote by seat, decide."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from jurande.candidacies import fraud
from jurande.desk.story import people
from jurande.desk.story.course import secretary
from jurande.desk.story.people import CORENTIN, MARIAM, ONDINE, Candidate
from jurande.juries.day import barring, closing, deliberating
from jurande.juries.day.deliberating import Motion
from jurande.juries.day.sitting import Judged
from jurande.juries.models import Vote
from jurande.ledger.models import Entry
from jurande.rules.deliberation import Verdict
from jurande.rules.lifecycles import Role
from jurande.rules.rulebook import Side
from jurande.rules.voting import Choice
from tests.juries.sessions import (
    ADMISSIBLE,
    ASTRUC,
    CFDT,
    CGT,
    DUMOUTIER,
    EMPLOYERS,
    FO,
    NOON,
    PERNELLE,
    PRESIDENT,
    REFUSED,
    UNIONS,
    acts_as,
    attend,
    ballot,
    candidacy_of,
    case_of,
    cast,
    conform,
    decide,
    deliberate,
    examine,
    extra_seat,
    member,
    open_vote,
    president,
    the_jury,
)
from tests.told import acting
from tests.writes import refused

pytestmark = pytest.mark.usefixtures("called")

FIRST, SECOND = "RNCP28245BC01", "RNCP28245BC02"


def bar(*names: str, candidate: Candidate = CORENTIN, acting_president: str = "") -> None:
    barring.set_bars(
        case=case_of(candidate),
        barred={member(name): "accompanied" for name in names},
        acting_president=member(acting_president) if acting_president else None,
        actor=secretary(),
        now=NOON,
    )


# The order of the duties.


def test_nobody_is_examined_before_the_organisation_is_found_in_order() -> None:
    with refused("jury.not_deliberating"):
        examine(CORENTIN)
    attend()
    with refused("jury.not_deliberating"):
        examine(CORENTIN)


def test_nothing_is_decided_before_the_summary_is_examined() -> None:
    deliberate()
    with refused("lifecycle.moment"):
        decide(CORENTIN)
    with refused("lifecycle.moment"):
        open_vote(CORENTIN)
    with refused("lifecycle.moment"):
        cast(CORENTIN, ASTRUC, Choice.FOR)
    examine(CORENTIN)
    with refused("lifecycle.moment"):
        cast(CORENTIN, ASTRUC, Choice.FOR)
    assert decide(CORENTIN).state == "decided"


def test_a_case_is_decided_once() -> None:
    deliberate()
    examine(CORENTIN)
    decide(CORENTIN)
    for act in (examine, decide, open_vote):
        with refused("lifecycle.moment"):
            act(CORENTIN)


@pytest.mark.parametrize("act", [examine, open_vote, decide], ids=["examine", "open a vote", "decide"])
def test_only_the_president_leads(act: Callable[..., object]) -> None:
    deliberate()
    if act is not examine:
        examine(CORENTIN)
    for by in (acts_as(ASTRUC), acting(people.SECRETARY, Role.SECRETARY)):
        with refused("lifecycle.role"):
            act(CORENTIN, by=by)


# What the jury declares.


@pytest.mark.parametrize(
    ("candidate", "motion", "validated", "not_validated"),
    [
        (CORENTIN, ADMISSIBLE, [FIRST, SECOND], []),
        (MARIAM, ADMISSIBLE, [FIRST, SECOND], []),
        (ONDINE, REFUSED, [FIRST], [SECOND]),
        (
            CORENTIN,
            Motion(verdict=Verdict.NOT_ADMISSIBLE, refused_blocks=(SECOND,), reason="C9 évaluée sans observation."),
            [FIRST],
            [SECOND],
        ),
        (CORENTIN, Motion(verdict=Verdict.POSTPONED, reason="La commission sera entendue."), [], []),
    ],
    ids=["everything", "VAE", "one block", "a block that the jury refuses", "postponed"],
)
def test_a_unanimous_jury_decides_without_a_vote(
    candidate: Candidate, motion: Motion, validated: list[str], not_validated: list[str]
) -> None:
    deliberate()
    examine(candidate)
    case = decide(candidate, motion)
    case.refresh_from_db()
    assert (case.verdict, case.validated, case.not_validated) == (motion.verdict, validated, not_validated)
    assert (case.unanimous, case.votes_for, case.casting_vote, case.reason) == (True, 0, "", motion.reason)
    assert case.decided_at == NOON
    assert {"deliberation.conformity", "deliberation.unanimous"} <= {row["code"] for row in case.reasons}
    assert all(row["holds"] and row["ref"] for row in case.reasons)


@pytest.mark.parametrize(
    ("candidate", "motion", "reasons"),
    [
        (CORENTIN, REFUSED, ("deliberation.all_blocks",)),
        (
            CORENTIN,
            Motion(verdict=Verdict.NOT_ADMISSIBLE, refused_blocks=(SECOND,), reason="  "),
            ("deliberation.reason",),
        ),
        (ONDINE, ADMISSIBLE, ("deliberation.all_blocks",)),
        (
            ONDINE,
            Motion(verdict=Verdict.NOT_ADMISSIBLE, refused_blocks=(SECOND,), reason="Non acquis."),
            ("deliberation.refused_blocks",),
        ),
        (CORENTIN, Motion(verdict=Verdict.POSTPONED), ("deliberation.reason",)),
        (CORENTIN, Motion(verdict=Verdict.BLOCKS), ("deliberation.words",)),
    ],
    ids=[
        "refusing who has everything",
        "refusing a block without a word",
        "admitting who has not everything",
        "refusing what is not presentable",
        "postponing without a word",
        "words for some blocks only",
    ],
)
def test_what_the_rule_forbids_is_neither_decided_nor_put_to_the_vote(
    candidate: Candidate, motion: Motion, reasons: tuple[str, ...]
) -> None:
    deliberate()
    examine(candidate)
    with refused(*reasons):
        decide(candidate, motion)
    with refused(*reasons):
        open_vote(candidate, motion)
    assert case_of(candidate).state == "examined"


# Votes, by seat.


def test_a_majority_carries_the_motion() -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    ballot(CORENTIN, for_=(PRESIDENT, ASTRUC, CFDT), against=(FO,))
    cast(CORENTIN, CGT, Choice.ABSTAIN)
    case = decide(CORENTIN)
    assert (case.votes_for, case.votes_against, case.abstentions, case.casting_vote) == (3, 1, 1, "")
    assert (case.verdict, case.unanimous) == ("admissible", False)


def test_the_motion_that_was_voted_is_the_one_decided() -> None:
    deliberate()
    examine(CORENTIN)
    reason = "La commission sera entendue."
    open_vote(CORENTIN, Motion(verdict=Verdict.POSTPONED, reason=reason))
    ballot(CORENTIN, for_=(PRESIDENT, CFDT))
    case = decide(CORENTIN, ADMISSIBLE)
    assert (case.verdict, case.reason, case.votes_for) == ("postponed", reason, 2)


def test_a_jury_that_votes_is_not_said_to_be_unanimous() -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    ballot(CORENTIN, for_=(*EMPLOYERS, *UNIONS))
    with refused("jury.vote_open"):
        decide(CORENTIN, Motion(verdict=Verdict.POSTPONED, reason="Une pièce manque."), unanimous=True)
    assert case_of(CORENTIN).state == "voting"


@pytest.mark.parametrize(
    ("presidents", "carried"),
    [(Choice.FOR, True), (Choice.AGAINST, False), (Choice.ABSTAIN, False), (None, False)],
    ids=["for", "against", "abstaining", "not voting"],
)
def test_a_tie_is_resolved_by_the_presidents_own_vote(presidents: Choice | None, carried: bool) -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    for_, against = ([ASTRUC], [CFDT])
    if presidents:
        cast(CORENTIN, PRESIDENT, presidents)
    if presidents is Choice.FOR:
        against.append(FO)
    if presidents is Choice.AGAINST:
        for_.append(DUMOUTIER)
    ballot(CORENTIN, for_=for_, against=against)
    if carried:
        case = decide(CORENTIN)
        assert (case.votes_for, case.votes_against, case.casting_vote) == (2, 2, "for")
        assert "record.jury.tie" in Entry.objects.get(act="jury.decide").clauses
    else:
        with refused("deliberation.casting"):
            decide(CORENTIN)
        assert case_of(CORENTIN).state == "voting"


def test_a_motion_that_is_not_carried_is_refused_and_the_jury_votes_again() -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    ballot(CORENTIN, for_=(PRESIDENT,), against=UNIONS)
    with refused("deliberation.majority"):
        decide(CORENTIN)
    case = open_vote(CORENTIN, Motion(verdict=Verdict.POSTPONED, reason="À revoir."))
    assert case.round == 2
    with refused("deliberation.majority"):
        decide(CORENTIN)
    ballot(CORENTIN, for_=(PRESIDENT, *UNIONS))
    case = decide(CORENTIN)
    assert (case.verdict, case.votes_for, case.votes_against) == ("postponed", 5, 0)
    assert Vote.objects.filter(case=case).count() == 10


def test_the_same_vote_sent_twice_is_one_vote() -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    first = uuid4()
    sent = cast(CORENTIN, ASTRUC, Choice.FOR, first)
    assert cast(CORENTIN, ASTRUC, Choice.AGAINST, first) == sent
    assert [vote.choice for vote in Vote.objects.all()] == ["for"]
    assert Entry.objects.filter(act="jury.vote").count() == 1
    ballot(CORENTIN, for_=(PRESIDENT,))
    decide(CORENTIN)
    assert cast(CORENTIN, ASTRUC, Choice.FOR, first) == sent


def test_a_seat_votes_once_a_round() -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    cast(CORENTIN, ASTRUC, Choice.FOR)
    with refused("jury.voted"):
        cast(CORENTIN, ASTRUC, Choice.AGAINST)


def test_a_page_of_an_earlier_round_does_not_pass_for_a_vote_in_this_one() -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    stale = uuid4()
    cast(CORENTIN, ASTRUC, Choice.FOR, stale)
    open_vote(CORENTIN)
    with refused("jury.stale_page"):
        cast(CORENTIN, ASTRUC, Choice.FOR, stale)
    with refused("jury.stale_page"):
        cast(CORENTIN, DUMOUTIER, Choice.FOR, stale)
    assert Vote.objects.filter(round=2).count() == 0


def test_votes_do_not_change_in_the_database_either() -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    cast(CORENTIN, ASTRUC, Choice.FOR)
    with pytest.raises(DatabaseError), transaction.atomic():
        Vote.objects.update(choice="against")
    with pytest.raises(DatabaseError), transaction.atomic():
        Vote.objects.all().delete()


@pytest.mark.parametrize("case", ["temporary work", "without a voice", "absent", "withdrawn", "barred"])
def test_who_has_no_vote_does_not_vote(case: str) -> None:
    name = {"absent": FO, "withdrawn": PERNELLE, "barred": DUMOUTIER}.get(case, "Rachid Benameur")
    if case == "temporary work":
        extra_seat(name, temporary_work=True)
    if case == "without a voice":
        extra_seat(name, side=Side.EMPLOYEES, union=member(CFDT).union, votes=False)
    if case == "barred":
        bar(DUMOUTIER)
    away = case in {"absent", "withdrawn"}
    deliberate(absent=(FO,) if away else (), withdrawn=(PERNELLE,) if away else ())
    examine(CORENTIN)
    open_vote(CORENTIN)
    with refused("jury.no_vote"):
        cast(CORENTIN, name, Choice.FOR)
    ballot(CORENTIN, for_=(PRESIDENT,))
    assert decide(CORENTIN).votes_for == 1


# Bars, for one candidate only.


def test_a_bar_removes_a_voice_for_that_candidate_only() -> None:
    bar(ASTRUC)
    deliberate()
    for candidate in (CORENTIN, MARIAM):
        examine(candidate)
        open_vote(candidate)
    with refused("jury.no_vote"):
        cast(CORENTIN, ASTRUC, Choice.FOR)
    cast(MARIAM, ASTRUC, Choice.FOR)


def test_a_barred_president_hands_over_for_that_case() -> None:
    bar(PRESIDENT, acting_president=ASTRUC)
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    ballot(CORENTIN, for_=(ASTRUC, DUMOUTIER), against=(CFDT, FO))
    case = decide(CORENTIN)
    assert (case.casting_vote, case.verdict) == ("for", "admissible")
    assert examine(MARIAM).acting_president is None
    assert decide(MARIAM).verdict == "admissible"


def test_a_barred_president_does_not_vote() -> None:
    bar(PRESIDENT, acting_president=ASTRUC)
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    with refused("jury.no_vote"):
        cast(CORENTIN, PRESIDENT, Choice.FOR)


@pytest.mark.parametrize(
    ("barred", "stand_in", "reasons"),
    [
        ((PRESIDENT,), "", ("jury.presiding",)),
        ((PRESIDENT, ASTRUC), ASTRUC, ("jury.presiding",)),
        ((PRESIDENT,), CFDT, ("jury.presiding",)),
        (EMPLOYERS, "", ("jury.both_sides", "jury.presiding")),
    ],
    ids=["nobody named", "the other is barred too", "the other is of the wrong side", "a whole side is barred"],
)
def test_without_anybody_to_preside_the_case_waits(
    barred: tuple[str, ...], stand_in: str, reasons: tuple[str, ...]
) -> None:
    bar(*barred, acting_president=stand_in)
    deliberate()
    examine(CORENTIN)
    with refused(*reasons):
        decide(CORENTIN)
    with refused(*reasons):
        open_vote(CORENTIN)


def test_nobody_presides_in_place_of_a_president_who_is_there() -> None:
    with refused("jury.presides"):
        bar(ASTRUC, acting_president=DUMOUTIER)


def test_a_bar_comes_before_the_voice_and_before_the_decision() -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    cast(CORENTIN, ASTRUC, Choice.FOR)
    with refused("jury.voted"):
        bar(ASTRUC)
    open_vote(CORENTIN)
    bar(ASTRUC)
    with refused("jury.no_vote"):
        cast(CORENTIN, ASTRUC, Choice.FOR)
    ballot(CORENTIN, for_=(PRESIDENT,))
    decide(CORENTIN)
    with refused("jury.decided"):
        bar(DUMOUTIER)


def test_recording_bars_again_replaces_them_and_is_the_centres_act() -> None:
    bar(ASTRUC, DUMOUTIER)
    bar(PERNELLE)
    assert [one.member.name for one in case_of(CORENTIN).bars.all()] == [PERNELLE]
    with refused("jury.bar_role"):
        barring.set_bars(case=case_of(CORENTIN), barred={}, acting_president=None, actor=president(), now=NOON)


# Postponed: no decision yet.


def test_a_postponed_candidate_is_ready_for_another_jury() -> None:
    deliberate()
    for candidate, motion in (
        (CORENTIN, Motion(verdict=Verdict.POSTPONED, reason="La commission sera entendue.")),
        (ONDINE, REFUSED),
        (MARIAM, ADMISSIBLE),
    ):
        examine(candidate)
        decide(candidate, motion)
    closing.close(session=the_jury(), actor=president(), now=NOON)
    assert [candidacy_of(one).state for one in (CORENTIN, ONDINE, MARIAM)] == [
        "summarised",
        "not_admitted",
        "admitted",
    ]


def test_the_ledger_keeps_who_voted_but_not_how() -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    cast(CORENTIN, ASTRUC, Choice.AGAINST)
    entry = Entry.objects.get(act="jury.vote")
    assert entry.data == {"round": 1, "member": f"member:{member(ASTRUC).pk}"}
    assert Vote.objects.get().choice == Choice.AGAINST.value


def test_a_vote_ends_when_each_seat_has_spoken_or_is_noted_as_abstaining() -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    ballot(CORENTIN, for_=(PRESIDENT,))
    with refused("deliberation.every_seat"):
        decide(CORENTIN, unanimous=False, silent_abstain=False)
    decided = decide(CORENTIN, unanimous=False, silent_abstain=True)
    assert (decided.votes_for, decided.silent) == (1, 7)


# A case that nobody may decide.


REPORT = Motion(verdict=Verdict.POSTPONED, reason="Toute la délégation patronale connaît le candidat.")


def test_a_side_that_is_wholly_barred_leaves_a_postponement_and_the_jury_closes() -> None:
    deliberate()
    bar(*EMPLOYERS)
    for candidate in (CORENTIN, ONDINE, MARIAM):
        examine(candidate)
    with refused("jury.both_sides", "jury.presiding"):
        decide(CORENTIN)
    with refused("jury.both_sides", "jury.presiding"):
        open_vote(CORENTIN)
    decided = decide(CORENTIN, REPORT)
    assert decided.verdict == "postponed"
    assert "jury.both_sides" in {row["code"] for row in decided.reasons}
    decide(ONDINE, REFUSED)
    decide(MARIAM)
    closing.close(session=the_jury(), actor=president(), now=NOON)
    assert candidacy_of(CORENTIN).state == "summarised"


def test_a_vote_that_a_bar_leaves_without_a_side_may_still_be_postponed() -> None:
    deliberate()
    examine(CORENTIN)
    open_vote(CORENTIN)
    bar(*EMPLOYERS)
    with refused("jury.both_sides", "jury.presiding"):
        decide(CORENTIN)
    assert decide(CORENTIN, REPORT, unanimous=True).verdict == "postponed"


def test_who_evaluated_a_candidate_never_votes_on_them() -> None:
    evaluator = people.EVALUATORS[0]
    extra_seat(evaluator.name, email=evaluator.email)
    attend(withdrawn=(ASTRUC,))
    conform({"composition": Judged(accepted=False, reserve="Un évaluateur remplace un membre absent.")})
    examine(CORENTIN)
    open_vote(CORENTIN)
    with refused("jury.no_vote"):
        deliberating.vote(
            case=case_of(CORENTIN),
            member=member(evaluator.name),
            choice=Choice.FOR,
            vote_id=uuid4(),
            actor=acts_as(evaluator.name),
            now=NOON,
        )


def test_a_bar_is_written_with_the_clause_it_rests_on() -> None:
    deliberate()
    bar(ASTRUC)
    clauses = Entry.objects.get(act="jury.bar").clauses
    assert "choice.bar" in clauses
    assert not [clause for clause in clauses if clause.startswith("law.")]


def test_a_suspicion_of_fraud_is_not_written_in_the_minutes_where_it_would_stay_though_unfounded() -> None:
    deliberate()
    examine(CORENTIN)
    fraud.report(candidacy=candidacy_of(CORENTIN), facts="Rapport recopié.", actor=secretary(), now=NOON)
    case = decide(CORENTIN, Motion(verdict=Verdict.POSTPONED, reason="Le jury attend."))
    said = " ".join(f"{row['text']} {row['ref']}" for row in case.reasons)
    assert "Une vérification est en cours sur ce dossier" in said
    assert not re.search("fraude|suspicion", said, re.IGNORECASE)
