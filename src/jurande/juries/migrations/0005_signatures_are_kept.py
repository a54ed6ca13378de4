"""A signature of the minutes is never changed."""

from django.db import migrations

REFUSAL = """
CREATE TRIGGER juries_minutessignature_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON juries_minutessignature
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""
UNDONE = "DROP TRIGGER juries_minutessignature_fixed ON juries_minutessignature;"


class Migration(migrations.Migration):
    dependencies = [("juries", "0004_directory_and_what_follows"), ("ledger", "0002_links_and_refusals")]

    operations = [migrations.RunSQL(REFUSAL, UNDONE)]
