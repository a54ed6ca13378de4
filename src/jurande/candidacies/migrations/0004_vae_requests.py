"""The recevabilité of a VAE: its request, its completeness, its decision."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("candidacies", "0003_one_account_one_person"),
    ]

    operations = [
        migrations.CreateModel(
            name="VaeRequest",
            fields=[
                (
                    "candidacy",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="vae_request",
                        serialize=False,
                        to="candidacies.candidacy",
                        verbose_name="candidature",
                    ),
                ),
                ("filed_on", models.DateField(verbose_name="déposée le")),
                (
                    "in_initial_training",
                    models.BooleanField(default=False, verbose_name="prépare la certification en formation initiale"),
                ),
                ("complete_on", models.DateField(blank=True, null=True, verbose_name="dossier complet le")),
                ("missing", models.CharField(blank=True, max_length=600, verbose_name="pièces demandées")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("admissible", "Recevable"), ("not_admissible", "Non recevable")],
                        max_length=16,
                        verbose_name="décision",
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="décidée le")),
                ("notified_on", models.DateField(blank=True, null=True, verbose_name="notifiée le")),
                ("gaps", models.CharField(blank=True, max_length=1000, verbose_name="écarts avec le référentiel")),
            ],
            options={
                "verbose_name": "demande de VAE",
                "verbose_name_plural": "demandes de VAE",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", ""), ("decided_on__isnull", True), ("notified_on__isnull", True)),
                            models.Q(models.Q(("decision", ""), _negated=True), ("decided_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="vae_decision_is_dated",
                        violation_error_message="Une décision a son sens et sa date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("complete_on__isnull", True),
                                ("complete_on__gte", models.F("filed_on")),
                                _connector="OR",
                            ),
                            models.Q(
                                ("notified_on__isnull", True),
                                ("notified_on__gte", models.F("decided_on")),
                                _connector="OR",
                            ),
                        ),
                        name="vae_dates_in_order",
                        violation_error_message="Un dossier est complet après son dépôt, une décision notifiée après sa date.",
                    ),
                ],
            },
        ),
    ]
