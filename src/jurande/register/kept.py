"""The capacities that a jury left acquired in a block it did not validate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from jurande.catalogue.record_file import load
from jurande.ledger.actors import Actor, record
from jurande.organisations.models import ExamCentre
from jurande.register.actions import JuryFact
from jurande.register.models import KeptCapacity, Person
from jurande.rules.dates import day_of
from jurande.rules.lifecycles import refusal


@transaction.atomic
def keep_capacities(
    *,
    person: Person,
    capacities: Sequence[str],
    usable_until: date | None,
    fact: JuryFact,
    actor: Actor,
    now: datetime,
) -> list[KeptCapacity]:
    """Enter the codes of the capacities that a jury's decision keeps; `usable_until`: last day, None without limit.

    Only those evaluated for that jury: what was kept from an earlier one already keeps its own period.
    """
    certification = load(fact.record_code).certification
    kept = KeptCapacity.objects.bulk_create(
        KeptCapacity(
            person=person,
            record_code=fact.record_code,
            block_code=certification.capacity(code).block,
            capacity_code=code,
            centre=fact.centre,
            jury=fact.jury,
            candidacy=fact.candidacy,
            edition=fact.edition,
            jury_on=fact.jury_on,
            usable_until=usable_until,
        )
        for code in capacities
    )
    if kept:
        record(
            actor=actor,
            chain=fact.centre.chain,
            act="register.keep",
            subject=fact.candidacy,
            now=now,
            effective_on=fact.jury_on,
            data={"capacities": [one.capacity_code for one in kept], "jury": fact.jury},
        )
    return kept


def described(kept: Iterable[KeptCapacity]) -> list[KeptCapacity]:
    """Capacities kept, the oldest jury first, each jury's in the order of the record."""

    def place(one: KeptCapacity) -> tuple[date, str, int]:
        capacities = [capacity.code for capacity in load(one.record_code).certification.capacities]
        return one.jury_on, one.record_code, capacities.index(one.capacity_code)

    return sorted(kept, key=place)


@transaction.atomic
def withdraw_kept(
    *,
    person: UUID,
    record_code: str,
    kept: Sequence[UUID],
    withdrawn_on: date,
    clauses: Sequence[str],
    actor: Actor,
    now: datetime,
) -> list[KeptCapacity]:
    """Withdraw capacities kept of a certification, by their keys; return them, `described`. Nothing is deleted.

    `person` is the candidate's key. Each jury's are written in the chain of its centre. Raises Refused for one that
    they do not keep, or not any more.
    """
    rows = KeptCapacity.objects.select_for_update(of=("self",)).select_related("centre")
    named = described(rows.filter(person=person, record_code=record_code, pk__in=list(kept), withdrawn_on__isnull=True))
    if len(named) != len({*kept}):
        text = "Une capacité choisie n’est pas, ou n’est plus conservée : rechargez la page, puis choisissez à nouveau."
        raise refusal("register.not_kept", text)
    KeptCapacity.objects.filter(pk__in=[one.pk for one in named]).update(withdrawn_on=withdrawn_on)
    act_id = uuid4()
    for subject in dict.fromkeys(one.candidacy for one in named):
        together = [one for one in named if one.candidacy == subject]
        record(
            actor=actor,
            chain=together[0].centre.chain,
            act="register.withdraw_kept",
            subject=subject,
            now=now,
            effective_on=withdrawn_on,
            data={"capacities": [one.capacity_code for one in together]},
            clauses=clauses,
            act_id=act_id,
        )
    return named


def log_kept_elsewhere(
    *,
    person: Person,
    record_code: str,
    blocks: Sequence[str],
    centre: ExamCentre,
    candidacy: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Leave a trace when a candidacy (its reference) rests on capacities that another centre's jury kept (law 7).

    Below `evaluations`, which uses them: the enrolment calls it, with the blocks still to evaluate.
    """
    kept = KeptCapacity.objects.filter(person=person, record_code=record_code, block_code__in=list(blocks))
    elsewhere = [one for one in described(kept.exclude(centre=centre)) if one.is_usable(day_of(now))]
    for jury in dict.fromkeys(one.jury for one in elsewhere):
        used = [one for one in elsewhere if one.jury == jury]
        record(
            actor=actor,
            chain=centre.chain,
            act="register.consult_kept",
            subject=candidacy,
            now=now,
            data={
                "capacities": [one.capacity_code for one in used],
                "kept_on": used[0].jury_on.isoformat(),
                "jury": jury,
            },
        )
