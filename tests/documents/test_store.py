"""A document is kept as it was given out."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from jurande.documents.actions import store
from jurande.documents.inspect import printed_head
from jurande.documents.models import StoredDocument
from tests.documents.samples import HEAD, sample

pytestmark = pytest.mark.django_db

NOW = datetime(2022, 6, 23, 14, 6, tzinfo=UTC)
USUAL: dict[str, Any] = {
    "kind": "certificate",
    "subject": "certificate:0b1f2c7e-6a52-4c1d-9d3a-5e8f70b1c2d3",
    "filename": "certificat-VDB-2022-0001.pdf",
    "content": b"%PDF-1.7 kept",
    "head": HEAD,
    "actor": "user:7d9a1c34-52e6-4f0b-8a77-c6b1e0f2d945",
    "now": NOW,
}


def test_what_is_stored_comes_back_byte_for_byte_with_its_digest() -> None:
    content = sample("certificate")
    stored = store(**{**USUAL, "content": content})
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    found = StoredDocument.objects.get(sha256=stored.sha256)
    assert found.pk == stored.pk
    assert bytes(found.content) == content
    assert printed_head(bytes(found.content)) == HEAD
    assert (found.ledger_chain, found.ledger_sequence, found.ledger_head) == ("centre:VDB", 1204, HEAD.hash)
    assert (found.stored_by, found.created_at) == (USUAL["actor"], NOW)


@pytest.mark.parametrize("field", ["content", "kind", "subject", "filename", "ledger_head", "created_at"])
def test_a_stored_document_is_never_changed(field: str) -> None:
    stored = store(**USUAL)
    with (
        pytest.raises(IntegrityError, match="Un document enregistré ne se modifie pas : UPDATE refusé"),
        transaction.atomic(),
    ):
        stored.save(update_fields=[field])


def test_its_digest_cannot_be_written_at_all() -> None:
    store(**USUAL)
    with (
        pytest.raises(Exception, match="can only be updated to DEFAULT"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE documents_storeddocument SET sha256 = 'x'")


def test_a_document_whose_time_has_come_may_be_deleted() -> None:
    stored, other = store(**USUAL), store(**USUAL)
    stored.delete()
    assert list(StoredDocument.objects.all()) == [other]


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        pytest.param({"content": b""}, "documents_content_not_empty", id="nothing in it"),
        pytest.param({"kind": "Certificat !"}, "documents_kind", id="a sentence as kind"),
        pytest.param({"subject": "Łucja Wiśniewska"}, "documents_subject", id="a name as subject"),
        pytest.param({"filename": "Łucja.pdf"}, "documents_filename", id="accents in the file name"),
        pytest.param({"filename": "deux mots.pdf"}, "documents_filename", id="a space in the file name"),
        pytest.param({"filename": "../secret.pdf"}, "documents_filename", id="a path as file name"),
        pytest.param({"filename": "sans-extension"}, "documents_filename", id="no extension"),
        pytest.param({"actor": "Hélène"}, "documents_stored_by", id="a name as author"),
        pytest.param({"head": replace(HEAD, chain="VDB")}, "documents_ledger_chain", id="an unknown chain"),
        pytest.param({"head": replace(HEAD, hash="3F9A")}, "documents_ledger_head", id="half a digest"),
    ],
)
def test_what_has_not_the_right_form_is_refused(wrong: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        store(**{**USUAL, **wrong})
    assert not StoredDocument.objects.exists()


def test_the_system_may_store_and_another_format_than_pdf_too() -> None:
    kept = store(**{**USUAL, "actor": "system", "kind": "declaration", "filename": "flux-0001.xml"})
    assert str(kept) == "flux-0001.xml"
