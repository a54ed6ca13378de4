"""rules/README.md against the code: every clause that a rule cites, its function, a test; and nothing else."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

from jurande.catalogue.record_file import load
from jurande.rules.certification import RecordClause
from jurande.rules.lifecycles import MOMENT
from jurande.rules.voting import Choice, Vote, tally
from tests.rules.clauses import CHAPTERS, RULES, cited, cited_by_rows, written
from tests.rules.record28245 import CQPM

README = (RULES / "README.md").read_text(encoding="utf-8")
TESTS = Path(__file__).parent
RECORD = {clause.key: clause for clause in load("RNCP28245").certification.clauses.values()}
REFERENCES = {key: clause.ref for key, clause in (written() | RECORD).items()}


def section(title: str) -> str:
    """The text of the section whose heading ends with that title."""
    (found,) = (part for part in README.split("\n## ") if part.partition("\n")[0].endswith(title))
    return found


def rows(text: str, cells: int) -> list[list[str]]:
    """The rows of the tables that have that many cells, their heads left out."""
    lines = [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line.startswith("| ")
    ]
    return [line for line in lines if len(line) == cells and not {"clause", "rule", "chapter", "file"} & {*line}]


def functions_in(name: str) -> set[str]:
    """The functions of a file of this folder; none when there is no such file."""
    path = TESTS / name
    if not path.is_file():
        return set()
    return {node.name for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)}


def key_of(cell: str) -> str:
    """The key that ends the cell of a clause."""
    return cell.rpartition(" ")[2].strip("`")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_lists_each_clause_that_its_rules_cite_and_no_other(chapter: str) -> None:
    listed = {(row[2].strip("`"), key_of(row[0])) for row in rows(section(f"`{chapter}.py`"), 4)}
    assert listed == {(rule, key) for rule, keys in cited(chapter).items() for key in keys}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_row_gives_the_reference_of_its_clause_and_what_the_rule_makes_of_it(chapter: str) -> None:
    for where, what, _, _ in rows(section(f"`{chapter}.py`"), 4):
        assert where == f"{REFERENCES[key_of(where)]} `{key_of(where)}`"
        assert what[-1] in ".,"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_rule_of_a_chapter_is_in_its_section_and_every_rule_there_exists(chapter: str) -> None:
    module = import_module(f"jurande.rules.{chapter}")
    named = {row[-2].strip("`") for row in (*rows(section(f"`{chapter}.py`"), 4), *rows(section(f"`{chapter}.py`"), 3))}
    assert named == set(cited(chapter))
    assert all(callable(getattr(module, name)) for name in named)


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`(test_\w+\.py)::(\w+)`", README)
    assert len(named) > len(CHAPTERS)
    assert [(file, name) for file, name in named if name not in functions_in(file)] == []


def test_every_file_and_chapter_of_the_folder_is_named() -> None:
    files = {path.name for path in RULES.glob("*.py")} - {"__init__.py"}
    assert files <= set(re.findall(r"`(\w+\.py)`", README))
    assert re.findall(r"^\| \[.*\]\(#(\w+)\)", README, re.M) == list(CHAPTERS)


def test_the_life_cycles_list_each_clause_with_its_steps() -> None:
    listed = {row[0].strip("`"): set(re.findall(r"`([^`]+)`", row[1])) for row in rows(section("`lifecycles.py`"), 2)}
    assert listed == cited_by_rows()
    assert f"`{MOMENT.key}`" in section("`lifecycles.py`")


def test_what_no_rule_cites_is_told_apart_with_its_reason() -> None:
    used = {key for chapter in CHAPTERS for keys in cited(chapter).values() for key in keys}
    used |= {*cited_by_rows(), MOMENT.key}
    everything = {*written(), *(f"record.{name}" for name in RecordClause)}
    listed = rows(section("Written, and cited by no rule"), 2)
    assert {key_of(where) for where, _ in listed} == everything - used
    assert all(where == f"{REFERENCES[key_of(where)]} `{key_of(where)}`" and why.endswith(".") for where, why in listed)


def test_the_code_read_is_the_code_that_runs() -> None:
    votes = (Vote(seat="E1", choice=Choice.FOR), Vote(seat="S1", choice=Choice.AGAINST))
    decision = tally(CQPM, votes, voting=("E1", "S1"), president="E1")
    assert {reason.clause.key for reason in decision.reasons} == cited("voting")["tally"]
