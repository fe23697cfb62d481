"""Brings one image through its whole story by the domain functions: sent, cleared, approved, published."""

from assets import publishing
from assets.models import Publication
from review import decisions
from tests.decisions import waiting
from tests.library import shelf


def published(brand):
    """A candidate approved by somebody else and live at the folder publisher: (candidate, decision, publication)."""
    candidate = waiting.a_ready(brand)
    decision = decisions.approve(candidate, by=waiting.a_judge(candidate), bound=waiting.bound_of(candidate))
    publication = shelf.run(publishing.PUBLISH, Publication.objects.get(asset=decision.asset))
    candidate.refresh_from_db()
    return candidate, decision, publication
