"""Ordinary pictures from which the odd ones are made."""

import io
import struct
import zlib
from functools import cache

from PIL import Image

PNG = b"\x89PNG\r\n\x1a\n"


@cache
def scene(width=160, height=120, mode="RGB"):
    """A gradient with a light disc: smooth, coloured, and different in every corner."""
    ramp = Image.linear_gradient("L").resize((width, height))
    disc = Image.radial_gradient("L").resize((width, height))
    turned = Image.linear_gradient("L").rotate(90).resize((width, height))
    return Image.merge("RGB", (ramp, turned, disc)).convert(mode)


@cache
def encoded(format="PNG", width=160, height=120, mode="RGB", **options):
    """The bytes of the scene in a format."""
    out = io.BytesIO()
    scene(width, height, mode).save(out, format, **options)
    return out.getvalue()


def chunk(name, body=b"", crc=None):
    """One PNG chunk; `crc` overrides the right checksum."""
    right = zlib.crc32(body, zlib.crc32(name))
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", right if crc is None else crc)


def header(width=160, height=120, bits=8, colour=2, packing=0, filtering=0, lacing=0):
    """An IHDR chunk that says whatever one wants."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, packing, filtering, lacing))


def rows(width=160, height=120, bytes_per_pixel=3):
    """Deflated rows of a flat picture."""
    return zlib.compress((b"\0" + b"\x80" * (width * bytes_per_pixel)) * height)


def png(*chunks):
    """A PNG of the given chunks."""
    return PNG + b"".join(chunks)


def with_chunks(*chunks, base=None):
    """The ordinary PNG with further chunks behind its header."""
    base = base or encoded()
    return base[:33] + b"".join(chunks) + base[33:]


def segment(marker, body=b"", length=None):
    """One JPEG segment; `length` overrides the right one."""
    size = len(body) + 2 if length is None else length
    return bytes((0xFF, marker)) + struct.pack(">H", size) + body


def with_segments(*segments, base=None):
    """The ordinary JPEG with further segments right behind its start."""
    base = base or encoded("JPEG")
    return base[:2] + b"".join(segments) + base[2:]


def riff_chunk(name, body, length=None):
    """One RIFF chunk, padded."""
    size = len(body) if length is None else length
    return name + struct.pack("<I", size) + body + b"\0" * (len(body) & 1)


def riff(*chunks, size=None, form=b"WEBP"):
    """A RIFF file of the given chunks."""
    inside = form + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(inside) if size is None else size) + inside


def canvas(width=160, height=120, flags=0):
    """A VP8X chunk."""
    body = bytes((flags, 0, 0, 0)) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return riff_chunk(b"VP8X", body)


def bitstream(**options):
    """The one image chunk of the scene as a simple WebP."""
    return encoded("WEBP", **options)[12:]


def exif(orientation=1, gps=False):
    """An EXIF block (without the JPEG prefix)."""
    block = Image.Exif()
    block[0x0112] = orientation
    block[0x0131] = "Camera 1.0"
    if gps:
        block[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
    return block.tobytes().removeprefix(b"Exif\0\0")


def profile():
    """An ICC profile of sRGB."""
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
