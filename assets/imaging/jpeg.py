"""Owns the walk over the markers of a JPEG."""

import re

from . import limits
from .refusals import Unusable

START, END, SCAN = 0xD8, 0xD9, 0xDA
FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
TAKEN_FRAMES = {0xC0, 0xC1, 0xC2}
TABLES = {0xC4, 0xDB, 0xDD}
ALONE = {0x01, *range(0xD0, 0xD8)}
JFIF, EXIF_OR_XMP, PROFILE, JUMBF, ADOBE = 0xE0, 0xE1, 0xE2, 0xEB, 0xEE
XMP_NAME = b"http://ns.adobe.com/xap/1.0/\0"

# Inside a scan an FF is followed by 00 or by a restart number; anything else ends the scan.
SCAN_END = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")


def walk(data):
    """The fields of a Container; raises Unusable. No entropy-coded byte is decoded."""
    state = Walk(memoryview(data))
    state.run(data)
    return state.found()


class Walk:
    """One pass over the segments, gathering what the decoder needs and what it must not see."""

    def __init__(self, view):
        self.view = view
        self.at = 2
        self.parts = [view[:2]]
        self.frame = None
        self.scans = 0
        self.beside = 0
        self.pieces = {}
        self.exif = self.xmp = b""
        self.c2pa = False

    def run(self, data):
        """Go from the first segment to the end marker."""
        for _ in range(limits.MAX_METADATA_PARTS + 4 * limits.MAX_SCANS):
            marker, start = self.next_marker()
            if marker == END:
                self.parts.append(b"\xff\xd9")
                self.at = start
                return
            if marker not in ALONE:
                self.take(marker, start, data)
        raise Unusable("too_many_scans" if self.scans > 9 else "too_many_parts", scans=self.scans)

    def next_marker(self):
        """(marker, offset behind it); fill bytes before a marker are allowed."""
        view, at = self.view, self.at
        if at + 1 < len(view) and view[at] != 0xFF:
            raise Unusable("damaged", detail="its parts do not line up")
        while at < len(view) and view[at] == 0xFF:
            at += 1
        if at >= len(view):
            raise Unusable("truncated")
        self.at = at + 1
        return view[at], at + 1

    def take(self, marker, start, data):
        """Read one segment and, behind the head of a scan, the scan itself."""
        length = int.from_bytes(self.view[start : start + 2], "big")
        end = start + length
        if end > len(self.view) or start + 2 > len(self.view):
            raise Unusable("truncated")
        if length < 2:
            raise Unusable("damaged", detail="a part has an impossible length")
        self.sort(marker, bytes(self.view[start + 2 : end]))
        if marker == SCAN:
            end = self.scan_end(data, end)
        if marker in TABLES or marker in FRAMES or marker in (SCAN, JFIF, ADOBE):
            self.parts += [bytes((0xFF, marker)), self.view[start:end]]
        self.at = end

    def sort(self, marker, body):
        """Look into the segments that matter to us; only application data counts as metadata."""
        if marker in FRAMES:
            self.read_frame(marker, body)
        elif marker >= 0xE0:
            self.beside += len(body)
            if self.beside > limits.MAX_METADATA_BYTES:
                raise Unusable("too_much_metadata", limit=limits.MAX_METADATA_BYTES >> 20)
            self.read_application(marker, body)

    def read_frame(self, marker, body):
        """Size and kind of the picture from its frame header."""
        if marker not in TAKEN_FRAMES:
            raise Unusable("other_variant", format="JPEG", detail="lossless or arithmetic coding")
        if self.frame or len(body) < 6:
            raise Unusable("damaged", detail="its header is not where it belongs")
        if body[0] != 8:
            raise Unusable("other_variant", format="JPEG", detail=f"{body[0]} bits a channel")
        height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
        if not width or not height or body[5] not in (1, 3, 4):
            raise Unusable("damaged", detail="its header describes no possible picture")
        self.frame = (width, height)

    def read_application(self, marker, body):
        """Keep EXIF, XMP, the pieces of the colour profile, and the sign of C2PA."""
        if marker == EXIF_OR_XMP and body.startswith(b"Exif\0\0"):
            self.exif = self.exif or body[6:]
        elif marker == EXIF_OR_XMP and body.startswith(XMP_NAME):
            self.xmp = self.xmp or body[len(XMP_NAME) :]
        elif marker == PROFILE and body.startswith(b"ICC_PROFILE\0") and len(body) > 14:
            self.pieces.setdefault(body[12], body[14:])
        elif marker == JUMBF and b"jumb" in body[:64]:
            self.c2pa = True

    def scan_end(self, data, start):
        """Offset of the marker behind the entropy-coded bytes that begin at `start`."""
        self.scans += 1
        if self.frame is None:
            raise Unusable("damaged", detail="its header is not where it belongs")
        if self.scans > limits.MAX_SCANS:
            raise Unusable("too_many_scans", scans=f"more than {limits.MAX_SCANS}")
        match = SCAN_END.search(data, start)
        if match is None:
            raise Unusable("truncated")
        return match.start()

    def found(self):
        """What the walk found, as fields of a Container."""
        if not self.scans:
            raise Unusable("damaged", detail="it holds no picture")
        width, height = self.frame
        profile = b"".join(piece for _, piece in sorted(self.pieces.items()))
        return {
            "format": "jpeg",
            "width": width,
            "height": height,
            "pixels": b"".join(self.parts),
            "scans": self.scans,
            "profile": profile[: limits.MAX_PROFILE_BYTES],
            "exif": self.exif,
            "xmp": self.xmp,
            "c2pa": self.c2pa,
            "trailing": len(self.view) - self.at,
        }
