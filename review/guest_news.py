"""Owns telling the owner of a brief that guests have spoken: gathered for some minutes, then one mail for each link."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assets import work
from generation.models import Candidate
from review.models import Comment, GuestLink, GuestVerdict

MAIL = "review.mail_guests"
PAUSE = 600  # seconds in which what guests say is gathered


@dataclass(frozen=True)
class News:
    """What guests of one link said since its team was told: how much, about which image first, and until when."""

    comments: int
    opinions: int
    images: int
    first: Candidate
    until: datetime


def tell(link: GuestLink) -> None:
    """Asks for the mail inside the open transaction; what is said until it goes is in it."""
    work.ask(MAIL, link, brand=link.brand, after=PAUSE)


def since_told(link: GuestLink) -> News | None:
    """What is new, without answers that were taken back; None for nothing."""
    since = link.told_at or link.created_at
    comments = Comment.objects.filter(guest__link=link, thread__guest__isnull=False, created_at__gt=since)
    opinions = GuestVerdict.objects.filter(guest__link=link, voided_at=None, at__gt=since).exclude(verdict="none")
    said = [(row.created_at, row.thread.candidate) for row in comments.select_related("thread__candidate__brief")]
    judged = [(row.at, row.candidate) for row in opinions.select_related("candidate__brief")]
    if not said and not judged:
        return None
    everything = sorted(said + judged, key=lambda one: one[0])
    images = {candidate.pk for _, candidate in everything}
    return News(len(said), len(judged), len(images), everything[0][1], everything[-1][0])


def settle(lease, link: GuestLink, until: datetime | None) -> None:
    """Ends the work of one mail; asks for the next if a guest spoke while it was on its way.

    Under the link's lock, which guests hold while they speak: their asking found this work open, or finds none.
    """
    with transaction.atomic():
        locked = GuestLink.objects.select_for_update(of=("self",)).select_related("brand").get(pk=link.pk)
        if not lease.finish():
            return
        if until:
            locked.told_at = until
            locked.save(update_fields=["told_at"])
        if since_told(locked):
            tell(locked)
