"""Everything that is not one of our three formats, whatever its name says."""

import gzip
import io
import zipfile

from tests.imaging.corpus.paint import encoded

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="9" height="9"/></svg>'


def archive():
    """A zip with a picture in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("picture.png", encoded())
    return out.getvalue()


CASES = [
    ("other: nothing", lambda: b"", "empty"),
    ("other: one byte", lambda: b"\x89", "not_a_picture"),
    ("other: noise", lambda: bytes(range(256)) * 40, "not_a_picture"),
    ("other: 41 MB", lambda: encoded() + b"x" * (41 << 20), "too_many_bytes"),
    ("other: GIF", lambda: encoded("GIF"), "other_format"),
    ("other: GIF with a script", lambda: b"GIF89a/*<script>*/=1;", "other_format"),
    ("other: BMP", lambda: encoded("BMP"), "other_format"),
    ("other: TIFF", lambda: encoded("TIFF"), "other_format"),
    ("other: TIFF, the other byte order", lambda: b"MM\0*" + b"\0" * 99, "other_format"),
    ("other: AVIF", lambda: encoded("AVIF"), "other_format"),
    ("other: HEIC", lambda: b"\0\0\0\x18ftypheic" + b"\0" * 99, "other_format"),
    ("other: JPEG 2000", lambda: encoded("JPEG2000"), "other_format"),
    ("other: JPEG XL", lambda: b"\xff\x0a" + b"x" * 99, "other_format"),
    ("other: icon", lambda: encoded("ICO", width=64, height=64), "other_format"),
    ("other: QOI", lambda: encoded("QOI"), "other_format"),
    ("other: Photoshop", lambda: b"8BPS\0\1" + b"\0" * 99, "other_format"),
    ("other: portable pixmap", lambda: encoded("PPM"), "not_a_picture"),
    ("other: PCX", lambda: encoded("PCX"), "not_a_picture"),
    ("other: TGA", lambda: encoded("TGA"), "not_a_picture"),
    ("other: X bitmap", lambda: b"#define x_width 9\n#define x_height 9\n", "not_a_picture"),
    ("other: SVG", lambda: SVG, "other_format"),
    ("other: SVG behind an XML head", lambda: b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- x -->' + SVG, "other_format"),
    ("other: web page", lambda: b"<!DOCTYPE html><html><script>alert(1)</script>", "not_a_picture"),
    ("other: web page behind spaces", lambda: b" \r\n\t<HTML>", "not_a_picture"),
    ("other: error page of a provider", lambda: b'{"error": "quota exceeded"}', "not_a_picture"),
    ("other: EPS", lambda: encoded("EPS"), "not_a_picture"),
    ("other: EPS in its binary form", lambda: b"\xc5\xd0\xd3\xc6" + b"\0" * 99, "not_a_picture"),
    ("other: PDF", lambda: encoded("PDF"), "not_a_picture"),
    ("other: video", lambda: b"\0\0\0\x18ftypmp42" + b"\0" * 99, "not_a_picture"),
    ("other: zip", archive, "not_a_picture"),
    ("other: gzip of a picture", lambda: gzip.compress(encoded()), "not_a_picture"),
    ("other: program", lambda: b"\x7fELF" + b"\0" * 99, "not_a_picture"),
    ("other: script", lambda: b"#!/bin/sh\nrm -rf /\n", "not_a_picture"),
    ("other: picture behind a byte of noise", lambda: b"\0" + encoded(), "not_a_picture"),
    ("other: picture behind a page", lambda: b"<html></html>" + encoded("JPEG"), "not_a_picture"),
    ("other: sound in a RIFF", lambda: b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 99, "not_a_picture"),
]
