"""Owns the counts that an auditor looks at first: what may soon, or should already, not be in use."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from assets import clock
from assets.clearance import State, state_expression
from assets.models import Asset, Publication


@dataclass(frozen=True)
class Worry:
    """One count with its words, the status it is drawn in, and the address of the images behind it."""

    count: int
    words: str
    status: str
    url: str


def of(brands) -> list[Worry]:
    """Rights that end soon, rights that ended, publications that failed; one query for each, zeros included."""
    rights = _rights(brands)
    failed = Publication.objects.filter(brand__in=brands, state__in=["failed", "unknown"]).count()
    ended = rights["expired"] + rights["revoked"]
    return [
        Worry(rights["soon"], "images whose rights end soon", "changes", _library(rights="expiring_soon")),
        Worry(ended, "images whose rights have ended", "rejected", _library(rights="expired")),
        Worry(failed, "publications that failed", "failed", _library(standing="failed")),
    ]


def _rights(brands) -> dict:
    current = state_expression(clock.now(), "rights__current__")
    found = Asset.objects.filter(brand__in=brands, state=Asset.State.APPROVED).annotate(rights_state=current)
    return found.aggregate(
        soon=Count("pk", filter=Q(rights_state=State.EXPIRING)),
        expired=Count("pk", filter=Q(rights_state=State.EXPIRED)),
        revoked=Count("pk", filter=Q(rights_state=State.REVOKED)),
    )


def _library(**asked) -> str:
    return reverse("assets:library", query=asked)
