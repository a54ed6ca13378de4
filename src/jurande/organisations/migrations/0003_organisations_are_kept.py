"""An answer of the authority is never changed; an organisation is closed or ended, never deleted."""

from django.db import migrations

KEPT = ("examcentre", "trainingbody", "union", "representativity", "employersorganisation", "signatory")
REFUSALS = (
    "CREATE TRIGGER organisations_settingchoice_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON organisations_settingchoice FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();"
    + "".join(
        f"CREATE TRIGGER organisations_{table}_fixed BEFORE DELETE OR TRUNCATE ON organisations_{table} FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();"
        for table in KEPT
    )
)
UNDONE = "".join(
    f"DROP TRIGGER organisations_{table}_fixed ON organisations_{table};" for table in ("settingchoice", *KEPT)
)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_dated_organisations_and_choices"), ("ledger", "0002_links_and_refusals")]

    operations = [migrations.RunSQL(REFUSALS, UNDONE)]
