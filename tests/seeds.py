"""Brings back what the migrations sowed, and the locks of the log, after a test that emptied all tables.

Django empties the database after each transactional test, the rows of migrations included; without this, every later
test in the same process would miss them.
"""

import pytest
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection, transaction
from django.db.models.signals import post_migrate
from pytest_django.plugin import blocking_manager_key

from tests import migrated

FLUSHING = {"transactional_db", "live_server"}
ASIDE = "sown_"  # before the name of a table: what the migrations sowed in it
_sown: list[str] = []  # the tables that hold something of the migrations
_emptied = pytest.StashKey[bool]()  # on a test that empties all tables at its end; one that was skipped does not


def is_flushing(item) -> bool:
    """Whether the test ends by emptying all tables."""
    marker = item.get_closest_marker("django_db")
    return bool(FLUSHING & set(item.fixturenames) or (marker and marker.kwargs.get("transaction")))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Puts the rows of the migrations aside, once the database is made."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        names = connection.introspection.django_table_names(only_existing=True, include_views=False)
        for table in migrated.emptied(names):
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
            if cursor.fetchone()[0]:
                cursor.execute(f"CREATE TABLE {ASIDE}{table} AS SELECT * FROM {table}")
                _sown.append(table)
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")


def sow() -> None:
    """Brings what was put aside back into tables that were emptied."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _sown:
            cursor.execute(f"INSERT INTO {table} SELECT * FROM {ASIDE}{table}")


@pytest.fixture(autouse=True)
def log_gives_way_to_the_flush(request):
    """A transactional test ends by emptying all tables, which the log's triggers would refuse."""
    if not is_flushing(request.node):
        yield
        return
    request.getfixturevalue("transactional_db")
    request.node.stash[_emptied] = True
    from tests.audit import locks

    yield
    locks.take_off(connection)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """After the flush of a transactional test, sows again and puts the locks of the log back; the last needs none."""
    yield
    if nextitem is not None and item.stash.get(_emptied, False):
        from assets import search
        from assets.audit import triggers

        with item.config.stash[blocking_manager_key].unblock():
            sow()
            # the word indexes are no tables of Django's, so its flush leaves them full
            with connection.cursor() as cursor:
                for table in search.INDEXES.values():
                    cursor.execute(f"DELETE FROM {table}")
            triggers.install(connection)
