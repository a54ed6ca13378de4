"""Capacities kept from a jury that did not validate their block."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

# What a person earned is never deleted, as in 0002.
REFUSAL = """
CREATE TRIGGER register_keptcapacity_fixed BEFORE DELETE OR TRUNCATE ON register_keptcapacity
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""
UNDONE = "DROP TRIGGER register_keptcapacity_fixed ON register_keptcapacity;"


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
        ("register", "0003_parts_of_names"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptCapacity",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("record_code", models.CharField(max_length=20, verbose_name="fiche")),
                ("block_code", models.CharField(max_length=24, verbose_name="bloc")),
                ("capacity_code", models.CharField(max_length=8, verbose_name="capacité")),
                ("jury", models.CharField(max_length=80)),
                ("candidacy", models.CharField(max_length=80)),
                ("edition", models.CharField(max_length=20, verbose_name="édition des règles")),
                ("jury_on", models.DateField(verbose_name="jury du")),
                ("usable_until", models.DateField(blank=True, null=True, verbose_name="utilisable jusqu’au")),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.examcentre",
                        verbose_name="centre",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kept_capacities",
                        to="register.person",
                        verbose_name="candidat",
                    ),
                ),
            ],
            options={
                "verbose_name": "capacité conservée",
                "verbose_name_plural": "capacités conservées",
                "ordering": ("jury_on", "id"),
                "indexes": [models.Index(fields=["person", "record_code"], name="capacity_kept_by")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("candidacy", "capacity_code"),
                        name="capacity_kept_once",
                        violation_error_message="Cette capacité est déjà conservée.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("usable_until__isnull", True), ("usable_until__gte", models.F("jury_on")), _connector="OR"
                        ),
                        name="capacity_usable_after_jury",
                        violation_error_message="Une capacité ne peut pas cesser d’être utilisable avant son jury.",
                    ),
                ],
            },
        ),
        migrations.RunSQL(REFUSAL, UNDONE),
    ]
