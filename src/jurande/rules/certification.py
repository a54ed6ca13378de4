"""What a certification is made of: activities, capacities, blocks, criteria, routes, modalities.

A certification is read from its record (`catalogue/records/*.toml`) and is data all the way down: figures and wording
of the record live there, with the clause (section of the record) that says so. L6113-1: blocks are
homogeneous sets of capacities, evaluated and certified on their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from jurande.rules.reasons import Clause


class RouteCode(StrEnum):
    """The six access routes of a record, in its order (voies d'accès)."""

    STUDENT = "student"
    APPRENTICESHIP = "apprenticeship"
    CONTINUING = "continuing"
    PROFESSIONALISATION = "professionalisation"
    INDIVIDUAL = "individual"
    VAE = "vae"


TRAINING_ROUTES = frozenset(
    {
        RouteCode.STUDENT,
        RouteCode.APPRENTICESHIP,
        RouteCode.CONTINUING,
        RouteCode.PROFESSIONALISATION,
    }
)


class Element(StrEnum):
    """What a modality expression combines: a way of evaluating, or the company's opinion."""

    REAL_WORK = "real_work"
    PROJECTS = "projects"
    RECONSTITUTED = "reconstituted"
    COMPANY_OPINION = "company_opinion"


MODALITIES = (Element.REAL_WORK, Element.PROJECTS, Element.RECONSTITUTED)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """« Ou »: one part is enough."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """« Et »: every part is needed."""

    parts: tuple[Expression, ...]


type Expression = Element | AnyOf | AllOf


def is_satisfied(expression: Expression, elements: frozenset[Element]) -> bool:
    """Whether the elements gathered satisfy the modality expression of a block.

    Record, bloc de compétences, modalités d'évaluation: `(A ou B ou C) et avis de l'entreprise`.
    """
    match expression:
        case AnyOf(parts):
            return any(is_satisfied(part, elements) for part in parts)
        case AllOf(parts):
            return all(is_satisfied(part, elements) for part in parts)
        case element:
            return element in elements


def mentions(expression: Expression, element: Element) -> bool:
    """Whether the element appears in the expression: a modality that the record does not offer is refused."""
    match expression:
        case AnyOf(parts) | AllOf(parts):
            return any(mentions(part, element) for part in parts)
        case leaf:
            return leaf == element


class RecordClause(StrEnum):
    """The sections of a record that rules rest on; each record gives the verbatim wording."""

    ENROLMENT = "enrolment"  # phase d'inscription préalable, par une entreprise ou un organisme
    EVALUATION = "evaluation"  # commission, critères, niveaux d'exigence, conditions
    CONCERTATION = "concertation"  # modalités définies en concertation
    JURY_DUTIES = "jury.duties"  # vérifie, examine, déclare
    VAE = "vae"  # recevabilité, commission de validation
    ALL_CAPACITIES = "all_capacities"  # toutes les capacités doivent être validées
    INDEPENDENT_CAPACITIES = "independent_capacities"
    ALL_BLOCKS = "all_blocks"  # l'ensemble des blocs doit être acquis
    MODALITY_REAL_WORK = "modality.real_work"
    MODALITY_PROJECTS = "modality.projects"
    MODALITY_RECONSTITUTED = "modality.reconstituted"
    COMPANY_OPINION = "company_opinion"
    BLOCK_CERTIFIED = "block.certified"  # chaque bloc est certifié
    WORKSTATIONS = "workstations"  # au moins deux postes
    KEPT = "kept"  # validité des composantes acquises
    ROUTES = "routes"  # conditions d'inscription, OUI / NON
    JURY_PARITY = "jury.parity"
    JURY_EMPLOYERS = "jury.employers"
    JURY_UNIONS = "jury.unions"
    JURY_ONE_VOTE = "jury.one_vote"
    JURY_TIE = "jury.tie"
    REGISTRATION = "registration"


@dataclass(frozen=True, slots=True)
class Criterion:
    """What the commission looks at: the criterion, its expected level, in which conditions.

    `example` marks a criterion written for the demo because the official one is not public (rules.md 13.3).
    """

    code: str
    text: str
    required_level: str = ""
    conditions: str = ""
    example: bool = False


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity of the job (A1 to A4 in the first record)."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Capacity:
    """A professional capacity: acquired or not, independent of the others, no mark."""

    code: str
    title: str
    block: str
    min_workstations: int = 0
    criteria: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A block of capacities, evaluated, validated and certified on its own."""

    code: str
    number: int
    title: str
    capacities: tuple[str, ...]
    expression: Expression


@dataclass(frozen=True, slots=True)
class AccessRoute:
    """One line of « conditions d'inscription »: open or not, with its jury text.

    `inferred` says why the OUI/NON was inferred when the document's flattened table lost the column.
    """

    code: RouteCode
    label: str
    open: bool
    jury_text: str = ""
    inferred: str = ""


@dataclass(frozen=True, slots=True)
class Registration:
    """One registration in the national register: both days included; the last day for delivery if set."""

    number: str
    starts_on: date
    ends_on: date
    delivery_limit: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the certification is registered on that day."""
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class RecordJury:
    """The figures of the record's jury text (« composition des jurys »).

    `parity_percent` is each side's share of the voting seats; `employers_max` counts qualified members of the branch;
    `temporary_work_max` is the supplementary member of each side; `votes_per_union` the seats with a vote.
    """

    parity_percent: int
    employers_max: int
    temporary_work_max: int
    votes_per_union: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Certification:
    """A certification as its record describes it. Compared by identity: a record is loaded once."""

    code: str
    title: str
    short_title: str
    referential_version: str
    activities: tuple[Activity, ...]
    capacities: tuple[Capacity, ...]
    blocks: tuple[Block, ...]
    routes: tuple[AccessRoute, ...]
    registration: Registration
    jury: RecordJury
    kept_months: int | None  # validité des composantes acquises, in months; None: illimitée
    clauses: Mapping[RecordClause, Clause]
    _capacities: dict[str, Capacity] = field(init=False, repr=False)
    _blocks: dict[str, Block] = field(init=False, repr=False)
    _routes: dict[RouteCode, AccessRoute] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_capacities", {capacity.code: capacity for capacity in self.capacities})
        object.__setattr__(self, "_blocks", {block.code: block for block in self.blocks})
        object.__setattr__(self, "_routes", {route.code: route for route in self.routes})

    @property
    def block_codes(self) -> tuple[str, ...]:
        """Codes of all blocks, in the record's order."""
        return tuple(self._blocks)

    @property
    def has_example_criteria(self) -> bool:
        """Whether a criterion is an example: no certificate rests on it outside the demo (choices.md 5)."""
        return any(criterion.example for capacity in self.capacities for criterion in capacity.criteria)

    def block(self, code: str) -> Block:
        """The block of that code. Raises KeyError."""
        return self._blocks[code]

    def capacity(self, code: str) -> Capacity:
        """The capacity of that code. Raises KeyError."""
        return self._capacities[code]

    def route(self, code: RouteCode) -> AccessRoute:
        """The access route of that code. Raises KeyError."""
        return self._routes[code]

    def clause(self, section: RecordClause) -> Clause:
        """The clause of the record for that section. Raises KeyError when the record does not say it."""
        return self.clauses[section]
