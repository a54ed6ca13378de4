"""The promises of the ledger, held by the database itself (law 8).

- `ledger_canonical` gives the text that an entry's hash covers: what `canonical.py` gives, written a second time
  in SQL, so that the database refuses an entry whose hash is not its own, and that an outsider needs no program.
- An entry is accepted only at the end of its chain.
- Nothing is ever changed, removed or emptied, but the details of an entry that a later entry says are erased.

`search_path` is fixed so that a table of the same name elsewhere cannot stand in for the ledger's.
"""

from django.db import migrations

CANONICAL = """
CREATE FUNCTION ledger_canonical(entry ledger_entry) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN format(
    '{"act":%s,"act_id":%s,"actor":%s,"chain":%s,"clauses":%s,"data":{%s},"details_digest":%s,"effective_on":%s,'
    || '"erases":%s,"previous_hash":%s,"recorded_at":%s,"role":%s,"sequence":%s,"subject":%s,"version":%s}',
    to_json(entry.act),
    to_json(entry.act_id),
    to_json(entry.actor),
    to_json(entry.chain_id),
    replace(entry.clauses::text, ' ', ''),
    (
        -- Codes hold no space: the only ones are those that PostgreSQL puts after commas.
        SELECT string_agg(to_json(key) || ':' || replace(value::text, ' ', ''), ',' ORDER BY key COLLATE "C")
        FROM jsonb_each(entry.data)
    ),
    to_json(entry.details_digest),
    to_json(to_char(entry.effective_on, 'YYYY-MM-DD')),
    coalesce(entry.erases::text, 'null'),
    to_json(entry.previous_hash),
    to_json(to_char(entry.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
    to_json(entry.role),
    entry.sequence,
    to_json(entry.subject),
    entry.version
);
"""

LINK = """
CREATE FUNCTION ledger_check_link() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
DECLARE
    last_sequence bigint;
    last_hash text;
BEGIN
    SELECT sequence, hash INTO last_sequence, last_hash
    FROM ledger_entry WHERE chain_id = NEW.chain_id ORDER BY sequence DESC LIMIT 1;
    IF NEW.sequence <> coalesce(last_sequence, 0) + 1 THEN
        RAISE EXCEPTION 'Chaîne % : écriture n° % refusée, le numéro suivant est %.',
            NEW.chain_id, NEW.sequence, coalesce(last_sequence, 0) + 1
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.previous_hash <> coalesce(last_hash, repeat('0', 64)) THEN
        RAISE EXCEPTION 'Chaîne % : écriture n° % refusée, elle ne reprend pas l’empreinte de la précédente.',
            NEW.chain_id, NEW.sequence
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.hash <> encode(sha256(convert_to(ledger_canonical(NEW), 'UTF8')), 'hex') THEN
        RAISE EXCEPTION 'Chaîne % : écriture n° % refusée, son empreinte n’est pas celle de son contenu.',
            NEW.chain_id, NEW.sequence
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END;
$$;

CREATE TRIGGER ledger_entry_link BEFORE INSERT ON ledger_entry
FOR EACH ROW EXECUTE FUNCTION ledger_check_link();
"""

REFUSAL = """
CREATE FUNCTION ledger_refuse() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'Le registre ne se réécrit pas : % refusé sur %.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END;
$$;

CREATE TRIGGER ledger_chain_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_chain
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();

CREATE TRIGGER ledger_entry_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();

CREATE TRIGGER ledger_detail_fixed BEFORE UPDATE OR TRUNCATE ON ledger_detail
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""

ERASURE = """
CREATE FUNCTION ledger_check_erasure() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger_entry AS erased
        JOIN ledger_entry AS erasure ON erasure.chain_id = erased.chain_id AND erasure.erases = erased.sequence
        WHERE erased.id = OLD.entry_id
    ) THEN
        RAISE EXCEPTION 'Le registre ne se réécrit pas : aucun effacement n’est enregistré pour ces détails.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END;
$$;

CREATE TRIGGER ledger_detail_erasure BEFORE DELETE ON ledger_detail
FOR EACH ROW EXECUTE FUNCTION ledger_check_erasure();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_chains_entries_details")]

    operations = [
        migrations.RunSQL(CANONICAL, "DROP FUNCTION ledger_canonical"),
        migrations.RunSQL(LINK, "DROP TRIGGER ledger_entry_link ON ledger_entry; DROP FUNCTION ledger_check_link"),
        migrations.RunSQL(
            REFUSAL,
            """
            DROP TRIGGER ledger_detail_fixed ON ledger_detail;
            DROP TRIGGER ledger_entry_fixed ON ledger_entry;
            DROP TRIGGER ledger_chain_fixed ON ledger_chain;
            DROP FUNCTION ledger_refuse;
            """,
        ),
        migrations.RunSQL(
            ERASURE, "DROP TRIGGER ledger_detail_erasure ON ledger_detail; DROP FUNCTION ledger_check_erasure"
        ),
    ]
