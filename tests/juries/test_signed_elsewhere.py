"""Minutes signed elsewhere are kept beside ours, as they were given."""

from __future__ import annotations

from hashlib import sha256

import pytest

from jurande.desk.story.course import secretary
from jurande.documents.inspect import UnreadableDocument, signatures_in
from jurande.documents.uploads import Upload
from jurande.juries.after.signed_elsewhere import attach_signed, attached
from tests.documents.uploads import pdf, png
from tests.juries.sessions import close_as_proposed, president, the_jury
from tests.juries.signatures import LATER, stored
from tests.writes import last_entry, refused

SCAN = Upload(content=png(), extension="png", media_type="image/png")
SHEET = Upload(content=pdf(), extension="pdf", media_type="application/pdf")


@pytest.fixture
def closed(called: object) -> None:
    """The jury of `called`, closed."""
    close_as_proposed()


def attach(upload: Upload) -> None:
    attach_signed(session=the_jury(), upload=upload, actor=secretary(), now=LATER)


def test_a_scan_is_kept_as_it_was_given_with_its_digest_in_the_ledger(closed: None) -> None:
    attach(SCAN)
    [kept] = stored("signed_elsewhere")
    assert bytes(kept.content) == SCAN.content
    assert (kept.filename, kept.subject) == ("pv-signe-ailleurs-VDB-2022-06-16-1.png", the_jury().ref)
    assert kept.sha256 == sha256(SCAN.content).hexdigest()
    entry = last_entry(the_jury().ref)
    assert (entry.act, entry.data) == (
        "jury.attach_signed",
        {"sha256": kept.sha256, "bytes": len(SCAN.content), "type": "image/png", "signatures": 0},
    )
    assert (kept.ledger_sequence, kept.ledger_head) == (entry.sequence, entry.hash)


def test_a_pdf_says_how_many_signatures_it_bears(closed: None) -> None:
    minutes = stored("minutes")[0]
    attach(Upload(content=bytes(minutes.content), extension="pdf", media_type="application/pdf"))
    attach(SHEET)
    assert [(one.document.sha256, one.signatures) for one in attached(the_jury())] == [
        (minutes.sha256, 1),
        (sha256(SHEET.content).hexdigest(), 0),
    ]


def test_signatures_are_not_counted_in_what_is_no_pdf() -> None:
    with pytest.raises(UnreadableDocument):
        signatures_in(b"%PDF-1.7 rien")


def test_the_same_file_is_attached_once(closed: None) -> None:
    attach(SCAN)
    with refused("jury.attached"):
        attach(SCAN)
    attach(SHEET)
    assert len(stored("signed_elsewhere")) == 2


def test_a_pdf_that_cannot_be_read_is_refused(closed: None) -> None:
    with refused("jury.unreadable"):
        attach(Upload(content=b"%PDF-1.7 rien", extension="pdf", media_type="application/pdf"))


def test_only_the_centre_attaches_and_only_to_a_closed_jury(called: None) -> None:
    with refused("lifecycle.moment"):
        attach(SCAN)
    close_as_proposed()
    with refused("lifecycle.role"):
        attach_signed(session=the_jury(), upload=SCAN, actor=president(), now=LATER)
