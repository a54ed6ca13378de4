"""Reads in the code which clause each rule cites, so that rules/README.md can be held to it.

A public function cites what it names, and what the private functions and constants of its module that it uses name; a
call to another public function cites nothing: that one has its own line. Life cycles are data: each row cites its own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from jurande.rules import rulebook
from jurande.rules.certification import RecordClause
from jurande.rules.lifecycles import TABLES
from jurande.rules.reasons import Clause, Reason
from jurande.rules.rulebook import EDITIONS, FIGURES, Edition, FigureName
from jurande.rules.settings import QUESTIONS, choice

RULES = Path(rulebook.__file__).parent
CHAPTERS = (
    "enrolment",
    "filing",
    "admissibility",
    "planning",
    "evaluation",
    "summary",
    "agenda",
    "parity",
    "composition",
    "seating",
    "calls",
    "leave",
    "voting",
    "deliberation",
    "grouping",
    "recourse",
    "fraud",
    "award",
    "notification",
    "transmission",
    "allowance",
    "declaration",
)
OF_AN_EDITION = ("composition", "award", "kept", "transmission")


def cited(chapter: str) -> dict[str, set[str]]:
    """The public functions of a chapter, each with the keys of the clauses it cites."""
    module = import_module(f"jurande.rules.{chapter}")
    named: dict[str, ast.AST] = {}
    for node in ast.parse((RULES / f"{chapter}.py").read_text(encoding="utf-8")).body:
        match node:
            case ast.FunctionDef(name=name):
                named[name] = node
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                named[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                named[name] = value
    functions = [name for name, node in named.items() if isinstance(node, ast.FunctionDef) and name[0] != "_"]
    return {name: set(_keys(named[name], module, named, {name})) for name in functions}


def _keys(tree: ast.AST, module: ModuleType, named: dict[str, ast.AST], seen: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="RecordClause"), attr=member):
                yield f"record.{RecordClause[member]}"
            case ast.Attribute(value=ast.Name(id="FigureName"), attr=member):
                yield from {figure.clause.key for figure in FIGURES if figure.name is FigureName[member]}
            case ast.Attribute(value=ast.Name(id="edition"), attr=attribute) if attribute in OF_AN_EDITION:
                yield from {getattr(edition, attribute).key for edition in EDITIONS if _says(edition, attribute)}
            case ast.Call(func=ast.Name(id="choice" | "_at_least"), args=[ast.Constant(value=str(name)), *_]):
                yield choice(name).key
            case ast.Name(id=name, ctx=ast.Load()) if name not in seen:
                value = getattr(module, name, None)
                if isinstance(value, Clause):
                    yield value.key
                elif isinstance(value, Reason):
                    yield value.clause.key
                elif name in named and (name[0] == "_" or not isinstance(named[name], ast.FunctionDef)):
                    seen.add(name)
                    yield from _keys(named[name], module, named, seen)


def _says(edition: Edition, attribute: str) -> bool:
    """An edition that keeps results for no written time is not cited for it."""
    return attribute != "kept" or edition.kept_block_months is not None


def cited_by_rows() -> dict[str, set[str]]:
    """The keys of the clauses that life-cycle rows rest on, each with its rows (« candidacy.enrol »)."""
    found: dict[str, set[str]] = {}
    for cycle, table in TABLES.items():
        for step in table:
            found.setdefault(step.clause, set()).add(f"{cycle}.{step.name}")
    return found


def written() -> dict[str, Clause]:
    """Every clause that the book holds outside the records, by its key."""
    clauses = [figure.clause for figure in FIGURES]
    clauses += [getattr(edition, name) for edition in EDITIONS for name in OF_AN_EDITION]
    clauses += [choice(name) for name in QUESTIONS]
    for module in ("rulebook", "lifecycles", *CHAPTERS):
        values = vars(import_module(f"jurande.rules.{module}")).values()
        clauses += [value for value in values if isinstance(value, Clause)]
    return {clause.key: clause for clause in clauses}
