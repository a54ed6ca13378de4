"""What a person earned is never deleted: only its usability ends, or it is withdrawn with a date."""

from django.db import migrations

REFUSALS = """
CREATE TRIGGER register_blockaward_fixed BEFORE DELETE OR TRUNCATE ON register_blockaward
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER register_award_fixed BEFORE DELETE OR TRUNCATE ON register_award
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""
UNDONE = "DROP TRIGGER register_blockaward_fixed ON register_blockaward; DROP TRIGGER register_award_fixed ON register_award;"


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial"), ("ledger", "0002_links_and_refusals")]

    operations = [migrations.RunSQL(REFUSALS, UNDONE)]
