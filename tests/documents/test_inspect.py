"""What `jurande ledger verify --document` reads in a file that somebody brings."""

from __future__ import annotations

import json

import pytest

from jurande.documents.inspect import UnreadableDocument, printed_head, read_attachment
from jurande.documents.qr import svg
from jurande.documents.render import Attachment, render
from tests.documents.samples import CERTIFICATE, CREATED, DOCUMENTS, HEAD, sample
from tests.documents.test_render import printed


def with_attachment(text: str, name: str = "jurande.json") -> bytes:
    file = Attachment(name, text, "application/json", "Essai")
    return render("certificate", printed("certificate"), attachments=(file,), created=CREATED)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_head_comes_back_as_it_was_printed(name: str) -> None:
    assert printed_head(sample(name)) == HEAD


def test_the_facts_come_back_as_they_were_given() -> None:
    facts = json.loads(read_attachment(sample("certificate"), "jurande.json"))["facts"]
    assert (facts["holder"], facts["number"]) == (CERTIFICATE.holder, CERTIFICATE.number)
    assert svg(facts["verification_url"]) == svg(CERTIFICATE.verification_url)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(UnreadableDocument, match=r"autre\.json"):
        read_attachment(sample("certificate"), "autre.json")


@pytest.mark.parametrize(
    ("pdf", "words"),
    [
        pytest.param(b"", "pas un PDF", id="nothing"),
        pytest.param(b"PK\x03\x04 not a pdf", "pas un PDF", id="another format"),
        pytest.param(b"%PDF-1.7\n%%EOF", "pas un PDF", id="an empty PDF"),
        pytest.param(sample("certificate")[:9000], "pas un PDF", id="a cut file"),
        pytest.param(with_attachment("{}", "autre.json"), "ne porte pas", id="no facts"),
        pytest.param(with_attachment("[1, 2]"), "ne dit pas la tête", id="facts of another shape"),
        pytest.param(with_attachment("{"), "ne dit pas la tête", id="broken JSON"),
        pytest.param(with_attachment('{"format": "autre/9"}'), "Format inconnu", id="another format of facts"),
        pytest.param(
            with_attachment('{"format": "jurande.document/1", "ledger": {"chain": "national"}}'),
            "ne dit pas la tête",
            id="half a head",
        ),
    ],
)
def test_a_file_that_is_not_ours_is_told_apart(pdf: bytes, words: str) -> None:
    with pytest.raises(UnreadableDocument, match=words):
        printed_head(pdf)
