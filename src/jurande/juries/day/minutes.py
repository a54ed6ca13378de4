"""What the minutes say: the facts of the session, in the order of the rule-book (rules.md section 6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from jurande.candidacies.models import ROUTES
from jurande.catalogue.record_file import load
from jurande.documents.contracts import (
    BlockContent,
    BlockResult,
    CandidateMinutes,
    Capacity,
    CapacityResult,
    Check,
    Cited,
    DecisionKind,
    Finding,
    MinutesData,
    Signatory,
    Votes,
)
from jurande.documents.contracts import Member as PrintedMember
from jurande.documents.models import StoredDocument
from jurande.evaluations.facts import Dossier, dossiers
from jurande.evaluations.models import MODALITIES
from jurande.juries.after.contesting import Reexamination, reexaminations
from jurande.juries.after.signing_words import ON_THE_SHEET
from jurande.juries.facts import Bench, as_presented
from jurande.juries.models import Case, ConformityPoint, JurySession, Member
from jurande.rules.certification import Block, Certification, RecordClause
from jurande.rules.dates import PARIS
from jurande.rules.deliberation import Verdict
from jurande.rules.rulebook import Side
from jurande.ui.french import hour


def minutes_data(session: JurySession, seats: Bench, cases: Sequence[Case]) -> MinutesData:
    """The minutes of one session as plain values, read in a constant number of queries."""
    certification = seats.certification
    points = list(ConformityPoint.objects.filter(session=session))
    again = reexaminations(cases)
    files = {one.candidacy.pk: one for one in dossiers([case.candidacy for case in cases])}
    return MinutesData(
        reference=reference(session),
        title=seats.title,
        record=", ".join(f"RNCP {load(one.code).sections.identity.number}" for one in seats.certifications),
        qualification_number="non publié",
        referential=", ".join(one.referential_version for one in seats.certifications),
        edition=seats.edition.label,
        centre=session.centre.name,
        place=session.where,
        held_on=session.held_on,
        members=tuple(_member(member) for member in seats.members),
        conformity=_conformity(certification, points),
        checks=tuple(
            Check(
                title=point.title,
                text=point.finding,
                found=_found(point),
                remark=point.reserve,
                clause=point.clause,
            )
            for point in points
        ),
        content=tuple(
            _content(one, block, seats.certifications) for one in seats.certifications for block in one.blocks
        ),
        candidates=tuple(
            _candidate(case, files[case.candidacy_id], seats.certifications, again.get(case.pk)) for case in cases
        ),
        corrections=(),
        signing=ON_THE_SHEET,
        signatories=tuple(Signatory(one.name, quality(one)) for one in signatories(seats) if one.user_id),
        on_paper=tuple(Signatory(one.name, quality(one)) for one in signatories(seats) if not one.user_id),
    )


def reference(session: JurySession) -> str:
    """How papers name the minutes of a session."""
    return f"PV-{session.centre.code}-{session.held_on.isoformat()}"


def minutes_of(session: JurySession) -> StoredDocument:
    """The minutes of a closed session, without their content. Raises LookupError for a session that has none."""
    if session.minutes_id is None:
        raise LookupError(f"session {session.pk} has no minutes")
    return StoredDocument.objects.defer("content").get(pk=session.minutes_id)


def signatories(seats: Bench) -> tuple[Member, ...]:
    """Who signs the minutes: each member who sat with a vote that day, those who left or withdrew included."""
    return tuple(member for member in seats.members if member.sat)


def _member(member: Member) -> PrintedMember:
    absent = member.arrived_at is None and member.votes and not member.temporary_work
    return PrintedMember(
        name=member.name,
        side="employers" if member.side == Side.EMPLOYERS else "unions",
        organisation=member.union.name if member.union else member.organisation,
        quality=quality(member),
        voting=member.sat or absent,
        presiding=member.president,
        present=member.arrived_at is not None,
        attended=attended(member),
    )


def quality(member: Member) -> str:
    """In what quality a member sits, in the words of the record."""
    if member.president:
        return "Président(e) du jury"
    if member.temporary_work:
        return "Membre supplémentaire, travail temporaire"
    return "Représentant(e) des employeurs" if member.side == Side.EMPLOYERS else "Représentant(e) des salariés"


def attended(member: Member) -> str:
    """How a member attended, by the clock of Paris: when they signed in and on what, when they left, a withdrawal."""
    if not member.arrived_at:
        return "absent(e)"
    left = f" ; parti(e) à {_hour(member.left_at)}" if member.left_at else ""
    withdrew = " ; retiré(e) pour la parité" if member.withdrawn else ""
    return f"émargé à {_hour(member.arrived_at)}, {member.get_signed_on_display()}{left}{withdrew}"


def _hour(moment: datetime) -> str:
    return hour(moment.astimezone(PARIS))


def _found(point: ConformityPoint) -> Finding:
    if point.accepted:
        return "conform"
    return "with_reserve" if point.conform else "not_conform"


def _conformity(certification: Certification, points: Sequence[ConformityPoint]) -> Cited:
    clause = certification.clause(RecordClause.JURY_DUTIES).ref
    if not all(point.conform for point in points):
        return Cited("Le jury ne constate pas la conformité de l’organisation, pour les motifs ci-dessous.", clause)
    if any(point.reserve for point in points):
        return Cited("Le jury constate la conformité de l’organisation, avec les réserves ci-dessous.", clause)
    return Cited("Le jury constate que l’organisation des évaluations est conforme.", clause)


def _content(certification: Certification, block: Block, of_the_day: Sequence[Certification]) -> BlockContent:
    return BlockContent(
        code=f"{certification.code}, bloc {block.number}" if len(of_the_day) > 1 else f"Bloc {block.number}",
        title=block.title,
        capacities=tuple(Capacity(code, certification.capacity(code).title) for code in block.capacities),
    )


def _candidate(
    case: Case, dossier: Dossier, of_the_day: Sequence[Certification], again: Reexamination | None
) -> CandidateMinutes:
    person, route = case.candidacy.person, ROUTES[case.candidacy.route]
    return CandidateMinutes(
        name=person.full_name,
        born_on=person.born_on,
        born_at=person.birth,
        route=f"{route}, {case.candidacy.record_code}" if len(of_the_day) > 1 else route,
        blocks=block_results(case, dossier),
        decision=decision_kind(case),
        votes=_votes(case),
        reasons=cited_reasons(case, again),
    )


def _votes(case: Case) -> Votes | None:
    if not (case.votes_for or case.votes_against or case.abstentions):
        return None
    return Votes(case.votes_for, case.votes_against, case.abstentions, case.silent, bool(case.casting_vote))


def cited_reasons(case: Case, again: Reexamination | None = None) -> tuple[Cited, ...]:
    """The reasons of the decision with their clauses, and the jury's own words where it gave some.

    A case examined again after a recourse says so first.
    """
    rows = tuple(Cited(row["text"], row["ref"]) for row in case.reasons)
    if again:
        rows = (Cited(again.text, again.clause.ref), *rows)
    if not case.reason:
        return rows
    own = next((row["ref"] for row in case.reasons if row["code"] == "deliberation.reason"), rows[0].clause)
    # A day interrupted is closed by the centre: the reason is not the jury's.
    cut = any(row["code"] == "deliberation.interrupted" for row in case.reasons)
    return (*rows, Cited(f"Motif {'de l’interruption' if cut else 'du jury'} : {case.reason}", own))


def decision_kind(case: Case) -> DecisionKind:
    """The decision in the words of the document: blocks have their own."""
    match Verdict(case.verdict):
        case Verdict.ADMISSIBLE:
            return "admissible"
        case Verdict.NOT_ADMISSIBLE:
            return "not_admissible"
        case Verdict.POSTPONED:
            return "postponed"
        case Verdict.BLOCKS:
            return "blocks_validated" if case.validated and not case.not_validated else "blocks_not_validated"


def block_results(case: Case, dossier: Dossier) -> tuple[BlockResult, ...]:
    """Block by block, capacity by capacity, what the commission evaluated and the jury validated."""
    certification = case.candidacy.certification
    dossier = as_presented(case, dossier)
    return tuple(
        BlockResult(
            code=f"Bloc {block.number}",
            title=block.title,
            state="held"
            if block.code in dossier.held
            else "validated"
            if block.code in case.validated
            else "not_validated",
            held_since=dossier.held.get(block.code),
            capacities=tuple(_capacity(certification, code, case, dossier, block) for code in block.capacities),
        )
        for block in dossier.blocks
    )


def _capacity(certification: Certification, code: str, case: Case, dossier: Dossier, block: Block) -> CapacityResult:
    planned = dossier.planned.get(code)
    kept = dossier.kept.get(code) if code in case.summary.kept else None
    held = dossier.held.get(block.code) or (kept.jury_on if kept else None)
    return CapacityResult(
        code=code,
        title=certification.capacity(code).title,
        outcome="kept"
        if held
        else "acquired"
        if code in case.summary.acquired
        else "not_acquired"
        if code in case.summary.not_acquired
        else "not_evaluated",
        modality=MODALITIES[planned.modality] if planned else "",
        kept_from=held,
    )
