"""What every rule answers with: a decision and all its reasons, each resting on a clause."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Where a clause comes from, from the strongest to the most local."""

    LAW = "law"
    BRANCH = "branch"
    RECORD = "record"
    CHOICE = "choice"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class Clause:
    """Where a rule is written.

    `key` is stable and short ("law.R6412-4", "record.jury.tie"); `source` and `article` are read by people
    ("Code du travail", "art. R6412-4"); `quote` is verbatim, or empty when the text is only paraphrased.
    """

    key: str
    kind: Kind
    source: str
    article: str
    quote: str = ""

    @property
    def ref(self) -> str:
        """The clause as a person cites it: « Code du travail, art. R6412-4 »."""
        return f"{self.source}, {self.article}" if self.article else self.source


def chosen(name: str, what: str) -> Clause:
    """The clause of what choices.md decides where the texts are silent: cited as a choice, never as law."""
    return Clause(f"choice.{name}", Kind.CHOICE, "Choix de l’autorité", what)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a decision: a French sentence and the clause it rests on.

    `holds` is True when the condition is met or the fact speaks for the act, False when it stands in the way.
    `code` is stable and machine-readable ("enrolment.route_closed").
    """

    code: str
    clause: Clause
    text: str
    holds: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer of a rule: an outcome and every reason, never the first only.

    Each chapter narrows `outcome` to its own StrEnum and adds what it yields (blocks, tally, deadlines…).
    """

    outcome: StrEnum
    reasons: tuple[Reason, ...]

    @property
    def obstacles(self) -> tuple[Reason, ...]:
        """The reasons that stand in the way, in the order of the text."""
        return tuple(reason for reason in self.reasons if not reason.holds)


class Refused(Exception):  # named by what happened to the act, as people say it
    """A rule forbids the act; carries the decision so that the page shows every reason."""

    def __init__(self, decision: Decision) -> None:
        super().__init__("; ".join(reason.code for reason in decision.obstacles))
        self.decision = decision
