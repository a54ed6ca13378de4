"""Which database the application talks to, and as whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from jurande.config import env


def database_settings(var: Path) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: from the environment, else the embedded PostgreSQL, started if need be."""
    owner = env.env_str("JURANDE_DB_ROLE", "app") == "owner"
    url = env.env_secret("DATABASE_OWNER_URL" if owner else "DATABASE_URL", "")
    if not url:
        from jurande.config.postgres import ensure_running

        url = ensure_running(var / "postgres").url("jurande", "jurande_owner" if owner else "jurande_app")
    return {"default": parse_url(url)}


def keep_running(var: Path) -> None:
    """Start the embedded PostgreSQL again, should it have died; a server of the host's own is the host's to keep."""
    if not env.env_secret("DATABASE_URL", ""):
        from jurande.config.postgres import ensure_running

        ensure_running(var / "postgres")


def parse_url(url: str) -> dict[str, Any]:
    """`postgresql://user:password@host:port/name?option=value` as Django spells it.

    A socket folder goes in the query, as libpq writes it: `?host=/folder`.
    Raises ImproperlyConfigured for another scheme: Jurande runs on PostgreSQL only.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured("DATABASE_URL commence par postgresql:// : Jurande ne tourne que sur PostgreSQL.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": options.pop("port", "") or str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
