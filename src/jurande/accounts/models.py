"""People who log in, what they may do and where: accounts, memberships, invitations, grants."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from jurande.accounts.giving import Held
from jurande.organisations.models import ExamCentre, TrainingBody
from jurande.rules.lifecycles import Role

MEMBER_ROLES = {
    Role.NATIONAL.value: "Niveau national",
    Role.MANAGER.value: "Responsable de centre",
    Role.SECRETARY.value: "Secrétariat de centre",
    Role.EVALUATOR.value: "Évaluateur",
    Role.JUROR.value: "Membre de jury",
    Role.CANDIDATE.value: "Candidat",
    Role.TRAINING_BODY.value: "Organisme de formation",
    Role.AUDITOR.value: "Auditeur (lecture seule)",
}
# These roles are held in a centre, and see what is the centre's.
CENTRE_ROLES = (Role.MANAGER.value, Role.SECRETARY.value, Role.AUDITOR.value)
# These roles see nothing by membership: a commission, a jury or an enrolment grants each object.
GRANTED_ROLES = (Role.EVALUATOR.value, Role.JUROR.value, Role.CANDIDATE.value)


class UserManager(BaseUserManager["User"]):
    """Accounts are found by e-mail, whatever its case."""

    def create_user(self, email: str, *, name: str, now: datetime) -> User:
        """A new account, without a password: it logs in by one-time code until its owner chooses another means."""
        user = self.model(email=self.normalize_email(email).lower(), name=name, created_at=now)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who logs in. What they may do is in their memberships and grants, never here."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField("adresse électronique", unique=True)
    name = models.CharField("nom", max_length=120)
    is_active = models.BooleanField("actif", default=True)
    created_at = models.DateTimeField("créé le")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message="Un compte existe déjà avec cette adresse.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """How the ledger names this account."""
        return f"user:{self.id}"


class Membership(models.Model):
    """One role of one person, in one place: a centre, a training body, or the national level."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="compte")
    role = models.CharField("rôle", max_length=16, choices=MEMBER_ROLES)
    centre = models.ForeignKey(
        ExamCentre, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="centre"
    )
    training_body = models.ForeignKey(
        TrainingBody,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="organisme",
    )
    created_at = models.DateTimeField("créée le")
    ended_at = models.DateTimeField("terminée le", null=True, blank=True)

    class Meta:
        verbose_name = "appartenance"
        verbose_name_plural = "appartenances"
        ordering = ("created_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(role__in=CENTRE_ROLES) | Q(centre__isnull=False),
                name="membership_centre_role_has_centre",
                violation_error_message="Un rôle de centre demande un centre.",
            ),
            models.CheckConstraint(
                condition=Q(role=Role.TRAINING_BODY.value, training_body__isnull=False)
                | (~Q(role=Role.TRAINING_BODY.value) & Q(training_body__isnull=True)),
                name="membership_training_body",
                violation_error_message="Seul un organisme de formation, et toujours, a un organisme.",
            ),
            models.UniqueConstraint(
                fields=("user", "role", "centre", "training_body"),
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="membership_once",
                violation_error_message="Cette personne a déjà ce rôle à cet endroit.",
            ),
        )

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.get_role_display(), self.place)))

    @property
    def place(self) -> str:
        """Where the role is held, as a person reads it; empty for a role held nowhere in particular."""
        return _place(self)

    @property
    def held(self) -> Held:
        """The role and its place, as rules know them."""
        return Held(Role(self.role), self.centre_id, self.training_body_id)


class InvitationState(StrEnum):
    """Where an invitation stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"


class Invitation(models.Model):
    """An invitation by e-mail to take a role; the link's secret is kept as a digest only."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField("adresse électronique")
    name = models.CharField("nom", max_length=120)
    role = models.CharField("rôle", max_length=16, choices=MEMBER_ROLES)
    centre = models.ForeignKey(ExamCentre, models.PROTECT, null=True, blank=True, verbose_name="centre")
    training_body = models.ForeignKey(TrainingBody, models.PROTECT, null=True, blank=True, verbose_name="organisme")
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="invité par")
    created_at = models.DateTimeField("envoyée le")
    expires_at = models.DateTimeField("expire le")
    accepted_at = models.DateTimeField("acceptée le", null=True, blank=True)
    revoked_at = models.DateTimeField("annulée le", null=True, blank=True)

    class Meta:
        verbose_name = "invitation"
        verbose_name_plural = "invitations"
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(role__in=CENTRE_ROLES) | Q(centre__isnull=False),
                name="invitation_centre_role_has_centre",
                violation_error_message="Un rôle de centre demande un centre.",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="invitation_accepted_or_revoked",
                violation_error_message="Une invitation acceptée ne s’annule pas.",
            ),
            models.UniqueConstraint(
                fields=("email", "role", "centre", "training_body"),
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                nulls_distinct=False,
                name="invitation_open_once",
                violation_error_message="Cette personne est déjà invitée à ce rôle.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.get_role_display()})"

    @property
    def place(self) -> str:
        """Where the role would be held, as a person reads it."""
        return _place(self)

    @property
    def held(self) -> Held:
        """The role offered and its place, as rules know them."""
        return Held(Role(self.role), self.centre_id, self.training_body_id)

    def state_at(self, now: datetime) -> InvitationState:
        """Where the invitation stands at one instant; its last one is still good."""
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        return InvitationState.EXPIRED if now > self.expires_at else InvitationState.WAITING


class FactorReset(models.Model):
    """The second factor of somebody set back: the link by which they enter again, whose secret is a digest only.

    Until `used_at` nobody enters their account otherwise; at `replaced_at` another link took its place.
    `centre` is where it was done; None, at the national level.
    """

    WAITS: ClassVar[Q] = Q(used_at__isnull=True, replaced_at__isnull=True)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="resets", verbose_name="compte")
    centre = models.ForeignKey(ExamCentre, models.PROTECT, null=True, blank=True, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("envoyée le")
    expires_at = models.DateTimeField("expire le")
    used_at = models.DateTimeField("suivie le", null=True, blank=True)
    replaced_at = models.DateTimeField("remplacée le", null=True, blank=True)

    class Meta:
        verbose_name = "réinitialisation du second contrôle"
        verbose_name_plural = "réinitialisations du second contrôle"
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("user",),
                condition=Q(used_at__isnull=True, replaced_at__isnull=True),
                name="reset_waits_once",
                violation_error_message="Un lien attend déjà cette personne.",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(replaced_at__isnull=True),
                name="reset_used_or_replaced",
                violation_error_message="Un lien suivi ne se remplace pas.",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)

    @property
    def ref(self) -> str:
        """How the ledger names this act."""
        return f"reset:{self.id}"


def _place(row: Membership | Invitation) -> str:
    if row.centre or row.training_body:
        return str(row.centre or row.training_body)
    return "" if row.role in GRANTED_ROLES else "niveau national"


class Grant(models.Model):
    """What a commission, a jury or an enrolment lets somebody see: one object, in one role, while it lasts.

    `subject` is a reference ("candidacy:UUID"); the row is written by the app that owns the subject.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name="compte")
    subject = models.CharField("objet", max_length=80)
    as_role = models.CharField("en tant que", max_length=16, choices=MEMBER_ROLES)
    until = models.DateTimeField("jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "accès accordé"
        verbose_name_plural = "accès accordés"
        constraints = (
            models.UniqueConstraint(
                fields=("user", "subject", "as_role"),
                name="grant_once",
                violation_error_message="Cet accès est déjà accordé.",
            ),
        )
        indexes = (models.Index(fields=("subject",), name="grant_subject"),)

    def __str__(self) -> str:
        return f"{self.as_role} {self.subject}"
