"""The papers of what people hold: certificates, block statements, written notices; and their public verification."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from jurande.documents.models import StoredDocument
from jurande.organisations.models import ExamCentre
from jurande.register.models import Award, BlockAward
from jurande.rules.lifecycles import LABELS
from jurande.rules.lifecycles import CertificateState as State


class Certificate(models.Model):
    """The certificate of one award. `number` is gapless per centre and year; `code` is public and random."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    award = models.OneToOneField(Award, models.PROTECT, related_name="certificate", verbose_name="délivrance")
    centre = models.ForeignKey(ExamCentre, models.PROTECT, related_name="+", verbose_name="centre")
    year = models.PositiveSmallIntegerField("année")
    sequence = models.PositiveIntegerField("rang")
    number = models.CharField("numéro", max_length=20, unique=True)
    code = models.CharField("code public", max_length=14, unique=True)
    signatory_name = models.CharField("signataire de l’autorité", max_length=120)
    signatory_quality = models.CharField("qualité du signataire", max_length=160)
    state = models.CharField(
        "étape",
        max_length=10,
        choices={state.value: LABELS[state] for state in State},
        default=State.ISSUED.value,
    )
    document = models.OneToOneField(StoredDocument, models.PROTECT, related_name="+", verbose_name="document")
    issued_at = models.DateTimeField("établi le")
    withdrawn_on = models.DateField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "certificat"
        verbose_name_plural = "certificats"
        ordering = ("-year", "-sequence")
        constraints = (
            models.UniqueConstraint(fields=("centre", "year", "sequence"), name="certificate_sequence_once"),
            models.CheckConstraint(condition=Q(sequence__gt=0), name="certificate_sequence_positive"),
            models.CheckConstraint(
                condition=Q(state=State.WITHDRAWN.value, withdrawn_on__isnull=False)
                | Q(state=State.ISSUED.value, withdrawn_on__isnull=True),
                name="withdrawn_certificate_has_its_date",
                violation_error_message="Un certificat retiré porte la date de son retrait.",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def ref(self) -> str:
        """How the ledger names this certificate."""
        return f"certificate:{self.id}"


class Trouble(models.Model):
    """What keeps a paper from being made: the object that waits for it ("award:UUID"), a sentence for its centre."""

    subject = models.CharField("objet", max_length=80, primary_key=True)
    text = models.CharField("empêchement", max_length=300)
    seen_at = models.DateTimeField("constaté le")

    class Meta:
        verbose_name = "papier empêché"
        verbose_name_plural = "papiers empêchés"

    def __str__(self) -> str:
        return self.text


class BlockStatement(models.Model):
    """The statement of one block (attestation de bloc)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    block = models.OneToOneField(BlockAward, models.PROTECT, related_name="statement", verbose_name="bloc")
    document = models.OneToOneField(StoredDocument, models.PROTECT, related_name="+", verbose_name="document")
    issued_at = models.DateTimeField("établie le")

    class Meta:
        verbose_name = "attestation de bloc"
        verbose_name_plural = "attestations de bloc"

    def __str__(self) -> str:
        return str(self.id)
