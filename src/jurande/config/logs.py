"""Logs: JSON in production, readable lines elsewhere, never personal data (law 8, standards)."""

from __future__ import annotations

import re
from typing import Any

import structlog

# The secret of a personal link, in an address that Django writes when it answers 404 or 422.
_SECRET = re.compile(r"(/(?:avis|invitation|dossier|second-controle|password/reset/key)/)[^/\s]+")
# What follows the « ? » of an address: nobody's name is in ours, but anybody may type one there.
_QUERY = re.compile(r"(/[^\s?\"']*)\?[^\s\"']+")


def without_secrets(logger: Any, name: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """A processor of structlog: neither the secrets of personal links nor the query of an address reach a log."""
    return {key: _masked(value) if isinstance(value, str) else value for key, value in event.items()}


def _masked(text: str) -> str:
    return _QUERY.sub(r"\1?…", _SECRET.sub(r"\1…", text))


def logging_settings(*, json: bool) -> dict[str, Any]:
    """Django's LOGGING: every record, ours or a library's, through structlog's formatter to stderr."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False) if json else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django.server": {"handlers": ["stderr"], "propagate": False, "level": "INFO"},
            "pypdf": {"level": "CRITICAL"},  # what it remarks on a broken file may quote the file
        },
    }
