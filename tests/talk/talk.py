"""Threads to test with, brought about through the domain functions."""

import itertools

from generation.models import Candidate
from review import threads
from review.places import Place
from tests import factories

_count = itertools.count(1)
PIN = Place.read("pin", "0.25", "0.75")


def a_key() -> str:
    """The key of one form."""
    return f"form-{next(_count)}"


def a_thread(candidate, *, by=None, text="The handle is bent", place=PIN, **fields):
    """One open thread with a pin."""
    by = by or factories.a_member(candidate.brand, "marketer")
    return threads.open_thread(candidate, by=by, text=text, key=a_key(), place=place, **fields)


def a_next_version(candidate, **fields) -> Candidate:
    """A candidate that was edited from this one."""
    return factories.a_candidate(candidate.brief, parent=candidate, origin="refined", **fields)
