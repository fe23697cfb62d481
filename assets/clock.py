"""Owns the time: every domain function asks here, so that a test can move the clock in one place.

The database's clock is the one that all processes share. Each compares its own with it now and then and tells the
time by it, so that on a machine whose clock is wrong rights neither begin nor end at another moment than elsewhere.
"""

import logging
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from time import monotonic
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import SynchronousOnlyOperation
from django.db import DatabaseError, InterfaceError, connection
from django.db.models.functions import Now
from django.utils import timezone

SMALL = timedelta(seconds=1)  # below this the own clock is right: asking takes time, too
LARGE = timedelta(seconds=5)  # from here on people are told
ASK = {"sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')", "postgresql": "SELECT clock_timestamp()"}

logger = logging.getLogger(__name__)
_seen = {"behind": timedelta(0), "ask_at": 0.0}


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return timezone.now() + behind()


def ahead(seconds: float):
    """A moment by the database's clock, for statements: leases and pauses that skewed machines must agree on.

    This very moment is not computed: SQLite would write it with other digits than ``Now()`` and take it for later.
    """
    return Now() + timedelta(seconds=seconds) if seconds else Now()


def behind() -> timedelta:
    """How far this process's clock is behind the database's, as it was seen last; less than a second is nothing."""
    if settings.CLOCK_CHECK_SECONDS and monotonic() >= _seen["ask_at"]:
        _compare()
    return _seen["behind"]


def _compare() -> None:
    """Asks on the connection that is open; where none is, or it is not fit to be asked, the next call tries."""
    if connection.connection is None or connection.needs_rollback:
        return
    _seen["ask_at"] = monotonic() + settings.CLOCK_CHECK_SECONDS
    try:
        with connection.cursor() as cursor:
            cursor.execute(ASK[connection.vendor])
            found = cursor.fetchone()[0]
    except (DatabaseError, InterfaceError, SynchronousOnlyOperation):
        return
    theirs = found if isinstance(found, datetime) else datetime.fromisoformat(found).replace(tzinfo=UTC)
    off = theirs - timezone.now()
    _seen["behind"] = off if abs(off) >= SMALL else timedelta(0)
    if abs(off) >= LARGE:
        logger.warning("this machine's clock is %.0f s wrong; the database's is used", -off.total_seconds())


@cache
def zones() -> frozenset[str]:
    """The names of all time zones. Looking for them on disk takes 14 ms, so it is done once."""
    return frozenset(available_timezones())


@cache
def zone(name: str) -> ZoneInfo:
    """A time zone that is kept: the standard library keeps eight, and reads each of the others from disk every time."""
    return ZoneInfo(name)


def local_day(at: datetime, tz: str) -> date:
    """The calendar day in that zone at an instant; days decide, so that clock changes need no arithmetic."""
    return at.astimezone(zone(tz)).date()


def today(tz: str) -> date:
    """The calendar day in that zone now."""
    return local_day(now(), tz)


def told(at: datetime, tz: str) -> str:
    """An instant in that zone as sentences tell it: "1 December 2026, 15:08 CET"."""
    return f"{at.astimezone(zone(tz)):%-d %B %Y, %H:%M %Z}"


def begin_of(day: date, tz: str) -> datetime:
    """The instant at which a calendar day begins in that zone, in UTC."""
    return datetime.combine(day, time.min, zone(tz)).astimezone(UTC)
