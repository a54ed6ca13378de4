"""What every test may count on: a database as in production, and no tolerance for what would pass unseen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import django

# Read by the settings. No server runs until a test needs one.
os.environ["DJANGO_SETTINGS_MODULE"] = "jurande.config.settings"
os.environ["DATABASE_URL"] = "postgresql:///not-started-yet"
os.environ["JURANDE_SECRET_KEY"] = "only-for-the-tests"
os.environ["JURANDE_VAR"] = str(Path(__file__).resolve().parents[1] / "var" / "tests")
# Empty: whatever was collected for the demo is not what the tests look at. WhiteNoise wants it to exist.
Path(os.environ["JURANDE_VAR"], "static").mkdir(parents=True, exist_ok=True)

django.setup()

import hypothesis
import pytest
from pytest_django import DjangoDbBlocker

from tests.database import Template, migrated_template

pytest_plugins = ["tests.browser"]

# No test asserts a time, and two runs of the same code say the same. `--hypothesis-profile=default` looks further.
hypothesis.settings.register_profile("house", deadline=None, derandomize=True)
hypothesis.settings.load_profile("house")

_FLUSHING = {"transactional_db", "live_server", "django_db_reset_sequences", "django_db_serialized_rollback"}


@pytest.fixture(scope="session")
def template(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Template]:
    """The migrated database that copies are made from."""
    with django_db_blocker.unblock(), migrated_template() as migrated:
        yield migrated


@pytest.fixture(scope="session")
def django_db_setup(template: Template, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What `django_db` and `db` stand on: this process's copy, connected to as the application's role."""
    with django_db_blocker.unblock(), template.copied():
        yield


@pytest.fixture
def fresh_database(
    request: pytest.FixtureRequest, template: Template, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """A database for this test alone, where commits are real: for threads, locks and a live server.

    Instead of `django_db`, which would have begun its transaction elsewhere. Gives the name of the database.
    """
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        pytest.fail("fresh_database takes the place of django_db and db: ask for one of them.", pytrace=False)
    with django_db_blocker.unblock(), template.copied() as name:
        yield name


@pytest.fixture
def live_site(fresh_database: str) -> Iterator[str]:
    """The application served in a thread, over a database of its own. Gives its address, no final slash."""
    from pytest_django.live_server_helper import LiveServer

    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuses what would flush the database: what the application may not do, neither may a test."""
    marker = item.get_closest_marker("django_db")
    asked = _FLUSHING.intersection(getattr(item, "fixturenames", ()))
    asked |= {name for name in ("transaction", "reset_sequences") if marker and marker.kwargs.get(name)}
    if asked:
        pytest.fail(
            f"{', '.join(sorted(asked))} would truncate the tables, and the application's role may not. "
            "Ask for the fixture fresh_database (or live_site) instead of django_db.",
            pytrace=False,
        )
