"""Who sits: the centre's directory of jurors, and the members of one jury.

The union of a juror is sensitive: it is shown to those who convene, never logged.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from jurande.accounts.models import User
from jurande.juries.models.session import JurySession
from jurande.organisations.models import EmployersOrganisation, ExamCentre, Union
from jurande.rules.rulebook import Side

SIDES = {Side.EMPLOYERS.value: "Délégation patronale", Side.EMPLOYEES.value: "Délégation syndicale"}
SIGNED_ON = {"device": "sur son appareil", "sheet": "sur la feuille"}


class Juror(models.Model):
    """Somebody whom a delegation designates, as one centre knows them: to designate again without asking again."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    centre = models.ForeignKey(ExamCentre, models.PROTECT, related_name="jurors", verbose_name="centre")
    name = models.CharField("nom", max_length=120)
    email = models.EmailField("adresse électronique")
    side = models.CharField("délégation", max_length=10, choices=SIDES)
    union = models.ForeignKey(
        Union, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="organisation syndicale"
    )
    employers = models.ForeignKey(
        EmployersOrganisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="organisation d’employeurs",
    )
    organisation = models.CharField("entreprise ou organisation", max_length=120)
    quality = models.CharField("fonction", max_length=120, blank=True)
    experience = models.CharField("expérience du métier et des jurys", max_length=400, blank=True)
    temporary_work = models.BooleanField("branche du travail temporaire", default=False)
    qualified = models.BooleanField("qualifié", default=True)
    left_on = models.DateField("ne siège plus depuis le", null=True, blank=True)

    class Meta:
        verbose_name = "juré"
        verbose_name_plural = "jurés"
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("centre", "email"),
                name="juror_once_per_centre",
                violation_error_message="Le répertoire de votre centre a déjà quelqu’un à cette adresse.",
            ),
            models.CheckConstraint(
                condition=Q(side=Side.EMPLOYEES.value) | Q(union__isnull=True),
                name="juror_of_a_union_sits_with_employees",
                violation_error_message="Un représentant syndical siège du côté des salariés.",
            ),
            models.CheckConstraint(
                condition=Q(side=Side.EMPLOYERS.value) | Q(employers__isnull=True),
                name="juror_of_employers_sits_with_them",
                violation_error_message="Une organisation d’employeurs désigne du côté des employeurs.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """How the ledger names this juror."""
        return f"juror:{self.id}"


class Member(models.Model):
    """A member of one jury. `votes` marks the one voting seat of a union, or an employers' seat.

    `present` is None until attendance is recorded, False once they have left; `signed_on` says how they signed it;
    `withdrawn`, a seat given up to restore parity at this moment; `sat`, that they sat with a vote at one moment or
    another of the day.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(JurySession, models.PROTECT, related_name="members", verbose_name="session")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="compte")
    juror = models.ForeignKey(
        Juror, models.PROTECT, null=True, blank=True, related_name="seats", verbose_name="fiche du répertoire"
    )
    name = models.CharField("nom", max_length=120)
    email = models.EmailField("adresse électronique", blank=True)
    side = models.CharField("délégation", max_length=10, choices=SIDES)
    union = models.ForeignKey(
        Union, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="organisation syndicale"
    )
    organisation = models.CharField("entreprise ou organisation", max_length=120)
    quality = models.CharField("fonction", max_length=120, blank=True)
    temporary_work = models.BooleanField("branche du travail temporaire", default=False)
    qualified = models.BooleanField("qualifié", default=True)
    votes = models.BooleanField("a voix délibérative", default=True)
    president = models.BooleanField("préside", default=False)
    notice_sent_at = models.DateTimeField("convoqué le", null=True, blank=True)
    present = models.BooleanField("présent", null=True, blank=True)
    arrived_at = models.DateTimeField("émargé le", null=True, blank=True)
    signed_on = models.CharField("a émargé", max_length=8, blank=True, choices=SIGNED_ON)
    left_at = models.DateTimeField("parti le", null=True, blank=True)
    withdrawn = models.BooleanField("se retire pour la parité", default=False)
    sat = models.BooleanField("a siégé avec voix", default=False)

    class Meta:
        verbose_name = "membre du jury"
        verbose_name_plural = "membres du jury"
        ordering = ("-president", "side", "name", "id")  # never by union: an order would tell it
        constraints = (
            models.UniqueConstraint(
                fields=("session",),
                condition=Q(president=True),
                name="one_president",
                violation_error_message="Un jury a un seul président.",
            ),
            models.UniqueConstraint(
                fields=("session", "user"),
                name="member_once",
                violation_error_message="Cette personne est déjà dans le jury.",
            ),
            models.UniqueConstraint(
                fields=("session", "union"),
                condition=Q(votes=True, temporary_work=False, union__isnull=False),
                name="one_voting_seat_per_union",
                violation_error_message="Une organisation syndicale a une seule voix : un autre siège l’a déjà.",
            ),
            models.CheckConstraint(
                condition=Q(side=Side.EMPLOYEES.value) | Q(union__isnull=True),
                name="union_sits_with_employees",
                violation_error_message="Un représentant syndical siège du côté des salariés.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class PackLink(models.Model):
    """The private link by which a member reads the files before the jury; its secret is kept as a digest only."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.OneToOneField(Member, models.CASCADE, related_name="pack", verbose_name="membre")
    token_digest = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField("envoyé le")
    expires_at = models.DateTimeField("expire le")
    opened_at = models.DateTimeField("ouvert le", null=True, blank=True)

    class Meta:
        verbose_name = "lien vers le dossier du jury"
        verbose_name_plural = "liens vers les dossiers des jurys"

    def __str__(self) -> str:
        return str(self.id)
