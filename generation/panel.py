"""Owns what an operator sees of the generators: what is at work, what waits, how yesterday went, what is left."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count

from assets import clock
from generation import accounts
from generation.models import Attempt, Generator, ProviderAccount, Slot
from generation.money import written
from generation.providers.catalogue import why_closed

A = Attempt.State
DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Line:
    """One generator: its state in a word, what it costs, and its numbers of the last day."""

    generator: Generator
    stop: str
    price: str
    at_work: int
    waiting: int
    made: int
    failed: int
    unknown: int

    @property
    def key(self) -> str:
        """The status to draw."""
        return "withdrawn" if not self.generator.enabled else "failed" if self.stop else "live"

    @property
    def word(self) -> str:
        """The status in a word."""
        return "Switched off" if not self.generator.enabled else "Closed" if self.stop else "Open"


@dataclass(frozen=True)
class Till:
    """One account: why it rests, if it does, and what is left on it."""

    account: ProviderAccount
    closed: str

    @property
    def stop(self) -> str:
        """Why nothing is sent now, as a sentence."""
        return accounts.stop_of(self.account) or self.closed

    @property
    def can_be_resumed(self) -> bool:
        """Whether a person may let it go on."""
        return bool(self.account.paused_kind) or self.account.faults >= accounts.FAULTS

    @property
    def left(self) -> str:
        """Credits that are left."""
        return "not known yet" if self.account.credits is None else f"{self.account.credits.normalize():,f}"


def lines() -> list[Line]:
    """All generators in their order; four queries for any number of them."""
    lately = Attempt.objects.filter(started_at__gte=clock.now() - DAY)
    ended = _counted(lately, "slot__request__generator", "state")
    at_work = _counted(Attempt.objects.filter(state__in=accounts.AT_WORK), "slot__request__generator")
    waiting = _counted(Slot.objects.filter(state=Slot.State.QUEUED), "request__generator")
    return [_line(row, ended, at_work, waiting) for row in Generator.objects.select_related("account", "terms")]


def _counted(rows, *names) -> Counter:
    found = rows.values(*names).annotate(number=Count("pk")).values_list(*names, "number")
    return Counter({tuple(keys): number for *keys, number in found})


def _line(row, ended, at_work, waiting) -> Line:
    return Line(
        generator=row,
        stop=why_closed(row) or accounts.stop_of(row.account),
        price=written(row.price, row.currency),
        at_work=at_work[(row.pk,)],
        waiting=waiting[(row.pk,)],
        made=ended[(row.pk, A.READY)] + ended[(row.pk, A.STORED)],
        failed=ended[(row.pk, A.FAILED)] + ended[(row.pk, A.LOST)],
        unknown=ended[(row.pk, A.UNKNOWN)],
    )


def tills() -> list[Till]:
    """All accounts; one query."""
    return [Till(account, why_closed(account)) for account in ProviderAccount.objects.all()]
