"""A real browser, logged in without going through the login page."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from jurande.accounts.models import User


def sign_in(page: Page, address: str, user: User) -> None:
    """Open a session of that account in the page's browser, on the site at that address."""
    client = Client()
    client.force_login(user)
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "domain": urlsplit(address).hostname or "",
        "path": "/",
    }
    page.context.add_cookies([cookie])  # type: ignore[list-item]  # a dict with the keys of a cookie
