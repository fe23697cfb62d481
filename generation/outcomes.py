"""Owns attempts of which nobody knew whether the generator took them: how a call or a person settles each."""

from django.db import transaction
from django.db.models import F

from assets import access, audit, clock, work
from assets.problems import Conflict, Refused
from assets.transitions import move
from generation import slots
from generation.models import Attempt, Slot
from generation.providers.catalogue import provider
from generation.providers.contract import ProviderError, Submission

S, A = Slot.State, Attempt.State
DECLARED = "declared_not_made"


@transaction.atomic
def made(slot: Slot, named: str, *, by) -> Slot:
    """A person found the task at the provider: from here on it is asked for and fetched like any other.

    Raises Refused for what names no task or another image's, Conflict when the slot was settled meanwhile.
    """
    access.require(by, "generate", slot.request.brand)
    attempt = _unknown_attempt(slot)
    try:
        submission = provider(slot.request.generator.adapter).found(named)
    except ProviderError as problem:
        raise Refused(f"{problem.sentence} Nothing was changed. Copy the id from the provider's list.") from None
    _refuse_anothers(attempt, submission)
    if not _adopt(attempt, slot, submission, by=by):
        raise Conflict("This image was settled meanwhile. Nothing was changed. Look again.", code="stale")
    return slot


@transaction.atomic
def not_made(slot: Slot, *, by) -> Slot:
    """A person saw that the provider never began: nothing was charged, and it is asked for once more."""
    access.require(by, "generate", slot.request.brand)
    attempt = _unknown_attempt(slot)
    _settle(attempt, state=A.FAILED, error_kind=DECLARED, price_after=0)
    audit.record("attempt.declared", slot, by=by, after={"attempt": attempt.public_id, "made": False})
    return slots.ask_again(slot, by=by)


@transaction.atomic
def written_off(slot: Slot, *, by) -> Slot:
    """A person saw that it was charged and cannot be had: the slot ends, with its cost in the ledger."""
    access.require(by, "generate", slot.request.brand)
    attempt = _unknown_attempt(slot)
    _settle(attempt, state=A.LOST, price_after=attempt.price_before)
    sentence = "It was charged, and the picture is lost. Ask for this image again."
    move(slot, slots.WRITE_OFF, by=by, failure_kind="charged_and_lost", failure=sentence, finished_at=clock.now())
    slots.recount(slot.request)
    return slot


def told_by_call(attempt: Attempt, task: str) -> bool:
    """A proven call of the provider names the task of this attempt; whether that settled anything.

    Only an unknown outcome, or one that a person declared not made, is moved; everything else is further on.
    """
    try:
        with transaction.atomic():
            return _told(attempt, task)
    except Conflict:
        return False  # somebody was quicker; what is still unknown is looked at again


def _told(attempt: Attempt, task: str) -> bool:
    declared = attempt.state == A.FAILED and attempt.error_kind == DECLARED
    if not task or not (attempt.state == A.UNKNOWN or declared):
        return False
    slot = Slot.objects.select_related("request__brand", "request__brief", "request__generator").get(pk=attempt.slot_id)
    try:
        submission = provider(slot.request.generator.adapter).found(task)
    except ProviderError:
        return False
    newer = Attempt.objects.filter(slot=slot, number__gt=attempt.number).exists()
    if not newer and slot.state in (S.UNKNOWN, S.QUEUED, S.CANCELLED) and _adopt(attempt, slot, submission, by=None):
        return True
    return _keep_as_lost(attempt, slot, submission)


def _keep_as_lost(attempt: Attempt, slot: Slot, submission: Submission) -> bool:
    """It was made and charged after all, but something else stands in its place by now."""
    rows = Attempt.objects.filter(pk=attempt.pk, state=attempt.state)
    if not rows.update(state=A.LOST, remote_id=submission.remote_id[:400], price_after=F("price_before")):
        return False
    audit.record("attempt.found_late", slot, by=None, details={"attempt": attempt.public_id})
    slots.recount(slot.request)
    return True


def _adopt(attempt: Attempt, slot: Slot, submission: Submission, *, by) -> bool:
    """Takes the attempt up where its lost answer would have left it; False when it was settled meanwhile."""
    known = {
        "state": A.ACCEPTED,
        "remote_id": submission.remote_id[:400],
        "poll_ref": submission.poll_ref[:2000],
        "answer": submission.raw,
        "accepted_at": clock.now(),
        "finished_at": None,
        "price_after": None,
        "error_kind": "",
        "error": "",
    }
    if not Attempt.objects.filter(pk=attempt.pk, state=attempt.state).update(**known):
        return False
    told = {"attempt": attempt.public_id}
    if slot.state == S.CANCELLED:
        audit.record("attempt.found_late", slot, by=by, details=told)
    else:
        move(slot, slots.FOUND, by=by, details=told, failure="", failure_kind="", finished_at=None, progress=0)
        slots.reopen(slot.request)
    work.ask(slots.OUTSIDE, slot, brand=slot.request.brand, wakes=False)
    return True


def _unknown_attempt(slot: Slot) -> Attempt:
    attempt = slot.attempts.order_by("-number").first()
    if slot.state != S.UNKNOWN or attempt is None or attempt.state != A.UNKNOWN:
        raise Conflict("The outcome of this image is known by now. Nothing was changed. Look again.", code="stale")
    return attempt


def _settle(attempt: Attempt, **facts) -> None:
    if not Attempt.objects.filter(pk=attempt.pk, state=A.UNKNOWN).update(**facts):
        raise Conflict("This image was settled meanwhile. Nothing was changed. Look again.", code="stale")


def _refuse_anothers(attempt: Attempt, submission: Submission) -> None:
    """One task is one image: naming a task twice would show one picture as two."""
    others = Attempt.objects.filter(generator_key=attempt.generator_key, remote_id=submission.remote_id)
    if others.exclude(pk=attempt.pk).exists():
        raise Refused("This task belongs to another image already. Nothing was changed. Name this image's own task.")
