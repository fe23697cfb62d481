"""The database of a small real site, on the engine that DATABASE_URL names: made once, copied for each site."""

import contextlib
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests import migrated as kept_name

ROOT = Path(__file__).resolve().parents[2]


class File:
    """An SQLite file in the site's folder."""

    def __init__(self, folder: Path):
        self.path = folder / "proofmark.sqlite3"
        self.environment = {"DATA_DIR": str(folder)}

    def copy(self, folder: Path) -> "File":
        """The same in another folder."""
        shutil.copy(self.path, folder / self.path.name)
        return File(folder)

    def ask(self, sql: str) -> list:
        """The first column of the rows, read straight from the file."""
        with sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=10) as connection:
            return [row[0] for row in connection.execute(sql)]

    def drop(self) -> None:
        """The file goes with its folder."""


class Database:
    """A database of its own on the PostgreSQL server that DATABASE_URL names."""

    def __init__(self, folder: Path, template: str = ""):
        import psycopg

        self.connect, self.server = psycopg.connect, os.environ["DATABASE_URL"].rsplit("/", 1)[0]
        self.name = f"proofmark_site_{secrets.token_hex(4)}"
        self._command(f"CREATE DATABASE {self.name}" + (f" TEMPLATE {template}" if template else ""))
        self.environment = {"DATA_DIR": str(folder), "DATABASE_URL": f"{self.server}/{self.name}"}

    def copy(self, folder: Path) -> "Database":
        """A database with the same content."""
        return Database(folder, self.name)

    def ask(self, sql: str) -> list:
        """The first column of the rows."""
        with self.connect(f"{self.server}/{self.name}") as connection:
            return [row[0] for row in connection.execute(sql)]

    def drop(self) -> None:
        """Takes it away, whoever is still connected."""
        self._command(f"DROP DATABASE {self.name} WITH (FORCE)")

    def _command(self, sql: str) -> None:
        with self.connect(f"{self.server}/postgres", autocommit=True) as connection:
            connection.execute(sql)


def migrated(folder: Path) -> File | Database:
    """An empty database with all tables: a copy of the one that the tests themselves begin with, where that is kept."""
    on_server = os.environ.get("DATABASE_URL", "").startswith("postgres")
    made = _kept_database(folder) if on_server else _kept_file(folder)
    quiet = {name: value for name, value in os.environ.items() if name not in ("PYTEST_VERSION", "DATABASE_URL")}
    environment = quiet | made.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "manage.py", "migrate", "-v", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=120)
    return made


def _kept_file(folder: Path) -> File:
    from tests.sqlite.base import kept

    made = File(folder)
    if kept().exists():
        shutil.copy(kept(), made.path)
    return made


def _kept_database(folder: Path) -> Database:
    import psycopg

    with contextlib.suppress(psycopg.Error):  # nobody kept one yet, or somebody else copies it at this moment
        return Database(folder, kept_name.name())
    return Database(folder)
