"""Owns the queue of record: asking for slow work, leasing it, and ending it under a fencing token."""

import logging
import threading
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from assets import audit, blame, clock, fairness
from assets.correlation import request_id
from assets.models import Work

logger = logging.getLogger(__name__)
OPEN, PARKED = Work.State.OPEN, Work.State.PARKED
MAX_ATTEMPTS = 5  # tries that ended with an error which somebody told
MOST_CRASHES = blame.MOST_CRASHES
# the next crash may be its last: a process that does many things at once takes these one by one
ON_TRIAL = Q(crashes__gte=MOST_CRASHES - 1) | Q(~Q(lease_token=""), crashes=MOST_CRASHES - 2)
INNOCENT = Q(crashes=0, lease_token="")
PARKED_WHY = "It stopped the program that worked on it again and again, so it was put aside. All other work goes on."
LONGEST_BEATS = 60  # a lease is kept for at most twenty of its lengths: work that hangs must not hold it for ever


def ask(
    kind: str,
    subject,
    *,
    brand,
    run_after: datetime | None = None,
    after: float = 0,
    priority: int = 0,
    within: float | None = None,
    wakes: bool = True,
) -> Work:
    """Asks for work on ``subject`` (its public id is kept) inside the open transaction; once while one is open.

    ``kind`` is the name of the Celery task that does it. It is due at ``run_after``, or else ``after`` so many seconds,
    and must have begun ``within`` so many, both by the database's clock: claims go by it, and ours may be wrong.
    A worker is woken after commit, unless ``wakes`` is False: then the sweeper itself does this kind.
    """
    Work.objects.filter(kind=kind, subject=subject.public_id, state=PARKED).update(state=Work.State.CANCELLED)
    found, created = Work.objects.get_or_create(
        kind=kind,
        subject=subject.public_id,
        state=OPEN,
        defaults={
            "brand": brand,
            "run_after": run_after or clock.ahead(after),
            "priority": priority,
            "deadline": None if within is None else clock.ahead(within),
            "request_id": request_id(),
        },
    )
    if created and wakes and not after and (run_after is None or run_after <= clock.now()):
        transaction.on_commit(lambda: wake(found))
    return found


def ask_all(kind: str, subjects, *, brand) -> None:
    """As ``ask`` for many subjects of one brand, due now; as many statements for a hundred as for one."""
    names = [subject.public_id for subject in subjects]
    mine = Work.objects.filter(kind=kind, subject__in=names)
    mine.filter(state=PARKED).update(state=Work.State.CANCELLED)
    known = set(mine.filter(state=OPEN).values_list("subject", flat=True))
    lacking = [name for name in names if name not in known]
    told = {"kind": kind, "brand": brand, "run_after": clock.ahead(0), "request_id": request_id()}
    Work.objects.bulk_create((Work(subject=name, **told) for name in lacking), ignore_conflicts=True)
    made = list(Work.objects.filter(kind=kind, subject__in=lacking, state=OPEN))
    transaction.on_commit(lambda: [wake(row) for row in made])


def wake(work: Work) -> bool:
    """Hints a worker that there is work; a dead broker costs nothing, for the sweeper finds the row."""
    try:
        current_app.send_task(work.kind, [work.pk], retry=True, retry_policy={"max_retries": 0})
    except Exception as problem:  # every transport raises its own; the row is the truth
        logger.warning("no worker was woken for %s %s: %s", work.kind, work.pk, type(problem).__name__)
        return False
    return True


@dataclass
class Lease:
    """The right to do one piece of work until a moment; every write is fenced by its token."""

    work: Work
    token: str
    since: float = field(default_factory=monotonic)

    @property
    def on_trial(self) -> bool:
        """Whether one more crash would have it parked."""
        return self.work.crashes >= MOST_CRASHES - 1

    def _mine(self):
        return Work.objects.filter(pk=self.work.pk, state=OPEN, lease_token=self.token)

    def extend(self, seconds: float | None = None) -> bool:
        """Keeps the lease; False when somebody else has the work by now."""
        return bool(self._mine().update(lease_until=clock.ahead(seconds or settings.LEASE_SECONDS)))

    @contextmanager
    def kept(self, beats: int = LONGEST_BEATS):
        """Keeps the lease from a thread of its own while the body does work that may outlast it.

        ``beats`` bounds how often it is extended. Not for a body that writes: that is the moment to find out
        whether the lease is still ours.
        """
        done = threading.Event()
        heart = threading.Thread(target=self._beat, args=(done, beats), daemon=True, name=f"lease-{self.work.pk}")
        heart.start()
        try:
            yield
        finally:
            done.set()
            heart.join()

    def _beat(self, done: threading.Event, beats: int) -> None:
        """Extends three times in a lease's life until done; a database that is away for a moment costs one beat."""
        for _ in range(beats):
            if done.wait(settings.LEASE_SECONDS / 3):
                return
            try:
                if not self.extend():
                    return
            except (DatabaseError, InterfaceError) as problem:
                logger.warning("work %s missed a beat: %s", self.work.pk, type(problem).__name__)
            finally:
                connection.close()

    def finish(self) -> bool:
        """Ends the work as done; False when the lease was lost, and then nothing may be stored."""
        return bool(self._mine().update(state=Work.State.DONE, finished_at=Now(), lease_until=None))

    def retry(self, error: str, *, after: float) -> bool:
        """Gives the work back, to be tried again in ``after`` seconds."""
        return bool(
            self._mine().update(last_error=error[:500], run_after=clock.ahead(after), lease_until=None, lease_token="")
        )

    def give_back(self, *, after: float = 0) -> bool:
        """Gives the work back untouched, to be claimed in ``after`` seconds; it does not count as a try."""
        return bool(
            self._mine().update(
                run_after=clock.ahead(after), lease_until=None, lease_token="", attempts=F("attempts") - 1
            )
        )

    def came_on(self) -> None:
        """It got to a point from which it goes on: what happened before says nothing about what comes."""
        if self.work.crashes and self._mine().update(crashes=0, attempts=F("attempts") - F("crashes")):
            self.work.refresh_from_db(fields=["crashes", "attempts"])

    def park(self, set_aside=None) -> bool:
        """Puts the work aside; ``set_aside(work)`` brings its subject to rest first and gives it back."""
        with transaction.atomic():
            subject = set_aside(self.work) if set_aside else None
            ended = {"last_error": PARKED_WHY, "finished_at": Now(), "lease_until": None}
            if not self._mine().update(state=PARKED, **ended):
                transaction.set_rollback(True)
                return False
            blame.found(self.work)
            told = {"work": self.work.pk, "kind": self.work.kind, "crashes": self.work.crashes}
            audit.record("work.parked", subject or self.work, by=None, brand=self.work.brand, details=told)
        logger.error("work %s %s was parked: it stopped its worker %s times", *told.values())
        return True

    def fail(self, error: str) -> bool:
        """Ends the work as failed."""
        return bool(
            self._mine().update(state=Work.State.FAILED, last_error=error[:500], finished_at=Now(), lease_until=None)
        )


def extend_all(leases: list[Lease]) -> list[Lease]:
    """Keeps many leases by two statements; gives back those that somebody else has by now."""
    tokens = [lease.token for lease in leases]
    mine = Work.objects.filter(pk__in=[lease.work.pk for lease in leases], lease_token__in=tokens, state=OPEN)
    mine.update(lease_until=clock.ahead(settings.LEASE_SECONDS))
    kept = set(mine.values_list("pk", "lease_token"))
    return [lease for lease in leases if (lease.work.pk, lease.token) not in kept]


def due():
    """Open work whose time has come and that nobody holds."""
    return Work.objects.filter(Q(lease_until=None) | Q(lease_until__lt=Now()), state=OPEN, run_after__lte=Now())


def claim(work_id: int, *, seconds: float | None = None, set_aside=None) -> Lease | None:
    """Leases one piece of work; None when it is done, not due or held by somebody else.

    Work that its crashes speak against is parked instead, and ``set_aside(work)`` brings its subject to rest.
    """
    token = blame.new_token()
    if not _take(work_id, token, seconds or settings.LEASE_SECONDS):
        return None
    lease = Lease(Work.objects.select_related("brand").get(pk=work_id), token)
    fairness.note(lease.work.brand_id)
    if not blame.is_guilty(lease.work):
        return lease
    lease.park(set_aside)
    return None


def claim_all(ids: list[int], *, set_aside=None) -> list[Lease]:
    """Leases those of the works that are due, in the order given: by two statements what no process ever died of."""
    taken = {lease.work.pk: lease for lease in _take_innocent(ids)}
    rest = due().filter(~INNOCENT, pk__in=ids).exclude(pk__in=taken).values_list("pk", flat=True)
    taken |= {pk: lease for pk in rest if (lease := claim(pk, set_aside=set_aside))}
    return [taken[pk] for pk in ids if pk in taken]


@transaction.atomic
def _take_innocent(ids: list[int]) -> list[Lease]:
    free = due().filter(INNOCENT, pk__in=ids).select_related("brand")
    # what another process takes in this moment is left to it, so that nobody waits for rows in another order
    rows, token = list(free.select_for_update(of=("self",), skip_locked=True)), blame.new_token()
    Work.objects.filter(pk__in=[row.pk for row in rows]).update(
        lease_token=token, lease_until=clock.ahead(settings.LEASE_SECONDS), attempts=F("attempts") + 1
    )
    for row in rows:
        row.lease_token, row.attempts = token, row.attempts + 1
        fairness.note(row.brand_id)
    return [Lease(row, token) for row in rows]


def _take(work_id: int, token: str, seconds: float) -> bool:
    """Writes the token. Whoever ends a try clears it: where one still stands, the process that held it died."""
    left = due().filter(pk=work_id).values_list("lease_token", flat=True).first()
    if left is None:
        return False
    until = clock.ahead(seconds)
    counted = {"attempts": F("attempts") + 1, "crashes": F("crashes") + (1 if left else 0)}
    with transaction.atomic() if left else nullcontext():
        taken = due().filter(pk=work_id, lease_token=left).update(lease_token=token, lease_until=until, **counted)
        if taken and left:
            blame.note(work_id, left)
    return bool(taken)


def turn(kind: str, work_id: int) -> int:
    """The work to do at a message about ``work_id``: the same, unless a brand that got less lately waits, too.

    Messages wait in line, so that a brand which asked for hundreds would hold up all others.
    """
    waiting = due().filter(kind=kind)
    brands = list(waiting.order_by().values_list("brand", flat=True).distinct())
    if len(brands) < 2:
        return work_id
    given = fairness.given()
    least = min(given[brand] for brand in brands)
    first = waiting.filter(brand__in=[brand for brand in brands if given[brand] == least])
    return first.order_by("-priority", "run_after", "pk").values_list("pk", flat=True).first() or work_id


def cancel(kind: str, subject) -> bool:
    """Cancels work that is parked, or open and held by nobody; False when it was claimed already."""
    return bool(
        Work.objects.filter(kind=kind, subject=subject.public_id, state__in=(OPEN, PARKED))
        .filter(Q(lease_until=None) | Q(lease_until__lt=Now()))
        .update(state=Work.State.CANCELLED, finished_at=Now())
    )
