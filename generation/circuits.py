"""Owns leaving a broken generator alone for a while, so that its faults cost neither tries nor other generators."""

import time

FAILURES = 5
FIRST_REST, LONGEST_REST = 5.0, 60.0


class Circuits:
    """Counts faults in a row for each generator; after five it rests, longer each time, until one submit succeeds."""

    def __init__(self, now=time.monotonic):
        self._now = now
        self._faults: dict[int, int] = {}
        self._until: dict[int, float] = {}

    def failed(self, generator: int) -> None:
        """A submit met a fault of the generator's own."""
        faults = self._faults[generator] = self._faults.get(generator, 0) + 1
        if faults >= FAILURES:
            self._until[generator] = self._now() + min(LONGEST_REST, FIRST_REST * 2 ** (faults - FAILURES))

    def succeeded(self, generator: int) -> None:
        """A submit was accepted: everything is forgotten."""
        self._faults.pop(generator, None)
        self._until.pop(generator, None)

    def resting(self) -> list[int]:
        """The generators that are to be left alone now."""
        return [generator for generator, until in self._until.items() if until > self._now()]
