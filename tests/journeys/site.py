"""The real server on the loopback, whose clock the story sets, and its mailbox."""

from __future__ import annotations

import email
import email.policy
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from django.test import Client
from playwright.sync_api import Page

from jurande.accounts.models import User

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a-password-for-the-journeys"
STARTS_WITHIN_SECONDS = 60


class Site:
    """gunicorn in a process of its own; `at` moves its clock to another day of the story."""

    def __init__(self, database_url: str, var: Path) -> None:
        self.var = var
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "JURANDE_DEMO": "1",
            "JURANDE_VAR": str(var),
            "JURANDE_PUBLIC_URL": self.address,
            "JURANDE_TEST_CLOCK": str(var / "clock"),
            "DJANGO_SETTINGS_MODULE": "jurande.config.settings",
        }
        self._run("manage", "collectstatic", "--noinput", "--verbosity", "0")

    def at(self, moment: str) -> None:
        """Serve as if it were `moment` (ISO 8601, Paris)."""
        self._environment["JURANDE_NOW"] = moment
        (self.var / "clock").write_text(moment)
        if self._process is None:
            self._start()

    def _start(self) -> None:
        with (self.var / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "tests.journeys.served"),
                    *("--bind", f"127.0.0.1:{self.port}", "--threads", "4", "--log-level", "warning"),
                ],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.address}/v/", timeout=2)  # noqa: S310  # our own loopback address
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
            else:
                return
        raise TimeoutError((self.var / "server.log").read_text(errors="replace")[-4000:])

    def work(self) -> None:
        """What the worker does once: papers, declarations, messages."""
        self._run("worker", "--once")

    def _run(self, *arguments: str) -> None:
        subprocess.run([sys.executable, "-m", "jurande.cli", *arguments], cwd=ROOT, env=self._environment, check=True)

    def verify_ledger(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`jurande ledger verify`."""
        command = [sys.executable, "-m", "jurande.cli", "ledger", "verify", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False)

    def stop(self) -> None:
        """End the server that this object started."""
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=20)
            self._process = None

    def mail_to(self, recipient: str) -> list[str]:
        """The texts sent to an address, oldest first."""
        texts = []
        for file in sorted((self.var / "mail").glob("*"), key=lambda one: one.stat().st_mtime):
            for raw in re.split(r"^-{79}\n", file.read_text(), flags=re.MULTILINE):
                message = email.message_from_string(raw.lstrip(), policy=email.policy.default)
                if recipient in str(message["To"]):
                    body = message.get_body(("plain",))
                    texts.append(body.get_content() if body else "")
        return texts

    def enter(self, page: Page, user: User) -> None:
        """Let somebody in without the login pages, which have their own journey."""
        client = Client()
        client.force_login(user)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": self.address}])

    def log_in(self, page: Page, address: str) -> None:
        """Log in by password, as somebody who has one."""
        page.goto(f"{self.address}/compte/login/")
        page.get_by_label("Adresse électronique").fill(address)
        page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Se connecter", exact=True).click()
        page.wait_for_url(re.compile(r"^(?!.*login).*$"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number
