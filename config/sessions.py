"""Owns who needs a sign-in, and how long one lasts: idle and absolute limits, written at most every five minutes."""

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import resolve_url

from assets import clock
from config import way_back

STARTED, SEEN = "signed_in_at", "seen_at"
SAFE = ("GET", "HEAD", "OPTIONS")
WRITE_EVERY_SECONDS = 300


class MembersMiddleware(LoginRequiredMiddleware):
    """Asks for a sign-in, but does not even look at the session of a public page, so that caches may keep it."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        """None lets the request through; else the way to the sign-in page."""
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        """To the sign-in page, and from there back to a page: an address that only takes posts is none."""
        if request.method in SAFE:
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(way_back.page_before(request), resolve_url(settings.LOGIN_URL))


class SessionLimitMiddleware:
    """Signs people out who were idle or signed in for too long; the session's key then means nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Looks at the sign-in of pages that need one; public ones, such as delivered pictures, have no session."""
        if getattr(view, "login_required", True) and (SEEN in request.session or request.user.is_authenticated):
            self._limit(request, clock.now().timestamp())

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
