"""What a decision is: every reason, those that stand in the way, and a refusal that names them."""

from __future__ import annotations

import pytest

from jurande.rules.reasons import Clause, Decision, Kind, Reason, Refused

ARTICLE = Clause("law.R6412-4", Kind.LAW, "Code du travail", "art. R6412-4")
HELD = Reason("example.held", ARTICLE, "La condition est remplie.")
FIRST = Reason("example.first", ARTICLE, "Une condition manque.", False)
SECOND = Reason("example.second", ARTICLE, "Une autre condition manque.", False)


@pytest.mark.parametrize(
    ("clause", "ref"),
    [
        pytest.param(ARTICLE, "Code du travail, art. R6412-4", id="an article"),
        pytest.param(Clause("house", Kind.CENTRE, "Déroulement", ""), "Déroulement", id="a source without articles"),
    ],
)
def test_a_clause_is_cited_as_a_person_cites_it(clause: Clause, ref: str) -> None:
    assert clause.ref == ref
    assert clause.quote == ""


def test_the_obstacles_are_the_reasons_that_do_not_hold_in_the_order_of_the_text() -> None:
    decision = Decision(outcome=Kind.LAW, reasons=(FIRST, HELD, SECOND))
    assert decision.obstacles == (FIRST, SECOND)
    assert Decision(outcome=Kind.LAW, reasons=(HELD,)).obstacles == ()


def test_a_refusal_carries_its_decision_and_names_what_stands_in_the_way() -> None:
    decision = Decision(outcome=Kind.LAW, reasons=(FIRST, HELD, SECOND))
    refused = Refused(decision)
    assert refused.decision is decision
    assert str(refused) == "example.first; example.second"
