"""Owns the calls of outside services: each is kept once for a day, and can only ever move an attempt forwards.

A call is a hint. Whoever works on the attempt is woken and asks the service itself; only for an attempt whose
outcome is unknown does the call say where to ask.
"""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from generation import outcomes
from generation.models import Attempt, WebhookDelivery

KEPT_FOR = timedelta(hours=24)


@transaction.atomic
def receive(ref: str, body: bytes, payload: dict) -> WebhookDelivery:
    """Keeps a proven call about the attempt of this public id, known or not, and settles what it can settle."""
    digest = hashlib.sha256(body).hexdigest()
    row, new = WebhookDelivery.objects.get_or_create(attempt_ref=ref, body_sha256=digest, defaults={"payload": payload})
    if not new:
        WebhookDelivery.objects.filter(pk=row.pk).update(times=F("times") + 1)
    attempt = Attempt.objects.filter(public_id=ref).first()
    if attempt is not None:
        outcomes.told_by_call(attempt, task_of(payload))
    return row


def task_of(payload: dict) -> str:
    """The provider's own id of the task that a call is about; empty when it names none."""
    named = payload.get("id") or payload.get("task_id")
    return named if isinstance(named, str) else ""


def newest(refs: list[str]) -> dict[str, tuple[int, dict]]:
    """Attempt: the number and content of the last call about it; one query."""
    rows = WebhookDelivery.objects.filter(attempt_ref__in=refs).order_by("pk")
    return {ref: (pk, payload) for ref, pk, payload in rows.values_list("attempt_ref", "pk", "payload")}


def catch_up(attempt: Attempt) -> bool:
    """Settles an attempt whose outcome has just become unknown by a call that came before; whether there was one."""
    found = newest([attempt.public_id]).get(attempt.public_id)
    return bool(found) and outcomes.told_by_call(attempt, task_of(found[1]))


def settle_late() -> int:
    """Settles attempts of unknown outcome that a call is kept for, whichever came first; how many those were."""
    kept = WebhookDelivery.objects.values("attempt_ref")
    unknown = Attempt.objects.filter(state=Attempt.State.UNKNOWN, public_id__in=kept)
    return sum(_settle(attempt) for attempt in unknown)


@transaction.atomic
def _settle(attempt: Attempt) -> bool:
    return catch_up(attempt)


def purge() -> int:
    """Forgets calls that are older than a day; how many those were."""
    return WebhookDelivery.objects.filter(received_at__lt=Now() - KEPT_FOR).delete()[0]
