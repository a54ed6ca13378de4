"""The shape of a record file: a dataclass per section, a field per key, in the order of the printed record.

`shape.read` reads TOML into these and `shape.written` gives them back as plain data. A field without a
default is compulsory; a text is never blank, save where the record itself prints a heading with nothing under
it. Texts are official and verbatim, a blank line between paragraphs; `note` and `inferred` are ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from jurande.catalogue.shape import BLANK_ALLOWED
from jurande.rules.certification import AccessRoute, Activity, Element, Expression, RecordClause


def _as_printed() -> str:
    """A text that the record may leave empty under its heading."""
    return field(default="", metadata=BLANK_ALLOWED)


@dataclass(frozen=True, slots=True)
class Identity:
    """The head of the record: the register, the kind of certification and its exact title."""

    register: str
    document: str
    number: str
    heading: str
    kind: str
    title: str
    short_title: str


@dataclass(frozen=True, slots=True)
class Authority:
    """The authority responsible for the certification, and in what quality its signatory signs."""

    heading: str
    name: str
    signatory_heading: str
    signatory: str


@dataclass(frozen=True, slots=True)
class Convention:
    """A collective agreement, by the number that the record prints."""

    number: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Nomenclature:
    """A code of a public nomenclature (NSF, Formacode, ROME) and where it is described."""

    code: str
    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """Level and field of activity."""

    heading: str
    conventions: tuple[Convention, ...]
    nsf: tuple[Nomenclature, ...]
    formacodes: tuple[Nomenclature, ...]
    level: str = _as_printed()


@dataclass(frozen=True, slots=True)
class Summary:
    """The job in short: what it is, its activities."""

    heading: str
    text: str
    activities: tuple[Activity, ...]
    capacities_heading: str


@dataclass(frozen=True, slots=True)
class CapacityWording:
    """A capacity as the summary lists it and as its block words it, and the posts it takes."""

    code: str
    listed_as: str
    title: str
    min_workstations: int = 0


@dataclass(frozen=True, slots=True)
class Outlets:
    """Sectors, jobs and the nearest ROME records."""

    heading: str
    text: str
    jobs: tuple[str, ...]
    rome_heading: str
    rome: tuple[Nomenclature, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way to the certification."""

    text: str
    detail: str = ""
    inferred: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to the certification, training or VAE, and its steps in order."""

    code: str
    introduction: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Access:
    """How one reaches the certification."""

    heading: str
    subheading: str
    text: str
    ways: tuple[Way, ...]
    conclusion: str


@dataclass(frozen=True, slots=True)
class ModalityWording:
    """A way of evaluating, or the company's opinion; `joined_by` is the word printed before it."""

    element: Element
    title: str
    text: str
    points: tuple[str, ...] = ()
    joined_by: str = ""


@dataclass(frozen=True, slots=True)
class BlockSection:
    """A block: its capacities, the wording of its modalities, and the expression that rules evaluate."""

    code: str
    number: int
    heading: str
    title: str
    description: str
    capacities: tuple[str, ...]
    modalities: tuple[ModalityWording, ...]
    expression: Expression
    attestation: str
    inferred: str = ""


@dataclass(frozen=True, slots=True)
class Validity:
    """How long acquired components stay valid."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Conditions:
    """By which routes one may enrol, and before which jury."""

    heading: str
    jury_heading: str
    routes: tuple[AccessRoute, ...]


@dataclass(frozen=True, slots=True)
class Overseas:
    """Whether a territory has access to the certification."""

    code: str
    label: str
    open: bool
    inferred: str = ""


@dataclass(frozen=True, slots=True)
class Links:
    """Links with other certifications and international agreements; both may be empty."""

    heading: str
    certifications: tuple[str, ...]
    agreements_heading: str
    agreements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Legal:
    """The decrees and orders that the certification rests on."""

    heading: str
    general_decree: str = _as_printed()
    creation_order: str = _as_printed()
    vae_order: str = _as_printed()
    other: str = _as_printed()


@dataclass(frozen=True, slots=True)
class Site:
    """A named site of the record's sources."""

    name: str
    url: str
    inferred: str = ""


@dataclass(frozen=True, slots=True)
class Information:
    """Statistics, sources, places, history."""

    heading: str
    sources: tuple[str, ...]
    sites: tuple[Site, ...]
    certification_places: tuple[str, ...]
    preparation_places: tuple[str, ...]
    history: str
    statistics: str = _as_printed()


@dataclass(frozen=True, slots=True)
class ReferentialVersion:
    """Which version of the capacities this is."""

    version: str
    section: str
    inferred: str = ""


@dataclass(frozen=True, slots=True)
class RegistrationPeriod:
    """The days of registration, both included; the last day for delivery if the record has one."""

    number: str
    starts_on: date
    ends_on: date
    section: str
    delivery_limit: date | None = None


@dataclass(frozen=True, slots=True)
class KeptDuration:
    """How long acquired components may be used: without limit, or a number of months."""

    unlimited: bool
    section: str
    months: int | None = None


@dataclass(frozen=True, slots=True)
class JuryFigures:
    """The figures of the jury's text."""

    parity_percent: int
    employers_max: int
    temporary_work_max: int
    votes_per_union: int
    section: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """The wording that a rule cites: the section it stands in, and how a person refers to it."""

    name: RecordClause
    section: str
    article: str
    quote: str


@dataclass(frozen=True, slots=True)
class Sections:
    """A whole record file."""

    code: str
    identity: Identity
    authority: Authority
    field: Field
    summary: Summary
    capacities: tuple[CapacityWording, ...]
    outlets: Outlets
    access: Access
    blocks: tuple[BlockSection, ...]
    validity: Validity
    conditions: Conditions
    overseas: tuple[Overseas, ...]
    links: Links
    legal: Legal
    information: Information
    referential: ReferentialVersion
    registration: RegistrationPeriod
    kept: KeptDuration
    jury: JuryFigures
    clauses: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class CriterionEntry:
    """One criterion of a capacity. `example`: not official, written for the demonstration."""

    capacity: str
    code: str
    text: str
    required_level: str
    conditions: str
    example: bool


@dataclass(frozen=True, slots=True)
class CriteriaFile:
    """A whole criteria file: of which record, in which version, with what warning to its reader."""

    record: str
    version: str
    criteria: tuple[CriterionEntry, ...]
    notice: str = ""
