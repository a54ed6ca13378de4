"""Who comes by no training route may come alone, as the rule says; one index serves a step and its order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("candidacies", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="candidacy", name="candidacy_through_a_company_or_body"),
        migrations.AddConstraint(
            model_name="candidacy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("route__in", ["apprenticeship", "continuing", "professionalisation", "student"]),
                        _negated=True,
                    ),
                    ("company__isnull", False),
                    ("training_body__isnull", False),
                    _connector="OR",
                ),
                name="candidacy_through_a_company_or_body",
                violation_error_message="Une inscription passe par une entreprise ou un organisme.",
            ),
        ),
        migrations.RemoveIndex(model_name="candidacy", name="candidacy_centre_state"),
        migrations.AddIndex(
            model_name="candidacy",
            index=models.Index(fields=["centre", "state", "-year", "-rank"], name="candidacy_centre_step"),
        ),
    ]
