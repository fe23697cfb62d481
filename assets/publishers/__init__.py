"""Owns the list of delivery services and which one a brand's new publications go to."""

from django.conf import settings

from assets.publishers.cloudinary.publisher import CloudinaryPublisher
from assets.publishers.contract import Delivered, Delivery, Notes, Placed, Publisher, PublishingFailed
from assets.publishers.folder import FolderPublisher

__all__ = [
    "ALL",
    "Delivered",
    "Delivery",
    "Notes",
    "Placed",
    "Publisher",
    "PublishingFailed",
    "chosen",
    "named",
]
ALL = {service.name: service for service in (FolderPublisher, CloudinaryPublisher)}


def named(name: str) -> Publisher:
    """The service that a publication went to."""
    return ALL[name]()


def chosen(brand) -> Publisher:
    """The service that the brand's new publications go to; what the demo made never leaves this machine."""
    return CloudinaryPublisher() if settings.CLOUDINARY_API_URL and not brand.demo else FolderPublisher()
