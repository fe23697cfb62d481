"""Owns the addresses at which providers may call us, one for each attempt, and the secret that proves such a call.

Token and secret follow from the site's own key and the attempt's public id: neither is stored, so neither can be
read from the database, and a call can be proved even for an attempt that a restored database does not hold yet.
"""

import hashlib
import hmac

from django.conf import settings
from django.urls import reverse

from generation.providers.contract import Callback


def for_attempt(kind: str, ref: str) -> Callback | None:
    """Where a provider of this kind may tell about the attempt; None while the site has no public address."""
    if not settings.WEBHOOK_BASE_URL:
        return None
    address = settings.WEBHOOK_BASE_URL + reverse("generation:hook", args=[kind, ref, token(ref)])
    return Callback(address, secret(ref))


def token(ref: str) -> str:
    """The part of the address that nobody can guess."""
    return _derived("token", ref)[:40]


def secret(ref: str) -> str:
    """The secret that the provider proves its calls with."""
    return _derived("secret", ref)


def is_token(ref: str, given: str) -> bool:
    """Whether this is the attempt's token; takes the same time for any other."""
    return hmac.compare_digest(_bytes(given), token(ref).encode())


def is_proved(ref: str, body: bytes, *, verbatim: str | None, signature: str | None) -> bool:
    """Whether a call proves itself: by the secret itself, by an HMAC-SHA256 of its body, or by both if both are given.

    Sources differ on what Black Forest Labs send; see docs/adr/0009-outside-generators.md.
    """
    if verbatim is None and signature is None:
        return False
    key = secret(ref).encode()
    signed = b"sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest().encode()
    same = verbatim is None or hmac.compare_digest(_bytes(verbatim), key)
    return (signature is None or hmac.compare_digest(_bytes(signature), signed)) and same


def _derived(use: str, ref: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"callback {use} {ref}".encode(), hashlib.sha256).hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
