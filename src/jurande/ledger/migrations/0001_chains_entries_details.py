import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Chain",
            fields=[
                (
                    "code",
                    models.CharField(max_length=47, primary_key=True, serialize=False, verbose_name="code"),
                ),
            ],
            options={
                "verbose_name": "chaîne du registre",
                "verbose_name_plural": "chaînes du registre",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^(national|centre:[A-Za-z0-9_.-]{1,40})$")),
                        name="ledger_chain_code",
                        violation_error_message="Une chaîne se nomme « national » ou « centre:CODE ».",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("sequence", models.PositiveBigIntegerField(verbose_name="numéro")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version du calcul")),
                ("act_id", models.UUIDField(db_index=True, verbose_name="identifiant de l’acte")),
                ("act", models.CharField(max_length=163, verbose_name="acte")),
                ("subject", models.CharField(max_length=101, verbose_name="objet")),
                ("actor", models.CharField(max_length=101, verbose_name="auteur")),
                ("role", models.CharField(max_length=40, verbose_name="rôle")),
                ("effective_on", models.DateField(verbose_name="date d’effet")),
                ("recorded_at", models.DateTimeField(verbose_name="date d’enregistrement")),
                ("data", models.JSONField(blank=True, default=dict, verbose_name="données")),
                ("clauses", models.JSONField(blank=True, default=list, verbose_name="clauses")),
                (
                    "details_digest",
                    models.CharField(blank=True, max_length=64, verbose_name="empreinte des détails"),
                ),
                (
                    "erases",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="écriture dont les détails sont effacés"
                    ),
                ),
                ("previous_hash", models.CharField(max_length=64, verbose_name="empreinte précédente")),
                ("hash", models.CharField(max_length=64, verbose_name="empreinte")),
                (
                    "chain",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="ledger.chain",
                        verbose_name="chaîne",
                    ),
                ),
            ],
            options={
                "verbose_name": "écriture",
                "verbose_name_plural": "écritures",
            },
        ),
        migrations.CreateModel(
            name="Detail",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="detail",
                        serialize=False,
                        to="ledger.entry",
                        verbose_name="écriture",
                    ),
                ),
                ("salt", models.CharField(max_length=64, verbose_name="sel")),
                ("content", models.JSONField(verbose_name="contenu")),
            ],
            options={
                "verbose_name": "détails d’une écriture",
                "verbose_name_plural": "détails des écritures",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("salt__regex", "^([0-9a-f]{64})$")),
                        name="ledger_detail_salt",
                        violation_error_message="Le sel compte 64 chiffres hexadécimaux.",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["subject", "-recorded_at"], name="ledger_entry_history"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                fields=("chain", "sequence"),
                name="ledger_entry_sequence_once",
                violation_error_message="Ce numéro est déjà pris dans cette chaîne.",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                fields=("hash",),
                name="ledger_entry_hash_once",
                violation_error_message="Une écriture porte déjà cette empreinte.",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("erases__isnull", False)),
                fields=("chain", "erases"),
                name="ledger_entry_erases_once",
                violation_error_message="Les détails de cette écriture sont déjà effacés.",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("version", 1)),
                name="ledger_entry_version",
                violation_error_message="Cette version du calcul d’empreinte est inconnue.",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("act", "ledger.erase"),
                        ("erases__gte", 1),
                        ("erases__isnull", False),
                        ("erases__lt", models.F("sequence")),
                    ),
                    models.Q(models.Q(("act", "ledger.erase"), _negated=True), ("erases__isnull", True)),
                    _connector="OR",
                ),
                name="ledger_entry_erases_earlier",
                violation_error_message="Seul un effacement désigne une autre écriture, plus ancienne.",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("act__regex", "^([a-z][a-z_]{0,39}(\\.[a-z][a-z_]{0,39}){1,3})$")),
                name="ledger_entry_act",
                violation_error_message="L’acte est un code comme « candidacy.enrol ».",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("subject__regex", "^([a-z][a-z_]{0,39}:[A-Za-z0-9_./-]{1,60})$")),
                name="ledger_entry_subject",
                violation_error_message="L’objet est une référence comme « candidacy:IDENTIFIANT ».",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("actor__regex", "^(system|[a-z][a-z_]{0,39}:[A-Za-z0-9_./-]{1,60})$")),
                name="ledger_entry_actor",
                violation_error_message="L’auteur est « system » ou une référence comme « user:IDENTIFIANT ».",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__regex", "^([a-z][a-z_]{0,39})$")),
                name="ledger_entry_role",
                violation_error_message="Le rôle est un code comme « secretary ».",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("details_digest__regex", "^(|[0-9a-f]{64})$")),
                name="ledger_entry_details_digest",
                violation_error_message="L’empreinte des détails est vide ou compte 64 chiffres.",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("previous_hash__regex", "^([0-9a-f]{64})$")),
                name="ledger_entry_previous_hash",
                violation_error_message="Une empreinte compte 64 chiffres hexadécimaux.",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("hash__regex", "^([0-9a-f]{64})$")),
                name="ledger_entry_hash",
                violation_error_message="Une empreinte compte 64 chiffres hexadécimaux.",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Func(
                        models.F("data"),
                        models.Value(
                            'strict $ ? (@.type() != "object" || exists(@.keyvalue() ? (!(@.key like_regex "^([a-z][a-z0-9_]{0,39})$"))))'
                        ),
                        function="jsonb_path_exists",
                        output_field=models.BooleanField(),
                    ),
                    _negated=True,
                ),
                name="ledger_entry_data_keys",
                violation_error_message="Les noms des données sont des mots comme « due_on ».",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Func(
                        models.F("data"),
                        models.Value(
                            'strict $.**{1 to last} ? (@.type() == "object" || @.type() == "null" || @.type() == "number" && @.floor() != @ || @.type() == "string" && !(@ like_regex "^([A-Za-z0-9_.:/-]{1,80})$"))'
                        ),
                        function="jsonb_path_exists",
                        output_field=models.BooleanField(),
                    ),
                    _negated=True,
                ),
                name="ledger_entry_data_codes",
                violation_error_message="Les données sont des chiffres, des codes et des références ; un texte va dans les détails.",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Func(
                        models.F("clauses"),
                        models.Value(
                            'strict $ ? (@.type() != "array" || exists(@[*] ? (@.type() != "string" || !(@ like_regex "^([A-Za-z0-9_.:/-]{1,80})$"))))'
                        ),
                        function="jsonb_path_exists",
                        output_field=models.BooleanField(),
                    ),
                    _negated=True,
                ),
                name="ledger_entry_clauses_keys",
                violation_error_message="Les clauses sont une liste de clés de clauses.",
            ),
        ),
    ]
