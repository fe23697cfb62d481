"""Owns the chores of the sweeper: waking workers, keeping the audit log signed and watched, asking for the mails,
giving parked work its chances.
"""

import threading
from datetime import timedelta
from time import monotonic

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.db.models import F, Q
from django.db.models.functions import Now

from assets import work
from assets.audit import SITE, checkpoints, verifying
from assets.models import Brand
from config import heartbeat
from config.celery import app
from generation import parked
from review import course, mornings

GRACE_SECONDS = 2
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 10, 120
AT_ONCE = 200
SEAL_SECONDS, VERIFY_SECONDS, MORNING_SECONDS, PARKED_LOOK_SECONDS = 60, 3600, 60, 5

log = structlog.get_logger("proofmark.sweeper")


class Waker:
    """Wakes a worker for each due work row once, and again with growing pauses while nobody takes it."""

    def __init__(self):
        self._woken: dict[int, tuple[float, float]] = {}

    def wake_due(self) -> int:
        """Wakes for up to 200 rows, the most urgent first; the number woken.

        Rows asked for just now were woken at their commit and get two seconds; delayed ones are woken when due.
        """
        delayed = Q(run_after__gt=F("created_at") + timedelta(seconds=0.2))
        overdue = Q(run_after__lt=Now() - timedelta(seconds=GRACE_SECONDS))
        rows = work.due().filter(delayed | overdue, kind__in=list(app.tasks)).order_by("-priority", "run_after", "pk")
        rows = list(rows[:AT_ONCE])
        now = monotonic()
        self._woken = {row.pk: self._woken[row.pk] for row in rows if row.pk in self._woken}
        return sum(self._wake(row, now) for row in rows)

    def _wake(self, row, now: float) -> bool:
        again_at, pause = self._woken.get(row.pk, (0, FIRST_PAUSE_SECONDS))
        if now < again_at or not work.wake(row):
            return False
        self._woken[row.pk] = (now + pause, min(pause * 2, LONGEST_PAUSE_SECONDS))
        return True


class Keeper:
    """Keeps the log signed and watched and the mornings told: lines are sealed and mails asked for every minute,
    new lines verified every hour, parked work looked at every few seconds.
    """

    def __init__(self):
        self._seals_at = self._verifies_at = self._mornings_at = self._parked_at = monotonic()

    def keep(self) -> None:
        """Does what is due by now; a fault goes to the log stream, where the owner of the database cannot remove it."""
        now = monotonic()
        if now >= self._seals_at:
            self._seals_at = now + SEAL_SECONDS
            checkpoints.seal_late([SITE, *Brand.objects.values_list("public_id", flat=True)])
        if now >= self._mornings_at:
            self._mornings_at = now + MORNING_SECONDS
            mornings.ask_for_mornings()
            course.keep_time()
        if now >= self._parked_at:
            self._parked_at = now + PARKED_LOOK_SECONDS
            parked.try_again_by_itself()
        if now >= self._verifies_at:
            self._verifies_at = now + VERIFY_SECONDS
            for fault in verifying.verify(since_checkpoint=True):
                log.error("the audit log was changed", chain=fault.chain, line=fault.seq, fault=fault.sentence)


class Chores:
    """A thread that does the chores while this process leads."""

    def __init__(self, stop: threading.Event):
        self.stop, self.waker, self.keeper = stop, Waker(), Keeper()
        self.thread = threading.Thread(target=self._run, name="chores", daemon=True)

    def start(self) -> None:
        """Starts the thread; it ends when ``stop`` is set. The tasks' names are known only once they are imported."""
        app.loader.import_default_modules()
        self.thread.start()

    def _run(self) -> None:
        while not self.stop.wait(min(0.25, settings.HEARTBEAT_SECONDS)):
            try:
                close_old_connections()
                if heartbeat.lead("sweeper", seconds=5 * settings.HEARTBEAT_SECONDS):
                    self.waker.wake_due()
                    self.keeper.keep()
            except DatabaseError as problem:
                log.warning("the database does not answer; the chores wait", problem=type(problem).__name__)
                self.stop.wait(1)
