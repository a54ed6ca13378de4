"""The capacities that a jury left acquired in a block it did not validate: entered here, used by a later candidacy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from jurande.catalogue.record_file import load
from jurande.ledger.actors import Actor, record
from jurande.register.actions import JuryFact
from jurande.register.models import KeptCapacity, Person


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


def usable_capacities(people: Iterable[Person], record_code: str, day: date) -> QuerySet[KeptCapacity]:
    """What people keep of a certification and may use on that day, whatever centre's jury kept it, the oldest first."""
    usable = Q(usable_until__isnull=True) | Q(usable_until__gte=day)
    return KeptCapacity.objects.filter(usable, person__in=people, record_code=record_code, jury_on__lte=day)
