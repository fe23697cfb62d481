"""Owns the sweeper's loop: one asynchronous process that drives all outside work, one small task for each image."""

import asyncio
import contextvars
import threading
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection, connections

from assets import work
from assets.correlation import REQUEST_ID
from assets.crashes import crash_point
from generation import accounts, beginning, deliveries, outside
from generation.beginning import Held
from generation.circuits import Circuits
from generation.errands import Errand
from generation.outside import LeaseLost
from generation.providers.catalogue import close_all, provider, why_closed
from generation.providers.contract import ProviderError

# threads for the database, each with one connection. SQLite lets one write at a time, and who waits there sleeps
# longer and longer: two threads that take turns among themselves are faster than six that wait in the file
DOORS, THREADS = (1, 1) if connection.vendor == "sqlite" else (2, 4)  # those that take up single images, and all others
FILERS = 4  # threads for files
MOST_AT_ONCE = 250  # images in the hands of one sweeper
MOST_FETCHING = 8  # pictures of one service that are on their way here at once
STOP_SECONDS = 20
TRIAL_SECONDS = 20  # so long work that stopped the program before is watched alone
LISTEN_SECONDS, BOOKS_SECONDS = 0.5, 5.0
CREDITS_SECONDS = 45

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
        self.stop, self.stopping = stop, asyncio.Event()  # the second wakes what rests within the loop
        self.tasks: dict[asyncio.Task, outside.Lease] = {}
        self.listening: dict[str, Errand] = {}  # by attempt: errands whose provider may call us
        self.fetching = defaultdict(lambda: asyncio.Semaphore(MOST_FETCHING))  # by adapter
        self.circuits = Circuits()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="engine")
        self._door = ThreadPoolExecutor(DOORS, thread_name_prefix="engine-door")
        self._heart = ThreadPoolExecutor(1, thread_name_prefix="engine-leases")
        self._filers = ThreadPoolExecutor(FILERS, thread_name_prefix="engine-files")

    async def run(self) -> None:
        """Claims due work every few milliseconds and keeps the leases of all that runs."""
        beside = [
            asyncio.create_task(self._keep_leases()),
            asyncio.create_task(self._often(LISTEN_SECONDS, self._listen)),
            asyncio.create_task(self._often(BOOKS_SECONDS, self._keep_books)),
        ]
        while not self.stop.is_set():
            try:
                await self._claim()
            except (DatabaseError, InterfaceError) as problem:
                log.warning("the database does not answer; work waits", problem=type(problem).__name__)
                await asyncio.sleep(1)
            await asyncio.sleep(settings.SWEEP_SECONDS)
        self.stopping.set()
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=STOP_SECONDS)
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await close_all()

    async def _claim(self) -> None:
        for lease, slot, held in await self.db(self._leases):
            task = asyncio.create_task(self._work_on(lease, slot, held))
            self.tasks[task] = lease
            task.add_done_callback(lambda done: self.tasks.pop(done, None))

    def _leases(self) -> list[tuple]:
        """New work, its slots, and what began of it; of what stopped the program before one at a time."""
        held = list(self.tasks.values())
        trial = not any(lease.on_trial and monotonic() - lease.since < TRIAL_SECONDS for lease in held)
        leases = outside.claim(MOST_AT_ONCE - len(held), self.circuits.resting(), trial=trial)
        if not leases:
            return []
        crash_point("outside.claimed")
        slots = outside.slots_of(leases)
        taken = [(lease, slots[lease.work.subject]) for lease in leases]
        begun = _begun(taken)
        return [(lease, slot, begun.get(lease.work.pk)) for lease, slot in taken]

    async def _keep_leases(self) -> None:
        """Extends what we hold three times in a lease's life; a task whose lease is gone is stopped."""
        while not self.stopping.is_set():
            await asyncio.sleep(settings.LEASE_SECONDS / 3)
            try:
                lost = await self._lost()
            except (DatabaseError, InterfaceError):
                continue
            # a task that has just settled its work holds no lease either: give it a moment to end by itself
            await asyncio.sleep(0.5 if lost else 0)
            for task in lost:
                task.cancel()

    async def _lost(self) -> list[asyncio.Task]:
        """Extends all leases, by a thread of its own that no other work holds up; the tasks that lost theirs."""
        held = dict(self.tasks)
        lost = await self.db(work.extend_all, list(held.values()), pool=self._heart) if held else []
        return [task for task, lease in held.items() if lease in lost]

    async def _often(self, seconds: float, chore) -> None:
        """Does a chore again and again; what goes wrong once is tried again the next time.

        A chore may end just as it is cancelled, and then nobody hears of that: so it looks whether to go on.
        """
        while not self.stopping.is_set():
            try:
                await chore()
            except (DatabaseError, InterfaceError):
                pass
            except Exception:
                log.exception("a chore of the engine failed")
            await asyncio.sleep(seconds)

    async def _listen(self) -> None:
        """Wakes errands whose provider has called."""
        if self.listening:
            heard = await self.db(deliveries.newest, list(self.listening))
            for ref, (number, payload) in heard.items():
                if errand := self.listening.get(ref):
                    errand.hear(number, payload)

    async def _keep_books(self) -> None:
        """Settles what calls came too early for, ends what waited too long, and looks after the accounts."""
        await self.db(deliveries.settle_late)
        await self.db(deliveries.purge)
        await self.db(outside.give_up_waiting)
        for account in await self.db(_accounts_to_check):
            try:
                async with asyncio.timeout(CREDITS_SECONDS):
                    left = await provider(account.adapter).credits()
            except (ProviderError, TimeoutError) as problem:
                log.warning("an account could not be checked", account=account.key, problem=str(problem)[:200])
            else:
                await self.db(accounts.checked, account, left)

    async def db(self, function, *args, pool: ThreadPoolExecutor | None = None):
        """Calls a database or file function in a thread, with this task's request id."""
        run = contextvars.copy_context().run
        return await asyncio.get_running_loop().run_in_executor(pool or self._pool, run, _tidily, function, *args)

    async def file(self, function, *args):
        """Calls a function that writes files in a thread of its own: no database waits for the disk."""
        return await asyncio.get_running_loop().run_in_executor(self._filers, function, *args)

    async def _work_on(self, lease, slot, held) -> None:
        REQUEST_ID.set(lease.work.request_id)
        try:
            if held is None:
                # by threads of their own, so that hundreds taken up do not hold up what others have to write down
                held = await self.db(_take_up, lease, slot, pool=self._door)
            if held is not None:
                await Errand(self, held).go()
        except LeaseLost:
            log.info("the lease was lost to another sweeper", work=lease.work.pk)
        except (DatabaseError, InterfaceError) as problem:
            log.warning("the database does not answer; the lease will run out", problem=type(problem).__name__)
        except Exception:
            log.exception("outside work broke off; it is taken up again when its lease runs out", work=lease.work.pk)

    def close(self) -> None:
        """Ends the threads and their connections."""
        self._filers.shutdown(wait=True)
        for pool, threads in ((self._pool, THREADS), (self._door, DOORS), (self._heart, 1)):
            _close(pool, threads)


def _close(pool: ThreadPoolExecutor, threads: int) -> None:
    gate = threading.Barrier(threads)

    def close_one():
        gate.wait(5)
        connections.close_all()

    for _ in range(threads):
        pool.submit(close_one)
    pool.shutdown(wait=True)


def _accounts_to_check():
    return [account for account in accounts.due_for_a_check() if not why_closed(account)]


def _begun(taken: list[tuple]) -> dict[int, Held]:
    """What could begin in one turn, by its work; what breaks the turn is found when each is taken up by itself."""
    try:
        return {held.lease.work.pk: held for held in beginning.begin_all(taken)}
    except (DatabaseError, InterfaceError):
        raise
    except Exception:
        log.exception("images could not begin together")
        return {}


def _take_up(lease, slot):
    return outside.take_up(lease, slot, is_repeatable=lambda generator: provider(generator.adapter).repeatable)


def _tidily(function, *args):
    close_old_connections()
    return function(*args)
