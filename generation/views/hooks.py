"""Owns the address at which outside services call us about one attempt: proved twice, answered only after commit."""

import json
import re
from datetime import timedelta

import structlog
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from assets import clock
from generation import callbacks, deliveries
from generation.providers.catalogue import calls_back

MOST_BYTES = 256 * 2**10
OLDEST, NEWEST = timedelta(hours=24), timedelta(hours=2)  # calls may be late, and clocks may differ by an hour
KEPT = ("id", "task_id", "status", "result", "error", "message", "details", "progress", "cost", "timestamp")
NUL = re.compile(r"\\u0000|\x00")

log = structlog.get_logger("proofmark.hooks")


@login_not_required
@csrf_exempt
@require_POST
def hook(request, kind: str, ref: str, token: str):
    """401 for a call that does not prove itself, 400 for one that cannot be read; 200 once it is kept."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return _no(413, "This call is too large.")
    body = request.body
    proof = {
        "verbatim": request.headers.get("X-Webhook-Secret"),
        "signature": request.headers.get("X-BFL-Signature"),
    }
    # both are always worked out, so that the time of the answer does not tell which one was wrong
    known, proved = callbacks.is_token(ref, token), callbacks.is_proved(ref, body, **proof)
    if not (known and proved and calls_back(kind)):
        log.warning("a call was refused", provider=kind, attempt=ref)
        return _no(401, "This call does not prove where it comes from.")
    payload = _read(body)
    if payload is None:
        return _no(400, "This call cannot be read.")
    if not _is_of_now(payload.get("timestamp")):
        return _no(400, "This call has an impossible time.")
    deliveries.receive(ref, body, payload)
    return HttpResponse(status=200)


def _read(body: bytes) -> dict | None:
    """The fields that mean something of a JSON object; None for anything else."""
    try:
        text = body.decode("utf-8")
        found = None if NUL.search(text) else json.loads(text)
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode("utf-8")  # what no database keeps
    except (ValueError, RecursionError):
        return None
    return {name: found[name] for name in KEPT if name in found} if isinstance(found, dict) else None


def _is_of_now(said) -> bool:
    """Whether a time, where one is given, is one of the last day: seconds or milliseconds, or an ISO date."""
    if said is None:
        return True
    now = clock.now().timestamp()
    at = _instant(said)
    return at is not None and now - OLDEST.total_seconds() <= at <= now + NEWEST.total_seconds()


def _instant(said) -> float | None:
    if isinstance(said, bool) or not isinstance(said, int | float | str):
        return None
    try:
        number = float(said)
        return number / 1000 if number > 1e11 else number
    except OverflowError:
        return None
    except ValueError:
        pass
    try:
        at = parse_datetime(said)
    except ValueError:
        return None
    return at.timestamp() if at and at.tzinfo else None


def _no(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
