"""Owns the asking for the morning mail: once a day for each person for whom images wait, as the day begins."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from assets import clock, work
from assets.models import Membership
from review import turns
from review.models import MorningMail, Round, SignOff

MAIL = "review.mail_morning"
BEGINS, ENDS = time(7), time(12)  # what was missed at seven is made up for until noon


def ask_for_mornings() -> int:
    """Asks for the mails whose hour has come; how many. Called again and again, it asks once a day for each person."""
    wanted = {}
    for membership in _deciders():
        day = _morning(membership.brand, membership.waits_since)
        if day:
            wanted.setdefault(membership.user, (day, membership.brand))
    days = {day for day, _ in wanted.values()}
    told = set(MorningMail.objects.filter(person__in=wanted, day__in=days).values_list("person", "day")) if days else ()
    return sum(_ask(person, day, brand) for person, (day, brand) in wanted.items() if (person.pk, day) not in told)


def _deciders():
    """Memberships of people who sign or begin stages and have an address, in brands where something waits for them,
    each with since when."""
    rounds = Round.objects.filter(brand=OuterRef("brand"), state=Round.State.OPEN).order_by("created_at")
    theirs = Q(person=OuterRef("user")) | Q(person=None, role=OuterRef("role"))
    places = SignOff.objects.filter(theirs, stage__round__brand=OuterRef("brand"), stage__round__state=Round.State.OPEN)
    places = places.filter(stage__opened_at__isnull=False, stage__closed_at=None)
    begins = Q(
        Exists(turns.to_begin().filter(round__brand=OuterRef("brand"))), role__in=settings.ROLES["manage_processes"]
    )
    rows = Membership.objects.filter(Q(Exists(places)) | begins, user__is_active=True, brand__demo=False)
    rows = rows.exclude(user__email="").annotate(waits_since=Subquery(rounds.values("created_at")[:1]))
    return rows.exclude(waits_since=None).select_related("user", "brand").order_by("brand")


def _morning(brand, waits_since):
    """The day whose morning it is where the brand works, if something waited when it began; else None."""
    zone = ZoneInfo(brand.timezone)
    there = clock.now().astimezone(zone)
    begins = datetime.combine(there.date(), BEGINS, tzinfo=zone)
    if BEGINS <= there.time() < ENDS and waits_since <= begins:
        return there.date()
    return None


def _ask(person, day, brand) -> bool:
    try:
        with transaction.atomic():
            row = MorningMail.objects.create(person=person, day=day)
            work.ask(MAIL, row, brand=brand)
    except IntegrityError:  # another sweeper asked just now
        return False
    return True
