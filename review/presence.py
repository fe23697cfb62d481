"""Owns presence and claims: who looks at an image that waits, and who says "I take this one". It locks nothing."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import OuterRef, Subquery

from assets import access, audit, clock
from assets.problems import Conflict
from generation.models import Candidate
from review import stages
from review.models import Presence

SEEN = timedelta(seconds=60)  # how long somebody counts as looking after their page last said so
HELD = timedelta(minutes=15)
EVERY = 20  # seconds between two signs of life of a page


@dataclass(frozen=True)
class Seen:
    """Who else is there, who has taken the image and until when, and what the person may do about it."""

    others: list[str]
    holder: str
    until: str
    mine: bool
    may_claim: bool


def look(candidate: Candidate, *, by) -> None:
    """Notes that the person has the page open. No state of the image changes, so the log hears nothing of it."""
    access.require(by, "view", candidate.brand)
    usual = {"brand": candidate.brand, "seen_at": clock.now()}
    Presence.objects.update_or_create(candidate=candidate, person=by, defaults=usual)


def claim(candidate: Candidate, *, by) -> None:
    """Takes the image for a quarter of an hour, so that others see it; taking it again takes it longer.

    Raises Conflict when somebody else has it, Forbidden for people who could not sign it now.
    """
    stages.require_signer(candidate, by)
    with transaction.atomic():
        Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
        if held := _held(candidate).exclude(person=by).first():
            sentence = f"{held.person} has taken this one until {_clock(held, candidate.brand)}. Nothing was changed."
            raise Conflict(sentence, code="claimed")
        until = clock.now() + HELD
        mine = {"brand": candidate.brand, "seen_at": clock.now(), "claimed_until": until}
        Presence.objects.update_or_create(candidate=candidate, person=by, defaults=mine)
        audit.record("claim.taken", candidate, by=by, details={"until": until})


def release(candidate: Candidate, *, by) -> None:
    """Gives the image back; twice is once."""
    with transaction.atomic():
        if _held(candidate).filter(person=by).update(claimed_until=None):
            audit.record("claim.released", candidate, by=by)


def seen(candidate: Candidate, user) -> Seen:
    """What the page shows; one query, and those that tell whether the person could sign."""
    now = clock.now()
    rows = Presence.objects.filter(candidate=candidate).select_related("person").order_by("person__display_name")
    rows = list(rows)
    held = next((row for row in rows if row.claimed_until and row.claimed_until > now), None)
    mine = held is not None and held.person_id == user.pk
    others = [str(row.person) for row in rows if row.person_id != user.pk and row.seen_at > now - SEEN]
    waits = candidate.state == Candidate.State.IN_REVIEW
    return Seen(
        others=others,
        holder=str(held.person) if held and not mine else "",
        until=_clock(held, candidate.brand) if held else "",
        mine=mine,
        may_claim=waits and held is None and stages.may_sign(candidate, user),
    )


def holder_of():
    """For a query of rounds: the name of whoever has taken the image now."""
    held = Presence.objects.filter(candidate=OuterRef("candidate"), claimed_until__gt=clock.now())
    return Subquery(held.values("person__display_name")[:1])


def _held(candidate):
    held = Presence.objects.filter(candidate=candidate, claimed_until__gt=clock.now())
    return held.select_related("person")


def _clock(row, brand) -> str:
    return row.claimed_until.astimezone(ZoneInfo(brand.timezone)).strftime("%H:%M")
