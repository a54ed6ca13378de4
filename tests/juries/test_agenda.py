"""Who is ready for a session and who is not, on the page that prepares it; its hour and place, corrected."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from jurande.candidacies import fraud
from jurande.candidacies.models import Candidacy, VaeRequest
from jurande.desk.story import juries, people
from jurande.desk.story.course import at, enrol, secretary
from jurande.documents.models import StoredDocument
from jurande.juries.before import convening
from jurande.juries.before.agenda import readiness
from jurande.juries.before.rescheduling import reschedule
from jurande.juries.models import Case, JurySession, Member
from jurande.messages.models import Message
from jurande.organisations.models import SettingChoice
from jurande.register.models import BlockAward, KeptCapacity
from jurande.rules.agenda import AgendaDecision, AgendaOutcome
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Role
from tests.documents.reading import text_of
from tests.juries.crowd import crowd
from tests.juries.sessions import (
    CFDT,
    attend,
    candidacy_of,
    close_as_proposed,
    extra_seat,
    free_the_candidates,
    member,
    the_jury,
)
from tests.pages import checked, text, tree
from tests.rules.said import codes
from tests.told import JURY_DAY, acting, browser_of
from tests.writes import last_entry, refused

pytestmark = pytest.mark.usefixtures("called")
EVE = at(JURY_DAY - timedelta(days=1))
BC01 = "RNCP28245BC01"


@pytest.fixture
def browser(settings: Settings) -> Client:
    """The secretary's browser, the day before the jury."""
    settings.JURANDE_NOW = EVE
    return browser_of(people.SECRETARY.email)


def page_of(browser: Client) -> Any:
    """The page that prepares the jury."""
    return browser.get(reverse("juries:session", args=[the_jury().pk]))


def decided(candidate: people.Candidate) -> AgendaDecision:
    """Whether one candidate is ready for the jury."""
    candidacy = candidacy_of(candidate)
    return readiness(the_jury(), [candidacy])[candidacy.pk]


def holds_a_block(candidate: people.Candidate, usable_until: date) -> None:
    """An earlier jury validated their first block, for a time."""
    candidacy = candidacy_of(candidate)
    Candidacy.objects.filter(pk=candidacy.pk).update(held_blocks=[BC01])
    BlockAward.objects.create(
        person=candidacy.person,
        record_code=candidacy.record_code,
        block_code=BC01,
        centre=candidacy.centre,
        jury="jury:00000000-0000-0000-0000-000000000000",
        candidacy="candidacy:00000000-0000-0000-0000-000000000000",
        president_name="Hélène Rochebrune",
        edition="branch-2019",
        validated_on=date(2020, 6, 16),
        usable_until=usable_until,
    )


# Ready, late, blocked.


def test_the_candidates_of_the_story_are_ready() -> None:
    assert decided(people.CORENTIN).outcome is AgendaOutcome.READY


@pytest.mark.parametrize(
    ("usable_until", "outcome"),
    [(JURY_DAY, AgendaOutcome.READY), (JURY_DAY - timedelta(days=1), AgendaOutcome.READY_LATE)],
    ids=["until that day", "until the eve"],
)
def test_a_block_that_stops_being_usable_before_the_session_is_told(usable_until: date, outcome: AgendaOutcome) -> None:
    holds_a_block(people.CORENTIN, usable_until)
    assert decided(people.CORENTIN).outcome is outcome


def test_a_block_that_was_withdrawn_is_not_counted() -> None:
    holds_a_block(people.CORENTIN, JURY_DAY - timedelta(days=1))
    BlockAward.objects.update(withdrawn_on=date(2022, 1, 1))
    assert decided(people.CORENTIN).outcome is AgendaOutcome.READY


def test_a_capacity_kept_until_before_the_session_is_told() -> None:
    close_as_proposed()
    KeptCapacity.objects.update(usable_until=JURY_DAY + timedelta(days=30))
    again = enrol(people.ONDINE, JURY_DAY + timedelta(days=1))
    session = juries.prepare_session(JURY_DAY + timedelta(days=31), JURY_DAY)
    late = [reason for reason in readiness(session, [again])[again.pk].obstacles if reason.code == "agenda.kept"]
    assert [reason.text.split(" : ")[0] for reason in late] == ["C8", "C9", "C11"]


def test_a_vae_whose_clock_ends_before_the_session_is_told() -> None:
    mariam = candidacy_of(people.MARIAM)
    filed = VaeRequest.objects.create(candidacy=mariam, filed_on=date(2024, 1, 2), validation_file_on=date(2024, 2, 1))
    session = juries.prepare_session(date(2024, 5, 31), date(2024, 3, 1))
    assert readiness(session, [mariam])[mariam.pk].outcome is AgendaOutcome.READY
    session = juries.prepare_session(date(2024, 6, 1), date(2024, 3, 1))
    assert codes(readiness(session, [mariam])[mariam.pk]) == ["agenda.vae_jury"]
    filed.validation_file_on = None
    filed.save()
    assert readiness(session, [mariam])[mariam.pk].outcome is AgendaOutcome.READY


def test_the_deadline_of_the_authority_is_told() -> None:
    SettingChoice.objects.create(
        name="enrolment_deadline_days",
        value="100",
        starts_on=date(2022, 1, 1),
        decided_by="CPNEFP",
        reason="Essai",
        recorded_at=at(date(2021, 12, 1)),
    )
    assert codes(decided(people.CORENTIN)) == ["agenda.deadline"]


def test_a_candidate_not_ready_is_told_what_is_missing_block_by_block() -> None:
    gregory = enrol(people.GREGORY, date(2022, 6, 1))
    decision = readiness(the_jury(), [gregory])[gregory.pk]
    assert decision.outcome is AgendaOutcome.BLOCKED
    assert codes(decision) == [
        "evaluation.concertation",
        "evaluation.opinion",
        "evaluation.block",
        "evaluation.opinion",
        "evaluation.block",
    ]


# The page.


def test_a_candidate_under_suspicion_is_not_offered_and_the_page_says_why(browser: Client) -> None:
    candidacy = candidacy_of(people.CORENTIN)
    Candidacy.objects.filter(pk=candidacy.pk).update(state=State.SUMMARISED.value)
    Case.objects.filter(candidacy=candidacy).delete()
    assert f'value="{candidacy.pk}"' in page_of(browser).content.decode()
    fraud.report(candidacy=candidacy, facts="Rapport recopié.", actor=secretary(), now=at(JURY_DAY, 9))
    shown = page_of(browser).content.decode()
    assert f'value="{candidacy.pk}"' not in shown
    assert "Une suspicion de fraude est en cours" in shown


def test_the_page_says_who_is_ready_late_and_blocked(browser: Client) -> None:
    holds_a_block(people.CORENTIN, JURY_DAY - timedelta(days=1))
    gregory = enrol(people.GREGORY, date(2022, 6, 1))
    page = page_of(browser)
    listed = tree(page).xpath("//section[@aria-labelledby='liste']//tbody/tr")
    assert [row.xpath("count(.//*[contains(@class, 'mark')])") for row in listed] == [1, 1, 1]
    assert "Bloc 1 : résultat conservé jusqu’au 15 juin 2022 inclus ; il ne servira plus ce jour-là" in text(page)
    (blocked,) = tree(page).xpath("//section[@aria-labelledby='bloques']")
    said = " ".join(blocked.text_content().split())
    assert f"{gregory.person.listed_name} {gregory.reference}" in said
    assert "Bloc 2 : avis de l’entreprise manquant" in said
    assert "à évaluer : C8, C9, C10, C11 et C12" in said
    assert blocked.xpath(".//a/@href") == [reverse("desk:candidacy", args=[gregory.pk])]
    assert "Fiche RNCP 28245" in said


def test_ready_candidates_are_ticked_and_keep_their_ticks(browser: Client) -> None:
    corentin, *_ = free_the_candidates()
    holds_a_block(people.CORENTIN, JURY_DAY - timedelta(days=1))
    assert "1 candidat hors délai" in text(page_of(browser))
    address = reverse("juries:list_candidates", args=[the_jury().pk])
    foreign = {"candidacies": [str(corentin.pk), "00000000-0000-0000-0000-000000000000"]}
    answer = browser.post(address, foreign)
    assert answer.status_code == 422
    assert checked(answer, "candidacies") == [str(corentin.pk)]
    assert "Cochez au moins un candidat." in text(browser.post(address, {}))
    browser.post(address, {"candidacies": str(corentin.pk)})
    assert the_jury().cases.get().candidacy == corentin


def test_the_blocked_are_shown_up_to_a_number_and_the_others_counted(browser: Client) -> None:
    rows = crowd(the_jury(), range(1000, 1030))
    for case in rows:
        case.delete()
    Candidacy.objects.filter(pk__in=[case.candidacy_id for case in rows]).update(state="planned")
    page = page_of(browser)
    assert len(tree(page).xpath("//section[@aria-labelledby='bloques']//details")) == 25
    assert "Et 5 autres candidats en cours d’évaluation" in text(page)


def test_the_page_costs_the_same_whatever_the_number_of_candidates(
    browser: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    enrol(people.GREGORY, date(2022, 6, 1))
    free_the_candidates()
    crowd(the_jury(), range(1000, 1002))
    queries = count(browser)
    rows = crowd(the_jury(), range(2000, 2060))
    for state, chosen in (("summarised", rows[:30]), ("planned", rows[30:50])):
        for case in chosen:
            case.delete()
        Candidacy.objects.filter(pk__in=[case.candidacy_id for case in chosen]).update(state=state)
    with django_assert_num_queries(queries):
        page_of(browser)


def count(browser: Client) -> int:
    """How many queries the page makes."""
    with CaptureQueriesContext(connection) as made:
        page_of(browser)
    return len(made)


def test_a_juror_reads_who_is_listed_never_who_waits(browser: Client) -> None:
    gregory = enrol(people.GREGORY, date(2022, 6, 1))
    assert gregory.reference in text(page_of(browser))
    juror = browser_of("valcourt@jury.demo")
    page = page_of(juror)
    assert "Ordre du jour" in text(page)
    assert gregory.reference not in text(page)
    assert "Candidats prêts" not in text(page)


def test_each_shortfall_of_the_composition_comes_first_with_its_text(browser: Client) -> None:
    for name in ("Agence Un", "Agence Deux"):
        extra_seat(name, temporary_work=True)
    section = tree(page_of(browser)).xpath("//section[@aria-labelledby='composition']/ol[1]/li")
    (lacking,) = [" ".join(one.text_content().split()) for one in section]
    assert lacking.startswith("Délégation patronale : 2 du travail temporaire, 1 au plus, sans voix ; retirez-en 1.")
    assert "Fiche RNCP 28245, composition des jurys" in lacking


# The hour and the place.


def move(**given: Any) -> JurySession:
    """The secretary corrects the hour or the place."""
    asked: dict[str, Any] = {"starts_at": time(14), "place": "Salle Vulcain", "remote": False} | given
    return reschedule(session=the_jury(), **asked, actor=secretary(), now=EVE)


def test_who_was_summoned_is_told_the_new_place_with_a_new_invitation() -> None:
    unsummoned = extra_seat("Rachid Benameur", votes=False)
    session = move(place="https://reunion.demo/jury", remote=True)
    assert (session.place, session.remote) == ("https://reunion.demo/jury", True)
    told = Message.objects.filter(key__startswith="moved:")
    assert told.filter(attachments__isnull=False).count() == 8
    assert not told.filter(recipient=unsummoned.email).exists()
    one = told.get(recipient=member(CFDT).email)
    assert "16 juin 2022 à 14 h, à distance : https://reunion.demo/jury" in one.body.replace("\u00a0", " ")
    assert [file.name for file in one.attachments.all()] == ["invitation.ics"]
    entry = last_entry(session.ref)
    assert (entry.act, entry.data) == ("jury.move", {"fields": ["place", "remote"]})
    assert entry.detail.content["before_place"] == "Salle Vulcain"


def test_nobody_is_told_before_anybody_was_summoned() -> None:
    session = juries.prepare_session(JURY_DAY + timedelta(days=40), JURY_DAY)
    reschedule(session=session, starts_at=time(9), place="Ailleurs", remote=False, actor=secretary(), now=at(JURY_DAY))
    assert not Message.objects.filter(key__startswith="moved:").exists()


def test_what_cannot_be_moved_is_said() -> None:
    with refused("jury.same"):
        move()
    other = juries.prepare_session(JURY_DAY + timedelta(days=40), JURY_DAY)
    twin = convening.prepare(
        centre=other.centre, held_on=other.held_on, starts_at=time(9), place="B", actor=secretary(), now=at(JURY_DAY)
    )
    with refused("jury.twice"):
        reschedule(session=twin, starts_at=time(14), place="B", remote=False, actor=secretary(), now=at(JURY_DAY))
    with refused("jury.move_role"):
        reschedule(
            session=twin,
            starts_at=time(10),
            place="B",
            remote=False,
            actor=acting(people.AUDITOR, Role.AUDITOR),
            now=at(JURY_DAY),
        )
    attend()
    with refused("jury.begun"):
        move(place="Ailleurs")


def test_a_session_at_a_distance_is_opened_moved_and_read(browser: Client) -> None:
    opening = {"held_on": "2022-09-01", "starts_at": "09:30", "place": "https://reunion.demo/un", "remote": "on"}
    browser.post(reverse("juries:prepare"), opening)
    session = JurySession.objects.get(held_on=date(2022, 9, 1))
    page = browser.get(reverse("juries:session", args=[session.pk]))
    assert "À distance" in text(page)
    assert tree(page).xpath("//dl//a[starts-with(@href, 'https://reunion.demo')]")
    assert "À distance : https://reunion.demo/un" in text(browser.get(reverse("juries:list")))
    address = reverse("juries:reschedule", args=[session.pk])
    assert 'value="https://reunion.demo/un"' in browser.get(address).content.decode()
    answer = browser.post(address, {"starts_at": "10:00", "place": "Salle Cérès"}, follow=True)
    assert "Salle Cérès" in text(answer)
    assert "À distance" not in text(answer)
    session.refresh_from_db()
    assert (session.starts_at, session.remote) == (time(10), False)


def test_the_letters_say_that_the_jury_is_at_a_distance() -> None:
    move(place="https://reunion.demo/jury", remote=True)
    late = extra_seat("Rachid Benameur", votes=False)
    convening.summon(session=the_jury(), actor=secretary(), now=EVE)
    letter = StoredDocument.objects.get(kind="summons", subject=f"member:{late.pk}")
    assert "À distance" in text_of(bytes(letter.content))
    body = Message.objects.get(key=f"notice:{late.pk}").body.replace("\u00a0", " ")
    assert "à distance : https://reunion.demo/jury" in body
    assert configured.PUBLIC_URL in body
    assert Member.objects.filter(session=the_jury(), notice_sent_at=EVE).count() == 1
