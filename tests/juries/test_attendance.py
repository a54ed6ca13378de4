"""Who sits, hour by hour: signing on one's device, arriving late, leaving early, the sheet."""

from __future__ import annotations

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import Settings

from jurande.desk.story import people
from jurande.desk.story.course import at, secretary
from jurande.documents.models import StoredDocument
from jurande.juries.after.signing import to_sign
from jurande.juries.day import attendance, closing
from jurande.juries.day.minutes import signatories
from jurande.juries.facts import bench
from jurande.juries.models import JurySession, Member
from jurande.ledger.models import Entry
from tests.documents.reading import text_of
from tests.juries.sessions import (
    CFDT,
    CGT,
    FO,
    PERNELLE,
    PRESIDENT,
    acts_as,
    attend,
    ballot,
    case_of,
    close_as_proposed,
    conform,
    decide,
    decide_all,
    examine,
    member,
    open_vote,
    president,
    the_jury,
)
from tests.pages import text
from tests.told import JURY_DAY, browser_of
from tests.writes import refused

pytestmark = pytest.mark.usefixtures("called")
MORNING, LATER = at(JURY_DAY, 8, 50), at(JURY_DAY, 15, 20)
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def seats(*, without: tuple[str, ...] = (), withdrawn: tuple[str, ...] = ()) -> dict[str, set[object]]:
    """Everybody is there, but those named."""
    rows = list(Member.objects.filter(session=the_jury()))
    return {
        "present": {one.pk for one in rows if one.name not in without},
        "withdrawn": {one.pk for one in rows if one.name in withdrawn},
    }


def reseat(*, without: tuple[str, ...] = (), withdrawn: tuple[str, ...] = ()) -> None:
    """The secretary records who is there now."""
    given = seats(without=without, withdrawn=withdrawn)
    attendance.reseat(session=the_jury(), **given, actor=secretary(), now=LATER)  # type: ignore[arg-type]  # sets of UUID


def test_a_member_signs_on_their_own_device_once() -> None:
    for minute in (0, 1):
        now = MORNING.replace(minute=50 + minute)
        attendance.sign_in(member=member(CGT), actor=acts_as(CGT), now=now)
    signed = member(CGT)
    assert (signed.present, signed.signed_on, signed.arrived_at) == (True, "device", MORNING)
    assert Entry.objects.filter(act="jury.sign_in").count() == 1


def test_nobody_signs_before_the_day() -> None:
    with refused("jury.too_early"):
        attendance.sign_in(member=member(CGT), actor=acts_as(CGT), now=at(JURY_DAY.replace(day=15), 9))


def test_opening_the_session_keeps_what_was_signed_on_a_device_and_notes_the_others_on_the_sheet() -> None:
    attendance.sign_in(member=member(CGT), actor=acts_as(CGT), now=MORNING)
    attend()
    assert (member(CGT).signed_on, member(CGT).arrived_at) == ("device", MORNING)
    assert member(FO).signed_on == "sheet"


def test_a_member_who_arrives_late_votes_from_then_on() -> None:
    attend(absent=[FO], withdrawn=[PERNELLE])
    conform()
    examine(people.CORENTIN)
    decide(people.CORENTIN)
    reseat()
    assert member(FO).arrived_at == LATER
    examine(people.MARIAM)
    open_vote(people.MARIAM)
    ballot(people.MARIAM, for_=[FO, PERNELLE])
    assert case_of(people.MARIAM).votes.count() == 2


def test_a_member_who_leaves_votes_no_more_and_the_minutes_still_say_that_they_sat() -> None:
    attend()
    conform()
    reseat(without=(CFDT,), withdrawn=(PERNELLE,))
    left = member(CFDT)
    assert (left.present, left.left_at) == (False, LATER)
    examine(people.CORENTIN)
    open_vote(people.CORENTIN)
    with refused("jury.no_vote"):
        ballot(people.CORENTIN, for_=[CFDT])
    ballot(people.CORENTIN, for_=[PRESIDENT, CGT])


def test_whoever_sat_then_withdrew_for_parity_signs_the_minutes_which_say_it() -> None:
    attend()
    conform()
    reseat(without=(CFDT,), withdrawn=(PERNELLE,))
    decide_all()
    closing.close(session=the_jury(), actor=president(), now=at(JURY_DAY, 17, 30))
    assert {CFDT, PERNELLE} <= {one.name for one in signatories(bench(the_jury()))}
    assert list(to_sign(member(PERNELLE).user, JurySession.objects.all())) == [the_jury()]  # type: ignore[arg-type]  # has an account
    minutes = the_jury().minutes
    assert minutes
    assert "retiré(e) pour la parité" in text_of(bytes(minutes.content))


def test_whoever_withdrew_all_day_does_not_sign() -> None:
    attend(absent=[FO], withdrawn=[PERNELLE])
    assert PERNELLE not in {one.name for one in signatories(bench(the_jury()))}


def test_the_presence_does_not_change_under_an_open_vote() -> None:
    attend()
    conform()
    examine(people.CORENTIN)
    open_vote(people.CORENTIN)
    with refused("jury.vote_open"):
        reseat(without=(CFDT,), withdrawn=(PERNELLE,))
    assert member(CFDT).present


def test_a_departure_that_leaves_unequal_sides_names_who_withdraws() -> None:
    attend()
    with refused("jury.parity"):
        reseat(without=(CFDT,))
    assert member(CFDT).left_at is None


def test_the_president_does_not_leave_a_jury_that_goes_on() -> None:
    attend()
    with refused("jury.president"):
        reseat(without=(PRESIDENT,), withdrawn=(CGT,))


def test_the_closed_jury_keeps_its_sheet_with_hours_and_devices() -> None:
    attendance.sign_in(member=member(CGT), actor=acts_as(CGT), now=MORNING)
    attend()
    conform()
    reseat(without=(CFDT,), withdrawn=(PERNELLE,))
    decide_all()
    closing.close(session=the_jury(), actor=president(), now=at(JURY_DAY, 17))
    sheet = StoredDocument.objects.get(kind="attendance_sheet", subject=the_jury().ref)
    for written in (text_of(bytes(sheet.content)), text_of(bytes(the_jury().minutes.content))):  # type: ignore[union-attr]  # closed: it has its minutes
        assert "émargé à 8 h 50, sur son appareil" in written
        assert "parti(e) à 15 h 20" in written


def test_the_sheet_to_print_names_every_member_and_keeps_nothing() -> None:
    answer = browser_of(people.SECRETARY.email).get(reverse("juries:sheet", args=[the_jury().pk]))
    assert FO in text_of(answer.content)
    assert not StoredDocument.objects.filter(kind="attendance_sheet").exists()


def test_a_scanned_sheet_is_kept_as_it_was_given() -> None:
    attend()
    clerk = browser_of(people.SECRETARY.email)
    address = reverse("juries:scan", args=[the_jury().pk])
    assert clerk.get(address).status_code == 200
    scan = SimpleUploadedFile("Feuille d'émargement (1).png", PIXEL)
    assert clerk.post(address, {"scan": scan}).status_code == 302
    kept = StoredDocument.objects.get(kind="attendance_sheet")
    assert (bytes(kept.content), kept.filename) == (PIXEL, "emargement-signe-VDB-2022-06-16-1.png")


def test_what_is_not_a_sheet_is_refused_in_a_sentence() -> None:
    attend()
    clerk = browser_of(people.SECRETARY.email)
    answer = clerk.post(
        reverse("juries:scan", args=[the_jury().pk]), {"scan": SimpleUploadedFile("feuille.png", b"MZ\x90")}
    )
    assert answer.status_code == 422
    assert "n’est ni un PDF, ni une image" in answer.content.decode()


def test_a_member_signs_from_the_page_of_the_session(settings: Settings) -> None:
    settings.JURANDE_NOW = MORNING
    juror = browser_of("valcourt@jury.demo")
    page = reverse("juries:session", args=[the_jury().pk])
    assert "J’émarge" in juror.get(page).content.decode()
    juror.post(reverse("juries:sign_in", args=[the_jury().pk]))
    assert "Vous avez émargé" in juror.get(page).content.decode()


def test_whoever_signs_while_the_secretary_fills_the_page_is_not_taken_for_gone(settings: Settings) -> None:
    settings.JURANDE_NOW = MORNING
    browser, address = browser_of(people.SECRETARY.email), reverse("juries:attend", args=[the_jury().pk])
    attendance.sign_in(member=member(CGT), actor=acts_as(CGT), now=MORNING)
    others = {"present": [str(one) for one in seats(without=(CGT,))["present"]]}
    answer = browser.post(address, others)
    assert answer.status_code == 422
    assert f"depuis l’ouverture de cette page : {CGT}" in text(answer)
    assert member(CGT).left_at is None
    browser.post(address, others | {"seen": [str(member(CGT).pk)], "withdrawn": [str(member(PERNELLE).pk)]})
    assert member(CGT).left_at == MORNING


def test_a_second_clerk_who_opens_the_session_is_told_that_it_is_open() -> None:
    attend()
    browser, address = browser_of(people.SECRETARY.email), reverse("juries:attend", args=[the_jury().pk])
    answer = browser.post(address, {"present": [str(one) for one in seats()["present"]]})
    assert (answer.status_code, "Acte refusé" in answer.content.decode()) == (409, True)


def test_a_closed_jury_is_not_reseated() -> None:
    close_as_proposed()
    with refused("lifecycle.moment"):
        reseat()
