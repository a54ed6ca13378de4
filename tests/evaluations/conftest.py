"""Who opens the pages of the evaluation phase, and when."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from jurande.accounts.http import Member
from jurande.accounts.models import Membership
from jurande.organisations.models import ExamCentre
from jurande.rules.lifecycles import Role
from tests.factories import PLANNED_ON, CentreFactory, at, browse, evaluators_of, member


@pytest.fixture
def planning_day(settings: Settings) -> None:
    """The afternoon on which modalities are set, whatever the clock says."""
    settings.JURANDE_NOW = at(PLANNED_ON, 15)


@pytest.fixture
def centre() -> ExamCentre:
    """The centre that evaluates."""
    return CentreFactory.create(code="VDB")


@pytest.fixture
def secretary(client: Client, centre: ExamCentre) -> Client:
    """The secretary's browser."""
    return browse(client, member(Role.SECRETARY, centre))


@pytest.fixture
def evaluators(centre: ExamCentre) -> list[Client]:
    """The browsers of the two evaluators of the commission."""
    memberships = (
        Membership.objects.select_related("centre").get(user=user, role=Role.EVALUATOR.value)
        for user in evaluators_of(centre)
    )
    return [browse(Client(), Member(held.user, held, at(PLANNED_ON))) for held in memberships]
