"""Accounts: a fixed day, a clean count of attempts, static files by their names on disk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.cache import cache
from pytest_django import Settings

from tests.accounts.people import NOW


@pytest.fixture(autouse=True)
def plain_names(settings: Settings) -> None:
    """Static files by their names on disk, whether or not `collectstatic` has run here."""
    backend = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": backend}


@pytest.fixture(autouse=True)
def clean_counts() -> Iterator[None]:
    """No attempt of another test counts in a limit."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def today(settings: Settings) -> datetime:
    """The instant that every request of the test reads."""
    settings.JURANDE_NOW = NOW
    return NOW
