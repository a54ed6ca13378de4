"""Loads a record: the pure `Certification` that its file says, or every mistake of the file at once.

No Django and no database: `jurande decide` uses it too. A record stands in `records/`, in the file of its
code in lower case: `rncp28245.toml`; its criteria in `rncp28245-criteria.toml` when they are official, else in
`rncp28245-criteria-example.toml`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jurande.catalogue.record_checks import check_criteria, check_record
from jurande.catalogue.sections import CriteriaFile, Sections
from jurande.catalogue.shape import Problem, Problems, read
from jurande.rules.certification import Block, Capacity, Certification, Criterion, RecordJury, Registration
from jurande.rules.reasons import Clause, Kind
from jurande.ui.french import count, typographic

RECORDS = files("jurande.catalogue") / "records"


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """A record of the national register: what rules read, and every section as it is printed.

    `criteria` is None when the record has no criteria file.
    """

    certification: Certification
    sections: Sections
    criteria: CriteriaFile | None

    @property
    def code(self) -> str:
        """The code that `load` takes: « RNCP28245 »."""
        return self.sections.code


class InvalidRecord(Exception):
    """A record file that cannot be used; `problems` holds every mistake, each with its place."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        lines = "\n".join(f"- {problem}" for problem in problems)
        many = count(len(problems), "erreur")
        super().__init__(typographic(f"La fiche comporte {many} (les éléments se comptent à partir de 1) :\n{lines}"))
        self.problems = problems


def codes() -> tuple[str, ...]:
    """The codes of the records at hand, as the register writes them (« RNCP28245 »), sorted."""
    names = (re.fullmatch(r"([a-z0-9]+)\.toml", entry.name) for entry in RECORDS.iterdir())
    return tuple(sorted(name[1].upper() for name in names if name))


def load(code: str) -> Record:
    """The record of that code, in capitals or not, with its criteria; read once.

    Raises KeyError for a code that is not one of `codes()`, InvalidRecord for a file that cannot be used.
    """
    return _load(code.upper())


@cache
def _load(code: str) -> Record:
    if code not in codes():
        raise KeyError(code)
    name = code.lower()
    criteria = _file(f"{name}-criteria.toml") or _file(f"{name}-criteria-example.toml")
    record = parse(_file(f"{name}.toml"), criteria)
    if record.code != code:
        text = f"« {record.code} » dans le fichier {name}.toml ; donner le même nom aux deux."
        raise InvalidRecord((Problem("code", text),))
    return record


def parse(text: str, criteria_text: str = "") -> Record:
    """The record that the TOML text says, with the criteria of `criteria_text` if there are any.

    Raises InvalidRecord with all the mistakes of both texts; places in the criteria begin with `criteria`.
    """
    problems = Problems()
    data = _toml(text, "fiche", problems)
    criteria_data = _toml(criteria_text, "critères", problems) if criteria_text else None
    if problems.found:
        raise InvalidRecord(tuple(problems.found))
    sections = read(Sections, data, "", problems)
    criteria = None if criteria_data is None else read(CriteriaFile, criteria_data, "criteria", problems)
    check_record(sections, problems)
    if criteria is not None:
        check_criteria(criteria, sections, problems)
    if problems.found:
        raise InvalidRecord(tuple(problems.found))
    return Record(_certification(sections, criteria), sections, criteria)


def _file(name: str) -> str:
    entry = RECORDS / name
    return entry.read_text(encoding="utf-8") if entry.is_file() else ""


def _toml(text: str, name: str, problems: Problems) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+), column (\d+)", str(error))
        place = f"{name}, ligne {where[1]}, colonne {where[2]}" if where else f"{name}, à la fin du texte"
        problems.add(place, "ce n’est pas du TOML ; vérifier guillemets, crochets et clés en double.")
        return {}


def _certification(sections: Sections, criteria: CriteriaFile | None) -> Certification:
    period, jury = sections.registration, sections.jury
    version = sections.referential.version
    return Certification(
        code=sections.code,
        title=sections.identity.title,
        short_title=sections.identity.short_title,
        referential_version=version if criteria is None else f"{version}+{criteria.version}",
        activities=sections.summary.activities,
        capacities=_capacities(sections, criteria),
        blocks=tuple(
            Block(block.code, block.number, block.title, block.capacities, block.expression)
            for block in sections.blocks
        ),
        routes=sections.conditions.routes,
        registration=Registration(period.number, period.starts_on, period.ends_on, period.delivery_limit),
        jury=RecordJury(jury.parity_percent, jury.employers_max, jury.temporary_work_max, jury.votes_per_union),
        kept_months=sections.kept.months,
        clauses={
            clause.name: Clause(
                f"record.{clause.name}",
                Kind.RECORD,
                f"Fiche RNCP {sections.identity.number}",
                clause.article,
                clause.quote,
            )
            for clause in sections.clauses
        },
    )


def _capacities(sections: Sections, criteria: CriteriaFile | None) -> tuple[Capacity, ...]:
    home = {code: block.code for block in sections.blocks for code in block.capacities}
    entries = () if criteria is None else criteria.criteria
    return tuple(
        Capacity(
            capacity.code,
            capacity.title,
            home[capacity.code],
            capacity.min_workstations,
            tuple(
                Criterion(entry.code, entry.text, entry.required_level, entry.conditions, entry.example)
                for entry in entries
                if entry.capacity == capacity.code
            ),
        )
        for capacity in sections.capacities
    )
