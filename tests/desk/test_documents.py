"""Who opens a document kept about a jury: by its kind, their role, and what they see of what it is about."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from jurande.accounts.models import Grant
from jurande.desk.story import people
from jurande.desk.story.course import at
from jurande.documents.actions import store
from jurande.documents.models import StoredDocument
from jurande.juries.models import Case, Recourse, UnionCall
from jurande.juries.papers import MEDIA, WHO
from jurande.ledger.canonical import GENESIS, Head
from tests.juries.sessions import CFDT, FO, member, the_jury
from tests.told import JURY_DAY, browser_of, called, called_template

__all__ = ["called", "called_template"]

pytestmark = pytest.mark.usefixtures("called")
NOW = at(JURY_DAY)
OWN, OTHER = "valcourt@jury.demo", "stephan@jury.demo"
MANAGER, SECRETARY, AUDITOR = people.MANAGER.email, people.SECRETARY.email, people.AUDITOR.email
CENTRE = (MANAGER, SECRETARY, AUDITOR)
STRANGERS = (people.OTHER_SECRETARY.email, people.NATIONAL.email, people.EVALUATORS[0].email, people.TRAINER.email)


@pytest.fixture(autouse=True)
def on_the_day(called: object, settings: Settings) -> None:
    """The day of the jury: its members see it."""
    settings.JURANDE_NOW = NOW


def subject(about: str) -> str:
    """What a document is about, of the jury of `called`."""
    case = Case.objects.filter(session=the_jury())[0]
    match about:
        case "jury":
            return the_jury().ref
        case "call":
            return f"call:{UnionCall.objects.get(session=the_jury(), union='CFDT').pk}"
        case "member":
            return f"member:{member(CFDT).pk}"
        case "recourse":
            return Recourse.objects.create(case=case, state="lodged", received_on=JURY_DAY, grounds="Motifs").ref
    raise LookupError(about)


def kept(kind: str, about: str, extension: str = "pdf") -> StoredDocument:
    """A document of that kind about that."""
    return store(
        kind=kind,
        subject=subject(about),
        filename=f"piece.{extension}",
        content=b"what was written",
        head=Head(chain="centre:VDB", sequence=0, hash=GENESIS),
        actor="system",
        now=NOW,
    )


def opened(document: StoredDocument, email: str) -> HttpResponse:
    return browser_of(email).get(reverse("desk:document", args=[document.pk]))  # type: ignore[return-value]


ABOUT = {
    "union_call": "call",
    "recourse_answer": "recourse",
    **dict.fromkeys(("summons", "attendance_certificate", "expense_sheet"), "member"),
}
WITH_UNIONS = ("summons", "commission_letter", "archive")  # they say, or may say, whom a juror sits for
OF_THE_BENCH = ("minutes", "rectifying_minutes", "signature_sheet", "signed_elsewhere")


@pytest.mark.parametrize("kind", WHO)
def test_a_kind_is_opened_by_those_the_table_names_and_nobody_else(kind: str) -> None:
    document = kept(kind, ABOUT.get(kind, "jury"))
    own = ABOUT.get(kind) == "member"
    centre = {*CENTRE} - ({AUDITOR} if kind in WITH_UNIONS else set())
    allowed = centre | ({OWN} if own else {OWN, OTHER} if kind in OF_THE_BENCH else set())
    answers = {email: opened(document, email).status_code for email in (*CENTRE, OWN, OTHER, *STRANGERS)}
    assert {email for email, status in answers.items() if status == 200} == allowed
    assert set(answers.values()) <= {200, 404}


@pytest.mark.parametrize("kind", ["certificate", "declaration", "anything"])
def test_a_kind_that_the_table_does_not_name_is_for_nobody(kind: str) -> None:
    assert opened(kept(kind, "jury"), MANAGER).status_code == 404


@pytest.mark.parametrize(
    ("extension", "how"),
    [("pdf", "inline"), ("png", "inline"), ("jpg", "inline"), ("zip", "attachment"), ("xlsx", "attachment")],
)
def test_what_a_browser_shows_is_shown_and_the_rest_is_saved(extension: str, how: str) -> None:
    answer = opened(kept("attendance_sheet", "jury", extension), SECRETARY)
    assert answer.headers["Content-Type"] == MEDIA[extension]
    assert answer.headers["Content-Disposition"] == f'{how}; filename="piece.{extension}"'
    assert answer.content == b"what was written"


def test_a_file_that_no_kind_makes_is_not_served() -> None:
    assert opened(kept("minutes", "jury", "html"), MANAGER).status_code == 404


def test_a_member_keeps_reading_their_own_papers_after_the_room_has_closed(settings: Settings) -> None:
    minutes, certificate = kept("minutes", "jury"), kept("attendance_certificate", "member")
    Grant.objects.filter(subject=the_jury().ref).update(until=NOW)
    assert opened(minutes, OWN).status_code == 404
    assert opened(certificate, OWN).status_code == 200


def test_a_paper_about_somebody_who_was_taken_out_is_about_nobody() -> None:
    gone = store(
        kind="summons",
        subject=f"member:{uuid4()}",
        filename="piece.pdf",
        content=b"x",
        head=Head(chain="centre:VDB", sequence=0, hash=GENESIS),
        actor="system",
        now=NOW,
    )
    assert opened(gone, SECRETARY).status_code == 404


# On the pages.


def links(client: Client, name: str = "juries:session") -> set[str]:
    """The documents that the page of the session leads to, by kind and subject."""
    page = client.get(reverse(name, args=[the_jury().pk])).content.decode()
    return {
        f"{one.kind} {one.subject}"
        for one in StoredDocument.objects.all()
        if reverse("desk:document", args=[one.pk]) in page
    }


def test_the_page_of_a_session_leads_who_convenes_to_every_letter_and_an_auditor_to_the_requests() -> None:
    calls = {f"union_call call:{one.pk}" for one in UnionCall.objects.filter(session=the_jury())}
    summonses = {f"summons member:{one.pk}" for one in the_jury().members.all()}
    everything = {*calls, *summonses, f"commission_letter {the_jury().ref}"}
    for email in (MANAGER, SECRETARY):
        assert links(browser_of(email)) == everything
    assert links(browser_of(AUDITOR)) == calls


def test_a_juror_is_led_to_their_own_summons_only() -> None:
    assert links(browser_of(OWN)) == {f"summons member:{member(CFDT).pk}"}
    assert links(browser_of(OTHER)) == {f"summons member:{member(FO).pk}"}
