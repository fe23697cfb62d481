"""Owns how far each person has seen a brief's candidates, so that lists can say what is new."""

from django.db.models import Subquery
from django.db.models.functions import Coalesce

from assets import clock
from generation.models import Brief, BriefVisit, Candidate


def note(brief: Brief, *, by) -> None:
    """Remembers that the person has the board before them, up to its newest candidate; one statement."""
    newest = Candidate.objects.filter(brief=brief).order_by("-pk").values("pk")[:1]
    BriefVisit.objects.bulk_create(
        [BriefVisit(brief=brief, user=by, last_candidate=Coalesce(Subquery(newest), 0), at=clock.now())],
        update_conflicts=True,
        unique_fields=["brief", "user"],
        update_fields=["last_candidate", "at"],
    )
