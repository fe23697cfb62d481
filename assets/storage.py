"""Owns where bytes lie: private storage for everything unapproved, delivery storage for what was published."""

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages


def private() -> Storage:
    """Candidates, originals, masters, previews and evidence; never reachable by a public address."""
    return storages["default"]


def delivery() -> Storage:
    """The folder publisher's files: masters and renditions of published assets."""
    if "delivery" in settings.STORAGES:
        return storages["delivery"]
    return FileSystemStorage(location=settings.DELIVERY_DIR)
