"""Owns the walk over the chunks of a PNG."""

import struct
import zlib

from . import limits, texts
from .refusals import Unusable

SIGNATURE = b"\x89PNG\r\n\x1a\n"
NEEDED = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
TEXTS = {b"tEXt", b"zTXt", b"iTXt"}
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
# left, top, step across, step down of the passes of an interlaced picture
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}


def walk(data):
    """The fields of a Container; raises Unusable. Chunk bodies are not decoded but for text."""
    view = memoryview(data)
    parts, extras, end = sort_out(view)
    header = read_header(parts)
    found = {"format": "png", **header, "trailing": len(data) - end}
    found["pixels"] = b"".join([SIGNATURE, *(chunk for _, chunk in parts)])
    found.update(read_extras(extras))
    return found


def sort_out(view):
    """([(name, whole chunk)] that the decoder needs, [(name, body)] beside it, end offset)."""
    parts, extras, at, beside = [], [], len(SIGNATURE), 0
    for _ in range(limits.MAX_PARTS):
        name, body, at_next = read_chunk(view, at)
        if name in NEEDED:
            check_sum(view, at, name, body)
            parts.append((name, view[at:at_next]))
        else:
            beside += len(body)
            extras.append((name, body))
        check_extras(beside, len(extras))
        at = at_next
        if name == b"IEND":
            return parts, extras, at
    raise Unusable("too_many_parts")


def read_chunk(view, at):
    """(name, body, offset of the next chunk) of the chunk at offset `at`."""
    if at + 12 > len(view):
        raise Unusable("truncated")
    length, name = struct.unpack_from(">I4s", view, at)
    if length > 0x7FFFFFFF or not name.isalpha():
        raise Unusable("damaged", detail="its parts do not line up")
    after = at + 12 + length
    if after > len(view):
        raise Unusable("truncated")
    return name, view[at + 8 : at + 8 + length], after


def check_sum(view, at, name, body):
    """Refuse a chunk whose bytes changed since it was written."""
    (written,) = struct.unpack_from(">I", view, at + 8 + len(body))
    if zlib.crc32(body, zlib.crc32(name)) != written:
        raise Unusable("damaged", detail="a checksum does not match")


def rows_missing(file):
    """Whether a reduced file holds fewer packed bytes than its header promises. Unpacks all; nothing is kept."""
    wanted = packed_size(*struct.unpack(">IIBBBBB", file[16:29]))
    reader, view, at = zlib.decompressobj(), memoryview(file), len(SIGNATURE)
    while wanted > 0 and at < len(view):
        name, rest, at = read_chunk(view, at)
        while name == b"IDAT" and rest and wanted > 0 and not reader.eof:
            wanted -= len(reader.decompress(rest, 1 << 20))
            rest = reader.unconsumed_tail
    return wanted > 0 and wanted > len(reader.flush())


def packed_size(width, height, bits, colour, _packing, _filtering, lacing):
    """The bytes of all rows, each with its filter byte, of one pass or of seven."""
    size = 0
    for left, top, across, down in PASSES if lacing else ((0, 0, 1, 1),):
        columns, lines = -(-(width - left) // across), -(-(height - top) // down)
        size += lines * (1 + -(-columns * bits * SAMPLES[colour] // 8)) if columns > 0 else 0
    return size


def check_extras(size, count):
    """Refuse a file which is mostly something else than a picture."""
    if count > limits.MAX_METADATA_PARTS:
        raise Unusable("too_many_parts")
    if size > limits.MAX_METADATA_BYTES:
        raise Unusable("too_much_metadata", limit=limits.MAX_METADATA_BYTES >> 20)


def read_header(parts):
    """width, height and bits from IHDR; refuses impossible headers and misplaced chunks."""
    names = [name for name, _ in parts]
    if names[0] != b"IHDR" or names.count(b"IHDR") != 1 or len(parts[0][1]) != 25:
        raise Unusable("damaged", detail="its header is not where it belongs")
    if b"IDAT" not in names:
        raise Unusable("damaged", detail="it holds no picture")
    width, height, bits, colour, packing, filtering, lacing = struct.unpack(">IIBBBBB", parts[0][1][8:21])
    if bits not in DEPTHS.get(colour, ()) or packing or filtering or lacing > 1:
        raise Unusable("damaged", detail="its header describes no possible picture")
    if colour == 3 and b"PLTE" not in names:
        raise Unusable("damaged", detail="its palette is missing")
    return {"width": width, "height": height, "bits": bits}


def read_extras(extras):
    """profile, gamma, exif, xmp, texts and the C2PA sign from the chunks beside the picture."""
    found = {"texts": {}}
    for name, body in extras:
        if name == b"acTL" and bytes(body[:4]) != b"\0\0\0\1":
            raise Unusable("animated")
        if name in TEXTS:
            read_text(name, bytes(body), found)
        elif name in READERS:
            READERS[name](bytes(body), found)
    return found


def read_text(name, body, found):
    """Keep one text chunk: the XMP packet apart, other texts under their keyword."""
    keyword, text = texts.unpack(name, body)
    if keyword == "XML:com.adobe.xmp":
        found["xmp"] = text.encode()[: limits.MAX_XMP_BYTES]
    elif keyword and len(found["texts"]) < limits.MAX_KEPT_FIELDS:
        found["texts"].setdefault(keyword, text[: limits.MAX_KEPT_CHARACTERS])


def keep_profile(body, found):
    """An ICC profile: name, zero, method, deflated bytes. An unreadable one counts as none."""
    _, _, packed = body.partition(b"\0")
    found["profile"] = texts.inflate(packed[1:], limits.MAX_PROFILE_BYTES, "colour profile")


def keep_gamma(body, found):
    """The file's gamma times 100,000; 45,455 is the usual one."""
    if len(body) == 4:
        found["gamma"] = int.from_bytes(body, "big")


READERS = {
    b"iCCP": keep_profile,
    b"gAMA": keep_gamma,
    b"sRGB": lambda body, found: found.update(srgb=True),
    b"eXIf": lambda body, found: found.update(exif=body[: limits.MAX_EXIF_BYTES]),
    b"caBX": lambda body, found: found.update(c2pa=True),
}
