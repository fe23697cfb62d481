"""Owns SQLite as the tests use it: migrated once for each set of migrations, and copied for each run after that."""
