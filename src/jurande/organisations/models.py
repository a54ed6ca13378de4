"""The organisations of the scheme: exam centres, companies, training bodies, social partners, the authority."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Func, Q


class Period(Func):
    """The days from one to another, both included, as PostgreSQL compares them; no last day, no end."""

    function = "DATERANGE"
    output_field = DateRangeField()

    def __init__(self, first: str = "starts_on", last: str = "ends_on") -> None:
        super().__init__(first, last, models.Value("[]"))


class RegionalCommission(models.Model):
    """A « CPREFP »: told who sits in the juries of its region, and when they meet (accord of 8 Nov 2019, art. 55.2)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField("nom", max_length=120, unique=True)
    email = models.EmailField("adresse électronique")

    class Meta:
        verbose_name = "commission régionale"
        verbose_name_plural = "commissions régionales"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """How the ledger names this commission."""
        return f"commission:{self.id}"


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
    commission = models.ForeignKey(
        RegionalCommission,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="centres",
        verbose_name="commission régionale",
    )
    closed_on = models.DateField("fermé depuis le", null=True, blank=True)

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
    def ref(self) -> str:
        """How the ledger names this centre."""
        return f"exam_centre:{self.id}"

    def is_open(self, day: date) -> bool:
        """Whether the centre may enrol and open juries on that day."""
        return self.closed_on is None or day < self.closed_on

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
    closed_on = models.DateField("fermé depuis le", null=True, blank=True)

    class Meta:
        verbose_name = "organisme de formation"
        verbose_name_plural = "organismes de formation"
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(siret__regex=r"^\d{14}$"),
                name="training_body_siret_digits",
                violation_error_message="Un SIRET compte quatorze chiffres.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """How the ledger names this training body."""
        return f"training_body:{self.id}"


class Union(models.Model):
    """A workers' organisation that may be representative in the branch."""

    code = models.CharField("sigle", max_length=12, primary_key=True)
    name = models.CharField("nom", max_length=120)
    email = models.EmailField("adresse des désignations")

    class Meta:
        verbose_name = "organisation syndicale"
        verbose_name_plural = "organisations syndicales"
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z][A-Z0-9-]{1,11}$"),
                name="union_code_letters",
                violation_error_message="Un sigle compte deux à douze majuscules, chiffres ou traits d’union.",
            ),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def ref(self) -> str:
        """How the ledger names this union."""
        return f"union:{self.code}"


class Representativity(models.Model):
    """A period in which a union is representative at national branch level (dated data, rules.md section 5).

    `source` is the text that says so: an « arrêté », with its day.
    """

    union = models.ForeignKey(Union, models.PROTECT, related_name="periods", verbose_name="organisation")
    starts_on = models.DateField("du")
    ends_on = models.DateField("au", null=True, blank=True)
    source = models.CharField("texte", max_length=200, blank=True)

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


class EmployersOrganisation(models.Model):
    """An employers' organisation that designates in juries, for the branch or for temporary work, while it does."""

    BRANCHES: ClassVar = {"branch": "la branche", "temporary_work": "le travail temporaire"}

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField("nom", max_length=120)
    branch = models.CharField("désigne pour", max_length=16, choices=BRANCHES)
    email = models.EmailField("adresse des désignations")
    starts_on = models.DateField("du")
    ends_on = models.DateField("au", null=True, blank=True)
    source = models.CharField("texte", max_length=200, blank=True)

    class Meta:
        verbose_name = "organisation d’employeurs"
        verbose_name_plural = "organisations d’employeurs"
        ordering = ("branch", "name", "starts_on")
        constraints = (
            ExclusionConstraint(
                name="employers_no_overlap",
                expressions=[
                    (Period(), RangeOperators.OVERLAPS),
                    ("name", RangeOperators.EQUAL),
                    ("branch", RangeOperators.EQUAL),
                ],
                violation_error_message="Cette organisation est déjà enregistrée pour une partie de cette période.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """How the ledger names this organisation."""
        return f"employers:{self.id}"


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

    @property
    def ref(self) -> str:
        """How the ledger names this signatory: by its row, for the name is a person's."""
        return f"signatory:{self.pk}"


class SettingChoice(models.Model):
    """An answer of the authority to a question that the texts leave open, from a day on. Never changed, never removed.

    `value` is written as `choices.written` does; without a `record_code`, it holds for every certification. Of two
    answers to one question from the same day, the last recorded holds.
    """

    name = models.CharField("question", max_length=40)
    record_code = models.CharField("certification", max_length=20, blank=True)
    value = models.CharField("choix", max_length=40, blank=True)
    starts_on = models.DateField("en vigueur à partir du")
    decided_by = models.CharField("décidé par", max_length=160)
    reason = models.CharField("motif ou référence", max_length=400)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "choix de l’autorité"
        verbose_name_plural = "choix de l’autorité"
        ordering = ("starts_on", "pk")

    def __str__(self) -> str:
        return f"{self.name} depuis le {self.starts_on}"
