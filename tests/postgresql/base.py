"""Owns the database engine named by tests.settings; Django looks for a module of this name."""

from django.db.backends.postgresql import base, operations


class Operations(operations.DatabaseOperations):
    """Empties tables by DELETE: all foreign keys of Django's are checked at the commit, so any order will do."""

    def sql_flush(self, style, tables, *, reset_sequences=False, allow_cascade=False):
        """The statements; the few tests that want sequences anew are truncated as ever."""
        if reset_sequences or allow_cascade:
            return super().sql_flush(style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade)
        return [f"DELETE FROM {self.quote_name(table)};" for table in tables]


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL with these operations."""

    ops_class = Operations
