"""The seal, checked when a command starts (`manage check`, `migrate`, `runserver`)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from jurande.documents.seal import SealError, sealer


def check_seal(**_: Any) -> list[CheckMessage]:
    """Everything that is wrong with the seal of this host, in French; nothing when none is configured."""
    if not settings.JURANDE_SEAL:
        return []
    try:
        key = sealer()
    except SealError as error:
        return [Error(fault, id="documents.E001") for fault in error.faults]
    from jurande.documents.seal_keys import validity_fault

    # Start-up is an edge too: whether a certificate has expired is asked of the clock, or of the demo's.
    now: datetime = settings.JURANDE_NOW or datetime.now(tz=UTC)
    fault = validity_fault(key.certificate, now) if key else None
    return [Error(fault, id="documents.E002")] if fault else []
