from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("candidacies", "0005_fraud_cases"),
    ]

    operations = [
        migrations.AddField(
            model_name="vaerequest",
            name="validation_file_on",
            field=models.DateField(blank=True, null=True, verbose_name="dossier de validation déposé le"),
        ),
        migrations.AddConstraint(
            model_name="vaerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("validation_file_on__isnull", True),
                    ("validation_file_on__gte", models.F("complete_on")),
                    _connector="OR",
                ),
                name="vae_validation_file_after_complete_request",
                violation_error_message="Le dossier de validation suit le dossier de recevabilité complet.",
            ),
        ),
    ]
