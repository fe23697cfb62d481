"""Owns what the engine writes down about work with a generator; every write is fenced by the lease of its work."""

from collections import Counter
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import Now

from assets import audit, clock, safekeeping, work
from assets.models import Work
from assets.problems import Conflict
from assets.transitions import move
from assets.work import Lease
from generation import accounts, beginning, callbacks, deliveries, picking, references, slots
from generation.beginning import Held
from generation.models import Attempt, GenerationRequest, Slot
from generation.providers import contract
from generation.providers.catalogue import calls_back, why_closed
from generation.providers.contract import Failed, Job, ProviderError, Submission
from generation.slots import AT_WORK, INTAKE, OUTSIDE

S, A = Slot.State, Attempt.State
FREE_TRIES = (contract.RATE_LIMITED, contract.UNREACHABLE)  # nothing was begun: not counted among the tries


MOST_A_TURN = 50  # images claimed in one go: what is looked through grows with it
NO_TROUBLE = {"failure": "", "failure_kind": ""}
STOPPED = "The program stopped while the generator was being asked, so nobody knows whether it began."


class LeaseLost(Exception):
    """Somebody else has the work by now; nothing may be written any more."""


def claim(limit: int, resting: list[int], *, trial: bool = True) -> list[Lease]:
    """Leases up to ``limit`` due slots, each brand in its turn, of generators that have room and do not rest.

    Of those that would be parked after one more crash at most one, and only for a ``trial``: when the process dies
    of it, the others in its hands are not parked with it.
    """
    due = work.due().filter(kind=OUTSIDE)
    if not trial:
        due = due.exclude(work.ON_TRIAL)
    if limit < 1 or not due.exists():
        return []
    room = accounts.room(_promised()) | dict.fromkeys(resting, 0)
    closed = [generator for generator, free in room.items() if free < 1]
    if closed:
        waiting = Slot.objects.filter(state=S.QUEUED, request__generator__in=closed)
        due = due.exclude(subject__in=waiting.values("public_id"))
    chosen = picking.choose(due, min(limit, MOST_A_TURN), room)
    return work.claim_all(chosen, set_aside=put_aside)


def _promised() -> Counter:
    """Generator: how many of its images somebody claimed and has not begun to send."""
    claimed = Work.objects.filter(kind=OUTSIDE, state=work.OPEN, lease_until__gt=Now()).values("subject")
    waiting = Slot.objects.filter(state=S.QUEUED, public_id__in=claimed)
    return Counter(dict(waiting.values_list("request__generator").annotate(Count("pk"))))


def give_up_waiting() -> int:
    """Ends slots that waited past their deadline without being sent: nothing was charged. How many those were."""
    late = work.due().filter(kind=OUTSIDE, deadline__lt=Now())
    waiting = Slot.objects.filter(state=S.QUEUED, public_id__in=late.values("subject"))
    return sum(_give_up(slot) for slot in waiting.select_related("request__brand", "request__brief")[:50])


@transaction.atomic
def _give_up(slot: Slot) -> bool:
    sentence = "It waited two hours and was not sent. Nothing was charged."
    if not work.cancel(OUTSIDE, slot):
        return False
    move(slot, slots.FAIL, by=None, **_ending("waited_too_long", sentence))
    slots.settle(slot.request)
    return True


def slots_of(leases: list[Lease]) -> dict[str, Slot]:
    """The leased slots by their public id, with all around them that is needed to send them."""
    rows = Slot.objects.select_related(
        "request__brand",
        "request__brief__campaign",
        "request__generator__terms",
        "request__generator__account",
        "request__prompt_version",
    ).filter(public_id__in=[lease.work.subject for lease in leases])
    return {slot.public_id: slot for slot in rows}


def take_up(lease: Lease, slot: Slot, *, is_repeatable) -> Held | None:
    """What is to be done for a leased slot; None when nothing is, and then the lease is settled.

    ``is_repeatable(generator)`` says whether a submit whose answer was lost may be sent again.
    """
    request, attempt = slot.request, slot.attempts.order_by("-number").first()
    if slot.state == S.CANCELLED and attempt and attempt.state == A.ACCEPTED:
        return Held(lease, slot, request, attempt, "collect")
    if slot.state == S.CANCELLED and attempt and attempt.state == A.SUBMITTING:
        lose(Held(lease, slot, request, attempt, "submit"), STOPPED)
        return None
    if slot.state not in (S.QUEUED, *AT_WORK):
        lease.finish()
        return None
    if slot.state == S.RUNNING:
        return Held(lease, slot, request, attempt, "poll")
    if slot.state == S.QUEUED:
        held = next(iter(beginning.begin_all([(lease, slot)])), None)
        if held is None:
            lease.give_back(after=accounts.FULL_PAUSE)  # no place for it, or it moved in this moment: looked at anew
        return held
    held = Held(lease, slot, request, attempt, "submit")
    if not is_repeatable(request.generator):
        lose(held, STOPPED)
        return None
    return held


def put_aside(row) -> Slot:
    """Ends a slot whose work was parked."""
    slot = Slot.objects.select_related("request__brand", "request__brief").get(public_id=row.subject)
    _end_attempts(slot, work.PARKED_WHY)
    if slot.state in (S.QUEUED, *AT_WORK):
        move(slot, slots.FAIL, by=None, **_ending("parked", work.PARKED_WHY))
        slots.settle(slot.request)
    return slot


def _end_attempts(slot: Slot, sentence: str) -> None:
    """What was begun may have been charged, and occupies a place at the generator no longer."""
    begun = slot.attempts.filter(state__in=accounts.AT_WORK)
    begun.update(state=A.LOST, error_kind="parked", error=sentence, price_after=F("price_before"))


def job_of(held: Held) -> Job:
    """The job that the generator is asked to do, with the bytes of its references. Raises ProviderError."""
    body, version, ref = held.attempt.request_body, held.request.prompt_version, held.attempt.public_id
    kind = held.request.generator.adapter
    if why := why_closed(held.request.generator, held.request.brand):
        raise ProviderError(f"Nothing was sent. {why}", permanent=True, kind=contract.BAD_REQUEST)
    return Job(
        prompt=version.text,
        negative=version.negative,
        width=body["width"],
        height=body["height"],
        seed=body["seed"],
        model=body["model"],
        parameters=body["parameters"],
        references=_pictures(held.request) if body.get("references") else (),
        reference=ref,
        attempt=held.attempt.number,
        callback=callbacks.for_attempt(kind, ref) if calls_back(kind) else None,
    )


def _pictures(request: GenerationRequest) -> tuple[contract.Reference, ...]:
    """The references, unless one may not be sent any more."""
    sources = references.of(request)
    for source in sources:
        if why := references.stop(source, request.brand_id):
            raise ProviderError(f"Nothing was sent. {why}", permanent=True, kind=contract.BAD_REQUEST)
    try:
        return tuple(references.read(source) for source in sources)
    except (OSError, safekeeping.Damaged):
        sentence = "Nothing was sent. A reference picture is damaged or gone from storage."
        raise ProviderError(sentence, permanent=True, kind=contract.BAD_REQUEST) from None


@transaction.atomic
def accepted(held: Held, submission: Submission) -> None:
    """Keeps what the generator answered to the submit. A slot cancelled meanwhile is collected from now on."""
    _ours(held.lease.extend())
    _note(
        held,
        state=A.ACCEPTED,
        accepted_at=clock.now(),
        remote_id=submission.remote_id[:400],
        poll_ref=submission.poll_ref[:2000],
        answer=submission.raw,
        price_after=_money(submission.cost),
    )
    accounts.accepted(held.request.generator)
    held.lease.came_on()
    held.step = "poll" if _moved(held, slots.ACCEPT, details={"attempt": held.attempt.public_id}) else "collect"


def progressed(held: Held, fraction: float) -> None:
    """Shows how far it is; notices a cancellation."""
    running = Slot.objects.filter(pk=held.slot.pk, state=S.RUNNING).update(progress=round(fraction, 3))
    if not running:
        held.step = "collect"


@transaction.atomic
def handed_over(
    held: Held, path: str, sha256: str, cost: float | None, seed: int | None, raw: dict | None = None
) -> None:
    """The bytes lie in private storage: asks for their intake, or keeps them as an orphan if it was cancelled."""
    _ours(held.lease.finish())
    paid = _money(cost) if cost is not None else held.attempt.price_after
    price = held.attempt.price_before if paid is None else paid
    known = {"image_path": path, "image_sha256": sha256, "price_after": price, "finished_at": clock.now()}
    if raw:
        known["answer"] = held.attempt.answer | {"end": raw}
    if seed is not None and seed != held.slot.seed:
        Slot.objects.filter(pk=held.slot.pk).update(seed=seed)
    if held.step == "poll" and _moved(held, slots.FETCH, details={"sha256": sha256}, progress=1, **NO_TROUBLE):
        _note(held, state=A.READY, **known)
        work.ask(INTAKE, held.slot, brand=held.request.brand)
    else:
        _note(held, state=A.ORPHANED, **known)
        audit.record("candidate.orphaned", held.slot, by=None, details={"sha256": sha256})


@transaction.atomic
def ended(held: Held, failure: Failed) -> None:
    """The generator said no, or made nothing; a sentence says why."""
    _ours(held.lease.fail(failure.sentence))
    charged = held.attempt.price_after if held.attempt.price_after is not None else held.attempt.price_before
    _note(
        held,
        state=A.FAILED,
        error_kind=failure.kind,
        error=failure.sentence[:500],
        finished_at=clock.now(),
        price_after=charged if failure.charged else Decimal(),
    )
    if failure.kind in (contract.CREDENTIALS, contract.CREDITS):
        accounts.pause(held.request.generator, failure.kind, failure.sentence)
    refused = failure.kind in (contract.MODERATED_INPUT, contract.MODERATED_OUTPUT)
    if _moved(held, slots.MODERATE if refused else slots.FAIL, **_ending(failure.kind, failure.sentence)):
        slots.settle(held.request)


@transaction.atomic
def postponed(held: Held, error: ProviderError, after: float) -> None:
    """Nothing was begun or charged, and it will be tried again in ``after`` seconds with a new attempt."""
    _ours(held.lease.extend())
    if error.kind == contract.RATE_LIMITED:
        accounts.throttled(held.attempt, held.request.generator, error.retry_after)
    _note(
        held,
        state=A.FAILED,
        error_kind=error.kind,
        error=error.sentence[:500],
        finished_at=clock.now(),
        price_after=Decimal(),
    )
    if _moved(held, slots.POSTPONE, failure_kind=error.kind, failure=error.sentence[:500], progress=0):
        held.lease.retry(error.sentence, after=after)
    else:
        held.lease.finish()


@transaction.atomic
def lose(held: Held, sentence: str) -> None:
    """Nobody knows whether the submit was accepted: shown as such, never repeated without a person's word."""
    _ours(held.lease.fail(sentence))
    _note(held, state=A.UNKNOWN, error_kind=contract.UNKNOWN_OUTCOME, error=sentence[:500], finished_at=clock.now())
    if _moved(held, slots.LOSE, **_ending(contract.UNKNOWN_OUTCOME, sentence)):
        slots.settle(held.request)
    deliveries.catch_up(held.attempt)


def drop(held: Held) -> None:
    """Ends work on a cancelled slot whose generator could stop it."""
    with transaction.atomic():
        _ours(held.lease.finish())
        _note(held, state=A.FAILED, error_kind="cancelled", finished_at=clock.now(), price_after=Decimal())


def tries(held: Held, kind: str) -> int:
    """How many attempts of this slot failed after they were begun, this one included."""
    own = 0 if kind in FREE_TRIES else 1
    return held.slot.attempts.filter(state=A.FAILED).exclude(error_kind__in=FREE_TRIES).count() + own


def _ours(kept: bool) -> None:
    if not kept:
        raise LeaseLost


def _moved(held: Held, transition, **changes) -> bool:
    """Moves the slot; False when it was cancelled meanwhile, which is no error."""
    try:
        move(held.slot, transition, by=None, **changes)
    except Conflict:
        held.step = "collect"
        return False
    return True


def _note(held: Held, **facts) -> None:
    for name, value in facts.items():
        setattr(held.attempt, name, value)
    held.attempt.save(update_fields=list(facts))


def _ending(kind: str, sentence: str) -> dict:
    return {"failure_kind": kind, "failure": sentence[:500], "finished_at": clock.now()}


def _money(cost: float | None) -> Decimal | None:
    return None if cost is None else Decimal(str(cost)).quantize(Decimal("0.0001"))
