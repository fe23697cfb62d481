"""Owns the way of fetched bytes onto the board: intake, and exactly one candidate for a slot."""

import structlog
from django.db import transaction
from django.db.models import F

from assets import audit, clock, intake, safekeeping, work
from assets.crashes import crash_point
from assets.imaging.darkroom import ImageRefused
from assets.problems import Conflict, Unavailable
from assets.storage import private
from assets.transitions import move
from generation import finding, slots
from generation.models import Attempt, Candidate, Slot

S, A = Slot.State, Attempt.State
NOT_A_PICTURE = "not_a_picture"
PAUSE_WHEN_FULL = 10

log = structlog.get_logger("proofmark.admission")


def admit(work_id: int) -> Candidate | None:
    """Takes the bytes of one slot in and makes its candidate; safe to call any number of times, at once too."""
    lease = work.claim(work_id, set_aside=_put_aside)
    if lease is None:
        return None
    crash_point("intake.claimed")
    slot, attempt = _found(lease.work.subject)
    if slot.state != S.FETCHED:
        _leave(lease, slot, attempt)
        return None
    try:
        with lease.kept():  # a large picture on a busy machine may outlast a lease
            image = _taken_in(slot, attempt)
    except ImageRefused as problem:
        _fail(lease, slot, attempt, NOT_A_PICTURE, f"What the generator sent was refused. {problem.sentence}")
    except Unavailable as problem:
        if problem.code == safekeeping.FULL:
            slots.waits_for_space(slot)
        lease.retry(problem.sentence, after=PAUSE_WHEN_FULL)
    except (FileNotFoundError, safekeeping.Damaged):
        _fail(lease, slot, attempt, "lost", "The fetched picture is damaged or gone from storage. Tell an operator.")
    else:
        crash_point("intake.taken_in")
        return _enter(lease, slot, attempt, image)
    return None


def _found(public_id: str) -> tuple[Slot, Attempt | None]:
    related = ("request__brand", "request__brief__campaign", "request__generator__terms", "request__prompt_version")
    slot = Slot.objects.select_related(*related, "request__prompt_version__author").get(public_id=public_id)
    return slot, slot.attempts.order_by("-number").first()


def _taken_in(slot: Slot, attempt: Attempt):
    data = safekeeping.read(private(), attempt.image_path, attempt.image_sha256)
    kind = slot.request.generator.digital_source_type
    return intake.take_in(data, brand=slot.request.brand, digital_source_type=kind)


def _enter(lease, slot: Slot, attempt: Attempt, image) -> Candidate | None:
    """The candidate, the slot's end and the ledger in one transaction; nothing of it when the lease was lost."""
    with transaction.atomic():
        if not lease.extend():
            return None
        done = Slot.objects.filter(pk=slot.pk, state=S.FETCHED)
        ended = {"finished_at": clock.now(), "failure": "", "failure_kind": ""}
        if not done.update(state=S.DONE, version=F("version") + 1, **ended):
            _orphan(lease, slot, attempt)
            return None
        candidate = Candidate.objects.create(**_origin(slot, attempt, image))
        finding.index(candidate)
        audit.record("candidate.created", candidate, by=None, after=_facts(slot, attempt, image))
        Attempt.objects.filter(pk=attempt.pk).update(state=A.STORED)
        slots.settle(slot.request)
        lease.finish()
        transaction.on_commit(lambda: safekeeping.discard(private(), [attempt.image_path]))
    crash_point("intake.entered")
    return candidate


def _origin(slot: Slot, attempt: Attempt, image) -> dict:
    request = slot.request
    return {
        "brand": request.brand,
        "brief": request.brief,
        "prompt_version": request.prompt_version,
        "request": request,
        "slot": slot,
        "image": image,
        "generator": request.generator,
        "origin": Candidate.Origin.GENERATED,
        "tool": request.generator.label,
        "model_version": attempt.model_version,
        # some models take no seed: what was not sent is not told as if it had made the picture
        "seed": slot.seed if attempt.request_body.get("seed", slot.seed) is not None else None,
        "parameters": attempt.request_body,
        "author": request.prompt_version.author,
        "requested_by": request.requested_by,
        "terms": request.generator.terms,
        "terms_snapshot": request.terms_snapshot,
        "digital_source_type": request.generator.digital_source_type,
    }


def _facts(slot: Slot, attempt: Attempt, image) -> dict:
    return {
        "slot": slot.public_id,
        "attempt": attempt.public_id,
        "request": slot.request.public_id,
        "generator": attempt.generator_key,
        "image": image.public_id,
        "sha256": image.sha256,
        "seed": slot.seed,
        "price_after": str(attempt.price_after),
    }


def _leave(lease, slot: Slot, attempt: Attempt | None) -> None:
    """The slot waits for nothing any more: done already, or cancelled while its bytes were on their way."""
    with transaction.atomic():
        if slot.state == S.CANCELLED and attempt and attempt.state == A.READY:
            _orphan(lease, slot, attempt)
        lease.finish()


def _orphan(lease, slot: Slot, attempt: Attempt) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(state=A.ORPHANED)
    audit.record("candidate.orphaned", slot, by=None, details={"sha256": attempt.image_sha256})
    lease.finish()


def _put_aside(row) -> Slot:
    """Ends a slot whose intake was parked; the bytes stay for another try."""
    slot, attempt = _found(row.subject)
    if slot.state == S.FETCHED:
        _end(slot, attempt, "parked", work.PARKED_WHY)
    return slot


def _fail(lease, slot: Slot, attempt: Attempt, kind: str, sentence: str) -> None:
    """The bytes came but cannot become a candidate; they stay where they are for an operator to look at."""
    with transaction.atomic():
        if not lease.fail(sentence):
            return
        try:
            _end(slot, attempt, kind, sentence)
        except Conflict:
            return
    log.warning("a fetched picture was not taken in", slot=slot.public_id, kind=kind)


def _end(slot: Slot, attempt: Attempt, kind: str, sentence: str) -> None:
    move(slot, slots.FAIL, by=None, failure_kind=kind, failure=sentence[:500], finished_at=clock.now())
    Attempt.objects.filter(pk=attempt.pk).update(error_kind=kind, error=sentence[:500])
    slots.settle(slot.request)
