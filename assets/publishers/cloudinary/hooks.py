"""Owns trust in what Cloudinary reports by itself: the address that it calls, and whether a call is really its own."""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from assets import clock
from assets.publishers.cloudinary import account as accounts

OLDEST, NEWEST = 2 * 3600, 300
LARGEST = 2**20
TIMESTAMP = re.compile(r"[1-9][0-9]{9}", re.ASCII)
UNREADABLE = "The message cannot be read."


class Untrusted(Exception):
    """The message is not acted upon. ``status`` is 400 for one that cannot be read, 401 for one not proved."""

    def __init__(self, status: int, sentence: str):
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


@dataclass(frozen=True)
class Notice:
    """One report: of which kind, and about which public ids."""

    kind: str
    public_ids: tuple


def address(account, ticket: str) -> str:
    """Where the service reports on one publication, empty where it cannot reach us. The token is a second proof."""
    local = any(name in settings.SITE_URL for name in settings.LOOPBACK_NAMES)
    if not ticket or (local and account.api.startswith("https://")):
        return ""
    return settings.SITE_URL + reverse("assets:hook_of_publication", args=[ticket, token(ticket)])


def token(ticket: str) -> str:
    """What only this site and the service know about one publication."""
    return salted_hmac("assets.publishers.cloudinary.hooks", ticket, algorithm="sha256").hexdigest()[:32]


def check_token(ticket: str, told: str) -> None:
    """Raises Untrusted unless the token is that of the publication."""
    if not hmac.compare_digest(token(ticket).encode(), told.encode()):
        raise Untrusted(401, "The address is not one that was given out.")


def read(body: bytes, headers) -> Notice:
    """The report in a signed message; raises Untrusted. The signature is checked before anything is parsed."""
    account = _account()
    if len(body) > LARGEST:
        raise Untrusted(400, "The message is too long.")
    stamp, signature = headers.get("X-Cld-Timestamp", ""), headers.get("X-Cld-Signature", "")
    if not signature:
        newer = " Only the newer signature came; set the trigger to the default one." if _newer(headers) else ""
        raise Untrusted(401, f"The message is not signed.{newer}")
    if not TIMESTAMP.fullmatch(stamp):
        raise Untrusted(401, "The message does not say when it was sent.")
    if not -NEWEST <= clock.now().timestamp() - int(stamp) <= OLDEST:
        raise Untrusted(401, "The message is too old, or from the future.")
    if not _holds(account, body, stamp, signature):
        raise Untrusted(401, "The signature is not Cloudinary's.")
    return _parsed(body)


def _account():
    try:
        account = accounts.configured()
    except accounts.BadAccount:
        account = None
    if account is None:
        raise Untrusted(401, "No Cloudinary account is set up here.")
    return account


def _newer(headers):
    return bool(headers.get("X-Cld-Signature-V2") or headers.get("X-Cld-Signature_v2"))


def _holds(account, body, stamp, signature):
    """All secrets are tried, in constant time: the service signs with the account's oldest key, not with ours."""
    told = signature.encode("utf-8", "replace")
    made = [hashlib.new(account.algorithm, body + stamp.encode() + secret.encode()) for secret in account.hook_secrets]
    return sum(hmac.compare_digest(each.hexdigest().encode(), told) for each in made) > 0


def _parsed(body):
    try:
        told = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Untrusted(400, UNREADABLE) from None
    if not isinstance(told, dict) or not isinstance(told.get("notification_type"), str):
        raise Untrusted(400, UNREADABLE)
    ids = [told.get("public_id"), told.get("from_public_id"), *_listed(told.get("resources"))]
    return Notice(told["notification_type"][:40], tuple(sorted({name for name in ids if _is_id(name)})))


def _listed(resources):
    """A delete names several; their ids stand in a list of objects, or as the keys of one."""
    if isinstance(resources, dict):
        return list(resources)
    entries = resources if isinstance(resources, list) else []
    return [entry.get("public_id") for entry in entries if isinstance(entry, dict)]


def _is_id(name):
    return isinstance(name, str) and 0 < len(name) <= 120 and "\0" not in name
