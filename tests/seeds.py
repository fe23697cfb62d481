"""Brings back what the migrations sowed, and the locks of the log, after a test that emptied all tables.

Django empties the database after each transactional test, the rows of migrations included; without this, every later
test in the same process would miss them.
"""

import json

import pytest
from django.db import connection
from pytest_django.plugin import blocking_manager_key

OURS = ("assets.", "generation.", "review.")
FLUSHING = {"transactional_db", "live_server"}
# kept here and not on the connection: while a browser is driven Django hands out another connection object
_kept = {}


def is_flushing(item) -> bool:
    """Whether the test ends by emptying all tables."""
    marker = item.get_closest_marker("django_db")
    return bool(FLUSHING & set(item.fixturenames) or (marker and marker.kwargs.get("transaction")))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Keeps the rows of the migrations aside, once the database is made."""
    with django_db_blocker.unblock():
        rows = json.loads(connection.creation.serialize_db_to_string())
        _kept["rows"] = json.dumps([row for row in rows if row["model"].startswith(OURS)])


@pytest.fixture(autouse=True)
def log_gives_way_to_the_flush(request):
    """A transactional test ends by emptying all tables, which the log's triggers would refuse."""
    if not is_flushing(request.node):
        yield
        return
    request.getfixturevalue("transactional_db")
    from tests.audit import locks

    yield
    locks.take_off(connection)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """After the flush of a transactional test, sows again and puts the locks of the log back; the last needs none."""
    yield
    if nextitem is not None and is_flushing(item) and _kept:
        from assets import search
        from assets.audit import triggers

        with item.config.stash[blocking_manager_key].unblock():
            connection.creation.deserialize_db_from_string(_kept["rows"])
            # the word indexes are no tables of Django's, so its flush leaves them full
            with connection.cursor() as cursor:
                for table in search.INDEXES.values():
                    cursor.execute(f"DELETE FROM {table}")
            triggers.install(connection)
