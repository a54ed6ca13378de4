"""Of the queue, what is contested and what is suspected: recourses to answer, candidates to hear, fraud to decide."""

from __future__ import annotations

from datetime import date

from django.db.models import F
from django.urls import reverse

from jurande.accounts.http import Member
from jurande.candidacies.fraud import clause_of
from jurande.candidacies.models import Candidacy, FraudCase
from jurande.desk.tasks import SHOWN, Source, Task, act_word
from jurande.juries.models import JurySession, Recourse
from jurande.rules.dates import day_of, french
from jurande.rules.lifecycles import Fraud, Role
from jurande.rules.lifecycles import Recourse as RecourseState
from jurande.rules.settings import choice


def recourses_to_answer(member: Member, today: date) -> Source:
    """Recourses that wait for their answer: no text gives a day for it. Two queries."""
    sessions = JurySession.objects.visible_to(member)
    waiting = Recourse.objects.filter(case__session__in=sessions, state=RecourseState.LODGED.value)
    rows = waiting.select_related("case__candidacy__person", "case__session").order_by("received_on", "pk")
    tasks = tuple(
        Task(
            None,
            f"Répondre au recours : {one.case.candidacy.person}",
            f"Reçu le {french(one.received_on)}, contre la décision du jury du {french(one.case.session.held_on)}.",
            choice("recourse_months"),
            f"{reverse('juries:after', args=[one.case.session_id])}#recours",
            "Répondre" if member.role is Role.MANAGER else "Voir",
        )
        for one in rows[:SHOWN]
    )
    return Source("Recours à répondre", tasks, rows.count() if tasks else 0, 0, reverse("juries:list"))


def candidates_to_hear(member: Member, today: date) -> Source:
    """Candidates to call, then to hear, at the day they were called for. At most three queries."""
    seen = Candidacy.objects.visible_to(member)
    waiting = FraudCase.objects.filter(candidacy__in=seen, state=Fraud.REPORTED.value)
    rows = waiting.select_related("candidacy__person").order_by(F("hearing_on").asc(nulls_last=True), "pk")
    tasks = tuple(_to_hear(one, member) for one in rows[:SHOWN])
    late = waiting.filter(hearing_on__lt=today).count() if tasks else 0
    return Source("Candidats à entendre", tasks, rows.count() if tasks else 0, late, reverse("certificates:frauds"))


def _to_hear(one: FraudCase, member: Member) -> Task:
    called = one.hearing_on is not None
    return Task(
        one.hearing_on,
        f"Entendre {one.candidacy.person}" if called else f"Convoquer {one.candidacy.person} pour être entendu(e)",
        f"Suspicion signalée le {french(day_of(one.reported_at))}.",
        clause_of(one.candidacy),
        reverse("certificates:fraud", args=[one.pk]),
        act_word(member, "Consigner" if called else "Convoquer"),
    )


def suspicions_to_decide(member: Member, today: date) -> Source:
    """Suspicions that the national level decides, the candidate heard; it reads the number alone. Two queries."""
    heard = FraudCase.objects.filter(state=Fraud.HEARD.value)
    rows, url = heard.select_related("candidacy__centre").order_by("heard_on", "pk"), reverse("certificates:frauds")
    tasks = tuple(
        Task(
            None,
            f"Décider d’une suspicion de fraude : candidature {one.candidacy.reference}",
            f"{one.candidacy.centre.name}. Le candidat a été entendu, ou appelé à l’être.",
            clause_of(one.candidacy),
            url,
            "Ouvrir",
        )
        for one in rows[:SHOWN]
    )
    return Source("Suspicions à décider", tasks, rows.count() if tasks else 0, 0, url)
