"""Centres and companies: what their rows promise."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pytest_django import Settings

from jurande.organisations.choices import in_force
from tests.factories import CentreFactory, CompanyFactory, TrainingBodyFactory, UnionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "allowed"),
    [("VDB", True), ("AB", True), ("ABCDEF", True), ("A", False), ("vdb", False), ("V1B", False), ("V-B", False)],
)
def test_the_code_of_a_centre_is_two_to_six_capitals(code: str, allowed: bool) -> None:
    centre = CentreFactory.build(code=code)
    if allowed:
        centre.full_clean()
        centre.save()
        assert centre.chain == f"centre:{code}"
        return
    with pytest.raises(ValidationError, match="deux à six lettres majuscules"):
        centre.full_clean()
    with pytest.raises(IntegrityError, match="centre_code_letters"), transaction.atomic():
        centre.save()


def test_a_centre_knows_a_company_once_and_another_centre_may_know_it_too() -> None:
    known = CompanyFactory.create()
    CompanyFactory.create(siret=known.siret)
    again = CompanyFactory.build(centre=known.centre, siret=known.siret)
    with pytest.raises(ValidationError, match="déjà connue du centre"):
        again.full_clean()
    with pytest.raises(IntegrityError, match="company_once_per_centre"), transaction.atomic():
        again.save()


@pytest.mark.parametrize("siret", ["3827395550001", "382 739 555 00", "3827395550001A", ""])
def test_a_siret_is_kept_as_fourteen_digits(siret: str) -> None:
    with pytest.raises(IntegrityError, match="company_siret_digits"), transaction.atomic():
        CompanyFactory.create(siret=siret)


def test_organisations_are_called_by_their_names() -> None:
    company = CompanyFactory.create(name="Visserie Maubrun")
    assert [str(one) for one in (company, TrainingBodyFactory.create(), UnionFactory.create(code="FO"))] == [
        "Visserie Maubrun",
        "Atelier-école des Trois Fours",
        "FO",
    ]


@pytest.mark.parametrize("demo", [True, False])
def test_only_a_demo_awards_certificates_on_example_criteria(settings: Settings, demo: bool) -> None:
    settings.JURANDE_DEMO = demo
    assert in_force(date(2026, 4, 9)).certificates_on_example_criteria is demo
