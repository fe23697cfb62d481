"""Owns the id that ties a click to its log lines, work rows and audit events."""

from contextvars import ContextVar

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The id of the request or job that runs now; empty outside of both."""
    return REQUEST_ID.get()
