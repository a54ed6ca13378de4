"""The only place that reads the clock (law 15); everything else is given `now`."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ImproperlyConfigured

from jurande.rules.dates import PARIS


def fixed_now(value: str, *, allowed: bool) -> datetime | None:
    """The instant of `JURANDE_NOW` (ISO 8601; without an offset, Paris time), or None when it is empty.

    Raises ImproperlyConfigured outside a demo or a test: a register must not lie about its dates.
    """
    if not value:
        return None
    if not allowed:
        raise ImproperlyConfigured("JURANDE_NOW fixes the clock: it is for demos and tests (JURANDE_DEMO=1) only.")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"JURANDE_NOW={value!r} is not an ISO 8601 date and time.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=PARIS)


def now() -> datetime:
    """The present instant, aware, in Europe/Paris; the demo's fixed instant when there is one."""
    from django.conf import settings

    fixed: datetime | None = settings.JURANDE_NOW
    return fixed or datetime.now(tz=PARIS)
