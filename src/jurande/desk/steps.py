"""The course of a candidacy as a person reads it: what is done, what is under way, what comes."""

from __future__ import annotations

from collections.abc import Sequence

from jurande.candidacies.models import Candidacy
from jurande.evaluations.facts import Dossier
from jurande.juries.models import Case
from jurande.rules.dates import french
from jurande.rules.lifecycles import LABELS
from jurande.rules.lifecycles import Candidacy as State

STEPS = ("Inscription préalable", "Modalités définies", "Évaluations", "Récapitulatif", "Jury paritaire", "Décision")
# How many of them are done in each state on the way.
DONE = {State.REQUESTED: 0, State.ENROLLED: 1, State.PLANNED: 2, State.SUMMARISED: 4, State.PRESENTED: 4}
DECIDED = {State.ADMITTED, State.NOT_ADMITTED, State.BLOCKS_DECIDED}
WORDS = {"done": "fait", "now": "en cours", "next": "à venir"}


def course(candidacy: Candidacy, evaluation: Dossier, cases: Sequence[Case]) -> tuple[dict[str, str], ...]:
    """The steps as `ui/parts.html#steps` shows them; `cases` are the candidacy's, the latest first.

    A candidacy that stopped shows the steps it took, then how it ended.
    """
    state = State(candidacy.state)
    when = _when(candidacy, evaluation, cases)
    if state in DECIDED:
        return (*(_step(name, "done", when) for name in STEPS[:-1]), _step(LABELS[state], "done", when))
    if state not in DONE:
        taken = _taken(candidacy, evaluation, state)
        return (*(_step(name, "done", when) for name in STEPS[:taken]), _step(LABELS[state], "done", when))
    done = DONE[state]
    return tuple(
        _step(name, "done" if rank < done else "now" if rank == done else "next", when)
        for rank, name in enumerate(STEPS)
    )


def _step(name: str, state: str, when: dict[str, str]) -> dict[str, str]:
    return {"name": name, "when": when.get(name, ""), "state": state, "word": WORDS[state]}


def _when(candidacy: Candidacy, evaluation: Dossier, cases: Sequence[Case]) -> dict[str, str]:
    waiting = {code for block in evaluation.decision.blocks for code in block.to_evaluate}
    whole = [one.code for one in evaluation.to_evaluate]
    evaluated = sum(code not in waiting for code in whole)
    plan = evaluation.plan
    return {
        "Inscription préalable": "" if candidacy.state == State.REQUESTED else french(candidacy.enrolled_on),
        "Modalités définies": french(plan.agreed_on) if plan and plan.agreed_on else "",
        "Évaluations": f"{evaluated} sur {len(whole)}",
        "Jury paritaire": french(cases[0].session.held_on) if cases else "",
    }


def _taken(candidacy: Candidacy, evaluation: Dossier, state: State) -> int:
    """How far a candidacy went that stopped on the way."""
    if state is State.REJECTED:
        return 0
    if candidacy.summaries.exists():
        return DONE[State.SUMMARISED]
    return DONE[State.PLANNED if evaluation.plan else State.ENROLLED]
