"""Reading a PDF back: its text, its structure, what it looks like."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

from pypdf import DocumentInformation, PdfReader


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """All the text, with every white space, breaking or not, as one space."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader(pdf).pages))


def catalog(pdf: bytes) -> Any:
    return reader(pdf).trailer["/Root"]


def metadata(pdf: bytes) -> str:
    """The XMP packet."""
    packet: bytes = catalog(pdf)["/Metadata"].get_data()
    return packet.decode()


def information(pdf: bytes) -> DocumentInformation:
    found = reader(pdf).metadata
    assert found is not None
    return found


def first_page(pdf: bytes) -> Any:
    return reader(pdf).pages[0]


def elements(pdf: bytes) -> Iterator[Any]:
    """The elements of the structure tree, in reading order."""

    def walk(node: Any) -> Iterator[Any]:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                yield from walk(child)
        elif isinstance(node, dict) and "/S" in node:
            yield node
            if "/K" in node:
                yield from walk(node["/K"])

    yield from walk(catalog(pdf)["/StructTreeRoot"]["/K"])


def tags(pdf: bytes) -> list[str]:
    return [element["/S"] for element in elements(pdf)]


def fonts(pdf: bytes) -> dict[str, bool]:
    """The fonts that the pages name, each with whether its program is embedded."""
    found: dict[str, bool] = {}
    pages: list[Any] = list(reader(pdf).pages)
    for page in pages:
        for font in page["/Resources"]["/Font"].get_object().values():
            described = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = described["/FontDescriptor"].get_object()
            found[described["/BaseFont"]] = "/FontFile2" in descriptor or "/FontFile3" in descriptor
    return found


def height_of(pdf: bytes, words: str) -> float:
    """How high above the bottom of the first page some words stand, in points; the first place that has them."""
    found: list[float] = []

    def note(text: str, matrix: list[float], text_matrix: list[float], *_: object) -> None:
        if words in re.sub(r"\s+", " ", text):
            found.append(text_matrix[4] * matrix[1] + text_matrix[5] * matrix[3] + matrix[5])

    reader(pdf).pages[0].extract_text(visitor_text=note)
    return found[0]


def png_rows(png: bytes) -> list[list[int]]:
    """The red channel of an 8-bit RGBA image, row by row (PNG, section 9: the five filters)."""
    width, height = (int.from_bytes(png[start : start + 4]) for start in (16, 20))
    assert png[24:26] == b"\x08\x06", "8 bits, RGBA"
    data, at = b"", 8
    while at < len(png):
        length, kind = int.from_bytes(png[at : at + 4]), png[at + 4 : at + 8]
        if kind == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    raw, stride = zlib.decompress(data), 4 * width
    above = bytearray(stride)
    rows: list[list[int]] = []
    for y in range(height):
        start = y * (stride + 1)
        row = bytearray(raw[start + 1 : start + 1 + stride])
        _unfilter(raw[start], row, above)
        rows.append(list(row[::4]))
        above = row
    return rows


def _unfilter(kind: int, row: bytearray, above: bytearray) -> None:
    if kind == 0:
        return
    if kind == 2 and not any(row):  # most rows of a page repeat the one above
        row[:] = above
        return
    for x in range(len(row)):
        left = row[x - 4] if x >= 4 else 0
        corner = above[x - 4] if x >= 4 else 0
        up = above[x]
        row[x] = (row[x] + (0, left, up, (left + up) // 2, _paeth(left, up, corner))[kind]) & 255


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))
