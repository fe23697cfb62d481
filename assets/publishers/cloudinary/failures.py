"""Owns what each answer of Cloudinary means for a publication: give up, wait, try again, or nobody knows.

The service's own words are repeated only in part and without the key; the sentences around them are ours.
"""

import hmac
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from assets import clock
from assets.publishers.contract import PublishingFailed

LONGEST_WAIT = 3600
KEY_PAUSE, OUTAGE_PAUSE = 120, 10
QUOTED = 160
STATUS = re.compile(r"(?:server response \(|Error )(\d{3})\b")
UNTIL = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)")
UNSENT = ("NewConnectionError", "ConnectTimeoutError", "NameResolutionError")
ADVICE = {
    "File size too large": "The account takes smaller files only; a larger plan, or a smaller picture, is needed.",
    "metadata": "Run `manage.py cloudinary --provision`, which makes the fields that pictures carry, and try again.",
}
DOING = {
    "upload": "take the picture",
    "explicit": "read or write the picture's record",
    "destroy": "delete the picture",
    "admin": "answer a question about the account",
}


def same(left, right) -> bool:
    """Whether two signatures are equal, in a time that tells nothing."""
    return isinstance(right, str) and hmac.compare_digest(left.encode(), right.encode("utf-8", "replace"))


def unreadable(what: str, *, unknown=False) -> PublishingFailed:
    """An answer that is not what the service promises."""
    return PublishingFailed(f"Cloudinary was asked to {what} and answered something unreadable.", unknown=unknown)


def of_write(problem: Exception, action: str, account) -> PublishingFailed:
    """A call of the Upload API that raised: the connection, or an answer that is no answer."""
    status = STATUS.search(str(problem)[:200])
    if status:
        return of_status(int(status[1]), "", action, account, readable=False)
    if any(name in repr(problem) for name in UNSENT):
        return _away("Cloudinary cannot be reached.")
    broke = f"The connection broke while Cloudinary was asked to {DOING[action]}."
    return PublishingFailed(broke, unknown=True) if action == "upload" else _away(broke)


def _away(sentence):
    """Out for a while: it does not count as a try, and the whole queue waits a moment instead of trying one by one."""
    return PublishingFailed(f"{sentence} It is tried again by itself.", waits=True, retry_after=OUTAGE_PAUSE)


def of_admin(problem: Exception, account) -> PublishingFailed:
    """A call of the Admin API that raised; only its text holds the status."""
    text = str(problem)
    status = STATUS.search(text[:200])
    if not status:
        return _away("Cloudinary cannot be reached, or its answer could not be read.")
    readable = "parsing server response" not in text
    return of_status(int(status[1]), text.partition(" - ")[2] if readable else "", "admin", account)


def of_status(status, message, action, account, *, readable=True) -> PublishingFailed:
    """What a status with a message means; ``readable`` is False when the answer was no JSON."""
    message = str(message)
    if status == 401 or "Stale request" in message:
        return _locked_out(message)
    if status in (420, 429):
        return _limited(message)
    if readable and status in (400, 403, 404, 409, 413):
        return PublishingFailed(_refused(message, action, account), permanent=True)
    ambiguous = action == "upload" and (not readable or status not in (423, 503))
    sentence = f"Cloudinary is out of order (status {status})."
    return PublishingFailed(sentence, unknown=True) if ambiguous else _away(sentence)


def _locked_out(message):
    if "Stale request" in message:
        why = "because this machine's clock differs from its own by more than an hour. Set the clock"
    else:
        why = "because it does not know the key or its secret. Set CLOUDINARY_URL anew and restart"
    return PublishingFailed(
        f"Cloudinary refused the request {why}; then it goes on by itself.", waits=True, retry_after=KEY_PAUSE
    )


def _limited(message):
    if "subscription" in message.lower():
        return PublishingFailed("The Cloudinary account lacks a subscription that this call needs.", permanent=True)
    seconds = _until(message)
    return PublishingFailed(
        "The hourly limit of the Cloudinary account is used up. It goes on by itself.", waits=True, retry_after=seconds
    )


def _until(message):
    """Seconds until the moment that the message names, else until the next full hour; never more than an hour."""
    now, named = clock.now(), UNTIL.search(message)
    then = (now + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
    if named:
        with suppress(ValueError):
            then = datetime.fromisoformat(f"{named[1]}T{named[2]}").replace(tzinfo=UTC)
    return max(1, min(LONGEST_WAIT, (then - now).total_seconds()))


def _refused(message, action, account):
    said = message.replace(account.secret, "…").replace(account.key, "…")
    said = " ".join(said.partition("String to sign")[0].split())[:QUOTED].rstrip(" .")
    advice = next((text for word, text in ADVICE.items() if word.lower() in message.lower()), "")
    return f"Cloudinary would not {DOING[action]}. It says: “{said or 'nothing'}”. {advice}".strip()
