"""Each union's attendance over a half-year, for its allowance: convention of 7 February 2022, art. 37.2.2.

Counts juries, never people: no juror is named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet

from jurande.documents.actions import store
from jurande.documents.compose import sheet
from jurande.documents.contracts import Cited, Column, Row, SheetData, SheetFact, Signatory
from jurande.documents.models import StoredDocument
from jurande.juries.locking import locked_centre
from jurande.juries.models import JurySession, Member, UnionCall
from jurande.ledger.actors import Actor, record
from jurande.ledger.queries import head
from jurande.organisations.models import ExamCentre
from jurande.rules.allowance import AllowanceDecision, HalfYear, UnionAtJury, half_year_of, union_allowance
from jurande.rules.dates import day_of, french
from jurande.rules.lifecycles import CENTRE, refusal
from jurande.rules.lifecycles import Session as State
from jurande.rules.rulebook import BRANCH_UNION_ALLOWANCE
from jurande.rules.words import counted

KIND = "union_statement"
# A statement is about juries, whatever they judged.
TITLE = "Jurys paritaires de délibération"


@dataclass(frozen=True, slots=True)
class UnionLine:
    """One union over the half-year: what the rule counts for it."""

    name: str
    decision: AllowanceDecision


@dataclass(frozen=True, slots=True)
class Statement:
    """The attendance of the unions at the closed juries of a centre; `places`, where each was held, by reference."""

    period: HalfYear
    juries: int
    lines: tuple[UnionLine, ...]
    places: Mapping[str, str]

    @property
    def euros(self) -> int:
        """What is owed to all of them."""
        return sum(line.decision.euros for line in self.lines)


def closed_juries(centre: ExamCentre) -> QuerySet[JurySession]:
    """The juries of a centre that count."""
    return JurySession.objects.filter(centre=centre, state=State.CLOSED.value)


def half_years(centre: ExamCentre) -> list[HalfYear]:
    """The half-years in which a jury of the centre was closed, the latest first."""
    months = closed_juries(centre).dates("held_on", "month")
    return sorted({half_year_of(month) for month in months}, reverse=True)


def statement(centre: ExamCentre, period: HalfYear) -> Statement:
    """What each union called or present is owed for the half-year, in three queries.

    Whoever signed in counts, whatever their voice, even those who left before the end.
    """
    sessions = closed_juries(centre).filter(held_on__range=(period.starts_on, period.ends_on))
    days = {session.pk: session for session in sessions}
    called = UnionCall.objects.filter(session__in=days).values_list("union__name", "session").distinct()
    present = Member.objects.filter(session__in=days, union__isnull=False, arrived_at__isnull=False)
    came = dict.fromkeys(called.order_by(), 0)
    for name, session, number in present.order_by().values_list("union__name", "session").annotate(number=Count("pk")):
        came[name, session] = number
    juries: dict[str, list[UnionAtJury]] = defaultdict(list)
    for (name, session), number in came.items():
        on = days[session].held_on
        juries[name].append(UnionAtJury(jury=days[session].ref, held_on=on, closed=True, present=number))
    return Statement(
        period=period,
        juries=len(days),
        lines=tuple(UnionLine(name, union_allowance(juries[name], period=period)) for name in sorted(juries)),
        places={session.ref: session.where for session in days.values()},
    )


def established(centre: ExamCentre, period: HalfYear) -> QuerySet[StoredDocument]:
    """The statements kept for a half-year, the latest first."""
    rows = StoredDocument.objects.filter(kind=KIND, subject=centre.ref, filename__startswith=_stem(centre, period))
    return rows.defer("content").order_by("-created_at")


def _stem(centre: ExamCentre, period: HalfYear) -> str:
    return f"assiduite-{centre.code}-{period.code}"


@transaction.atomic
def establish(*, centre: ExamCentre, period: HalfYear, actor: Actor, now: datetime) -> StoredDocument:
    """Keep the statement of a half-year that is over. Made again, another is kept beside the first.

    Raises Refused before the end of the half-year, and for another role than the centre's.
    """
    if actor.role not in CENTRE:
        raise refusal("statement.role", "Le centre établit l’attestation de ses jurys : demandez-la-lui.")
    if day_of(now) <= period.ends_on:
        text = f"Le {period.label} finit le {french(period.ends_on)} : établissez l’attestation ensuite."
        raise refusal("statement.period", text)
    centre = locked_centre(centre)
    found = statement(centre, period)
    record(
        actor=actor,
        chain=centre.chain,
        act="jury.statement",
        subject=centre.ref,
        now=now,
        effective_on=period.ends_on,
        data={"period": period.code, "juries": found.juries, "euros": found.euros},
        clauses=[BRANCH_UNION_ALLOWANCE.key],
    )
    printed, number = head(centre.chain), established(centre, period).count() + 1
    suffix = f"-{number}" if number > 1 else ""
    return store(
        kind=KIND,
        subject=centre.ref,
        filename=f"{_stem(centre, period)}{suffix}.pdf",
        content=sheet(_data(centre, found, actor, now), head=printed, created=now),
        head=printed,
        actor=actor.ref,
        now=now,
    )


def _data(centre: ExamCentre, found: Statement, actor: Actor, now: datetime) -> SheetData:
    period = found.period
    return SheetData(
        issuer=centre.name,
        reference=f"{centre.code}-{period.code}",
        issued_on=day_of(now),
        object="Attestation de participation des organisations syndicales",
        title=TITLE,
        facts=(
            SheetFact("Période", f"du {french(period.starts_on)} au {french(period.ends_on)}"),
            SheetFact("Jurys clos", str(found.juries)),
            SheetFact("Versement", period.paid_in),
            SheetFact("Total", f"{found.euros} €"),
        ),
        paragraphs=(
            (
                "Le centre d’examen, qui tient le secrétariat de ces jurys, atteste que chaque organisation ci-dessous "
                "a eu au moins un représentant présent aux jurys inscrits sur sa ligne."
            ),
        ),
        clauses=(
            Cited(
                "Une somme par jury où l’organisation a au moins un représentant, quelle que soit sa délégation.",
                BRANCH_UNION_ALLOWANCE.ref,
            ),
        ),
        columns=(Column("Organisation", 4), Column("Jurys du", 6), Column("Nombre", 2), Column("Somme", 2)),
        rows=tuple(_row(line) for line in found.lines),
        row_height=0,
        notes=("Les présences sont celles des feuilles d’émargement. Aucun représentant n’est nommé.",),
        signatories=(Signatory(actor.name, "Pour le centre d’examen"),),
    )


def _row(line: UnionLine) -> Row:
    days = " ; ".join(french(one.held_on) for one in line.decision.juries) or "aucun"
    juries = counted(len(line.decision.juries), "jury", "jurys")
    return Row((line.name, days, juries, f"{line.decision.euros} €"))
