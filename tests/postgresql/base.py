"""Owns the database engine named by tests.settings; Django looks for a module of this name."""

from contextlib import suppress

from django.db import OperationalError, ProgrammingError
from django.db.backends.postgresql import base, creation, operations

from tests import migrated


class Operations(operations.DatabaseOperations):
    """Empties tables by DELETE: all foreign keys of Django's are checked at the commit, so any order will do."""

    def sql_flush(self, style, tables, *, reset_sequences=False, allow_cascade=False):
        """The statements; the few tests that want sequences anew are truncated as ever."""
        tables = migrated.emptied(tables)
        if reset_sequences or allow_cascade:
            return super().sql_flush(style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade)
        return [f"DELETE FROM {self.quote_name(table)};" for table in tables]


class Creation(creation.DatabaseCreation):
    """Begins with a copy of a migrated database, and keeps one when there is none; old ones may be dropped by hand."""

    def sql_table_creation_suffix(self):
        return self._get_database_create_suffix(template=migrated.name() if self._is_kept() else None)

    def create_test_db(self, *args, **kwargs):
        """As ever; then what is there, before any test wrote to it, is copied."""
        name = super().create_test_db(*args, **kwargs)
        if not self._is_kept():
            self.connection.close()
            self._keep(name)
        return name

    def _is_kept(self) -> bool:
        with self._nodb_cursor() as cursor:
            return self._database_exists(cursor, migrated.name())

    def _keep(self, name: str) -> None:
        """Another process may keep the same at this moment: the first one wins."""
        with self._nodb_cursor() as cursor, suppress(ProgrammingError, OperationalError):
            copy, of = self._quote_name(migrated.name()), self._quote_name(name)
            cursor.execute(f"CREATE DATABASE {copy} TEMPLATE {of}")


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL with these operations."""

    ops_class, creation_class = Operations, Creation
