"""Owns walking back and forth over a person's own acts on a board. Each walk is a new event, never a deletion."""

from dataclasses import dataclass

from django.db import transaction

from assets import access, clock
from assets.problems import Conflict, Refused
from review import opinions, queue
from review.models import Step
from review.opinions import Opinion, Outcome

REACH = 50  # steps


@dataclass(frozen=True)
class Walk:
    """What an undo or redo did: the kind of step, and the outcome for each candidate."""

    kind: str
    outcome: Outcome


def undo(brief, *, by) -> Walk:
    """Takes back this person's last act on the board. Raises Refused if there is none within reach, and Conflict,
    with who and when, if a later act of somebody stands on all of it."""
    access.require(by, "review", brief.brand)
    with transaction.atomic():
        step = _steps(brief, by).filter(undone_at=None).order_by("-pk").first()
        if step is None or _depth(brief, by) >= REACH:
            raise Refused("There is nothing of yours to undo on this board.", code="empty")
        walk = _walk(step, brief, by, undone_at=clock.now())
    return _told(walk)


def redo(brief, *, by) -> Walk:
    """Does again what this person undid last, unless they did something else since."""
    access.require(by, "review", brief.brand)
    with transaction.atomic():
        standing = _steps(brief, by).filter(undone_at=None).order_by("-pk").values_list("pk", flat=True).first()
        step = _steps(brief, by).exclude(undone_at=None).filter(pk__gt=standing or 0).order_by("pk").first()
        if step is None:
            raise Refused("There is nothing to do again on this board.", code="empty")
        walk = _walk(step, brief, by, undone_at=None)
    return _told(walk)


def _steps(brief, by):
    return Step.objects.select_for_update().filter(brief=brief, by=by)


def _depth(brief, by) -> int:
    """How many steps were walked back since this person's last act that stands."""
    standing = Step.objects.filter(brief=brief, by=by, undone_at=None).order_by("-pk").values_list("pk", flat=True)
    return Step.objects.filter(brief=brief, by=by, pk__gt=standing.first() or 0).count()


def _walk(step, brief, by, undone_at) -> Walk:
    Step.objects.filter(pk=step.pk).update(undone_at=undone_at)
    back = undone_at is not None
    carry_out = _sending if step.kind == Step.Kind.SENDING else _opinions
    return Walk(step.kind, carry_out(step, brief, by, back))


def _told(walk: Walk) -> Walk:
    """The walk, or Conflict if nothing could be walked; the step counts as walked, so that the next can be reached."""
    if not walk.outcome.changed:
        raise Conflict(f"{walk.outcome.skipped[0][1]} Nothing was changed now.", code="locked")
    return walk


def _candidates(step, brief):
    return brief.candidates.filter(public_id__in=[change["candidate"] for change in step.changes])


def _opinions(step, brief, by, back) -> Outcome:
    here, there = ("after", "before") if back else ("before", "after")
    wanted = {change["candidate"]: Opinion(**change[there]) for change in step.changes}
    expected = {change["candidate"]: Opinion(**change[here]) for change in step.changes}
    return opinions.restore(_candidates(step, brief), wanted, expected, by=by)


def _sending(step, brief, by, back) -> Outcome:
    if back:
        before = {change["candidate"]: change["before"] for change in step.changes}
        return queue.take_back(_candidates(step, brief), by=by, before=before)
    return queue.send_again(_candidates(step, brief), by=by)
