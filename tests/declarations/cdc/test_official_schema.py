"""Outside check: our description and the schema that the Caisse des Dépôts published agree on any file.

The schema is not ours and is not in the repository. These tests look for it beside the repository and are
skipped where it is absent; all other tests of the format do without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from jurande.declarations.cdc.kinds import Choice
from jurande.declarations.cdc.model import Flux
from jurande.declarations.cdc.schema import FLUX, NAMESPACE, PASSAGE, XSI
from jurande.declarations.cdc.verify import verify
from jurande.rules.certification import RouteCode
from tests.declarations.cdc import test_check, test_verify
from tests.declarations.cdc.samples import COMPLETE, UNKNOWN, flux_of, written
from tests.declarations.cdc.samples import PASSAGE as SAMPLE

_REPOSITORY = Path(__file__).resolve().parents[3]
_XSD = _REPOSITORY.parent / "shared" / "formats" / "cdc" / "cpf-1.1.2.xsd"

pytestmark = pytest.mark.skipif(
    not _XSD.is_file(), reason="the official schema, which is not ours, is not beside the repository"
)

type Node = etree._Element
type Mutation = Callable[[Node], None]


@pytest.fixture(scope="module")
def official() -> Callable[[bytes], bool]:
    """Whether the official schema accepts a file."""
    schema = etree.XMLSchema(etree.parse(str(_XSD)))
    return lambda data: bool(schema.validate(etree.fromstring(data)))


def _ours(data: bytes) -> bool:
    """Whether our description accepts it, our own rules apart."""
    return all(problem.kind.is_ours for problem in verify(BytesIO(data)))


# --- Files that we write, and faults that we tell ---------------------------------------------------------


def test_the_complete_file_has_every_element_of_the_format() -> None:
    named = {etree.QName(node).localname for node in etree.parse(str(COMPLETE)).iter()}
    assert named == {element.name for element in FLUX.descendants()}


@pytest.mark.parametrize("route", RouteCode)
def test_what_we_write_is_valid(official: Callable[[bytes], bool], route: RouteCode) -> None:
    known, unknown = (
        replace(SAMPLE, route=route),
        replace(SAMPLE, id="U", route=None, holder=UNKNOWN),
    )
    assert official(written(flux_of(known, unknown)))


@pytest.mark.parametrize(("said", "flux"), test_check.VALID, ids=[said for said, _ in test_check.VALID])
def test_every_flux_that_our_check_passes_is_valid(official: Callable[[bytes], bool], said: str, flux: Flux) -> None:
    assert official(written(flux))


@pytest.mark.parametrize("case", [case for case in test_verify.CASES if case.kind != "not_xml"], ids=str)
def test_a_problem_is_ours_exactly_when_the_schema_lets_it_through(
    official: Callable[[bytes], bool], case: test_verify.Case
) -> None:
    data = COMPLETE.read_text(encoding="utf-8").replace(case.old, case.new, 1).encode()
    assert official(data) is case.kind.is_ours


# --- One fault at a time, everywhere ----------------------------------------------------------------------


def _remove(node: Node) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _repeat(node: Node) -> None:
    if node.getparent() is not None:
        node.addnext(deepcopy(node))


def _move_first(node: Node) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.insert(0, node)


def _empty(node: Node) -> None:
    del node[:]
    node.text = None
    node.attrib.clear()


def _rename(node: Node) -> None:
    node.tag = f"{{{NAMESPACE}}}autre"


def _out_of_namespace(node: Node) -> None:
    node.tag = etree.QName(node).localname


def _with_child(name: str) -> Mutation:
    def mutation(node: Node) -> None:
        etree.SubElement(node, f"{{{NAMESPACE}}}{name}")

    return mutation


def _with_comment(node: Node) -> None:
    node.insert(0, etree.Comment("remarque"))
    node.append(etree.ProcessingInstruction("a", "b"))


def _with_text(text: str) -> Mutation:
    def mutation(node: Node) -> None:
        node.text = text + (node.text or "")

    return mutation


def _followed_by(text: str) -> Mutation:
    def mutation(node: Node) -> None:
        if node.getparent() is not None:
            node.tail = text

    return mutation


def _with_attribute(name: str, value: str) -> Mutation:
    def mutation(node: Node) -> None:
        node.set(name, value)

    return mutation


def _nil(value: str) -> Mutation:
    def mutation(node: Node) -> None:
        _empty(node)
        node.set(f"{{{XSI}}}nil", value)

    return mutation


_MUTATIONS: dict[str, Mutation] = {
    "removed": _remove,
    "repeated": _repeat,
    "moved first": _move_first,
    "emptied": _empty,
    "renamed": _rename,
    "out of the namespace": _out_of_namespace,
    "with an unknown child": _with_child("nir"),
    "with a stamp inside": _with_child("idTechnique"),
    "with a passage inside": _with_child("passageCertification"),
    "with a comment": _with_comment,
    "with a space before": _with_text(" "),
    "with a letter before": _with_text("x"),
    "with a non-breaking space before": _with_text("\xa0"),
    "followed by a space": _followed_by(" "),
    "followed by a letter": _followed_by("x"),
    "with an attribute": _with_attribute("a", "1"),
    "with a language": _with_attribute("{http://www.w3.org/XML/1998/namespace}lang", "fr"),
    "with a schema hint": _with_attribute(f"{{{XSI}}}noNamespaceSchemaLocation", "a.xsd"),
    "with another schema attribute": _with_attribute(f"{{{XSI}}}other", "a"),
    "nil": _nil("true"),
    "nil in figures": _nil("1"),
    "nil with spaces": _nil(" true "),
    "nil in capitals": _nil("TRUE"),
    "empty and not nil": _nil("false"),
    "nil and filled": _with_attribute(f"{{{XSI}}}nil", "true"),
    "filled and not nil": _with_attribute(f"{{{XSI}}}nil", "0"),
}


@pytest.mark.parametrize("mutation", _MUTATIONS.values(), ids=_MUTATIONS.keys())
def test_we_agree_on_each_fault_at_each_element(official: Callable[[bytes], bool], mutation: Mutation) -> None:
    assert list(_disagreements(official, mutation)) == []


def test_the_faults_reach_both_answers(official: Callable[[bytes], bool]) -> None:
    answers = {official(data) for mutation in _MUTATIONS.values() for _, data in _mutants(mutation)}
    assert answers == {True, False}


def _mutants(mutation: Mutation) -> Iterator[tuple[str, bytes]]:
    """The complete file with the fault at each of its elements in turn."""
    tree = etree.parse(str(COMPLETE))
    for rank in range(len(list(tree.iter()))):
        mutant = deepcopy(tree)
        node = list(mutant.iter())[rank]
        said = mutant.getpath(node)
        mutation(node)
        yield said, etree.tostring(mutant)


def _disagreements(official: Callable[[bytes], bool], mutation: Mutation) -> Iterator[str]:
    for said, data in _mutants(mutation):
        if official(data) is not _ours(data):
            yield said


# --- One value at a time, in every leaf -------------------------------------------------------------------

_LEAVES = {element.name: element.content for element in PASSAGE.descendants()}
_WORDS = {word for kind in _LEAVES.values() if isinstance(kind, Choice) for word in kind.words}
_VALUES = [
    "", " ", "\n",
    *("é" * length for length in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 20, 21, 30, 31, 50, 51, 60, 61)),
    *("😀" * length for length in (100, 101, 250, 251, 255, 256)),
    *sorted(_WORDS), "f", "vae", " F", "VAE\n",
    "true", "false", "1", "0", " true\n", "TRUE", "oui", "2",
    "+1", "-1", "-0", "007", "8", "9", "12", "13", "31", "32", "1000", "1001", "1899", "1900", "2099", "2100",
    "1.0", "1e1", "1 2", "٣", "1\xa0", "99999999999999999999", "000000000000000000000012", "+", "",
    "2024-02-29", "2023-02-29", "2023-02-30", "1899-12-31", "1900-01-01", "2099-12-31", "2100-01-01",
    "2024-2-9", "2024-13-01", "2024-00-10", "20240229", "2024-02-29Z", "2024-02-29+01:00", " 2024-02-29\t",
    "2024-W09-4", "-2024-02-29", "02024-02-29", "29/02/2024", "2024-02-29T00:00:00",
    "2025-01-15T09:30:00+01:00", " 2025-01-15T09:30:00+01:00 ", "2025-01-15T09:30:00Z", "2025-01-15T09:30:00",
    "2025-01-15T09:30:00.0+01:00", "2025-01-15T24:00:00+01:00", "2025-01-15T09:30:60+01:00",
    "2025-02-30T09:30:00+01:00", "2025-01-15 09:30:00+01:00", "2025-01-15t09:30:00+01:00",
    "2025-01-15T09:30+01:00", "1899-12-31T23:59:59+01:00", "2100-01-01T00:00:00+01:00",
    *(f"2025-01-15T09:30:00{offset}" for offset in (
        "+00:00", "-00:00", "+02:00", "-13:59", "+14:00", "-14:00", "+14:01", "-14:30", "+15:00", "+19:59",
        "+20:00", "+23:00", "+24:00", "+01:60", "+0100", "+:20:00", "-:23:00", "+1:00",
    )),
]  # fmt: skip


@pytest.mark.parametrize("name", sorted(element.name for element in FLUX.descendants()))
def test_we_agree_on_each_value_of_each_element(official: Callable[[bytes], bool], name: str) -> None:
    tree = etree.parse(str(COMPLETE))
    node = next(tree.iter(f"{{{NAMESPACE}}}{name}"))
    _empty(node)
    for value in _VALUES:
        node.text = value
        data = etree.tostring(tree)
        assert official(data) is _ours(data), repr(value)


# --- Many faults at random --------------------------------------------------------------------------------

_SHREDS = st.lists(
    st.tuples(
        st.integers(0, 9_999),
        st.integers(0, 9_999),
        st.sampled_from(["cut", "copied", "swapped"]),
    ),
    min_size=1,
    max_size=4,
)


@given(_SHREDS)
@settings(max_examples=300, deadline=None)
def test_we_agree_on_files_whose_lines_were_shuffled(
    official: Callable[[bytes], bool], shreds: list[tuple[int, int, str]]
) -> None:
    lines = COMPLETE.read_text(encoding="utf-8").splitlines()
    for first, second, act in shreds:
        here, there = first % (len(lines) - 3) + 2, second % (len(lines) - 3) + 2
        if act == "cut":
            del lines[here]
        elif act == "copied":
            lines.insert(here, lines[min(there, len(lines) - 1)])
        else:
            there = min(there, len(lines) - 1)
            lines[here], lines[there] = lines[there], lines[here]
    data = "\n".join(lines).encode()
    try:
        etree.fromstring(data)
    except etree.XMLSyntaxError:
        assume(False)
    assert official(data) is _ours(data)
