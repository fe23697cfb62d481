"""Owns what every delivery service must do, and the one way in which it may fail."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


class PublishingFailed(Exception):
    """A delivery service did not do it. ``sentence`` is for people.

    ``permanent``: trying again would fail again. ``unknown``: the service may have done it; only an attempt that
    adopts what is there may follow. ``waits``: for want of something that comes back by itself or that an operator
    brings back, such as room on a disk or a key; that does not count as a try. ``conflict``: other bytes lie under
    the name, and stay. ``retry_after``: in how many seconds the service wants to be asked again.
    """

    def __init__(self, sentence: str, *, permanent=False, unknown=False, waits=False, conflict=False, retry_after=None):
        super().__init__(sentence)
        self.sentence, self.permanent, self.unknown, self.waits = sentence, permanent, unknown, waits
        self.conflict, self.retry_after = conflict, retry_after


@dataclass(frozen=True)
class Notes:
    """What the service is told about the picture beside its bytes; all of it may be read by many people.

    ``fields`` maps a key to text, a date as text, or a list of codes. ``starts`` and ``ends`` bound delivery.
    ``anchor`` is the state of the audit log right before: chain, number and root.
    """

    fields: dict
    title: str = ""
    alt_text: str = ""
    tags: tuple = ()
    folder: tuple = ()
    starts: datetime | None = None
    ends: datetime | None = None
    anchor: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Delivery:
    """What is to be put out: the marked master's bytes under a public id and version, with its recipes.

    ``recipes`` maps a channel key to its transformation string. ``place`` is where its publication belongs, as
    `Publisher.place` said when it was asked for; ``ticket`` is its own public id, for services that call back.
    """

    public_id: str
    version: int
    master: bytes = field(repr=False)
    sha256: str
    format: str
    recipes: dict
    notes: Notes
    place: str = ""
    ticket: str = ""


@dataclass(frozen=True)
class Delivered:
    """What the service holds now.

    ``renditions`` maps a channel key to width, height, bytes, format, enlargement and box of its picture, and where
    the service makes it, to its ``url``, ``recipe`` and whether it is ``marked``; ``adopted`` says that the same
    bytes were there before; ``kept`` is what the service will want to know again at `take_down`.
    """

    public_id: str
    version: int
    renditions: dict
    adopted: bool = False
    kept: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Placed:
    """A picture that was, or may have been, put out; ``addresses`` are those that were handed out for it."""

    public_id: str
    version: int
    sha256: str
    place: str = ""
    kept: dict = field(default_factory=dict)
    addresses: tuple = ()


class Publisher(Protocol):
    """One delivery service. All acts may be repeated without harm.

    ``far``: it keeps notes that must be renewed and files that others could remove.
    ``own_names``: each publication needs a public id of its own, as versions do not keep two apart.
    """

    name: str
    far: bool
    own_names: bool

    def place(self) -> str:
        """Which of its accounts new publications go to."""

    def publish(self, delivery: Delivery) -> Delivered:
        """Puts the bytes out, or adopts them when they are there; raises PublishingFailed."""

    def renew(self, placed: Placed, notes: Notes) -> list[str]:
        """Tells the service what changed about a live picture; sentences on what it did not take."""

    def holds(self, placed: Placed) -> bool:
        """Whether the picture is still there with its bytes; raises PublishingFailed when nobody knows."""

    def take_down(self, placed: Placed) -> dict:
        """Ends delivery for good, and returns once that is confirmed, with what confirms it; or raises."""

    def url(self, public_id: str, version: int, transformation: str) -> str:
        """The public address of one rendition; empty when the service is not set up any more."""

    def narrower(self, public_id: str, version: int, told: dict) -> dict[int, str]:
        """Addresses of narrower copies of a rendition by their width, for `srcset`; ``told`` is what is known of it."""
