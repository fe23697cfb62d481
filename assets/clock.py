"""Owns the time: every domain function asks here, so that a test can move the clock in one place."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return timezone.now()
