"""When a jury was first called: the instant that freezes the edition of its rules and the choices of the authority."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Min, OuterRef, Q, Subquery


def note_first_calls(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """Of the juries called so far, the first of their requests to the unions."""
    first = apps.get_model("juries", "UnionCall").objects.filter(session=OuterRef("pk")).values("session")
    sessions = apps.get_model("juries", "JurySession").objects.exclude(edition="")
    sessions.update(called_at=Subquery(first.annotate(first=Min("sent_at")).order_by().values("first")))


class Migration(migrations.Migration):
    """One field, filled for the juries called so far."""

    dependencies = (("juries", "0009_recourses_as_they_came_and_withdrawn_results"),)

    operations = (
        migrations.AddField(
            model_name="jurysession",
            name="called_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="organisations saisies le"),
        ),
        migrations.RunPython(note_first_calls, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="jurysession",
            constraint=models.CheckConstraint(
                condition=Q(edition="", called_at__isnull=True) | (~Q(edition="") & Q(called_at__isnull=False)),
                name="edition_is_frozen_by_the_first_call",
                violation_error_message="La première saisine fige l’édition des règles, et garde sa date.",
            ),
        ),
    )
