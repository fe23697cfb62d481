"""Owns the tables of the system of record, one subject a file."""

from assets.models.audit import AuditCheckpoint, AuditEvent, AuditText
from assets.models.campaigns import Campaign, Channel, Product
from assets.models.disclosure import DisclosureRule
from assets.models.images import DIGITAL_SOURCE, Source, StoredImage
from assets.models.kits import BrandKit, ImageMeasure
from assets.models.library import Asset, Publication
from assets.models.people import Brand, Membership, User
from assets.models.rights import RightsCover, RightsEvidence, ToolTerms, UsageRights, UsageRightsVersion
from assets.models.work import Crash, Heartbeat, Work

__all__ = [
    "DIGITAL_SOURCE",
    "Asset",
    "AuditCheckpoint",
    "AuditEvent",
    "AuditText",
    "Brand",
    "BrandKit",
    "Campaign",
    "Channel",
    "Crash",
    "DisclosureRule",
    "Heartbeat",
    "ImageMeasure",
    "Membership",
    "Product",
    "Publication",
    "RightsCover",
    "RightsEvidence",
    "Source",
    "StoredImage",
    "ToolTerms",
    "UsageRights",
    "UsageRightsVersion",
    "User",
    "Work",
]
