"""What a commission answered or signed, what a tutor said and what was handed to a jury are never changed."""

from django.db import migrations

REFUSALS = """
CREATE TRIGGER evaluations_gridanswer_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON evaluations_gridanswer
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER evaluations_gridsignature_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON evaluations_gridsignature
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER evaluations_opinionanswer_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON evaluations_opinionanswer
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER evaluations_summary_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON evaluations_summary
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""
UNDONE = "DROP TRIGGER evaluations_gridanswer_fixed ON evaluations_gridanswer; DROP TRIGGER evaluations_gridsignature_fixed ON evaluations_gridsignature; DROP TRIGGER evaluations_opinionanswer_fixed ON evaluations_opinionanswer; DROP TRIGGER evaluations_summary_fixed ON evaluations_summary;"


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0001_initial"), ("ledger", "0002_links_and_refusals")]

    operations = [migrations.RunSQL(REFUSALS, UNDONE)]
