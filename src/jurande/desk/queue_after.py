"""What is due once a jury is closed: its file sent up, remarks answered, the result of a VAE told to its candidate."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse

from jurande.accounts.http import Member
from jurande.certificates.notifying import results, waiting_results
from jurande.desk.tasks import SHOWN, Source, Task, act_word
from jurande.juries.after.perimeter import sent_to
from jurande.juries.after.transmission import incomplete, to_send, with_records
from jurande.juries.models import Completion, JurySession, Transmission
from jurande.rules.dates import french
from jurande.rules.lifecycles import Session as SessionState
from jurande.rules.lifecycles import Transmission as State
from jurande.rules.rulebook import LAW_VAE_RESULT, edition_named
from jurande.rules.settings import choice


def files_to_send(member: Member, today: date) -> Source:
    """The closed juries whose file is to be sent to the national group, by their last day."""
    closed = JurySession.objects.visible_to(member).filter(state=SessionState.CLOSED.value, transmission__isnull=True)
    due = to_send(closed.annotate(records=with_records()), on=today)
    tasks = tuple(
        Task(
            decision.due_on,
            f"Transmettre le dossier du jury du {french(session.held_on)}",
            "Lettre d’envoi, procès-verbal, composition, émargement : une archive, prête sur la page du jury.",
            choice("transmission_months"),
            reverse("juries:after", args=[session.pk]),
            act_word(member, "Transmettre"),
        )
        for session, decision in due[:SHOWN]
    )
    late = sum(decision.late for _, decision in due)
    return Source("Dossiers à transmettre", tasks, len(due), late, reverse("juries:list"))


def remarks_to_answer(member: Member, today: date) -> Source:
    """The files on which the national group has a remark."""
    waiting = sent_to(member).filter(state=State.REMARKED.value).order_by("session__held_on", "pk")
    found = list(waiting.defer("archive__content"))
    tasks = tuple(
        Task(
            None,
            f"Répondre à la remarque sur le jury du {french(one.session.held_on)}",
            f"Du {edition_named(one.session.edition).national_group}.",
            edition_named(one.session.edition).transmission,
            reverse("juries:after", args=[one.session_id]),
            act_word(member, "Répondre"),
        )
        for one in found[:SHOWN]
    )
    return Source("Remarques sans réponse", tasks, len(found), 0, reverse("juries:list"))


def files_to_complete(member: Member, today: date) -> Source:
    """The files sent that lack what the jury wrote since, no remark waiting: no text gives a day for it. One query."""
    found = list(incomplete(sent_to(member)).order_by("session__held_on", "pk").defer("archive__content"))
    tasks = tuple(
        Task(
            None,
            f"Compléter le dossier du jury du {french(one.session.held_on)}",
            "Le jury a écrit depuis l’envoi : rectification, signatures ou procès-verbal signé ailleurs.",
            edition_named(one.session.edition).transmission,
            f"{reverse('juries:after', args=[one.session_id])}#transmission",
            act_word(member, "Compléter"),
        )
        for one in found[:SHOWN]
    )
    return Source("Dossiers à compléter", tasks, len(found), 0, reverse("juries:list"))


def results_to_notify(member: Member, today: date) -> Source:
    """The candidates of a VAE who are still to be told their result, by the last day of the law."""
    waiting = waiting_results(results().filter(session__centre=member.centre, notified_at__isnull=True), on=today)
    tasks = tuple(
        Task(
            last,
            f"Notifier le résultat de la VAE : {case.candidacy.person}",
            f"Jury du {french(case.session.held_on)}. Le message au candidat n’est pas encore parti.",
            LAW_VAE_RESULT,
            reverse("desk:candidacy", args=[case.candidacy_id]),
            act_word(member, "Notifier"),
        )
        for case, last in waiting[:SHOWN]
    )
    late = sum(last < today for _, last in waiting)
    return Source("Résultats de VAE à notifier", tasks, len(waiting), late, reverse("candidacies:list"))


def files_to_check(member: Member, today: date) -> Source:
    """The files that centres sent and the national group has not checked yet."""
    again = Exists(Completion.objects.filter(transmission=OuterRef("pk")))
    waiting = sent_to(member).filter(state__in=(State.SENT.value, State.RECEIVED.value))
    rows = waiting.annotate(completed=again).order_by("sent_at", "pk")
    total = rows.count()
    shown = rows.defer("archive__content")[:SHOWN] if total else ()
    tasks = tuple(_to_check(one, completed=one.completed) for one in shown)
    return Source("Dossiers de jury à vérifier", tasks, total, 0, reverse("juries:transmissions"))


def _to_check(one: Transmission, *, completed: bool) -> Task:
    received = one.state == State.RECEIVED
    came = "Complété" if completed else "Transmis"
    return Task(
        None,
        f"Vérifier le dossier du jury du {french(one.session.held_on)} : {one.session.centre.name}",
        "Reçu, à vérifier." if received else f"{came} par le centre : accusez réception, puis vérifiez.",
        edition_named(one.session.edition).transmission,
        reverse("juries:transmission", args=[one.pk]),
        "Vérifier" if received else "Recevoir",
    )
