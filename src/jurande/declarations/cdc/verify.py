"""Reads a file back and proves it against the description and our own rules, without the official schema.

It refuses what the official schema refuses, and no more, but for the rules that are ours (`is_ours`) and for
one attribute that nobody writes, `xsi:type`. Entities stay unresolved, the network off, and each passage is
forgotten once read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sized
from dataclasses import replace
from datetime import date
from typing import BinaryIO, cast

from lxml import etree

from jurande.declarations.cdc.check import MISSING
from jurande.declarations.cdc.coherence import Coherence
from jurande.declarations.cdc.kinds import FLAGS, XML_SPACE, Kind, Moment, Unreadable
from jurande.declarations.cdc.model import Tree
from jurande.declarations.cdc.problems import NBSP, Fault, Place, Problem, ProblemKind
from jurande.declarations.cdc.schema import (
    CERTIFICATION,
    FLUX,
    NAMESPACE,
    PASSAGE,
    XSI,
    Element,
    Group,
    Obligation,
)

type Source = str | os.PathLike[str] | BinaryIO

_NIL = f"{{{XSI}}}nil"
_ATTRIBUTES = {_NIL, f"{{{XSI}}}schemaLocation", f"{{{XSI}}}noNamespaceSchemaLocation"}
_REWRITE = "Produisez le fichier à nouveau."

_REPEATED = Fault(ProblemKind.REPEATED, "l’élément est répété.", "N’en gardez qu’un.")
_EITHER = Fault(ProblemKind.REPEATED, "un seul élément est permis sous celui-ci.", "N’en gardez qu’un.")
_STRAY = Fault(ProblemKind.STRAY_TEXT, "il y a du texte entre les éléments.", "Retirez-le.")
_ATTRIBUTE = Fault(ProblemKind.ATTRIBUTE, "l’élément porte un attribut inconnu.", "Retirez-le.")
_NIL_REFUSED = Fault(ProblemKind.NIL, "l’élément ne peut pas être déclaré nil.", "Donnez sa valeur.")
_NIL_UNREADABLE = Fault(ProblemKind.NIL, "l’attribut nil ne dit ni true ni false.", 'Écrivez xsi:nil="true".')
_NIL_FILLED = Fault(ProblemKind.NIL, "l’élément est déclaré nil et n’est pas vide.", "Videz-le tout à fait.")
_DOCTYPE = Fault(ProblemKind.DOCTYPE, "le fichier contient une déclaration DOCTYPE.", _REWRITE)
_OTHER_ROOT = Fault(ProblemKind.UNKNOWN, "le fichier n’est pas un flux de la Caisse des Dépôts.", _REWRITE)


def verify(source: Source) -> list[Problem]:
    """Every problem of a file, given by its path or open in binary, by line; empty when the file is valid.

    Raises OSError when the file cannot be read.
    """
    problems: list[Problem] = []
    for _ in read(source, problems):
        pass
    return sorted(problems, key=lambda problem: problem.place.line or 0)


def read(source: Source, problems: list[Problem]) -> Iterator[Tree]:
    """Each passage of the file as a tree of values, then the rest of the file; fills `problems` on the way.

    Trees have the shape that `model.flux_tree` gives; a value that is nil or has a problem is None.
    """
    reader = _Reader(problems)
    events = etree.iterparse(
        source,
        tag=PASSAGE.tag,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        for _, node in events:
            yield reader.passage(node)
    except etree.XMLSyntaxError as error:
        # The parser's own message is in English and may quote the file: only its position is kept.
        line, column = error.position
        what = f"le fichier n’est pas du XML bien formé, à la colonne {column}."
        problems.append(Problem.of(FLUX, Fault(ProblemKind.NOT_XML, what, _REWRITE), Place(line=line)))
    else:
        yield reader.file(events.root)


class _Reader:
    """Turns nodes into values, reporting all that the format refuses, each at its line."""

    def __init__(self, problems: list[Problem]) -> None:
        self._problems = problems
        self._coherence = Coherence()
        self._place = Place()

    def passage(self, node: etree._Element) -> Tree:
        """Reads a passage just closed, then frees it."""
        if self._coherence.until is None:
            self._coherence.until = _stamped_on(node)
        identifier = node.findtext(f"{{{NAMESPACE}}}idTechnique")
        self._place = self._coherence.place(identifier, _line(node))
        tree = self._root(PASSAGE, node)
        self._problems.extend(self._coherence.passage(tree, self._place))
        self._forget(node)
        return tree

    def file(self, root: etree._Element) -> Tree:
        """Reads what surrounds the passages, at the end of the file."""
        self._place = Place()
        if root.getroottree().docinfo.internalDTD is not None:
            self._report(FLUX, _DOCTYPE, root)
        if root.tag != FLUX.tag:
            self._report(FLUX, _OTHER_ROOT, root)
            return {}
        tree = self._root(FLUX, root)
        self._problems.extend(self._coherence.file())
        return tree

    def _forget(self, node: etree._Element) -> None:
        """Empties a passage, and removes the one before it: the last stays, to be counted at the end."""
        del node[:]
        previous, parent = node.getprevious(), node.getparent()
        if parent is not None and previous is not None and previous.tag == PASSAGE.tag:
            self._text_between(PASSAGE, previous.tail, previous)
            parent.remove(previous)

    def _root(self, element: Element, node: etree._Element) -> Tree:
        return cast("Tree", self._value(element, node) or {})

    def _value(self, element: Element, node: etree._Element) -> object:
        """The value of a node; None when it is nil or has a problem."""
        if self._is_nil(element, node):
            return None
        if isinstance(element.content, Group):
            return self._tree(element, element.content, node)
        return self._leaf(element, element.content, node)

    def _is_nil(self, element: Element, node: etree._Element) -> bool:
        """Reads the attributes: nil where it is allowed, hints about the schema, nothing else."""
        if not _ATTRIBUTES.issuperset(node.keys()):
            self._report(element, _ATTRIBUTE, node)
        word = node.get(_NIL)
        if word is None:
            return False
        nil = FLAGS.get(word.strip(XML_SPACE))
        if not element.nillable:
            self._report(element, _NIL_REFUSED, node)
        elif nil is None:
            self._report(element, _NIL_UNREADABLE, node)
        elif nil and (len(node) or node.text):
            self._report(element, _NIL_FILLED, node)
        return nil is not False

    def _leaf(self, element: Element, kind: Kind, node: etree._Element) -> object:
        for child in node:
            self._unknown(element, child)
        try:
            value = kind.read(node.text or "")
        except Unreadable as unreadable:
            self._report(element, unreadable.fault, node)
            return None
        faults = list(kind.faults(value))
        for fault in faults:
            self._report(element, fault, node)
        return None if faults else value

    def _tree(self, element: Element, group: Group, node: etree._Element) -> Tree:
        known = {child.tag: child for child in group.children}
        found: dict[str, list[object]] = {child.name: [] for child in group.children}
        self._text_between(element, node.text, node)
        for each in node:
            self._text_between(element, each.tail, each)
            child = known.get(each.tag)
            if child is None:
                self._unknown(element, each)
            else:  # a passage was read when it closed
                found[child.name].append(None if child is PASSAGE else self._value(child, each))
        self._count(element, group, found, node)
        tree = {
            child.name: found[child.name] if child.many else found[child.name][0]
            for child in group.children
            if found[child.name]
        }
        if element is CERTIFICATION:
            place = replace(self._place, line=_line(node))
            self._problems.extend(self._coherence.certification(tree, place))
        return tree

    def _count(self, element: Element, group: Group, found: Mapping[str, Sized], node: etree._Element) -> None:
        """Every element as often as its cardinality says; a single one where they exclude each other."""
        if group.one_of:
            total = sum(map(len, found.values()))
            if total != 1:
                self._report(element, _EITHER if total else MISSING, node)
            return
        for child in group.children:
            times = len(found[child.name])
            if times == 0 and child.obligation is not Obligation.OPTIONAL:
                self._report(child, MISSING, node)
            elif times > 1 and not child.many:
                self._report(child, _REPEATED, node)

    def _unknown(self, parent: Element, node: etree._Element) -> None:
        name = "entité" if isinstance(node, etree._Entity) else etree.QName(node).localname
        what = f"le format n’y connaît pas l’élément «{NBSP}{name}{NBSP}», ou pas dans cet espace de noms."
        self._report(parent, Fault(ProblemKind.UNKNOWN, what, "Retirez-le."), node)

    def _text_between(self, element: Element, text: str | None, node: etree._Element) -> None:
        if text and text.strip(XML_SPACE):
            self._report(element, _STRAY, node)

    def _report(self, element: Element, fault: Fault, node: etree._Element) -> None:
        self._problems.append(Problem.of(element, fault, replace(self._place, line=_line(node))))


def _line(node: etree._Element) -> int | None:
    return cast("int | None", node.sourceline)  # its type is left out of lxml-stubs


def _stamped_on(passage: etree._Element) -> date | None:
    """The day of the file's timestamp, in Paris, when it stands before the passage and can be read."""
    root = next(passage.iterancestors(FLUX.tag), None)
    text = root.findtext(f"{{{NAMESPACE}}}horodatage") if root is not None else None
    try:
        moment = Moment().read(text or "")
    except Unreadable:
        return None
    return None if any(Moment().faults(moment)) else moment.date()
