"""A vote and a judged point of conformity are never changed."""

from django.db import migrations

REFUSALS = """
CREATE TRIGGER juries_vote_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON juries_vote
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER juries_conformitypoint_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON juries_conformitypoint
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""
UNDONE = "DROP TRIGGER juries_vote_fixed ON juries_vote; DROP TRIGGER juries_conformitypoint_fixed ON juries_conformitypoint;"


class Migration(migrations.Migration):
    dependencies = [("juries", "0001_initial"), ("ledger", "0002_links_and_refusals")]

    operations = [migrations.RunSQL(REFUSALS, UNDONE)]
