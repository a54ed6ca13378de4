"""What makes a document lasting (PDF/A-3a) and readable by ear (PDF/UA-1).

No outside validator is at hand: the structure is checked here, it is not certified.
"""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from tests.documents.reading import catalog, elements, fonts, information, metadata, tags
from tests.documents.samples import CREATED, DOCUMENTS, HEAD, sample

every_document = pytest.mark.parametrize("name", DOCUMENTS)


@every_document
def test_it_declares_both_standards(name: str) -> None:
    declared = metadata(sample(name))
    assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in declared
    assert "<pdfuaid:part>1</pdfuaid:part>" in declared


@every_document
def test_it_is_tagged_french_and_shows_its_title(name: str) -> None:
    root = catalog(sample(name))
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "fr-FR"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert information(sample(name)).title


@every_document
def test_its_reading_order_has_one_title_and_no_text_outside_a_paragraph(name: str) -> None:
    found = tags(sample(name))
    assert found.count("/Title") == 1
    assert set(found) <= {
        "/Document", "/Title", "/H1", "/H2", "/P", "/Span", "/Strong", "/Link", "/Figure",
        "/Table", "/THead", "/TBody", "/TR", "/TH", "/TD", "/L", "/LI", "/Lbl", "/LBody",
    }  # fmt: skip
    children = catalog(sample(name))["/StructTreeRoot"]["/K"].get_object()
    document = children[0].get_object() if isinstance(children, list) else children
    assert "/Span" not in {child.get_object().get("/S") for child in document["/K"]}


@every_document
def test_headings_do_not_skip_a_level(name: str) -> None:
    levels = [int(tag[2]) for tag in tags(sample(name)) if tag in {"/H1", "/H2", "/H3"}]
    assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False))


@every_document
def test_every_table_has_header_cells(name: str) -> None:
    found = tags(sample(name))
    assert found.count("/THead") == found.count("/Table")
    assert found.count("/TH") >= 2 * found.count("/Table")


@every_document
def test_every_drawing_that_means_something_is_described(name: str) -> None:
    figures = [element for element in elements(sample(name)) if element["/S"] == "/Figure"]
    assert all(figure.get("/Alt") for figure in figures)
    assert len(figures) == (1 if name == "certificate" else 0)  # the QR code


@every_document
def test_its_fonts_are_embedded_and_ours(name: str) -> None:
    found = fonts(sample(name))
    assert all(found.values())
    assert {font.partition("+")[2].partition("-")[0] for font in found} == {"SourceSans3", "SourceSerif4"}


@every_document
def test_it_says_which_colours_it_means(name: str) -> None:
    (intent,) = catalog(sample(name))["/OutputIntents"]
    intent = intent.get_object()
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_object().get_data()


@every_document
def test_it_was_created_when_we_say(name: str) -> None:
    assert information(sample(name)).creation_date == CREATED


@every_document
def test_its_facts_travel_with_it_as_an_associated_file(name: str) -> None:
    (file,) = (reference.get_object() for reference in catalog(sample(name))["/AF"])
    assert (file["/UF"], file["/AFRelationship"]) == ("jurande.json", "/Data")
    assert file["/Desc"]
    embedded = file["/EF"]["/F"].get_object()
    assert embedded["/Subtype"] == "/application/json"
    facts = json.loads(embedded.get_data())
    assert facts["kind"] == name
    assert facts["ledger"] == asdict(HEAD)
    assert facts["facts"] == json.loads(json.dumps(asdict(DOCUMENTS[name]), default=str))
