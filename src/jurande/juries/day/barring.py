"""Who leaves the vote of one candidate: a member says so themselves, or the centre records it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from jurande.juries.day.deliberating import new_round
from jurande.juries.facts import bench
from jurande.juries.locking import locked_case, moved
from jurande.juries.models import Bar, Case, Member, Vote
from jurande.ledger.actors import Actor, record
from jurande.rules.lifecycles import CENTRE, refusal
from jurande.rules.lifecycles import Case as CaseState
from jurande.rules.lifecycles import Session as State
from jurande.rules.settings import Ballot
from jurande.rules.words import listed


@transaction.atomic
def declare_bar(*, case: Case, member: Member, ground: str, actor: Actor, now: datetime) -> Bar:
    """A member leaves the vote of one candidate, on their own word; saying it twice is once.

    Raises Refused once the case is decided, or once they have voted on it: the president then takes the vote again.
    """
    case = locked_case(case)
    session = case.session
    _check_moment(case, [member])
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
        details={"ground": ground},
        clauses=sorted({reason.clause.key for reason in seats.voters(case, seats.seating).reasons}),
    )
    return bar


@transaction.atomic
def set_bars(
    *,
    case: Case,
    barred: dict[Member, str],
    acting_president: Member | None,
    known: Iterable[Member] | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Record who leaves the vote of one candidate, each on their ground, and who presides if the president does.

    Replaces what was recorded before; `known` is whom the page that decided showed as leaving, when there is one.
    Whoever comes to preside after voting in a secret ballot has everybody vote again: a tie needs their own vote,
    which nobody marked. Raises Refused once the case is decided, once one of those who leave has voted on it, and when
    somebody stepped aside whom `known` does not have.
    """
    case = locked_case(case)
    _check_bars(case, barred, acting_president, actor)
    if known is not None:
        _check_known(case, {*known, *barred})
    Bar.objects.filter(case=case).delete()
    Bar.objects.bulk_create(Bar(member=member, case=case, ground=ground) for member, ground in barred.items())
    case.acting_president = acting_president
    case.save(update_fields=["acting_president"])
    if acting_president and _voted_unmarked(case, acting_president):
        new_round(case)
    moved(case.session)
    seats = bench(case.session)
    voters = seats.voters(case, seats.seating)
    record(
        actor=actor,
        chain=case.session.centre.chain,
        act="jury.bar",
        subject=case.ref,
        now=now,
        data={
            "barred": [f"member:{member.id}" for member in barred],
            "presides": f"member:{acting_president.id}" if acting_president else "president",
            "round": case.round,
        },
        details={"grounds": list(barred.values())},
        clauses=sorted({reason.clause.key for reason in voters.reasons}),
    )


def _check_bars(case: Case, barred: dict[Member, str], acting_president: Member | None, actor: Actor) -> None:
    if actor.role not in CENTRE:
        raise refusal("jury.bar_role", "Le secrétariat du centre consigne les empêchements : dites-le-lui.")
    if acting_president and not any(member.president for member in barred):
        raise refusal("jury.presides", "La présidence n’est pas empêchée : personne ne préside à sa place.")
    _check_moment(case, barred)


def _check_known(case: Case, known: set[Member]) -> None:
    """Nobody who stepped aside is brought back unawares."""
    if since := [bar.member.name for bar in case.bars.select_related("member") if bar.member not in known]:
        text = f"Empêché depuis l’ouverture de la page : {listed(since)}. Rechargez-la, puis enregistrez."
        raise refusal("jury.barred_since", text)


def _voted_unmarked(case: Case, member: Member) -> bool:
    """Whether they voted in the secret ballot under way, and nothing says what."""
    voting = case.state == CaseState.VOTING and case.ballot == Ballot.SECRET
    return voting and Vote.objects.filter(case=case, round=case.round, member=member, choice="").exists()


def _check_moment(case: Case, members: Iterable[Member]) -> None:
    """A bar comes before the decision, and before the vote of whom it concerns."""
    if case.session.state in {State.CLOSED, State.CANCELLED} or case.state == CaseState.DECIDED:
        raise refusal("jury.decided", "La décision est prise : un empêchement se consigne avant elle.")
    if Vote.objects.filter(case=case, round=case.round, member__in=members).exists():
        raise refusal("jury.voted", "Un membre à écarter a déjà voté : la présidence reprend le vote, sans lui.")
