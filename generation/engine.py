"""Owns the sweeper's loop: one asynchronous process that drives all outside work, one small task for each image."""

import asyncio
import contextvars
import hashlib
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from assets import safekeeping
from assets.correlation import REQUEST_ID
from assets.problems import Unavailable
from assets.storage import private
from generation import outside
from generation.circuits import Circuits
from generation.crashes import crash_point
from generation.outside import Held, LeaseLost
from generation.providers import contract
from generation.providers.catalogue import provider
from generation.providers.contract import Done, Failed, ImageRef, Progress, ProviderError

THREADS = 4  # for the database and the files; each holds one connection
MOST_AT_ONCE = 250  # images in the hands of one sweeper
SUBMIT_SECONDS, POLL_SECONDS, FETCH_SECONDS = 200, 60, 120
FIRST_POLL, LONGEST_POLL = 0.25, 3.0
ATTEMPT_SECONDS = 600  # after this a generator that still says "working" has failed
MOST_TRIES = 5
LONGEST_WAIT = 60
MOST_BYTES = 40 * 2**20
STOP_SECONDS = 20
PAUSE_WHEN_FULL = 10

log = structlog.get_logger("proofmark.engine")


def drive(stop: threading.Event) -> None:
    """Runs the engine until ``stop`` is set; then work that can wait is given back and the rest is finished."""
    engine = Engine(stop)
    try:
        asyncio.run(engine.run())
    finally:
        engine.close()


class Engine:
    """The loop and its tasks. Several may run, in any number of processes: leases keep them apart."""

    def __init__(self, stop: threading.Event):
        self.stop = stop
        self.tasks: dict[asyncio.Task, outside.Lease] = {}
        self.circuits = Circuits()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="engine")

    async def run(self) -> None:
        """Claims due work every few milliseconds and keeps the leases of all that runs."""
        keeper = asyncio.create_task(self._keep_leases())
        while not self.stop.is_set():
            try:
                await self._claim()
            except (DatabaseError, InterfaceError) as problem:
                log.warning("the database does not answer; work waits", problem=type(problem).__name__)
                await asyncio.sleep(1)
            await asyncio.sleep(settings.SWEEP_SECONDS)
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=STOP_SECONDS)
        keeper.cancel()

    async def _claim(self) -> None:
        leases = await self.db(outside.claim, MOST_AT_ONCE - len(self.tasks), self.circuits.resting())
        for lease in leases:
            crash_point("outside.claimed")
            task = asyncio.create_task(self._work_on(lease))
            self.tasks[task] = lease
            task.add_done_callback(lambda done: self.tasks.pop(done, None))

    async def _keep_leases(self) -> None:
        """Extends what we hold three times in a lease's life; a task whose lease is gone is stopped."""
        while True:
            await asyncio.sleep(settings.LEASE_SECONDS / 3)
            try:
                lost = [task for task, lease in list(self.tasks.items()) if not await self.db(lease.extend)]
            except (DatabaseError, InterfaceError):
                continue
            # a task that has just settled its work holds no lease either: give it a moment to end by itself
            await asyncio.sleep(0.5 if lost else 0)
            for task in lost:
                task.cancel()

    async def db(self, function, *args):
        """Calls a database or file function in a thread, with this task's request id."""
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._pool, context.run, _tidily, function, *args)

    async def _work_on(self, lease) -> None:
        REQUEST_ID.set(lease.work.request_id)
        try:
            held = await self.db(_take_up, lease)
            if held is not None:
                await _Run(self, held).go()
        except LeaseLost:
            log.info("the lease was lost to another sweeper", work=lease.work.pk)
        except (DatabaseError, InterfaceError) as problem:
            log.warning("the database does not answer; the lease will run out", problem=type(problem).__name__)
        except Exception:
            log.exception("outside work broke off; it is taken up again when its lease runs out", work=lease.work.pk)

    def close(self) -> None:
        """Ends the threads and their connections."""
        gate = threading.Barrier(THREADS)

        def close_one():
            gate.wait(5)
            connections.close_all()

        for _ in range(THREADS):
            self._pool.submit(close_one)
        self._pool.shutdown(wait=True)


def _take_up(lease):
    return outside.take_up(lease, is_repeatable=lambda generator: provider(generator.adapter).repeatable)


def _tidily(function, *args):
    close_old_connections()
    return function(*args)


class _Run:
    """One slot from where it stands to its end: submit, poll, fetch, hand over."""

    def __init__(self, engine: Engine, held: Held):
        self.engine, self.held, self.db = engine, held, engine.db
        self.generator = held.request.generator
        self.provider = provider(self.generator.adapter)

    async def go(self) -> None:
        """Carries out the steps that are left."""
        if self.held.step == "submit" and not await self._submit():
            return
        if self.held.step == "collect" and await self._stopped_there():
            await self.db(outside.drop, self.held)
            return
        result = await self._wait()
        if isinstance(result, Failed):
            await self.db(outside.ended, self.held, result)
        elif isinstance(result, Done):
            await self._collect(result)

    async def _submit(self) -> bool:
        """Sends the job. True when it was accepted; otherwise all is written down already."""
        crash_point("outside.submitting")
        try:
            submission = await asyncio.wait_for(self.provider.submit(outside.job_of(self.held)), SUBMIT_SECONDS)
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
        if error.outcome_unknown and not self.provider.repeatable:
            await self.db(outside.lose, self.held, error.sentence)
            return
        if error.kind != contract.RATE_LIMITED and not error.permanent:
            self.engine.circuits.failed(self.generator.pk)
        tried = await self.db(outside.tries, self.held, error.kind)
        if error.permanent or error.outcome_unknown or tried >= MOST_TRIES:
            await self.db(outside.ended, self.held, Failed(error.kind, error.sentence))
        else:
            await self.db(outside.postponed, self.held, error, _pause(self.held.attempt.number, error.retry_after))

    async def _stopped_there(self) -> bool:
        """Whether the generator could stop a cancelled job; otherwise its result is collected as an orphan."""
        try:
            return await asyncio.wait_for(self.provider.cancel(self.held.submission), POLL_SECONDS)
        except (ProviderError, TimeoutError):
            return False

    async def _wait(self) -> Done | Failed | None:
        """Polls until the end; None when this process is stopping and the work was given back."""
        pause, loop = FIRST_POLL, asyncio.get_running_loop()
        give_up, shown = loop.time() + ATTEMPT_SECONDS, -1.0
        while loop.time() < give_up:
            try:
                answer = await asyncio.wait_for(self.provider.poll(self.held.submission), POLL_SECONDS)
            except (ProviderError, TimeoutError) as error:
                if getattr(error, "permanent", False):
                    return Failed(error.kind, error.sentence)
                answer, pause = Progress(), min(pause * 2, LONGEST_WAIT)
            if not isinstance(answer, Progress):
                crash_point("outside.polled")
                return answer
            fraction = answer.fraction or 0.0
            if fraction - shown >= 0.12:
                shown = fraction
                await self.db(outside.progressed, self.held, fraction)
            if self.engine.stop.is_set():
                await self.db(self.held.lease.give_back)
                return None
            await asyncio.sleep(pause)
            pause = min(pause * 1.2, LONGEST_POLL)
        return Failed(contract.TIMEOUT, "The generator did not finish within ten minutes.", charged=True)

    async def _collect(self, result: Done) -> None:
        """Fetches the bytes at once, since links run out, and puts them into private storage for the intake."""
        try:
            data = await self._fetched(result.images[0])
        except (ProviderError, TimeoutError) as error:
            sentence = f"{_as_error(error).sentence} The picture was made but could not be fetched."
            await self.db(outside.ended, self.held, Failed(_as_error(error).kind, sentence, charged=True))
            return
        crash_point("outside.fetched")
        sha256 = hashlib.sha256(data).hexdigest()
        try:
            path = await self.db(_keep, self.held, sha256, data)
        except Unavailable as problem:
            log.warning("a fetched picture waits for space", sentence=problem.sentence)
            await self.db(lambda: self.held.lease.give_back(after=PAUSE_WHEN_FULL))
            return
        crash_point("outside.kept")
        await self.db(outside.handed_over, self.held, path, sha256, result.cost, result.seed)
        crash_point("outside.handed_over")

    async def _fetched(self, image: ImageRef) -> bytes:
        """The bytes, tried three times; a link that ran out is asked for anew once by polling again."""
        for last in (False, False, True):
            try:
                data = image.data or await asyncio.wait_for(self.provider.fetch(image), FETCH_SECONDS)
            except (ProviderError, TimeoutError) as error:
                if last or getattr(error, "permanent", False):
                    raise
                await asyncio.sleep(0.5)
                again = await self.provider.poll(self.held.submission)
                image = again.images[0] if isinstance(again, Done) else image
                continue
            if len(data) <= MOST_BYTES:
                return data
            raise ProviderError("The generator sent more than 40 MB.", permanent=True)
        raise AssertionError("unreachable")


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


def _pause(number: int, asked: float | None) -> float:
    """Seconds until the next try: what the generator asked for, else growing, with full jitter; at most an hour."""
    own = random.uniform(0.5, min(LONGEST_WAIT, 2**number))  # noqa: S311  (spreads load, guards nothing)
    return min(3600.0, max(own, asked or 0.0))
