"""JPEG files: the good, the odd and the hostile."""

import re
import struct

from tests.imaging.corpus.paint import encoded, exif, profile, segment, with_segments

END = b"\xff\xd9"
XMP = b"http://ns.adobe.com/xap/1.0/\0"


def scans(times, width=160, height=120):
    """A progressive JPEG whose shortest pass is repeated; decoders go over the picture each time."""
    base = encoded("JPEG", width=width, height=height, progressive=True, quality=30)
    starts = [match.start() for match in re.finditer(rb"\xff\xda", base)]
    passes = [base[start:end] for start, end in zip(starts, [*starts[1:], len(base) - 2], strict=True)]
    return base[:-2] + min(passes, key=len) * times + END


def frame(**fields):
    """The ordinary JPEG with its frame header changed: marker, bits, height, width or channels."""
    data = bytearray(encoded("JPEG"))
    at = data.index(b"\xff\xc0")
    if "marker" in fields:
        data[at + 1] = fields["marker"]
    if "bits" in fields:
        data[at + 4] = fields["bits"]
    for name, place in (("height", 5), ("width", 7)):
        if name in fields:
            data[at + place : at + place + 2] = struct.pack(">H", fields[name])
    if "channels" in fields:
        data[at + 9] = fields["channels"]
    return bytes(data)


def without(marker):
    """The ordinary JPEG without the segments of one kind."""
    data = encoded("JPEG")
    at = data.index(bytes((0xFF, marker)))
    size = struct.unpack(">H", data[at + 2 : at + 4])[0]
    return data[:at] + data[at + 2 + size :]


def in_pieces(body):
    """A colour profile spread over segments, out of order."""
    half = len(body) // 2
    one = segment(0xE2, b"ICC_PROFILE\0\1\2" + body[:half])
    two = segment(0xE2, b"ICC_PROFILE\0\2\2" + body[half:])
    return with_segments(two, one)


CASES = [
    ("jpeg: ordinary", lambda: encoded("JPEG"), "taken"),
    ("jpeg: progressive", lambda: encoded("JPEG", progressive=True), "taken"),
    ("jpeg: grey", lambda: encoded("JPEG", mode="L"), "taken"),
    ("jpeg: CMYK", lambda: encoded("JPEG", mode="CMYK"), "taken"),
    ("jpeg: 4:2:0", lambda: encoded("JPEG", subsampling=2), "taken"),
    ("jpeg: lowest quality", lambda: encoded("JPEG", quality=1), "taken"),
    ("jpeg: restart markers", lambda: encoded("JPEG", restart_marker_blocks=2), "taken"),
    ("jpeg: arithmetic coding", lambda: frame(marker=0xC9), "other_variant"),
    ("jpeg: lossless", lambda: frame(marker=0xC3), "other_variant"),
    ("jpeg: 12 bits", lambda: frame(bits=12), "other_variant"),
    ("jpeg: two channels", lambda: frame(channels=2), "damaged"),
    ("jpeg: no height", lambda: frame(height=0), "damaged"),
    ("jpeg: no width", lambda: frame(width=0), "damaged"),
    ("jpeg: 65,500 pixels wide", lambda: frame(width=65_500), "side_too_long"),
    ("jpeg: 10,000 by 9,000", lambda: frame(width=10_000, height=9_000), "too_many_pixels"),
    ("jpeg: 20 pixels high", lambda: encoded("JPEG", height=20), "too_small"),
    ("jpeg: frame header twice", lambda: with_segments(segment(0xC0, b"\x08\0\x78\0\xa0\1\1\x11\0")), "damaged"),
    ("jpeg: frame header too short", lambda: with_segments(segment(0xC0, b"\x08")), "damaged"),
    ("jpeg: no frame header", lambda: without(0xC0), "damaged"),
    ("jpeg: no tables", lambda: without(0xDB), "damaged"),
    ("jpeg: 40 passes", lambda: scans(30), "taken"),
    ("jpeg: 70 passes", lambda: scans(60), "too_many_scans"),
    ("jpeg: 2,000 passes over 25 million pixels", lambda: scans(2_000, 6_000, 4_200), "too_many_scans"),
    ("jpeg: 40 passes over 25 million pixels", lambda: scans(30, 6_000, 4_200), "too_many_scans"),
    ("jpeg: 900 comments", lambda: with_segments(segment(0xFE, b"x") * 900), "taken"),
    ("jpeg: 9,000 comments", lambda: with_segments(segment(0xFE, b"x") * 9_000), "too_many_parts"),
    ("jpeg: 9 MB of comments", lambda: with_segments(segment(0xFE, b"x" * 65_000) * 140), "too_much_metadata"),
    ("jpeg: EXIF", lambda: with_segments(segment(0xE1, b"Exif\0\0" + exif(3))), "taken"),
    ("jpeg: EXIF with a place", lambda: with_segments(segment(0xE1, b"Exif\0\0" + exif(1, gps=True))), "taken"),
    ("jpeg: EXIF of noise", lambda: with_segments(segment(0xE1, b"Exif\0\0" + b"\xff" * 300)), "taken"),
    ("jpeg: EXIF turned by 99", lambda: with_segments(segment(0xE1, b"Exif\0\0" + exif(99))), "taken"),
    ("jpeg: XMP of noise", lambda: with_segments(segment(0xE1, XMP + b"\xff" * 300)), "taken"),
    ("jpeg: profile", lambda: encoded("JPEG", icc_profile=profile()), "taken"),
    ("jpeg: profile in pieces out of order", lambda: in_pieces(profile()), "taken"),
    ("jpeg: profile of noise", lambda: in_pieces(b"\x99" * 4_000), "taken"),
    ("jpeg: colour profile on grey", lambda: encoded("JPEG", mode="L", icc_profile=profile()), "taken"),
    ("jpeg: colour profile on CMYK", lambda: encoded("JPEG", mode="CMYK", icc_profile=profile()), "taken"),
    ("jpeg: C2PA", lambda: with_segments(segment(0xEB, b"JP\0\1\0\0\0\1\0\0\0\x10jumb" + b"x" * 8)), "taken"),
    ("jpeg: page in a comment", lambda: with_segments(segment(0xFE, b"<script>alert(1)</script>")), "taken"),
    ("jpeg: page behind the picture", lambda: encoded("JPEG") + b"<html><script>1</script>", "taken"),
    ("jpeg: second picture behind the first", lambda: encoded("JPEG") * 2, "taken"),
    ("jpeg: fill bytes before a marker", lambda: with_segments(b"\xff\xff\xff" + segment(0xFE, b"x")), "taken"),
    ("jpeg: start only", lambda: b"\xff\xd8\xff", "truncated"),
    ("jpeg: start and end", lambda: b"\xff\xd8\xff\xd9", "damaged"),
    ("jpeg: cut in half", lambda: encoded("JPEG")[: len(encoded("JPEG")) // 2], "truncated"),
    ("jpeg: end marker missing", lambda: encoded("JPEG")[:-2], "truncated"),
    ("jpeg: last byte missing", lambda: encoded("JPEG")[:-1], "truncated"),
    ("jpeg: cut in its head", lambda: encoded("JPEG")[:90], "truncated"),
    ("jpeg: segment of length nought", lambda: with_segments(segment(0xFE, b"", length=0)), "damaged"),
    ("jpeg: segment longer than the file", lambda: with_segments(segment(0xFE, b"x", length=65_535)), "truncated"),
    ("jpeg: noise between segments", lambda: with_segments(b"noise"), {"damaged", "not_a_picture"}),
    ("jpeg: noise after a segment", lambda: with_segments(segment(0xFE, b"x") + b"noise"), "damaged"),
    ("jpeg: pass before its header", lambda: with_segments(segment(0xDA, b"\1\1\0\0\x3f\0")), "damaged"),
]
