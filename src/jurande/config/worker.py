"""The worker: carries out what waits in rows. A row is the truth; a worker that dies loses nothing (law 9)."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from threading import Event

import structlog
from django.conf import settings
from django.db import close_old_connections

from jurande.certificates.actions import issue_waiting
from jurande.certificates.notices import write_waiting
from jurande.certificates.notifying import note_notified
from jurande.config.clock import now
from jurande.config.database import keep_running
from jurande.declarations.actions import expect_waiting
from jurande.messages.actions import send_waiting

log = structlog.get_logger(__name__)
PAUSE_SECONDS = 2.0

SWEEPS: dict[str, Callable[..., int]] = {
    "certificates": issue_waiting,
    "notices": write_waiting,
    "declarations": expect_waiting,
    "messages": send_waiting,
    "notifications": note_notified,
}


def sweep(moment: datetime) -> int:
    """Carry out everything that waits; return how much was done. One sweep that fails does not stop the others.

    What failed is logged by the names of its errors alone: their messages may hold personal data.
    """
    done = 0
    for name, carry_out in SWEEPS.items():
        try:
            count = carry_out(now=moment)
        except Exception as error:
            log.error("sweep_failed", sweep=name, errors=_names(error))
            continue
        if count:
            log.info("swept", sweep=name, count=count)
        done += count
    return done


def _names(error: Exception) -> list[str]:
    causes = error.exceptions if isinstance(error, ExceptionGroup) else (error,)
    return sorted({type(cause).__name__ for cause in causes})


def run_forever(arguments: list[str]) -> int:
    """Sweep until told to stop (SIGTERM, SIGINT); `--once` sweeps once, for a scheduler."""
    parser = ArgumentParser(prog="jurande worker", description="Fait ce qui attend : documents, déclarations, envois.")
    parser.add_argument("--once", action="store_true", help="une seule fois, pour un ordonnanceur")
    if parser.parse_args(arguments).once:
        sweep(now())
        return 0
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        close_old_connections()
        keep_running(settings.VAR)
        sweep(now())
        stop.wait(PAUSE_SECONDS)
    return 0
