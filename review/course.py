"""Owns what moves a round along its stages besides votes: beginning by hand or by date, time that is up, opening
again, signatures handed over, and substitutes."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from assets import access, audit, clock, work
from assets.models import Brand
from assets.problems import Conflict, Refused
from generation.makers import made
from generation.models import Candidate
from review import processes, stages
from review.models import Absence, Decision, Reminder, Round, SignOff, Stage
from review.stages import Standing

REMIND, HANDED = "review.mail_reminder", "review.mail_handed"
REMINDERS = (24, 72)  # hours before a stage is due
LONGEST_DAYS = 366


def begin(stage: Stage, *, by) -> None:
    """Begins a stage that waits for somebody to open it; twice is once. Raises Conflict while others are before it."""
    access.require(by, "manage_processes", stage.round.brand)
    with transaction.atomic():
        round_, row = _locked(stage)
        if row.opened_at:
            return
        if row.start != "hand" or row not in stages.begin_next(round_, by_hand=row):
            raise Conflict("The stages before it are not finished. Nothing was begun.", code="early")
        audit.record("stage.begun", round_.candidate, by=by, details=_about(row))


def reopen(stage: Stage, *, by) -> None:
    """Opens a stage again that moved on without a response; it then waits without a time of its own.

    Raises Conflict when a later stage has been signed since.
    """
    access.require(by, "manage_processes", stage.round.brand)
    with transaction.atomic():
        round_, row = _locked(stage)
        if row.outcome != Stage.Outcome.NO_RESPONSE:
            raise Conflict(f"“{row.name}” did not end without a response. Nothing was changed.", code="stale")
        later = Stage.objects.filter(round=round_, position__gt=row.position)
        by_guests = SignOff.objects.filter(stage__in=later, verdict__isnull=False)
        if Decision.objects.filter(stage__in=later, voided_at=None).exists() or by_guests.exists():
            raise Conflict("A later stage has been signed since. Nothing was changed.", code="acted_later")
        later.filter(closed_at=None).exclude(start="with", opened_at__lt=row.closed_at).update(opened_at=None)
        Stage.objects.filter(pk=row.pk).update(closed_at=None, outcome="", due_at=None, late="wait")
        stages.begin_next(round_)
        audit.record("stage.reopened", round_.candidate, by=by, details=_about(row))


def hand_over(place: SignOff, *, by, to, expected=None) -> None:
    """Puts another person into a place that nobody has signed: a brand manager for anybody, a named person for
    themselves. ``expected`` is who was named there on screen. A mail tells the one whose turn it then is. Raises
    Refused for somebody who could not sign."""
    stage = place.stage
    if place.role == processes.GUEST:
        raise Refused("This signature is a guest’s. Nothing was changed. Make a link for signing off.", code="guest")
    if place.person_id != by.pk or not access.can(by, "review", stage.round.brand):
        access.require(by, "manage_processes", stage.round.brand)
    with transaction.atomic():
        round_, row = _locked(stage)
        _require_fit(round_, row, to)
        seen = expected.pk if expected else None
        rows = SignOff.objects.filter(pk=place.pk, person=seen)
        signed = Decision.objects.filter(sign_off=place, voided_at=None).exists()
        if signed or not rows.update(person=to, instead_of=seen or place.instead_of_id):
            raise Conflict("This signature was given or handed over since. Nothing was changed.", code="stale")
        about = {"place": place.public_id, "from": expected.public_id if expected else "", "to": to.public_id}
        audit.record("place.handed_over", round_.candidate, by=by, details=_about(row) | about)
        if to.pk != by.pk:
            work.ask(HANDED, place, brand=round_.brand, after=settings.UNDO_SECONDS)


def _require_fit(round_, stage, person) -> None:
    held = processes.signers(round_.brand).get(person.public_id, (None, set()))[1]
    last = not Stage.objects.filter(round=round_, position__gt=stage.position).exists()
    if not held or (last and "brand_manager" not in held):
        who = "a brand manager" if last else "a marketer or brand manager"
        raise Refused(f"{person} is not {who} of {round_.brand.name}. Nothing was changed.", code="role")
    if made(round_.candidate, person):
        raise Refused(f"{person} had a hand in this image and may not sign it. Nothing was changed.", code="maker")
    if Decision.objects.filter(stage=stage, by=person, voided_at=None).exists():
        raise Refused(f"{person} has voted in this stage already. Nothing was changed.", code="voted")


def announce_absence(brand: Brand, *, by, substitute, first_day, last_day) -> Absence:
    """Lets somebody sign for this person on these days. Raises Refused for days or people that cannot be meant."""
    access.require(by, "review", brand)
    _check_absence(brand, by, substitute, first_day, last_day)
    days = {"first_day": first_day, "last_day": last_day}
    begins, ends = (clock.begin_of(day, brand.timezone) for day in (first_day, last_day + timedelta(days=1)))
    who = {"brand": brand, "person": by, "substitute": substitute}
    with transaction.atomic():
        absence = Absence.objects.create(**who, **days, begins_at=begins, ends_at=ends)
        audit.record("absence.announced", absence, by=by, after=days | {"substitute": substitute.public_id})
    return absence


def _check_absence(brand, by, substitute, first_day, last_day) -> None:
    held = processes.signers(brand)
    if substitute == by or substitute.public_id not in held:
        raise Refused("Choose a colleague who may sign in this brand. Nothing was saved.", code="substitute")
    roles = held[by.public_id][1] if by.public_id in held else set()
    if "brand_manager" in roles and "brand_manager" not in held[substitute.public_id][1]:
        raise Refused("Only a brand manager can stand in for a brand manager. Nothing was saved.", code="role")
    past, long = last_day < clock.today(brand.timezone), last_day - first_day > timedelta(days=LONGEST_DAYS)
    if past or long or last_day < first_day:
        raise Refused("The days run from the first to a last one that is not past. Nothing was saved.", code="days")


def end_absence(absence: Absence, *, by) -> None:
    """Ends the time of a substitute early; twice is once. One's own, or anybody's for a brand manager."""
    if absence.person_id != by.pk:
        access.require(by, "manage_processes", absence.brand)
    with transaction.atomic():
        if Absence.objects.filter(pk=absence.pk, ended_at=None).update(ended_at=clock.now()):
            audit.record("absence.ended", absence, by=by)


def keep_time() -> int:
    """Begins stages whose day has come, moves on where time is up, and asks for reminders. How many stages moved."""
    now = clock.now()
    waiting = Stage.objects.filter(round__state=Round.State.OPEN, start__in=("days", "date"), opened_at=None)
    lapsed = Stage.objects.filter(stages.OPEN, round__state=Round.State.OPEN, late="move_on", due_at__lt=now)
    moved = sum(_begin_by_date(one) for one in waiting.select_related("round__brand", "round__candidate"))
    moved += sum(_lapse(one) for one in lapsed.select_related("round__brand", "round__candidate"))
    remind()
    return moved


def _begin_by_date(stage) -> bool:
    with transaction.atomic():
        round_, _ = _locked(stage)
        begun = stages.begin_next(round_)
        for one in begun:
            audit.record("stage.begun", round_.candidate, by=None, details=_about(one))
    return bool(begun)


def _lapse(stage) -> bool:
    """Records "no response" and lets the next stage begin, unless somebody signed just now."""
    with transaction.atomic():
        round_, row = _locked(stage)
        late = Stage.objects.filter(stages.OPEN, pk=row.pk, due_at__lt=clock.now())
        if not late.update(closed_at=clock.now(), outcome=Stage.Outcome.NO_RESPONSE):
            return False
        begun = [one.position for one in stages.begin_next(round_)]
        audit.record("stage.unanswered", round_.candidate, by=None, details=_about(row) | {"begun": begun})
    return True


def remind() -> int:
    """Asks for the mails before stages are due: one for each person and turn, however many images. How many."""
    now, wanted = clock.now(), {}
    near = Stage.objects.filter(stages.OPEN, round__state=Round.State.OPEN, round__brand__demo=False)
    near = near.filter(due_at__gt=now, due_at__lte=now + timedelta(hours=max(REMINDERS)))
    for stage in near.select_related("round__brand", "round__candidate"):
        hours = next(hours for hours in REMINDERS if stage.due_at <= now + timedelta(hours=hours))
        if stage.opened_at <= stage.due_at - timedelta(hours=hours):
            for person in _awaited(stage):
                wanted.setdefault(person, []).append((stage, hours))
    return sum(_ask(person, due, now) for person, due in wanted.items())


def _awaited(stage) -> list:
    standing = Standing(stage.round)
    step = next(one for one in standing.steps if one.stage.pk == stage.pk)
    return [one for one in standing.awaited(step) if one.email and not made(stage.round.candidate, one)]


def _ask(person, due, now) -> bool:
    """What was not told yet is told in one mail: it goes with the first of the rows that are made at this moment."""
    known = set(Reminder.objects.filter(person=person, stage__in=[one for one, _ in due]).values_list("stage", "hours"))
    new = [(stage, hours) for stage, hours in due if (stage.pk, hours) not in known]
    if not new:
        return False
    with transaction.atomic():
        rows = [Reminder(stage=stage, person=person, hours=hours, created_at=now) for stage, hours in new]
        Reminder.objects.bulk_create(rows, ignore_conflicts=True)  # another sweeper may ask just now
        first = Reminder.objects.filter(person=person, created_at=now).select_related("stage__round__brand").first()
        if first:
            work.ask(REMIND, first, brand=first.stage.round.brand)
    return bool(first)


def _locked(stage) -> tuple[Round, Stage]:
    """The open round and the stage as they are, with the candidate locked. Raises Conflict when the round is over."""
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=stage.round.candidate_id)
    round_ = Round.objects.select_related("brand").filter(pk=stage.round_id, state=Round.State.OPEN).first()
    if round_ is None:
        raise Conflict("This round is over. Nothing was changed.", code="closed")
    round_.candidate = candidate
    return round_, Stage.objects.get(pk=stage.pk)


def _about(stage) -> dict:
    return {"stage": stage.position, "stage_id": stage.public_id}
