"""Owns how far each person has seen a brief's candidates, so that lists can say what is new."""

from django.db.models import Max

from assets import clock
from generation.models import Brief, BriefVisit, Candidate


def note(brief: Brief, *, by, newest: int | None = None) -> None:
    """Remembers that the person has the board before them; ``newest`` is the primary key of its newest candidate.

    One statement when ``newest`` is known, so that opening a board stays cheap.
    """
    if newest is None:
        newest = Candidate.objects.filter(brief=brief).aggregate(newest=Max("pk"))["newest"] or 0
    BriefVisit.objects.bulk_create(
        [BriefVisit(brief=brief, user=by, last_candidate=newest, at=clock.now())],
        update_conflicts=True,
        unique_fields=["brief", "user"],
        update_fields=["last_candidate", "at"],
    )
