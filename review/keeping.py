"""Owns marking what must stay visible in every crop of an image: a face, a logo, the product.

People draw the boxes, on the picture or in numbers. They advise, as all that is known of a crop does: a channel that
cuts one is shown in red, and nothing is blocked.
"""

from django.db import transaction
from django.db.models import OuterRef, Subquery

from assets import access, audit, wording
from assets.identifiers import opaque_id
from assets.problems import Conflict, Refused
from assets.revisions import revise
from generation.models import Candidate
from review import threads
from review.models import Kept
from review.places import Place

MOST = 12  # boxes on one image
LONGEST = 40  # characters of what is in a box
USUAL = "Marked part"
# for a query of candidates: the boxes of the version before, or NULL
BEFORE = Subquery(Kept.objects.filter(candidate=OuterRef("parent")).values("boxes")[:1])


def mark(candidate: Candidate, *, by, place: Place, what: str = "") -> Kept:
    """Adds a box; the same box twice is one. Raises Refused for a place without extent, Conflict once the image is
    decided or replaced."""
    what = wording.plain(what, what="What it is", longest=LONGEST) or USUAL
    if not place.w or not place.h:
        raise Refused("A part that must stay visible has a width and a height. Nothing was saved. Draw a rectangle.")
    box = {"what": what} | {name: str(getattr(place, name)) for name in "xywh"}
    with transaction.atomic():
        kept, boxes = _locked(candidate, by)
        if any(box.items() <= one.items() for one in boxes):
            return kept
        if len(boxes) >= MOST:
            raise Refused(f"An image holds {MOST} marked parts. Nothing was saved. Remove one first.", code="many")
        return _write(candidate, kept, [*boxes, box | {"id": opaque_id(), "by": by.public_id}], by)


def remove(candidate: Candidate, box_id: str, *, by) -> Kept | None:
    """Takes a box away; one that is gone already changes nothing."""
    with transaction.atomic():
        kept, boxes = _locked(candidate, by)
        left = [one for one in boxes if one["id"] != box_id]
        return kept if left == boxes else _write(candidate, kept, left, by)


def take_over(candidate: Candidate, *, by) -> Kept | None:
    """Marks what is marked on the version before, in the same places; twice is once. Raises as ``mark`` does."""
    with transaction.atomic():
        kept, boxes = _locked(candidate, by)
        before = Kept.objects.filter(candidate=candidate.parent_id).first()
        added = _lacking(before.boxes if before else [], boxes)
        if len(boxes) + len(added) > MOST:
            raise Refused(f"An image holds {MOST} marked parts. Nothing was saved. Remove some first.", code="many")
        new = [one | {"id": opaque_id(), "by": by.public_id} for one in added]
        return _write(candidate, kept, [*boxes, *new], by) if new else kept


def left_behind(candidate) -> list[dict]:
    """What is marked on the version before and not here, for a candidate that knows its ``boxes_before``."""
    kept = getattr(candidate, "kept", None)
    return _lacking(candidate.boxes_before or [], kept.boxes if kept else [])


def _lacking(before, boxes) -> list[dict]:
    here = [{name: one[name] for name in ("what", *"xywh")} for one in boxes]
    return [one for one in before if not any(mine.items() <= one.items() for mine in here)]


def boxes_of(candidate: Candidate) -> list[dict]:
    """The boxes with their sides as numbers; no query for a candidate loaded as cases does."""
    kept = getattr(candidate, "kept", None)
    return [one | {name: float(one[name]) for name in "xywh"} for one in kept.boxes] if kept else []


def _locked(candidate, by) -> tuple[Kept | None, list]:
    access.require(by, "review", candidate.brand)
    row = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    if sentence := threads.closed_because(row, replaced=row.children.exists()):
        raise Conflict(f"{sentence.replace('its threads', 'it')} Nothing was saved.", code="closed")
    kept = Kept.objects.filter(candidate=row).select_related("brand").first()
    return kept, kept.boxes if kept else []


def _write(candidate, kept, boxes, by) -> Kept:
    if kept:
        return revise(kept, {"boxes": boxes}, event="kept.changed", by=by)
    made = Kept.objects.create(brand=candidate.brand, candidate=candidate, boxes=boxes)
    audit.record("kept.changed", made, by=by, brand=candidate.brand, after={"boxes": boxes})
    return made
