"""The juries whose regional commission is still to be told who sits, or told again; one query for all of them."""

from __future__ import annotations

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from jurande.juries.before.informing import COMPOSING
from jurande.juries.models import JurySession, Member
from jurande.ledger.models import Entry
from jurande.rules.calls import CommissionDecision, CommissionOutcome, commission_told
from jurande.rules.dates import day_of
from jurande.rules.lifecycles import Session as State
from jurande.rules.rulebook import edition_named

TO_TELL = {CommissionOutcome.NOT_TOLD, CommissionOutcome.TOLD_BEFORE_A_CHANGE}


def uninformed(among: QuerySet[JurySession]) -> list[tuple[JurySession, CommissionDecision]]:
    """Of the sessions `among`, those that are called, with somebody to name, and what is to be told; the next first.

    The same answer as `informing.commission_decision` for each, which asks the ledger session by session.
    """
    subject = Concat(Value("jury:"), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    acts = Entry.objects.filter(subject=subject, act__in=(*COMPOSING, "jury.inform")).order_by("-sequence")
    called = among.filter(Exists(Member.objects.filter(session=OuterRef("pk"))), state=State.CALLED.value)
    rows = called.annotate(last_told=Subquery(acts.values("act")[:1])).select_related("centre")
    decided = [(session, _decision(session, session.last_told in COMPOSING)) for session in rows.order_by("held_on")]
    return [(session, decision) for session, decision in decided if decision.outcome in TO_TELL]


def _decision(session: JurySession, composed_since: bool) -> CommissionDecision:
    told_at = session.commission_told_at
    return commission_told(
        edition_named(session.edition),
        told_on=day_of(told_at) if told_at else None,
        changed=told_at is not None and composed_since,
    )
