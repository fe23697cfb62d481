"""Owns the stop of the whole queue: what one publication learnt about the key or the limit, all others need not ask."""

import hashlib

from django.core.cache import cache

from assets import clock
from assets.publishers.contract import PublishingFailed


def note(account, problem: PublishingFailed) -> None:
    """Remembers until when the account is not to be asked, in all processes."""
    until = clock.now().timestamp() + problem.retry_after
    cache.set(_key(account), (until, problem.sentence), problem.retry_after)


def refuse_while_paused(account) -> None:
    """Raises PublishingFailed, which waits, while the account is not to be asked."""
    until, sentence = cache.get(_key(account)) or (0, "")
    left = until - clock.now().timestamp()
    if left > 0:
        raise PublishingFailed(sentence, waits=True, retry_after=left)


def _key(account):
    """Another key or another account is not held up by the old one."""
    told = f"{account.api} {account.cloud} {account.key} {account.secret}"
    return f"cloudinary-pause-{hashlib.sha256(told.encode()).hexdigest()[:24]}"
