"""A jury's session, and the requests to designate that it sent."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from jurande.documents.models import StoredDocument
from jurande.juries.queries import SessionQuerySet
from jurande.organisations.models import ExamCentre, Union
from jurande.rules.lifecycles import LABELS
from jurande.rules.lifecycles import Session as SessionState
from jurande.rules.rulebook import EDITIONS


class JurySession(models.Model):
    """A day, a place, candidates.

    The first call, at `called_at`, freezes `edition` (choices.md section 2) and the choices of the authority.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    centre = models.ForeignKey(ExamCentre, models.PROTECT, related_name="juries", verbose_name="centre")
    held_on = models.DateField("date")
    starts_at = models.TimeField("heure")
    place = models.CharField("lieu, ou adresse de la réunion à distance", max_length=200)
    remote = models.BooleanField("à distance", default=False)
    edition = models.CharField(
        "édition des règles",
        max_length=20,
        blank=True,
        choices={edition.code: edition.label for edition in EDITIONS},
    )
    called_at = models.DateTimeField("organisations saisies le", null=True, blank=True)
    state = models.CharField(
        "étape",
        max_length=16,
        choices={state.value: LABELS[state] for state in SessionState},
        default=SessionState.PREPARED.value,
    )
    commission_told_at = models.DateTimeField("commission régionale informée le", null=True, blank=True)
    conformity_at = models.DateTimeField("conformité constatée le", null=True, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    minutes = models.OneToOneField(
        StoredDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="procès-verbal"
    )
    version = models.PositiveIntegerField(default=0)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "session de jury"
        verbose_name_plural = "sessions de jury"
        ordering = ("held_on", "starts_at")
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "held_on", "starts_at"),
                condition=~Q(state=SessionState.CANCELLED.value),
                name="one_session_at_a_time",
                violation_error_message="Ce centre a déjà un jury à cette heure.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=(SessionState.PREPARED.value, SessionState.CANCELLED.value)) | ~Q(edition=""),
                name="called_session_has_its_edition",
                violation_error_message="Une session convoquée a son édition des règles.",
            ),
            models.CheckConstraint(
                condition=Q(edition="", called_at__isnull=True) | (~Q(edition="") & Q(called_at__isnull=False)),
                name="edition_is_frozen_by_the_first_call",
                violation_error_message="La première saisine fige l’édition des règles, et garde sa date.",
            ),
            models.CheckConstraint(
                condition=Q(state=SessionState.CLOSED.value, closed_at__isnull=False, minutes__isnull=False)
                | (~Q(state=SessionState.CLOSED.value) & Q(closed_at__isnull=True)),
                name="closed_session_has_its_minutes",
                violation_error_message="Une session close a son procès-verbal et sa date de clôture.",
            ),
        )

    def __str__(self) -> str:
        return f"Jury du {self.held_on}"

    @property
    def where(self) -> str:
        """Where the jury meets, in words: its place, or « à distance » and the address of the meeting."""
        return f"à distance : {self.place}" if self.remote else self.place

    @property
    def ref(self) -> str:
        """How the ledger names this session."""
        return f"jury:{self.id}"


class UnionCall(models.Model):
    """The request to one union to designate its representatives; its sending date is kept."""

    id = models.BigAutoField(primary_key=True)
    session = models.ForeignKey(JurySession, models.PROTECT, related_name="union_calls", verbose_name="session")
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="organisation")
    sent_at = models.DateTimeField("envoyée le")
    answered_at = models.DateTimeField("réponse reçue le", null=True, blank=True)
    declined = models.BooleanField("ne désigne personne", default=False)

    class Meta:
        verbose_name = "saisine"
        verbose_name_plural = "saisines"
        ordering = ("union",)
        constraints = (
            models.UniqueConstraint(
                fields=("session", "union"),
                name="union_called_once",
                violation_error_message="Cette organisation est déjà saisie.",
            ),
        )

    def __str__(self) -> str:
        return str(self.union_id)
