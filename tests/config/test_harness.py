"""The databases of the tests: what each test is connected to, as whom, and what it leaves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from urllib.request import urlopen

import pytest
from django.db import ProgrammingError, connection
from django.template import engines
from pytest_django import DjangoDbBlocker

from tests.conftest import pytest_runtest_setup
from tests.database import Template


def value(query: str) -> object:
    """The first value of a query on Django's connection."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
    assert row is not None
    return row[0]


@pytest.mark.django_db
def test_an_ordinary_test_is_connected_as_the_application() -> None:
    assert value("SELECT current_user::text") == "jurande_app"


@pytest.mark.django_db
def test_an_ordinary_test_runs_on_migrated_tables() -> None:
    assert value("SELECT count(*) FROM django_migrations") != 0
    with pytest.raises(ProgrammingError, match="permission denied"):
        value("TRUNCATE django_migrations")


@pytest.mark.django_db
@pytest.mark.parametrize("turn", [1, 2])
def test_what_an_ordinary_test_writes_is_rolled_back(turn: int) -> None:
    assert value("SELECT count(*) FROM django_migrations WHERE app = 'probe'") == 0
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('probe', 'probe', now())")


@pytest.mark.parametrize("turn", [1, 2])
def test_a_fresh_database_sees_real_commits_of_other_threads(fresh_database: str, turn: int) -> None:
    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('probe', 'probe', now())")
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()
    assert value("SELECT current_database()::text") == fresh_database
    assert value("SELECT count(*) FROM django_migrations WHERE app = 'probe'") == 1


def test_a_copy_is_dropped_and_the_connection_goes_back(template: Template, django_db_blocker: DjangoDbBlocker) -> None:
    before = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        with template.copied() as name:
            assert connection.settings_dict["NAME"] == name
            assert name in template.server.databases()
        assert name not in template.server.databases()
    assert connection.settings_dict["NAME"] == before


def test_a_fresh_database_is_open_to_the_application_only_for_rows(fresh_database: str) -> None:
    assert value("SELECT current_user::text") == "jurande_app"
    with pytest.raises(ProgrammingError, match="permission denied"):
        value("TRUNCATE django_migrations")


def test_a_live_site_answers(live_site: str) -> None:
    with urlopen(f"{live_site}/static/ui/jurande.css") as answer:  # noqa: S310  # our own address
        assert answer.status == 200


def test_an_undefined_template_variable_fails_the_test() -> None:
    template = engines["django"].from_string("Bonjour {{ nobody }}.")
    with pytest.raises(pytest.fail.Exception, match="nobody"):
        template.render()


def asks_for_a_live_server(live_server: object) -> None:
    """A test as somebody used to pytest-django might write it."""


def asks_for_transactions(transactional_db: object) -> None:
    """Another one."""


def asks_for_nothing() -> None:
    """A test that is marked instead."""


@pytest.mark.parametrize(
    ("function", "mark"),
    [
        (asks_for_a_live_server, pytest.mark.django_db),
        (asks_for_transactions, pytest.mark.django_db),
        (asks_for_nothing, pytest.mark.django_db(transaction=True)),
        (asks_for_nothing, pytest.mark.django_db(reset_sequences=True)),
    ],
    ids=["live_server", "transactional_db", "transaction=True", "reset_sequences=True"],
)
def test_what_would_flush_is_refused_and_told_what_to_ask_for(
    function: Callable[..., None], mark: pytest.MarkDecorator, request: pytest.FixtureRequest
) -> None:
    item = pytest.Function.from_parent(request.node.parent, name="probe", callobj=function)
    item.add_marker(mark)
    with pytest.raises(pytest.fail.Exception, match="Ask for the fixture fresh_database"):
        pytest_runtest_setup(item)


def test_an_ordinary_mark_is_not_refused(request: pytest.FixtureRequest) -> None:
    item = pytest.Function.from_parent(request.node.parent, name="probe", callobj=asks_for_nothing)
    item.add_marker(pytest.mark.django_db)
    pytest_runtest_setup(item)
