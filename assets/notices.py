"""Owns what follows from a delivery service's own reports: they are hints, and the service itself is asked then."""

from django.db import transaction
from django.db.models.functions import Now

from assets import publishing, work
from assets.models import Publication, Work

S = Publication.State
CAME = {"upload"}
WENT = {"delete", "rename"}
# what is looked into, by the state of the publication that the report is about
AFTER_CAME = {S.UNKNOWN: publishing.PUBLISH, S.PUBLISHING: publishing.PUBLISH}
AFTER_WENT = {S.LIVE: publishing.LOOK_UP, S.WITHDRAWING: publishing.TAKE_DOWN}


def take(kind: str, public_ids, *, publisher: str) -> int:
    """Has the publications looked into that a report is about, and returns how many those are.

    A report may come twice, late, in any order and about pictures of others; none of that changes anything.
    """
    wanted = AFTER_CAME if kind in CAME else AFTER_WENT if kind in WENT else {}
    with transaction.atomic():
        found = Publication.objects.filter(publisher=publisher, remote_id__in=public_ids, state__in=wanted)
        publications = list(found.select_related("brand")[:100])
        for publication in publications:
            _hurry(wanted[publication.state], publication)
    return len(publications)


def _hurry(kind, publication):
    """Work that waits becomes due; where none is left, it is asked for anew."""
    row = work.ask(kind, publication, brand=publication.brand)
    if Work.objects.filter(pk=row.pk, lease_until=None, run_after__gt=Now()).update(run_after=Now()):
        transaction.on_commit(lambda: work.wake(row))
