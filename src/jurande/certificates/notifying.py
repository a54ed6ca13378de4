"""The result of a VAE, told to its candidate: dated the day its message left, or the day the centre told it otherwise.

Labour code R6412-7. Whoever is not fully admitted is told by the president's letter, whoever is by the message that
says that their certificate is made: both give the result in writing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Expression, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from jurande.certificates.models import Certificate
from jurande.certificates.sweeps import carry_out
from jurande.juries.models import Case
from jurande.ledger.actors import SYSTEM, Actor, record
from jurande.messages.models import Message
from jurande.rules.certification import RouteCode
from jurande.rules.dates import PARIS, day_of, french
from jurande.rules.lifecycles import CENTRE, refusal
from jurande.rules.lifecycles import Session as SessionState
from jurande.rules.notification import NotificationDecision, vae_result


def results() -> QuerySet[Case]:
    """The cases of VAE that a closed jury judged, whose candidates are to be told the result."""
    closed = Case.objects.filter(session__state=SessionState.CLOSED.value, candidacy__route=RouteCode.VAE.value)
    return closed.select_related("session__centre", "candidacy__person", "candidacy__centre", "candidacy__vae_request")


def notification(case: Case, *, on: date) -> NotificationDecision:
    """Where the notification of a result stands on a day. A file entered once admissible began that day."""
    candidacy = case.candidacy
    asked = candidacy.vae_request.filed_on if hasattr(candidacy, "vae_request") else candidacy.admissible_on
    return vae_result(
        filed_on=asked or candidacy.enrolled_on,
        jury_on=case.session.held_on,
        notified_on=day_of(case.notified_at) if case.notified_at else None,
        on=on,
    )


def waiting_results(cases: Iterable[Case], *, on: date) -> list[tuple[Case, date]]:
    """Of these cases, those whose candidate is still to be told, each with its last day; those without one left out."""
    asked = [(case, notification(case, on=on).notify_by) for case in cases if case.notified_at is None]
    return sorted(((case, last) for case, last in asked if last), key=lambda one: (one[1], str(one[0].pk)))


def note_notified(*, now: datetime) -> int:
    """Date each result whose message has left, the day it did; return how many. One transaction each.

    Raises ExceptionGroup when some could not be dated.
    """
    made = Certificate.objects.filter(award__candidacy=_key("candidacy", OuterRef("candidacy_id")))
    told = made.annotate(at=_left("certificate", OuterRef("pk"))).values("at")[:1]
    told_at = Coalesce(_left("notice", OuterRef("pk")), Subquery(told))
    waiting = results().filter(notified_at__isnull=True).annotate(told_at=told_at).filter(told_at__isnull=False)
    rows = list(waiting.order_by("told_at", "pk").values_list("pk", "told_at"))
    return carry_out(rows, lambda row: _date(*row, actor=SYSTEM, now=now))


def _left(kind: str, key: Expression | F) -> Subquery:
    """When the message of that key left; none while it has not."""
    sent = Message.objects.filter(key=_key(kind, key), sent_at__isnull=False)
    return Subquery(sent.values("sent_at")[:1])


def _key(kind: str, key: Expression | F) -> Concat:
    return Concat(Value(f"{kind}:"), Cast(key, CharField()))


@transaction.atomic
def _date(case_id: UUID, told_at: datetime, *, actor: Actor, now: datetime, how: str = "") -> int:
    rows = Case.objects.select_for_update(of=("self",), no_key=True).filter(pk=case_id, notified_at__isnull=True)
    if rows.first() is None:
        return 0
    case = results().get(pk=case_id)
    case.notified_at = told_at
    case.save(update_fields=["notified_at"])
    decision = notification(case, on=day_of(now))
    record(
        actor=actor,
        chain=case.session.centre.chain,
        act="certificate.notified",
        subject=case.candidacy.ref,
        now=now,
        effective_on=day_of(told_at),
        data={"case": case.ref, "outcome": decision.outcome.value}
        | ({"notify_by": decision.notify_by} if decision.notify_by else {}),
        details={"reason": how} if how else None,
        clauses=sorted({reason.clause.key for reason in decision.reasons}),
    )
    return 1


def notify_otherwise(*, case: Case, on: date, how: str, actor: Actor, now: datetime) -> None:
    """Record that the centre told the result itself, on a day and in a way that it says: no message could leave.

    Raises Refused for another role than the centre's, a day before the jury or to come, and a second time.
    """
    if actor.role not in CENTRE:
        raise refusal("notification.role", "Le centre notifie lui-même ses résultats : demandez-le-lui.")
    held_on = case.session.held_on
    if not held_on <= on <= day_of(now):
        raise refusal("notification.day", f"Le {french(on)} n’est pas un jour entre le jury et aujourd’hui.")
    if not _date(case.pk, datetime.combine(on, time(12), tzinfo=PARIS), actor=actor, now=now, how=how):
        raise refusal("notification.done", "Ce résultat est déjà notifié : sa date est à l’historique du candidat.")
