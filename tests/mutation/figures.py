"""Mutants of the data of rules/: each figure, each default, each row of a life cycle, changed one at a time.

`python tests/mutation/figures.py` makes the change in the memory of a forked process (no file is rewritten), runs the
tests of the rules there, and tells which changes no test saw. mutmut does the same for code, and leaves tables alone.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "src" / "jurande" / "rules"
TESTS = ROOT / "tests" / "rules"
# The tables written out again from the texts: most mutants die there, at once.
FIRST = ("test_rulebook.py", "test_lifecycles.py")
LIMIT = 300
"""Seconds after which a mutant is dead: it made the tests run without end."""

PYTEST = ("-x", "-q", "-c", os.devnull, f"--rootdir={ROOT}", "--import-mode=importlib", "--noconftest",
          "-p", "no:cacheprovider", "-p", "no:randomly")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change of the data: what it is, and how to make it."""

    name: str
    make: Callable[[], None]


def mutants() -> Iterator[Mutant]:
    """Every mutant, in the order of the files."""
    rulebook, chosen, lifecycles = (
        import_module(f"jurande.rules.{name}") for name in ("rulebook", "settings", "lifecycles")
    )
    for edition in rulebook.EDITIONS:
        yield from _fields(edition, f"rulebook.EDITIONS[{edition.code}]")
    for place, figure in enumerate(rulebook.FIGURES):
        yield from _fields(figure, f"rulebook.FIGURES[{place}, {figure.name}]", but=("name",))
    for day in _others(date, rulebook.VAE_REFORM):
        yield Mutant(f"rulebook.VAE_REFORM: {day}", _rebinding("VAE_REFORM", day))
    for name, hint in get_type_hints(chosen.Settings).items():
        for value in _others(hint, getattr(chosen.DEFAULTS, name)):
            yield Mutant(f"settings.{name}: {value!r}", _defaulting(chosen, name, value))
    for cycle, table in lifecycles.TABLES.items():
        for step in table:
            yield from _steps(lifecycles, cycle, table, step)


def _fields(row: Any, what: str, but: tuple[str, ...] = ()) -> Iterator[Mutant]:
    """The mutants of a row's figures; its words and its clauses are no figures."""
    hints = get_type_hints(type(row))
    for field in fields(row):
        if field.name not in but:
            for value in _others(hints[field.name], getattr(row, field.name)):
                yield Mutant(f"{what}.{field.name}: {value!r}", _setting(row, field.name, value))


def _others(hint: Any, value: object) -> list[object]:
    """What a figure could have been: one more, one less, another choice, none."""
    kinds = get_args(hint) or (hint,)
    others: list[object] = [None] if value is not None and NoneType in kinds else []
    for kind in kinds:
        if kind is bool:
            others.append(not value)
        elif kind is int:
            others += [value - 1, value + 1] if isinstance(value, int) else [1]
        elif kind is date:
            day = timedelta(days=1)
            others += [value - day, value + day] if isinstance(value, date) else [date(2025, 6, 30)]
        elif kind is not NoneType and issubclass(kind, StrEnum):
            others += [member for member in kind if member is not value]
    return others


def _steps(lifecycles: Any, cycle: str, table: tuple[Any, ...], step: Any) -> Iterator[Mutant]:
    """The mutants of a row: without it, without each source and role, with one more, with another target."""
    what = f"lifecycles.{cycle}.{step.name}"
    without = tuple(row for row in table if row is not step)
    yield Mutant(f"{what}: removed", _tabling(lifecycles, cycle, table, without))
    states = tuple(type(step.target).__members__.values())
    for name, given, all_of_them in (("sources", step.sources, states), ("roles", step.roles, tuple(lifecycles.Role))):
        for each in sorted(given):
            yield Mutant(f"{what}.{name}: without {each}", _setting(step, name, given - {each}))
        for each in [each for each in all_of_them if each not in given][:1]:
            yield Mutant(f"{what}.{name}: with {each}", _setting(step, name, given | {each}))
    after = states[(states.index(step.target) + 1) % len(states)]
    yield Mutant(f"{what}.target: {after}", _setting(step, "target", after))


def _setting(row: object, name: str, value: object) -> Callable[[], None]:
    return lambda: object.__setattr__(row, name, value)  # frozen for everybody else


def _rebinding(name: str, value: object) -> Callable[[], None]:
    def make() -> None:
        for module in [module for key, module in sys.modules.items() if key.startswith("jurande.rules.")]:
            if hasattr(module, name):
                setattr(module, name, value)

    return make


def _defaulting(chosen: Any, name: str, value: object) -> Callable[[], None]:
    def make() -> None:
        object.__setattr__(chosen.DEFAULTS, name, value)
        chosen.Settings.__init__.__kwdefaults__[name] = value

    return make


def _tabling(lifecycles: Any, cycle: str, table: tuple[Any, ...], without: tuple[Any, ...]) -> Callable[[], None]:
    def make() -> None:
        lifecycles.TABLES[cycle] = without
        for name in [name for name, value in vars(lifecycles).items() if value is table]:
            setattr(lifecycles, name, without)

    return make


def killed(mutant: Mutant) -> bool:
    """Whether a test fails once the change is made; runs in a process of its own, and ends it."""
    mutant.make()
    first = [str(TESTS / name) for name in FIRST]
    if pytest.main([*PYTEST, *first]) != pytest.ExitCode.OK:
        return True
    rest = [str(path) for path in sorted(TESTS.glob("test_*.py")) if path.name not in FIRST]
    return pytest.main([*PYTEST, *rest]) != pytest.ExitCode.OK


def _fork(mutant: Mutant) -> int:
    child = os.fork()
    if not child:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        signal.alarm(LIMIT)
        os._exit(killed(mutant))
    return child


def survivors(asked: list[Mutant], at_once: int) -> Iterator[Mutant]:
    """Those of the mutants that no test sees, as they show; `at_once` processes at a time."""
    running: dict[int, Mutant] = {}
    left = list(asked)
    while left or running:
        while left and len(running) < at_once:
            mutant = left.pop(0)
            running[_fork(mutant)] = mutant
        child, status = os.wait()
        mutant = running.pop(child)
        if status == 0:
            yield mutant


def say(line: str) -> None:
    """Write a line at once: a run is long."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(only: str = "") -> int:
    """Run every mutant whose name holds `only`; returns 0 when none survives."""
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    settings.register_profile("mutants", max_examples=20, derandomize=True, database=None, deadline=None)
    settings.load_profile("mutants")
    for path in RULES.glob("[a-z]*.py"):
        import_module(f"jurande.rules.{path.stem}")
    unchanged = Mutant("unchanged", lambda: None)
    if not list(survivors([unchanged], 1)):
        say("The tests of the rules fail without any mutant: run them first.")
        return 1
    began = time.monotonic()
    asked = [mutant for mutant in mutants() if only in mutant.name]
    alive = 0
    for mutant in survivors(asked, os.cpu_count() or 1):
        alive += 1
        say(f"survives: {mutant.name}")
    score = 100 * (len(asked) - alive) / len(asked)
    say(f"{len(asked)} mutants, {alive} alive: {score:.1f} % killed in {time.monotonic() - began:.0f} s.")
    return 1 if alive else 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:2]))
