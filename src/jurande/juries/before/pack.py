"""What the files of a jury show before its day, in a constant number of queries whatever the number of candidates.

Anonymised, by the authority's choice: candidates are numbers, and neither their company, their training body nor any
free text is there, for it may name them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.core.paginator import Page, Paginator

from jurande.evaluations.facts import Dossier, dossiers
from jurande.juries.day.room import RecapBlock, recap
from jurande.juries.facts import Bench, bench
from jurande.juries.models import Bar, Case, JurySession, Member
from jurande.rules.certification import Block, Capacity, Certification, RecordClause
from jurande.rules.reasons import Clause
from jurande.rules.settings import Pack as Form
from jurande.rules.settings import choice

PAGE = 25
DUTIES = (
    "Vérifier que l’évaluation a été organisée selon le dispositif paritaire et le référentiel.",
    "Examiner le récapitulatif des évaluations de chaque candidat.",
    "Déclarer chaque candidat admissible ou non admissible.",
)


@dataclass(frozen=True, slots=True)
class Barred:
    """A member who does not vote on a candidate, and on which ground."""

    member: Member
    case: Case
    ground: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One candidate: `label` is their name, or their number; `of` says where they come from, empty when anonymised."""

    case: Case
    label: str
    of: str
    recap: tuple[RecapBlock, ...]
    kept: str
    barred: tuple[Barred, ...]

    @property
    def presentable(self) -> int:
        """How many blocks of the candidate may be presented, those held from before among them."""
        return sum(1 for part in self.recap if part.presentable or part.held_since)


@dataclass(frozen=True, slots=True)
class JuryPack:
    """The files of one jury as one of its members reads them, one page of candidates at a time."""

    session: JurySession
    reader: Member
    anonymised: bool
    certifications: tuple[Certification, ...]
    page: Page[Case]
    candidates: tuple[Candidate, ...]
    bars: tuple[tuple[str, tuple[str, ...]], ...]
    of_reader: tuple[str, ...]

    @property
    def duties(self) -> tuple[str, ...]:
        """The three duties of a jury, a line each."""
        return DUTIES

    @property
    def clauses(self) -> list[Clause]:
        """Where each certification of the day says these duties, in one sentence."""
        return [one.clause(RecordClause.JURY_DUTIES) for one in self.certifications]

    @property
    def referential(self) -> list[tuple[Certification, list[tuple[Block, list[Capacity]]]]]:
        """Each certification of the day, its blocks and their capacities."""
        return [
            (one, [(block, [one.capacity(code) for code in block.capacities]) for block in one.blocks])
            for one in self.certifications
        ]

    @property
    def form(self) -> Clause:
        """The choice that names the candidates, or does not."""
        return choice("jury_pack")


def read_pack(reader: Member, number: str | None) -> JuryPack:
    """The files of the jury of a member, with the candidates of one page."""
    session, seats = reader.session, bench(reader.session)
    anonymised = seats.settings.jury_pack is Form.ANONYMISED
    rows = Case.objects.filter(session=session).select_related(
        "candidacy__person", "candidacy__company", "candidacy__training_body", "summary"
    )
    cases = list(rows.order_by("position"))
    page = Paginator(cases, PAGE).get_page(number)
    barred = _barred(seats, cases)
    files = {one.candidacy.pk: one for one in dossiers([case.candidacy for case in page])}
    return JuryPack(
        session=session,
        reader=reader,
        anonymised=anonymised,
        certifications=seats.certifications,
        page=page,
        candidates=tuple(_candidate(case, files[case.candidacy_id], barred, anonymised) for case in page),
        bars=_by_member(seats, barred, anonymised),
        of_reader=tuple(_label(one.case, anonymised) for one in barred if one.member.pk == reader.pk),
    )


def _barred(seats: Bench, cases: Iterable[Case]) -> tuple[Barred, ...]:
    """Who does not vote on whom: what was recorded, then who evaluated the candidate."""
    by_candidacy = {str(case.candidacy_id): case for case in cases}
    grounds: dict[tuple[UUID, UUID], str] = {
        (bar.member_id, bar.case_id): bar.get_ground_display()
        for bar in Bar.objects.filter(case__session=seats.session)
    }
    found = [
        Barred(member, case, grounds.get((member.pk, case.pk), "A évalué le candidat"))
        for member, fact in zip(seats.members, seats.facts, strict=True)
        for case in (by_candidacy[one] for one in dict.fromkeys(fact.barred_from))
    ]
    return tuple(sorted(found, key=lambda one: one.case.position))


def _by_member(seats: Bench, barred: tuple[Barred, ...], anonymised: bool) -> tuple[tuple[str, tuple[str, ...]], ...]:
    lines = (
        (member.name, tuple(_label(one.case, anonymised) for one in barred if one.member.pk == member.pk))
        for member in seats.members
    )
    return tuple((name, labels) for name, labels in lines if labels)


def _label(case: Case, anonymised: bool) -> str:
    return f"candidat {case.position}" if anonymised else f"{case.position}. {case.candidacy.person}"


def _candidate(case: Case, file: Dossier, barred: tuple[Barred, ...], anonymised: bool) -> Candidate:
    parts, candidacy = recap(case, file), case.candidacy
    of = filter(None, (candidacy.company, candidacy.training_body))
    return Candidate(
        case=case,
        label=f"Candidat {case.position}" if anonymised else f"{case.position}. {candidacy.person}",
        of="" if anonymised else ", ".join(map(str, of)),
        recap=tuple(_without_words(part) for part in parts) if anonymised else parts,
        kept=_kept(case, parts),
        barred=tuple(one for one in barred if one.case.pk == case.pk),
    )


def _without_words(part: RecapBlock) -> RecapBlock:
    """A block with its results only: what the commission or the company wrote may name somebody."""
    return replace(part, tutor="", lines=tuple(replace(line, remark="", company="") for line in part.lines))


def _kept(case: Case, parts: tuple[RecapBlock, ...]) -> str:
    """What an earlier jury left acquired, in a few words; empty when nothing is."""
    blocks = [f"bloc {part.block.number}" for part in parts if part.held_since]
    return ", ".join((*blocks, *case.summary.kept))
