"""What the page of a record says besides its sections: readings, choices and editions, in French."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import groupby

from jurande.catalogue.record_file import Record
from jurande.rules.certification import AllOf, AnyOf, Certification, Expression, RecordClause
from jurande.rules.dates import french
from jurande.rules.evaluation import MODALITY_LABELS
from jurande.rules.reasons import Clause
from jurande.rules.rulebook import Edition, EmployersSeats, Side
from jurande.rules.settings import (
    QUESTIONS,
    AfterDeliveryLimit,
    AfterRegistration,
    Ballot,
    Kept,
    LateCall,
    Pack,
    Settings,
    UnequalSides,
    VaeOpinion,
)
from jurande.rules.words import counted

CHOICE_WORDS: dict[type[StrEnum], dict[str, str]] = {
    Kept: {Kept.RECORD: "celle de la fiche", Kept.EDITION: "celle de l’accord de 2019"},
    VaeOpinion: {
        VaeOpinion.ASKED: "demandé, non exigé",
        VaeOpinion.REQUIRED: "exigé",
        VaeOpinion.NOT_ASKED: "non demandé",
    },
    UnequalSides: {
        UnequalSides.SURPLUS_WITHDRAWS: "le surplus se retire",
        UnequalSides.SITS_AS_IS: "le jury siège tel quel",
        UnequalSides.DOES_NOT_SIT: "le jury ne siège pas",
    },
    Pack: {Pack.NAMED: "avec les noms", Pack.ANONYMISED: "sans nom, entreprise ni organisme"},
    LateCall: {LateCall.RESERVE: "réserve au procès-verbal", LateCall.BLOCK: "la session ne siège pas"},
    Ballot: {Ballot.OPEN: "à main levée", Ballot.SECRET: "à bulletin secret"},
    AfterRegistration: {
        AfterRegistration.OPEN: "ouverte, sans le droit de se prévaloir du RNCP",
        AfterRegistration.CLOSED: "fermée",
    },
    AfterDeliveryLimit: {
        AfterDeliveryLimit.WITHOUT_CLAIM: "permise, sans le droit de se prévaloir du RNCP",
        AfterDeliveryLimit.REFUSED: "refusée",
    },
}
UNITS = {"_days": "jour", "_months": "mois"}
SIDES = {Side.EMPLOYERS: "la délégation patronale", Side.EMPLOYEES: "la délégation syndicale"}
SEATS = {
    EmployersSeats.RECORD_MAXIMUM: "le maximum de la fiche",
    EmployersSeats.AS_MANY_AS_UNIONS: "autant que d’organisations syndicales, dans la limite de la fiche",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What rules read in the record: the question, its answer, the words that say so and where they stand."""

    asks: str
    answer: str
    clause: Clause
    section: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A question that the texts leave open, the answer chosen by default and why."""

    asks: str
    answer: str
    why: str


@dataclass(frozen=True, slots=True)
class Shared[T]:
    """A text and the names of those it is common to."""

    text: T
    owners: tuple[str, ...]


def expression_in_words(expression: Expression) -> str:
    """The expression as a sentence reads it, what is combined inside another in brackets."""
    match expression:
        case AnyOf(parts):
            return ", ou ".join(_part_in_words(part) for part in parts)
        case AllOf(parts):
            return ", et ".join(_part_in_words(part) for part in parts)
        case element:
            return MODALITY_LABELS[element]


def _part_in_words(part: Expression) -> str:
    words = expression_in_words(part)
    return words if isinstance(part, StrEnum) else f"({words})"


def shared[I, T](items: Iterable[I], text: Callable[[I], T], name: Callable[[I], str]) -> tuple[Shared[T], ...]:
    """The texts of the items, each once when items that follow each other have the same."""
    return tuple(Shared(same, tuple(name(item) for item in group)) for same, group in groupby(items, key=text))


def readings(record: Record) -> tuple[Reading, ...]:
    """What rules read in the record, in the order of a candidacy."""
    certification = record.certification
    sections = {quotation.name: quotation.section for quotation in record.sections.clauses}
    return tuple(
        Reading(asks, answer, certification.clause(name), sections[name])
        for asks, answer, name in (
            *_of_the_candidate(certification),
            *_of_the_jury(certification),
            ("Résultats conservés", months_in_words(certification.kept_months), RecordClause.KEPT),
        )
    )


def _of_the_candidate(certification: Certification) -> Iterable[tuple[str, str, RecordClause]]:
    period = certification.registration
    yield (
        "Enregistrement",
        f"du {french(period.starts_on)} au {french(period.ends_on)}, inclus",
        RecordClause.REGISTRATION,
    )
    opened = [route.label for route in certification.routes if route.open]
    yield "Voies ouvertes", " ; ".join(opened), RecordClause.ROUTES
    for capacity in certification.capacities:
        if capacity.min_workstations:
            posts = counted(capacity.min_workstations, "poste")
            yield f"Postes tenus pour {capacity.code}", f"{posts} au moins", RecordClause.WORKSTATIONS
    for block in certification.blocks:
        words = expression_in_words(block.expression)
        yield f"Évaluation du bloc {block.number}", words, RecordClause.COMPANY_OPINION
    blocks = counted(len(certification.blocks), "bloc")
    capacities = counted(len(certification.capacities), "capacité")
    yield "Délivrance", f"{blocks} et {capacities}, tous acquis", RecordClause.ALL_BLOCKS


def _of_the_jury(certification: Certification) -> Iterable[tuple[str, str, RecordClause]]:
    jury = certification.jury
    extra = counted(jury.temporary_work_max, "membre")
    yield "Parité du jury", f"{jury.parity_percent} % des voix de chaque côté", RecordClause.JURY_PARITY
    yield (
        "Délégation patronale",
        f"{counted(jury.employers_max, 'membre')} au plus et, au besoin, {extra} du travail temporaire",
        RecordClause.JURY_EMPLOYERS,
    )
    yield (
        "Délégation syndicale",
        f"{counted(jury.votes_per_union, 'voix')} par organisation et, au besoin, {extra} du travail temporaire",
        RecordClause.JURY_ONE_VOTE,
    )
    yield "Partage des voix", "la voix du président l’emporte", RecordClause.JURY_TIE


def choices(settings: Settings) -> tuple[Choice, ...]:
    """Each question that the texts leave open, with the answer of these settings."""
    answers = {spec.name: getattr(settings, spec.name) for spec in fields(settings)}
    return tuple(
        Choice(question.asks, answer_in_words(name, answers[name]), question.why)
        for name, question in QUESTIONS.items()
    )


def answer_in_words(name: str, answer: StrEnum | bool | int | None) -> str:
    """The answer of a setting, with its unit when its name ends with one."""
    match answer:
        case None:
            return "aucun"
        case bool():
            return "oui" if answer else "non"
        case StrEnum():
            return CHOICE_WORDS[type(answer)][answer]
    unit = next((unit for suffix, unit in UNITS.items() if name.endswith(suffix)), None)
    return counted(answer, unit) if unit else str(answer)


def edition_facts(edition: Edition) -> tuple[tuple[str, str], ...]:
    """The dated figures of an edition of the branch's rules: what each is about, then what it says."""
    ends = f"au {french(edition.ends_on)}, inclus" if edition.ends_on else "sans date de fin"
    return (
        ("Jurys", f"du {french(edition.starts_on)} {ends}"),
        ("Autorité", edition.authority),
        ("Dossiers transmis au", edition.national_group),
        ("Ce qui est évalué", edition.capacity_word),
        ("Sièges patronaux", SEATS[edition.employers_seats]),
        ("Présidence", SIDES[edition.president_side] if edition.president_side else "l’un ou l’autre côté"),
        ("Saisine des organisations syndicales", _days_before(edition.union_call_days)),
        ("Préavis à l’employeur d’un membre", _days_before(edition.juror_notice_days)),
        ("Commission régionale", "informée du jury et du calendrier" if edition.commission_is_told else "aucun texte"),
        ("Capacités conservées", months_in_words(edition.kept_capacity_months)),
        ("Blocs conservés", months_in_words(edition.kept_block_months)),
    )


def months_in_words(months: int | None) -> str:
    """« 24 mois », or « sans limite »."""
    return "sans limite" if months is None else counted(months, "mois")


def _days_before(days: int | None) -> str:
    return "aucun délai chiffré" if days is None else f"{counted(days, 'jour')} avant le jury"
