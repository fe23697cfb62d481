"""Owns the queue of decisions: what waits for one person, in which order, and what is in the way of each."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import Avg, Count, DateTimeField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from assets import clearance, clock, paging
from assets.media import preview_url
from assets.models import Membership, RightsCover
from generation.models import RequestReference
from review import checklists, plans, presence, stages, turns
from review.models import ChecklistAnswer, ChecklistItem, Decision, Round, Stage, Thread

SIZE = 30
FAR = datetime(9999, 1, 1, tzinfo=UTC)
USUAL_SECONDS = 45  # for one decision, until there are figures of one's own
STEPS = 500  # how far a page of the queue knows its neighbours
STATES = clearance.State
COUNTS = Q(item__enabled=True, item_version=F("item__version"))  # answers to questions as they are asked now


@dataclass(frozen=True)
class Row:
    """One line of the queue."""

    candidate: object
    round: Round
    picture: str
    late: bool
    in_the_way: list[str]
    begins: str | None  # the stage that is to be begun, where no signature is awaited
    url: str


@dataclass(frozen=True)
class Queue:
    """One page of the queue; ``total`` is told with a cap, ``minutes`` is the person's own pace times the total."""

    rows: list[Row]
    total: str
    minutes: int
    after: str
    own: int


def waiting(user, *, own: bool = False):
    """Open rounds that want the person's signature now, or a stage begun by them, in order; ``own`` turns to those
    that want a signature on what they made themselves."""
    signs = Q(turns.mine(user), brand__in=_brands(user, "review"))
    begins = Q(Exists(turns.to_begin().filter(round=OuterRef("pk"))), brand__in=_brands(user, "manage_processes"))
    rounds = Round.objects.filter(state=Round.State.OPEN).annotate(
        due=Coalesce("due_at", Value(FAR), output_field=DateTimeField())
    )
    theirs = _made_by(user)
    return rounds.filter(signs & theirs if own else signs & ~theirs | begins).order_by("due", "pk")


def _brands(user, action):
    return Membership.objects.filter(user=user, role__in=settings.ROLES[action]).values("brand")


def _made_by(user) -> Q:
    """What the person made, as the candidate's own row says; ancestors are looked at where it is decided."""
    prompts = Q(candidate__prompt_version__isnull=False, candidate__prompt_version__author=user)
    found = prompts
    for part in ("author", "importer", "requested_by"):
        found |= Q(**{f"candidate__{part}__isnull": False, f"candidate__{part}": user})
    return found


def queue(user, *, after: str = "", own: bool = False) -> Queue:
    """One page of what waits, from the row behind ``after`` (a candidate's public id). Two to four queries."""
    rounds = waiting(user, own=own)
    total, others = _count(rounds), _count(waiting(user, own=not own))
    pace = Decision.objects.filter(by=user, active_seconds__gt=0).order_by().values("by")
    pace = pace.annotate(usual=Avg("active_seconds")).values("usual")
    rows = _behind(rounds, after).select_related(
        "candidate__image", "candidate__brief__campaign__plan", "candidate__brand", "sent_by"
    )
    rows = rows.annotate(total=total, others=others, pace=Subquery(pace), **_in_the_way())[: SIZE + 1]
    found = list(rows)
    conditions, partly = _conditions(), _answers_to_stages(found)
    number = found[0].total if found else 0
    pace = float(found[0].pace or USUAL_SECONDS) if found else 0
    return Queue(
        rows=[_row(round_, conditions, partly) for round_ in found[:SIZE]],
        total=paging.told(number),
        minutes=max(1, round(number * pace / 60)) if number else 0,
        after=found[SIZE - 1].candidate.public_id if len(found) > SIZE else "",
        own=found[0].others if found else waiting(user, own=not own).count(),
    )


def order(user) -> list[str]:
    """The public ids of the waiting candidates in the queue's order, as far as stepping goes."""
    return list(waiting(user).values_list("candidate__public_id", flat=True)[:STEPS])


def waits_in(user, brief) -> bool:
    """Whether anything else of the brief waits for the person."""
    return waiting(user).filter(candidate__brief=brief).exists()


def neighbours(ids: list[str], here: str) -> tuple[str, str]:
    """The ids before and behind one in the queue; when it is not in it, the first stands behind."""
    if here not in ids:
        return "", ids[0] if ids else ""
    place = ids.index(here)
    before = ids[place - 1] if place else ""
    behind = ids[place + 1] if place + 1 < len(ids) else ""
    return before, behind


def following(ids: list[str], decided: str) -> str:
    """Where to go once one is decided: the next in the queue, or the first that is left; empty after the last."""
    _, behind = neighbours(ids, decided)
    left = [one for one in ids if one != decided]
    return behind or (left[0] if left else "")


def _behind(rounds, after):
    if not after:
        return rounds
    bound = Round.objects.filter(candidate__public_id=after).order_by("-number").first()
    if bound is None:
        return rounds.none()
    due = bound.due_at or FAR
    return rounds.filter(Q(due__gt=due) | Q(due=due, pk__gt=bound.pk))


def _in_the_way() -> dict:
    """What the blockers' words are made of, worked out by the database for the rows of one page."""
    answers = ChecklistAnswer.objects.filter(COUNTS, round=OuterRef("pk"))
    covers = RightsCover.objects.filter(image=OuterRef("candidate__image"), ended_at=None)
    state = clearance.state_expression(clock.now(), "record__current__")
    counts = Q(must_fix=True) | Q(candidate__brief__campaign__open_threads_block=True)
    threads = Thread.objects.filter(counts, candidate=OuterRef("candidate"), state=Thread.State.OPEN)
    references = RequestReference.objects.filter(request=OuterRef("candidate__request"))
    stage = Stage.objects.filter(stages.OPEN, round=OuterRef("pk")).order_by("position")
    later = Stage.objects.filter(round=OuterRef("round"), position__gt=OuterRef("position"))
    return {
        "answered": _number(answers),
        "failed": _number(answers.filter(answer="fail").exclude(item__severity="minor")),
        "open_threads": _number(threads, of="candidate"),
        "rights_state": Subquery(covers.annotate(now=state).values("now")[:1]),
        "has_references": Exists(references),
        "done": Exists(Decision.objects.filter(stages.DONE, round=OuterRef("pk"), voided_at=None)),
        "holder": presence.holder_of(),
        "stage_name": Subquery(stage.values("name")[:1]),
        "begins": Subquery(turns.to_begin().filter(round=OuterRef("pk")).values("name")[:1]),
        # of the checklist, what a stage before the last wants answered
        "headings": Subquery(stage.values("headings")[:1]),
        "is_early": Exists(stage.filter(Exists(later))),
    }


def _count(rounds) -> Coalesce:
    """How many there are, as one value beside every row."""
    counted = rounds.order_by().values("state").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _number(queryset, *, of="round") -> Coalesce:
    counted = queryset.order_by().values(of).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _conditions() -> list[tuple[str, list[str]]]:
    """For each question that is asked its heading, and on what it depends."""
    return list(ChecklistItem.objects.filter(enabled=True).values_list("heading", "applies_when"))


def _answers_to_stages(rounds) -> dict:
    """Of the answers that stages before the last want, by round's key, whether each is in the way."""
    early, found = {round_.pk: round_.headings for round_ in rounds if round_.is_early}, defaultdict(list)
    if not any(early.values()):
        return found
    for answer in ChecklistAnswer.objects.filter(COUNTS, round__in=early).select_related("item"):
        if answer.item.heading in early[answer.round_id]:
            found[answer.round_id].append(answer.answer == "fail" and answer.item.severity != "minor")
    return found


def _row(round_, conditions, partly) -> Row:
    candidate = round_.candidate
    return Row(
        candidate=candidate,
        round=round_,
        picture=preview_url(candidate.image, 320),
        late=bool(round_.due_at and round_.due_at < clock.now()),
        in_the_way=[] if round_.begins else list(_missing(round_, conditions, partly)),
        begins=round_.begins,
        url=reverse("review:decision", args=[candidate.public_id]) + ("#verdicts" if round_.begins else ""),
    )


def _missing(round_, conditions, partly):
    return _words_for_stage(round_, conditions, partly) if round_.is_early else _words(round_, conditions)


RIGHTS_WORDS = {
    None: "no rights record",
    STATES.REVOKED: "rights revoked",
    STATES.NOT_CLEARED: "rights not cleared",
    STATES.EXPIRED: "rights expired",
}


def _words_for_stage(round_, conditions, partly):
    """What a stage before the last waits for: its own part of the checklist alone."""
    answers = partly[round_.pk]
    wanted = [one for one in conditions if one[0] in round_.headings]
    return _checklist_words(len(answers), sum(answers), _asked(round_, wanted))


def _words(round_, conditions):
    candidate = round_.candidate
    if round_.done:
        yield "your confirmation that the changes are made"
    if candidate.provenance == candidate.Provenance.UNKNOWN:
        yield "origin unknown"
    if round_.rights_state in RIGHTS_WORDS:
        yield RIGHTS_WORDS[round_.rights_state]
    yield from _checklist_words(round_.answered, round_.failed, _asked(round_, conditions))
    if round_.open_threads:
        yield "1 open thread" if round_.open_threads == 1 else f"{round_.open_threads} open threads"
    if not round_.alt_text and not round_.decorative:
        yield "alt text"
    if any(channel not in round_.disclosure for channel in candidate.brief.channels):
        yield "AI disclosure"


def _checklist_words(answered, failed, asked):
    if failed:
        yield f"{failed} answered no"
    if answered < asked:
        yield "checklist" if not answered else f"{asked - answered} of {asked} questions"


def _asked(round_, conditions) -> int:
    brief = round_.candidate.brief
    plan = plans.of(brief.campaign)
    holds = checklists.conditions(brief, plan, round_.has_references)
    asked = [needs for _, needs in conditions if not needs or holds & set(needs)]
    return sum(len(plan.languages) if "language" in needs else 1 for needs in asked)
