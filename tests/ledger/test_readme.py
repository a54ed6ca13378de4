"""An outsider with README.md, `sha256sum` and PostgreSQL, and without this program."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

import jurande.ledger
from jurande.ledger.canonical import canonical, details_digest, digest
from jurande.ledger.models import Entry
from jurande.ledger.verify import verify
from tests.ledger.samples import CENTRE, NOW, ZOE, write, write_many

README = (Path(jurande.ledger.__file__).parent / "README.md").read_text()


def blocks(language: str) -> list[str]:
    """The fenced blocks of one language, in the order of the page."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)
    return [text for name, text in found if name == language]


[COMMANDS] = blocks("sh")
[OUTPUT] = blocks("")
OF_ONE_ENTRY, OF_A_CHAIN = blocks("sql")
DETAILS_TEXT, ENTRY_TEXT = re.findall(r"'(\{.*\})'", COMMANDS)
DETAILS_DIGEST, ENTRY_HASH = re.findall(r"[0-9a-f]{64}", OUTPUT)


def test_the_commands_of_the_page_print_what_the_page_says() -> None:
    assert shutil.which("sha256sum"), "sha256sum (coreutils) is needed to follow README.md as an outsider would"
    done = subprocess.run(["sh", "-c", COMMANDS], capture_output=True, text=True, check=True)  # noqa: S607
    assert done.stdout == OUTPUT


def test_the_texts_of_the_page_are_those_that_the_program_hashes() -> None:
    details, entry = json.loads(DETAILS_TEXT), json.loads(ENTRY_TEXT)
    assert canonical(details).decode() == DETAILS_TEXT
    assert canonical(entry).decode() == ENTRY_TEXT
    assert details_digest(details["salt"], details["details"]) == DETAILS_DIGEST == entry["details_digest"]
    assert digest(entry) == ENTRY_HASH


def test_the_entry_of_the_page_is_the_one_that_its_facts_make() -> None:
    facts = json.loads(ENTRY_TEXT)
    typed = {"act_id": UUID(facts["act_id"]), "effective_on": date.fromisoformat(facts["effective_on"])}
    typed["recorded_at"] = Entry._meta.get_field("recorded_at").to_python(facts["recorded_at"])
    entry = Entry(chain_id=facts.pop("chain"), **facts | typed)
    assert entry.computed_hash() == ENTRY_HASH


def test_the_page_names_every_key_that_is_hashed_and_no_other() -> None:
    keys = re.findall(r"^\| `(\w+)` \|", README.partition("## What is hashed")[2], flags=re.MULTILINE)
    assert keys == list(json.loads(ENTRY_TEXT)) == sorted(Entry(effective_on=date.min, recorded_at=NOW).content())


def test_postgresql_gives_the_text_of_an_entry(owner: psycopg.Connection) -> None:
    entry = write(
        details=ZOE, data={"b": [1, ["x"]], "a_1": True, "a": -1}, clauses=["record.enrolment", "law.L6113-9"]
    )
    [(text,)] = owner.execute(OF_ONE_ENTRY).fetchall()
    assert text.encode() == canonical(entry.content())


@pytest.mark.parametrize(
    ("tampering", "named"),
    [
        pytest.param("SELECT 1", [], id="nothing"),
        pytest.param("UPDATE ledger_entry SET role = 'manager' WHERE sequence = 3", [3], id="an entry changed"),
        pytest.param("DELETE FROM ledger_entry WHERE sequence = 3", [4], id="an entry removed"),
        pytest.param("DELETE FROM ledger_entry WHERE sequence = 1", [2], id="the first removed"),
    ],
)
def test_postgresql_alone_checks_a_chain(tamperer: psycopg.Connection, tampering: str, named: list[int]) -> None:
    write_many(5, details={})
    tamperer.execute(tampering)
    assert tamperer.execute(OF_A_CHAIN).fetchall() == [(CENTRE, sequence) for sequence in named]
    assert bool(list(verify())) is bool(named)
