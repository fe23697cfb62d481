"""Owns what every delivery service must do, and the one way in which it may fail."""

from dataclasses import dataclass, field
from typing import Protocol


class PublishingFailed(Exception):
    """A delivery service did not do it. ``sentence`` is for people.

    ``permanent``: trying again would fail again. ``unknown``: the service may have done it; only an attempt that
    adopts what is there may follow. ``waits``: for want of something that comes back by itself, such as room on a
    disk; that does not count as a try.
    """

    def __init__(self, sentence: str, *, permanent=False, unknown=False, waits=False):
        super().__init__(sentence)
        self.sentence, self.permanent, self.unknown, self.waits = sentence, permanent, unknown, waits


@dataclass(frozen=True)
class Delivery:
    """What is to be put out: the marked master's bytes under a public id and version, with its recipes.

    ``recipes`` maps a channel key to its transformation string; ``metadata`` is text for the service to keep.
    """

    public_id: str
    version: int
    master: bytes
    sha256: str
    format: str
    recipes: dict
    metadata: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Delivered:
    """What the service holds now.

    ``renditions`` maps a channel key to width, height, bytes, format, enlargement and box of its picture;
    ``adopted`` says that the same bytes were there before.
    """

    public_id: str
    version: int
    renditions: dict
    adopted: bool = False


class Publisher(Protocol):
    """One delivery service. Both acts may be repeated without harm."""

    name: str

    def publish(self, delivery: Delivery) -> Delivered:
        """Puts the bytes out, or adopts them when they are there; raises PublishingFailed."""

    def take_down(self, public_id: str, version: int) -> None:
        """Ends delivery for good; raises PublishingFailed."""

    def url(self, public_id: str, version: int, transformation: str) -> str:
        """The public address of one rendition."""
