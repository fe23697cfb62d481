"""Owns rejecting many images of one brief at once: each is a decision of its own, all of them are one step to undo."""

from assets import access
from assets.problems import Conflict, Forbidden, Refused
from generation.models import Candidate
from review import decisions, reasons
from review.models import Round, Step
from review.opinions import Outcome


def reject_all(candidates, *, by, codes, note: str = "", **seen) -> Outcome:
    """Rejects each candidate of one brief that waits for this person; the others are left alone with the reason.

    ``seen`` as for decisions.reject. Each rejection is a transaction of its own, so that nobody else waits for all of
    them; what broke off half-way is still one step. Raises Conflict with the first reason if nothing could be
    rejected, Refused without candidates or reasons.
    """
    candidates = sorted(candidates, key=lambda one: one.pk)
    if not candidates:
        raise Refused("Nothing is chosen. Nothing was decided. Select images that wait first.", code="empty")
    brief = candidates[0].brief
    access.require(by, "decide", brief.brand)
    codes = reasons.checked(codes, note)
    rounds = dict(
        Round.objects.filter(candidate__in=candidates, state=Round.State.OPEN).values_list("candidate", "public_id")
    )
    step, outcome = Step.objects.create(brief=brief, by=by, kind=Step.Kind.DECISION, changes=[]), Outcome()
    for candidate in candidates:
        try:
            _reject(candidate, rounds.get(candidate.pk, ""), by=by, codes=codes, note=note, step=step, **seen)
        except (Conflict, Forbidden, Refused) as problem:
            outcome.skipped.append((candidate, problem.sentence))
        else:
            outcome.changed.append(candidate)
    if not outcome.changed:
        step.delete()
        raise Conflict(outcome.skipped[0][1], code="locked")
    return outcome


def _reject(candidate: Candidate, round_id: str, **rest) -> None:
    if candidate.state in (Candidate.State.OPEN, Candidate.State.CHANGES):
        raise Refused("It does not wait for approval, so it cannot be rejected. Pass it instead.", code="not_sent")
    decisions.reject(candidate, round_id=round_id, **rest)
