"""Owns where tests find our scripts: made small as customers get them, so that a browser proves what is sent."""

import tempfile
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder

from config.scripts import small


class SmallScripts(BaseFinder):
    """Answers before the folder of the sources does, for scripts alone."""

    def find(self, path, find_all=False, **kwargs):
        """The file of the small script, or nothing."""
        found = _made(path) if path.endswith(".js") else ""
        if find_all:
            return [found] if found else []
        return found

    def list(self, ignore_patterns):
        """Nothing: what is collected is made small on its way."""
        return iter(())


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="scripts-", dir=settings.DATA_DIR))


@cache
def _made(path: str) -> str:
    source = settings.BASE_DIR / "static" / path
    if not source.is_file():
        return ""
    target = _folder() / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(small(source.read_text()))
    return str(target)
