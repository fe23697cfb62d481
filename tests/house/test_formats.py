"""Times are written so that midnight and noon cannot be confused."""

from datetime import UTC, datetime

from django.utils import formats


def test_a_moment_after_midnight_is_written_by_the_24_hour_clock():
    assert formats.date_format(datetime(2026, 11, 24, 0, 9, tzinfo=UTC), "DATETIME_FORMAT") == "24 Nov 2026, 00:09"
