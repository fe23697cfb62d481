"""Owns the time: every domain function asks here, so that a test can move the clock in one place."""

from datetime import datetime, timedelta

from django.db.models.functions import Now
from django.utils import timezone


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return timezone.now()


def ahead(seconds: float):
    """A moment by the database's clock, for statements: leases and pauses that skewed machines must agree on.

    This very moment is not computed: SQLite would write it with other digits than ``Now()`` and take it for later.
    """
    return Now() + timedelta(seconds=seconds) if seconds else Now()
