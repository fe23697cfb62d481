"""Owns telling a file's kind by its first bytes, never by its name."""

from .refusals import Unusable

TAKEN = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"))

PICTURES = (
    (b"GIF8", "a GIF"),
    (b"BM", "a BMP"),
    (b"II*\0", "a TIFF"),
    (b"MM\0*", "a TIFF"),
    (b"II+\0", "a TIFF"),
    (b"8BPS", "a Photoshop file"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000"),
    (b"\xff\x0a", "a JPEG XL"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL"),
    (b"\0\0\1\0", "an icon file"),
    (b"qoif", "a QOI"),
    (b"\x8aMNG", "an MNG animation"),
    (b"\x8bJNG", "a JNG"),
    (b"DDS ", "a DDS texture"),
)

DOCUMENTS = (
    (b"%PDF", "a PDF document"),
    (b"%!", "a PostScript file"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript file"),
    (b"PK\3\4", "a zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"Rar!", "an archive"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"#!", "a script"),
    (b"{", "a text file"),
)


def recognise(data):
    """ "png", "jpeg" or "webp"; raises Unusable naming what the bytes are instead."""
    for signature, format in TAKEN:
        if data.startswith(signature):
            return format
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    raise stranger(bytes(data[:2048]))


def stranger(head):
    """The refusal for a file that begins with `head`."""
    for signature, kind in PICTURES:
        if head.startswith(signature):
            return Unusable("other_format", kind=kind)
    if head[4:8] == b"ftyp":
        return boxed(head[8:12])
    for signature, kind in DOCUMENTS:
        if head.startswith(signature):
            return Unusable("not_a_picture", kind=kind)
    return marked_up(head.lstrip(b"\xef\xbb\xbf \t\r\n").lower())


def boxed(brand):
    """The refusal for a file of the ISO box family, by its four-letter brand."""
    if brand in (b"avif", b"avis"):
        return Unusable("other_format", kind="an AVIF")
    if brand in (b"heic", b"heix", b"hevc", b"mif1", b"msf1"):
        return Unusable("other_format", kind="an HEIC photograph")
    return Unusable("not_a_picture", kind="a video")


def marked_up(head):
    """The refusal for text: a drawing in SVG, a web page, or we do not know what."""
    if b"<svg" in head:
        return Unusable("other_format", kind="an SVG drawing")
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script")):
        return Unusable("not_a_picture", kind="a web page")
    if head.startswith(b"<"):
        return Unusable("not_a_picture", kind="a marked-up text")
    return Unusable("not_a_picture", kind="a file of another kind")
