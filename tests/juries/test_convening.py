"""Before the day: the edition, the calls, the designations, the list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from jurande.accounts.models import Grant
from jurande.candidacies.actions import abandon
from jurande.desk.story import juries, people
from jurande.desk.story.course import at, enrol, secretary
from jurande.documents.models import StoredDocument
from jurande.juries import facts
from jurande.juries.before import convening, enlisting, packing
from jurande.juries.before.directory import Designation
from jurande.juries.before.forms_directory import DesignationForm
from jurande.juries.before.rescheduling import reschedule
from jurande.juries.day import barring
from jurande.juries.facts import bench
from jurande.juries.forms import SessionForm
from jurande.juries.models import Case, JurySession, Member, UnionCall
from jurande.messages.models import Message
from jurande.organisations.models import ExamCentre, Representativity, Union
from jurande.rules.dates import PARIS
from jurande.rules.lifecycles import Role
from jurande.rules.rulebook import EDITIONS, Side
from tests.documents.reading import text_of
from tests.juries.sessions import (
    ASTRUC,
    CFDT,
    NOON,
    PRESIDENT,
    attend,
    candidacy_of,
    case_of,
    deliberate,
    extra_seat,
    free_the_candidates,
    member,
    the_jury,
)
from tests.told import JURY_DAY, acting
from tests.writes import refused

pytestmark = pytest.mark.usefixtures("called")
EVE = at(JURY_DAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("held_on", "edition"),
    [
        (date(2019, 11, 7), "branch-2014"),
        (date(2019, 11, 8), "branch-2019"),
        (date(2027, 12, 31), "branch-2019"),
    ],
    ids=str,
)
def test_the_edition_is_that_of_the_jurys_day_frozen_at_the_first_call(
    held_on: date, edition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = juries.prepare_session(held_on, held_on - timedelta(days=40))
    assert session.edition == ""
    convening.call_unions(session=session, actor=secretary(), now=at(held_on - timedelta(days=30)))
    session.refresh_from_db()
    assert session.edition == edition
    other = next(one for one in EDITIONS if one.code != edition)
    monkeypatch.setattr(facts, "edition_on", lambda day: other)
    assert bench(session).edition.code == edition


def test_no_session_opens_on_a_day_that_no_edition_rules() -> None:
    with refused("jury.edition"):
        juries.prepare_session(date(2028, 1, 1), date(2027, 11, 1))


def test_no_session_opens_in_the_past() -> None:
    with refused("jury.past"):
        juries.prepare_session(date(2022, 6, 1), date(2022, 6, 2))


def test_every_representative_union_is_called_once_and_the_day_is_kept() -> None:
    calls = UnionCall.objects.filter(session=the_jury())
    assert [(call.union_id, call.sent_at) for call in calls] == [
        (code, at(JURY_DAY - timedelta(days=24))) for code in ("CFDT", "CFE-CGC", "CGT", "FO")
    ]
    assert Message.objects.filter(key__startswith="union-call:").count() == 4
    with refused("lifecycle.moment"):
        convening.call_unions(session=the_jury(), actor=secretary(), now=NOON)


def test_a_union_that_is_no_longer_representative_that_day_is_not_called() -> None:
    Representativity.objects.filter(union="FO").update(ends_on=date(2022, 12, 31))
    session = juries.prepare_session(date(2023, 3, 1), date(2023, 1, 2))
    called = convening.call_unions(session=session, actor=secretary(), now=at(date(2023, 1, 3)))
    assert [call.union_id for call in called] == ["CFDT", "CFE-CGC", "CGT"]


def test_without_any_representative_union_nobody_can_be_called() -> None:
    Representativity.objects.update(ends_on=date(2022, 12, 31))
    session = juries.prepare_session(date(2023, 3, 1), date(2023, 1, 2))
    with refused("jury.no_union"):
        convening.call_unions(session=session, actor=secretary(), now=at(date(2023, 1, 3)))
    session.refresh_from_db()
    assert (session.state, session.edition) == ("prepared", "")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"side": Side.EMPLOYEES, "union": "CFDT"},
            "Une organisation syndicale a une seule voix : un autre siège l’a déjà.",
        ),
        ({"president": True}, "Un jury a un seul président."),
        ({"name": ASTRUC, "email": "ASTRUC@jury.demo"}, "Cette personne est déjà dans le jury."),
    ],
    ids=["a second voice for a union", "a second president", "the same person twice"],
)
def test_what_a_jury_may_not_be_is_refused_in_french(given: dict[str, object], sentence: str) -> None:
    if "union" in given:
        given = given | {"union": Union.objects.get(code=given["union"])}
    with pytest.raises(ValidationError) as caught:
        extra_seat(**({"name": "Rachid Benameur"} | given))  # type: ignore[arg-type]  # each value has its field's type
    assert caught.value.messages == [sentence]
    assert Member.objects.filter(session=the_jury()).count() == 8


def test_a_union_designates_nobody_among_the_employers() -> None:
    union = member(CFDT).union
    with refused("juror.delegation") as sentences:
        extra_seat("Rachid Benameur", union=union, votes=False)
    assert sentences == ["Un représentant syndical siège dans la délégation syndicale."]


def test_a_union_may_send_a_second_representative_without_a_voice() -> None:
    union = member(CFDT).union
    second = extra_seat("Rachid Benameur", side=Side.EMPLOYEES, union=union, votes=False)
    assert bench(the_jury()).composition.employees == 4
    assert str(second.pk) not in bench(the_jury()).seating.voting


def test_a_designation_answers_the_call_even_after_a_refusal_to_designate() -> None:
    call = UnionCall.objects.get(session=the_jury(), union="CFDT")
    assert call.answered_at == at(JURY_DAY - timedelta(days=20))
    convening.remove_member(member=member(CFDT), actor=secretary(), now=EVE)
    UnionCall.objects.filter(pk=call.pk).update(answered_at=None)
    convening.decline(call=call, actor=secretary(), now=EVE)
    call.refresh_from_db()
    assert (call.answered_at, call.declined) == (EVE, True)
    extra_seat("Rachid Benameur", side=Side.EMPLOYEES, union=call.union)
    call.refresh_from_db()
    assert (call.answered_at, call.declined) == (EVE, False)


def test_an_answer_is_recorded_once() -> None:
    call = UnionCall.objects.get(session=the_jury(), union="CFDT")
    with refused("jury.answered"):
        convening.decline(call=call, actor=secretary(), now=EVE)


def test_a_union_that_named_somebody_before_the_call_has_answered_it() -> None:
    session = juries.prepare_session(date(2022, 9, 1), date(2022, 6, 20))
    designation = Designation(
        name="Rachid Benameur",
        email="benameur@jury.demo",
        side=Side.EMPLOYEES,
        organisation="Confédération",
        union=member(CFDT).union,
    )
    convening.designate(session=session, designation=designation, actor=secretary(), now=at(date(2022, 6, 21)))
    calls = convening.call_unions(session=session, actor=secretary(), now=at(date(2022, 6, 22)))
    assert [call.union_id for call in calls if call.answered_at] == ["CFDT"]


def test_members_are_summoned_once_and_the_day_is_kept() -> None:
    assert {one.notice_sent_at for one in Member.objects.filter(session=the_jury())} == {
        at(JURY_DAY - timedelta(days=18))
    }
    late = extra_seat("Rachid Benameur", votes=False)
    assert convening.summon(session=the_jury(), actor=secretary(), now=EVE) == [late]
    assert convening.summon(session=the_jury(), actor=secretary(), now=EVE) == []
    assert Message.objects.filter(key=f"notice:{late.pk}").count() == 1


def test_nobody_is_said_to_be_summoned_in_a_jury_that_has_nobody() -> None:
    session = juries.prepare_session(JURY_DAY + timedelta(days=60), JURY_DAY)
    convening.call_unions(session=session, actor=secretary(), now=at(JURY_DAY))
    with refused("jury.nobody"):
        convening.summon(session=session, actor=secretary(), now=at(JURY_DAY))


def test_a_button_pressed_again_summons_nobody_and_changes_nothing() -> None:
    version = the_jury().version
    assert convening.summon(session=the_jury(), actor=secretary(), now=EVE) == []
    assert the_jury().version == version


def test_a_member_taken_out_of_the_jury_no_longer_sees_it() -> None:
    gone = member(ASTRUC)
    grants = Grant.objects.filter(user=gone.user, subject=the_jury().ref, as_role=Role.JUROR.value)
    assert grants.get().until is None
    convening.remove_member(member=gone, actor=secretary(), now=EVE)
    assert grants.get().until == EVE
    with refused("jury.removed"):
        convening.remove_member(member=gone, actor=secretary(), now=EVE)


def test_a_case_loses_the_acting_president_who_leaves_the_jury() -> None:
    case = case_of(people.CORENTIN)
    barring.set_bars(
        case=case,
        barred={member(PRESIDENT): "relation"},
        acting_president=member(ASTRUC),
        actor=secretary(),
        now=EVE,
    )
    convening.remove_member(member=member(ASTRUC), actor=secretary(), now=EVE)
    case.refresh_from_db()
    assert case.acting_president is None


@pytest.mark.parametrize(
    ("role", "account"),
    [(Role.AUDITOR, people.AUDITOR), (Role.EVALUATOR, people.EVALUATORS[0]), (Role.NATIONAL, people.NATIONAL)],
    ids=["auditor", "evaluator", "national level"],
)
def test_only_the_centre_composes(role: Role, account: people.Account) -> None:
    with refused("lifecycle.role"):
        convening.summon(session=the_jury(), actor=acting(account, role), now=EVE)


def test_a_candidate_goes_on_the_list_when_ready_and_comes_back_off_it() -> None:
    corentin, *_ = free_the_candidates()
    assert corentin.state == "summarised"
    assert not Case.objects.exists()
    case = enlisting.list_candidate(session=the_jury(), candidacy=corentin, actor=secretary(), now=EVE)
    assert (case.position, case.summary) == (1, corentin.summaries.latest())
    corentin.refresh_from_db()
    assert corentin.state == "presented"
    with refused("lifecycle.moment"):
        enlisting.list_candidate(session=the_jury(), candidacy=corentin, actor=secretary(), now=EVE)


def test_a_candidate_who_is_not_ready_stays_off_the_list() -> None:
    gregory = enrol(people.GREGORY, date(2022, 6, 1))
    with refused("lifecycle.moment"):
        enlisting.list_candidate(session=the_jury(), candidacy=gregory, actor=secretary(), now=EVE)


def test_a_candidate_of_another_centre_stays_off_the_list() -> None:
    corentin, *_ = free_the_candidates()
    elsewhere = JurySession.objects.create(
        centre=ExamCentre.objects.get(code="TRF"), held_on=JURY_DAY, starts_at=time(14), place="Ailleurs"
    )
    with refused("jury.other_centre"):
        enlisting.list_candidate(session=elsewhere, candidacy=corentin, actor=secretary(), now=EVE)


def test_the_list_is_closed_once_the_jury_sits() -> None:
    attend()
    for act in (
        lambda: enlisting.unlist_candidate(case=case_of(people.CORENTIN), actor=secretary(), now=NOON),
        lambda: enlisting.list_candidate(
            session=the_jury(), candidacy=candidacy_of(people.CORENTIN), actor=secretary(), now=NOON
        ),
    ):
        with refused("jury.begun"):
            act()
    with refused("lifecycle.moment"):
        extra_seat("Rachid Benameur")


def test_a_candidate_on_the_list_cannot_abandon_behind_the_jurys_back() -> None:
    with refused("lifecycle.moment"):
        abandon(candidacy=candidacy_of(people.CORENTIN), reason="Départ", actor=secretary(), now=NOON)


# The letters.


def test_a_union_is_asked_by_a_letter_that_says_its_clause() -> None:
    asked = Message.objects.get(key__startswith="union-call:", recipient=Union.objects.get(code="CGT").email)
    (letter,) = asked.attachments.all()
    assert letter.name == "saisine-VDB-CGT-2022-05-23.pdf"
    text = text_of(bytes(letter.content))
    assert "15 jours calendaires au moins avant la date du jury" in text
    assert "Seul un représentant par organisation syndicale siège dans le jury avec droit de vote." in text
    stored = StoredDocument.objects.filter(kind="union_call").values_list("content", flat=True)
    assert bytes(letter.content) in [bytes(one) for one in stored]


def test_the_letter_to_a_union_is_named_after_the_day_in_paris() -> None:
    session = juries.prepare_session(JURY_DAY + timedelta(days=60), JURY_DAY)
    [first, *_] = convening.call_unions(
        session=session, actor=secretary(), now=datetime(2022, 6, 16, 22, 30, tzinfo=UTC)
    )
    assert StoredDocument.objects.get(subject=f"call:{first.pk}").filename == "saisine-VDB-CFDT-2022-06-17.pdf"


def test_a_member_is_called_by_a_letter_and_told_where_the_room_is() -> None:
    told = Message.objects.get(key=f"notice:{member(CFDT).pk}")
    assert f"{settings.PUBLIC_URL}/jurys/{the_jury().pk}/salle/" in told.body
    text = text_of(bytes(told.attachments.get(position=0).content))
    assert CFDT in text
    assert "accompagné ou évalué" in text
    assert "art. 55.2" in text
    assert "art. 37.1" not in text


# Giving up, and doing twice.


def test_a_session_given_up_frees_its_candidates_and_tells_who_was_called() -> None:
    session = the_jury()
    convening.cancel(session=session, reason="Salle indisponible.", actor=secretary(), now=EVE)
    assert the_jury().state == "cancelled"
    assert candidacy_of(people.CORENTIN).state == "summarised"
    assert not Case.objects.exists()
    told = Message.objects.filter(key__startswith="cancelled:")
    assert told.count() == 13
    assert told.filter(recipient=people.COMMISSION[1]).count() == 1
    assert all("Salle indisponible." in one.body for one in told)
    assert set(Grant.objects.filter(subject=session.ref).values_list("until", flat=True)) == {EVE}


def test_a_session_that_deliberates_is_not_given_up() -> None:
    deliberate()
    with refused("lifecycle.moment"):
        convening.cancel(session=the_jury(), reason="Trop tard.", actor=secretary(), now=NOON)


def prepared_again() -> JurySession:
    """A session of the same centre, at the same hour, in another room."""
    session = the_jury()
    return convening.prepare(
        centre=session.centre,
        held_on=JURY_DAY,
        starts_at=session.starts_at,
        place="Salle Cérès",
        actor=secretary(),
        now=at(date(2022, 5, 2)),
    )


def test_the_same_session_is_not_opened_twice() -> None:
    with refused("jury.twice"):
        prepared_again()
    convening.cancel(session=the_jury(), reason="Report.", actor=secretary(), now=EVE)
    assert prepared_again().place == "Salle Cérès"


def called_again(session: JurySession, now: datetime) -> None:
    convening.call_unions(session=session, actor=secretary(), now=now)


def moved_on(session: JurySession, now: datetime) -> None:
    reschedule(session=session, starts_at=time(16), place="Salle Cérès", remote=False, actor=secretary(), now=now)


def sent_on(session: JurySession, now: datetime) -> None:
    packing.send_packs(session=session, link=str, actor=secretary(), now=now)


def renewed_on(session: JurySession, now: datetime) -> None:
    packing.renew(member=member(PRESIDENT, session), link=str, actor=secretary(), now=now)


@pytest.mark.parametrize("act", [called_again, moved_on, sent_on, renewed_on])
def test_nobody_is_written_to_about_a_jury_whose_day_has_gone_by(act: Callable[[JurySession, datetime], None]) -> None:
    session = the_jury()
    last = datetime(2022, 6, 16, 23, 59, 59, tzinfo=PARIS)
    if act is called_again:
        convening.cancel(session=session, reason="Report.", actor=secretary(), now=EVE)
        session = prepared_again()
    elif act is renewed_on:
        sent_on(session, EVE)
    with refused("jury.past"):
        act(session, last + timedelta(seconds=1))
    act(session, last)


def test_no_jury_decides_on_example_criteria_outside_a_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    [first, *_] = free_the_candidates()
    monkeypatch.setattr(settings, "JURANDE_DEMO", False)
    with refused("jury.criteria"):
        enlisting.list_candidate(session=the_jury(), candidacy=first, actor=secretary(), now=EVE)


@pytest.mark.parametrize("form", ["place", "name", "organisation"])
def test_what_the_minutes_could_not_print_is_refused_when_it_is_typed(form: str) -> None:
    typed = SessionForm({"place": "Salle 马里"}) if form == "place" else DesignationForm({form: "Ꜳ"}, held_on=JURY_DAY)
    assert "Nos documents ne savent pas imprimer" in typed.errors[form][0]
