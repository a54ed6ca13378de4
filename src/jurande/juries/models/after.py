"""What follows a jury: signatures and corrections of its minutes, the file sent up, recourses, expenses."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

from django.db import models
from django.db.models import Q

from jurande.documents.models import StoredDocument
from jurande.juries.models.bench import Member
from jurande.juries.models.cases import Case
from jurande.juries.models.session import JurySession
from jurande.rules.lifecycles import LABELS
from jurande.rules.lifecycles import Recourse as RecourseState
from jurande.rules.lifecycles import Transmission as TransmissionState


class SigningCode(models.Model):
    """The one-time code sent to a member who signs the minutes; kept as a digest, the last one sent is the good one."""

    member = models.OneToOneField(Member, models.CASCADE, related_name="signing_code", verbose_name="membre")
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField("envoyé le")
    expires_at = models.DateTimeField("expire le")
    attempts = models.PositiveSmallIntegerField("essais", default=0)

    class Meta:
        verbose_name = "code de signature"
        verbose_name_plural = "codes de signature"

    def __str__(self) -> str:
        return str(self.pk)


class MinutesSignature(models.Model):
    """A member's simple electronic signature of the minutes, append-only: which file, and the sentence agreed to."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="signatures", verbose_name="membre")
    document = models.ForeignKey(StoredDocument, models.PROTECT, related_name="+", verbose_name="procès-verbal")
    sha256 = models.CharField("empreinte signée", max_length=64)
    consent = models.CharField("phrase de consentement", max_length=600)
    signed_at = models.DateTimeField("signé le")

    class Meta:
        verbose_name = "signature de procès-verbal"
        verbose_name_plural = "signatures de procès-verbaux"
        ordering = ("signed_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("member", "document"),
                name="minutes_signed_once",
                violation_error_message="Ce membre a déjà signé ce procès-verbal.",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="minutes_signature_digest",
                violation_error_message="Une empreinte compte 64 chiffres hexadécimaux.",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class Rectification(models.Model):
    """Minutes that correct the first ones, by the president; the first stay as they are (rules.md section 6)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(JurySession, models.PROTECT, related_name="rectifications", verbose_name="session")
    number = models.PositiveSmallIntegerField("numéro")
    reason = models.CharField("motif", max_length=1000)
    document = models.OneToOneField(StoredDocument, models.PROTECT, related_name="+", verbose_name="procès-verbal")
    made_at = models.DateTimeField("établi le")

    class Meta:
        verbose_name = "procès-verbal rectificatif"
        verbose_name_plural = "procès-verbaux rectificatifs"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                fields=("session", "number"),
                name="rectification_numbered_once",
                violation_error_message="Ce procès-verbal rectificatif existe déjà.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}"


class Correction(models.Model):
    """One correction: where the first minutes say one thing, read another."""

    rectification = models.ForeignKey(
        Rectification, models.PROTECT, related_name="corrections", verbose_name="procès-verbal rectificatif"
    )
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="candidat")
    instead_of = models.CharField("au lieu de", max_length=400)
    read = models.CharField("lire", max_length=400)

    class Meta:
        verbose_name = "correction"
        verbose_name_plural = "corrections"
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.pk)


class Transmission(models.Model):
    """The file of one jury on its way to the national group: what was sent, when, and what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.OneToOneField(JurySession, models.PROTECT, related_name="transmission", verbose_name="session")
    archive = models.ForeignKey(StoredDocument, models.PROTECT, related_name="+", verbose_name="dossier")
    state = models.CharField(
        "étape", max_length=12, choices={state.value: LABELS[state] for state in TransmissionState}
    )
    due_on = models.DateField("à transmettre au plus tard le")
    sent_at = models.DateTimeField("transmis le")
    received_at = models.DateTimeField("reçu le", null=True, blank=True)
    checked_at = models.DateTimeField("vérifié le", null=True, blank=True)

    class Meta:
        verbose_name = "transmission au groupe national"
        verbose_name_plural = "transmissions au groupe national"
        ordering = ("sent_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state=TransmissionState.SENT.value, received_at__isnull=True)
                | (~Q(state=TransmissionState.SENT.value) & Q(received_at__isnull=False)),
                name="transmission_received_is_dated",
                violation_error_message="Un dossier reçu porte sa date de réception.",
            ),
            models.CheckConstraint(
                condition=Q(state=TransmissionState.CHECKED.value, checked_at__isnull=False)
                | (~Q(state=TransmissionState.CHECKED.value) & Q(checked_at__isnull=True)),
                name="transmission_checked_is_dated",
                violation_error_message="Un dossier vérifié porte sa date.",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)

    @property
    def ref(self) -> str:
        """How the ledger names this transmission."""
        return f"transmission:{self.id}"


class Completion(models.Model):
    """A file sent again of the centre's own accord, with what the jury wrote since, and why."""

    transmission = models.ForeignKey(
        Transmission, models.PROTECT, related_name="completions", verbose_name="transmission"
    )
    reason = models.CharField("motif", max_length=600)
    made_at = models.DateTimeField("complété le")

    class Meta:
        verbose_name = "complément de dossier"
        verbose_name_plural = "compléments de dossiers"
        ordering = ("made_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="completion_has_its_reason",
                violation_error_message="Un dossier complété dit pourquoi.",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class Remark(models.Model):
    """What the national group remarks on a file, and what the centre answers."""

    transmission = models.ForeignKey(Transmission, models.PROTECT, related_name="remarks", verbose_name="transmission")
    text = models.CharField("remarque", max_length=1000)
    made_at = models.DateTimeField("faite le")
    answer = models.CharField("réponse", max_length=1000, blank=True)
    answered_at = models.DateTimeField("réponse du", null=True, blank=True)

    class Meta:
        verbose_name = "remarque"
        verbose_name_plural = "remarques"
        ordering = ("made_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="remark_answer_is_dated",
                violation_error_message="Une réponse porte sa date.",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class Recourse(models.Model):
    """A candidate's request that a decision be looked at again, as it came, and what was answered in writing.

    `grounds` is empty when the letter gave none; `despite` says why one that came late was upheld all the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="recourses", verbose_name="cas")
    state = models.CharField("étape", max_length=12, choices={state.value: LABELS[state] for state in RecourseState})
    received_on = models.DateField("reçue le")
    grounds = models.CharField("motifs du candidat", max_length=2000, blank=True)
    answer = models.CharField("réponse motivée", max_length=2000, blank=True)
    despite = models.CharField("examiné malgré son retard", max_length=1000, blank=True)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    document = models.OneToOneField(
        StoredDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lettre de réponse"
    )

    class Meta:
        verbose_name = "recours"
        verbose_name_plural = "recours"
        ordering = ("received_on",)
        constraints = (
            models.UniqueConstraint(
                fields=("case",),
                condition=Q(answered_at__isnull=True),
                name="one_open_recourse",
                violation_error_message="Un recours est déjà en cours sur cette décision.",
            ),
            models.CheckConstraint(
                condition=Q(state=RecourseState.LODGED.value, answered_at__isnull=True, answer="")
                | (~Q(state=RecourseState.LODGED.value) & Q(answered_at__isnull=False) & ~Q(answer="")),
                name="recourse_answer_is_reasoned_and_dated",
                violation_error_message="Une réponse à un recours est motivée et datée.",
            ),
            models.CheckConstraint(
                condition=~Q(grounds="") | ~Q(state=RecourseState.UPHELD.value),
                name="recourse_upheld_has_grounds",
                violation_error_message="Un recours sans motif ne s’accueille pas.",
            ),
            models.CheckConstraint(
                condition=Q(despite="") | Q(state=RecourseState.UPHELD.value),
                name="late_recourse_examined_is_upheld",
                violation_error_message="Un recours tardif n’est examiné que pour être accueilli.",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)

    @property
    def ref(self) -> str:
        """How the ledger names this recourse."""
        return f"recourse:{self.id}"


class ExpenseClaim(models.Model):
    """What a member spent to sit, in euros, as they declare it to the centre."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.OneToOneField(Member, models.PROTECT, related_name="expenses", verbose_name="membre")
    travel = models.DecimalField("déplacement", max_digits=8, decimal_places=2, default=Decimal(0))
    meals = models.DecimalField("repas", max_digits=8, decimal_places=2, default=Decimal(0))
    lodging = models.DecimalField("hébergement", max_digits=8, decimal_places=2, default=Decimal(0))
    detail = models.CharField("précisions", max_length=600, blank=True)
    document = models.OneToOneField(StoredDocument, models.PROTECT, related_name="+", verbose_name="note de frais")
    made_at = models.DateTimeField("déclarée le")

    class Meta:
        verbose_name = "note de frais"
        verbose_name_plural = "notes de frais"
        constraints = (
            models.CheckConstraint(
                condition=Q(travel__gte=0, meals__gte=0, lodging__gte=0),
                name="expenses_not_negative",
                violation_error_message="Un montant n’est jamais négatif.",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)
