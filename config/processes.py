"""Owns the child processes of `manage.py up`: starting, watching, restarting, stopping, and leaving no orphan."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
RESTART_AFTER = (0.5, 1, 2, 5, 10, 30)
STEADY_SECONDS = 60


def die_with_parent(sender=None, parent: int | None = None, wanted=signal.SIGKILL, **_) -> None:
    """Asks the kernel to signal this process when its parent dies, however it dies (Linux; elsewhere nothing).

    The wish is not inherited, so the grandchildren (gunicorn's and Celery's processes) say it again.

    :param parent: the parent's id if known; when it is gone already this process ends at once.
    """
    if LIBC is None:
        return
    LIBC.prctl(PR_SET_PDEATHSIG, int(wanted), 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


@dataclass
class Child:
    """One process of the site. ``essential`` ones end the whole when they die; others are started again."""

    name: str
    command: list[str]
    essential: bool = False
    process: subprocess.Popen | None = None
    started_at: float = 0
    deaths: int = 0
    start_at: float = 0
    environment: dict = field(default_factory=dict)

    def start(self) -> None:
        """Starts it in a session of its own, so that the terminal's Ctrl-C reaches only the parent."""
        parent = os.getpid()
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            env={**os.environ, **self.environment},
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(parent=parent, wanted=signal.SIGTERM),
        )
        self.started_at = time.monotonic()

    @property
    def code(self) -> int | None:
        """The exit code, None while it runs."""
        return self.process.poll() if self.process else None

    def plan_restart(self) -> float:
        """Sets when it is started again; the wait grows with each early death, in seconds."""
        if time.monotonic() - self.started_at > STEADY_SECONDS:
            self.deaths = 0
        wait = RESTART_AFTER[min(self.deaths, len(RESTART_AFTER) - 1)]
        self.deaths += 1
        self.process, self.start_at = None, time.monotonic() + wait
        return wait

    def signal_group(self, number: int) -> None:
        """Signals every process of the child's session that is left."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


class Supervisor:
    """Runs children until it is told to stop or an essential one dies."""

    def __init__(self, children: list[Child], *, say=print, when_up=lambda: True, grace_seconds: float = 25):
        """:param when_up: asked after each look until it says True; prints the address."""
        self.children, self.say, self.when_up, self.grace_seconds = children, say, when_up, grace_seconds
        self.stopping = self.up = False

    def stop(self, *_) -> None:
        """A signal handler: the loop ends at its next look."""
        self.stopping = True

    def run(self) -> int:
        """Starts all, watches them, stops all; 0 after a wished stop, else the dead child's code or 1."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)
        code = 0
        try:
            for child in self.children:
                child.start()
            while not self.stopping and not code:
                code = self._look()
                self.up = self.up or self.when_up()
                time.sleep(0.1)
        finally:
            self._end_all()
        return code

    def _look(self) -> int:
        for child in self.children:
            if child.process is None:
                if time.monotonic() >= child.start_at:
                    child.start()
            elif child.code is not None:
                if child.essential:
                    self.say(f"The {child.name} ended by itself (code {child.code}), so everything stops.")
                    return child.code or 1
                self.say(f"The {child.name} ended (code {child.code}); it starts again in {child.plan_restart():g} s.")
        return 0

    def _end_all(self) -> None:
        for child in self.children:
            if child.process and child.code is None:
                child.process.terminate()
        deadline = time.monotonic() + self.grace_seconds
        while time.monotonic() < deadline and any(c.process and c.code is None for c in self.children):
            time.sleep(0.05)
        for child in self.children:
            child.signal_group(signal.SIGKILL)
            if child.process:
                child.process.wait()
