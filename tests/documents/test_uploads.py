"""A file handed over is what its content says, and a bad one is refused in a sentence that says what to do."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter

from jurande.documents.uploads import MAX_BYTES, Upload, UploadField, checked_upload
from tests.documents.uploads import jpeg, pdf, png


def handed(content: bytes, name: str = "releve.bin") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def locked_pdf(password: str) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.encrypt(password, owner_password="du-bureau", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def without_pages() -> bytes:
    out = io.BytesIO()
    PdfWriter().write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "extension", "media_type"),
    [
        pytest.param(pdf(), "pdf", "application/pdf", id="a PDF"),
        pytest.param(locked_pdf(""), "pdf", "application/pdf", id="a PDF whose owner forbids to change it"),
        pytest.param(png(), "png", "image/png", id="a PNG"),
        pytest.param(jpeg(), "jpg", "image/jpeg", id="a JPEG"),
        pytest.param(jpeg() + b"\x00" * 40, "jpg", "image/jpeg", id="a JPEG that a scanner padded"),
        pytest.param(pdf() + b"\n%" + b"x" * (MAX_BYTES - len(pdf()) - 2), "pdf", "application/pdf", id="10 MB"),
    ],
)
def test_a_scan_is_known_by_its_content_whatever_its_name(content: bytes, extension: str, media_type: str) -> None:
    assert checked_upload(handed(content, "virus.exe")) == Upload(
        content=content, extension=extension, media_type=media_type
    )


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        pytest.param(b"", "empty", "Ce fichier est vide", id="nothing"),
        pytest.param(pdf() + b" " * MAX_BYTES, "too_large", "dépasse 10 Mo", id="too large"),
        pytest.param(b"MZ\x90\x00" * 40, "kind", "ni un PDF, ni une image PNG ou JPEG", id="a program"),
        pytest.param(b"PK\x03\x04" * 40, "kind", "ni un PDF", id="a text document in an archive"),
        pytest.param(b"<html>%PDF-1.7</html>", "kind", "ni un PDF", id="a page that speaks of PDF"),
        pytest.param(b"%PDF-1.7\nrien", "broken", "Ce PDF est abîmé", id="the beginning of a PDF"),
        pytest.param(pdf()[: len(pdf()) // 2], "broken", "Ce PDF est abîmé", id="half a PDF"),
        pytest.param(locked_pdf("secret"), "locked", "protégé par un mot de passe", id="a PDF with a password"),
        pytest.param(without_pages(), "no_page", "n’a aucune page", id="a PDF without a page"),
        pytest.param(png()[:-12], "broken", "Cette image PNG est abîmée", id="a PNG without its end"),
        pytest.param(png()[:40] + b"?" + png()[41:], "broken", "Cette image PNG est abîmée", id="a PNG damaged"),
        pytest.param(png()[:8], "broken", "Cette image PNG est abîmée", id="a PNG without anything"),
        pytest.param(png(width=40_000, height=40_000), "size", "Les dimensions", id="a PNG of a billion pixels"),
        pytest.param(png(width=0), "size", "Les dimensions", id="a PNG of no width"),
        pytest.param(jpeg()[:-2], "broken", "Cette image JPEG est abîmée", id="a JPEG without its end"),
        pytest.param(b"\xff\xd8\xff\xff\xff\xff", "broken", "Cette image JPEG est abîmée", id="a JPEG of fillers"),
        pytest.param(jpeg(width=65_000, height=65_000), "size", "Les dimensions", id="a JPEG of four billion pixels"),
    ],
)
def test_an_absurd_file_is_refused_in_a_clear_sentence(content: bytes, code: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        checked_upload(handed(content, "releve.pdf"))
    [said] = caught.value.messages
    assert (caught.value.code, words in said.replace("\N{NO-BREAK SPACE}", " ")) == (code, True)


@given(st.sampled_from([pdf(), png(), jpeg()]), st.integers(0, 2_000), st.binary(max_size=60))
def test_whatever_is_damaged_is_accepted_or_refused_never_an_error(whole: bytes, at: int, noise: bytes) -> None:
    at %= len(whole)
    with suppress(ValidationError):
        checked_upload(handed(whole[:at] + noise + whole[at + len(noise) :]))


def test_a_form_gives_the_file_checked_and_tells_browsers_what_to_offer() -> None:
    class Handing(forms.Form):
        scan = UploadField(label="Feuille numérisée")

    def sent(content: bytes) -> Handing:
        return Handing({}, MultiValueDict({"scan": [handed(content)]}))

    form = sent(png())
    assert form.is_valid()
    assert form.cleaned_data["scan"].extension == "png"
    assert 'accept=".pdf,.png,.jpg,.jpeg"' in str(form["scan"])
    assert "Ce fichier n’est ni un PDF" in str(sent(b"rien").errors["scan"])
    assert Handing({}, MultiValueDict()).errors["scan"]
