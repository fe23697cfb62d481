"""Owns what waits for one person: images that came back, threads that name them, the queue to decide, their briefs."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Avg, Exists, OuterRef, Q, Subquery
from django.urls import get_script_prefix, reverse

from assets import access, clock, paging
from assets.media import preview_url
from generation import strips
from generation.models import Brief, Candidate
from review import approvals, mentions, stages, talk, threads
from review.models import Comment, Decision, Mention, Thread

RETURNED, NAMED, BRIEFS, PICTURES = 6, 6, 6, 6
USUAL_SECONDS = 45  # for a decision, until there are figures of one's own
RECENT = 50


@dataclass(frozen=True)
class Waiting:
    """The queue in one glance: how many wait for this person, about how long that takes, and what is due first."""

    number: str
    minutes: int
    due: date | None
    pictures: list[str]
    own: int

    def __bool__(self) -> bool:
        return self.number != "0"


@dataclass(frozen=True)
class Returned:
    """One image that came back with changes wanted."""

    url: str
    picture: str
    brief: str
    wanted: str
    by: str
    held: bool  # approved, once this is done


@dataclass(frozen=True)
class Named:
    """One thread in which the person was named; neither by whom nor with what words, as in the mail."""

    url: str
    picture: str
    brief: str
    at: datetime


def waiting_for(user) -> Waiting | None:
    """What waits for this person's signature, as the queue lists it; None for somebody who decides nowhere and is not
    asked either."""
    theirs = approvals.waiting(user)
    first = list(theirs.select_related("candidate__image", "brand")[:PICTURES])
    if not first and not access.brands_where(user, "decide"):
        return None
    number = theirs.order_by().values("pk")[: paging.CAP + 1].count() if first else 0
    return Waiting(
        paging.told(number),
        _minutes(user, number) if number else 0,
        _due_day(first[0]) if first else None,
        [preview_url(row.candidate.image, 320) for row in first],
        approvals.waiting(user, own=True).count(),
    )


def _due_day(round_) -> date | None:
    """The day on which it is due where its brand works."""
    return round_.due_at and clock.local_day(round_.due_at, round_.brand.timezone)


def _minutes(user, number: int) -> int:
    """About how long the person takes, by the active seconds of their last decisions."""
    last = Decision.objects.filter(by=user, active_seconds__gt=0).order_by("-pk").values("active_seconds")[:RECENT]
    usual = last.aggregate(usual=Avg("active_seconds"))["usual"] or USUAL_SECONDS
    return max(1, round(number * float(usual) / 60))


def returned_to(user) -> list[Returned]:
    """The newest images that came back to this person: asked for, brought in, or on a brief they own."""
    mine = Q(requested_by=user) | Q(importer=user) | Q(brief__owner=user)
    held = Decision.objects.filter(stages.WAITS, candidate=OuterRef("pk")).order_by("-pk")
    rows = Candidate.objects.annotate(
        held_wish=Subquery(held.values("note")[:1]), held_by=Subquery(held.values("by__display_name")[:1])
    )
    rows = access.scoped(rows.filter(mine, Q(state=Candidate.State.CHANGES) | Q(held_wish__isnull=False)), user)
    found = rows.select_related("brief", "image", "state_by").order_by("-state_at", "-pk")[:RETURNED]
    return [_returned(row) for row in found]


def _returned(row) -> Returned:
    """It came back as a whole, or its approval is held until something is done."""
    board = f"{get_script_prefix()}briefs/{row.brief.public_id}/?view=loupe&at={row.public_id}"
    return Returned(
        reverse("review:decision", args=[row.public_id]) if row.held_wish else board,
        preview_url(row.image, 320),
        row.brief.title,
        row.held_wish or row.changes_wanted,
        row.held_by or str(row.state_by or "A guest"),
        bool(row.held_wish),
    )


def named(user) -> list[Named]:
    """The newest threads that name this person and wait for their answer: open, on an image that takes words still."""
    answers = Comment.objects.filter(thread=OuterRef("comment__thread"), by=user, pk__gt=OuterRef("comment"))
    rows = Mention.objects.filter(person=user, comment__thread__in=talk.heard_by(user).filter(state=Thread.State.OPEN))
    rows = rows.exclude(Exists(answers)).filter(comment__thread__candidate__children=None)
    rows = rows.exclude(comment__thread__candidate__state__in=threads.DECIDED).order_by("-pk")
    parts = "comment__thread__brand", "comment__thread__candidate__brief", "comment__thread__candidate__image"
    found = access.scoped(rows, user, field="comment__thread__brand").select_related(*parts)
    latest = {mention.comment.thread: mention for mention in reversed(found[: 4 * NAMED])}
    return [_named(*pair, user) for pair in list(latest.items())[::-1][:NAMED]]


def _named(thread, mention, user) -> Named:
    picture = preview_url(thread.candidate.image, 320)
    return Named(mentions.place(thread, user), picture, thread.candidate.brief.title, mention.created_at)


def briefs_of(user) -> list[strips.Strip]:
    """Open briefs of the brands in which the person works: their own with something new first, then by due date."""
    brands = access.brands_where(user, "create_brief")
    rows = Brief.objects.filter(brand__in=brands, state=Brief.State.OPEN)
    found = list(strips.rows(rows, user).order_by("-pk")[: 4 * BRIEFS])
    found.sort(key=lambda brief: (brief.owner_id != user.pk, not brief.new, brief.due_on or date.max, -brief.pk))
    return strips.strips(found[:BRIEFS])
