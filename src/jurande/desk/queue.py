"""The queue of the home page: what is due, by when, and the rule that says so.

What a member has to do may be long: of each kind the page shows the most pressing, and counts the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from jurande.accounts.http import Member
from jurande.candidacies.models import Candidacy
from jurande.declarations.models import Declaration
from jurande.desk.national.queue import Lack, lacks
from jurande.desk.queue_after import (
    files_to_check,
    files_to_complete,
    files_to_send,
    remarks_to_answer,
    results_to_notify,
)
from jurande.desk.queue_before import commissions_to_inform
from jurande.desk.queue_disputes import candidates_to_hear, recourses_to_answer, suspicions_to_decide
from jurande.desk.queue_signing import minutes_to_sign
from jurande.desk.tasks import SHOWN, STAFF, Source, Task, act_word
from jurande.evaluations.models import Grid, OpinionRequest, PlannedCapacity
from jurande.juries.models import JurySession
from jurande.organisations.choices import in_force_on
from jurande.rules.calls import union_call
from jurande.rules.certification import Element, RecordClause
from jurande.rules.dates import french
from jurande.rules.lifecycles import Candidacy as CandidacyState
from jurande.rules.lifecycles import DeclarationState, Opinion, Role
from jurande.rules.lifecycles import Grid as GridState
from jurande.rules.lifecycles import Session as SessionState
from jurande.rules.reasons import Clause, Kind
from jurande.rules.rulebook import LAW_DECLARATION, edition_on

IN_ORDER = Clause("house.organisations", Kind.CENTRE, "Tenue du registre", "")


@dataclass(frozen=True, slots=True)
class Queue:
    """What a member has to do, kind by kind."""

    sources: tuple[Source, ...]

    @property
    def total(self) -> int:
        """How many tasks there are, those left out among them."""
        return sum(one.total for one in self.sources)

    @property
    def late(self) -> int:
        """How many are past their day, those left out among them."""
        return sum(one.late for one in self.sources)

    @property
    def tasks(self) -> list[Task]:
        """Those shown, by day, those without one last. A clause that comes again is cited by its reference."""
        found = [task for one in self.sources for task in one.tasks]
        quoted: set[str] = set()
        told = []
        for task in sorted(found, key=lambda task: (task.due is None, task.due or date.max, task.title)):
            again = task.clause.key in quoted
            quoted.add(task.clause.key)
            told.append(replace(task, clause=replace(task.clause, quote="")) if again else task)
        return told

    @property
    def rest(self) -> list[Source]:
        """The kinds of which some are left out."""
        return [one for one in self.sources if one.others]


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks under one heading, in the order of their days, each with its urgency."""

    name: str
    tasks: tuple[tuple[Task, str], ...]


def queue_for(member: Member, today: date) -> Queue:
    """What this member has to do; a number of queries that does not grow with it."""
    match member.role:
        case Role.MANAGER | Role.SECRETARY | Role.AUDITOR:
            kinds: tuple[Callable[[Member, date], Source], ...] = (
                *(_opinions, _reports, _plans, _calls, _declarations),
                # What an auditor would be led to is not for them to read: it says who sits for whom.
                *((commissions_to_inform,) if member.role in STAFF else ()),
                *(files_to_send, remarks_to_answer, files_to_complete, results_to_notify),
                *(recourses_to_answer, candidates_to_hear),
            )
        case Role.EVALUATOR:
            kinds = (_grids,)
        case Role.NATIONAL:
            kinds = (_exports, files_to_check, suspicions_to_decide, _lacks)
        case Role.JUROR:
            kinds = (minutes_to_sign,)
        case _:
            kinds = ()
    return Queue(tuple(kind(member, today) for kind in kinds))


def grouped(tasks: Iterable[Task], today: date) -> list[Group]:
    """The queue under its headings: passed, this week (to Sunday), this month, later, without a deadline."""
    week_end = today + timedelta(days=6 - today.weekday())
    headings: dict[str, list[tuple[Task, str]]] = {
        name: [] for name in ("Dépassée", "Cette semaine", "Ce mois-ci", "Plus tard", "Sans échéance")
    }
    for task in tasks:
        headings[_heading(task.due, today, week_end)].append((task, task.urgency(today)))
    return [Group(name, tuple(found)) for name, found in headings.items() if found]


def _heading(due: date | None, today: date, week_end: date) -> str:
    if due is None:
        return "Sans échéance"
    if due < today:
        return "Dépassée"
    if due <= week_end:
        return "Cette semaine"
    return "Ce mois-ci" if (due.year, due.month) == (today.year, today.month) else "Plus tard"


def _source[T: (OpinionRequest, PlannedCapacity, Candidacy, Declaration, Grid)](
    name: str, rows: QuerySet[T], task: Callable[[T], Task], *, url: str, today: date, due: str = ""
) -> Source:
    """The first rows as tasks, and all of them counted. `due` is the field that holds their day, if they have one."""
    late = Q(**{f"{due}__lt": today}) if due else Q(pk__in=())
    counted = rows.order_by().aggregate(total=Count("pk"), late=Count("pk", filter=late))
    tasks = tuple(task(one) for one in rows[:SHOWN]) if counted["total"] else ()
    return Source(name, tasks, counted["total"], counted["late"], url)


def _in_evaluation(member: Member) -> QuerySet[Candidacy]:
    return Candidacy.objects.visible_to(member).filter(state=CandidacyState.PLANNED.value)


def _candidacies(state: CandidacyState) -> str:
    return f"{reverse('candidacies:list')}?etape={state.value}"


def _page(candidacy: Candidacy) -> str:
    return reverse("desk:candidacy", args=[candidacy.pk])


def _opinions(member: Member, today: date) -> Source:
    waiting = OpinionRequest.objects.filter(candidacy__in=_in_evaluation(member), state=Opinion.REQUESTED.value)

    def task(one: OpinionRequest) -> Task:
        return Task(
            one.expected_on,
            f"Recevoir l’avis de l’entreprise : {one.candidacy.person}",
            f"{one.candidacy.company or 'Entreprise'}, {one.tutor_name}. Lien envoyé, rien de transmis.",
            one.candidacy.certification.clause(RecordClause.COMPANY_OPINION),
            _page(one.candidacy),
            act_word(member, "Relancer"),
        )

    rows = waiting.select_related("candidacy__person", "candidacy__company").order_by("expected_on", "pk")
    url = _candidacies(CandidacyState.PLANNED)
    return _source("Avis d’entreprise à recevoir", rows, task, url=url, today=today, due="expected_on")


def _reports(member: Member, today: date) -> Source:
    due = PlannedCapacity.objects.filter(
        plan__candidacy__in=_in_evaluation(member),
        modality=Element.PROJECTS.value,
        report_received_on__isnull=True,
    )
    # One report serves several capacities: the first day it is due is the one that counts.
    first = due.order_by("plan", "report_due_on", "pk").distinct("plan")

    def task(one: PlannedCapacity) -> Task:
        return Task(
            one.report_due_on,
            f"Recevoir le rapport de projet : {one.plan.candidacy.person}",
            f"Conditions fixées : {one.report_conditions}",
            one.plan.candidacy.certification.clause(RecordClause.MODALITY_PROJECTS),
            _page(one.plan.candidacy),
            "Voir",
        )

    rows = PlannedCapacity.objects.filter(pk__in=first.values("pk")).select_related("plan__candidacy__person")
    url = _candidacies(CandidacyState.PLANNED)
    ordered = rows.order_by("report_due_on", "pk")
    return _source("Rapports de projet à recevoir", ordered, task, url=url, today=today, due="report_due_on")


def _plans(member: Member, today: date) -> Source:
    enrolled = Candidacy.objects.visible_to(member).filter(state=CandidacyState.ENROLLED.value)

    def task(one: Candidacy) -> Task:
        return Task(
            None,
            f"Définir les modalités d’évaluation : {one.person}",
            f"Inscription {one.reference}, {one.get_route_display().lower()}",
            one.certification.clause(RecordClause.CONCERTATION),
            reverse("evaluations:plan", args=[one.pk]) if member.role in STAFF else _page(one),
            act_word(member, "Préparer"),
        )

    rows = enrolled.select_related("person", "centre").order_by("enrolled_on", "pk")
    return _source("Modalités à définir", rows, task, url=_candidacies(CandidacyState.ENROLLED), today=today)


def _calls(member: Member, today: date) -> Source:
    prepared = JurySession.objects.visible_to(member).filter(state=SessionState.PREPARED.value).order_by("held_on")
    known = [(session, edition) for session in prepared if (edition := edition_on(session.held_on))]
    choices = in_force_on(session.held_on for session, _ in known)
    tasks = [
        Task(
            union_call(
                edition,
                sent_on=None,
                jury_on=session.held_on,
                answered=False,
                settings=choices[session.held_on],
            ).latest_on,
            f"Saisir les organisations syndicales pour le jury du {french(session.held_on)}",
            "La date d’envoi de chaque saisine est conservée.",
            edition.composition,
            reverse("juries:session", args=[session.pk]),
            act_word(member, "Saisir"),
        )
        for session, edition in known
    ]
    late = sum(task.urgency(today) == "late" for task in tasks)
    return Source("Jurys à saisir", tuple(tasks[:SHOWN]), len(tasks), late, reverse("juries:list"))


def _declarations(member: Member, today: date) -> Source:
    waiting = Declaration.objects.filter(
        centre=member.centre, state=DeclarationState.TO_PREPARE.value, award__withdrawn_on__isnull=True
    )

    def task(one: Declaration) -> Task:
        return Task(
            one.send_by,
            f"Préparer la déclaration de {one.award.person}",
            f"Certificat délivré le {french(one.award.awarded_on)} ; identité à vérifier sur une pièce.",
            LAW_DECLARATION,
            reverse("declarations:one", args=[one.pk]),
            act_word(member, "Préparer"),
        )

    rows, url = waiting.select_related("award__person").order_by("send_by", "pk"), reverse("declarations:list")
    return _source("Déclarations à préparer", rows, task, url=url, today=today, due="send_by")


def _grids(member: Member, today: date) -> Source:
    open_grids = (
        Grid.objects.current()
        .filter(
            candidacy__in=_in_evaluation(member),
            state=GridState.OPEN.value,
        )
        .exclude(signatures__user=member.user)
    )

    def task(grid: Grid) -> Task:
        certification = grid.candidacy.certification
        return Task(
            None,
            f"Remplir la grille : {grid.candidacy.person}",
            certification.block(grid.block_code).title,
            certification.clause(RecordClause.EVALUATION),
            reverse("evaluations:grid", args=[grid.pk]),
            "Ouvrir",
        )

    rows = open_grids.select_related("candidacy__person").order_by("candidacy__person__sort_key", "block_code", "pk")
    return _source("Grilles à remplir", rows, task, url=reverse("evaluations:list"), today=today)


def _exports(member: Member, today: date) -> Source:
    """One task for all the declarations ready: one file declares them together."""
    ready = Declaration.objects.filter(state=DeclarationState.PREPARED.value, award__withdrawn_on__isnull=True)
    url, days = reverse("declarations:list"), list(ready.order_by("send_by").values_list("send_by", flat=True)[:1])
    tasks = tuple(
        Task(
            send_by,
            f"Exporter {ready.count()} déclaration(s) à la Caisse des Dépôts",
            "Préparées par les centres, identités vérifiées.",
            LAW_DECLARATION,
            url,
            "Exporter",
        )
        for send_by in days
    )
    return Source("Déclarations à exporter", tasks, len(tasks), sum(one < today for one in days), url)


def _lacks(member: Member, today: date) -> Source:
    """What is missing from the register before centres and juries can act."""
    found = list(lacks(today))
    tasks = tuple(_to_complete(one) for one in found[:SHOWN])
    return Source("Organisations à compléter", tasks, len(found), 0, reverse("organisations:index"))


def _to_complete(lack: Lack) -> Task:
    return Task(lack.due, lack.title, lack.detail, IN_ORDER, lack.url, lack.act)
