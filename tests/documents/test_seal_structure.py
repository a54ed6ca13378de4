"""What a seal must not break: PDF/A-3a and PDF/UA-1. And what both ask of the seal itself.

No outside validator is at hand: the clauses that concern a signature are written here as assertions.
"""

from __future__ import annotations

from typing import Any

import pytest
from asn1crypto.cms import ContentInfo

from tests.documents.reading import catalog, elements, first_page, information, metadata, reader, tags, text_of
from tests.documents.samples import DOCUMENTS, sample
from tests.documents.sealing import NOW, REASON, ours, sealed

every_document = pytest.mark.parametrize("name", DOCUMENTS)


def widget(pdf: bytes) -> Any:
    """The annotation of the seal, which is its field too."""
    (field,) = catalog(pdf)["/AcroForm"]["/Fields"]
    return field.get_object()


def seal_of(pdf: bytes) -> Any:
    return widget(pdf)["/V"].get_object()


def cms(pdf: bytes) -> Any:
    found = ContentInfo.load(bytes(seal_of(pdf)["/Contents"].original_bytes))
    assert found["content_type"].native == "signed_data"
    return found["content"]


# --- What stays ------------------------------------------------------------------------------------------------------
@every_document
def test_it_still_declares_both_standards_in_the_same_packet(name: str) -> None:
    assert metadata(sealed(name)) == metadata(sample(name))
    assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in metadata(sealed(name))
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata(sealed(name))


@every_document
def test_its_catalog_keeps_everything_and_gains_a_form_and_an_extension(name: str) -> None:
    before, after = catalog(sample(name)), catalog(sealed(name))
    assert set(after) - set(before) == {"/AcroForm", "/Extensions"}
    for entry in before:
        assert repr(after.raw_get(entry)).split(",")[:2] == repr(before.raw_get(entry)).split(",")[:2], entry
    assert after["/MarkInfo"]["/Marked"].value is True


@every_document
def test_its_structure_its_text_its_titles_and_its_dates_are_unchanged(name: str) -> None:
    assert tags(sealed(name)) == tags(sample(name))
    assert [element.get("/Alt") for element in elements(sealed(name))] == [
        element.get("/Alt") for element in elements(sample(name))
    ]
    assert text_of(sealed(name)) == text_of(sample(name))
    assert dict(information(sealed(name))) == dict(information(sample(name)))


@every_document
def test_its_attached_facts_are_unchanged(name: str) -> None:
    assert reader(sealed(name)).attachments == reader(sample(name)).attachments
    (file,) = (reference.get_object() for reference in catalog(sealed(name))["/AF"])
    assert file["/AFRelationship"] == "/Data"


# --- PDF/A-3 (ISO 19005-3) -------------------------------------------------------------------------------------------
@every_document
def test_it_stays_a_pdf_1_7(name: str) -> None:
    """PDF/A-3 is made of ISO 32000-1: nothing raises the version, and the one extension is that of PAdES."""
    assert reader(sealed(name)).pdf_header == "%PDF-1.7"
    root = catalog(sealed(name))
    assert "/Version" not in root
    assert list(root["/Extensions"]) == ["/ESIC"]
    assert root["/Extensions"]["/ESIC"]["/BaseVersion"] == "/1.7"


@every_document
def test_its_trailers_identify_the_same_file(name: str) -> None:
    """6.1.3: the last trailer has an ID; ISO 32000-1, 14.4: its first part never changes."""
    before: Any = reader(sample(name)).trailer
    after: Any = reader(sealed(name)).trailer
    assert after["/ID"][0].original_bytes == before["/ID"][0].original_bytes
    assert after["/ID"][1].original_bytes != before["/ID"][1].original_bytes
    assert "/Encrypt" not in after


@every_document
def test_its_byte_range_is_the_whole_file_but_the_seal(name: str) -> None:
    """6.4.3: the digest is over the entire file, signature dictionary included, its Contents value left out."""
    pdf = sealed(name)
    zero, first, second, rest = seal_of(pdf)["/ByteRange"]
    assert (zero, second + rest) == (0, len(pdf))
    assert pdf[first : first + 1] + pdf[second - 1 : second] == b"<>"
    assert (second - first) % 2 == 0
    assert bytes.fromhex(pdf[first + 1 : second - 1].decode()) == bytes(seal_of(pdf)["/Contents"].original_bytes)


@every_document
def test_it_has_one_signer_whose_certificate_is_inside(name: str) -> None:
    """6.4.3: a DER-encoded PKCS#7 object, the signer's certificate at least, one signer."""
    (signer,) = cms(sealed(name))["signer_infos"]
    certificates = [one.chosen for one in cms(sealed(name))["certificates"]]
    assert ours().read.dump() in [one.dump() for one in certificates]
    assert len(certificates) == len({one.dump() for one in certificates}) == 2
    assert signer["sid"].chosen["serial_number"].native == ours().read.serial_number


@every_document
def test_its_form_and_its_widget_are_those_that_an_archive_accepts(name: str) -> None:
    """6.3.2: printed, not hidden. 6.3.3: no appearance is due when it has no size. 6.4.1: no action, no guess."""
    form, field = catalog(sealed(name))["/AcroForm"], widget(sealed(name))
    assert form["/SigFlags"] == 3
    assert not {"/NeedAppearances", "/XFA"} & set(form)
    assert not {"/A", "/AA"} & set(field)
    flags = int(field["/F"])
    assert flags & 0b100, "printed"
    assert not flags & (0b1 | 0b10 | 0b100000 | 0b100000000), "neither invisible, hidden, out of view nor toggled"
    left, bottom, right, top = field["/Rect"]
    assert (left, bottom) == (right, top)


# --- PDF/UA-1 (ISO 14289-1) ------------------------------------------------------------------------------------------
@every_document
def test_its_widget_is_off_the_page_and_has_a_name(name: str) -> None:
    """7.18.1: an annotation that is not tagged is hidden or outside the crop box; a field has an alternate name."""
    field, page = widget(sealed(name)), reader(sealed(name)).pages[0]
    left, bottom, right, top = (float(side) for side in field["/Rect"])
    box = page.cropbox
    assert right < box.left or left > box.right or top < box.bottom or bottom > box.top
    assert field["/TU"] == "Cachet électronique de l’organisation"
    assert "/StructParent" not in field


@every_document
def test_the_page_of_the_widget_follows_the_structure(name: str) -> None:
    """7.18.3: a page with an annotation is walked through in the order of its structure."""
    page, before = first_page(sealed(name)), first_page(sample(name))
    assert page["/Tabs"] == "/S"
    numbers = [annotation.idnum for annotation in page["/Annots"]]
    already = [annotation.idnum for annotation in before.get("/Annots", [])]
    assert numbers == [*already, widget(sealed(name)).indirect_reference.idnum]


# --- PAdES baseline (ETSI EN 319 142-1, table 1) ---------------------------------------------------------------------
@every_document
def test_its_signed_attributes_are_those_of_the_baseline(name: str) -> None:
    """content-type, message-digest, signing-certificate-v2; the time is in the dictionary, and not in the CMS."""
    assert seal_of(sealed(name))["/SubFilter"] == "/ETSI.CAdES.detached"
    assert seal_of(sealed(name))["/Filter"] == "/Adobe.PPKLite"
    assert "/Cert" not in seal_of(sealed(name))
    (signer,) = cms(sealed(name))["signer_infos"]
    attributes = [one["type"].native for one in signer["signed_attrs"]]
    assert sorted(attributes) == ["content_type", "message_digest", "signing_certificate_v2"]
    assert signer["digest_algorithm"]["algorithm"].native == "sha256"
    assert signer["signature_algorithm"]["algorithm"].native == "sha256_ecdsa"
    assert cms(sealed(name))["encap_content_info"]["content"].native is None


def test_it_tells_its_reason_and_its_time() -> None:
    dictionary = seal_of(sealed("minutes"))
    assert dictionary["/Reason"].replace("\N{NO-BREAK SPACE}", " ") == REASON
    assert dictionary["/M"] == f"D:{NOW:%Y%m%d%H%M%S}Z"
    assert not {"/Name", "/Location", "/ContactInfo"} & set(dictionary)
