"""Owns the opaque names that stand in URLs and file names."""

import base64
import secrets

PATTERN = "[a-z2-7]{16}"


def opaque_id() -> str:
    """Sixteen characters of lower-case base 32: 80 random bits that tell nothing about the object."""
    return base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()


class OpaqueIdConverter:
    """URL converter ``<id:name>``: anything of another shape is not found before the database is asked."""

    regex = PATTERN

    def to_python(self, value: str) -> str:
        """The text as it stands in the URL."""
        return value

    def to_url(self, value: str) -> str:
        """The text as it stands in the row."""
        return value
