"""Owns parked work: what was put aside because it kept stopping the program, and its further chances."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from assets import audit, blame, publishing, work
from assets.models import Work
from assets.people import require_site_admin
from assets.problems import Conflict

FRESH = {"attempts": 0, "crashes": 0, "lease_token": "", "lease_until": None, "last_error": "", "finished_at": None}
# on its own chance it is alone with its process, and one more crash puts it aside again
ON_TRIAL = {**FRESH, "attempts": blame.MOST_CRASHES - 1, "crashes": blame.MOST_CRASHES - 1}
PAUSES = (1, 12, 144)  # in PARKED_SECONDS: five minutes, an hour, half a day; then it waits for a person
NEVER_GIVEN_UP = (publishing.TAKE_DOWN, publishing.EXPIRE)  # what must not stay out is tried for ever, each hour


def parked():
    """All parked work, the newest first."""
    return Work.objects.filter(state=Work.State.PARKED).select_related("brand").order_by("-finished_at", "-pk")


def due() -> list[Work]:
    """Parked work whose pause is over by the database's clock."""
    waiting = parked().filter(Q(chances__lt=len(PAUSES)) | Q(kind__in=NEVER_GIVEN_UP)).annotate(now=Now())
    return [row for row in waiting if next_chance(row) <= row.now]


def next_chance(row: Work) -> datetime | None:
    """When parked work is tried again by itself; None when it had all its chances and waits for a person."""
    pauses = (*PAUSES, None)
    if row.kind in NEVER_GIVEN_UP:
        pauses = PAUSES[:2]
    pause = pauses[min(row.chances, len(pauses) - 1)]
    return pause and row.finished_at + timedelta(seconds=pause * settings.PARKED_SECONDS)


def stuck():
    """Taking down that was put aside: pictures that are to be gone and may still be seen."""
    return parked().filter(kind__in=NEVER_GIVEN_UP)


@transaction.atomic
def retry(row: Work, *, by, then=None) -> Work:
    """Opens parked work again on a site admin's word; ``then(row, by)`` brings its subject back to where it stood.

    ``by`` is None when its pause is over. Raises Conflict when it is not parked any more, or was asked for anew.
    """
    if by is not None:
        require_site_admin(by, "try parked work again")
    subject = then(row, by) if then else None
    _open(row, {**FRESH, "chances": 0} if by else {**ON_TRIAL, "chances": F("chances") + 1})
    row.refresh_from_db()
    audit.record("work.retried", subject or row, by=by, brand=row.brand, details={"work": row.pk, "kind": row.kind})
    transaction.on_commit(lambda: work.wake(row))
    return row


def _open(row: Work, anew: dict) -> None:
    try:
        with transaction.atomic():
            rows = Work.objects.filter(pk=row.pk, state=Work.State.PARKED)
            if rows.update(state=Work.State.OPEN, run_after=Now(), **anew):
                return
    except IntegrityError:
        pass  # the same was asked for anew
    raise Conflict("This work is not parked any more: somebody was first. Nothing was changed. Load the page again.")
