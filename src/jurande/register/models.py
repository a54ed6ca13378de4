"""What people hold for life. Below the juries and the certificates, knows neither: it keeps facts."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from jurande.organisations.models import ExamCentre, Period

SEXES = {"F": "Féminin", "M": "Masculin"}


class Person(models.Model):
    """A person by civil status, once in the register whatever the centres that examined them.

    `identity_key` is the unaccented civil status on which a person is recognised; `sort_key` sorts lists.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    birth_name = models.CharField("nom de naissance", max_length=60)
    used_name = models.CharField("nom d’usage", max_length=60, blank=True)
    first_name = models.CharField("prénom", max_length=60)
    second_name = models.CharField("deuxième prénom", max_length=60, blank=True)
    third_name = models.CharField("troisième prénom", max_length=60, blank=True)
    sex = models.CharField("sexe", max_length=1, choices=SEXES)
    born_on = models.DateField("né(e) le")
    birth_place = models.CharField("commune de naissance", max_length=60)
    birth_insee = models.CharField("code INSEE de la commune de naissance", max_length=5, blank=True)
    birth_country = models.CharField("pays de naissance", max_length=60, default="France")
    identity_key = models.CharField(max_length=200, unique=True, editable=False)
    sort_key = models.CharField(max_length=140, db_index=True, editable=False)

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        ordering = ("sort_key", "id")
        # Any part of a name, from three letters on, is found without reading everybody.
        indexes = (GinIndex(OpClass("sort_key", "gin_trgm_ops"), name="person_name_parts"),)

    def __str__(self) -> str:
        return self.full_name

    @property
    def ref(self) -> str:
        """How the ledger names this person."""
        return f"person:{self.id}"

    @property
    def last_name(self) -> str:
        """The name the person uses."""
        return self.used_name or self.birth_name

    @property
    def full_name(self) -> str:
        """First name, then the name used: « Samira Oukacha »."""
        return f"{self.first_name} {self.last_name}"

    @property
    def listed_name(self) -> str:
        """As lists sort it: « Oukacha Samira »."""
        return f"{self.last_name} {self.first_name}"

    @property
    def birth(self) -> str:
        """Place of birth as documents print it."""
        return self.birth_place if self.birth_country == "France" else f"{self.birth_place} ({self.birth_country})"


class BlockAward(models.Model):
    """A block validated by a jury: the earned fact, never deleted; only its usability for a later jury expires.

    `jury` and `candidacy` are references ("jury:UUID"). `usable_until` is None when the block is kept without limit.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="blocks", verbose_name="titulaire")
    record_code = models.CharField("fiche", max_length=20)
    block_code = models.CharField("bloc", max_length=24)
    centre = models.ForeignKey(ExamCentre, models.PROTECT, related_name="+", verbose_name="centre")
    jury = models.CharField(max_length=80)
    candidacy = models.CharField(max_length=80)
    president_name = models.CharField("président du jury", max_length=120)
    edition = models.CharField("édition des règles", max_length=20)
    validated_on = models.DateField("validé le")
    usable_until = models.DateField("utilisable jusqu’au", null=True, blank=True)
    withdrawn_on = models.DateField("retiré le", null=True, blank=True)
    documented_at = models.DateTimeField("attestation établie le", null=True, blank=True)

    class Meta:
        verbose_name = "bloc acquis"
        verbose_name_plural = "blocs acquis"
        ordering = ("block_code", "validated_on")
        constraints = (
            # Earned again once it serves no more, a block is another row: the first stays the fact that it is.
            ExclusionConstraint(
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("record_code", RangeOperators.EQUAL),
                    ("block_code", RangeOperators.EQUAL),
                    (Period("validated_on", "usable_until"), RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_on__isnull=True),
                name="block_held_once",
                violation_error_message="Ce titulaire a déjà ce bloc.",
            ),
            models.CheckConstraint(
                condition=Q(usable_until__isnull=True) | Q(usable_until__gte=F("validated_on")),
                name="block_usable_after_validation",
                violation_error_message="Un bloc ne peut pas cesser d’être utilisable avant d’être validé.",
            ),
        )
        indexes = (
            models.Index(fields=("jury",), name="block_jury"),
            models.Index(fields=("id",), condition=Q(documented_at__isnull=True), name="block_to_document"),
        )

    def __str__(self) -> str:
        return self.block_code


class KeptCapacity(models.Model):
    """A capacity acquired in a block that a jury did not validate: kept for a later jury, never deleted.

    Withdrawn, it serves no more.

    `jury` and `candidacy` are references ("jury:UUID"). `usable_until` is None when it is kept without limit.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="kept_capacities", verbose_name="candidat")
    record_code = models.CharField("fiche", max_length=20)
    block_code = models.CharField("bloc", max_length=24)
    capacity_code = models.CharField("capacité", max_length=8)
    centre = models.ForeignKey(ExamCentre, models.PROTECT, related_name="+", verbose_name="centre")
    jury = models.CharField(max_length=80)
    candidacy = models.CharField(max_length=80)
    edition = models.CharField("édition des règles", max_length=20)
    jury_on = models.DateField("jury du")
    usable_until = models.DateField("utilisable jusqu’au", null=True, blank=True)
    withdrawn_on = models.DateField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "capacité conservée"
        verbose_name_plural = "capacités conservées"
        ordering = ("jury_on", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("candidacy", "capacity_code"),
                condition=Q(withdrawn_on__isnull=True),  # withdrawn, it may be acquired again
                name="capacity_kept_once",
                violation_error_message="Cette capacité est déjà conservée.",
            ),
            models.CheckConstraint(
                condition=Q(usable_until__isnull=True) | Q(usable_until__gte=F("jury_on")),
                name="capacity_usable_after_jury",
                violation_error_message="Une capacité ne peut pas cesser d’être utilisable avant son jury.",
            ),
        )
        indexes = (models.Index(fields=("person", "record_code"), name="capacity_kept_by"),)

    def __str__(self) -> str:
        return self.capacity_code

    def is_usable(self, day: date) -> bool:
        """Whether it may serve on that day: its jury has sat, its last day is not over, nobody withdrew it."""
        in_time = self.jury_on <= day and (self.usable_until is None or day <= self.usable_until)
        return in_time and self.withdrawn_on is None


class Award(models.Model):
    """The delivery of a certification to a person, decided by a jury; its certificate is made from this row.

    The row is also the event that `certificates` consumes: `documented_at` is None until it has.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="awards", verbose_name="titulaire")
    record_code = models.CharField("fiche", max_length=20)
    centre = models.ForeignKey(ExamCentre, models.PROTECT, related_name="+", verbose_name="centre")
    jury = models.CharField(max_length=80)
    candidacy = models.CharField(max_length=80, unique=True)
    president_name = models.CharField("président du jury", max_length=120)
    edition = models.CharField("édition des règles", max_length=20)
    route = models.CharField("voie d’accès", max_length=24)
    jury_on = models.DateField("jury du")
    awarded_on = models.DateField("délivré le")
    rncp_claim = models.BooleanField("droit de se prévaloir du RNCP")
    enrolled_on = models.DateField("inscrit le")
    withdrawn_on = models.DateField("retiré le", null=True, blank=True)
    documented_at = models.DateTimeField("certificat établi le", null=True, blank=True)

    class Meta:
        verbose_name = "délivrance"
        verbose_name_plural = "délivrances"
        ordering = ("-awarded_on", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "record_code"),
                condition=Q(withdrawn_on__isnull=True),
                name="award_once",
                violation_error_message="Ce titulaire a déjà cette certification.",
            ),
            models.CheckConstraint(
                condition=Q(awarded_on__gte=F("jury_on")),
                name="award_not_before_jury",
                violation_error_message="Une délivrance ne peut pas précéder son jury.",
            ),
        )
        indexes = (models.Index(fields=("id",), condition=Q(documented_at__isnull=True), name="award_to_document"),)

    def __str__(self) -> str:
        return f"{self.record_code}, {self.awarded_on}"
