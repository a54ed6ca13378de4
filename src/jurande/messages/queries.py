"""What a person must know of the messages that concern something."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from jurande.messages.models import Message


def troubled(subjects: Iterable[str]) -> QuerySet[Message]:
    """Messages about these objects that cannot leave, or that may have left twice; the oldest first (law 9).

    `last_error` says what stopped one that waits; `interrupted` counts the sendings nobody knows the end of.
    """
    stuck = Q(sent_at__isnull=True) & ~Q(last_error="")
    return Message.objects.filter(stuck | Q(interrupted__gt=0), subject_ref__in=list(subjects))
