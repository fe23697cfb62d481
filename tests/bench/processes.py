"""Owns the site's processes that a bench starts and ends."""

import contextlib
import os
import pathlib
import signal
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def running(*commands, settle: float, **environment):
    """Starts a process for each command and waits ``settle`` seconds until they are idle; ends them at the end."""
    known = {**os.environ, **environment}
    started = [subprocess.Popen(one, cwd=ROOT, env=known, start_new_session=True) for one in commands]
    try:
        time.sleep(settle)
        yield started
    finally:
        for process in started:
            os.killpg(process.pid, signal.SIGTERM)
        for process in started:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(15)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
