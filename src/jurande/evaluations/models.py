"""The constitutive phase: plan, commission, grids, reports, the company's opinion, the summary.

What a commission answers is append-only: an answer is a new row with a version, never an edit (law 8).
"""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jurande.accounts.models import User
from jurande.candidacies.models import Candidacy
from jurande.rules.certification import Block, Element
from jurande.rules.lifecycles import LABELS
from jurande.rules.lifecycles import Grid as GridState
from jurande.rules.lifecycles import Opinion as OpinionState
from jurande.rules.summary import OpinionValue

MODALITIES = {
    Element.REAL_WORK.value: "Situation professionnelle réelle",
    Element.PROJECTS.value: "Présentation de projets ou activités",
    Element.RECONSTITUTED.value: "Situation professionnelle reconstituée",
}

_ANSWERED = (OpinionState.GIVEN.value, OpinionState.RENEWED.value)


class Plan(models.Model):
    """The evaluation modalities, defined by the centre in concertation with the company and the parties.

    In VAE the candidate comes alone to an interview: no day of concertation, no company.
    """

    candidacy = models.OneToOneField(
        Candidacy, models.PROTECT, primary_key=True, related_name="plan", verbose_name="candidature"
    )
    agreed_on = models.DateField("concertation du", null=True, blank=True)
    company_consulted = models.CharField("entreprise consultée", max_length=120, blank=True)
    others_consulted = models.CharField("autres acteurs consultés", max_length=300, blank=True)

    class Meta:
        verbose_name = "plan d’évaluation"
        verbose_name_plural = "plans d’évaluation"
        constraints = (
            models.CheckConstraint(
                condition=(Q(agreed_on__isnull=False) & ~Q(company_consulted=""))
                | (Q(agreed_on__isnull=True) & Q(company_consulted="")),
                name="plan_agreed_with_a_company",
                violation_error_message="Une concertation a sa date et l’entreprise consultée.",
            ),
        )

    def __str__(self) -> str:
        return str(self.candidacy_id)


class PlannedCapacity(models.Model):
    """How one capacity is to be evaluated. A project needs its due date and conditions fixed beforehand."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="capacities", verbose_name="plan")
    capacity = models.CharField("capacité", max_length=8)
    modality = models.CharField("modalité", max_length=16, choices=MODALITIES)
    report_due_on = models.DateField("rapport attendu le", null=True, blank=True)
    report_conditions = models.CharField("conditions du rapport", max_length=300, blank=True)
    conditions_fixed_on = models.DateField("conditions fixées le", null=True, blank=True)
    report_received_on = models.DateField("rapport reçu le", null=True, blank=True)

    class Meta:
        verbose_name = "capacité planifiée"
        verbose_name_plural = "capacités planifiées"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "capacity"),
                name="capacity_planned_once",
                violation_error_message="Cette capacité a déjà une modalité.",
            ),
            models.CheckConstraint(
                condition=~Q(modality=Element.PROJECTS.value)
                | (Q(report_due_on__isnull=False) & Q(conditions_fixed_on__isnull=False) & ~Q(report_conditions="")),
                name="project_has_due_date_and_conditions",
                violation_error_message="Un rapport de projet a une date limite et des conditions, fixées avant.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.capacity} {self.modality}"

    @property
    def report_in_time(self) -> bool:
        """Whether the report of the project came, on its due date at the latest."""
        received, due = self.report_received_on, self.report_due_on
        return received is not None and due is not None and received <= due


class Commissioner(models.Model):
    """A member of the commission that evaluates one candidacy."""

    id = models.BigAutoField(primary_key=True)
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="commissioners", verbose_name="candidature")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="évaluateur")
    outside_company = models.BooleanField("extérieur à l’entreprise du candidat")

    class Meta:
        verbose_name = "membre de la commission"
        verbose_name_plural = "membres de la commission"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("candidacy", "user"),
                name="commissioner_once",
                violation_error_message="Cet évaluateur est déjà dans la commission.",
            ),
        )

    def __str__(self) -> str:
        return str(self.user_id)


class GridQuerySet(models.QuerySet["Grid"]):
    """Grids, whatever became of them."""

    def current(self) -> Self:
        """Those in force: a grid that another version replaced stays to be read, and counts no more."""
        return self.exclude(state=GridState.REPLACED.value)


class Grid(models.Model):
    """The evaluation grid of one block of one candidacy. Opened again, it stays as it is beside its next version."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="grids", verbose_name="candidature")
    block_code = models.CharField("bloc", max_length=24)
    state = models.CharField(
        "étape",
        max_length=8,
        choices={state.value: LABELS[state] for state in GridState},
        default=GridState.OPEN.value,
    )
    version = models.PositiveSmallIntegerField("version", default=1)

    objects = GridQuerySet.as_manager()

    class Meta:
        verbose_name = "grille d’évaluation"
        verbose_name_plural = "grilles d’évaluation"
        ordering = ("block_code", "version")
        constraints = (
            models.UniqueConstraint(
                fields=("candidacy", "block_code"),
                condition=~Q(state=GridState.REPLACED.value),
                name="grid_once_per_block",
                violation_error_message="Ce bloc a déjà sa grille.",
            ),
            models.UniqueConstraint(
                fields=("candidacy", "block_code", "version"),
                name="grid_version_once",
                violation_error_message="Cette version de la grille existe déjà.",
            ),
        )

    def __str__(self) -> str:
        return self.block_code


class GridAnswer(models.Model):
    """One answer of the commission, append-only.

    `id` is made by the device that answers, so that sending twice writes once; `base_version` is the version that the
    evaluator saw, `version` the one this answer makes: an answer given on a stale page is refused, not merged.
    `item` is "criterion:K1", "outcome", "day" (of the evaluation, in ISO 8601), "observation", "workstations" or
    "necessity". `answered_on` is the day on which it was entered.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    grid = models.ForeignKey(Grid, models.PROTECT, related_name="answers", verbose_name="grille")
    capacity = models.CharField("capacité", max_length=8)
    item = models.CharField("élément", max_length=40)
    value = models.CharField("réponse", max_length=2000, blank=True)
    base_version = models.PositiveIntegerField("version lue")
    version = models.PositiveIntegerField("version")
    evaluator = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="évaluateur")
    answered_on = models.DateField("saisie le")
    recorded_at = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "réponse de grille"
        verbose_name_plural = "réponses de grille"
        ordering = ("version",)
        constraints = (
            models.UniqueConstraint(
                fields=("grid", "capacity", "item", "version"),
                name="answer_version_once",
                violation_error_message="Une autre réponse a été enregistrée entre-temps.",
            ),
            models.CheckConstraint(
                condition=Q(version=models.F("base_version") + 1),
                name="answer_follows_its_base",
                violation_error_message="Une réponse suit la version qu’elle remplace.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.capacity} {self.item} v{self.version}"


class GridSignature(models.Model):
    """An evaluator's signature under a grid: seals it; what comes after is another grid's matter."""

    id = models.BigAutoField(primary_key=True)
    grid = models.ForeignKey(Grid, models.PROTECT, related_name="signatures", verbose_name="grille")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="évaluateur")
    signed_at = models.DateTimeField("signée le")

    class Meta:
        verbose_name = "signature de grille"
        verbose_name_plural = "signatures de grille"
        ordering = ("signed_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("grid", "user"),
                name="grid_signed_once",
                violation_error_message="Vous avez déjà signé cette grille.",
            ),
        )

    def __str__(self) -> str:
        return str(self.user_id)


class OpinionQuerySet(models.QuerySet["OpinionRequest"]):
    """Requests of an opinion, whatever became of them."""

    def current(self) -> Self:
        """Those in force: waiting or given; a link revoked counts no more, nor an opinion asked for again."""
        return self.filter(state__in=(OpinionState.REQUESTED.value, OpinionState.GIVEN.value))


class OpinionRequest(models.Model):
    """The company's opinion on one block: asked by a signed link, given without an account, never edited after.

    Only a digest of the link's secret is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="opinions", verbose_name="candidature")
    block_code = models.CharField("bloc", max_length=24)
    tutor_name = models.CharField("tuteur ou responsable", max_length=120)
    tutor_email = models.EmailField("adresse du tuteur")
    token_digest = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField("demandé le")
    expected_on = models.DateField("attendu le")
    expires_at = models.DateTimeField("lien valable jusqu’au")
    state = models.CharField(
        "étape",
        max_length=10,
        choices={state.value: LABELS[state] for state in OpinionState},
        default=OpinionState.REQUESTED.value,
    )
    given_at = models.DateTimeField("transmis le", null=True, blank=True)
    value = models.CharField(
        "avis",
        max_length=12,
        blank=True,
        choices={
            OpinionValue.FAVOURABLE.value: "Favorable",
            OpinionValue.RESERVED.value: "Réservé",
            OpinionValue.UNFAVOURABLE.value: "Défavorable",
        },
    )
    quality = models.CharField(
        "qualité",
        max_length=16,
        blank=True,
        choices={
            "tutor": "Tuteur",
            "line_manager": "Responsable hiérarchique",
            "functional": "Responsable fonctionnel",
        },
    )
    comment = models.CharField("autre chose à dire", max_length=1000, blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "avis de l’entreprise"
        verbose_name_plural = "avis de l’entreprise"
        ordering = ("asked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("candidacy", "block_code"),
                condition=Q(state__in=(OpinionState.REQUESTED.value, OpinionState.GIVEN.value)),
                name="opinion_once_per_block",
                violation_error_message="Un avis est déjà demandé ou donné pour ce bloc.",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=_ANSWERED) & Q(given_at__isnull=False) & ~Q(value=""))
                | (~Q(state__in=_ANSWERED) & Q(given_at__isnull=True) & Q(value="")),
                name="opinion_given_has_value_and_date",
                violation_error_message="Un avis transmis porte sa date et son sens.",
            ),
        )

    def __str__(self) -> str:
        return self.block_code

    @property
    def block(self) -> Block:
        """The block that the opinion is about, as the record describes it."""
        return self.candidacy.certification.block(self.block_code)


class OpinionAnswer(models.Model):
    """What the tutor saw of one capacity."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(OpinionRequest, models.PROTECT, related_name="answers", verbose_name="avis")
    capacity = models.CharField("capacité", max_length=8)
    seen = models.CharField(
        "réponse", max_length=8, choices={"yes": "Oui", "not_yet": "Pas encore", "not_seen": "Pas vu"}
    )
    remark = models.CharField("ce qui manque", max_length=600, blank=True)

    class Meta:
        verbose_name = "réponse du tuteur"
        verbose_name_plural = "réponses du tuteur"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("request", "capacity"), name="opinion_answer_once"),)

    def __str__(self) -> str:
        return f"{self.capacity} {self.seen}"

    @property
    def title(self) -> str:
        """The capacity in the words of the record."""
        return self.request.candidacy.certification.capacity(self.capacity).title


class Summary(models.Model):
    """The « récapitulatif des évaluations » that the commission hands to the jury, frozen when it is made.

    `facts` is what the rule was given, as JSON, so that the jury's day can be recomputed; `kept`, among the capacities
    acquired, those that an earlier jury left so; `opinions` what the company wrote, block by block
    (`snapshots.opinions_as_json`).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="summaries", verbose_name="candidature")
    made_at = models.DateTimeField("établi le")
    presentable_blocks = ArrayField(models.CharField(max_length=24), verbose_name="blocs présentables")
    acquired = ArrayField(models.CharField(max_length=8), verbose_name="capacités acquises")
    not_acquired = ArrayField(models.CharField(max_length=8), verbose_name="capacités non acquises")
    kept = ArrayField(models.CharField(max_length=8), verbose_name="capacités conservées", default=list, blank=True)
    opinions = models.JSONField("avis de l’entreprise", default=list, blank=True)
    facts = models.JSONField("faits")

    class Meta:
        verbose_name = "récapitulatif des évaluations"
        verbose_name_plural = "récapitulatifs des évaluations"
        ordering = ("-made_at",)
        get_latest_by = "made_at"

    def __str__(self) -> str:
        return str(self.candidacy_id)
