"""A whole installation on the loopback, to be killed: its PostgreSQL, its web server, its worker, its demo story."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jurande.config.postgres import DATABASE, Server, ensure_running
from jurande.config.postgres_installation import find_installation
from tests.database import memory
from tests.journeys.site import ROOT, free_port

STORY = "story"
STARTS_WITHIN_SECONDS = 60
ON_THE_DAY = "2026-04-09T15:00"
VICTIMS = ("web", "worker", "postgres")


class Installation:
    """One installation. `start` begins a day anew from the story; `revive` starts again whatever died."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.postgres: Server = ensure_running(var / "postgres")
        self.address = f"http://127.0.0.1:{free_port()}"
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
        self._environment = inherited | {
            "JURANDE_DEMO": "1",
            "JURANDE_VAR": str(var),
            "JURANDE_NOW": ON_THE_DAY,
            "JURANDE_PUBLIC_URL": self.address,
            "DJANGO_SETTINGS_MODULE": "jurande.config.settings",
        }
        self.run("manage", "migrate", "--verbosity", "0", JURANDE_DB_ROLE="owner")
        self.run("manage", "load_story")
        self.run("manage", "collectstatic", "--noinput", "--verbosity", "0")
        self.postgres.create_database(STORY, template=DATABASE)

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """A command of `jurande`, to its end; raises CalledProcessError with what it said."""
        return subprocess.run(
            [sys.executable, "-m", "jurande.cli", *arguments],
            cwd=ROOT,
            env=self._environment | more,
            check=True,
            capture_output=True,
            text=True,
        )

    def start(self) -> None:
        """The story as it was told, and everything running."""
        self.stop()
        self.postgres.drop_database(DATABASE)
        self.postgres.create_database(DATABASE, template=STORY)
        self.revive()

    def revive(self) -> None:
        """Start what does not run, and wait until the site answers."""
        self.postgres = ensure_running(self.var / "postgres")
        for name, command in (
            ("web", ["-m", "gunicorn", "jurande.config.wsgi", "--bind", self.address.partition("//")[2],
                     "--threads", "4", "--log-level", "critical"]),
            ("worker", ["-m", "jurande.cli", "worker"]),
        ):  # fmt: skip
            if name not in self._running or self._running[name].poll() is not None:
                self._running[name] = self._popen(name, command)
        self._wait()

    def _popen(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        with (self.var / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,  # killed with its children
            )

    def kill(self, victim: str) -> None:
        """SIGKILL, without a word."""
        if victim == "postgres":
            place = find_installation((self.var / "postgres").absolute())
            pid = (place.cluster / "postmaster.pid").read_text(encoding="ascii").split()[0]
            os.kill(int(pid), signal.SIGKILL)
        elif self._running[victim].poll() is None:
            os.killpg(self._running[victim].pid, signal.SIGKILL)
            self._running[victim].wait()

    def stop(self) -> None:
        """Stop the web server and the worker."""
        for name in tuple(self._running):
            self.kill(name)
        self._running.clear()

    def _wait(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.address}/v/", timeout=5)  # noqa: S310  # our own loopback address
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
            else:
                return
        raise TimeoutError((self.var / "web.log").read_text(errors="replace")[-4000:])


@contextmanager
def installed() -> Iterator[Installation]:
    """An installation of its own, in memory where there is room; nothing of it is left."""
    with tempfile.TemporaryDirectory(prefix="jurande-faults-", dir=memory()) as folder:
        var = Path(folder)
        if os.geteuid() == 0:  # PostgreSQL runs as another account, which must come in
            var.chmod(0o755)
        site = Installation(var)
        try:
            yield site
        finally:
            site.stop()
            site.postgres.stop()
