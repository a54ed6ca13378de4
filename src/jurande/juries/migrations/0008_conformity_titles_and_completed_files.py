"""A point of conformity and the fact found, each in its column; files completed by their centre.

What was judged is not changed: its words are parted where they were joined, which the trigger has to let through once.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

PARTED = """
ALTER TABLE juries_conformitypoint DISABLE TRIGGER juries_conformitypoint_fixed;
UPDATE juries_conformitypoint
SET title = split_part(finding, ' : ', 1), finding = substr(finding, strpos(finding, ' : ') + 3)
WHERE strpos(finding, ' : ') > 0;
ALTER TABLE juries_conformitypoint ENABLE TRIGGER juries_conformitypoint_fixed;
"""
JOINED = """
ALTER TABLE juries_conformitypoint DISABLE TRIGGER juries_conformitypoint_fixed;
UPDATE juries_conformitypoint SET finding = left(title || ' : ' || finding, 1000) WHERE title <> '';
ALTER TABLE juries_conformitypoint ENABLE TRIGGER juries_conformitypoint_fixed;
"""


class Migration(migrations.Migration):
    """One field, filled from what was joined in another; one table."""

    dependencies = (("juries", "0007_member_sat"),)

    operations = (
        migrations.AddField(
            model_name="conformitypoint",
            name="title",
            field=models.CharField(default="", max_length=200, verbose_name="point vérifié"),
            preserve_default=False,
        ),
        migrations.RunSQL(PARTED, JOINED),
        migrations.CreateModel(
            name="Completion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=600, verbose_name="motif")),
                ("made_at", models.DateTimeField(verbose_name="complété le")),
                (
                    "transmission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="completions",
                        to="juries.transmission",
                        verbose_name="transmission",
                    ),
                ),
            ],
            options={
                "verbose_name": "complément de dossier",
                "verbose_name_plural": "compléments de dossiers",
                "ordering": ("made_at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="completion_has_its_reason",
                        violation_error_message="Un dossier complété dit pourquoi.",
                    )
                ],
            },
        ),
    )
