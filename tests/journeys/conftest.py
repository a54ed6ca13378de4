"""Journeys: whole stories in a real browser, against the real server and worker, on a database of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database import Template
from tests.journeys.site import Site


@pytest.fixture
def site(fresh_database: str, template: Template, tmp_path: Path) -> Iterator[Site]:
    """The application as it is deployed: gunicorn, and the worker when the story calls it."""
    running = Site(template.server.url(fresh_database, "jurande_app"), tmp_path)
    yield running
    running.stop()
