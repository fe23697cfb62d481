"""Owns opening a stage again of which a signature was taken back, as long as nobody signed a later one."""

from django.db.models import Q

from assets.problems import Conflict
from review.models import Decision, SignOff, Stage

Outcome = Stage.Outcome


def reopen_for(decision: Decision) -> None:
    """Opens the vote's stage again after it was taken back, and unbegins what had begun because of it.

    Raises Conflict when somebody has signed a later stage since.
    """
    reopen(Stage.objects.get(pk=decision.stage_id), but=decision.pk)


def reopen(stage: Stage, *, but: int = 0) -> None:
    """Opens a stage again of which a signature is gone; ``but`` is the key of a decision that does not count.

    Raises Conflict when somebody has signed a later stage since.
    """
    later = Stage.objects.filter(round=stage.round_id, position__gt=stage.position)
    if stage.closed_at:
        begun = later.filter(opened_at__gte=stage.closed_at)
        if last := _last_signature(begun, but):
            sentence = f"{last[0]} has signed “{last[1]}” since. Your signature stays. Ask for changes instead."
            raise Conflict(sentence, code="acted_later")
        begun.filter(closed_at=None).update(opened_at=None)
    reopened = Q(pk=stage.pk) | Q(round=stage.round_id, outcome=Outcome.ENDED)
    Stage.objects.filter(reopened).update(closed_at=None, outcome=Outcome.NONE)


def _last_signature(begun, but) -> tuple | None:
    """Who signed one of these stages last, and which: a person of the house or a guest."""
    signed = Decision.objects.filter(stage__in=begun, voided_at=None).exclude(pk=but)
    if last := signed.select_related("by", "stage").order_by("-pk").first():
        return last.by, last.stage.name
    by_guests = SignOff.objects.filter(stage__in=begun, verdict__isnull=False)
    place = by_guests.select_related("stage", "verdict__guest").first()
    return (f"Guest {place.verdict.guest}", place.stage.name) if place else None
