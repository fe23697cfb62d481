"""Owns free text in the log: the chain holds a salted commitment, the words lie beside it and can be erased."""

import datetime
import re
import secrets
from decimal import Decimal
from typing import NamedTuple

from django.db import connection, models

from assets import clock
from assets.audit.chain import commitment
from assets.models import AuditText

# identifiers, codes, numbers and dates may stand in the chain as they are; words of people may not
CODE = re.compile(r"[A-Za-z0-9._:/+-]{0,120}")
AS_THEY_ARE = {type(None), bool, int, float}
SURROGATES = re.compile("[\ud800-\udfff]")


class Free(NamedTuple):
    """One free text on its way to its table."""

    digest: str
    salt: str
    text: str


class Private(str):
    """Text that goes behind a commitment even if it looks like a code, for example somebody's first name."""


def commit(text: str, free: list[Free]) -> dict:
    """What stands in the payload for the text; the text itself is added to ``free``."""
    text, salt = SURROGATES.sub("\ufffd", text.replace("\0", "\u2400")), secrets.token_hex(16)
    free.append(Free(commitment(salt, text), salt, text))
    return {"committed": free[-1].digest}


def sift(value, free: list[Free]):
    """The value as plain JSON with every free text replaced by its commitment.

    Takes None, booleans, numbers, text, dates, model rows (by their public id), lists and dicts of these.
    """
    kind = type(value)
    if kind in AS_THEY_ARE:
        return value
    if kind is dict:
        return {str(key): sift(item, free) for key, item in value.items()}
    if isinstance(value, str):
        clear = CODE.fullmatch(value) and kind is not Private
        return str(value) if clear else commit(str(value), free)
    if isinstance(value, list | tuple | set | frozenset):
        return [sift(item, free) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return _scalar(value, free)


def _scalar(value, free):
    if isinstance(value, dict):
        return sift(dict(value), free)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, models.Model):
        return getattr(value, "public_id", None) or str(value.pk)
    if isinstance(value, Decimal):
        return str(value)
    return sift(str(value), free)


def keep(free: list[Free]) -> None:
    """Stores the texts, inside the transaction of their event."""
    if free:
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO assets_audittext (digest, salt, text) VALUES (%s, %s, %s)", free)


def erase(digests: list[str]) -> int:
    """Blanks texts and their salts on request; the chain stays valid. Returns how many were there to erase."""
    return AuditText.objects.filter(digest__in=digests, erased_at=None).update(salt="", text="", erased_at=clock.now())
