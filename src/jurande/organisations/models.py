"""The organisations of the scheme: exam centres, companies, training bodies, social partners, the authority."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Func, Q


class Period(Func):
    """The days from `starts_on` to `ends_on`, both included, as PostgreSQL compares them."""

    function = "DATERANGE"
    output_field = DateRangeField()

    def __init__(self) -> None:
        super().__init__("starts_on", "ends_on", models.Value("[]"))


class ExamCentre(models.Model):
    """An « UIMM territoriale centre d'examen »: organises evaluations, keeps the secretariat of juries."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.CharField("code", max_length=6, unique=True)
    name = models.CharField("nom", max_length=120)
    address = models.CharField("adresse", max_length=200)
    postcode = models.CharField("code postal", max_length=5)
    city = models.CharField("ville", max_length=80)
    email = models.EmailField("adresse électronique")
    phone = models.CharField("téléphone", max_length=20)

    class Meta:
        verbose_name = "centre d’examen"
        verbose_name_plural = "centres d’examen"
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z]{2,6}$"),
                name="centre_code_letters",
                violation_error_message="Le code d’un centre compte deux à six lettres majuscules.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        """The chain of the ledger that holds what this centre did."""
        return f"centre:{self.code}"


class Company(models.Model):
    """A company as one centre knows it: the same SIRET may be known to several centres, each with its own contact."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    centre = models.ForeignKey(ExamCentre, models.PROTECT, related_name="companies", verbose_name="centre")
    name = models.CharField("nom", max_length=120)
    siret = models.CharField("SIRET", max_length=14)
    city = models.CharField("ville", max_length=80)

    class Meta:
        verbose_name = "entreprise"
        verbose_name_plural = "entreprises"
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "siret"),
                name="company_once_per_centre",
                violation_error_message="Cette entreprise est déjà connue du centre.",
            ),
            models.CheckConstraint(
                condition=Q(siret__regex=r"^\d{14}$"),
                name="company_siret_digits",
                violation_error_message="Un SIRET compte quatorze chiffres.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class TrainingBody(models.Model):
    """A training body: prepares candidates, may make the prior enrolment."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField("nom", max_length=120)
    siret = models.CharField("SIRET", max_length=14, unique=True)
    city = models.CharField("ville", max_length=80)

    class Meta:
        verbose_name = "organisme de formation"
        verbose_name_plural = "organismes de formation"
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class Union(models.Model):
    """A workers' organisation that may be representative in the branch."""

    code = models.CharField("sigle", max_length=12, primary_key=True)
    name = models.CharField("nom", max_length=120)
    email = models.EmailField("adresse des désignations")

    class Meta:
        verbose_name = "organisation syndicale"
        verbose_name_plural = "organisations syndicales"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class Representativity(models.Model):
    """A period in which a union is representative at national branch level (dated data, rules.md section 5)."""

    union = models.ForeignKey(Union, models.PROTECT, related_name="periods", verbose_name="organisation")
    starts_on = models.DateField("du")
    ends_on = models.DateField("au", null=True, blank=True)

    class Meta:
        verbose_name = "période de représentativité"
        verbose_name_plural = "périodes de représentativité"
        ordering = ("union", "starts_on")
        constraints = (
            ExclusionConstraint(
                name="representativity_no_overlap",
                expressions=[(Period(), RangeOperators.OVERLAPS), ("union", RangeOperators.EQUAL)],
                violation_error_message="Deux périodes de représentativité d’une même organisation se recouvrent.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.union_id} depuis le {self.starts_on}"


class Signatory(models.Model):
    """Who signs for the authority, with the quality that the record names, while in office."""

    name = models.CharField("nom", max_length=120)
    quality = models.CharField("qualité", max_length=160)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au", null=True, blank=True)

    class Meta:
        verbose_name = "signataire de l’autorité"
        verbose_name_plural = "signataires de l’autorité"
        ordering = ("starts_on",)
        constraints = (
            ExclusionConstraint(
                name="signatory_no_overlap",
                expressions=[(Period(), RangeOperators.OVERLAPS)],
                violation_error_message="Deux signataires de l’autorité ne peuvent être en fonction le même jour.",
            ),
        )

    def __str__(self) -> str:
        return self.name
