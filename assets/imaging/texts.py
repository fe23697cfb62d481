"""Owns unpacking the text inside picture files, never beyond a limit."""

import zlib

from . import limits
from .refusals import Unusable


def inflate(packed, limit, what):
    """The inflated bytes, b"" when unreadable; raises Unusable beyond `limit` bytes."""
    reader = zlib.decompressobj()
    try:
        plain = reader.decompress(packed, limit + 1)
    except zlib.error:
        return b""
    if len(plain) > limit:
        raise Unusable("unpacks_too_large", what=what, limit=limit >> 20)
    return plain


def unpack(name, body):
    """(keyword, text) of a PNG text chunk; ("", "") when it makes no sense."""
    keyword, zero, rest = body.partition(b"\0")
    if not zero or not 0 < len(keyword) < 80:
        return "", ""
    if name == b"tEXt":
        return tidy(keyword), tidy(rest)
    if name == b"zTXt":
        return tidy(keyword), tidy(inflate(rest[1:], limits.MAX_TEXT_BYTES, "text"))
    return tidy(keyword), international(rest)


def international(rest):
    """The text of an iTXt chunk after its keyword: flag, method, language, translation, text."""
    packed = rest[:1] == b"\1"
    fields = rest[2:].split(b"\0", 2)
    if len(fields) != 3:
        return ""
    text = fields[2]
    return tidy(inflate(text, limits.MAX_TEXT_BYTES, "text") if packed else text)


def tidy(raw):
    """Text from bytes, UTF-8 or else Latin-1, without the characters no database takes."""
    raw = raw[: limits.MAX_TEXT_BYTES]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return text.replace("\0", "").strip()
