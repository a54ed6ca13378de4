"""A stored document is never changed, nor are documents emptied in one stroke: held by the database itself.

Deleting one row stays possible: some documents have a time after which they must go.
"""

from django.db import migrations

REFUSAL = """
CREATE FUNCTION documents_refuse() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'Un document enregistré ne se modifie pas : % refusé sur %.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END;
$$;

CREATE TRIGGER documents_storeddocument_fixed BEFORE UPDATE OR TRUNCATE ON documents_storeddocument
FOR EACH STATEMENT EXECUTE FUNCTION documents_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_stored_documents")]

    operations = [
        migrations.RunSQL(
            REFUSAL,
            "DROP TRIGGER documents_storeddocument_fixed ON documents_storeddocument; DROP FUNCTION documents_refuse",
        ),
    ]
