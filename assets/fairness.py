"""Owns whose turn it is when several brands wait: the one that got least of this process lately goes first."""

from collections import Counter, deque
from time import monotonic

LATELY = 30.0  # seconds

_given: deque[tuple[float, int | None]] = deque()


def note(brand: int | None) -> None:
    """A piece of the brand's work was taken up."""
    now = monotonic()
    _given.append((now, brand))
    while _given and _given[0][0] < now - LATELY:
        _given.popleft()


def given() -> Counter:
    """Brand: how much of its work was taken up lately."""
    since = monotonic() - LATELY
    return Counter(brand for at, brand in list(_given) if at >= since)


def in_turn(rows: list[tuple]) -> list[tuple]:
    """The rows, whose first column is the brand and which are most urgent first, so that each brand has its turn."""
    counts, keyed = given(), []
    for place, row in enumerate(rows):
        counts[row[0]] += 1
        keyed.append((counts[row[0]], place, row))
    return [row for *_, row in sorted(keyed)]
