"""Owns who a browser is to a guest link: a signed cookie bound to it, the proof that a form came from its page, limits.

Pages of guests send no referrer, for which browsers keep back the origin of a form too, so Django's own check of
forms would refuse them; the proof, which only a page with this cookie can hold, takes its place.
"""

import secrets
from dataclasses import dataclass, replace

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from assets.problems import Forbidden, Problem
from review.guests import MOST_DAYS
from review.models import Guest, GuestLink

COOKIE, SALT = "guest", "review.guest"
MOST_SECONDS = MOST_DAYS * 86_400


class TooMany(Problem):
    """More than one person would do (429); waiting helps."""

    status = 429


@dataclass(frozen=True)
class Visit:
    """One browser at one link: whether it gave the password, and who is in front of it."""

    link: GuestLink
    nonce: str
    unlocked: bool = False
    guest: Guest | None = None

    @property
    def proof(self) -> str:
        """What each form of this visit carries."""
        return salted_hmac("review.guest.proof", self.nonce).hexdigest()[:40]

    @property
    def needs_password(self) -> bool:
        """Whether the password comes next."""
        return bool(self.link.password) and not self.unlocked

    def moved(self, **changes) -> "Visit":
        """The visit one step further, under a new nonce."""
        return replace(self, nonce=secrets.token_hex(16), **changes)


def read(request, link: GuestLink) -> Visit:
    """The visit that the cookie tells of; a new one without a cookie, or with that of another link."""
    try:
        told = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=MOST_SECONDS)
    except signing.BadSignature:
        told = {}
    if told.get("link") != link.public_id:
        return Visit(link, secrets.token_hex(16))
    guest = Guest.objects.filter(public_id=told["guest"], link=link).first() if told["guest"] else None
    if guest:
        guest.link = link
    return Visit(link, told["nonce"], told["unlocked"], guest)


def keep(response, visit: Visit, *, path: str) -> None:
    """Writes the cookie, for the pages of this link alone."""
    told = {
        "link": visit.link.public_id,
        "nonce": visit.nonce,
        "unlocked": visit.unlocked,
        "guest": visit.guest.public_id if visit.guest else "",
    }
    response.set_cookie(
        COOKIE,
        signing.dumps(told, salt=SALT),
        expires=visit.link.expires_at,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def require_proof(request, visit: Visit) -> None:
    """Raises Forbidden unless the form came from a page of this visit."""
    if not constant_time_compare(request.POST.get("proof", ""), visit.proof):
        raise Forbidden(
            "The page was open for too long, or your browser keeps no cookies. Nothing was saved. Try again."
        )


def limit(request, action: str, key: str = "", *, only_look: bool = False) -> None:
    """Counts one try of the action and raises TooMany beyond what the settings allow."""
    used = ratelimit.consume(request, app="allauth.account", action=action, key=key, dry_run=only_look, limit_get=True)
    if not used:
        raise TooMany("That was often in a short time. Nothing was saved. Wait five minutes and go on.")
