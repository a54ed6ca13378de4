"""One person's request for one certification, or some of its blocks."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q

from jurande.accounts.models import User
from jurande.candidacies.queries import CandidacyQuerySet
from jurande.catalogue.record_file import load
from jurande.organisations.models import Company, ExamCentre, TrainingBody
from jurande.register.models import Person
from jurande.rules.admissibility import Ruling
from jurande.rules.certification import TRAINING_ROUTES, Certification, RouteCode
from jurande.rules.lifecycles import LABELS
from jurande.rules.lifecycles import Candidacy as State
from jurande.rules.lifecycles import Fraud as FraudState

ROUTES = {
    RouteCode.STUDENT.value: "Statut d’élève ou d’étudiant",
    RouteCode.APPRENTICESHIP.value: "Contrat d’apprentissage",
    RouteCode.CONTINUING.value: "Formation continue",
    RouteCode.PROFESSIONALISATION.value: "Contrat de professionnalisation",
    RouteCode.INDIVIDUAL.value: "Candidature individuelle",
    RouteCode.VAE.value: "VAE",
}
STATES = {state.value: LABELS[state] for state in State}


class Candidacy(models.Model):
    """A candidacy, from its enrolment (or its VAE request) to the jury's decision.

    `aimed_blocks` are the blocks asked for; `held_blocks` those of them already earned, that no commission evaluates
    again.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    centre = models.ForeignKey(ExamCentre, models.PROTECT, related_name="candidacies", verbose_name="centre")
    year = models.PositiveSmallIntegerField("année")
    rank = models.PositiveIntegerField("rang")
    person = models.ForeignKey(Person, models.PROTECT, related_name="candidacies", verbose_name="candidat")
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="compte")
    email = models.EmailField("adresse électronique")
    phone = models.CharField("téléphone", max_length=20, blank=True)
    record_code = models.CharField("fiche", max_length=20)
    route = models.CharField("voie d’accès", max_length=24, choices=ROUTES)
    aimed_blocks = ArrayField(models.CharField(max_length=24), verbose_name="blocs visés")
    held_blocks = ArrayField(
        models.CharField(max_length=24), verbose_name="blocs déjà acquis", default=list, blank=True
    )
    company = models.ForeignKey(
        Company, models.PROTECT, null=True, blank=True, related_name="candidacies", verbose_name="entreprise"
    )
    training_body = models.ForeignKey(
        TrainingBody,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="candidacies",
        verbose_name="organisme de formation",
    )
    tutor_name = models.CharField("tuteur ou responsable", max_length=120, blank=True)
    tutor_email = models.EmailField("adresse du tuteur", blank=True)
    entered_training_on = models.DateField("entrée en formation le", null=True, blank=True)
    admissible_on = models.DateField("recevable le", null=True, blank=True)
    enrolled_on = models.DateField("inscrit le")
    accommodation = models.CharField("aménagement accordé", max_length=200, blank=True)
    state = models.CharField("étape", max_length=16, choices=STATES)
    created_at = models.DateTimeField("créée le")

    objects = CandidacyQuerySet.as_manager()

    class Meta:
        verbose_name = "candidature"
        verbose_name_plural = "candidatures"
        ordering = ("-year", "-rank")
        constraints = (
            models.UniqueConstraint(fields=("centre", "year", "rank"), name="candidacy_reference_once"),
            models.UniqueConstraint(
                fields=("person", "record_code"),
                condition=Q(state__in=("requested", "enrolled", "planned", "summarised", "presented")),
                name="candidacy_one_open_per_certification",
                violation_error_message="Cette personne a déjà une candidature en cours pour cette certification.",
            ),
            ExclusionConstraint(
                name="candidacy_account_of_one_person",
                expressions=[("user", RangeOperators.EQUAL), ("person", RangeOperators.NOT_EQUAL)],
                violation_error_message="Cette adresse électronique ouvre déjà l’espace d’une autre personne.",
            ),
            models.CheckConstraint(
                condition=Q(aimed_blocks__len__gt=0),
                name="candidacy_aims_at_a_block",
                violation_error_message="Une candidature vise au moins un bloc.",
            ),
            models.CheckConstraint(
                condition=Q(held_blocks__contained_by=F("aimed_blocks")),
                name="candidacy_held_within_aimed",
                violation_error_message="Un bloc déjà acquis doit faire partie des blocs visés.",
            ),
            models.CheckConstraint(
                condition=~Q(route__in=sorted(route.value for route in TRAINING_ROUTES))
                | Q(company__isnull=False)
                | Q(training_body__isnull=False),
                name="candidacy_through_a_company_or_body",
                violation_error_message="Une inscription passe par une entreprise ou un organisme.",
            ),
        )
        indexes = (
            models.Index(fields=("centre", "state", "-year", "-rank"), name="candidacy_centre_step"),
            models.Index(fields=("centre", "-year", "-rank"), name="candidacy_centre_list"),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """« VDB-2026-0147 »: the centre, the year of enrolment, the rank."""
        return f"{self.centre.code}-{self.year}-{self.rank:04d}"

    @property
    def ref(self) -> str:
        """How the ledger names this candidacy."""
        return f"candidacy:{self.id}"

    @property
    def certification(self) -> Certification:
        """What is asked for, as its record describes it. Raises KeyError when this version has no such record."""
        return load(self.record_code).certification

    @property
    def blocks_to_evaluate(self) -> list[str]:
        """The blocks aimed at that are not held yet, in the order asked."""
        return [block for block in self.aimed_blocks if block not in self.held_blocks]


class VaeRequest(models.Model):
    """The recevabilité of a VAE: when it was requested, and what was answered; `rules.admissibility` says where it is.

    `missing` and `gaps` (écarts) have one piece, or one gap, a line.
    """

    candidacy = models.OneToOneField(
        Candidacy, models.PROTECT, primary_key=True, related_name="vae_request", verbose_name="candidature"
    )
    filed_on = models.DateField("déposée le")
    in_initial_training = models.BooleanField("prépare la certification en formation initiale", default=False)
    complete_on = models.DateField("dossier complet le", null=True, blank=True)
    missing = models.CharField("pièces demandées", max_length=600, blank=True)
    decision = models.CharField(
        "décision",
        max_length=16,
        blank=True,
        choices={Ruling.ADMISSIBLE.value: "Recevable", Ruling.NOT_ADMISSIBLE.value: "Non recevable"},
    )
    decided_on = models.DateField("décidée le", null=True, blank=True)
    notified_on = models.DateField("notifiée le", null=True, blank=True)
    gaps = models.CharField("écarts avec le référentiel", max_length=1000, blank=True)
    validation_file_on = models.DateField("dossier de validation déposé le", null=True, blank=True)

    class Meta:
        verbose_name = "demande de VAE"
        verbose_name_plural = "demandes de VAE"
        constraints = (
            models.CheckConstraint(
                condition=(Q(decision="") & Q(decided_on__isnull=True) & Q(notified_on__isnull=True))
                | (~Q(decision="") & Q(decided_on__isnull=False)),
                name="vae_decision_is_dated",
                violation_error_message="Une décision a son sens et sa date.",
            ),
            models.CheckConstraint(
                condition=(Q(complete_on__isnull=True) | Q(complete_on__gte=F("filed_on")))
                & (Q(notified_on__isnull=True) | Q(notified_on__gte=F("decided_on"))),
                name="vae_dates_in_order",
                violation_error_message="Un dossier est complet après son dépôt, une décision notifiée après sa date.",
            ),
            models.CheckConstraint(
                condition=Q(validation_file_on__isnull=True) | Q(validation_file_on__gte=F("complete_on")),
                name="vae_validation_file_after_complete_request",
                violation_error_message="Le dossier de validation suit le dossier de recevabilité complet.",
            ),
        )

    def __str__(self) -> str:
        return str(self.candidacy_id)


class FraudCase(models.Model):
    """A suspicion of fraud about one candidacy: what was reported, what the candidate said, what was decided."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="frauds", verbose_name="candidature")
    state = models.CharField("étape", max_length=12, choices={state.value: LABELS[state] for state in FraudState})
    facts = models.CharField("faits signalés", max_length=2000)
    reported_at = models.DateTimeField("signalée le")
    hearing_on = models.DateField("audition prévue le", null=True, blank=True)
    heard_on = models.DateField("candidat entendu le", null=True, blank=True)
    heard = models.CharField("ce que le candidat a dit", max_length=2000, blank=True)
    decision = models.CharField("décision motivée", max_length=2000, blank=True)
    decided_at = models.DateTimeField("décidée le", null=True, blank=True)

    class Meta:
        verbose_name = "suspicion de fraude"
        verbose_name_plural = "suspicions de fraude"
        ordering = ("reported_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("candidacy",),
                condition=Q(decided_at__isnull=True),
                name="one_open_fraud_case",
                violation_error_message="Une suspicion de fraude est déjà en cours sur cette candidature.",
            ),
            models.CheckConstraint(
                condition=(Q(state=FraudState.REPORTED.value) & Q(heard_on__isnull=True))
                | (~Q(state=FraudState.REPORTED.value) & Q(heard_on__isnull=False) & ~Q(heard="")),
                name="fraud_is_decided_after_the_hearing",
                violation_error_message="Rien ne se décide avant que le candidat ait été entendu.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state__in=(FraudState.REPORTED.value, FraudState.HEARD.value))
                    & Q(decided_at__isnull=True, decision="")
                )
                | (
                    Q(state__in=(FraudState.UNFOUNDED.value, FraudState.ESTABLISHED.value))
                    & Q(decided_at__isnull=False)
                    & ~Q(decision="")
                ),
                name="fraud_decision_is_reasoned_and_dated",
                violation_error_message="Une décision sur une fraude est motivée et datée.",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)

    @property
    def ref(self) -> str:
        """How the ledger names this suspicion."""
        return f"fraud:{self.id}"
