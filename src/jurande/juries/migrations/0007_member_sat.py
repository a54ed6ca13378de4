"""Whether a member sat with a vote, kept when they leave or withdraw later in the day."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def note_who_sat(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """Of the juries held so far, those whose seat had a vote at the end."""
    members = apps.get_model("juries", "Member").objects
    seated = members.filter(arrived_at__isnull=False, votes=True, temporary_work=False, withdrawn=False)
    seated.exclude(session__state__in=("prepared", "called")).update(sat=True)


class Migration(migrations.Migration):
    """One field, filled for the juries held so far."""

    dependencies = (("juries", "0006_case_notified"),)

    operations = (
        migrations.AddField(
            model_name="member",
            name="sat",
            field=models.BooleanField(default=False, verbose_name="a siégé avec voix"),
        ),
        migrations.RunPython(note_who_sat, migrations.RunPython.noop),
    )
