"""Owns what took an image's place: the newer version that was sent for approval, and how versions are numbered."""

from django.db.models import Exists, OuterRef

from assets import clock
from assets.problems import Conflict
from generation.makers import DEEPEST, family, lineage
from generation.models import Candidate
from review.models import Round

# of a candidate: whether a newer version took its place
IS_REPLACED = Exists(Candidate.objects.filter(parent=OuterRef("pk")))


def newer(candidate: Candidate) -> Candidate | None:
    """The newest version made from this one that was ever sent for approval. One query, however many versions."""
    rows = family(candidate, sent=Exists(Round.objects.filter(candidate=OuterRef("pk"))))
    last, sent = None, [one for one in rows.values() if one is not candidate and one.sent]
    for _ in range(DEEPEST):
        after = [one for one in sent if one.parent_id == (last or candidate).pk]
        if not after:
            break
        last = max(after, key=lambda one: one.pk)
    return last


def label(candidate: Candidate) -> str:
    """The version as people name it: "v1" for an image that was not made from another."""
    return f"v{sum(1 for _ in lineage(candidate))}"


def conflict(candidate: Candidate) -> Conflict | None:
    """The refusal of a verdict on a version that a newer one has replaced; ``detail["newer"]`` is the newer one."""
    found = newer(candidate) if candidate.state in (Candidate.State.OPEN, Candidate.State.CHANGES) else None
    if found is None:
        return None
    round_ = Round.objects.filter(candidate=found).select_related("sent_by").latest("number")
    when = clock.told(round_.created_at, candidate.brand.timezone)
    name = label(found)
    sentence = f"{round_.sent_by} sent {name} of this image for approval on {when}, and it took the place of this one."
    return Conflict(f"{sentence} Nothing was decided. Decide on {name}.", code="stale", detail={"newer": found})
