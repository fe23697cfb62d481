"""Owns the drawing of a term as a bar with today's mark: figures for a server-made SVG, in hundredths of its width."""

from dataclasses import dataclass
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

from assets import clock
from assets.clearance import State

LOOKS = {State.CLEARED: "good", State.EXPIRING: "soon", State.EMBARGOED: "soon"}
OPEN_END = timedelta(days=365)
MARGIN = 0.04


@dataclass(frozen=True)
class Bar:
    """A term's bar. ``left`` and ``width`` are the term's place, ``today`` the mark's, of 100."""

    left: float
    width: float
    today: float
    look: str
    word: str
    days_left: int | None
    starts: date | None
    ends: date | None  # the last day, in the record's own zone


def term_bar(rights, at=None) -> Bar:
    """The bar of effective rights (``clearance.Effective``) at an instant; an open end runs off the right edge."""
    at = at or clock.now()
    starts = max(filter(None, (rights.starts_at, rights.embargo_until)), default=None)
    first = min(starts or at - OPEN_END / 4, at)
    last = max(rights.ends_at or at + OPEN_END, at + timedelta(hours=1))
    span = (last - first) * (1 + 2 * MARGIN)
    origin = first - span * MARGIN / (1 + 2 * MARGIN)

    def place(instant):
        return round(max(0.0, min(100.0, 100 * ((instant - origin) / span))), 2)

    left = place(starts) if starts else 0.0
    right = place(rights.ends_at) if rights.ends_at else 100.0
    days = (rights.ends_at - at).days if rights.ends_at else None
    look = LOOKS.get(rights.state, "bad")
    first_day, last_day = _days(rights, starts)
    return Bar(left, round(right - left, 2), place(at), look, str(rights.state.label), days, first_day, last_day)


def _days(rights, starts):
    """The first and the last day as the record writes them; the instant of the end belongs to the day after."""
    zone = ZoneInfo(rights.version.tz) if rights.version else UTC
    last = rights.ends_at - timedelta(microseconds=1) if rights.ends_at else None
    return tuple(instant.astimezone(zone).date() if instant else None for instant in (starts, last))
