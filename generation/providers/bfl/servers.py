"""Owns which servers belong to Black Forest Labs: those that are asked and polled, and those of results."""

import httpx
from django.conf import settings

from generation.providers.guard import LOCAL_NAMES, Reach, authority

OWN = "*.bfl.ai"
BASES = ("https://api.bfl.ai", "https://api.eu.bfl.ai", "https://api.us.bfl.ai")


def base() -> str:
    """The address that everything is asked at, without a slash at the end."""
    return settings.BFL_BASE_URL.rstrip("/")


def fault() -> str:
    """What is wrong with the base address, as a sentence that says how to repair it; empty when it is fine."""
    known = "Write https://api.bfl.ai, https://api.eu.bfl.ai or https://api.us.bfl.ai, or leave it empty."
    try:
        url = httpx.URL(base())
    except httpx.InvalidURL:
        return f"BFL_BASE_URL is no address. {known}"
    if not url.raw_host or url.userinfo or url.query or url.path not in ("", "/"):
        return f"BFL_BASE_URL must be a scheme and a host alone. {known}"
    if why := api().stop(url):
        return f"BFL_BASE_URL cannot be used. {why} {known}"
    return ""


def api() -> Reach:
    """The servers that get the key: the base, and theirs beside it, since a task is polled where it was put."""
    url = httpx.URL(base())
    host = url.raw_host.decode("ascii")
    if local := _local(url):
        return Reach((), local)
    return Reach((host, OWN) if host == "bfl.ai" or host.endswith(".bfl.ai") else (host,))


def results() -> Reach:
    """The servers that pictures come from; they never get the key."""
    return Reach(tuple(settings.BFL_RESULT_HOSTS), _local(httpx.URL(base())))


def _local(url: httpx.URL) -> str:
    """The one local server that a base on this machine opts into, as host:port."""
    return authority(url) if url.raw_host.decode("ascii") in LOCAL_NAMES else ""
