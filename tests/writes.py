"""What an act wrote, and that a refused one wrote nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps

from jurande.ledger.models import Entry
from jurande.rules.reasons import Decision, Refused


def everything() -> dict[str, list[list[str]]]:
    """Every row of every table of the application, as text."""
    models = [model for model in apps.get_models() if model.__module__.startswith("jurande.")]
    return {
        model.__name__: sorted([repr(value) for value in row] for row in model._default_manager.values_list())
        for model in models
    }


@contextmanager
def nothing_written() -> Iterator[None]:
    """Fails when what happens inside adds, changes or removes a row."""
    before = everything()
    yield
    after = everything()
    changed = [name for name, rows in before.items() if rows != after[name]]
    assert not changed, f"rows of {', '.join(changed)} were written"


@contextmanager
def refused(*codes: str) -> Iterator[list[str]]:
    """What happens inside is refused with these obstacles, in this order, and writes nothing; gives their sentences."""
    sentences: list[str] = []
    with nothing_written(), pytest.raises(Refused) as caught:
        yield sentences
    decision: Decision = caught.value.decision
    assert [reason.code for reason in decision.obstacles] == list(codes)
    assert all(reason.clause.ref for reason in decision.obstacles)
    sentences += [reason.text for reason in decision.obstacles]


def acts_on(subject: str) -> list[str]:
    """The acts of the ledger about one object, oldest first."""
    return list(Entry.objects.filter(subject=subject).order_by("sequence").values_list("act", flat=True))


def last_entry(subject: str) -> Entry:
    """The latest entry about one object, with its details."""
    return Entry.objects.select_related("detail").filter(subject=subject).latest("sequence")
