"""The acts take the instant that they are given: what the clock says is nowhere in what they write."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.apps import apps

from jurande.accounts.models import Membership, User
from jurande.messages.actions import send_waiting
from tests.factories import BC02, EVALUATED_ON, at, fresh, summarised

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(1999, 12, 31, 23, 59, tzinfo=UTC)
# When an account or a role was opened is the clock's, by Django's own doing; no rule reads it.
BY_THE_CLOCK = {(User, "created_at"), (Membership, "created_at")}


def test_a_candidacy_from_its_enrolment_to_its_summary_never_reads_the_clock() -> None:
    with time_machine.travel(LONG_AGO):
        candidacy = summarised(blocks=(BC02,))
        send_waiting(now=at(EVALUATED_ON))
    instants: dict[str, set[int]] = {}
    for model in apps.get_models():
        if not model.__module__.startswith("jurande."):
            continue
        for field in model._meta.fields:
            if (model, field.name) not in BY_THE_CLOCK and field.get_internal_type() in {"DateField", "DateTimeField"}:
                written = model._default_manager.values_list(field.name, flat=True)
                instants[f"{model.__name__}.{field.name}"] = {day.year for day in written if isinstance(day, date)}
    assert {name for name, years in instants.items() if 1999 in years} == set()
    expected = {"Candidacy.created_at", "GridAnswer.recorded_at", "Summary.made_at", "Entry.recorded_at"}
    assert {name for name, years in instants.items() if years == {2026}} >= expected
    assert fresh(candidacy).year == 2026
