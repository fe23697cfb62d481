"""Names the state of the migrations, so that a database that went through them can be kept and copied."""

import hashlib
import os
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

KEPT = f"proofmark_migrated_{os.getuid()}_"
STAYS = {"django_content_type", "auth_permission"}  # no test changes them, and to make them anew takes a while


def name() -> str:
    """A name that changes with every migration of ours, of Django's and of the sign-in's."""
    known = hashlib.sha256("".join(map(version, ("django", "django-allauth"))).encode())
    for file in sorted(Path(settings.BASE_DIR).glob("*/migrations/*.py")):
        known.update(file.read_bytes())
    return KEPT + known.hexdigest()[:16]


def emptied(tables) -> list[str]:
    """Those of the tables that a transactional test empties at its end."""
    return [table for table in tables if table not in STAYS]
