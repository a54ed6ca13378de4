"""Addresses put in messages: where one logs in; and personal links, whose secret is kept as a digest only."""

from __future__ import annotations

import secrets
from hashlib import sha256

from django.conf import settings
from django.urls import reverse


def login_address() -> str:
    """The page that sends a code, as a message gives it."""
    return settings.PUBLIC_URL + reverse("account_request_login_code")


def new_token() -> str:
    """A fresh secret for an address, 256 bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What the database keeps of a secret: SHA-256 in hexadecimal; enough, for the secret is random and long."""
    return sha256(token.encode()).hexdigest()
