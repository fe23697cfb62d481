"""Owns the list of delivery services and which one this site uses."""

from assets.publishers.contract import Delivered, Delivery, Publisher, PublishingFailed
from assets.publishers.folder import FolderPublisher

__all__ = ["Delivered", "Delivery", "Publisher", "PublishingFailed", "chosen", "named"]
_PUBLISHERS = {FolderPublisher.name: FolderPublisher}


def named(name: str) -> Publisher:
    """The service that a publication went to."""
    return _PUBLISHERS[name]()


def chosen() -> str:
    """The name of the service that new publications go to."""
    return FolderPublisher.name
