"""Grids opened again beside the signed ones, opinions asked again, capacities kept, VAE without a concertation."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0002_answers_are_kept"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="grid",
            options={
                "ordering": ("block_code", "version"),
                "verbose_name": "grille d’évaluation",
                "verbose_name_plural": "grilles d’évaluation",
            },
        ),
        migrations.RemoveConstraint(
            model_name="grid",
            name="grid_once_per_block",
        ),
        migrations.RemoveConstraint(
            model_name="opinionrequest",
            name="opinion_once_per_block",
        ),
        migrations.RemoveConstraint(
            model_name="opinionrequest",
            name="opinion_given_has_value_and_date",
        ),
        migrations.RemoveField(
            model_name="plannedcapacity",
            name="necessity",
        ),
        migrations.RemoveField(
            model_name="plannedcapacity",
            name="planned_on",
        ),
        migrations.AddField(
            model_name="grid",
            name="version",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="version"),
        ),
        migrations.AddField(
            model_name="summary",
            name="kept",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=8), blank=True, default=list, verbose_name="capacités conservées"
            ),
        ),
        migrations.AddField(
            model_name="summary",
            name="opinions",
            field=models.JSONField(blank=True, default=list, verbose_name="avis de l’entreprise"),
        ),
        migrations.AlterField(
            model_name="grid",
            name="state",
            field=models.CharField(
                choices=[("open", "Ouverte"), ("signed", "Signée"), ("replaced", "Remplacée")],
                default="open",
                max_length=8,
                verbose_name="étape",
            ),
        ),
        migrations.AlterField(
            model_name="gridanswer",
            name="answered_on",
            field=models.DateField(verbose_name="saisie le"),
        ),
        migrations.AlterField(
            model_name="opinionrequest",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "Attendu"),
                    ("given", "Transmis"),
                    ("revoked", "Lien annulé"),
                    ("renewed", "Redemandé"),
                ],
                default="asked",
                max_length=10,
                verbose_name="étape",
            ),
        ),
        migrations.AlterField(
            model_name="plan",
            name="agreed_on",
            field=models.DateField(blank=True, null=True, verbose_name="concertation du"),
        ),
        migrations.AlterField(
            model_name="plan",
            name="company_consulted",
            field=models.CharField(blank=True, max_length=120, verbose_name="entreprise consultée"),
        ),
        migrations.AddConstraint(
            model_name="grid",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "replaced"), _negated=True),
                fields=("candidacy", "block_code"),
                name="grid_once_per_block",
                violation_error_message="Ce bloc a déjà sa grille.",
            ),
        ),
        migrations.AddConstraint(
            model_name="grid",
            constraint=models.UniqueConstraint(
                fields=("candidacy", "block_code", "version"),
                name="grid_version_once",
                violation_error_message="Cette version de la grille existe déjà.",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinionrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("asked", "given"))),
                fields=("candidacy", "block_code"),
                name="opinion_once_per_block",
                violation_error_message="Un avis est déjà demandé ou donné pour ce bloc.",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinionrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ("given", "renewed")),
                        ("given_at__isnull", False),
                        models.Q(("value", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state__in", ("given", "renewed")), _negated=True),
                        ("given_at__isnull", True),
                        ("value", ""),
                    ),
                    _connector="OR",
                ),
                name="opinion_given_has_value_and_date",
                violation_error_message="Un avis transmis porte sa date et son sens.",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreed_on__isnull", False), models.Q(("company_consulted", ""), _negated=True)),
                    models.Q(("agreed_on__isnull", True), ("company_consulted", "")),
                    _connector="OR",
                ),
                name="plan_agreed_with_a_company",
                violation_error_message="Une concertation a sa date et l’entreprise consultée.",
            ),
        ),
    ]
