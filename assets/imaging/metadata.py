"""Owns what is read about a picture's origin from the file itself, as plain data."""

from PIL import Image

from . import limits, xmp
from .sourcetypes import code_of

ORIENTATION, EXIF_IFD, GPS_IFD = 0x0112, 0x8769, 0x8825
USER_COMMENT = 0x9286
WANTED = {0x010E: "description", 0x010F: "make", 0x0110: "model", 0x0131: "software", 0x0132: "taken_at"}
COMMENT_CODINGS = {b"ASCII\0\0\0": "latin-1", b"UNICODE\0": "utf-16", b"\0" * 8: "utf-8"}


def gather(container):
    """(facts, orientation): facts as JSON-ready data, orientation 1 to 8 as EXIF numbers it.

    facts: texts {keyword: text}, exif {name: text}, xmp {name: text}, c2pa (bool),
    gps (bool; the place itself is never read), trailing (bytes behind the picture).
    """
    exif = parse(container.exif)
    properties = xmp.read(container.xmp)
    facts = {
        "texts": container.texts,
        "exif": subset(exif),
        "xmp": properties,
        "source_type": code_of(properties.get("digital_source_type")),
        "c2pa": container.c2pa,
        "gps": GPS_IFD in exif,
        "trailing": container.trailing,
    }
    return facts, orientation(exif)


def parse(raw):
    """Pillow's reading of an EXIF block; an empty one when it cannot be read."""
    exif = Image.Exif()
    if not raw or len(raw) > limits.MAX_EXIF_BYTES:
        return exif
    try:
        exif.load(raw)
        dict(exif)
    except Exception:  # a broken block may fail in any way, and the picture does not need it
        return Image.Exif()
    return exif


def orientation(exif):
    """1 to 8; anything else in the file counts as 1."""
    value = plain(exif, ORIENTATION)
    return value if type(value) is int and 1 <= value <= 8 else 1


def subset(exif):
    """{name: text} of the few fields that tell about the origin."""
    found = {}
    for tag, name in WANTED.items():
        text = printable(plain(exif, tag))
        if text:
            found[name] = text
    comment = user_comment(exif)
    if comment:
        found["comment"] = comment
    return found


def plain(exif, tag):
    """One value, or None where reading it fails."""
    try:
        return exif.get(tag)
    except Exception:  # Pillow decodes values on access; hostile ones raise all sorts
        return None


def printable(value):
    """A text of bounded length; anything that is no text becomes ""."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return ""
    value = value.encode("utf-8", "replace").decode("utf-8")
    return value.replace("\0", "").strip()[: limits.MAX_KEPT_CHARACTERS]


def user_comment(exif):
    """The EXIF user comment, in which some generators store the prompt."""
    try:
        value = exif.get_ifd(EXIF_IFD).get(USER_COMMENT)
    except Exception:  # see plain()
        return ""
    if not isinstance(value, bytes):
        return printable(value)
    coding = COMMENT_CODINGS.get(value[:8])
    if coding == "utf-16":
        return printable(wide(value[8:]))
    return printable(value[8:].decode(coding, "replace") if coding else value)


def wide(raw):
    """UTF-16 of unknown byte order: the order in which Latin letters make sense."""
    big = raw[0:1] == b"\0" or raw[:2] == b"\xfe\xff"
    return raw.decode("utf-16-be" if big else "utf-16-le", "replace").lstrip("\ufeff")
