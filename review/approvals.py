"""Owns the queue of decisions: what waits for one person, in which order, and what is in the way of each."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import Avg, Count, DateTimeField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from assets import clearance, clock, paging
from assets.media import preview_url
from assets.models import Membership, RightsCover
from generation.models import RequestReference
from review import checklists, plans, presence, stages
from review.models import ChecklistAnswer, ChecklistItem, Decision, Round, Stage, Thread

SIZE = 30
FAR = datetime(9999, 1, 1, tzinfo=UTC)
USUAL_SECONDS = 45  # for one decision, until there are figures of one's own
STEPS = 500  # how far a page of the queue knows its neighbours
STATES = clearance.State


@dataclass(frozen=True)
class Row:
    """One line of the queue."""

    candidate: object
    round: Round
    picture: str
    late: bool
    in_the_way: list[str]


@dataclass(frozen=True)
class Queue:
    """One page of the queue; ``total`` is told with a cap, ``minutes`` is the person's own pace times the total."""

    rows: list[Row]
    total: str
    minutes: int
    after: str
    own: int


def waiting(user, *, own: bool = False):
    """Open rounds that want the person's signature now, in order; ``own`` turns to what they made themselves."""
    brands = Membership.objects.filter(user=user, role__in=settings.ROLES["review"]).values("brand")
    rounds = Round.objects.filter(stages.mine(user), brand__in=brands, state=Round.State.OPEN).annotate(
        due=Coalesce("due_at", Value(FAR), output_field=DateTimeField())
    )
    theirs = _made_by(user)
    return (rounds.filter(theirs) if own else rounds.exclude(theirs)).order_by("due", "pk")


def _made_by(user) -> Q:
    """What the person made, as the candidate's own row says; ancestors are looked at where it is decided."""
    prompts = Q(candidate__prompt_version__isnull=False, candidate__prompt_version__author=user)
    found = prompts
    for part in ("author", "importer", "requested_by"):
        found |= Q(**{f"candidate__{part}__isnull": False, f"candidate__{part}": user})
    return found


def queue(user, *, after: str = "", own: bool = False) -> Queue:
    """One page of what waits, from the row behind ``after`` (a candidate's public id). Two queries, or three."""
    rounds = waiting(user, own=own)
    total, others = _count(rounds), _count(waiting(user, own=not own))
    pace = Decision.objects.filter(by=user, active_seconds__gt=0).order_by().values("by")
    pace = pace.annotate(usual=Avg("active_seconds")).values("usual")
    rows = _behind(rounds, after).select_related(
        "candidate__image", "candidate__brief__campaign__plan", "candidate__brand", "sent_by"
    )
    rows = rows.annotate(total=total, others=others, pace=Subquery(pace), **_in_the_way())[: SIZE + 1]
    found, conditions = list(rows), _conditions()
    number = found[0].total if found else 0
    pace = float(found[0].pace or USUAL_SECONDS) if found else 0
    return Queue(
        rows=[_row(round_, conditions) for round_ in found[:SIZE]],
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
    answers = ChecklistAnswer.objects.filter(round=OuterRef("pk"), item__enabled=True, item_version=F("item__version"))
    covers = RightsCover.objects.filter(image=OuterRef("candidate__image"), ended_at=None)
    state = clearance.state_expression(clock.now(), "record__current__")
    counts = Q(must_fix=True) | Q(candidate__brief__campaign__open_threads_block=True)
    threads = Thread.objects.filter(counts, candidate=OuterRef("candidate"), state=Thread.State.OPEN)
    references = RequestReference.objects.filter(request=OuterRef("candidate__request"))
    return {
        "answered": _number(answers),
        "failed": _number(answers.filter(answer="fail").exclude(item__severity="minor")),
        "open_threads": _number(threads, of="candidate"),
        "rights_state": Subquery(covers.annotate(now=state).values("now")[:1]),
        "has_references": Exists(references),
        "done": Exists(Decision.objects.filter(stages.DONE, round=OuterRef("pk"), voided_at=None)),
        "holder": presence.holder_of(),
        "stage_name": Subquery(
            Stage.objects.filter(stages.OPEN, round=OuterRef("pk")).order_by("position").values("name")[:1]
        ),
    }


def _count(rounds) -> Coalesce:
    """How many there are, as one value beside every row."""
    counted = rounds.order_by().values("state").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _number(queryset, *, of="round") -> Coalesce:
    counted = queryset.order_by().values(of).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _conditions() -> list[list[str]]:
    """For each question that is asked, on what it depends."""
    return list(ChecklistItem.objects.filter(enabled=True).values_list("applies_when", flat=True))


def _row(round_, conditions) -> Row:
    candidate = round_.candidate
    return Row(
        candidate=candidate,
        round=round_,
        picture=preview_url(candidate.image, 320),
        late=bool(round_.due_at and round_.due_at < clock.now()),
        in_the_way=list(_words(round_, candidate, conditions)),
    )


RIGHTS_WORDS = {
    None: "no rights record",
    STATES.REVOKED: "rights revoked",
    STATES.NOT_CLEARED: "rights not cleared",
    STATES.EXPIRED: "rights expired",
}


def _words(round_, candidate, conditions):
    if round_.done:
        yield "your confirmation: the changes are made"
    if candidate.provenance == candidate.Provenance.UNKNOWN:
        yield "origin unknown"
    if round_.rights_state in RIGHTS_WORDS:
        yield RIGHTS_WORDS[round_.rights_state]
    asked = _asked(round_, candidate, conditions)
    if round_.failed:
        yield f"{round_.failed} answered no"
    if round_.answered < asked:
        yield "checklist" if not round_.answered else f"{asked - round_.answered} of {asked} questions"
    if round_.open_threads:
        yield "1 open thread" if round_.open_threads == 1 else f"{round_.open_threads} open threads"
    if not round_.alt_text and not round_.decorative:
        yield "alt text"
    if any(channel not in round_.disclosure for channel in candidate.brief.channels):
        yield "AI disclosure"


def _asked(round_, candidate, conditions) -> int:
    plan = plans.of(candidate.brief.campaign)
    holds = checklists.conditions(candidate.brief, plan, round_.has_references)
    asked = [needs for needs in conditions if not needs or holds & set(needs)]
    return sum(len(plan.languages) if "language" in needs else 1 for needs in asked)
