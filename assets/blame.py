"""Owns the question whose fault it is when a process dies with work in hand: that work's, another's, the machine's."""

import os
import secrets
from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Now

from assets.models import Crash, Work

MOST_CRASHES = 3  # of work that is the only thing known to die with its process
MOST_AMONG_OTHERS = 10  # of work that died while processes die without it, too
REMEMBERED_LEASES = 20  # how long a death is remembered, in lease lengths
MARK = 8  # characters of a token that name the process


def new_token() -> str:
    """A lease's token: it begins with the mark of this process, so that what died together can be told later."""
    return _mark(os.getpid()) + secrets.token_hex(12)


@lru_cache
def _mark(process: int) -> str:
    return secrets.token_hex(MARK // 2)


def note(work_id: int, token: str) -> None:
    """Remembers that the process which held the work by this token ended without a word; old deaths are forgotten."""
    Crash.objects.filter(at__lt=Now() - timedelta(seconds=REMEMBERED_LEASES * settings.LEASE_SECONDS)).delete()
    Crash.objects.create(work_id=work_id, process=token[:MARK], at=Now())


def is_guilty(row: Work) -> bool:
    """Whether the work is to be parked: after three crashes, or after ten while processes die apart from it, too."""
    if row.crashes < MOST_CRASHES:
        return False
    return row.crashes >= MOST_AMONG_OTHERS or not _others_die(row)


def _others_die(row: Work) -> bool:
    """Whether a process died lately that did not hold this work: killed by hand, by the machine, or by other work."""
    own = Crash.objects.filter(work=row).values("process")
    return Crash.objects.exclude(process__in=own).exists()


def found(guilty: Work) -> None:
    """What explains a death explains it for all that went down with it: they begin anew, and the death counts no more.

    Inside the caller's transaction.
    """
    explained = Crash.objects.filter(process__in=Crash.objects.filter(work=guilty).values("process"))
    company = Work.objects.filter(state=Work.State.OPEN, crashes__gt=0, pk__in=explained.values("work"))
    company.exclude(pk=guilty.pk).update(crashes=0, attempts=F("attempts") - F("crashes"))
    Crash.objects.filter(pk__in=list(explained.values_list("pk", flat=True))).delete()
