"""The settings of a real register: what Django says of them, and what every answer carries."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.database import Template

ROOT = Path(__file__).resolve().parents[2]
ANSWER = """
from django.test import Client
from django.conf import settings
import django; django.setup()
answer = Client(headers={"host": "registre.test"}).get("/compte/login/", secure=%s)
print(answer.status_code, answer.headers.get("Location", ""))
for name in ("Content-Security-Policy", "Strict-Transport-Security", "X-Frame-Options", "Referrer-Policy"):
    print(name, answer.headers.get(name, ""))
"""


@pytest.fixture
def environment(template: Template, fresh_database: str) -> dict[str, str]:
    """A register behind one proxy that speaks https; no demo."""
    return {
        # Without what a browser of other tests leaves in the environment (tests/browser.py).
        **{name: value for name, value in os.environ.items() if not name.startswith(("JURANDE_", "DJANGO_"))},
        "DATABASE_URL": template.server.url(fresh_database, "jurande_app"),
        "DJANGO_SETTINGS_MODULE": "jurande.config.settings",
        "JURANDE_SECRET_KEY": "not-a-secret-but-long-enough-for-the-checks-of-django-0123456789",
        "JURANDE_PUBLIC_URL": "https://registre.test",
        "JURANDE_HOSTS": "registre.test",
        "JURANDE_PROXIES": "1",
        "JURANDE_VAR": os.environ["JURANDE_VAR"],
    }


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python, as it would be run there."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_django_has_nothing_to_say_of_a_deployment(environment: dict[str, str]) -> None:
    done = run(environment, "-m", "jurande.cli", "manage", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_every_answer_carries_its_policies(environment: dict[str, str]) -> None:
    said = run(environment, "-c", ANSWER % True).stdout
    assert said.startswith("200 ")
    assert "Content-Security-Policy default-src 'none'; script-src 'self'; style-src 'self'" in said
    assert "Strict-Transport-Security max-age=31536000" in said
    assert "X-Frame-Options DENY" in said
    assert "Referrer-Policy same-origin" in said


def test_who_comes_without_encryption_is_sent_round_once(environment: dict[str, str]) -> None:
    assert run(environment, "-c", ANSWER % False).stdout.startswith("301 https://registre.test/compte/login/")
    environment["JURANDE_PROXIES"] = "0"  # nobody says by which scheme one came
    assert run(environment, "-c", ANSWER % False).stdout.startswith("200 ")
