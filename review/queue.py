"""Owns the way into approval: sending candidates to the brand managers, and taking them back before a decision."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from assets import access, clock
from assets.models import Membership, User
from assets.problems import Conflict, Refused
from assets.transitions import Transition, move_all
from generation.makers import makers
from generation.models import Candidate
from review import advice, laying, opinions, plans, stages
from review.models import Decision, Review, Round, SignOff, Step
from review.opinions import Outcome
from review.successors import IS_REPLACED

STATES = Candidate.State
IN_HAND = ("prompt_version__author", "author", "importer", "requested_by")  # of whom the makers are made
SEND = Transition("send", opinions.OPEN_STATES, STATES.IN_REVIEW, "send_for_approval", "round.opened")
TAKE_BACK = Transition("take back", (STATES.IN_REVIEW,), STATES.OPEN, "send_for_approval", "round.withdrawn")
TAKE_BACK_TO_CHANGES = Transition(
    "take back", (STATES.IN_REVIEW,), STATES.CHANGES, "send_for_approval", "round.withdrawn"
)
TRANSITIONS = (SEND, TAKE_BACK, TAKE_BACK_TO_CHANGES)


def send_for_approval(candidates: Iterable[Candidate], *, by) -> Outcome:
    """Opens a round with the campaign's stages for each candidate of one brief; it then waits for signatures.

    Candidates that wait or are decided already are left alone with the reason. Raises Conflict if that is all of
    them, Refused if there are none, Forbidden for people who may not send.
    """
    candidates = list(candidates)
    if not candidates:
        raise Refused("Nothing is chosen. Nothing was sent. Shortlist or select candidates first.", code="empty")
    brief = candidates[0].brief
    access.require(by, "send_for_approval", brief.brand)
    with transaction.atomic():
        outcome, before = _sorted_out(candidates)
        _keep_step(brief, before, by)
        _send(brief, outcome.changed, by)
    return outcome


def send_again(candidates, *, by) -> Outcome:
    """Sends candidates of one brief anew after they were taken back; keeps no step, as redo walks the old one."""
    with transaction.atomic():
        outcome, _ = _sorted_out(candidates)
        _send(outcome.changed[0].brief, outcome.changed, by)
    return outcome


def take_back(candidates, *, by, before: dict) -> Outcome:
    """Closes the open rounds of candidates that this person sent; ``before`` maps public ids to their state then.

    What somebody else signed since, or sent again, is left alone, with who it was.
    """
    outcome, locked = Outcome(), _locked(candidates)
    others = _acts_of_others(locked, by)
    for candidate in locked:
        access.require(by, "send_for_approval", candidate.brand)
        if candidate.state == STATES.IN_REVIEW and candidate.pk in others:
            outcome.skipped.append((candidate, f"{others[candidate.pk]} since, so it stays in approval."))
        elif candidate.state == STATES.IN_REVIEW:
            outcome.changed.append(candidate)
        else:
            outcome.skipped.append((candidate, opinions.locked(candidate) or "It is back on the board already."))
    dropped = _end_rounds(outcome.changed, by, "The image was taken back from approval")
    details = {candidate.pk: {"signatures_dropped": dropped[candidate.pk]} for candidate in outcome.changed}
    returns = [one for one in outcome.changed if before.get(one.public_id) == STATES.CHANGES]
    others = [one for one in outcome.changed if one not in returns]
    for rows, transition in ((returns, TAKE_BACK_TO_CHANGES), (others, TAKE_BACK)):
        move_all(rows, transition, by=by, details=details, state_by=by, state_at=clock.now())
    return outcome


def _acts_of_others(candidates, by) -> dict[int, str]:
    """For each candidate whose open round somebody else began or signed, a guest perhaps: who did what, in words."""
    rounds = Round.objects.filter(candidate__in=candidates, state=Round.State.OPEN).exclude(sent_by=by)
    sent = {one.candidate_id: f"{one.sent_by} sent it for approval" for one in rounds.select_related("sent_by")}
    return sent | _signatures_of_others(candidates, by)


def _signatures_of_others(candidates, by) -> dict[int, str]:
    here = {"round__candidate__in": candidates, "round__state": Round.State.OPEN, "voided_at": None}
    votes = Decision.objects.filter(**here).exclude(by=by).exclude(verdict=Decision.Verdict.ASIDE)
    found = {vote.candidate_id: (vote.by, vote.stage) for vote in votes.select_related("by", "stage").order_by("pk")}
    rounds = {"stage__round__candidate__in": candidates, "stage__round__state": Round.State.OPEN}
    places = SignOff.objects.filter(**rounds, verdict__isnull=False).select_related("stage__round", "verdict__guest")
    found |= {place.stage.round.candidate_id: (f"Guest {place.verdict.guest}", place.stage) for place in places}
    return {key: f"{who} has signed “{stage.name}”" for key, (who, stage) in found.items()}


def _end_rounds(candidates, by, reason) -> Counter:
    """Ends the open rounds of candidates and voids the signatures in them; how many of each candidate's those were."""
    rounds = list(Round.objects.filter(candidate__in=candidates, state=Round.State.OPEN))
    votes = Decision.objects.filter(round__in=rounds, voided_at=None)
    dropped = Counter(votes.exclude(verdict=Decision.Verdict.ASIDE).values_list("candidate", flat=True))
    votes.update(voided_at=clock.now(), voided_by=by, void_reason=reason)
    stages.end_all(rounds)
    Round.objects.filter(pk__in=[one.pk for one in rounds]).update(state=Round.State.CLOSED, closed_at=clock.now())
    return dropped


def shortlist_of(brief, person):
    """The candidates that the person shortlisted and that can still be sent, oldest first."""
    liked = brief.candidates.filter(reviews__by=person, reviews__verdict=Review.Verdict.SHORTLIST)
    return liked.filter(~IS_REPLACED, state__in=opinions.OPEN_STATES).order_by("pk")


def deciders(brand) -> list[User]:
    """The people of the brand who may decide, by name. The maker of an image is none of its deciders."""
    roles = Membership.objects.filter(brand=brand, role=Membership.Role.BRAND_MANAGER, user__is_active=True)
    return list(User.objects.filter(pk__in=roles.values("user")).order_by("display_name"))


def turn(candidate, people=()) -> str:
    """Whose turn it is, in words: "Ben Ortiz or Ida Sol", or that nobody else can sign; ``people`` are asked about
    while it has not been sent."""
    round_ = Round.objects.filter(candidate=candidate, state=Round.State.OPEN).select_related("brand").first()
    if round_:
        round_.candidate = candidate
        return stages.whose_turn(stages.Standing(round_))
    hands = makers(candidate)
    names = [str(person) for person in people if person not in hands]
    if not names:
        return "a brand manager who did not make it (there is none yet)"
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " or " + names[-1]


def _sorted_out(candidates) -> tuple[Outcome, dict]:
    """What can be sent and what not, and the state that each had before. Raises Conflict if nothing can."""
    outcome, replaced = Outcome(), set(Candidate.objects.filter(parent__in=candidates).values_list("parent", flat=True))
    for candidate in _locked(candidates):
        candidate.replaced = candidate.pk in replaced
        reason = opinions.locked(candidate)
        outcome.skipped.append((candidate, reason)) if reason else outcome.changed.append(candidate)
    if not outcome.changed:
        raise Conflict(f"{outcome.skipped[0][1]} Nothing was sent now.", code="locked")
    return outcome, {candidate.public_id: candidate.state for candidate in outcome.changed}


def _send(brief, candidates, by) -> None:
    _supersede([candidate.parent_id for candidate in candidates if candidate.parent_id], by)
    _open_rounds(brief, candidates, by)
    move_all(candidates, SEND, by=by, state_by=by, state_at=clock.now(), changes_wanted="")
    advice.ask_first(candidates, by=by)


def _supersede(parents, by) -> None:
    """Versions that wait while a newer one is sent leave the queue, and what was signed on them counts no longer."""
    waiting = list(_locked(Candidate.objects.filter(pk__in=parents, state=STATES.IN_REVIEW)))
    dropped = _end_rounds(waiting, by, "A newer version was sent for approval")
    details = {one.pk: {"signatures_dropped": dropped[one.pk], "superseded": True} for one in waiting}
    move_all(waiting, TAKE_BACK, by=by, details=details, state_by=by, state_at=clock.now())


def _locked(candidates) -> list[Candidate]:
    rows = Candidate.objects.select_for_update(of=("self",))
    rows = rows.select_related("state_by", "brief__campaign__plan__process", "brand", *IN_HAND)
    return list(rows.filter(pk__in=[candidate.pk for candidate in candidates]).order_by("pk"))


def _open_rounds(brief, candidates, by) -> None:
    last = dict(
        Round.objects.filter(candidate__in=candidates).values_list("candidate").annotate(Max("number")).order_by()
    )
    due = _due(brief)
    rounds = Round.objects.bulk_create(
        Round(brand=brief.brand, candidate=row, number=last.get(row.pk, 0) + 1, sent_by=by, due_at=due)
        for row in candidates
    )
    laying.lay_out(rounds, plans.stages_of(brief.campaign), due=due)


def _due(brief) -> datetime | None:
    """The end of the brief's due day where the brand works."""
    if brief.due_on is None:
        return None
    return datetime.combine(brief.due_on, time(23, 59, 59), tzinfo=ZoneInfo(brief.brand.timezone))


def _keep_step(brief, before: dict, by) -> None:
    changes = [{"candidate": name, "before": state} for name, state in before.items()]
    Step.objects.create(brief=brief, by=by, kind=Step.Kind.SENDING, changes=changes)
