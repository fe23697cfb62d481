"""Owns walking back and forth over a person's own acts. Each walk is a new event, never a deletion."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from assets import access, clock
from assets.problems import Conflict, Forbidden, Refused
from review import decisions, opinions, queue
from review.cases import Bound
from review.models import Decision, Step
from review.opinions import Opinion, Outcome

REACH = 50  # steps
VERDICT = Step.Kind.DECISION
TURNED_DOWN = {
    Decision.Verdict.REJECTED: decisions.reject,
    Decision.Verdict.CHANGES: decisions.request_changes,
}


@dataclass(frozen=True)
class Walk:
    """What an undo or redo did: the step, and the outcome for each candidate."""

    step: Step
    outcome: Outcome

    @property
    def kind(self) -> str:
        """Of which kind the step is."""
        return self.step.kind


def steps_of(by) -> dict:
    """Annotations of briefs from which ``told`` says how many steps back this person can go; ``step_back`` and
    ``step_forth`` are the public ids of the steps that an undo and a redo would walk now, or None."""
    mine = Step.objects.filter(brief=OuterRef("pk"), by=by).order_by()
    last = Step.objects.filter(brief=OuterRef("brief"), by=by, undone_at=None).order_by("-pk").values("pk")[:1]
    walked = mine.exclude(undone_at=None).filter(pk__gt=Coalesce(Subquery(last), 0))
    return {
        "steps_standing": _number(_standing(mine)),
        "steps_walked": _number(walked),
        "step_back": Subquery(_standing(mine).order_by("-pk").values("public_id")[:1]),
        "step_forth": Subquery(_undone(walked).values("public_id")[:1]),
    }


def told(brief) -> str:
    """How many steps this person can take back on the board, in words; for a brief with the annotations."""
    number = max(0, min(brief.steps_standing, REACH - brief.steps_walked))
    return f"{number} step{'' if number == 1 else 's'} to undo" if number else "Nothing to undo"


def _number(steps) -> Coalesce:
    return Coalesce(Subquery(steps.values("brief").annotate(number=Count("pk")).values("number")), 0)


def _standing(rows):
    """The steps that can be taken back; a verdict may have been taken back by itself."""
    valid = Decision.objects.filter(step=OuterRef("pk"), voided_at=None)
    return rows.filter(~Q(kind=VERDICT) | Exists(valid), undone_at=None)


def _undone(rows):
    """The steps among those walked back that can be walked forth, the last walked first; what was walked back before
    something else was done comes after that."""
    taken_back = Decision.objects.filter(step=OuterRef("pk"), voided_at__isnull=False)
    return rows.filter(~Q(kind=VERDICT) | Exists(taken_back), undone_at__isnull=False).order_by("-undone_at", "pk")


def undo(brief, *, by, step: str = "") -> Walk:
    """Takes back this person's last act on the board. Raises Refused if there is none within reach, and Conflict,
    with who and when, if a later act of somebody stands on all of it.

    ``step`` is the public id of the step that was the last one on screen: another one is never taken back in its
    place, and one that was taken back already, as when the answer was lost, is not taken back twice.
    """
    access.require(by, "review", brief.brand)
    rows = Step.objects.filter(brief=brief, by=by)
    if done := _meant(rows, step, _top(rows), back=True):
        return done
    return _back(rows, "There is nothing of yours to undo on this board.")


def undo_verdict(brands, *, by) -> Walk:
    """Takes back this person's last verdicts that stand in these brands, given at once or alone. Raises as ``undo``;
    what cannot be taken back any more counts as walked, so that the next call reaches the one before it."""
    rows = Step.objects.filter(by=by, kind=VERDICT, brief__brand__in=brands)
    return _back(rows, "There is no verdict of yours that could be taken back.")


def redo(brief, *, by, step: str = "") -> Walk:
    """Does again what this person undid last, unless they did something else since; ``step`` as for ``undo``."""
    access.require(by, "review", brief.brand)
    rows = Step.objects.filter(brief=brief, by=by)
    if done := _meant(rows, step, _next(rows), back=False):
        return done
    return _forth(rows, by, "There is nothing to do again on this board.")


def redo_verdict(brands, *, by) -> Walk:
    """Gives again the verdicts that this person took back last in these brands, unless they gave another since.

    An approval is bound to what was on screen then. Raises as ``undo``; what cannot be given again is passed over by
    the next call.
    """
    rows = Step.objects.filter(by=by, kind=VERDICT, brief__brand__in=brands)
    return _forth(rows, by, "There is no verdict of yours that could be given again.")


def _forth(rows, by, nothing: str) -> Walk:
    step = _next(rows)
    if step is None:
        raise Refused(nothing, code="empty")
    return _told(_walk(step, by, back=False))


def _back(rows, nothing: str) -> Walk:
    step = _top(rows)
    if step is None or rows.filter(pk__gt=_last_standing(rows)).count() >= REACH:
        raise Refused(nothing, code="empty")
    return _told(_walk(step, step.by, back=True))


def _top(rows) -> Step | None:
    """The step that an undo would walk."""
    return _standing(rows).select_related("brief", "by").order_by("-pk").first()


def _next(rows) -> Step | None:
    """The step that a redo would walk."""
    return _undone(rows).filter(pk__gt=_last_standing(rows)).select_related("brief").first()


def _meant(rows, named: str, here, *, back: bool) -> Walk | None:
    """None if the step that was on screen is the one that would be walked now. The walk without any change if it was
    walked already and nothing came after; raises Conflict if something else happened meanwhile."""
    if not named or (here and here.public_id == named):
        return None
    walked = _next(rows) if back else _top(rows)
    if walked is None or walked.public_id != named:
        raise Conflict(
            "You did something else on this board since, in another window. Nothing was changed now. Look, and press "
            "again.",
            code="walked",
        )
    same = [one.candidate for one in walked.decisions.select_related("candidate")]
    return Walk(walked, Outcome(same=same or list(_candidates(walked))))


def _last_standing(rows) -> int:
    """The key of the last step that was not walked back; what lies behind it was."""
    return rows.filter(undone_at=None).order_by("-pk").values_list("pk", flat=True).first() or 0


def _walk(step, by, *, back: bool) -> Walk:
    if step.kind == VERDICT:
        outcome = _verdicts(step, by, back)  # each in a transaction of its own: what broke off leaves the rest standing
        _turn(step, back)
        return Walk(step, outcome)
    carry_out = _sending if step.kind == Step.Kind.SENDING else _opinions
    with transaction.atomic():
        if not _turn(step, back):
            raise Conflict("You walked this step in another window. Look at it, and press again.", code="walked")
        return Walk(step, carry_out(step, by, back))


def _turn(step, back: bool) -> int:
    """Marks the step as walked back or forth, unless another window has done so."""
    return Step.objects.filter(pk=step.pk, undone_at__isnull=back).update(undone_at=clock.now() if back else None)


def _told(walk: Walk) -> Walk:
    """The walk, or Conflict if nothing could be walked; the step counts as walked, so that the next can be reached."""
    if not walk.outcome.changed:
        candidate, reason = walk.outcome.skipped[0]
        said = reason if walk.kind == VERDICT else f"{reason} Nothing was changed now."
        raise Conflict(said, code="locked", detail={"candidate": candidate})
    return walk


def _candidates(step):
    return step.brief.candidates.filter(public_id__in=[change["candidate"] for change in step.changes])


def _opinions(step, by, back) -> Outcome:
    here, there = ("after", "before") if back else ("before", "after")
    wanted = {change["candidate"]: Opinion(**change[there]) for change in step.changes}
    expected = {change["candidate"]: Opinion(**change[here]) for change in step.changes}
    return opinions.restore(_candidates(step), wanted, expected, by=by)


def _sending(step, by, back) -> Outcome:
    if back:
        before = {change["candidate"]: change["before"] for change in step.changes}
        return queue.take_back(_candidates(step), by=by, before=before)
    return queue.send_again(_candidates(step), by=by)


def _verdicts(step, by, back) -> Outcome:
    outcome = Outcome()
    for decision in _given(step, back):
        try:
            decisions.undo(decision, by=by) if back else _give_again(decision, by)
        except (Conflict, Forbidden, Refused) as problem:
            outcome.skipped.append((decision.candidate, problem.sentence))
        else:
            outcome.changed.append(decision.candidate)
    return outcome


def _given(step, back) -> list[Decision]:
    """The step's verdicts that stand, or the last that were taken back, one for each candidate."""
    rows = step.decisions.filter(voided_at__isnull=back).order_by("pk")
    rows = rows.select_related("by", "brand", "candidate__brief", "round", "stage", "rights_version")
    return list({decision.candidate_id: decision for decision in rows}.values())


def _give_again(decision, by) -> Decision:
    if decision.signed_again:
        raise Refused("It was signed with the password. Give it again on the image’s own page.", code="signed")
    if decision.verdict == Decision.Verdict.APPROVED:
        return decisions.approve(decision.candidate, by=by, bound=_bound(decision), step=decision.step)
    if decision.verdict not in TURNED_DOWN:
        raise Refused("It asked for something along with it. Give it again on the image’s own page.", code="wish")
    said = {"round_id": decision.round.public_id, "stage": decision.stage.public_id, "note": decision.note}
    turn_down = TURNED_DOWN[decision.verdict]
    return turn_down(decision.candidate, by=by, codes=decision.reasons, step=decision.step, **said)


def _bound(decision) -> Bound:
    """What was on screen when the verdict was given."""
    version = decision.rights_version
    kept = {name: getattr(decision, name) for name in ("image_sha256", "checklist_version", "terms_sha256")}
    rights = version.public_id if version else ""
    return Bound(decision.round.public_id, rights_version=rights, stage=decision.stage.public_id, **kept)
