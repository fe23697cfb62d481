"""Owns how long a sign-in lasts: an idle and an absolute limit, written at most every five minutes."""

from django.conf import settings
from django.contrib.auth import logout

from assets import clock

STARTED, SEEN = "signed_in_at", "seen_at"
WRITE_EVERY_SECONDS = 300


class SessionLimitMiddleware:
    """Signs people out who were idle or signed in for too long; the session's key then means nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if SEEN in request.session or request.user.is_authenticated:
            self._limit(request, clock.now().timestamp())
        return self.get_response(request)

    def _limit(self, request, now: float) -> None:
        if not request.user.is_authenticated:
            return
        started = request.session.get(STARTED, now)
        seen = request.session.get(SEEN, now)
        if now - seen > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_ABSOLUTE_SECONDS:
            logout(request)
            return
        if SEEN not in request.session or now - seen > min(WRITE_EVERY_SECONDS, settings.SESSION_IDLE_SECONDS / 4):
            request.session[STARTED], request.session[SEEN] = started, now
