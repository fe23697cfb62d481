"""Owns which of a board's candidates stand on one page, and where a person who comes back goes on."""

from typing import NamedTuple

SIZE = 100  # tiles of one page
FIRST = "first"  # as the start of a place: the first page, though a person would go on elsewhere


class Page(NamedTuple):
    """A part of the chosen lines: how many lie before and after it, and which ones start the pages there."""

    lines: list
    before: int
    after: int
    previous: str
    next: str


def page(chosen, place, at: str) -> Page:
    """The page that the place asks for, with the candidate ``at`` on it unless that is empty or not among them."""
    start = _start([line.public_id for line in chosen], place, at)
    end = min(start + SIZE, len(chosen))
    previous = chosen[max(0, start - SIZE)].public_id if start else ""
    following = chosen[end].public_id if end < len(chosen) else ""
    return Page(chosen[start:end], start, len(chosen) - end, previous, following)


def _start(names, place, at) -> int:
    """A page holds the candidate looked at; without one it begins at the candidate named by the place's ``start``."""
    if at in names:
        return names.index(at) // SIZE * SIZE
    return names.index(place.start) if place.start in names else 0


def resume(chosen, place) -> str:
    """Where a person who has begun goes on, unless the address says where: at the first one without an opinion."""
    waits = ["undecided" in line.shows() for line in chosen]
    if place.at or place.start or all(waits) or not any(waits):
        return ""
    return chosen[waits.index(True)].public_id
