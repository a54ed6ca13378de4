"""Modality expressions: `(A ou B ou C) et avis` in full, then any expression against a naive reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jurande.rules.certification import (
    MODALITIES,
    TRAINING_ROUTES,
    AllOf,
    AnyOf,
    Capacity,
    Element,
    Expression,
    RecordClause,
    Registration,
    RouteCode,
    is_satisfied,
    mentions,
)
from tests.rules.reach import reach
from tests.rules.record28245 import BC01, BC02, CQPM, EXPRESSION

A, B, C, OPINION = Element.REAL_WORK, Element.PROJECTS, Element.RECONSTITUTED, Element.COMPANY_OPINION

# The sixteen lines of « A Ou B Ou C Et Avis de l'entreprise »: a, b, c, opinion, satisfied.
TRUTH_TABLE = """
. . . . no      . . . X no
X . . . no      X . . X yes
. X . . no      . X . X yes
. . X . no      . . X X yes
X X . . no      X X . X yes
X . X . no      X . X X yes
. X X . no      . X X X yes
X X X . no      X X X X yes
"""
ROWS = [tuple(row.split()) for text in TRUTH_TABLE.strip().splitlines() for row in text.split("      ")]


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_one_modality_at_least_and_the_opinion(row: tuple[str, ...]) -> None:
    gathered = frozenset(element for element, sign in zip((A, B, C, OPINION), row, strict=False) if sign == "X")
    assert is_satisfied(EXPRESSION, gathered) is (row[-1] == "yes")


def test_the_table_has_every_line_once() -> None:
    assert {row[:4] for row in ROWS} == set(product(".X", repeat=4))


@pytest.mark.parametrize(
    ("expression", "gathered", "satisfied"),
    [
        (A, {A}, True),
        (A, {B}, False),
        (AllOf((A, B)), {A}, False),
        (AllOf((A, B)), {A, B}, True),
        (AnyOf((A, AllOf((B, C)))), {B}, False),
        (AnyOf((A, AllOf((B, C)))), {B, C}, True),
        (AllOf(()), set(), True),
        (AnyOf(()), {A, B, C, OPINION}, False),
    ],
)
def test_other_expressions(expression: Expression, gathered: set[Element], satisfied: bool) -> None:
    assert is_satisfied(expression, frozenset(gathered)) is satisfied


def test_an_expression_mentions_what_it_is_made_of() -> None:
    nested = AnyOf((A, AllOf((B, OPINION))))
    assert [element for element in Element if mentions(nested, element)] == [A, B, OPINION]
    assert all(mentions(EXPRESSION, element) for element in Element)
    assert not mentions(AllOf(()), A)


expressions = st.recursive(
    st.sampled_from(Element),
    lambda part: (
        st.builds(AnyOf, st.lists(part, max_size=3).map(tuple))
        | st.builds(AllOf, st.lists(part, max_size=3).map(tuple))
    ),
    max_leaves=8,
)
gatherings = st.frozensets(st.sampled_from(Element))


def naive(expression: Expression, gathered: frozenset[Element]) -> bool:
    """The expression read as Python's own « or » and « and »."""
    return bool(eval(spelled(expression), {element.name: element in gathered for element in Element}))  # noqa: S307


def spelled(expression: Expression) -> str:
    """The expression as a line of Python on the names of the elements."""
    if isinstance(expression, Element):
        return expression.name
    word, empty = (" or ", "False") if isinstance(expression, AnyOf) else (" and ", "True")
    return f"({word.join(map(spelled, expression.parts)) or empty})"


@given(expressions, gatherings)
def test_any_expression_reads_as_or_and_and(expression: Expression, gathered: frozenset[Element]) -> None:
    assert is_satisfied(expression, gathered) is naive(expression, gathered)


@given(expressions, gatherings, gatherings)
def test_gathering_more_never_spoils(
    expression: Expression, gathered: frozenset[Element], more: frozenset[Element]
) -> None:
    assert is_satisfied(expression, gathered) <= is_satisfied(expression, gathered | more)


@given(expressions, gatherings, st.sampled_from(Element))
def test_what_is_not_mentioned_changes_nothing(
    expression: Expression, gathered: frozenset[Element], element: Element
) -> None:
    if not mentions(expression, element):
        assert is_satisfied(expression, gathered) is is_satisfied(expression, gathered ^ {element})


@pytest.mark.parametrize("satisfied", [True, False])
@pytest.mark.parametrize("shape", [AnyOf, AllOf])
def test_the_generators_reach_both_answers_of_deep_expressions(shape: type[AnyOf | AllOf], satisfied: bool) -> None:
    def deep(pair: tuple[Expression, frozenset[Element]]) -> bool:
        expression, gathered = pair
        return (
            isinstance(expression, shape)
            and any(isinstance(part, AnyOf | AllOf) and part.parts for part in expression.parts)
            and is_satisfied(expression, gathered) is satisfied
        )

    reach(st.tuples(expressions, gatherings), deep)


# The record itself.


def test_a_record_finds_its_parts_by_code() -> None:
    assert CQPM.block_codes == (BC01, BC02)
    assert CQPM.block(BC02).number == 2
    assert CQPM.capacity("C8").block == BC02
    assert CQPM.route(RouteCode.VAE).open
    assert CQPM.clause(RecordClause.JURY_TIE).key == "record.jury.tie"
    for lookup, code in ((CQPM.block, "BC99"), (CQPM.capacity, "C99")):
        with pytest.raises(KeyError):
            lookup(code)


def test_a_registration_covers_its_first_and_last_days() -> None:
    registration = Registration("RNCP1", date(2020, 1, 2), date(2020, 1, 4))
    days = [day for day in range(1, 6) if registration.covers(date(2020, 1, day))]
    assert days == [2, 3, 4]


def test_one_example_criterion_marks_the_record() -> None:
    assert CQPM.has_example_criteria
    bare = tuple(
        Capacity(capacity.code, capacity.title, capacity.block)
        if capacity.code != "C12"
        else replace(capacity, criteria=(replace(capacity.criteria[0], example=False), capacity.criteria[1]))
        for capacity in CQPM.capacities
    )
    assert replace(CQPM, capacities=bare).has_example_criteria
    assert not replace(CQPM, capacities=bare[:-1]).has_example_criteria


def test_the_modalities_and_the_training_routes_are_those_of_the_record() -> None:
    assert [element for element in Element if element in MODALITIES] == [A, B, C]
    others = set(RouteCode) - TRAINING_ROUTES
    assert others == {RouteCode.VAE, RouteCode.INDIVIDUAL}
