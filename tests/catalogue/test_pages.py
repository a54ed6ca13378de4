"""The public pages of the catalogue: open to all, complete, and the same data for a machine."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from jurande.catalogue.record_file import RECORDS, load
from jurande.rules.certification import RecordClause
from jurande.rules.rulebook import EDITIONS
from jurande.rules.settings import QUESTIONS
from jurande.ui.french import typographic

# The page shows the choices in force, which are rows.
pytestmark = pytest.mark.django_db

NBSP = "\N{NO-BREAK SPACE}"


def page() -> str:
    """The page of RNCP 28245 for a visitor who is not logged in."""
    response = Client().get(reverse("catalogue:record", args=["RNCP28245"]))
    assert response.status_code == 200
    return response.text.replace("&#x27;", "'").replace("&quot;", '"')


def test_the_addresses_are_short() -> None:
    assert reverse("catalogue:record", args=["RNCP28245"]).endswith("/RNCP28245/")
    assert reverse("catalogue:record_json", args=["RNCP28245"]).endswith("/RNCP28245.json")


@pytest.mark.parametrize("name", ["catalogue:record", "catalogue:record_json"])
def test_an_unknown_code_is_not_found(name: str) -> None:
    assert Client().get(reverse(name, args=["RNCP1"])).status_code == 404


@pytest.mark.parametrize("name", ["catalogue:record", "catalogue:record_json"])
def test_nothing_can_be_posted(name: str) -> None:
    assert Client().post(reverse(name, args=["RNCP28245"])).status_code == 405


def test_the_index_leads_to_every_record() -> None:
    response = Client().get(reverse("catalogue:index"))
    assert f'href="{reverse("catalogue:record", args=["RNCP28245"])}"' in response.text
    assert "21\N{NO-BREAK SPACE}avril 2022" in response.text


def test_every_inferred_value_shows_its_reason() -> None:
    sections = load("RNCP28245").sections
    inferred = [
        *(route.inferred for route in sections.conditions.routes),
        *(territory.inferred for territory in sections.overseas),
        *(block.inferred for block in sections.blocks),
        *(site.inferred for site in sections.information.sites),
        *(step.inferred for way in sections.access.ways for step in way.steps if step.inferred),
        sections.referential.inferred,
    ]
    assert len(inferred) == 13
    assert all(inferred)
    text = page()
    for reason in set(inferred):
        assert text.count(typographic(reason)) == inferred.count(reason)
    assert text.count("Déduit.") == len(inferred)


def test_the_brochure_number_is_not_taken_for_an_idcc() -> None:
    assert f"non un IDCC{NBSP}: la métallurgie a l’IDCC 3248." in page()


def test_each_block_shows_its_expression_in_words() -> None:
    words = (
        "(situation professionnelle réelle, ou présentation des projets ou activités, "
        "ou situation professionnelle reconstituée), et avis de l’entreprise"
    )
    assert page().count(words) == 2


def test_every_clause_that_rules_cite_is_on_the_page() -> None:
    text = page()
    for name in RecordClause:
        clause = load("RNCP28245").certification.clause(name)
        assert typographic(f"« {clause.quote} » {clause.ref}") in text


def test_every_open_question_is_shown_as_a_choice() -> None:
    text = page()
    assert "Des choix, non la loi" in text
    for question in QUESTIONS.values():
        assert typographic(question.asks) in text
        assert typographic(question.why) in text


def test_every_edition_of_the_rules_is_shown() -> None:
    text = page()
    for edition in EDITIONS:
        assert typographic(edition.label) in text
        assert typographic(edition.composition.ref) in text


def test_every_criterion_is_marked_as_an_example() -> None:
    text = page()
    criteria = [one for capacity in load("RNCP28245").certification.capacities for one in capacity.criteria]
    assert text.count("(exemple)") == len(criteria)
    for criterion in criteria:
        assert typographic(criterion.text) in text


def test_the_contents_lead_to_every_section_and_nowhere_else() -> None:
    text = page()
    titles = re.findall(r'<h2 id="([^"]+)"', text)
    contents = text[text.index('<nav class="marginal"') : text.index("</nav>")]
    assert re.findall(r'href="#([^"]+)"', contents) == [name for name in titles if name not in {"contents", "rules"}]
    assert set(re.findall(r'href="#([^"]+)"', text)) <= {*titles, "contenu"}


def plain(value: Any) -> Any:
    """TOML data as JSON holds it: dates in ISO, and a text without the line breaks of the file."""
    match value:
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case list():
            return [plain(item) for item in value]
        case str():
            return "\n\n".join(" ".join(paragraph.split()) for paragraph in value.split("\n\n"))
        case date():
            return value.isoformat()
    return value


def without_defaults(data: Any, file: Any) -> Any:
    """The data without the keys that the file leaves out, provided that they hold nothing."""
    if isinstance(data, dict) and isinstance(file, dict):
        assert all(not value for key, value in data.items() if key not in file)
        return {key: without_defaults(value, file[key]) for key, value in data.items() if key in file}
    if isinstance(data, list) and isinstance(file, list) and len(data) == len(file):
        return [without_defaults(ours, theirs) for ours, theirs in zip(data, file, strict=True)]
    return data


def test_the_json_is_the_file_and_its_criteria() -> None:
    response = Client().get(reverse("catalogue:record_json", args=["RNCP28245"]))
    assert response["Content-Type"] == "application/json"
    record = plain(tomllib.loads((RECORDS / "rncp28245.toml").read_text("utf-8")))
    record["criteria"] = plain(tomllib.loads((RECORDS / "rncp28245-criteria-example.toml").read_text("utf-8")))
    assert without_defaults(response.json(), record) == record
