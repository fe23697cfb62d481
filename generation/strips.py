"""Owns briefs as strips of pictures: the newest candidates of each, how many there are and how many are new."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import get_script_prefix

from assets import clock
from assets.media import preview_url
from assets.models import StoredImage
from generation.models import Brief, BriefVisit, Candidate

PICTURES = 6
STATES = Candidate.State
MINE = OuterRef("pk")


@dataclass(frozen=True)
class Strip:
    """One brief as a list shows it. ``tallies``: (status key, words) for what waits, came back or is approved."""

    brief: Brief
    url: str
    pictures: list[str]
    total: int
    new: int
    due: str
    late: bool
    tallies: list[tuple[str, str]]


def rows(briefs: QuerySet, user) -> QuerySet:
    """The briefs with what a strip shows, found by key: the cost does not grow with the number of candidates shown."""
    visit = BriefVisit.objects.filter(brief=OuterRef("brief"), user=user).values("last_candidate")[:1]
    seen = Coalesce(Subquery(visit), 0, output_field=IntegerField())
    newest = Candidate.objects.filter(brief=MINE).order_by("-pk").values("image_id")
    return briefs.select_related("campaign", "product", "brand").annotate(
        **{f"picture_{n}": Subquery(newest[n : n + 1]) for n in range(PICTURES)},
        total=_count(Q()),
        waiting=_count(Q(state=STATES.IN_REVIEW)),
        changes=_count(Q(state=STATES.CHANGES)),
        approved=_count(Q(state=STATES.APPROVED)),
        new=_count(Q(pk__gt=seen)),
    )


def _count(condition: Q):
    found = Candidate.objects.filter(condition, brief=MINE).order_by().values("brief")
    return Coalesce(Subquery(found.annotate(number=Count("pk")).values("number")), 0)


def strips(briefs: list[Brief]) -> list[Strip]:
    """The rows as strips; one query for all pictures."""
    wanted = {brief.pk: _picture_keys(brief) for brief in briefs}
    images = StoredImage.objects.only("public_id").in_bulk([key for keys in wanted.values() for key in keys])
    return [_strip(brief, [preview_url(images[key], 320) for key in wanted[brief.pk]]) for brief in briefs]


def _strip(brief, pictures: list[str]) -> Strip:
    today = clock.today(brief.brand.timezone)
    late = bool(brief.due_on and brief.due_on < today and brief.state == Brief.State.OPEN)
    due = due_in_words(brief.due_on, today)
    return Strip(brief, board_url(brief), pictures, brief.total, brief.new, due, late, _tallies(brief))


def _picture_keys(brief) -> list[int]:
    return [key for key in (getattr(brief, f"picture_{n}") for n in range(PICTURES)) if key]


def _tallies(brief) -> list[tuple[str, str]]:
    found = [
        ("changes", brief.changes, "came back"),
        ("waiting", brief.waiting, "waiting for approval"),
        ("approved", brief.approved, "approved"),
    ]
    return [(key, f"{number} {words}") for key, number, words in found if number]


def board_url(brief: Brief) -> str:
    """The address of the brief's board."""
    return f"{get_script_prefix()}briefs/{brief.public_id}/"


def due_in_words(due: date | None, today: date) -> str:
    """When it is due, as people say it."""
    if due is None:
        return "No due date"
    days = (due - today).days
    near = {0: "Due today", 1: "Due tomorrow", -1: "Due yesterday"}
    if days in near:
        return near[days]
    if days < 0:
        return f"{-days} days late"
    return f"Due in {days} days" if days <= 21 else f"Due {due:%-d %B %Y}"
