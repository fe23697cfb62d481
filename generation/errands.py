"""Owns one image's way at its generator, from where it stands to its end: submit, poll, fetch, hand over."""

import asyncio
import hashlib

import structlog

from assets import safekeeping
from assets.crashes import crash_point
from assets.imaging import limits
from assets.problems import Unavailable
from assets.storage import private
from generation import accounts, outside, slots
from generation.outside import Held
from generation.providers import contract
from generation.providers.catalogue import provider
from generation.providers.contract import Done, Failed, ImageRef, Missing, Progress, ProviderError

SUBMIT_SECONDS, POLL_SECONDS, FETCH_SECONDS = 200, 60, 120
ATTEMPT_SECONDS = 600  # after this a generator that still says "working" has failed
LONGEST_POLL_FAULT = 20  # seconds between polls that fail, so that a link is used soon after it is there
FIRST_LOOK = 0.5  # seconds after it was accepted
MOST_TRIES = 5
MOST_FETCHES = 6
MISSING_MOST, MISSING_SECONDS = 3, 15  # so often, and so long, a task that is not found may still turn up
PAUSE_WHEN_FULL = 10

log = structlog.get_logger("proofmark.engine")


class Errand:
    """One slot in the hands of an engine."""

    def __init__(self, engine, held: Held):
        self.engine, self.held, self.db = engine, held, engine.db
        self.generator = held.request.generator
        self.provider = provider(self.generator.adapter)
        self.called, self._last_call, self._told = asyncio.Event(), 0, {}

    async def go(self) -> None:
        """Carries out the steps that are left, listening for the provider's calls meanwhile."""
        ref = self.held.attempt.public_id
        if self.provider.calls_back:
            self.engine.listening[ref] = self
        try:
            await self._steps()
        finally:
            self.engine.listening.pop(ref, None)

    def hear(self, number: int, payload: dict) -> None:
        """The provider called about this attempt: ask it at once. Each call wakes once."""
        if number > self._last_call:
            self._last_call, self._told = number, payload
            self.called.set()

    async def _steps(self) -> None:
        fresh = self.held.step == "submit"
        if fresh and not await self._submit():
            return
        if self.held.step == "collect" and await self._stopped_there():
            await self.db(outside.drop, self.held)
            return
        result = await self._wait(fresh)
        if isinstance(result, Failed):
            await self.db(outside.ended, self.held, result)
        elif isinstance(result, Done):
            await self._collect(result)

    async def _submit(self) -> bool:
        """Sends the job. True when it was accepted; otherwise all is written down already."""
        crash_point("outside.submitting")
        try:
            sends_pictures = self.held.attempt.request_body.get("references")
            job = await self.db(outside.job_of, self.held) if sends_pictures else outside.job_of(self.held)
            submission = await asyncio.wait_for(self.provider.submit(job), SUBMIT_SECONDS)
        except (ProviderError, TimeoutError) as error:
            await self._refused(_as_error(error, during_submit=True))
            return False
        crash_point("outside.submitted")
        self.engine.circuits.succeeded(self.generator.pk)
        await self.db(outside.accepted, self.held, submission)
        crash_point("outside.accepted")
        return True

    async def _refused(self, error: ProviderError) -> None:
        """A submit that failed: unknown, final, or to be tried again."""
        if error.kind != contract.RATE_LIMITED and not error.permanent:
            await self._count_fault()
        if error.outcome_unknown and not self.provider.repeatable:
            await self.db(outside.lose, self.held, error.sentence)
            return
        tried = await self.db(outside.tries, self.held, error.kind)
        if error.permanent or error.outcome_unknown or tried >= MOST_TRIES:
            await self.db(outside.ended, self.held, Failed(error.kind, error.sentence))
        else:
            pause = accounts.backoff(self.held.attempt.number, error.retry_after)
            await self.db(outside.postponed, self.held, error, pause)

    async def _count_fault(self) -> None:
        """A fault of the service: for its account, which all processes share, or for this process alone."""
        if self.generator.account_id:
            await self.db(accounts.failed, self.generator)
        else:
            self.engine.circuits.failed(self.generator.pk)

    async def _stopped_there(self) -> bool:
        """Whether the generator could stop a cancelled job; otherwise its result is collected as an orphan."""
        try:
            return await asyncio.wait_for(self.provider.cancel(self.held.submission), POLL_SECONDS)
        except (ProviderError, TimeoutError):
            return False

    async def _wait(self, fresh: bool) -> Done | Failed | None:
        """Polls until the end; None when this process is stopping and the work was given back.

        What was accepted just now is not asked for at once: nobody is that quick.
        """
        loop, shown = asyncio.get_running_loop(), -1.0
        first, longest = self.provider.pace(self.held.submission)
        pause, give_up, missing = first, loop.time() + ATTEMPT_SECONDS, []
        if fresh:
            await self._rest(min(first, FIRST_LOOK))
        while loop.time() < give_up:
            answer = await self._asked()
            if isinstance(answer, Missing):
                missing.append(loop.time())
                answer = self._given_up(answer, missing)
            if isinstance(answer, Done | Failed):
                crash_point("outside.polled")
                return answer
            pause = min(pause * 2, LONGEST_POLL_FAULT) if answer is None else min(pause, longest)
            fraction = (answer.fraction if answer else None) or 0.0
            if fraction - shown >= 0.12:
                shown = fraction
                await self.db(outside.progressed, self.held, fraction)
            await self._rest(pause)
            if self.engine.stop.is_set():
                await self.db(self.held.lease.give_back)
                return None
            pause = min(pause * 1.4, longest)
        return Failed(contract.TIMEOUT, "The generator did not finish within ten minutes.", charged=True)

    async def _asked(self) -> Progress | Missing | Done | Failed | None:
        """What the generator says; None when it cannot be asked now. Where it knows nothing, its own call counts."""
        try:
            answer = await asyncio.wait_for(self.provider.poll(self.held.submission), POLL_SECONDS)
        except (ProviderError, TimeoutError) as error:
            if getattr(error, "permanent", False):
                return Failed(error.kind, error.sentence, charged=True)
            answer = None
        said = self._told_by_call() if isinstance(answer, Missing | Progress) else None
        return said or answer

    def _told_by_call(self) -> Done | Failed | None:
        """What the last call says, where only calls can tell: the task is not found where we ask."""
        note = self.held.submission.raw.get("proofmark", {})
        ours = self._told.get("id") or self._told.get("task_id")
        if not note.get("built") or ours != self.held.submission.remote_id:
            return None
        return self.provider.heard(self._told)

    def _given_up(self, answer: Missing, seen: list[float]) -> Progress | Failed:
        """A task that is not found may still turn up: a few times, for some seconds."""
        if len(seen) <= MISSING_MOST or seen[-1] - seen[0] < MISSING_SECONDS:
            return Progress()
        return Failed(contract.PROVIDER_ERROR, answer.sentence, charged=True)

    async def _rest(self, seconds: float) -> None:
        """Waits until the next poll, until the provider calls, or until this process is stopping."""
        wakers = [asyncio.ensure_future(event.wait()) for event in (self.called, self.engine.stopping)]
        try:
            await asyncio.wait(wakers, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waker in wakers:
                waker.cancel()
        self.called.clear()

    async def _collect(self, result: Done) -> None:
        """Fetches the bytes soon, since links run out, a few pictures at a time, since each is held in memory."""
        async with self.engine.fetching[self.generator.adapter]:
            await self._collect_now(result)

    async def _collect_now(self, result: Done) -> None:
        """Puts the bytes into private storage, for the intake."""
        try:
            data = await self._fetched(result.images[0])
        except (ProviderError, TimeoutError) as error:
            sentence = f"{_as_error(error).sentence} The picture was made and charged, but could not be fetched."
            await self.db(outside.ended, self.held, Failed(_as_error(error).kind, sentence, charged=True))
            return
        crash_point("outside.fetched")
        sha256 = hashlib.sha256(data).hexdigest()
        try:
            path = await self.engine.file(_keep, self.held, sha256, data)
        except Unavailable as problem:
            log.warning("a fetched picture waits for space", sentence=problem.sentence)
            await self.db(slots.waits_for_space, self.held.slot)
            await self.db(lambda: self.held.lease.give_back(after=PAUSE_WHEN_FULL))
            return
        crash_point("outside.kept")
        await self.db(outside.handed_over, self.held, path, sha256, result.cost, result.seed, result.raw)
        crash_point("outside.handed_over")

    async def _fetched(self, image: ImageRef) -> bytes:
        """The bytes, tried several times; a link that ran out is asked for anew once by polling again."""
        renewed = False
        for number in range(1, MOST_FETCHES + 1):
            try:
                data = image.data or await asyncio.wait_for(self.provider.fetch(image), FETCH_SECONDS)
            except (ProviderError, TimeoutError) as error:
                expired = getattr(error, "kind", "") == contract.EXPIRED
                if number == MOST_FETCHES or getattr(error, "permanent", False) or (expired and renewed):
                    raise
                renewed = renewed or expired
                await asyncio.sleep(0.5 * min(2 ** (number - 1), 16))
                image = await self._renewed(image)
                continue
            if len(data) <= limits.MAX_BYTES:
                return data
            raise ProviderError(f"The generator sent more than {limits.MAX_MEGABYTES} MB.", permanent=True)
        raise AssertionError("unreachable")

    async def _renewed(self, image: ImageRef) -> ImageRef:
        """The link as the generator gives it now; the old one where it gives none."""
        again = await self._asked()
        return again.images[0] if isinstance(again, Done) else image


def _keep(held: Held, sha256: str, data: bytes) -> str:
    """Writes the bytes as they came; the name holds their hash, so a second try finds the same file there."""
    path = f"incoming/{held.attempt.public_id}/{sha256[:24]}"
    try:
        safekeeping.put(private(), path, data)
    except FileExistsError:
        safekeeping.read(private(), path, sha256)
    return path


def _as_error(error: Exception, during_submit: bool = False) -> ProviderError:
    if isinstance(error, ProviderError):
        return error
    sentence = "The generator did not answer in time."
    return ProviderError(sentence, kind=contract.TIMEOUT, outcome_unknown=during_submit)
