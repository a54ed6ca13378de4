"""The record against the printed document, both ways: nothing of it missing, nothing official invented."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from enum import StrEnum
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from jurande.catalogue.record_file import load
from tests.catalogue.reference import document, lines, normalised

# The page shows the choices in force, which are rows.
pytestmark = pytest.mark.django_db

INLINE = {"a", "abbr", "b", "span", "sup"}
# What the file adds to the document: its keys and notes, and the tables that rules read.
OURS = {"code", "note", "inferred", "expression", "section", "article", "referential", "registration"}


class Reader(HTMLParser):
    """Reads a page as a person does: a block begins a new word, an inline element does not."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in INLINE:
            self.words.append(" ")
        self.addresses.extend(value for name, value in attrs if name == "href" and value)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def record_page() -> str:
    """The text of the page of the record, then the addresses that it links to."""
    reader = Reader()
    reader.feed(Client().get(reverse("catalogue:record", args=["RNCP28245"])).text)
    return normalised("".join(reader.words)) + " " + " ".join(reader.addresses)


def missing(wanted: Iterable[str], page: str) -> list[str]:
    """The lines that the page does not show. What the document prints in capitals may be in lower case."""
    lower = page.lower()
    return [line for line in wanted if line not in page and not (line.isupper() and line.lower() in lower)]


def official(value: object) -> list[str]:
    """The texts that the file gives as the document's own."""
    match value:
        case StrEnum():
            return []
        case str():
            return [normalised(value)]
        case tuple():
            return [text for item in value for text in official(item)]
    if not is_dataclass(value):
        return []
    return [text for spec in fields(value) if spec.name not in OURS for text in official(getattr(value, spec.name))]


def test_every_line_of_the_document_is_on_the_page() -> None:
    assert missing(lines(document()), record_page()) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "3109 - Métallurgie",
        "12) Apporter",
        "C12 Apporter",
        "284 fois",
        "prépondérante",
        "Avis de l’entreprise :",
        "codeRome=H2906",
    ],
)
def test_a_sentence_lost_by_the_page_would_be_missed(sentence: str) -> None:
    wanted = lines(document())
    assert missing(wanted, record_page().replace(sentence, "")) != []


def test_every_official_text_of_the_file_is_in_the_document() -> None:
    printed = normalised(" ".join(lines(document())))
    texts = official(load("RNCP28245").sections)
    assert [text for text in texts if text not in printed] == []
    assert len(texts) > 100
