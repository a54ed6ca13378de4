"""What must be declared to the Caisse des Dépôts, and the files that declare it."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from jurande.documents.models import StoredDocument
from jurande.organisations.models import ExamCentre
from jurande.register.models import Award
from jurande.rules.lifecycles import LABELS
from jurande.rules.lifecycles import DeclarationState as State


class DeclarationFile(models.Model):
    """A file exported by the national level for the portal. `flow` is the `idFlux` of the file."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    flow = models.CharField("identifiant du flux", max_length=50, unique=True)
    schema_version = models.CharField("version du schéma", max_length=8)
    exported_at = models.DateTimeField("exporté le")
    document = models.OneToOneField(StoredDocument, models.PROTECT, related_name="+", verbose_name="fichier")

    class Meta:
        verbose_name = "fichier de déclaration"
        verbose_name_plural = "fichiers de déclaration"
        ordering = ("-exported_at",)

    def __str__(self) -> str:
        return self.flow


class Declaration(models.Model):
    """One award to declare. The centre prepares it and answers for the identity, the national level exports it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    award = models.OneToOneField(Award, models.PROTECT, related_name="declaration", verbose_name="délivrance")
    centre = models.ForeignKey(ExamCentre, models.PROTECT, related_name="+", verbose_name="centre")
    state = models.CharField(
        "étape",
        max_length=12,
        choices={state.value: LABELS[state] for state in State},
        default=State.TO_PREPARE.value,
    )
    send_by = models.DateField("à transmettre avant le")
    identity_checked_on = models.DateField("identité vérifiée le", null=True, blank=True)
    identity_source = models.CharField(
        "pièce vue",
        max_length=20,
        blank=True,
        choices={
            "id_card": "Carte nationale d’identité",
            "passport": "Passeport",
            "birth_certificate": "Acte de naissance",
        },
    )
    file = models.ForeignKey(
        DeclarationFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="declarations",
        verbose_name="fichier",
    )

    class Meta:
        verbose_name = "déclaration"
        verbose_name_plural = "déclarations"
        ordering = ("send_by", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state=State.EXPORTED.value, file__isnull=False)
                | (~Q(state=State.EXPORTED.value) & Q(file__isnull=True)),
                name="exported_declaration_has_its_file",
                violation_error_message="Une déclaration exportée a son fichier.",
            ),
            models.CheckConstraint(
                condition=Q(state=State.TO_PREPARE.value)
                | (Q(identity_checked_on__isnull=False) & ~Q(identity_source="")),
                name="prepared_declaration_has_checked_identity",
                violation_error_message="Une déclaration préparée porte la vérification de l’identité.",
            ),
        )
        indexes = (models.Index(fields=("centre", "state"), name="declaration_centre_state"),)

    def __str__(self) -> str:
        return str(self.id)

    @property
    def ref(self) -> str:
        """How the ledger names this declaration."""
        return f"declaration:{self.id}"
