"""A file that somebody hands over, a scan most often: looked at by its content, never by its name, kept as it is."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from pypdf import PdfReader

from jurande.ui.french import typographic

MAX_BYTES = 10 * 1024 * 1024
# A sheet of paper scanned at 600 points an inch has 35 million; what goes far beyond is no sheet.
MAX_PIXELS = 120_000_000
# For the widget of a form: what a file picker offers first.
ACCEPT = ".pdf,.png,.jpg,.jpeg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file whose content is what its `extension` ("pdf", "png", "jpg") and its `media_type` say."""

    content: bytes
    extension: str
    media_type: str


class UploadField(forms.FileField):
    """A file to hand over, whose cleaned value is an Upload."""

    def __init__(self, **given: Any) -> None:
        described = {"widget": forms.ClearableFileInput(attrs={"accept": ACCEPT}), **given}
        super().__init__(**described)

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        """Raises ValidationError, in French, when the file is none of those accepted."""
        file = super().clean(data, initial)
        return checked_upload(file) if file else None


def checked_upload(file: File[bytes]) -> Upload:
    """The content of `file`, once it is known to be a PDF with pages, a PNG or a JPEG, of 10 MB at most.

    Its name and the type that the browser declares are not looked at. Raises ValidationError, in French, that says
    what was wrong and what to do; nothing is written.
    """
    if file.size > MAX_BYTES:
        raise _fault("too_large", "Ce fichier dépasse 10 Mo : numérisez-le en noir et blanc, ou en 200 points/pouce.")
    content = file.read()
    if not content:
        raise _fault("empty", "Ce fichier est vide : choisissez-en un autre.")
    for begins, extension, media_type, check in KINDS:
        if content.startswith(begins):
            check(content)
            return Upload(content=content, extension=extension, media_type=media_type)
    raise _fault("kind", "Ce fichier n’est ni un PDF, ni une image PNG ou JPEG : numérisez-le dans un de ces formats.")


def _check_pdf(content: bytes) -> None:
    try:
        reader = PdfReader(io.BytesIO(content))
        locked = reader.is_encrypted and not reader.decrypt("")
        pages = 0 if locked else len(reader.pages)
    except Exception as error:  # anybody's bytes: a parser that stumbles, in whatever way, has read no PDF
        raise _fault(
            "broken", "Ce PDF est abîmé et ne s’ouvre pas : enregistrez-le ou numérisez-le à nouveau."
        ) from error
    if locked:
        raise _fault("locked", "Ce PDF est protégé par un mot de passe : personne ne pourrait le lire. Retirez-le.")
    if not pages:
        raise _fault("no_page", "Ce PDF n’a aucune page : choisissez-en un autre.")


def _check_png(content: bytes) -> None:
    """Each chunk whole with its checksum, a size to begin with, the end where it says so."""
    at, names = 8, []
    while at + 12 <= len(content):
        length, name = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        body, crc = content[at + 4 : at + 8 + length], content[at + 8 + length : at + 12 + length]
        if len(crc) != 4 or zlib.crc32(body) != int.from_bytes(crc):
            break
        names.append(name)
        if name == b"IHDR":
            _check_size(int.from_bytes(body[4:8]), int.from_bytes(body[8:12]))
        if name == b"IEND":
            break
        at += 12 + length
    if not names or names[0] != b"IHDR" or b"IDAT" not in names or names[-1] != b"IEND":
        raise _fault("broken", "Cette image PNG est abîmée ou incomplète : enregistrez-la ou numérisez-la à nouveau.")


# What begins a frame and says its size: every SOF but the tables (DHT, JPG, DAC) that share their numbers.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _check_jpeg(content: bytes) -> None:
    """Each segment whole up to the picture itself, its size, and an end."""
    at, sized = 2, False
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker == 0xFF:  # a filler before a marker
            at += 1
            continue
        if marker in FRAMES and length >= 8 and at + 9 <= len(content):
            _check_size(int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7]))
            sized = True
        at += 2 + length
        if marker == 0xDA and sized and length >= 2 and content.find(b"\xff\xd9", at) >= 0:
            return
    raise _fault("broken", "Cette image JPEG est abîmée ou incomplète : enregistrez-la ou numérisez-la à nouveau.")


def _check_size(width: int, height: int) -> None:
    if not (width and height) or width * height > MAX_PIXELS:
        raise _fault("size", "Les dimensions de cette image ne sont pas celles d’une feuille numérisée.")


def _fault(code: str, text: str) -> ValidationError:
    return ValidationError(typographic(text), code=code)


KINDS: tuple[tuple[bytes, str, str, Callable[[bytes], None]], ...] = (
    (b"%PDF-", "pdf", "application/pdf", _check_pdf),
    (b"\x89PNG\r\n\x1a\n", "png", "image/png", _check_png),
    (b"\xff\xd8\xff", "jpg", "image/jpeg", _check_jpeg),
)
