"""The queue of the home page: what is due, by when, and the rule that says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from jurande.accounts.http import Member
from jurande.candidacies.models import Candidacy
from jurande.catalogue.record_file import load
from jurande.declarations.models import Declaration
from jurande.evaluations.models import Grid, OpinionRequest, PlannedCapacity
from jurande.juries.models import JurySession
from jurande.organisations.choices import in_force_on
from jurande.rules.certification import Element, RecordClause
from jurande.rules.dates import french
from jurande.rules.jury import union_call
from jurande.rules.lifecycles import Candidacy as CandidacyState
from jurande.rules.lifecycles import DeclarationState, Opinion, Role
from jurande.rules.lifecycles import Grid as GridState
from jurande.rules.lifecycles import Session as SessionState
from jurande.rules.reasons import Clause
from jurande.rules.rulebook import LAW_DECLARATION, edition_on

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the queue. `due` is None for what has no deadline of its own."""

    due: date | None
    title: str
    detail: str
    clause: Clause
    url: str
    act: str

    def urgency(self, today: date) -> str:
        """The weight of its button: late from the day after it was due, soon in the last seven days, else nothing."""
        if self.due is None:
            return ""
        if self.due < today:
            return "late"
        return "soon" if self.due - today <= SOON else ""


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks under one heading, in the order of their days, each with its urgency."""

    name: str
    tasks: tuple[tuple[Task, str], ...]


def tasks_for(member: Member, today: date) -> list[Task]:
    """What this member has to do, by day, those without one last."""
    found: Iterable[Task]
    match member.role:
        case Role.MANAGER | Role.SECRETARY | Role.AUDITOR:
            found = [
                *_opinions(member),
                *_reports(member),
                *_plans(member),
                *_calls(member),
                *_declarations(member),
            ]
        case Role.EVALUATOR:
            found = _grids(member)
        case Role.NATIONAL:
            found = _exports()
        case _:
            found = ()
    return sorted(found, key=lambda task: (task.due is None, task.due or today, task.title))


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


def _in_evaluation(member: Member) -> QuerySet[Candidacy]:
    return Candidacy.objects.visible_to(member).filter(state=CandidacyState.PLANNED.value)


def _page(candidacy: Candidacy) -> str:
    return reverse("desk:candidacy", args=[candidacy.pk])


def _opinions(member: Member) -> list[Task]:
    waiting = OpinionRequest.objects.filter(
        candidacy__in=_in_evaluation(member), state=Opinion.REQUESTED.value
    ).select_related("candidacy__person", "candidacy__company")
    return [
        Task(
            one.expected_on,
            f"Recevoir l’avis de l’entreprise : {one.candidacy.person}",
            f"{one.candidacy.company or 'Entreprise'}, {one.tutor_name}. Lien envoyé, rien de transmis.",
            load(one.candidacy.record_code).certification.clause(RecordClause.COMPANY_OPINION),
            _page(one.candidacy),
            "Relancer",
        )
        for one in waiting
    ]


def _reports(member: Member) -> list[Task]:
    due = PlannedCapacity.objects.filter(
        plan__candidacy__in=_in_evaluation(member),
        modality=Element.PROJECTS.value,
        report_received_on__isnull=True,
    ).select_related("plan__candidacy__person")
    # One report serves several capacities: the first day it is due is the one that counts.
    by_candidacy = {one.plan.candidacy_id: one for one in due.order_by("-report_due_on")}
    return [
        Task(
            one.report_due_on,
            f"Recevoir le rapport de projet : {one.plan.candidacy.person}",
            f"Conditions fixées : {one.report_conditions}",
            load(one.plan.candidacy.record_code).certification.clause(RecordClause.MODALITY_PROJECTS),
            _page(one.plan.candidacy),
            "Voir",
        )
        for one in by_candidacy.values()
    ]


def _plans(member: Member) -> list[Task]:
    enrolled = Candidacy.objects.visible_to(member).filter(state=CandidacyState.ENROLLED.value)
    return [
        Task(
            None,
            f"Définir les modalités d’évaluation : {one.person}",
            f"Inscription {one.reference}, {one.get_route_display().lower()}",
            load(one.record_code).certification.clause(RecordClause.CONCERTATION),
            reverse("evaluations:plan", args=[one.pk]),
            "Préparer",
        )
        for one in enrolled.select_related("person", "centre")
    ]


def _calls(member: Member) -> list[Task]:
    to_call = [
        (session, edition)
        for session in JurySession.objects.visible_to(member).filter(state=SessionState.PREPARED.value)
        if (edition := edition_on(session.held_on))
    ]
    choices = in_force_on(session.held_on for session, _ in to_call)
    return [
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
            "Saisir",
        )
        for session, edition in to_call
    ]


def _declarations(member: Member) -> list[Task]:
    waiting = Declaration.objects.filter(
        centre=member.centre, state=DeclarationState.TO_PREPARE.value, award__withdrawn_on__isnull=True
    )
    return [
        Task(
            one.send_by,
            f"Préparer la déclaration de {one.award.person}",
            f"Certificat délivré le {french(one.award.awarded_on)} ; identité à vérifier sur une pièce.",
            LAW_DECLARATION,
            reverse("declarations:prepare", args=[one.pk]),
            "Préparer",
        )
        for one in waiting.select_related("award__person")
    ]


def _grids(member: Member) -> list[Task]:
    open_grids = Grid.objects.filter(
        candidacy__in=_in_evaluation(member),
        state=GridState.OPEN.value,
    ).exclude(signatures__user=member.user)
    return [
        Task(
            None,
            f"Remplir la grille : {grid.candidacy.person}",
            f"{load(grid.candidacy.record_code).certification.block(grid.block_code).title}",
            load(grid.candidacy.record_code).certification.clause(RecordClause.EVALUATION),
            reverse("evaluations:grid", args=[grid.pk]),
            "Ouvrir",
        )
        for grid in open_grids.select_related("candidacy__person")
    ]


def _exports() -> list[Task]:
    ready = Declaration.objects.filter(state=DeclarationState.PREPARED.value, award__withdrawn_on__isnull=True)
    ready = ready.order_by("send_by")
    first = ready.first()
    if first is None:
        return []
    return [
        Task(
            first.send_by,
            f"Exporter {ready.count()} déclaration(s) à la Caisse des Dépôts",
            "Préparées par les centres, identités vérifiées.",
            LAW_DECLARATION,
            reverse("declarations:list"),
            "Exporter",
        )
    ]
