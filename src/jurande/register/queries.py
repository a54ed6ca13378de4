"""Reading what people hold."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from jurande.register.models import BlockAward, Person


def usable_blocks(person: Person, record_code: str, day: date) -> list[BlockAward]:
    """The blocks that the person holds and may use for a later jury on that day, whatever centre examined them.

    Across centres this answers title, date and jury only (law 5 of permission); the caller logs its use.
    """
    usable = Q(usable_until__isnull=True) | Q(usable_until__gte=day)
    held = BlockAward.objects.filter(usable, person=person, record_code=record_code, withdrawn_on__isnull=True)
    return list(held.select_related("centre"))
