"""A member who is linked to a candidate says so, and leaves that vote; the centre may also record it for them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jurande.juries.facts import bench
from jurande.juries.locking import locked_case, moved
from jurande.juries.models import Bar, Case, Member, Vote
from jurande.ledger.actors import Actor, record
from jurande.rules.lifecycles import Case as CaseState
from jurande.rules.lifecycles import Session as State
from jurande.rules.lifecycles import refusal


@transaction.atomic
def declare_bar(*, case: Case, member: Member, ground: str, actor: Actor, now: datetime) -> Bar:
    """A member leaves the vote of one candidate, on their own word; saying it twice is once.

    Raises Refused once the case is decided, or once they have voted on it: the president then takes the vote again.
    """
    case = locked_case(case)
    session = case.session
    if session.state in {State.CLOSED, State.CANCELLED} or case.state == CaseState.DECIDED:
        raise refusal("jury.decided", "La décision est prise : un empêchement se consigne avant elle.")
    if Vote.objects.filter(case=case, round=case.round, member=member).exists():
        raise refusal("jury.voted", "Vous avez déjà voté : la présidence reprend le vote, sans vous.")
    bar, is_new = Bar.objects.get_or_create(case=case, member=member, defaults={"ground": ground})
    if not is_new:
        return bar
    moved(session)
    seats = bench(session)
    record(
        actor=actor,
        chain=session.centre.chain,
        act="jury.declare_bar",
        subject=case.ref,
        now=now,
        data={"member": f"member:{member.id}"},
        clauses=sorted({reason.clause.key for reason in seats.voters(case, seats.seating).reasons}),
    )
    return bar
