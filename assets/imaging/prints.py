"""Owns the files that we make: the marked master, encoded once, and the previews that people see."""

import io
from concurrent.futures import ThreadPoolExecutor

from PIL import Image, PngImagePlugin

from . import limits, xmp

ENCODERS = ThreadPoolExecutor(2, "encoder")
# side: (quality, effort). More effort makes the largest 1 % smaller, no better to look at, and takes far longer.
QUALITY = {320: (78, 4), 800: (80, 1), 1600: (82, 0)}


def master(image, code):
    """(bytes, format): a JPEG, or a PNG where there is transparency, marked with the source type."""
    out = io.BytesIO()
    packet = xmp.stamp(code)
    if image.mode == "RGBA":
        image.save(out, "PNG", compress_level=4, pnginfo=packed(packet))
        return out.getvalue(), "png"
    image.save(out, "JPEG", quality=92, subsampling=0, xmp=packet)
    return out.getvalue(), "jpeg"


def packed(packet):
    """The text chunk in which a PNG carries XMP."""
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", packet.decode())
    return info


def previews(image):
    """({side: WebP bytes}, the smallest picture); sides are upper bounds, nothing is enlarged.

    Encoders work beside the scaling of the next size: the largest alone takes as long as all the rest.
    """
    jobs, current = {}, image
    for side in sorted(limits.PREVIEW_SIDES, reverse=True):
        smaller = shrink(current, side)
        if smaller is not current or not jobs:
            jobs[side] = ENCODERS.submit(webp, smaller, *QUALITY[side])
        else:
            jobs[side] = jobs[min(jobs)]
        current = smaller
    return {side: job.result() for side, job in jobs.items()}, current


def shrink(image, side):
    """The picture with its long side at most `side` pixels; the same object if it fits already."""
    longest = max(image.size)
    if longest <= side:
        return image
    size = tuple(max(1, round(length * side / longest)) for length in image.size)
    # Hamming is as sharp as bicubic when making smaller and takes half of Lanczos' time.
    return image.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)


def webp(image, quality, effort):
    """The bytes of a lossy WebP without any metadata."""
    out = io.BytesIO()
    image.save(out, "WEBP", quality=quality, method=effort)
    return out.getvalue()
