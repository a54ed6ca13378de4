"""Checks a flux before it is written: every value against the description, then our own rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from jurande.declarations.cdc.coherence import Coherence
from jurande.declarations.cdc.model import Flux, Tree, flux_tree, in_paris
from jurande.declarations.cdc.problems import Fault, Place, Problem, ProblemKind
from jurande.declarations.cdc.schema import CERTIFICATION, FLUX, PASSAGE, Element, Group, Obligation

MISSING = Fault(ProblemKind.MISSING, "cette information obligatoire manque.", "Complétez-la dans le dossier.")


def check(flux: Flux) -> list[Problem]:
    """Every problem of the flux, head first, then passage by passage; empty when it may be written."""
    coherence = Coherence(until=in_paris(flux.stamped_at).date())
    return [*_problems(FLUX, flux_tree(flux), Place(), coherence), *coherence.file()]


def values(element: Element, tree: Tree) -> Iterator[object]:
    """What a tree gives for one of its elements: one value, None when unknown, or as many as it repeats."""
    if element.many:
        yield from cast("Iterable[object]", tree.get(element.name, ()))
    else:
        yield tree.get(element.name)


def _problems(element: Element, value: object, place: Place, coherence: Coherence) -> Iterator[Problem]:
    if value is None:
        if element.obligation is Obligation.REQUIRED:
            yield Problem.of(element, MISSING, place)
    elif isinstance(element.content, Group):
        tree = cast("Tree", value)
        if element is PASSAGE:
            place = coherence.place(tree.get("idTechnique"))
        yield from _group(element.content, tree, place, coherence)
        if element is PASSAGE:
            yield from coherence.passage(tree, place)
        elif element is CERTIFICATION:
            yield from coherence.certification(tree, place)
    else:
        for fault in element.content.faults(value):
            yield Problem.of(element, fault, place)


def _group(group: Group, tree: Tree, place: Place, coherence: Coherence) -> Iterator[Problem]:
    for child in group.children:
        found = False
        for value in values(child, tree):
            found = True
            yield from _problems(child, value, place, coherence)
        if not found and child.obligation is Obligation.REQUIRED:
            yield Problem.of(child, MISSING, place)
