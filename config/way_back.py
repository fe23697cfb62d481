"""Owns where somebody returns to who had to sign in again: the page that they were on, never an act."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

OWN_PATH = re.compile(r"/(?![/\\])")  # two slashes would name another host
# verdicts that are refused show the decision page under their own address, which answers posts only
VERDICTS = {"review:approve", "review:reject", "review:return", "review:aside", "review:decision_undo"}


def page_before(request) -> str:
    """Path and query of the page that sent the request: by htmx's word, by the referrer, or by what it acts on."""
    for address in (request.headers.get("HX-Current-URL"), request.headers.get("Referer")):
        if address and (path := _own(request, address)):
            return _page(path)
    found = _page(request.path)
    return found if found != request.path else settings.LOGIN_REDIRECT_URL


def _own(request, address: str) -> str:
    """Path and query of an address of this site, "" for any other."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if (parts.scheme, parts.netloc) != (request.scheme, request.get_host()) or not OWN_PATH.match(parts.path):
        return ""
    return parts._replace(scheme="", netloc="", fragment="").geturl()


def _page(path: str) -> str:
    """The decision page for the address of a verdict; every other path as it is."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return path
    return reverse("review:decision", kwargs=match.kwargs) if match.view_name in VERDICTS else path


# --- a sign-in page that another page of the browser has made old


def is_older_sign_in(request) -> bool:
    """Whether a form of the sign-in page was refused for its age. Without any cookie it would be refused for ever."""
    here = request.resolver_match.view_name in {"account_login", "enter_demo"}
    return here and settings.CSRF_COOKIE_NAME in request.COOKIES


def sign_in_anew(request) -> HttpResponseRedirect:
    """The sign-in page as it is now, with a word to who is not signed in; who is goes on to where they wanted."""
    if not request.user.is_authenticated:
        messages.info(request, "This page was older than the last sign-in here. Nothing was lost: sign in once more.")
    goal = request.POST.get("next", "")[:500]
    safe = url_has_allowed_host_and_scheme(goal, {request.get_host()}, require_https=request.is_secure())
    query = "?" + urlencode({"next": goal}) if safe else ""
    return HttpResponseRedirect(reverse("account_login") + query)
