"""Owns the database engine named by tests.settings; Django looks for a module of this name."""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from django.db.backends.sqlite3 import base, creation, operations

from tests import migrated


def kept() -> Path:
    """Where a database lies, or will lie, that went through the migrations as they are now."""
    return Path(tempfile.gettempdir()) / f"{migrated.name()}.sqlite3"


class Creation(creation.DatabaseCreation):
    """Begins with the copy, so that nothing is left to migrate, and makes it when there is none."""

    def _create_test_db(self, verbosity, autoclobber, keepdb=False):
        name = super()._create_test_db(verbosity, autoclobber, keepdb)
        if kept().exists():
            shutil.copyfile(kept(), name)
        return name

    def create_test_db(self, *args, **kwargs):
        """As ever; then what is there, before any test wrote to it, is put aside under its name in one step."""
        name = super().create_test_db(*args, **kwargs)
        if not kept().exists():
            part = Path(f"{name}-part")
            with closing(sqlite3.connect(name)) as connection:
                connection.execute("VACUUM INTO ?", [str(part)])
            part.replace(kept())
        return name


class Operations(operations.DatabaseOperations):
    """Leaves the tables alone that always stay as they are."""

    def sql_flush(self, style, tables, **options):
        """The statements of Django for all others."""
        return super().sql_flush(style, migrated.emptied(tables), **options)


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite with this beginning and this end."""

    creation_class, ops_class = Creation, Operations
