"""Owns the signs of life of the worker and the sweeper, by the database's clock; /readyz reads them."""

import os
import socket
import threading
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.db.models import Q
from django.db.models.functions import Now

log = structlog.get_logger("proofmark.heartbeat")


def holder() -> str:
    """This process: machine and process id."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}"


def beat(name: str) -> None:
    """Writes that a process of this name is alive."""
    from assets.models import Heartbeat

    Heartbeat.objects.update_or_create(name=name, defaults={"at": Now(), "holder": holder()})


def lead(name: str, *, seconds: float) -> bool:
    """Takes or keeps the lead under a name; False while another process holds it and lives."""
    from assets.models import Heartbeat

    free = Q(holder=holder()) | Q(at__lt=Now() - timedelta(seconds=seconds))
    if Heartbeat.objects.filter(free, name=name).update(at=Now(), holder=holder()):
        return True
    _, created = Heartbeat.objects.get_or_create(name=name, defaults={"at": Now(), "holder": holder()})
    return created


def step_down(name: str) -> None:
    """Leaves the lead so that another process need not wait for the lease to end."""
    from assets.models import Heartbeat

    Heartbeat.objects.filter(name=name, holder=holder()).delete()


def beat_in_background(sender=None, **_) -> None:
    """Celery's worker_ready: a thread of the worker's main process beats until the process ends."""
    threading.Thread(target=_beat_forever, args=("worker",), name="heartbeat", daemon=True).start()


def _beat_forever(name: str) -> None:
    pause = threading.Event()
    while True:
        try:
            close_old_connections()
            beat(name)
        except DatabaseError as problem:
            log.warning("no heartbeat could be written", process=name, problem=type(problem).__name__)
        pause.wait(settings.HEARTBEAT_SECONDS)
