"""Secrets of personal links: unguessable, expiring, revocable, kept as a digest only."""

from __future__ import annotations

import secrets
from hashlib import sha256


def new_token() -> str:
    """A fresh secret for an address, 256 bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What the database keeps of a secret: SHA-256 in hexadecimal; enough, for the secret is random and long."""
    return sha256(token.encode()).hexdigest()
