"""The organisation's seal: what it covers, who it names, what it tells of a file that was touched."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import PageObject
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from jurande.documents.inspect import UnreadableDocument, printed_head
from jurande.documents.seal import Sealer, SealError, examine, seal
from jurande.documents.seal_reading import Examination
from tests.documents.samples import DOCUMENTS, HEAD, sample
from tests.documents.sealing import (
    NOW,
    REASON,
    YEAR,
    Pair,
    authority,
    our_sealer,
    ours,
    pair,
    plain,
    private,
    sealed,
    sealer_of,
)


def read(content: bytes, *, trusted: Pair | None = None, at: timedelta = timedelta()) -> Examination:
    return examine(content, trusted=[(trusted or ours()).read], authorities=[], now=NOW + at)


# --- A seal that holds -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_sealed_document_begins_with_the_document_to_the_byte(name: str) -> None:
    assert sealed(name).startswith(sample(name))
    assert 0 < len(sealed(name)) - len(sample(name)) < 16_000


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_can_be_sealed_and_still_carries_its_head(name: str) -> None:
    assert read(sealed(name)).holds
    assert printed_head(sealed(name)) == HEAD


def test_the_seal_says_who_and_when_and_covers_everything() -> None:
    found = read(sealed("minutes"))
    assert found.holds
    assert (found.sealed_by, found.issued_by, found.level) == ("Cachet des jurys", "Autorité d’essai", "B-B")
    assert (found.declared_at, found.stamped_at) == (NOW, None)
    assert (found.covered, found.added, found.others) == (len(sealed("minutes")), 0, 0)
    assert found.fingerprint == ours().read.sha256.hex()


def test_trusting_who_issued_the_certificate_is_enough() -> None:
    assert read(sealed("minutes"), trusted=authority()).holds


def test_a_seal_can_be_set_where_an_event_loop_already_runs() -> None:
    async def running() -> bytes:
        return seal(sample("certificate"), key=our_sealer(), reason=REASON, now=NOW)

    # In a thread of its own: a browser's tests leave a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        assert read(thread.submit(lambda: asyncio.run(running())).result()).holds


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 not a PDF", sample("certificate")[:20_000]],
    ids=["nothing", "another format", "a cut file"],
)
def test_what_is_not_a_whole_pdf_is_not_sealed(content: bytes) -> None:
    with pytest.raises(SealError, match="n’est pas un PDF"):
        seal(content, key=our_sealer(), reason=REASON, now=NOW)


def test_a_document_is_sealed_once() -> None:
    with pytest.raises(SealError, match="deux fois"):
        seal(sealed("minutes"), key=our_sealer(), reason=REASON, now=NOW)


@pytest.mark.parametrize(
    ("at", "words"), [(-2 * YEAR, "à partir du"), (2 * YEAR, "a expiré le")], ids=["early", "late"]
)
def test_a_certificate_seals_only_while_it_is_valid(at: timedelta, words: str) -> None:
    with pytest.raises(SealError, match=words):
        seal(sample("certificate"), key=our_sealer(), reason=REASON, now=NOW + at)


# --- A file that was touched -----------------------------------------------------------------------------------------
def touched(content: bytes) -> str:
    """What is said of a file whose seal does not hold; fails when it holds."""
    try:
        found = read(content)
    except UnreadableDocument as error:
        return str(error)
    assert not found.holds
    return plain(found.faults)


def hole(content: bytes) -> tuple[int, int]:
    """Where the seal itself is: the only bytes that it does not cover."""
    start = content.rindex(b"/Contents <") + len("/Contents ")
    return start, content.index(b">", start) + 1


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_no_byte_that_the_seal_covers_changes_unseen(data: st.DataObject) -> None:
    content = sealed("certificate")
    start, end = hole(content)
    document, dictionaries = st.integers(0, start - 1), st.integers(len(sample("certificate")), start - 1)
    at = data.draw(document | dictionaries | st.integers(end, len(content) - 1))
    assert touched(content[:at] + bytes([content[at] ^ data.draw(st.integers(1, 255))]) + content[at + 1 :])


def test_a_changed_word_is_told_as_such() -> None:
    content = sealed("minutes")
    assert content.count(b"/Title") > 1
    assert "a été modifié" in touched(content.replace(b"/Title", b"/Titre", 1))


def test_nothing_hides_where_the_seal_does_not_cover() -> None:
    content = sealed("minutes")
    _, end = hole(content)
    assert "autre chose que lui" in touched(content[: end - 5] + b"BEEF" + content[end - 1 :])


def with_page(out: IncrementalPdfFileWriter) -> None:
    drawing = RawContent(b"0 0 100 100 re f", box=BoxConstraints(width=595, height=842))
    out.insert_page(PageObject(out.add_object(drawing.as_form_xobject()), (0, 0, 595, 842)))


def with_annotation(out: IncrementalPdfFileWriter) -> None:
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Text"),
            NameObject("/Rect"): ArrayObject(FloatObject(side) for side in (0, 0, 90, 90)),
            NameObject("/Contents"): TextStringObject("Admis"),
        }
    )
    out.register_annotation(out.find_page_for_modification(0)[0], out.add_object(note))


def with_field(out: IncrementalPdfFileWriter) -> None:
    append_signature_field(out, SigFieldSpec("Second", box=(10, 10, 90, 90)))


def with_proofs(out: IncrementalPdfFileWriter) -> None:
    DocumentSecurityStore.supply_dss_in_writer(out, None, certs=[authority().read])


@pytest.mark.parametrize(
    ("add", "words"),
    [
        (with_page, "son contenu a été modifié après le cachet"),
        (with_annotation, "son contenu a été modifié après le cachet"),
        (with_field, "après"),
        (with_proofs, "de quoi conserver le cachet"),
    ],
    ids=["a page", "an annotation", "a field", "proofs"],
)
def test_whatever_a_program_adds_after_the_seal_is_told(
    add: Callable[[IncrementalPdfFileWriter], None], words: str
) -> None:
    writer, written = IncrementalPdfFileWriter(io.BytesIO(sealed("minutes"))), io.BytesIO()
    add(writer)
    writer.write(written)
    content = written.getvalue()
    assert content.startswith(sealed("minutes"))
    found = read(content)
    assert (found.covered, found.added) == (len(sealed("minutes")), len(content) - len(sealed("minutes")))
    assert words in plain(found.faults)


def test_bytes_added_after_the_seal_are_told() -> None:
    assert "des octets ont été ajoutés après le cachet" in touched(sealed("minutes") + b"% nothing to see\n")


def test_the_seal_of_another_key_is_not_ours() -> None:
    impostor = sealer_of(pair("Cachet des jurys", issuer=pair("Autorité d’essai", usages=("key_cert_sign",))))
    content = seal(sample("minutes"), key=impostor, reason=REASON, now=NOW)
    for trusted in (ours(), authority()):
        found = read(content, trusted=trusted)
        assert found.sealed_by == "Cachet des jurys"
        assert "n’est pas reconnu ici" in plain(found.faults)


def test_another_seal_of_the_same_issuer_is_not_ours() -> None:
    neighbour = sealer_of(pair("Cachet du voisin", issuer=authority()))
    assert "voisin" in touched(seal(sample("minutes"), key=neighbour, reason=REASON, now=NOW))


def test_a_certificate_that_is_not_made_to_sign_seals_nothing_that_holds() -> None:
    server = pair("Serveur", issuer=authority(), usages=("key_agreement",))
    signer = SimpleSigner(server.read, private(server.key), SimpleCertificateStore())
    content = seal(
        sample("minutes"),
        key=Sealer(certificate=server.read, opened=lambda: nullcontext(signer)),
        reason=REASON,
        now=NOW,
    )
    assert "n’est pas reconnu ici" in plain(read(content, trusted=authority()).faults)


def test_without_anyone_to_trust_no_seal_holds() -> None:
    found = examine(sealed("minutes"), trusted=[], authorities=[], now=NOW)
    assert "n’est pas reconnu ici" in plain(found.faults)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "n’est pas un PDF"), (b"not a PDF", "n’est pas un PDF"), (sample("minutes"), "aucun cachet électronique")],
    ids=["nothing", "another format", "not sealed"],
)
def test_a_file_without_a_seal_is_told(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableDocument, match=words):
        read(content)


@pytest.mark.parametrize(
    ("at", "words"), [(-2 * YEAR, "à partir du"), (2 * YEAR, "rien ne prouve")], ids=["early", "late"]
)
@pytest.mark.parametrize("trusted", [ours, authority], ids=["its certificate", "its issuer"])
def test_without_a_timestamp_a_certificate_must_be_valid_now(
    at: timedelta, words: str, trusted: Callable[[], Pair]
) -> None:
    (fault,) = read(sealed("minutes"), trusted=trusted(), at=at).faults
    assert words in plain([fault])


def test_no_name_of_a_certificate_reaches_the_logs(caplog: pytest.LogCaptureFixture) -> None:
    person = sealer_of(pair("Jeanne Martin"))
    with caplog.at_level(logging.DEBUG):
        found = read(seal(sample("certificate"), key=person, reason=REASON, now=NOW))
    assert not found.holds
    assert "Jeanne" not in caplog.text
