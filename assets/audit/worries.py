"""Owns the counts that an auditor looks at first: what may soon, or should already, not be in use."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from assets import clock
from assets.clearance import State, state_expression
from assets.models import Asset, UsageRights

OVER = (State.EXPIRED, State.REVOKED)


@dataclass(frozen=True)
class Worry:
    """One count with its words, the status it is drawn in, and the address of the images behind it."""

    count: int
    words: str
    status: str
    url: str


def of(brands) -> list[Worry]:
    """Rights that end soon, rights that ended, publications that failed; two queries, zeros included."""
    rights = _rights(brands)
    failed = Asset.objects.filter(brand__in=brands, standing=Asset.Standing.FAILED).count()
    return [
        Worry(rights["soon"], "rights records end soon", "changes", _records(State.EXPIRING)),
        Worry(rights["over"], "rights records have ended", "rejected", _records(*OVER)),
        Worry(
            failed, "images could not be published", "failed", reverse("assets:library", query={"standing": "failed"})
        ),
    ]


def _rights(brands) -> dict:
    found = UsageRights.objects.filter(brand__in=brands)
    return found.annotate(state=state_expression(clock.now(), "current__")).aggregate(
        soon=Count("pk", filter=Q(state=State.EXPIRING)), over=Count("pk", filter=Q(state__in=OVER))
    )


def _records(*states) -> str:
    return reverse("assets:rights_records", query={"state": [state.value for state in states]})
