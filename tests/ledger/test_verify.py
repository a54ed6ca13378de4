"""Whatever the owner of the tables alters, once the triggers are out of the way, is found and named."""

# ruff: noqa: S608  # the statements are made of constants of this file
from __future__ import annotations

import tracemalloc
from argparse import Namespace

import psycopg
import pytest
from django.db import transaction

from jurande.ledger import verify as verification
from jurande.ledger.actions import erase_details
from jurande.ledger.canonical import GENESIS, Head
from jurande.ledger.models import Chain, Detail, Entry
from jurande.ledger.queries import head
from jurande.ledger.verify import (
    Flaw,
    HeadCheck,
    Problem,
    Verdict,
    check_head,
    known_chains,
    verify,
    verify_command,
)
from tests.ledger.samples import CENTRE, NOW, ZOE, write, write_many

OTHER = "a" * 64


@pytest.fixture
def story(fresh_database: str) -> None:
    """Six entries of the centre, the details of the second erased by the sixth; two national ones."""
    for number in range(1, 6):
        write(subject=f"candidacy:{number}", data={"number": number}, clauses=["record.enrolment"], details=ZOE)
    write(chain="national")
    write(chain="national", details=ZOE)
    with transaction.atomic():
        erased = Entry.objects.get(chain=CENTRE, sequence=2)
        erase_details(entry=erased, actor="system", role="system", now=NOW, ground="retention.elapsed")


def at(sequence: int) -> str:
    return f" WHERE chain_id = '{CENTRE}' AND sequence = {sequence}"


def detail_of(sequence: int) -> str:
    return f" WHERE entry_id = (SELECT id FROM ledger_entry{at(sequence)})"


def rehash(first: int, last: int) -> str:
    """Recompute the hashes of a run of entries, as a careful forger would."""
    digest = "encode(sha256(convert_to(ledger_canonical(entry), 'UTF8')), 'hex')"
    return "; ".join(
        f"UPDATE ledger_entry SET previous_hash = (SELECT hash FROM ledger_entry{at(number - 1)}){at(number)}"
        f"; UPDATE ledger_entry AS entry SET hash = {digest}{at(number)}"
        for number in range(first, last + 1)
    )


ALTERED_COLUMNS = {
    "act": "'sample.decide'",
    "act_id": "gen_random_uuid()",
    "actor": "'user:8'",
    "clauses": "'[]'",
    "data": "'{\"number\": 30}'",
    "effective_on": "effective_on - 1",
    "recorded_at": "recorded_at + interval '1 microsecond'",
    "role": "'manager'",
    "subject": "'candidacy:4'",
    "hash": f"'{OTHER}'",
}


def test_a_ledger_that_nobody_altered_verifies(story: None) -> None:
    assert known_chains() == [CENTRE, "national"]
    assert list(verify()) == []


@pytest.mark.parametrize("column", ALTERED_COLUMNS)
def test_the_change_of_any_column_is_found_and_named(story: None, tamperer: psycopg.Connection, column: str) -> None:
    tamperer.execute(f"UPDATE ledger_entry SET {column} = {ALTERED_COLUMNS[column]}{at(3)}")
    found = list(verify())
    assert Problem(CENTRE, 3, Flaw.ALTERED) in found
    # A forged hash no longer fits the next entry either; nothing else is accused.
    assert {problem.sequence for problem in found} <= ({3, 4} if column == "hash" else {3})


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        pytest.param(
            f"UPDATE ledger_entry SET previous_hash = '{OTHER}'{at(3)}",
            [Problem(CENTRE, 3, Flaw.UNLINKED), Problem(CENTRE, 3, Flaw.ALTERED)],
            id="link changed",
        ),
        pytest.param(
            f"UPDATE ledger_entry SET role = 'manager'{at(3)}; {rehash(3, 3)}",
            [Problem(CENTRE, 4, Flaw.UNLINKED)],
            id="entry rewritten with its hash",
        ),
        pytest.param(
            f"UPDATE ledger_entry SET details_digest = '{OTHER}'{at(3)}",
            [Problem(CENTRE, 3, Flaw.ALTERED), Problem(CENTRE, 3, Flaw.DETAILS_ALTERED)],
            id="digest of the details changed",
        ),
        pytest.param(
            f"DELETE FROM ledger_detail{detail_of(3)}; DELETE FROM ledger_entry{at(3)}",
            [Problem(CENTRE, 3, Flaw.MISSING)],
            id="entry removed",
        ),
        pytest.param(
            f"DELETE FROM ledger_detail{detail_of(3)}; DELETE FROM ledger_detail{detail_of(4)};"
            f"DELETE FROM ledger_entry{at(3)}; DELETE FROM ledger_entry{at(4)}",
            [Problem(CENTRE, 3, Flaw.MISSING, until=4)],
            id="two entries removed",
        ),
        pytest.param(
            f"DELETE FROM ledger_detail{detail_of(1)}; DELETE FROM ledger_entry{at(1)}",
            [Problem(CENTRE, 1, Flaw.MISSING)],
            id="first entry removed",
        ),
        pytest.param(
            f"DELETE FROM ledger_detail{detail_of(3)}; DELETE FROM ledger_entry{at(3)};"
            f"UPDATE ledger_entry SET sequence = 3{at(4)}; {rehash(3, 3)}",
            [Problem(CENTRE, 4, Flaw.MISSING)],
            id="entry removed and the next renumbered",
        ),
        pytest.param(
            "ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_sequence_once;"
            f"UPDATE ledger_entry SET sequence = 3{at(4)}",
            [
                Problem(CENTRE, 3, Flaw.REPEATED),
                Problem(CENTRE, 3, Flaw.ALTERED),
                Problem(CENTRE, 4, Flaw.MISSING),
            ],
            id="number repeated",
        ),
        pytest.param(
            f"UPDATE ledger_entry SET sequence = 0{at(1)}",
            [
                Problem(CENTRE, 0, Flaw.REPEATED),
                Problem(CENTRE, 0, Flaw.ALTERED),
                Problem(CENTRE, 1, Flaw.MISSING),
            ],
            id="number before the first",
        ),
        pytest.param(
            f'UPDATE ledger_detail SET content = \'{{"reason": "Tardif."}}\'{detail_of(3)}',
            [Problem(CENTRE, 3, Flaw.DETAILS_ALTERED)],
            id="details changed",
        ),
        pytest.param(
            f"UPDATE ledger_detail SET salt = '{OTHER}'{detail_of(3)}",
            [Problem(CENTRE, 3, Flaw.DETAILS_ALTERED)],
            id="salt changed",
        ),
        pytest.param(
            "UPDATE ledger_detail AS one SET salt = other.salt, content = '{}' FROM ledger_detail AS other"
            f"{detail_of(3).replace('entry_id', 'one.entry_id', 1)} AND other.entry_id <> one.entry_id",
            [Problem(CENTRE, 3, Flaw.DETAILS_ALTERED)],
            id="details emptied",
        ),
        pytest.param(
            f"DELETE FROM ledger_detail{detail_of(3)}",
            [Problem(CENTRE, 3, Flaw.DETAILS_MISSING)],
            id="details removed without an erasure",
        ),
        pytest.param(
            f"INSERT INTO ledger_detail SELECT id, repeat('b', 64), '{{}}' FROM ledger_entry{at(2)}",
            [Problem(CENTRE, 2, Flaw.DETAILS_ALTERED)],
            id="details made up after an erasure",
        ),
        pytest.param(
            f"INSERT INTO ledger_detail SELECT id, repeat('b', 64), '{{}}' FROM ledger_entry{at(6)}",
            [Problem(CENTRE, 6, Flaw.DETAILS_ALTERED)],
            id="details where there were none",
        ),
        pytest.param(
            f"DELETE FROM ledger_entry{at(6)}",
            [Problem(CENTRE, 2, Flaw.DETAILS_MISSING)],
            id="erasure removed",
        ),
        pytest.param(
            f"UPDATE ledger_entry SET erases = 3{at(6)}",
            [
                Problem(CENTRE, 2, Flaw.DETAILS_MISSING),
                Problem(CENTRE, 3, Flaw.DETAILS_BACK),
                Problem(CENTRE, 6, Flaw.ALTERED),
            ],
            id="erasure turned to another entry",
        ),
        pytest.param(
            f"DELETE FROM ledger_detail; DELETE FROM ledger_entry WHERE chain_id = '{CENTRE}'",
            [Problem(CENTRE, 1, Flaw.MISSING), Problem("national", 2, Flaw.DETAILS_MISSING)],
            id="every entry of a chain removed",
        ),
    ],
)
def test_every_other_tampering_is_found_and_named(
    story: None, tamperer: psycopg.Connection, tampering: str, found: list[Problem]
) -> None:
    tamperer.execute(tampering)
    assert list(verify()) == found


def test_a_chain_whose_row_was_removed_is_still_read(story: None, tamperer: psycopg.Connection) -> None:
    tamperer.execute("""
        DO $$ DECLARE key name; BEGIN
            SELECT conname INTO STRICT key FROM pg_constraint
            WHERE conrelid = 'ledger_entry'::regclass AND contype = 'f';
            EXECUTE format('ALTER TABLE ledger_entry DROP CONSTRAINT %I', key);
        END $$
    """)
    tamperer.execute(f"DELETE FROM ledger_chain; UPDATE ledger_entry SET role = 'manager'{at(3)}")
    assert known_chains() == [CENTRE, "national"]
    assert list(verify()) == [Problem(CENTRE, 3, Flaw.ALTERED)]


def test_details_brought_back_by_a_backup_are_found(fresh_database: str, tamperer: psycopg.Connection) -> None:
    entry = write(details=ZOE)
    detail = Detail.objects.get()
    with transaction.atomic():
        erase_details(entry=entry, actor="system", role="system", now=NOW, ground="retention.elapsed")
    detail.save(force_insert=True)
    assert list(verify()) == [Problem(CENTRE, 1, Flaw.DETAILS_BACK)]


def test_only_the_chains_asked_for_are_read(story: None, tamperer: psycopg.Connection) -> None:
    tamperer.execute("UPDATE ledger_entry SET role = 'manager'")
    assert {problem.chain for problem in verify(["national"])} == {"national"}
    assert len(list(verify())) == 8


def test_only_a_printed_head_tells_that_the_tail_was_cut(story: None, tamperer: psycopg.Connection) -> None:
    printed = head(CENTRE)
    assert check_head(printed.chain, printed.sequence, printed.hash).verdict is Verdict.HELD
    tamperer.execute(f"DELETE FROM ledger_detail{detail_of(5)}; DELETE FROM ledger_detail{detail_of(2)}")
    tamperer.execute(f"UPDATE ledger_entry SET details_digest = ''{at(2)}; {rehash(2, 4)}")
    tamperer.execute(f"DELETE FROM ledger_entry{at(5)}; DELETE FROM ledger_entry{at(6)}")
    assert list(verify()) == []
    check = check_head(printed.chain, printed.sequence, printed.hash)
    assert (check.verdict, check.end) == (Verdict.CUT, 4)


def test_only_a_printed_head_tells_that_everything_was_written_anew(story: None, tamperer: psycopg.Connection) -> None:
    printed = head(CENTRE)
    tamperer.execute(f"UPDATE ledger_entry SET role = 'manager'{at(3)}; {rehash(3, 6)}")
    assert list(verify()) == []
    assert check_head(printed.chain, printed.sequence, printed.hash).verdict is Verdict.REWRITTEN


def test_a_head_printed_before_more_entries_still_holds(story: None) -> None:
    printed = head(CENTRE)
    write()
    assert check_head(printed.chain, printed.sequence, printed.hash).verdict is Verdict.HELD


@pytest.mark.parametrize(
    ("sequence", "printed", "end", "found", "verdict"),
    [
        pytest.param(3, "a", 3, "a", Verdict.HELD, id="the present head"),
        pytest.param(3, "a", 9, "a", Verdict.HELD, id="an older head"),
        pytest.param(3, "a", 3, "b", Verdict.REWRITTEN, id="another hash"),
        pytest.param(3, "a", 2, None, Verdict.CUT, id="beyond the end"),
        pytest.param(3, "a", 0, None, Verdict.CUT, id="a chain that vanished"),
        pytest.param(3, "a", 4, None, Verdict.MISSING, id="a gap at the printed number"),
    ],
)
def test_the_verdict_on_a_printed_head(
    sequence: int, printed: str, end: int, found: str | None, verdict: Verdict
) -> None:
    assert HeadCheck(Head(CENTRE, sequence, printed), end, found).verdict is verdict


@pytest.mark.django_db
def test_the_head_of_an_empty_chain_can_be_printed_too() -> None:
    assert check_head("national", 0, GENESIS).verdict is Verdict.HELD
    write(chain="national")
    assert check_head("national", 0, GENESIS).verdict is Verdict.HELD
    assert check_head("national", 0, OTHER).verdict is Verdict.REWRITTEN


@pytest.mark.django_db
def test_the_verification_takes_no_more_memory_for_a_longer_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "CHUNK", 20)

    def peak() -> int:
        tracemalloc.start()
        assert list(verify()) == []
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    write_many(600)  # enough for what waits for the garbage collector to reach its most
    peak()  # what is imported and cached the first time does not count
    short = peak()
    write_many(1800)
    assert peak() < short * 1.25


@pytest.mark.parametrize(
    ("chain", "printed", "status", "said"),
    [
        pytest.param(None, None, 0, ["centre:LYON : intacte jusqu’à l’écriture n° 6", "national : intacte"], id="all"),
        pytest.param("national", None, 0, ["national : intacte jusqu’à l’écriture n° 2"], id="one chain"),
        pytest.param(
            None,
            Head("national", 3, OTHER),
            1,
            ["national : intacte", "sa fin est coupée"],
            id="a cut tail",
        ),
        pytest.param(
            None,
            Head("national", 1, OTHER),
            1,
            ["national : intacte", "la chaîne est réécrite"],
            id="rewritten",
        ),
        pytest.param(
            "centre:LYON",
            Head("national", 3, OTHER),
            1,
            ["centre:LYON : intacte", "sa fin est coupée"],
            id="both",
        ),
        pytest.param(
            None,
            Head("centre:PARIS", 1, OTHER),
            1,
            ["centre:PARIS, écriture n° 1 : elle manque.", "la chaîne finit à la n° 0"],
            id="a chain that vanished",
        ),
    ],
)
def test_the_command_says_what_it_found(
    story: None,
    capsys: pytest.CaptureFixture[str],
    chain: str | None,
    printed: Head | None,
    status: int,
    said: list[str],
) -> None:
    assert verify_command(Namespace(chain=chain), printed=printed) == status
    lines = said_by(capsys).splitlines()
    assert len(lines) == len(said)
    for line, part in zip(lines, said, strict=True):
        assert part in line


def said_by(capsys: pytest.CaptureFixture[str]) -> str:
    """All that was written, with plain spaces."""
    written = capsys.readouterr()
    return (written.out + written.err).replace("\u00a0", " ")


def test_the_command_accepts_the_head_that_a_document_carries(story: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify_command(Namespace(chain=None), printed=head(CENTRE)) == 0
    assert "elle porte l’empreinte du document" in said_by(capsys)


def test_the_command_names_each_problem_and_fails(
    story: None, tamperer: psycopg.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    tamperer.execute(f"UPDATE ledger_entry SET role = 'manager'{at(3)}")
    tamperer.execute(f"DELETE FROM ledger_detail{detail_of(4)}; DELETE FROM ledger_detail{detail_of(5)}")
    tamperer.execute(f"DELETE FROM ledger_entry{at(4)}; DELETE FROM ledger_entry{at(5)}")
    assert verify_command(Namespace(chain=CENTRE)) == 1
    assert said_by(capsys).splitlines() == [
        "centre:LYON, écriture n° 3 : son contenu ne correspond plus à son empreinte.",
        "centre:LYON, écriture n° 4 : elle manque (et toutes jusqu’à la n° 5).",
    ]


@pytest.mark.django_db
def test_the_command_names_the_chains_when_asked_for_another(capsys: pytest.CaptureFixture[str]) -> None:
    write(chain="national")
    assert verify_command(Namespace(chain="centre:PARIS")) == 1
    assert said_by(capsys) == "La chaîne « centre:PARIS » n’existe pas. Chaînes du registre : national.\n"


@pytest.mark.django_db
def test_the_command_says_that_the_ledger_is_empty(capsys: pytest.CaptureFixture[str]) -> None:
    assert not Chain.objects.exists()
    assert verify_command(Namespace(chain=None)) == 0
    assert said_by(capsys) == "Le registre est vide.\n"
