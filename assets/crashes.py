"""Owns the named points at which a test may kill this process, to prove that nothing is lost there."""

import os
import signal

from django.conf import settings


def crash_point(name: str) -> None:
    """Dies here by SIGKILL if the environment says CRASH_AT=<name> and the settings allow crash points at all."""
    if settings.CRASH_POINTS and os.environ.get("CRASH_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
