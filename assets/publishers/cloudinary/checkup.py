"""Owns the look at an account before its first use: key, clock, folders, limits, fields, and what to change."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpx
from django.conf import settings

from assets import clock
from assets.imaging import limits
from assets.publishers.cloudinary import client, hooks, schema
from assets.publishers.contract import PublishingFailed

WORRYING_SECONDS, WRONG_SECONDS = 60, 3000
SECONDS = 10


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; what to change is ``repair``, empty when nothing is."""

    sentence: str
    repair: str = ""
    mild: bool = False

    @property
    def wrong(self) -> bool:
        """Whether publishing would suffer for every picture."""
        return bool(self.repair) and not self.mild


def examine(account, *, provision=False) -> Iterator[Finding]:
    """Everything worth knowing before the first upload; stops where nothing further can be learnt."""
    yield _clock(account)
    key = _asked(lambda: _key(account))
    yield key
    if key.repair:
        return
    yield _asked(lambda: _folders(account))
    yield _asked(lambda: _limits(account))
    if provision:
        yield from _provisioned(account)
    yield _asked(lambda: _fields(account))
    yield _delivery(account)
    yield _reports(account)


def _asked(question):
    try:
        return question()
    except PublishingFailed as problem:
        return Finding(problem.sentence, "Repair this first, then run the command again.")


def _clock(account):
    try:
        answer = httpx.get(f"{account.api}/v1_1/{account.cloud}/ping", timeout=SECONDS)
        theirs = parsedate_to_datetime(answer.headers["Date"])
    except (httpx.HTTPError, KeyError, ValueError):
        return Finding(f"{account.api} does not answer.", "Open the way to it in the firewall, or set upload_prefix.")
    skew = abs((clock.now() - theirs).total_seconds())
    if skew < WORRYING_SECONDS:
        return Finding("The clock agrees with Cloudinary's.")
    urgency = "Signatures are refused already or will be soon. " if skew > WRONG_SECONDS else ""
    return Finding(
        f"The clock differs from Cloudinary's by {skew:,.0f} seconds.", f"{urgency}Have this machine keep time by NTP."
    )


def _key(account):
    """Both ways in which the key is used: Basic authentication, and a signature."""
    client.admin(account, "ping")
    client.explicit(account, f"proofmark-check-{secrets.token_hex(8)}")
    return Finding(f"The key is accepted by the cloud {account.cloud}, and so are signatures made with it.")


def _folders(account):
    told = client.admin(account, "config", settings=True).get("settings") or {}
    mode = told.get("folder_mode", "unknown")
    if mode == "dynamic":
        return Finding("Folders are places only (dynamic mode), so pictures are filed by brand and campaign.")
    return Finding(f"Folders are in the mode “{mode}”, so pictures are not filed in folders; nothing else changes.")


def _limits(account):
    told = client.admin(account, "usage")
    largest = (told.get("media_limits") or {}).get("image_max_size_bytes")
    left = getattr(told, "rate_limit_remaining", None)
    rest = f" {left} questions to the account are left in this hour." if left is not None else ""
    if not isinstance(largest, int):
        return Finding(f"The account does not say how large a picture may be.{rest}")
    if largest < limits.MAX_BYTES:
        theirs, ours = largest >> 20, limits.MAX_MEGABYTES
        return Finding(
            f"The account takes pictures up to {theirs} MB, this site up to {ours}.{rest}",
            "Larger pictures will fail with a sentence. Choose a larger plan if you have them.",
            mild=True,
        )
    return Finding(f"Every picture that this site takes fits into the account's limit.{rest}")


def _provisioned(account):
    try:
        done = schema.provision(account)
    except PublishingFailed as problem:
        yield Finding(problem.sentence, "Give the key the right to change metadata fields, and run the command again.")
        return
    yield from (Finding(sentence) for sentence in done)
    schema.forget(account)


def _fields(account):
    missing, wrong, short = schema.compare(account)
    if wrong:
        names = ", ".join(wrong)
        return Finding(
            f"These fields are of another type than pictures need: {names}.",
            "Somebody else uses these names. Delete the fields in Cloudinary's console if nothing needs them.",
        )
    if missing or short:
        return Finding(
            f"{len(missing)} fields are missing and {len(short)} lists lack entries.",
            "Run the command again with --provision.",
        )
    return Finding("The account has every field that pictures carry.")


def _delivery(account):
    """A picture that is not there must be missed by the delivery host itself."""
    url = client.url(account, f"proofmark-check-{secrets.token_hex(8)}", 1, "c_limit,w_480", "jpg")
    try:
        status = httpx.get(url, timeout=SECONDS).status_code
    except httpx.HTTPError:
        status = 0
    if status in (401, 404):
        return Finding("The delivery host answers.")
    return Finding(
        f"The delivery host answered {status or 'nothing'} where a missing picture should be 404.",
        "Look at the host behind the cloud's name, or at delivery_prefix, in CLOUDINARY_URL.",
    )


def _reports(account):
    if hooks.address(account, "aaaaaaaaaaaaaaaa"):
        return Finding(
            f"Cloudinary reports on uploads to {settings.SITE_URL}. To hear of deletions too, add a trigger for "
            f"delete and rename in its console, to {settings.SITE_URL}/hooks/cloudinary/"
        )
    return Finding("SITE_URL is this machine itself, so no reports come; lost answers are asked for again instead.")
