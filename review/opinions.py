"""Owns what people think of candidates: shortlist, pass, clear and stars. An opinion never binds anybody."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F

from assets import access, audit, clock
from assets.problems import Conflict, Refused
from generation.models import Candidate
from review.models import Review, Step
from review.successors import IS_REPLACED

OPEN_STATES = (Candidate.State.OPEN, Candidate.State.CHANGES)
MOST_STARS = 5
MOST_SECONDS = 3_600


@dataclass
class Outcome:
    """What one act did: the candidates it changed, those that were so already, and those it left alone, each with
    the reason as a sentence."""

    changed: list = field(default_factory=list)
    skipped: list = field(default_factory=list)
    same: list = field(default_factory=list)


@dataclass(frozen=True)
class Opinion:
    """A verdict ("shortlist", "pass" or "") and stars (0 to 5)."""

    verdict: str = ""
    stars: int = 0

    @classmethod
    def of(cls, review) -> "Opinion":
        """The opinion that a stored row holds; none is the empty opinion."""
        return cls(review.verdict, review.stars) if review else cls()

    def to_log(self) -> dict:
        """As the audit log and a step keep it."""
        return {"verdict": self.verdict, "stars": self.stars}


def give(brief, candidates, *, by, verdict=None, stars=None, versions=None, seconds=0, unnamed=()) -> Outcome:
    """Sets this person's verdict or stars on candidates of one brief, as one step that one undo takes back.

    ``versions`` maps public ids to the version of the person's opinion that was on screen (0: none yet). Whatever
    waits for approval or is decided is left alone; if that leaves nothing to do, raises Conflict with the reason.
    ``seconds`` is how long the person looked; ``unnamed`` holds the keys of candidates judged without their names.
    """
    access.require(by, "review", brief.brand)
    _check(verdict, stars)
    with transaction.atomic():
        outcome, changes = Outcome(), []
        for candidate, review in _locked(candidates, by):
            wanted = _wanted(Opinion.of(review), verdict, stars)
            said = review is not None and wanted == Opinion.of(review)
            # an opinion whose answer was lost on the way comes once more: it stands already
            reason = locked(candidate) or ("" if said else _stale(review, (versions or {}).get(candidate.public_id)))
            if reason:
                outcome.skipped.append((candidate, reason))
            elif wanted == Opinion.of(review):
                outcome.same.append(candidate)
            else:
                sighted = candidate.pk not in unnamed or (review is not None and review.sighted)
                changes.append(_write(candidate, review, wanted, by, seconds=seconds, sighted=sighted))
                outcome.changed.append(candidate)
        _close(brief, outcome, changes, by)
    return outcome


def restore(candidates, wanted: dict, expected: dict, *, by) -> Outcome:
    """Puts opinions back, as a new event: ``wanted`` and ``expected`` map public ids to Opinions.

    An opinion that is no longer the expected one, or a candidate that moved on, is left alone with the reason.
    """
    outcome, changes = Outcome(), []
    for candidate, review in _locked(candidates, by):
        reason = locked(candidate)
        if not reason and Opinion.of(review) != expected[candidate.public_id]:
            reason = "Your opinion changed in another window."
        if reason:
            outcome.skipped.append((candidate, reason))
            continue
        changes.append(_write(candidate, review, wanted[candidate.public_id], by))
        outcome.changed.append(candidate)
    for candidate, change in zip(outcome.changed, changes, strict=True):
        _log("review.undone", candidate, change, by)
    return outcome


def locked(candidate) -> str:
    """Why no opinion counts any more, as a sentence with who and when; empty while one does."""
    if candidate.state in OPEN_STATES:
        return "A newer version took its place." if getattr(candidate, "replaced", False) else ""
    who = f" by {candidate.state_by}" if candidate.state_by else ""
    when = f" on {clock.told(candidate.state_at, candidate.brand.timezone)}" if candidate.state_at else ""
    if candidate.state == Candidate.State.IN_REVIEW:
        return f"It was sent for approval{who}{when} and waits for a decision."
    return f"It was {candidate.get_state_display().lower()}{who}{when}."


def _check(verdict, stars) -> None:
    if verdict is None and stars is None:
        raise Refused("No verdict was named. Nothing was changed. Choose shortlist, pass or clear.")
    if verdict is not None and verdict not in Review.Verdict.values:
        raise Refused("There is no such verdict. Nothing was changed. Choose shortlist, pass or clear.")
    if stars is not None and not 0 <= stars <= MOST_STARS:
        raise Refused(f"Stars go from 0 to {MOST_STARS}. Nothing was changed.")


def _locked(candidates, by) -> list:
    """Pairs of candidate and this person's review, with the candidates locked against a decision meanwhile."""
    keys = [candidate.pk for candidate in candidates]
    rows = Candidate.objects.select_for_update(of=("self",)).select_related("state_by", "brief__campaign", "brand")
    rows = rows.annotate(replaced=IS_REPLACED)
    reviews = {review.candidate_id: review for review in Review.objects.filter(candidate__in=keys, by=by)}
    return [(row, reviews.get(row.pk)) for row in rows.filter(pk__in=keys).order_by("pk")]


def _wanted(now: Opinion, verdict, stars) -> Opinion:
    return Opinion(now.verdict if verdict is None else verdict, now.stars if stars is None else stars)


def _stale(review, expected) -> str:
    if expected is None or expected == (review.version if review else 0):
        return ""
    if not review:
        return "It changed meanwhile."
    return f"You changed it in another window on {clock.told(review.updated_at, review.brand.timezone)}."


def _write(candidate, review, wanted: Opinion, by, **given) -> dict:
    """Stores the opinion under its version guard, with ``seconds`` and ``sighted`` where given; gives back the change
    as a step keeps it."""
    before, seconds = Opinion.of(review), given.pop("seconds", 0)
    fields = wanted.to_log() | {"updated_at": clock.now()} | given
    looked = max(0, min(int(seconds), MOST_SECONDS))
    if review is None:
        Review.objects.create(brand=candidate.brand, candidate=candidate, by=by, active_seconds=looked, **fields)
    else:
        rows = Review.objects.filter(pk=review.pk, version=review.version)
        if not rows.update(version=F("version") + 1, active_seconds=F("active_seconds") + looked, **fields):
            raise Conflict("You changed this opinion in another window. Nothing was changed now. Look again.")
    return {"candidate": candidate.public_id, "before": before.to_log(), "after": wanted.to_log()}


def _close(brief, outcome: Outcome, changes: list, by) -> None:
    """Keeps the step and writes one event for each change, last in the transaction."""
    if not changes:
        if outcome.skipped:
            raise Conflict(f"{outcome.skipped[0][1]} Nothing was changed now.", code="locked")
        return
    Step.objects.create(brief=brief, by=by, kind=Step.Kind.OPINION, changes=changes)
    for candidate, change in zip(outcome.changed, changes, strict=True):
        _log("review.voted", candidate, change, by)


def _log(event, candidate, change, by) -> None:
    audit.record(event, candidate, by=by, brand=candidate.brand, before=change["before"], after=change["after"])
