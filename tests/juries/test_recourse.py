"""Recourse: lodged in time, answered in writing; upheld, another jury decides anew and the first decision stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from jurande.accounts.models import Grant
from jurande.candidacies import fraud as suspicions
from jurande.candidacies.actions import enrol_candidate
from jurande.candidacies.models import Candidacy, FraudCase
from jurande.certificates.actions import issue_waiting
from jurande.certificates.models import Certificate
from jurande.certificates.notices import write_waiting
from jurande.certificates.withdrawing import withdraw_results
from jurande.desk.story import course, juries, people
from jurande.desk.story.course import at, secretary
from jurande.desk.story.people import CORENTIN, MANAGER, ONDINE
from jurande.documents.models import StoredDocument
from jurande.evaluations import grids, summaries
from jurande.evaluations.facts import OUTCOME, dossier
from jurande.evaluations.fallen import fallen_each
from jurande.evaluations.models import Grid
from jurande.juries.after import recourse
from jurande.juries.after.contesting import contests, reexaminations
from jurande.juries.before import enlisting
from jurande.juries.day import closing, deliberating
from jurande.juries.day.deliberating import Motion
from jurande.juries.facts import as_presented, case_facts
from jurande.juries.models import Case, JurySession, Recourse
from jurande.ledger.actors import Actor
from jurande.ledger.verify import verify
from jurande.messages.models import Message
from jurande.register.models import Award, BlockAward, KeptCapacity
from jurande.rules.certification import RouteCode
from jurande.rules.deliberation import Verdict
from jurande.rules.evaluation import CapacityOutcome
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Fraud as FraudState
from jurande.rules.lifecycles import Recourse as RecourseState
from jurande.rules.lifecycles import Role
from jurande.rules.reasons import Refused
from tests.at_once import meanwhile
from tests.database import Template
from tests.documents.reading import text_of
from tests.factories import ApplicationFactory
from tests.juries.sessions import (
    ADMISSIBLE,
    REFUSED,
    attend,
    candidacy_of,
    case_of,
    close_as_proposed,
    conform,
    deliberate,
    president,
    the_jury,
)
from tests.pages import text
from tests.told import JURY_DAY, acting, browser_of
from tests.writes import acts_on, last_entry, refused

LODGED_ON, ANSWERED_ON, SECOND_DAY = date(2022, 7, 1), date(2022, 7, 8), date(2022, 9, 22)
GROUNDS = "La capacité C10 a été observée le 10 mai, le relevé est joint."
BC01, BC02 = "RNCP28245BC01", "RNCP28245BC02"


@pytest.fixture
def closed(called: Template) -> Template:
    """The jury of `called`, closed; Ondine is not admissible, her first block validated, and knows it by letter."""
    close_as_proposed()
    write_waiting(now=at(JURY_DAY, 18))
    return called


def manager() -> Actor:
    return acting(MANAGER, Role.MANAGER)


def ondine() -> Actor:
    user = candidacy_of(ONDINE).user
    assert user
    return Actor(user.ref, Role.CANDIDATE, user.name)


def lodge(on: date = LODGED_ON, *, grounds: str = GROUNDS, by: Actor | None = None, now: date = LODGED_ON) -> Recourse:
    return recourse.lodge(
        case=case_of(ONDINE), received_on=on, grounds=grounds, actor=by or secretary(), now=at(now, 10)
    )


def uphold(lodged: Recourse) -> Recourse:
    return recourse.uphold(recourse=lodged, answer="Le relevé existe.", actor=manager(), now=at(ANSWERED_ON))


def dismiss(lodged: Recourse, by: Actor | None = None) -> Recourse:
    answer = "Le relevé ne porte pas sur C12."
    return recourse.dismiss(recourse=lodged, answer=answer, actor=by or manager(), now=at(ANSWERED_ON))


def answer_letter(answered: Recourse) -> str:
    return text_of(bytes(StoredDocument.objects.get(kind="recourse_answer", subject=answered.ref).content))


# Lodging --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("closed")
def test_the_centre_records_a_request_that_it_received() -> None:
    made = lodge(date(2022, 6, 28))
    assert (made.state, made.received_on, made.grounds) == (RecourseState.LODGED, date(2022, 6, 28), GROUNDS)
    entry = last_entry(made.ref)
    assert (entry.act, entry.effective_on, entry.clauses) == (
        "jury.recourse_lodge",
        date(2022, 6, 28),
        ["choice.recourse_months"],
    )
    assert entry.data == {"case": case_of(ONDINE).ref, "outcome": "received"}
    told = Message.objects.get(key=f"recourse:{made.id}")
    assert (told.recipient, "Le centre d’examen vous répondra par écrit" in told.body) == (ONDINE.email, True)
    assert candidacy_of(ONDINE).state == State.NOT_ADMITTED


@pytest.mark.usefixtures("closed")
def test_a_candidate_lodges_on_the_day_they_send_it_and_the_centre_is_told() -> None:
    made = lodge(date(2022, 6, 17), by=ondine())
    assert made.received_on == LODGED_ON
    told = Message.objects.get(key=f"recourse:{made.id}:centre")
    assert candidacy_of(ONDINE).reference in told.subject
    assert "Beaucastel" not in told.subject + told.body


@pytest.mark.usefixtures("closed")
def test_the_same_request_sent_twice_is_one() -> None:
    assert lodge(by=ondine()) == lodge(by=ondine())
    with refused("recourse.alone"):
        lodge(grounds="Autre chose.")
    assert Message.objects.filter(key__startswith="recourse:").count() == 2


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize(
    ("on", "now", "grounds", "codes"),
    [
        (date(2022, 9, 16), date(2022, 9, 20), GROUNDS, ()),
        (date(2022, 6, 15), LODGED_ON, "", ("recourse.dated", "recourse.reasoned")),
        (date(2022, 7, 2), LODGED_ON, GROUNDS, ("recourse.to_come",)),
    ],
    ids=["the last day", "before the jury, no motive", "a day to come"],
)
def test_a_request_comes_after_the_jury_on_a_day_that_has_come(
    on: date, now: date, grounds: str, codes: tuple[str, ...]
) -> None:
    if not codes:
        assert lodge(on, now=now, grounds=grounds).received_on == on
        return
    with refused(*codes):
        lodge(on, now=now, grounds=grounds)


@pytest.mark.usefixtures("closed")
def test_whoever_is_admitted_has_nothing_to_contest() -> None:
    with refused("recourse.decided"):
        recourse.lodge(
            case=case_of(CORENTIN), received_on=LODGED_ON, grounds=GROUNDS, actor=secretary(), now=at(LODGED_ON)
        )


@pytest.mark.usefixtures("called")
def test_nothing_is_contested_before_the_jury_is_closed() -> None:
    deliberate()
    with refused("recourse.not_closed"):
        lodge()


@pytest.mark.usefixtures("closed")
def test_a_juror_does_not_lodge() -> None:
    with refused("lifecycle.role"):
        lodge(by=Actor("user:1", Role.JUROR, "Odile"))


@pytest.mark.usefixtures("called")
def test_the_time_runs_from_the_letter_and_the_letter_says_it() -> None:
    close_as_proposed()
    [contest] = contests([case_of(ONDINE)])
    assert contest.decision.until == date(2022, 9, 16)
    write_waiting(now=at(date(2022, 6, 20)))
    [contest] = contests([case_of(ONDINE)])
    assert contest.decision.until == date(2022, 9, 20)
    assert contest.is_open_on(date(2022, 9, 20))
    assert not contest.is_open_on(date(2022, 9, 21))
    letter = StoredDocument.objects.get(kind="partial_notice", subject=case_of(ONDINE).ref)
    assert "jusqu’au 20 septembre 2022 inclus" in text_of(bytes(letter.content))
    jurors = Grant.objects.filter(subject=the_jury().ref, as_role=Role.JUROR.value)
    assert {grant.until for grant in jurors} == {at(date(2022, 9, 21), 0)}


# Answering ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("closed")
def test_a_recourse_dismissed_is_answered_in_writing_and_nothing_else_moves() -> None:
    answered = dismiss(lodge())
    assert (answered.state, answered.answered_at) == (RecourseState.DISMISSED, at(ANSWERED_ON))
    letter = answer_letter(answered)
    for words in ("Ondine Beaucastel", "reçue le 1er juillet 2022", "rejeté", "ne porte pas sur C12", MANAGER.name):
        assert words in letter
    told = Message.objects.get(key=f"recourse:{answered.id}:answer")
    assert (told.recipient, told.attachments.count()) == (ONDINE.email, 1)
    assert "C12" not in told.subject + told.body
    assert last_entry(answered.ref).act == "jury.recourse_dismiss"
    assert candidacy_of(ONDINE).state == State.NOT_ADMITTED
    assert lodge(date(2022, 7, 12), now=date(2022, 7, 12)).state == RecourseState.LODGED


@pytest.mark.usefixtures("closed")
def test_an_answer_is_the_managers_with_motives_and_once() -> None:
    lodged = lodge()
    with refused("lifecycle.role"):
        dismiss(lodged, by=secretary())
    with refused("recourse.answer"):
        recourse.uphold(recourse=lodged, answer=" ", actor=manager(), now=at(ANSWERED_ON))
    dismiss(lodged)
    with refused("lifecycle.moment"):
        uphold(lodged)


@pytest.mark.usefixtures("closed")
def test_a_recourse_upheld_makes_the_candidacy_ready_with_what_was_validated() -> None:
    answered = uphold(lodge())
    candidacy = candidacy_of(ONDINE)
    assert (candidacy.state, candidacy.held_blocks) == (State.SUMMARISED, [BC01])
    assert acts_on(candidacy.ref)[-2:] == ["certificate.notice", "candidacy.reconsider"]
    assert "un prochain jury examinera à nouveau" in answer_letter(answered)
    assert KeptCapacity.objects.filter(candidacy=candidacy.ref).exists()
    with refused("recourse.alone"):
        lodge(grounds="Encore.")


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize("withdrawn_on", [None, date(2022, 7, 5)], ids=["its period ended", "withdrawn"])
def test_what_was_held_from_before_is_held_still_unless_it_was_withdrawn(withdrawn_on: date | None) -> None:
    ondine = candidacy_of(ONDINE)
    lodged = lodge()
    Candidacy.objects.filter(pk=ondine.pk).update(held_blocks=[BC01])
    BlockAward.objects.filter(candidacy=ondine.ref).update(usable_until=JURY_DAY, withdrawn_on=withdrawn_on)
    uphold(lodged)
    assert candidacy_of(ONDINE).held_blocks == ([] if withdrawn_on else [BC01])


@pytest.mark.usefixtures("closed")
def test_the_first_decision_stays_as_it_was() -> None:
    before = Case.objects.filter(pk=case_of(ONDINE).pk).values().get()
    minutes = bytes(the_jury().minutes.content)  # type: ignore[union-attr]
    uphold(lodge())
    assert Case.objects.filter(pk=before["id"]).values().get() == before
    assert bytes(the_jury().minutes.content) == minutes  # type: ignore[union-attr]
    first = case_of(ONDINE)
    assert reexaminations([first]) == {}


@pytest.mark.usefixtures("closed")
def test_a_recourse_is_not_upheld_while_the_person_goes_on_otherwise() -> None:
    lodged, first = lodge(), candidacy_of(ONDINE)
    other = enrol_candidate(
        centre=first.centre,
        civil=ONDINE.civil,
        application=ApplicationFactory.build(
            email=ONDINE.email, blocks=(BC02,), route=RouteCode.CONTINUING, entered_training_on=date(2022, 6, 20)
        ),
        actor=secretary(),
        now=at(LODGED_ON, 12),
    )
    with refused("candidacy.another") as said:
        uphold(lodged)
    assert other.reference in said[0]


# The second jury ------------------------------------------------------------------------------


def second_jury(*, evaluated_again: bool = False) -> JurySession:
    """Ondine before another jury, which deliberates."""
    if evaluated_again:
        evaluate_again("C10", "C12")
    session = juries.convene(SECOND_DAY, [candidacy_of(ONDINE)])
    attend(session=session)
    conform(session=session)
    return JurySession.objects.select_related("centre").get(pk=session.pk)


def evaluate_again(*acquired: str) -> None:
    """Her second block is seen again: these are acquired, her commission signs, the summary is made again."""
    candidacy, day = candidacy_of(ONDINE), date(2022, 8, 2)
    summaries.reopen(
        candidacy=candidacy, blocks=[BC02], opinions=[], reason="Recours accueilli.", actor=secretary(), now=at(day)
    )
    grid, evaluator = (
        Grid.objects.current().get(candidacy=candidacy, block_code=BC02),
        course.user(people.EVALUATORS[0]),
    )
    for code in acquired:
        in_force = dossier(candidacy_of(ONDINE)).answers[code].by_item
        said = {item: "met" for item in in_force if item.startswith("criterion:")}
        for item, value in (said | {OUTCOME: CapacityOutcome.ACQUIRED.value}).items():
            grids.answer(
                grid=grid,
                given=grids.Answer(
                    id=uuid4(), capacity=code, item=item, value=value, base_version=in_force[item].version
                ),
                user=evaluator,
                actor=Actor(evaluator.ref, Role.EVALUATOR, evaluator.name),
                now=at(day, 15),
            )
    for who in people.EVALUATORS:
        grids.sign(grid=grid, user=course.user(who), actor=course.actor(who, Role.EVALUATOR), now=at(day, 16))
    summaries.summarise(candidacy=candidacy_of(ONDINE), actor=secretary(), now=at(day, 17))


def decide_again(session: JurySession, motion: Motion) -> Case:
    case = Case.objects.select_related("session").get(session=session)
    now = at(SECOND_DAY, 15)
    deliberating.examine(case=case, actor=president(session), now=now)
    deliberating.decide(case=case, motion=motion, unanimous=True, actor=president(session), now=now)
    closing.close(session=session, actor=president(session), now=at(SECOND_DAY, 17))
    write_waiting(now=at(SECOND_DAY, 18))
    issue_waiting(now=at(SECOND_DAY, 18))
    return Case.objects.select_related("session").get(pk=case.pk)


@pytest.mark.usefixtures("closed")
def test_the_second_jury_admits_and_the_certificate_rests_on_both() -> None:
    uphold(lodge())
    case = decide_again(second_jury(evaluated_again=True), ADMISSIBLE)
    assert case.validated == [BC02]
    candidacy = candidacy_of(ONDINE)
    assert candidacy.state == State.ADMITTED
    days = dict(BlockAward.objects.filter(candidacy=candidacy.ref).values_list("block_code", "validated_on"))
    assert days == {BC01: JURY_DAY, BC02: SECOND_DAY}
    assert Award.objects.get(candidacy=candidacy.ref).jury_on == SECOND_DAY
    assert Certificate.objects.filter(award__candidacy=candidacy.ref).count() == 1
    assert list(verify()) == []


@pytest.mark.usefixtures("closed")
def test_the_second_minutes_say_that_they_decide_anew() -> None:
    uphold(lodge())
    case = decide_again(second_jury(evaluated_again=True), ADMISSIBLE)
    written = text_of(bytes(case.session.minutes.content))  # type: ignore[union-attr]
    again = "Nouvel examen après recours accueilli le 8 juillet 2022, décision du jury du 16 juin 2022."
    assert again in written
    assert "Bloc 1" in written
    assert reexaminations([case])[case.pk].text == again
    room = reverse("juries:room", args=[case.session_id])
    assert again in text(browser_of(people.SECRETARY.email).get(room))
    assert again not in text(browser_of(people.SECRETARY.email).get(reverse("juries:room", args=[the_jury().pk])))
    assert again not in text_of(bytes(the_jury().minutes.content))  # type: ignore[union-attr]


@pytest.mark.usefixtures("closed")
def test_the_second_jury_may_decide_the_same_again_and_loses_nothing() -> None:
    uphold(lodge())
    case = decide_again(second_jury(), REFUSED)
    candidacy = candidacy_of(ONDINE)
    assert (candidacy.state, case.validated, case.not_validated) == (State.NOT_ADMITTED, [], [BC02])
    kept = KeptCapacity.objects.filter(candidacy=candidacy.ref)
    assert set(kept.values_list("jury_on", flat=True)) == {JURY_DAY}
    assert set(kept.values_list("capacity_code", flat=True)) == {"C8", "C9", "C11"} & {
        one.capacity_code for one in kept
    }
    letters = StoredDocument.objects.filter(kind="partial_notice", filename__contains=candidacy.reference)
    assert letters.count() == 2
    second_letter = letters.get(subject=case.ref)
    assert "acquises devant le jury du 16 juin 2022" in text_of(bytes(second_letter.content))
    [first, second] = contests(Case.objects.filter(candidacy=candidacy).select_related("session", "candidacy"))
    assert {first.upheld, second.upheld} == {True, False}
    assert list(verify()) == []


@pytest.mark.usefixtures("closed")
def test_a_postponement_by_the_second_jury_keeps_the_recourse_in_mind() -> None:
    uphold(lodge())
    case = decide_again(second_jury(), Motion(verdict=Verdict.POSTPONED, reason="Le relevé manque."))
    assert candidacy_of(ONDINE).state == State.SUMMARISED
    third = juries.convene(date(2022, 11, 17), [candidacy_of(ONDINE)])
    [listed] = Case.objects.filter(session=third)
    assert set(reexaminations([case, listed])) == {case.pk, listed.pk}


@pytest.mark.usefixtures("closed")
def test_a_commission_whose_candidate_is_judged_again_gets_its_file_back_when_it_is_reopened() -> None:
    uphold(lodge())
    grants = Grant.objects.filter(subject=candidacy_of(ONDINE).ref, as_role=Role.EVALUATOR.value)
    assert grants.filter(until__isnull=True).count() == 0
    evaluate_again("C10", "C12")
    assert grants.filter(until__isnull=True).count() == len(people.EVALUATORS)


@pytest.mark.usefixtures("closed")
def test_a_block_that_the_first_jury_validated_is_not_evaluated_again() -> None:
    uphold(lodge())
    with refused("evaluation.held"):
        summaries.reopen(
            candidacy=candidacy_of(ONDINE),
            blocks=[BC01],
            opinions=[],
            reason="x",
            actor=secretary(),
            now=at(SECOND_DAY),
        )


@pytest.mark.usefixtures("closed")
def test_the_room_of_the_first_jury_still_shows_what_it_validated() -> None:
    first = case_of(ONDINE)
    uphold(lodge())
    fresh = Case.objects.select_related("candidacy", "summary").get(pk=first.pk)
    assert case_facts(fresh).held == ()
    assert as_presented(fresh, dossier(fresh.candidacy)).held == {}
    listed = enlisting.list_candidate(
        session=juries.prepare_session(SECOND_DAY, ANSWERED_ON),
        candidacy=candidacy_of(ONDINE),
        actor=secretary(),
        now=at(ANSWERED_ON, 18),
    )
    assert case_facts(listed).held == (BC01,)


# A result withdrawn meanwhile -----------------------------------------------------------------


def established() -> FraudCase:
    """A fraud established about Ondine's candidacy."""
    return FraudCase.objects.create(
        candidacy=candidacy_of(ONDINE),
        state=FraudState.ESTABLISHED.value,
        facts="Relevé copié.",
        reported_at=at(LODGED_ON),
        heard_on=LODGED_ON,
        heard="Non.",
        decision="Copié.",
        decided_at=at(LODGED_ON),
    )


def take_back(fraud: FraudCase, blocks: Sequence[str], capacities: Sequence[str] = ()) -> None:
    """It takes back what the first jury gave."""
    withdraw_results(
        fraud=fraud,
        blocks=blocks,
        capacities=[one.pk for one in KeptCapacity.objects.filter(capacity_code__in=capacities)],
        withdrawn_on=LODGED_ON,
        reason="Copié.",
        actor=acting(people.NATIONAL, Role.NATIONAL),
        now=at(LODGED_ON, 12),
    )


@pytest.mark.usefixtures("closed")
def test_a_capacity_that_the_first_jury_kept_and_that_was_withdrawn_is_to_evaluate_before_the_second() -> None:
    [code, *_] = KeptCapacity.objects.filter(candidacy=candidacy_of(ONDINE).ref).values_list("capacity_code", flat=True)
    lodged = lodge()
    take_back(established(), [], [code])
    uphold(lodged)
    ondine = candidacy_of(ONDINE)
    assert fallen_each([ondine]) == {ondine.pk: (code,)}
    with pytest.raises(Refused, match=r"withdrawal\.relied_on"):
        second_jury()


@pytest.mark.usefixtures("closed")
def test_a_capacity_withdrawn_then_acquired_again_is_kept_again() -> None:
    [code, *_] = KeptCapacity.objects.filter(candidacy=candidacy_of(ONDINE).ref).values_list("capacity_code", flat=True)
    lodged = lodge()
    take_back(established(), [], [code])
    uphold(lodged)
    evaluate_again("C10")
    case = decide_again(second_jury(), REFUSED)
    assert code in case.kept_capacities
    kept = KeptCapacity.objects.filter(candidacy=candidacy_of(ONDINE).ref, capacity_code=code)
    assert list(kept.values_list("jury_on", "withdrawn_on")) == [(JURY_DAY, LODGED_ON), (SECOND_DAY, None)]
    letter = StoredDocument.objects.get(kind="partial_notice", subject=case.ref)
    assert re.search(rf"{code}[^.]*, acquises?\. ", text_of(bytes(letter.content)))
    assert list(verify()) == []


@pytest.mark.usefixtures("closed")
def test_an_enrolment_at_the_instant_of_a_withdrawal_does_not_rest_on_what_is_withdrawn() -> None:
    ondine, fraud, by = candidacy_of(ONDINE), established(), secretary()

    def enrol() -> Candidacy:
        return enrol_candidate(
            centre=ondine.centre,
            civil=ONDINE.civil,
            application=ApplicationFactory.build(
                email=ONDINE.email, route=RouteCode.CONTINUING, entered_training_on=date(2022, 6, 20)
            ),
            actor=by,
            now=at(ANSWERED_ON),
        )

    enrolled = meanwhile(lambda: take_back(fraud, [BC01]), enrol)
    assert enrolled.held_blocks == []
    assert list(verify()) == []


@pytest.mark.usefixtures("closed")
def test_a_fraud_established_after_a_recourse_upheld_excludes_and_says_that_what_was_given_is_to_be_withdrawn() -> None:
    uphold(lodge())
    found = suspicions.report(candidacy=candidacy_of(ONDINE), facts="Copié.", actor=secretary(), now=at(ANSWERED_ON))
    suspicions.hear(
        fraud=found, came=True, said="Non.", held_on=ANSWERED_ON, actor=secretary(), now=at(ANSWERED_ON, 15)
    )
    by = acting(people.NATIONAL, Role.NATIONAL)
    suspicions.establish(fraud=found, decision="Copié.", actor=by, now=at(ANSWERED_ON, 16))
    assert candidacy_of(ONDINE).state == State.EXCLUDED
    letter = StoredDocument.objects.get(kind="fraud_decision")
    said = text_of(bytes(letter.content))
    assert "Votre candidature est écartée" in said
    assert "Ce qui vous a été délivré est à retirer" in said


# At once --------------------------------------------------------------------------------------


def together(acts: list[Callable[[], Recourse]]) -> list[str]:
    """Start every act at once; gives what each came to: a state, or the codes of its refusal."""
    ready = Barrier(len(acts))

    def start(act: Callable[[], Recourse]) -> str:
        ready.wait(timeout=60)
        try:
            return act().state
        except Refused as caught:
            return " ".join(reason.code for reason in caught.decision.obstacles)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(start, acts))


@pytest.mark.usefixtures("closed")
def test_of_two_answers_at_once_one_stands() -> None:
    lodged, by = lodge(), manager()
    case = case_of(ONDINE)
    lodged.case = case
    outcomes = together(
        [
            lambda: recourse.uphold(recourse=lodged, answer="Oui.", actor=by, now=at(ANSWERED_ON)),
            lambda: recourse.dismiss(recourse=lodged, answer="Non.", actor=by, now=at(ANSWERED_ON)),
        ]
    )
    assert outcomes.count("lifecycle.moment") == 1
    upheld = Recourse.objects.get().state == RecourseState.UPHELD
    assert (candidacy_of(ONDINE).state == State.SUMMARISED) is upheld
    assert StoredDocument.objects.filter(kind="recourse_answer").count() == 1
    assert list(verify()) == []


@pytest.mark.usefixtures("closed")
def test_of_two_requests_at_once_one_is_kept() -> None:
    case, theirs, centre = case_of(ONDINE), ondine(), secretary()
    outcomes = together(
        [
            lambda: recourse.lodge(case=case, received_on=LODGED_ON, grounds="A", actor=theirs, now=at(LODGED_ON)),
            lambda: recourse.lodge(case=case, received_on=LODGED_ON, grounds="B", actor=centre, now=at(LODGED_ON)),
        ]
    )
    assert sorted(outcomes) == ["lodged", "recourse.alone"]
    assert Recourse.objects.count() == 1
