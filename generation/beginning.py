"""Owns the beginning of attempts: what is written down before anything is sent, for many images in one turn."""

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Max

from assets import clock, work
from assets.transitions import move_those_left
from assets.work import Lease
from generation import accounts, pricing, references, slots
from generation.models import Attempt, GenerationRequest, Slot
from generation.providers.contract import Submission


@dataclass
class Held:
    """One slot in our hands: the lease, the slot, its request with all around it, and the attempt that runs.

    The request stands beside the slot because a refreshed slot forgets what it was read with.
    """

    lease: Lease
    slot: Slot
    request: GenerationRequest
    attempt: Attempt
    step: str  # submit, poll or collect (it was cancelled, but the generator may still answer)

    @property
    def submission(self) -> Submission:
        """What the generator answered, as far as polling needs it."""
        return Submission(self.attempt.remote_id, self.attempt.poll_ref, raw=self.attempt.answer)


@transaction.atomic
def begin_all(taken: list[tuple[Lease, Slot]]) -> list[Held]:
    """Commits the attempts of leased slots that wait, before anything is sent: those that there are places for.

    The others are left as they are: their generator is full, they were cancelled, or their lease was lost.
    On SQLite everybody else's writing waits for the end of this, so it takes few statements for however many.
    """
    waiting = _with_places(_still_ours([(lease, slot) for lease, slot in taken if slot.state == Slot.State.QUEUED]))
    if not waiting:
        return []
    attempts = {attempt.slot_id: attempt for attempt in _attempts([slot for _, slot in waiting])}
    told = {pk: {"attempt": one.public_id, "number": one.number} for pk, one in attempts.items()}
    moved = {slot.pk for slot in move_those_left([slot for _, slot in waiting], slots.SUBMIT, by=None, details=told)}
    Attempt.objects.bulk_create([attempts[pk] for pk in moved])
    begun = [(lease, slot) for lease, slot in waiting if slot.pk in moved]
    _run({slot.request_id for _, slot in begun})
    return [Held(lease, slot, slot.request, attempts[slot.pk], "submit") for lease, slot in begun]


def _still_ours(taken: list[tuple]) -> list[tuple]:
    lost = work.extend_all([lease for lease, _ in taken]) if taken else []
    return [(lease, slot) for lease, slot in taken if lease not in lost]


def _with_places(waiting: list[tuple]) -> list[tuple]:
    """Those of the waiting that their generators take now, in their order."""
    generators = {slot.request.generator_id: slot.request.generator for _, slot in waiting}
    found, given = set(), Counter()
    for pk, generator in sorted(generators.items()):
        own = [slot.pk for _, slot in waiting if slot.request.generator_id == pk]
        places = accounts.take_places(generator, len(own), besides=given[generator.account_id])
        given[generator.account_id] += places
        found |= set(own[:places])
    return [(lease, slot) for lease, slot in waiting if slot.pk in found]


def _run(requests: set[int]) -> None:
    """Of a request with an image under way it is known that it runs."""
    waiting = GenerationRequest.objects.filter(pk__in=requests, state=GenerationRequest.State.QUEUED)
    waiting.update(state=GenerationRequest.State.RUNNING, version=F("version") + 1)


def _attempts(waiting: list[Slot]) -> list[Attempt]:
    """The next attempt of each slot, not saved yet."""
    last = dict(Attempt.objects.filter(slot__in=waiting).values_list("slot").annotate(Max("number")).order_by())
    sources = references.of_all({slot.request_id for slot in waiting})
    return [_attempt(slot, last.get(slot.pk, 0) + 1, sources[slot.request_id]) for slot in waiting]


def _attempt(slot: Slot, number: int, sources: list) -> Attempt:
    request, generator = slot.request, slot.request.generator
    return Attempt(
        slot=slot,
        number=number,
        generator_key=generator.key,
        model_version=generator.model_version,
        request_body=_body(slot, sources),
        price_before=pricing.of_image(generator, request.width, request.height, references.pixels(sources)),
        currency=generator.currency,
        price_as_of=generator.price_as_of,
        started_at=clock.now(),
    )


def _body(slot: Slot, sources: list) -> dict:
    request = slot.request
    return {
        "prompt_version": request.prompt_version.public_id,
        "width": request.width,
        "height": request.height,
        "seed": slot.seed if request.generator.options.get("seed", True) else None,
        "model": request.generator.model,
        "parameters": {**request.generator.options, **request.parameters},
        **({"references": references.facts(sources)} if sources else {}),
    }
