"""Owns the process that drives outside work and finds what was lost. Several may run; one leads the chores."""

import signal
import threading

from django.core.management import BaseCommand

from config import heartbeat
from config.sweeping import Chores
from generation import engine


class Command(BaseCommand):
    """Runs until SIGTERM or SIGINT; leases keep two sweepers from doing the same work."""

    help = "Drives generation and other outside work, and wakes workers for work rows that the broker lost."

    def handle(self, *args, **options):
        """Chores in a thread, the engine in the main one; an engine that fails ends the process with its error."""
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        chores = Chores(stop)
        chores.start()
        try:
            engine.drive(stop)
        finally:
            stop.set()
            chores.thread.join(5)
            heartbeat.step_down("sweeper")
