"""PNG files: the good, the odd and the hostile."""

import io
import struct
import zlib

from tests.imaging.corpus.paint import PNG, chunk, encoded, exif, header, png, profile, rows, scene, with_chunks

END = chunk(b"IEND")
DATA = chunk(b"IDAT", rows())
BOMB = zlib.compress(b"a" * 30_000_000, 9)
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;&c;&c;</x>'
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'


def xmp(packet):
    """A PNG with this XMP packet."""
    return with_chunks(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet))


def sixteen(colour, width=160, height=120):
    """A 16-bit PNG, grey (0) or RGB (2) or RGBA (6), all of one value."""
    samples = {0: 1, 2: 3, 4: 2, 6: 4}[colour]
    line = b"\0" + struct.pack(">H", 0x8080) * samples * width
    return png(header(width, height, bits=16, colour=colour), chunk(b"IDAT", zlib.compress(line * height)), END)


def animated(frames, loops=0):
    """An animated PNG."""
    out = io.BytesIO()
    pictures = [scene().rotate(9 * number) for number in range(frames)]
    pictures[0].save(out, "PNG", save_all=True, append_images=pictures[1:], duration=90, loop=loops)
    return out.getvalue()


def palette(transparent=False):
    """A palette PNG, one colour clear if wanted."""
    out = io.BytesIO()
    options = {"transparency": 3} if transparent else {}
    scene().quantize(64).save(out, "PNG", **options)
    return out.getvalue()


def interlaced():
    """A tiny hand-made interlaced PNG (Adam7) of one grey."""
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    lines = b""
    for left, top, across, down in passes:
        width, height = -(-(64 - left) // across), -(-(64 - top) // down)
        lines += (b"\0" + b"\x66" * width) * height
    return png(header(64, 64, 8, 0, lacing=1), chunk(b"IDAT", zlib.compress(lines)), END)


def many_chunks(count, name=b"tEXt", body=b"k\0v"):
    """The ordinary PNG with a great many small chunks."""
    return with_chunks(chunk(name, body) * count)


def in_small_pieces(size):
    """The ordinary PNG, its pixels cut into pieces of `size` bytes."""
    pixels = rows()
    pieces = [chunk(b"IDAT", pixels[at : at + size]) for at in range(0, len(pixels), size)]
    return png(header(), *pieces, END)


def flipped(at, base=None):
    """The ordinary PNG with one bit changed."""
    data = bytearray(base or encoded())
    data[at] ^= 1
    return bytes(data)


def large(width, height):
    """A flat grey PNG of any size, small in bytes."""
    packer = zlib.compressobj(1)
    body = b"".join(packer.compress(b"\0" + bytes(width)) for _ in range(height)) + packer.flush()
    return png(header(width, height, 8, 0), chunk(b"IDAT", body), END)


CASES = [
    ("png: ordinary", encoded, "taken"),
    ("png: with alpha", lambda: encoded(mode="RGBA"), "taken"),
    ("png: grey", lambda: encoded(mode="L"), "taken"),
    ("png: grey with alpha", lambda: encoded(mode="LA"), "taken"),
    ("png: black and white", lambda: encoded(mode="1"), "taken"),
    ("png: palette", palette, "taken"),
    ("png: palette with a clear colour", lambda: palette(transparent=True), "taken"),
    ("png: 16-bit grey", lambda: sixteen(0), "taken"),
    ("png: 16-bit grey with alpha", lambda: sixteen(4), "taken"),
    ("png: 16-bit colour", lambda: sixteen(2), "taken"),
    ("png: 16-bit colour with alpha", lambda: sixteen(6), "taken"),
    ("png: 16-bit colour with a clear colour", lambda: clear_colour(sixteen(2), b"\x80" * 6), "taken"),
    ("png: colour with a clear colour", lambda: clear_colour(encoded(), b"\0\x80" * 3), "taken"),
    ("png: interlaced", interlaced, "taken"),
    ("png: just large enough", lambda: encoded(width=64, height=64), "taken"),
    ("png: very wide", lambda: large(12_000, 64), "taken"),
    ("png: pixels in one-byte pieces", lambda: in_small_pieces(1), "taken"),
    ("png: profile", lambda: encoded(icc_profile=profile()), "taken"),
    ("png: broken profile", lambda: with_chunks(chunk(b"iCCP", b"x\0\0" + zlib.compress(b"junk"))), "taken"),
    ("png: profile that does not unpack", lambda: with_chunks(chunk(b"iCCP", b"x\0\0junk")), "taken"),
    ("png: profile bomb", lambda: with_chunks(chunk(b"iCCP", b"x\0\0" + BOMB)), "unpacks_too_large"),
    ("png: zTXt bomb", lambda: with_chunks(chunk(b"zTXt", b"k\0\0" + BOMB)), "unpacks_too_large"),
    ("png: iTXt bomb", lambda: with_chunks(chunk(b"iTXt", b"k\0\1\0\0\0" + BOMB)), "unpacks_too_large"),
    ("png: broken zTXt", lambda: with_chunks(chunk(b"zTXt", b"k\0\0junk")), "taken"),
    ("png: text without a keyword", lambda: with_chunks(chunk(b"tEXt", b"\0value")), "taken"),
    ("png: text without a separator", lambda: with_chunks(chunk(b"tEXt", b"words")), "taken"),
    ("png: text with NUL and half surrogates", lambda: with_chunks(chunk(b"tEXt", b"k\0a\0b\xed\xa0\x80")), "taken"),
    ("png: short iTXt", lambda: with_chunks(chunk(b"iTXt", b"k\0\0")), "taken"),
    ("png: 9 MB of text", lambda: with_chunks(chunk(b"tEXt", b"k\0" + b"v" * 9_000_000)), "too_much_metadata"),
    ("png: 9 MB of an unknown part", lambda: with_chunks(chunk(b"prVt", b"v" * 9_000_000)), "too_much_metadata"),
    ("png: 900 texts", lambda: many_chunks(900), "taken"),
    ("png: 5,000 texts", lambda: many_chunks(5_000), "too_many_parts"),
    ("png: 300,000 empty pieces", lambda: many_chunks(300_000, b"IDAT", b""), "too_many_parts"),
    ("png: billion laughs in XMP", lambda: xmp(LAUGHS), "taken"),
    ("png: outside entity in XMP", lambda: xmp(OUTSIDE), "taken"),
    ("png: XMP that is no XML", lambda: xmp(b"<<<<"), "taken"),
    ("png: XMP nested 50,000 deep", lambda: xmp(b"<a>" * 50_000 + b"</a>" * 50_000), "taken"),
    ("png: XMP in an unknown encoding", lambda: xmp(b'<?xml version="1.0" encoding="ebcdic-x"?><a/>'), "taken"),
    ("png: turned by EXIF", lambda: with_chunks(chunk(b"eXIf", exif(6))), "taken"),
    ("png: broken EXIF", lambda: with_chunks(chunk(b"eXIf", b"II*\0\xff\xff\xff\xff")), "taken"),
    ("png: EXIF that points to itself", lambda: with_chunks(chunk(b"eXIf", looped_exif())), "taken"),
    ("png: gamma of nought", lambda: with_chunks(chunk(b"gAMA", b"\0\0\0\0")), "taken"),
    ("png: gamma of one", lambda: with_chunks(chunk(b"gAMA", struct.pack(">I", 100_000))), "taken"),
    ("png: C2PA", lambda: with_chunks(chunk(b"caBX", b"\0\0\0\x10jumb" + b"x" * 8)), "taken"),
    ("png: wrong checksum beside the picture", lambda: with_chunks(chunk(b"tEXt", b"k\0v", crc=1)), "taken"),
    ("png: page behind the picture", lambda: encoded() + b"<html><script>alert(1)</script></html>", "taken"),
    ("png: archive behind the picture", lambda: encoded() + b"PK\3\4" + b"x" * 500, "taken"),
    ("png: script in a text", lambda: with_chunks(chunk(b"tEXt", b"k\0<script>alert(1)</script>")), "taken"),
    ("png: one-frame animation", lambda: with_chunks(chunk(b"acTL", struct.pack(">II", 1, 0))), "taken"),
    ("png: animation", lambda: animated(4), "animated"),
    ("png: animation of no frames", lambda: with_chunks(chunk(b"acTL", struct.pack(">II", 0, 0))), "animated"),
    ("png: signature only", lambda: PNG, "truncated"),
    ("png: header only", lambda: png(header()), "truncated"),
    ("png: no pixels", lambda: png(header(), END), "damaged"),
    ("png: cut in half", lambda: encoded()[: len(encoded()) // 2], "truncated"),
    ("png: last byte missing", lambda: encoded()[:-1], "truncated"),
    ("png: no end", lambda: png(header(), DATA), "truncated"),
    ("png: pixels stop early", lambda: png(header(), chunk(b"IDAT", rows(height=20)), END), "truncated"),
    ("png: pixels are noise", lambda: png(header(), chunk(b"IDAT", b"\x78\x9c" + b"\xff" * 99), END), "damaged"),
    ("png: more pixels than said", lambda: png(header(), chunk(b"IDAT", rows(height=900)), END), "taken"),
    ("png: pixel bomb", lambda: png(header(64, 64), chunk(b"IDAT", BOMB), END), {"taken", "damaged"}),
    ("png: one bit of the pixels changed", lambda: flipped(300), "damaged"),
    ("png: one bit of the header changed", lambda: flipped(18), "damaged"),
    ("png: header twice", lambda: png(header(), header(), DATA, END), "damaged"),
    ("png: header last", lambda: png(DATA, header(), END), "damaged"),
    ("png: header too short", lambda: png(chunk(b"IHDR", b"\0\0\0\xa0"), DATA, END), "damaged"),
    ("png: impossible bits", lambda: png(header(bits=7), DATA, END), "damaged"),
    ("png: impossible colour", lambda: png(header(colour=5), DATA, END), "damaged"),
    ("png: impossible packing", lambda: png(header(packing=9), DATA, END), "damaged"),
    ("png: palette missing", lambda: png(header(colour=3), DATA, END), "damaged"),
    ("png: nameless part", lambda: png(header(), chunk(b"\0\1\2\3"), DATA, END), "damaged"),
    ("png: part of 4 GB", lambda: png(header(), b"\xff\xff\xff\xffIDAT", b"x" * 99), "damaged"),
    ("png: part longer than the file", lambda: png(header(), b"\0\xff\xff\xffIDAT", b"x" * 99), "truncated"),
    ("png: no width", lambda: png(header(width=0), DATA, END), "too_small"),
    ("png: 63 pixels high", lambda: encoded(height=63), "too_small"),
    ("png: one pixel", lambda: encoded(width=1, height=1), "too_small"),
    ("png: 12,001 pixels wide", lambda: png(header(12_001, 64), DATA, END), "side_too_long"),
    ("png: two billion pixels wide", lambda: png(header(2**31 - 1, 64), DATA, END), "side_too_long"),
    ("png: 51 million pixels", lambda: png(header(10_000, 5_100), DATA, END), "too_many_pixels"),
]


def clear_colour(base, value):
    """A PNG in which one colour counts as clear."""
    return base[:33] + chunk(b"tRNS", value) + base[33:]


def looped_exif():
    """An EXIF block whose directory is its own next and its own child."""
    entry = struct.pack("<HHII", 0x8769, 4, 1, 8)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 1) + entry + struct.pack("<I", 8)
