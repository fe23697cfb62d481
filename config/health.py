"""Owns the two addresses that machines ask: /healthz (this process) and /readyz (all that it needs). No secrets."""

import time
import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.base import ContentFile
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models.functions import Now
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from assets import clock, parking, safekeeping, storage
from assets.models import Heartbeat
from assets.problems import Unavailable
from config.celery import app

STALE_SECONDS = 4
BROKER_LOOK_SECONDS = 2
OK, FULL = "ok", "full; pages are served, pictures wait until there is room"


@login_not_required
@require_safe
def healthz(request):
    """200 while this process answers; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request):
    """503 when pages cannot be served; 200 with status "degraded" when slow work waits. One word for each part."""
    needed = {"database": _database(), "migrations": None, "storage": _storage()}
    needed["migrations"] = _migrations() if needed["database"] == OK else "unknown"
    answers = needed["database"] == OK
    waiting = {"broker": _broker(), **_heartbeats(answers), **_others(answers)}
    ready = all(value in (OK, FULL) for value in needed.values())
    whole = all(value == OK for value in (*needed.values(), *waiting.values()))
    status = OK if whole else "degraded" if ready else "not ready"
    return JsonResponse({"status": status, **needed, **waiting}, status=200 if ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        connection.close()
        return "does not answer"
    return OK


_applied = {"until": None}


def _migrations() -> str:
    """Looked up until all are applied, then taken as true for the life of the process."""
    if _applied["until"] != "all":
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "not applied; run manage.py prepare"
        _applied["until"] = "all"
    return OK


def _storage() -> str:
    name = f"ready/{uuid.uuid4().hex}"
    try:
        with safekeeping.told_when_full():
            kept = storage.private().save(name, ContentFile(b"ready"))
        storage.private().delete(kept)
    except Unavailable:
        return FULL
    except Exception:
        return "cannot be written"
    return OK


def _others(database_answers: bool) -> dict:
    return {"take_down": _take_down(), "clock": _clock()} if database_answers else {}


def _clock() -> str:
    off = clock.behind()
    return OK if abs(off) < clock.LARGE else f"{abs(off).total_seconds():.0f} s wrong; the database's is used"


def _take_down() -> str:
    """An alarm for who watches: a picture that is to be gone may still be seen."""
    number = parking.stuck().count()
    return f"{number} could not be taken down yet; see Generators" if number else OK


_broker_seen = {"at": 0.0, "word": OK}


def _broker() -> str:
    """Asked at most every two seconds; without it work starts later, through the sweeper."""
    if time.monotonic() - _broker_seen["at"] > BROKER_LOOK_SECONDS:
        try:
            with app.connection_for_write(connect_timeout=1) as broker:
                broker.ensure_connection(max_retries=0, timeout=1)
            word = OK
        except Exception:
            word = "does not answer; work starts later"
        _broker_seen.update(at=time.monotonic(), word=word)
    return _broker_seen["word"]


def _heartbeats(database_answers: bool) -> dict:
    if not database_answers:
        return {"worker": "unknown", "sweeper": "unknown"}
    stale = max(STALE_SECONDS, 4 * settings.HEARTBEAT_SECONDS)
    alive = set(Heartbeat.objects.filter(at__gte=Now() - timedelta(seconds=stale)).values_list("name", flat=True))
    return {name: OK if name in alive else f"no sign of life for {stale:g} s" for name in ("worker", "sweeper")}
