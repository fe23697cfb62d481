"""Owns turning down many images of one brief at once: rejecting them, or asking for changes on all. Each is a decision
of its own, all of them are one step to undo."""

from assets import access, wording
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
    candidates = _decidable(candidates, by)
    codes = reasons.checked(codes, note)
    return _turn_down(decisions.reject, candidates, by=by, codes=codes, note=note, **seen)


def return_all(candidates, *, by, codes, note: str, **seen) -> Outcome:
    """Asks for the same changes on each candidate of one brief that waits for this person. As ``reject_all``; reasons
    are not needed, but Refused without a comment."""
    candidates = _decidable(candidates, by)
    note = wording.needed(note, what="What should change", longest=1000)
    return _turn_down(decisions.request_changes, candidates, by=by, codes=codes, note=note, **seen)


def _decidable(candidates, by) -> list[Candidate]:
    """The candidates in order. Raises Refused for none, Forbidden for somebody who may not decide in their brand."""
    if not candidates:
        raise Refused("Nothing is chosen. Nothing was decided. Select images that wait first.", code="empty")
    access.require(by, "decide", candidates[0].brand)
    return sorted(candidates, key=lambda one: one.pk)


def _turn_down(act, candidates, *, by, **said) -> Outcome:
    rounds = dict(
        Round.objects.filter(candidate__in=candidates, state=Round.State.OPEN).values_list("candidate", "public_id")
    )
    brief, outcome = candidates[0].brief, Outcome()
    step = Step.objects.create(brief=brief, by=by, kind=Step.Kind.DECISION, changes=[])
    for candidate in candidates:
        try:
            _require_waiting(candidate)
            act(candidate, by=by, round_id=rounds.get(candidate.pk, ""), step=step, **said)
        except (Conflict, Forbidden, Refused) as problem:
            outcome.skipped.append((candidate, problem.sentence))
        else:
            outcome.changed.append(candidate)
    if not outcome.changed:
        step.delete()
        raise Conflict(outcome.skipped[0][1], code="locked")
    return outcome


def _require_waiting(candidate: Candidate) -> None:
    if candidate.state in (Candidate.State.OPEN, Candidate.State.CHANGES):
        raise Refused("It does not wait for approval, so it cannot be turned down. Pass it instead.", code="not_sent")
