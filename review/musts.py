"""Owns the ticks beside the brief's must-haves: each person's own note on an image. They decide nothing and nobody else
sees them, so the log has no line for them."""

from django.db.models import OuterRef, Subquery

from review.models import Ticks


def ticked_by(user, candidate="pk") -> Subquery:
    """For a query whose ``candidate`` column names an image: the lines that this person has ticked, or NULL."""
    return Subquery(Ticks.objects.filter(candidate=OuterRef(candidate), person=user).values("lines")[:1])


def tick(candidate, lines, *, by) -> list[str]:
    """Keeps exactly these lines of the brief as found by this person; what is no line of the brief is left out."""
    found = [line for line in candidate.brief.must_haves if line in lines]
    Ticks.objects.update_or_create(candidate=candidate, person=by, defaults={"lines": found})
    return found
