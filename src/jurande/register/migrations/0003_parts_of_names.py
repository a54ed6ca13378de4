"""Any part of a name is found without reading everybody: trigrams of the unaccented name."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("register", "0002_titles_are_kept")]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name="person",
            index=GinIndex(OpClass("sort_key", "gin_trgm_ops"), name="person_name_parts"),
        ),
    ]
