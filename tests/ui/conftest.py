"""The application served for the tests of `ui`, whose pages need no database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from pytest_django import Settings


@pytest.fixture(autouse=True)
def plain_names(settings: Settings) -> None:
    """Static files by their names on disk, whether or not `collectstatic` has run here."""
    backend = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": backend}


@pytest.fixture
def site() -> Iterator[str]:
    """The application in a thread, with its static files. Gives its address, without a final slash."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override={})
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()
