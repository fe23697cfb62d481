"""Boards to test with: a brief with candidates, and the small acts that tests repeat."""

from django.urls import reverse

from generation.models import Candidate
from review.models import Review
from tests import factories

FRAGMENT = {"HTTP_HX_REQUEST": "true"}


def a_board(brand, count=3, product=None, **fields):
    """A brief with so many candidates of one prompt version, drawn from one stored image."""
    brief = factories.a_brief(brand, product=product)
    image = factories.a_stored_image(brand)
    return brief, [factories.a_candidate(brief, image=image, **fields) for _ in range(count)]


def address(name, brief, **query) -> str:
    """The address of a page of the room."""
    text = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(f"review:{name}", args=(brief.public_id,)) + (f"?{text}" if text else "")


def press(client, brief, act, *candidates, fragment=True, **data):
    """Posts a verdict on candidates as the page does."""
    chosen = [f"{candidate.public_id}.{data.pop('version', 0)}" for candidate in candidates]
    extra = FRAGMENT if fragment else {}
    return client.post(address("verdict", brief), {"act": act, "c": chosen, **data}, **extra)


def verdict_of(candidate, person) -> str | None:
    """What the person thinks of the candidate; None for nothing ever said."""
    found = Review.objects.filter(candidate=candidate, by=person).first()
    return found.verdict if found else None


def state_of(candidate) -> str:
    """The candidate's state as stored."""
    return Candidate.objects.get(pk=candidate.pk).state


def events(action, candidate) -> int:
    """How many events of that name the log holds on the candidate."""
    from assets.models import AuditEvent

    return AuditEvent.objects.filter(action=action, object_id=candidate.public_id).count()
