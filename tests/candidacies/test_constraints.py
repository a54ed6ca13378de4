"""What the rule promises about a candidacy, the database repeats, in French where a form may meet it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from jurande.candidacies.models import Candidacy
from jurande.rules.certification import RouteCode
from jurande.rules.lifecycles import OPEN_CANDIDACIES
from jurande.rules.lifecycles import Candidacy as State
from tests.factories import BC01, BC02, ENROLLED_ON, RECORD, CivilStatusFactory, CompanyFactory, at, enrolled, known

pytestmark = pytest.mark.django_db


def row(**changes: Any) -> Candidacy:
    """A candidacy that the tables would take, but for the changes; not saved."""
    company = CompanyFactory.create()
    values: dict[str, Any] = {
        "centre": company.centre,
        "year": 2026,
        "rank": 7,
        "person": known(CivilStatusFactory.build()),
        "email": "candidat@jurande.test",
        "record_code": RECORD,
        "route": RouteCode.CONTINUING.value,
        "aimed_blocks": [BC01, BC02],
        "company": company,
        "enrolled_on": ENROLLED_ON,
        "state": State.ENROLLED.value,
        "created_at": at(ENROLLED_ON),
    }
    return Candidacy(**(values | changes))


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="through a company"),
        pytest.param({"company": None, "route": RouteCode.VAE.value}, id="VAE, alone"),
        pytest.param({"company": None, "route": RouteCode.INDIVIDUAL.value}, id="individual, where a record opens it"),
        pytest.param({"held_blocks": [BC02]}, id="a block held among those aimed at"),
    ],
)
def test_these_rows_are_kept(changes: Mapping[str, Any]) -> None:
    candidacy = row(**changes)
    candidacy.full_clean()
    candidacy.save()


@pytest.mark.parametrize(
    ("changes", "constraint", "says"),
    [
        pytest.param(
            {"company": None}, "candidacy_through_a_company_or_body", "une entreprise ou un organisme", id="alone"
        ),
        pytest.param({"aimed_blocks": []}, "candidacy_aims_at_a_block", "au moins un bloc", id="no block"),
        pytest.param(
            {"aimed_blocks": [BC01], "held_blocks": [BC02]},
            "candidacy_held_within_aimed",
            "faire partie des blocs visés",
            id="a block held and not aimed at",
        ),
    ],
)
def test_these_rows_are_refused(changes: Mapping[str, Any], constraint: str, says: str) -> None:
    candidacy = row(**changes)
    with pytest.raises(ValidationError, match=says):
        candidacy.validate_constraints()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        candidacy.save()


@pytest.mark.parametrize("state", State)
def test_a_person_has_one_open_candidacy_for_a_certification(state: State) -> None:
    first = enrolled()
    second = row(person=first.person, state=state.value)
    if state not in OPEN_CANDIDACIES:
        second.save()
        return
    with pytest.raises(ValidationError, match="déjà une candidature en cours"):
        second.full_clean()
    with pytest.raises(IntegrityError, match="candidacy_one_open_per_certification"), transaction.atomic():
        second.save()


def test_a_reference_is_given_once() -> None:
    first = enrolled()
    with pytest.raises(IntegrityError, match="candidacy_reference_once"), transaction.atomic():
        row(centre=first.centre, year=first.year, rank=first.rank).save()
