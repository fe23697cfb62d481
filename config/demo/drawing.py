"""Owns the demo's pictures: slots carried from asked for to candidate without waiting, and pictures to bring in."""

import asyncio
import hashlib
import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager

from assets import safekeeping, work
from assets.models import Work
from assets.storage import private
from config.demo.pixels import bare
from generation import admission, outside, slots
from generation.models import Slot
from generation.providers import contract
from generation.providers.catalogue import provider
from generation.providers.simulated.adapter import Simulated, draw

AT_ONCE = 8
SIDE = 1024  # pixels of pictures that are brought in


@contextmanager
def studio() -> Iterator[ProcessPoolExecutor]:
    """Processes that draw while this one stores."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max(1, (os.cpu_count() or 2) - 1), mp_context=spawn) as pool:
        yield pool


def carry_out(requests, pool: ProcessPoolExecutor) -> None:
    """Takes every slot of these requests to its end; slots that have ended already are left alone."""
    waiting = list(Slot.objects.filter(request__in=requests, state__in=slots.LIVE).order_by("request_id", "index"))
    for start in range(0, len(waiting), AT_ONCE):
        begun = [_begin(slot, pool) for slot in waiting[start : start + AT_ONCE]]
        for held, drawn in filter(None, begun):
            _finish(held, drawn)
    for slot in Slot.objects.filter(request__in=requests, state=Slot.State.FETCHED):
        _admit(slot)


def _begin(slot: Slot, pool) -> tuple[outside.Held, Future | contract.Failed] | None:
    """Submits one slot; None when somebody else carries it out."""
    row = Work.objects.filter(kind=slots.OUTSIDE, subject=slot.public_id, state=Work.State.OPEN).first()
    lease = work.claim(row.pk, set_aside=outside.put_aside) if row else None
    whole = outside.slots_of([lease])[slot.public_id] if lease else None
    held = outside.take_up(lease, whole, is_repeatable=lambda generator: True) if lease else None
    if held is None:
        return None
    asked = provider(held.slot.request.generator.adapter)
    if held.step == "submit":
        outside.accepted(held, asyncio.run(asked.submit(outside.job_of(held))))
    answer = asyncio.run(asked.poll(held.submission))
    return held, pool.submit(draw, held.attempt.poll_ref) if isinstance(answer, contract.Done) else answer


def _finish(held: outside.Held, drawn: Future | contract.Failed) -> None:
    if not isinstance(drawn, Future):
        outside.ended(held, drawn)
        return
    data = drawn.result()
    sha256 = hashlib.sha256(data).hexdigest()
    path = f"incoming/{held.attempt.public_id}/{sha256[:24]}"
    safekeeping.put(private(), path, data)
    outside.handed_over(held, path, sha256, None, None)
    _admit(held.slot)


def _admit(slot: Slot) -> None:
    row = Work.objects.filter(kind=slots.INTAKE, subject=slot.public_id, state=Work.State.OPEN).first()
    if row:
        admission.admit(row.pk)


def picture(words: str, seed: int, pool: ProcessPoolExecutor, *, style: str = "daylight") -> Future:
    """The PNG of a picture to bring in: drawn by a simulated generator, without the notes it writes into the file."""
    job = contract.Job(prompt=words, width=SIDE, height=SIDE, seed=seed, model=style, parameters={"seconds": [0, 0]})
    submission = asyncio.run(Simulated().submit(job))
    return pool.submit(bare, submission.poll_ref)
