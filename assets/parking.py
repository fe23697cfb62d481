"""Owns parked work: what was put aside because it kept stopping the program, and its second chance."""

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from assets import audit, work
from assets.models import Work
from assets.people import require_site_admin
from assets.problems import Conflict

FRESH = {"crashes": 0, "attempts": 0, "lease_token": "", "lease_until": None, "last_error": "", "finished_at": None}


def parked():
    """All parked work, the newest first."""
    return Work.objects.filter(state=Work.State.PARKED).select_related("brand").order_by("-finished_at", "-pk")


@transaction.atomic
def retry(row: Work, *, by, then=None) -> Work:
    """Opens parked work again on a site admin's word; ``then(row, by)`` brings its subject back to where it stood.

    Raises Conflict when it is not parked any more, or was asked for anew meanwhile.
    """
    require_site_admin(by, "try parked work again")
    subject = then(row, by) if then else None
    _open(row)
    row.refresh_from_db()
    audit.record("work.retried", subject or row, by=by, brand=row.brand, details={"work": row.pk, "kind": row.kind})
    transaction.on_commit(lambda: work.wake(row))
    return row


def _open(row: Work) -> None:
    try:
        with transaction.atomic():
            rows = Work.objects.filter(pk=row.pk, state=Work.State.PARKED)
            if rows.update(state=Work.State.OPEN, run_after=Now(), **FRESH):
                return
    except IntegrityError:
        pass  # the same was asked for anew
    raise Conflict("This work is not parked any more: somebody was first. Nothing was changed. Load the page again.")
