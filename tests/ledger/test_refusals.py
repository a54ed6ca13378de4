"""What the database refuses by itself, whoever asks and whatever the program says."""

from __future__ import annotations

import re
from collections.abc import Callable

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import ConnectionHandler
from django.forms.models import model_to_dict

from jurande.config.database import parse_url
from jurande.ledger.models import Chain, Detail, Entry
from tests.database import Template
from tests.ledger.samples import CENTRE, NOW, ZOE, write

REWRITES = [
    "UPDATE ledger_entry SET role = 'manager'",
    "UPDATE ledger_entry SET role = role WHERE false",
    "DELETE FROM ledger_entry",
    "TRUNCATE ledger_entry CASCADE",
    "UPDATE ledger_chain SET code = 'centre:PARIS'",
    "DELETE FROM ledger_chain",
    "TRUNCATE ledger_chain CASCADE",
    "UPDATE ledger_detail SET content = '{}'",
    "DELETE FROM ledger_detail",
    "TRUNCATE ledger_detail",
    "INSERT INTO ledger_chain VALUES ('centre:LYON') ON CONFLICT (code) DO UPDATE SET code = 'centre:PARIS'",
    "MERGE INTO ledger_entry USING ledger_chain ON true WHEN MATCHED THEN DELETE",
]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", REWRITES)
def test_the_application_cannot_rewrite_the_ledger(statement: str) -> None:
    write(details=ZOE)
    with pytest.raises(DatabaseError, match=r"ne se réécrit pas|permission denied"), transaction.atomic():
        connection.cursor().execute(statement)
    assert (Entry.objects.get().role, Detail.objects.get().content) == ("secretary", ZOE)


@pytest.mark.parametrize("statement", REWRITES)
def test_the_triggers_stop_the_owner_of_the_tables_too(owner: psycopg.Connection, statement: str) -> None:
    write(details=ZOE)
    # The table itself refuses, not only one that a cascade would reach.
    [table] = re.findall(r"^\w+ (?:\w+ )??(ledger_\w+)", statement)
    with pytest.raises(psycopg.errors.RestrictViolation, match=rf"refusé sur {table}\.|aucun effacement"):
        owner.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE ledger_entry DISABLE TRIGGER USER",
        "DROP TRIGGER ledger_entry_fixed ON ledger_entry",
        "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "SET session_replication_role = replica",
        "CREATE TEMPORARY TABLE ledger_entry (id bigint)",
    ],
)
def test_the_application_cannot_take_the_triggers_away(statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"must be owner|permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.django_db
def test_the_application_owns_none_of_the_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE pg_has_role(tableowner, 'USAGE')")
        assert cursor.fetchall() == []


def test_the_migrations_can_be_undone_and_done_again(template: Template, fresh_database: str) -> None:
    as_owner = ConnectionHandler({"default": parse_url(template.server.url(fresh_database, "jurande_owner"))})
    for target in (None, "0001_chains_entries_details", None, "0002_links_and_refusals"):
        MigrationExecutor(as_owner["default"]).migrate([("ledger", target)])
    as_owner.close_all()
    write(details=ZOE)
    with pytest.raises(IntegrityError, match="ne se réécrit pas"):
        Entry.objects.update(role="manager")


def next_entry(**changed: object) -> Entry:
    """The entry that would follow the last one, written by hand; changed after its hash is computed."""
    last = Entry.objects.latest("sequence")
    fields = model_to_dict(last, exclude=["id", "chain"])
    entry = Entry(**fields | {"chain_id": last.chain_id, "sequence": last.sequence + 1, "previous_hash": last.hash})
    entry.hash = entry.computed_hash()
    for name, value in changed.items():
        setattr(entry, name, value)
    return entry


@pytest.mark.django_db
def test_an_entry_made_by_hand_is_accepted_when_it_is_exact() -> None:
    write()
    next_entry().save()
    assert Entry.objects.count() == 2


def hashed_again(**changed: object) -> Callable[[], Entry]:
    def make() -> Entry:
        entry = next_entry(**changed)
        entry.hash = entry.computed_hash()
        return entry

    return make


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        pytest.param(hashed_again(sequence=4), "le numéro suivant est 3", id="a gap"),
        pytest.param(hashed_again(sequence=2), "le numéro suivant est 3", id="a number taken"),
        pytest.param(hashed_again(chain_id="national"), "le numéro suivant est 1", id="another chain"),
        pytest.param(hashed_again(previous_hash="a" * 64), "l’empreinte de la précédente", id="another link"),
        pytest.param(lambda: next_entry(hash="a" * 64), "celle de son contenu", id="another hash"),
        pytest.param(lambda: next_entry(role="manager"), "celle de son contenu", id="another role"),
        pytest.param(lambda: next_entry(recorded_at=NOW.replace(year=2025)), "celle de son contenu", id="another date"),
        pytest.param(hashed_again(data={"reason": "Zoé"}), "ledger_entry_data_codes", id="text among the data"),
        pytest.param(hashed_again(data={"reason": "deux mots"}), "celle de son contenu", id="a space among the data"),
        pytest.param(hashed_again(data={"list": ["C9", ["été"]]}), "ledger_entry_data_codes", id="text in a list"),
        pytest.param(hashed_again(data={"ratio": 1.5}), "ledger_entry_data_codes", id="a float"),
        pytest.param(hashed_again(data={"empty": None}), "ledger_entry_data_codes", id="nothing"),
        pytest.param(hashed_again(data={"a": {"b": 1}}), "ledger_entry_data_codes", id="an object in the data"),
        pytest.param(hashed_again(data={"Nom": 1}), "ledger_entry_data_keys", id="a key that is no word"),
        pytest.param(hashed_again(clauses=["l’article"]), "ledger_entry_clauses_keys", id="a clause that is no key"),
        pytest.param(hashed_again(clauses=[3]), "ledger_entry_clauses_keys", id="a clause that is a number"),
        pytest.param(hashed_again(version=2), "ledger_entry_version", id="another version"),
        pytest.param(hashed_again(act="Inscription"), "ledger_entry_act", id="an act that is no code"),
        pytest.param(hashed_again(subject="Zoé"), "ledger_entry_subject", id="a name for a subject"),
        pytest.param(hashed_again(actor="Zoé"), "ledger_entry_actor", id="a name for an actor"),
        pytest.param(hashed_again(role="Secrétaire"), "ledger_entry_role", id="a role that is no code"),
        pytest.param(hashed_again(details_digest="abc"), "ledger_entry_details_digest", id="a short digest"),
        pytest.param(hashed_again(act="ledger.erase"), "ledger_entry_erases_earlier", id="an erasure of nothing"),
        pytest.param(hashed_again(erases=1), "ledger_entry_erases_earlier", id="an erasure by another act"),
        pytest.param(
            hashed_again(act="ledger.erase", erases=3),
            "ledger_entry_erases_earlier",
            id="an erasure of itself",
        ),
        pytest.param(
            hashed_again(act="ledger.erase", erases=0),
            "ledger_entry_erases_earlier",
            id="an erasure of entry zero",
        ),
    ],
)
def test_an_entry_made_by_hand_is_refused_when_it_is_not(make: Callable[[], Entry], complaint: str) -> None:
    write()
    write()
    with pytest.raises(IntegrityError, match=complaint), transaction.atomic():
        make().save()
    assert Entry.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("data", [[], ["C9"], "C9", 3, None])
def test_the_data_of_an_entry_are_an_object(data: object) -> None:
    write()
    with pytest.raises(DatabaseError), transaction.atomic():
        hashed_again(data=data)().save()


@pytest.mark.django_db
def test_a_chain_has_one_of_the_two_forms() -> None:
    with pytest.raises(IntegrityError, match="ledger_chain_code"), transaction.atomic():
        Chain.objects.create(code="Lyon")


@pytest.mark.django_db
def test_the_same_details_cannot_be_erased_twice() -> None:
    write(details=ZOE)
    hashed_again(act="ledger.erase", erases=1)().save()
    with pytest.raises(IntegrityError, match="ledger_entry_erases_once"), transaction.atomic():
        hashed_again(act="ledger.erase", erases=1)().save()


@pytest.mark.django_db
def test_an_erasure_frees_the_details_of_its_own_entry_only() -> None:
    write(details=ZOE)
    write(details=ZOE)
    write(chain="national", details=ZOE)
    erasure_of_the_first(CENTRE).save()
    Detail.objects.filter(entry__chain=CENTRE, entry__sequence=1).delete()
    for chain, sequence in ((CENTRE, 2), ("national", 1)):
        with pytest.raises(IntegrityError, match="aucun effacement"), transaction.atomic():
            Detail.objects.filter(entry__chain=chain, entry__sequence=sequence).delete()


def erasure_of_the_first(chain: str) -> Entry:
    """An erasure of the first entry of a chain, written by hand."""
    last = Entry.objects.filter(chain=chain).latest("sequence")
    fields = model_to_dict(last, exclude=["id", "chain", "details_digest"])
    place = {"chain_id": chain, "sequence": last.sequence + 1, "previous_hash": last.hash}
    entry = Entry(**fields | place | {"act": "ledger.erase", "erases": 1})
    entry.hash = entry.computed_hash()
    return entry
