"""Owns the walk over the RIFF chunks of a WebP."""

import struct

from . import limits
from .refusals import Unusable

ALPHA_FLAG, ANIMATION_FLAG = 0x10, 0x02
LOSSY, LOSSLESS, ALPHA, CANVAS = b"VP8 ", b"VP8L", b"ALPH", b"VP8X"


def walk(data):
    """The fields of a Container; raises Unusable. No bitstream is decoded."""
    view = memoryview(data)
    (size,) = struct.unpack_from("<I", view, 4)
    end = 8 + size
    if end > len(view):
        raise Unusable("truncated")
    chunks = read_chunks(view, end)
    width, height, pixels = read_picture(chunks)
    return {
        "format": "webp",
        "width": width,
        "height": height,
        "pixels": pixels,
        "trailing": len(view) - end,
        "profile": chunks.get(b"ICCP", b"")[: limits.MAX_PROFILE_BYTES],
        "exif": bare_exif(chunks.get(b"EXIF", b""))[: limits.MAX_EXIF_BYTES],
        "xmp": chunks.get(b"XMP ", b"")[: limits.MAX_XMP_BYTES],
        "c2pa": b"C2PA" in chunks,
    }


def read_chunks(view, end):
    """{name: body} of the first chunk of each name; animation and clutter are refused."""
    chunks, at, beside = {}, 12, 0
    for _ in range(limits.MAX_METADATA_PARTS):
        if at >= end:
            return chunks
        name, body, at = read_chunk(view, at, end)
        if name in (b"ANIM", b"ANMF"):
            raise Unusable("animated")
        if name not in (LOSSY, LOSSLESS, ALPHA):
            beside += len(body)
        if beside > limits.MAX_METADATA_BYTES:
            raise Unusable("too_much_metadata", limit=limits.MAX_METADATA_BYTES >> 20)
        chunks.setdefault(name, bytes(body))
    raise Unusable("too_many_parts")


def read_chunk(view, at, end):
    """(name, body, offset of the next chunk); bodies are padded to even lengths."""
    if at + 8 > end:
        raise Unusable("damaged", detail="its parts do not line up")
    name, length = struct.unpack_from("<4sI", view, at)
    start = at + 8
    if start + length > end:
        raise Unusable("truncated")
    return name, view[start : start + length], start + length + (length & 1)


def read_picture(chunks):
    """(width, height, reduced file) from the one picture the chunks hold."""
    canvas = chunks.get(CANVAS)
    if canvas and canvas[0] & ANIMATION_FLAG:
        raise Unusable("animated")
    if LOSSLESS in chunks:
        size = lossless_size(chunks[LOSSLESS])
        pixels = riff((LOSSLESS, chunks[LOSSLESS]))
    elif LOSSY in chunks:
        size = lossy_size(chunks[LOSSY])
        pixels = lossy_file(chunks, size)
    else:
        raise Unusable("damaged", detail="it holds no picture")
    if canvas and len(canvas) >= 10 and canvas_size(canvas) != size:
        raise Unusable("damaged", detail="it names two different sizes")
    return *size, pixels


def lossy_size(body):
    """(width, height) from the head of a VP8 key frame."""
    if len(body) < 10 or body[3:6] != b"\x9d\x01\x2a" or body[0] & 1:
        raise Unusable("damaged", detail="its header describes no possible picture")
    width, height = struct.unpack_from("<HH", body, 6)
    return width & 0x3FFF, height & 0x3FFF


def lossless_size(body):
    """(width, height) from the head of a VP8L stream: 14 bits each, less one."""
    if len(body) < 5 or body[0] != 0x2F:
        raise Unusable("damaged", detail="its header describes no possible picture")
    bits = int.from_bytes(body[1:5], "little")
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def canvas_size(body):
    """(width, height) of a VP8X canvas: 24 bits each, less one."""
    return (
        int.from_bytes(body[4:7], "little") + 1,
        int.from_bytes(body[7:10], "little") + 1,
    )


def lossy_file(chunks, size):
    """A WebP of the lossy stream and, if there is one, its alpha plane."""
    if ALPHA not in chunks:
        return riff((LOSSY, chunks[LOSSY]))
    canvas = bytes((ALPHA_FLAG, 0, 0, 0))
    canvas += b"".join((side - 1).to_bytes(3, "little") for side in size)
    return riff((CANVAS, canvas), (ALPHA, chunks[ALPHA]), (LOSSY, chunks[LOSSY]))


def riff(*chunks):
    """A WebP file of the given (name, body) chunks."""
    parts = [b"WEBP"]
    for name, body in chunks:
        parts += [name, struct.pack("<I", len(body)), body, b"\0" * (len(body) & 1)]
    inside = b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(inside)) + inside


def bare_exif(body):
    """EXIF without the JPEG prefix that some programs put before it."""
    return body[6:] if body.startswith(b"Exif\0\0") else body
