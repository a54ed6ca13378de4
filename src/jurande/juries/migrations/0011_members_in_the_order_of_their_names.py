"""Members are read in the order of their names: that of their unions told whom each sits for."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    """The order of rows, which no table keeps."""

    dependencies = (("juries", "0010_session_called_at"),)

    operations = (
        migrations.AlterModelOptions(
            name="member",
            options={
                "ordering": ("-president", "side", "name", "id"),
                "verbose_name": "membre du jury",
                "verbose_name_plural": "membres du jury",
            },
        ),
    )
