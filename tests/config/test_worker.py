"""The worker: carries out what waits, whatever fails on the way, until it is told to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.core import mail
from structlog.testing import capture_logs

from jurande.certificates.models import BlockStatement, Certificate
from jurande.config import worker
from jurande.config.worker import run_forever, sweep
from jurande.declarations.models import Declaration
from jurande.desk.story.course import at
from jurande.messages.actions import post
from jurande.messages.models import Message
from tests.database import Template
from tests.juries.sessions import close_as_proposed
from tests.told import JURY_DAY, called, called_template

__all__ = ["called", "called_template"]

EVENING = at(JURY_DAY, 20)
ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60


def failing(error: Exception) -> Callable[..., int]:
    def sweep_of_nothing(*, now: datetime) -> int:
        raise error

    return sweep_of_nothing


# Each sweep.


@pytest.mark.usefixtures("called")
def test_a_sweep_makes_the_papers_opens_the_declarations_and_sends_the_messages() -> None:
    close_as_proposed()
    waiting = Message.objects.filter(sent_at__isnull=True).count()
    done = sweep(EVENING)
    assert (Certificate.objects.count(), BlockStatement.objects.count(), Declaration.objects.count()) == (2, 5, 2)
    # Two holders and who was not admitted are told: three more messages, one of which notifies the result of a VAE.
    assert done == 2 + 5 + 1 + 2 + waiting + 3 + 1
    assert not Message.objects.filter(sent_at__isnull=True).exists()
    assert len(mail.outbox) == waiting + 3
    assert sweep(EVENING) == 0


@pytest.mark.parametrize(
    ("error", "names"),
    [
        (LookupError("no signatory"), ["LookupError"]),
        (RuntimeError("the holder is Corentin"), ["RuntimeError"]),
        (
            ExceptionGroup("2", [ValueError("Corentin"), KeyError("Ondine"), ValueError("Mariam")]),
            ["KeyError", "ValueError"],
        ),
    ],
    ids=["one it knows", "one it does not", "several at once"],
)
def test_one_sweep_that_fails_stops_no_other_and_tells_no_name(
    error: Exception, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sweeps = {"first": failing(error), "second": lambda now: 2, "third": lambda now: 0}
    monkeypatch.setattr(worker, "SWEEPS", sweeps)
    with capture_logs() as logs:
        assert sweep(EVENING) == 2
    assert logs == [
        {"event": "sweep_failed", "sweep": "first", "errors": names, "log_level": "error"},
        {"event": "swept", "sweep": "second", "count": 2, "log_level": "info"},
    ]


def test_what_kills_the_worker_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*, now: datetime) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(worker, "SWEEPS", {"first": interrupted})
    with pytest.raises(KeyboardInterrupt):
        sweep(EVENING)


# The command.


def test_once_is_one_sweep_at_the_clocks_time(monkeypatch: pytest.MonkeyPatch) -> None:
    moments: list[datetime] = []
    monkeypatch.setattr(worker, "now", lambda: EVENING)
    monkeypatch.setattr(worker, "sweep", moments.append)
    assert run_forever(["--once"]) == 0
    assert moments == [EVENING]


@pytest.mark.parametrize("arguments", [["--twice"], ["once"]], ids=" ".join)
def test_an_argument_that_it_does_not_know_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run_forever(arguments)
    assert stopped.value.code == 2
    assert "--once" in capsys.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_it_works_until_it_is_told_to_stop(
    number: signal.Signals, fresh_database: str, template: Template, tmp_path: Path
) -> None:
    waits_for("first")
    environment = {
        **os.environ,
        "DATABASE_URL": template.server.url(fresh_database, "jurande_app"),
        "JURANDE_VAR": str(tmp_path),
        "JURANDE_MAIL_FOLDER": str(tmp_path / "mail"),
    }
    running = subprocess.Popen([sys.executable, "-m", "jurande.cli", "worker"], cwd=ROOT, env=environment)
    try:
        until_sent("first")
        waits_for("second")
        until_sent("second")
        running.send_signal(number)
        assert running.wait(timeout=PATIENCE_SECONDS) == 0
    finally:
        running.kill()
        running.wait()


def waits_for(key: str) -> None:
    post(key=key, subject_ref="test:1", recipient="a@b.fr", subject="Essai", body="Essai", now=at(JURY_DAY))


def until_sent(key: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not Message.objects.filter(key=key, sent_at__isnull=False).exists():
        assert time.monotonic() < deadline, "the worker sent nothing"
        time.sleep(0.05)
