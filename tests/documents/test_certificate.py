"""The certificate is one page, whatever the names; its QR code is the address of its verification."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
import typst
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from jurande.documents import qr
from jurande.documents.compose import SCALES, certificate
from jurande.documents.contracts import Block, CertificateData, Signatory
from jurande.documents.render import TEMPLATES, RenderError, fonts, page_count
from tests.documents.reading import elements, first_page, height_of, png_rows, reader, text_of
from tests.documents.samples import CERTIFICATE, CREATED, HEAD, TITLE, sample, write

LONG_NAME = "Marie-Françoise Élisabeth Wiśniewska-Żółkiewska de La Rochefoucauld-Montmorency, épouse N’Guyen-Ström"
LONG_TITLE = (
    f"{TITLE}, option conduite d’installations automatisées, maintenance de premier niveau et amélioration "
    "continue des processus de fabrication en grande série"
)
EIGHT_BLOCKS = tuple(
    Block(f"Bloc {n}", "Réalisation d'une production sur plusieurs postes et contribution à la performance")
    for n in range(1, 9)
)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(CERTIFICATE, id="usual"),
        pytest.param(replace(CERTIFICATE, holder=LONG_NAME), id="a very long name"),
        pytest.param(replace(CERTIFICATE, title=LONG_TITLE), id="a very long title"),
        pytest.param(replace(CERTIFICATE, blocks=EIGHT_BLOCKS), id="eight blocks"),
        pytest.param(
            replace(
                CERTIFICATE,
                holder=LONG_NAME,
                title=LONG_TITLE,
                blocks=EIGHT_BLOCKS,
                authority_signatory=Signatory(LONG_NAME, f"Représentant de l’{CERTIFICATE.authority}"),
            ),
            id="everything long",
        ),
    ],
)
def test_it_holds_on_one_page_above_its_signatures(data: CertificateData) -> None:
    pdf = certificate(data, head=HEAD, created=CREATED)
    assert page_count(pdf) == len(reader(pdf).pages) == 1
    text = text_of(pdf).replace("- ", "-")  # a line may end after a hyphen
    assert data.holder in text
    assert data.title in text
    assert data.rncp_claim is not None
    assert height_of(pdf, data.rncp_claim.clause.split()[-1]) > height_of(pdf, data.president.quality) + 10


@given(
    holder=st.text("abcdefghij klm-ÉMW", min_size=1, max_size=120),
    title=st.text("abcdefghij klm-ÉMW", min_size=1, max_size=250),
    blocks=st.integers(1, 10),
)
@settings(max_examples=15, deadline=None)
def test_no_length_of_name_or_title_makes_a_second_page(holder: str, title: str, blocks: int) -> None:
    data = replace(CERTIFICATE, holder=holder, title=title, blocks=(CERTIFICATE.blocks * 5)[:blocks])
    assert page_count(certificate(data, head=HEAD, created=CREATED)) == 1


def test_the_usual_certificate_keeps_the_usual_size_and_a_long_one_does_not() -> None:
    assert SCALES[0] == 1
    whole = replace(CERTIFICATE, title=LONG_TITLE, holder=LONG_NAME, blocks=EIGHT_BLOCKS)
    usual, long = (height_of(write("certificate", data), "Naissance") for data in (CERTIFICATE, whole))
    assert usual < long, "the holder's name takes two smaller lines, higher on the page"


def test_a_text_without_end_is_refused_rather_than_cut() -> None:
    with pytest.raises(RenderError, match="ne tient pas sur une page") as refused:
        certificate(replace(CERTIFICATE, holder="Wiśniewska " * 400), head=HEAD, created=CREATED)
    assert "Wiśniewska" not in str(refused.value)


def test_the_page_is_landscape_a4() -> None:
    box = reader(sample("certificate")).pages[0].mediabox
    assert [round(float(side)) for side in (box.width, box.height)] == [842, 595]


def test_the_address_is_a_link_and_is_told_to_who_cannot_scan() -> None:
    pdf = sample("certificate")
    (annotation,) = (reference.get_object() for reference in first_page(pdf)["/Annots"])
    assert annotation["/A"]["/URI"] == CERTIFICATE.verification_url
    assert annotation["/Contents"]
    (figure,) = (element for element in elements(pdf) if element["/S"] == "/Figure")
    assert CERTIFICATE.verification_url in figure["/Alt"]
    assert CERTIFICATE.verification_url in text_of(pdf).replace("/ ", "/")


@pytest.mark.parametrize(
    "url", [CERTIFICATE.verification_url, "https://r.fr/v/A", "https://registre.example.org/v/" + "7K4Q-" * 12]
)
def test_a_telephone_reads_the_address_in_the_code_as_drawn(url: str) -> None:
    """Draws the code alone, 26 mm wide, white all around, and photographs it at ten pixels a millimetre."""
    sheet = f"""#import "house.typ": qr
#set page(width: 34mm, height: 34mm, margin: 4mm)
#qr({json.dumps(qr.svg(url))}, "")"""
    png = typst.Compiler(root=str(TEMPLATES), font_paths=fonts(), ignore_system_fonts=True).compile(
        input=sheet.encode(), format="png", ppi=254
    )
    assert isinstance(png, bytes)
    read = zxingcpp.read_barcode(photograph(png_rows(png)))
    assert read is not None
    assert (read.text, read.ec_level, read.format) == (url, "M", zxingcpp.BarcodeFormat.QRCode)


def photograph(rows: Sequence[Sequence[int]]) -> memoryview:
    """Grey levels, row by row, as the reader takes them."""
    return memoryview(bytes(level for row in rows for level in row)).cast("B", shape=[len(rows), len(rows[0])])
