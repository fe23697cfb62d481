"""Owns how talk about an image is read: its threads with their comments, and what earlier versions still ask."""

from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Sum
from django.urls import reverse

from assets import access
from assets.identifiers import opaque_id
from generation.makers import lineage
from generation.models import Candidate
from review import stages
from review.models import CarriedAnswer, Comment, Thread
from review.threads import closed_because
from review.tiles import moment

OPEN = Thread.State.OPEN
TONES = 6
ANSWERS = [(value, label, number) for number, (value, label) in enumerate(CarriedAnswer.Answer.choices, 1)]


@dataclass(frozen=True)
class Talk:
    """One thread as it is told: the row, its comments as (who, when, text, id), and the addresses of its acts."""

    thread: Thread
    comments: list[tuple[str, str, str, str]]
    place: dict

    @property
    def open(self) -> bool:
        """Whether it is not settled yet."""
        return self.thread.state == OPEN

    @property
    def tone(self) -> int:
        """Which of the six colours for people its author has."""
        return (self.thread.by_id or self.thread.guest_id) % TONES

    @property
    def read_by(self) -> str:
        """The label of the link whose guests read all of it; empty for the team's own threads."""
        return self.thread.guest.link.label if self.thread.guest_id else ""

    @property
    def urls(self) -> dict:
        """Where its forms go."""
        names = ("reply", "resolve", "reopen")
        return {name: reverse(f"review:thread_{name}", args=[self.thread.public_id]) for name in names}

    @property
    def settled(self) -> str:
        """By whom and when it was resolved."""
        row = self.thread
        return "" if self.open else f"Resolved by {row.state_by}, {moment(row.state_at, row.brand)}"


def talks_of(candidate: Candidate, *, hidden: Q | None = None) -> tuple[list[Talk], list[Talk]]:
    """The candidate's threads in their order, without the comments that are ``hidden``; and the open threads of earlier
    versions that nobody has answered for this one or on the way to it. One query."""
    own = Q(thread__candidate=candidate)
    own = own & ~hidden if hidden else own
    rows = Comment.objects.filter(own | _asked(candidate) if candidate.parent_id else own)
    found = _told(rows.select_related("thread__candidate"), candidate.brand)
    mine = [talk for talk in found if talk.thread.candidate_id == candidate.pk]
    return mine, [talk for talk in found if talk not in mine]


def _asked(candidate) -> Q:
    line = list(lineage(candidate))
    answered = CarriedAnswer.objects.filter(thread=OuterRef("thread"), candidate__in=line)
    return Q(thread__candidate__in=line[1:], thread__state=OPEN) & ~Exists(answered)


def heard_by(user):
    """The threads that this person may know of: others' are kept back while votes on their image are given apart."""
    known = Q(apart=None) | Q(created_at__lt=F("apart")) | Q(by=user) | Q(guest__isnull=False)
    return Thread.objects.alias(apart=stages.apart_since("candidate")).filter(known)


def mark(candidate: Candidate, user, *, hidden: Q | None = None) -> str:
    """A short text that changes whenever what this person may read about the candidate does; two queries, and one for
    each earlier version. Comments that are ``hidden`` leave no trace in it."""
    line = list(lineage(candidate))
    rows = Comment.objects.filter(thread__candidate__in=line)
    said = (rows.exclude(hidden) if hidden else rows).aggregate(Max("pk"), Count("pk"), Sum("thread__version"))
    answered = CarriedAnswer.objects.filter(candidate__in=line).count() if line[1:] else 0
    may = access.can(user, "review", candidate.brand)
    parts = (candidate.version, candidate.replaced, may, answered, *said.values())
    return sha256(repr(parts).encode()).hexdigest()[:20]


def section(candidate: Candidate, user, *, threads: list[Talk], asked: list[Talk], on: str, replaced=False) -> dict:
    """All that the part of a page about talk is written from; ``on`` names the page that it stands on."""
    closed = closed_because(candidate, replaced=replaced)
    return {
        "threads": threads,
        "asked": asked,
        "answers": ANSWERS,
        "open_threads": sum(talk.open for talk in threads),
        "talk_closed": closed if threads or replaced else "",
        "may_talk": not closed and access.can(user, "review", candidate.brand),
        "talk_on": on,
        "talk_urls": {
            "all": reverse("review:threads", args=[candidate.public_id]),
            "answer": reverse("review:thread_answer", args=[candidate.public_id]),
            "people": reverse("review:people", args=[candidate.public_id]),
        },
        "talk_id": candidate.public_id,
        "form_key": opaque_id,
    }


def _told(rows, brand) -> list[Talk]:
    joins = ("thread__by", "thread__guest__link", "thread__state_by", "thread__carried_from", "by", "guest")
    found: dict[int, Talk] = {}
    for row in rows.select_related(*joins).order_by("thread__candidate", "thread__number", "pk"):
        row.thread.brand = brand
        talk = found.setdefault(row.thread_id, Talk(row.thread, [], _place(row.thread)))
        who = str(row.by) if row.by_id else f"{row.guest}, guest"
        talk.comments.append((who, moment(row.created_at, brand), row.text, row.public_id))
    return list(found.values())


def _place(thread) -> dict:
    """The fractions as the page carries them, without those that a shape does not have."""
    return {name: str(found) for name in (*"xywh", "path") if (found := getattr(thread, name)) not in (None, "")}
