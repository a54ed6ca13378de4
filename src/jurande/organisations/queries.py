"""Who was what on a given day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from jurande.organisations.models import Signatory, Union


def in_force(day: date, prefix: str = "") -> Q:
    """Rows whose period holds that day, both ends included."""
    return Q(**{f"{prefix}starts_on__lte": day}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day})
    )


def open_on(day: date) -> Q:
    """Exam centres or training bodies that are open on that day."""
    return Q(closed_on__isnull=True) | Q(closed_on__gt=day)


def representative_unions(day: date) -> list[Union]:
    """The unions representative in the branch on that day, by code."""
    return list(Union.objects.filter(in_force(day, "periods__")).order_by("code"))


def signatory_on(day: date) -> Signatory | None:
    """Who signed for the authority on that day (choices.md section 5: in force at `awarded_on`)."""
    return Signatory.objects.filter(in_force(day)).first()
