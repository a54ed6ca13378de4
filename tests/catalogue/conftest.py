"""Pages of the catalogue, whose static files have not been collected."""

from __future__ import annotations

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def plain_names(settings: Settings) -> None:
    """Static files by their names on disk, whether or not `collectstatic` has run here."""
    backend = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": backend}
