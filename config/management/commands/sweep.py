"""Owns the process that drives outside work and finds what was lost. Several may run; one leads the chores."""

import signal
import sys
import threading

from django.core.management import BaseCommand

from config import heartbeat
from config.sweeping import Chores
from generation import engine

# the loop computes all the time while hundreds of images are under way, and a thread that comes back from the database
# waits for it up to so long; with Python's own 5 ms each write would take many times what it costs
SWITCH_SECONDS = 0.0005


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT; leases keep two sweepers from doing the same work."""

    help = "Drives generation and other outside work, and wakes workers for work rows that the broker lost."

    def handle(self, *args, **options):
        """Chores in a thread, the engine in the main one; an engine that fails ends the process with its error."""
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        sys.setswitchinterval(SWITCH_SECONDS)
        chores = Chores(stop)
        chores.start()
        try:
            engine.drive(stop)
        finally:
            stop.set()
            chores.thread.join(5)
            heartbeat.step_down("sweeper")
