"""Owns the look at a file's structure before any decoder sees it.

The walk reads lengths and names only. What a decoder is later given is a new
file made of the parts it needs for the pixels; text, profiles, animation and
whatever trails behind the picture never reach it.
"""

from dataclasses import dataclass, field

from . import jpeg, kinds, limits, png, webp
from .refusals import Unusable

WALKS = {"png": png.walk, "jpeg": jpeg.walk, "webp": webp.walk}


@dataclass
class Container:
    """What a walk found. `pixels` is the reduced file, the rest is raw metadata."""

    format: str
    width: int
    height: int
    pixels: bytes
    bits: int = 8
    scans: int = 1
    gamma: int = 0
    srgb: bool = False
    profile: bytes = b""
    exif: bytes = b""
    xmp: bytes = b""
    texts: dict = field(default_factory=dict)
    c2pa: bool = False
    trailing: int = 0


def examine(data):
    """The Container of `data` (bytes); raises Unusable with the reason otherwise."""
    check_bytes(data)
    format = kinds.recognise(data)
    container = Container(**WALKS[format](data))
    check_size(container.width, container.height, most_pixels(format))
    check_scans(container)
    return container


def check_bytes(data):
    """Refuse nothing and too much, the two cases which need no look inside."""
    if not data:
        raise Unusable("empty")
    if len(data) > limits.MAX_BYTES:
        megabytes = f"{len(data) / 1024 / 1024:,.0f}"
        raise Unusable("too_many_bytes", megabytes=megabytes, limit=limits.MAX_MEGABYTES)


def check_size(width, height, most):
    """Refuse pictures outside the limits of side and area (pixels)."""
    size = {"width": width, "height": height}
    if min(width, height) < limits.MIN_SIDE:
        raise Unusable("too_small", limit=limits.MIN_SIDE, **size)
    if max(width, height) > limits.MAX_SIDE:
        raise Unusable("side_too_long", limit=f"{limits.MAX_SIDE:,}", **size)
    if width * height > most:
        raise Unusable("too_many_pixels", limit=most // 1_000_000, **size)


def most_pixels(format):
    """The largest area we open in this format."""
    return limits.MAX_WEBP_PIXELS if format == "webp" else limits.MAX_PIXELS


def check_scans(container):
    """Refuse a JPEG that would make the decoder go over the picture again and again."""
    work = container.scans * container.width * container.height
    if container.scans > limits.MAX_SCANS or (container.scans > 1 and work > limits.MAX_SCANNED_PIXELS):
        raise Unusable("too_many_scans", scans=container.scans)
