"""Owns how much may be asked of outside services at once: caps, pace, faults, pauses and credits.

All of it stands in the database, so that any number of processes keep to it together.
"""

import random
from collections import Counter
from datetime import timedelta
from typing import NamedTuple

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, Case, Count, ExpressionWrapper, F, Q, When
from django.db.models.functions import Greatest, Least, Now

from assets import audit, clock
from assets.people import require_site_admin
from assets.problems import Conflict
from generation.models import Attempt, Generator, ProviderAccount
from generation.providers import contract

A = Attempt.State
AT_WORK = (A.SUBMITTING, A.ACCEPTED)  # what occupies a place; an image cancelled here is still being made there
FAULTS = 5  # so many faults in a row, and the account rests until its service answers again
FIRST_SPACING, LONGEST_SPACING, SLOWER, EASE, NO_SPACING = 0.25, 30.0, 1.5, 0.97, 0.05
LONGEST_WAIT, SHORTEST_WAIT = 3600.0, 1.0
ON_THE_WAY = 10  # images just being sent at most: what is on the way when this program is killed is of unknown outcome
WELCOME = timedelta(seconds=5)  # so long an accepted image speaks for its service
LATELY = Q(welcomed_at__gt=Now() - WELCOME)
CHECK_EVERY = timedelta(minutes=10)
FULL_PAUSE = 0.25  # seconds until a slot that found no room is looked at again

log = structlog.get_logger("proofmark.accounts")


def room(promised: Counter) -> dict[int, int]:
    """Generator: how many more images it may be asked for now, by its own cap and by its account's.

    ``promised`` tells how many were claimed and are about to be sent: they stand in no attempt yet.
    """
    rows, found = _standing(), {}
    generators, known = list(Generator.objects.all()), {account.pk: account for account in _accounts()}
    for generator in generators:
        own = generator.max_parallel - _sum(rows, [generator.pk]).at_work - promised[generator.pk]
        account = known.get(generator.account_id)
        shared = _shared(account, generators, rows, promised) if account else own
        found[generator.pk] = max(0, min(own, shared))
    return found


def _shared(account, generators, rows: list, promised: Counter) -> int:
    """How many more images an account may take from all its generators together."""
    own = [one.pk for one in generators if one.account_id == account.pk]
    return 0 if account.is_quiet else _free(account, _sum(rows, own), sum(promised[pk] for pk in own))


class Standing(NamedTuple):
    """How many images occupy a place, and how many of them are just being sent."""

    at_work: int
    sending: int


def _standing(**of) -> list[tuple]:
    """Generator, state, and how many of its attempts stand there."""
    rows = Attempt.objects.filter(state__in=AT_WORK, **of).values_list("slot__request__generator", "state")
    return list(rows.annotate(count=Count("pk")))


def _sum(rows: list[tuple], generators: list[int]) -> Standing:
    own = [row for row in rows if row[0] in generators]
    return Standing(sum(count for *_, count in own), sum(count for _, state, count in own if state == A.SUBMITTING))


def _free(account, standing: Standing, promised: int = 0) -> int:
    """The places left, few of them for what is just being sent, so that few meet a fault or a limit of the service.

    The first image goes alone; every second one that is accepted makes room for one more on the way there.
    """
    if account.paused_kind or account.faults >= FAULTS:
        return 0
    on_the_way = 1 + account.welcome // 2 if account.is_welcome else 1
    on_the_way = min(on_the_way, FAULTS - account.faults if account.faults else ON_THE_WAY)
    return min(account.most_active - standing.at_work, on_the_way - standing.sending) - promised


def stop_of(account: ProviderAccount | None) -> str:
    """Why nothing is sent to an account now, as a sentence for people; empty when it is."""
    if account is None:
        return ""
    if account.paused_kind:
        return account.paused_why
    return (
        f"{account} does not answer. It is looked at often and goes on by itself." if account.faults >= FAULTS else ""
    )


def take_places(generator: Generator, wanted: int, *, besides: int = 0) -> int:
    """How many of so many images may be sent now; the caller's transaction holds the places by its attempts.

    ``besides`` says how many it gave to other generators of the account already, without having written them down.

    The locks leave the rows' keys free: whoever writes a row that points here need not wait for us.
    """
    if generator.account_id is None:
        most = Generator.objects.select_for_update(no_key=True).get(pk=generator.pk).max_parallel
        return max(0, min(wanted, most - _sum(_standing(slot__request__generator=generator), [generator.pk]).at_work))
    account = _locked(generator.account_id)
    rows = _standing(slot__request__generator__account=account)
    own, all_of_them = _sum(rows, [generator.pk]), _sum(rows, [row[0] for row in rows])
    free = min(
        1 if account.spacing else wanted, generator.max_parallel - own.at_work, _free(account, all_of_them, besides)
    )
    if account.is_quiet or free < 1:
        return 0
    if account.spacing:
        ProviderAccount.objects.filter(pk=account.pk).update(quiet_until=clock.ahead(account.spacing))
    return free


def _locked(account_id: int) -> ProviderAccount:
    return _accounts().select_for_update(no_key=True).get(pk=account_id)


def _accounts():
    """Accounts that know by the database's clock whether they keep quiet, and whether images were accepted lately."""
    true = lambda condition: ExpressionWrapper(condition, BooleanField())  # noqa: E731
    return ProviderAccount.objects.annotate(is_quiet=true(Q(quiet_until__gt=Now())), is_welcome=true(LATELY))


def accepted(generator: Generator) -> None:
    """The service took an image: faults are forgotten and the pace grows a little."""
    eased = Case(When(spacing__gte=NO_SPACING / EASE, then=F("spacing") * EASE), default=0.0)
    welcome = Case(When(LATELY, then=Least(F("welcome") + 1, 2 * ON_THE_WAY)), default=1)
    rows = ProviderAccount.objects.filter(pk=generator.account_id)
    rows.update(faults=0, spacing=eased, welcome=welcome, welcomed_at=Now())


def failed(generator: Generator) -> None:
    """A call met a fault of the service, or no answer; after five in a row nothing more is sent."""
    ProviderAccount.objects.filter(pk=generator.account_id, faults__lt=FAULTS).update(faults=F("faults") + 1, welcome=0)


def throttled(attempt: Attempt, generator: Generator, asked: float | None) -> None:
    """The service asked to wait: the whole account keeps quiet, and from then on sends less often.

    Answers to images sent before the last slowing say nothing new about the pace.
    """
    rows = ProviderAccount.objects.filter(pk=generator.account_id)
    account = rows.first()
    if account is None:
        return
    wait = max(SHORTEST_WAIT, backoff(attempt.number, asked))
    quiet = Greatest(clock.ahead(wait), F("quiet_until")) if account.quiet_until else clock.ahead(wait)
    rows.update(quiet_until=quiet, welcome=0)
    if account.slowed_at is None or attempt.started_at > account.slowed_at:
        spacing = min(LONGEST_SPACING, max(FIRST_SPACING, account.spacing * SLOWER))
        rows.update(spacing=spacing, slowed_at=clock.now())


def backoff(number: int, asked: float | None = None, longest: float = 60) -> float:
    """Seconds until try ``number`` + 1: what was asked for, at most an hour, or growing with full jitter."""
    own = random.uniform(0, min(longest, 2 ** min(number, 10)))  # noqa: S311  (spreads load, guards nothing)
    return max(own, min(LONGEST_WAIT, asked or 0.0))


def pause(generator: Generator, kind: str, why: str) -> None:
    """Stops an account whose key or credits are refused, inside the caller's transaction; told and logged once."""
    paused = {"paused_kind": kind, "paused_why": why[:500], "paused_at": clock.now()}
    if not ProviderAccount.objects.filter(pk=generator.account_id, paused_kind="").update(**paused):
        return
    account = ProviderAccount.objects.get(pk=generator.account_id)
    audit.record("account.paused", account, by=None, after={"kind": kind}, reason=why)
    log.error("an account at an outside service is paused", account=account.key, kind=kind, why=why)


@transaction.atomic
def resume(account: ProviderAccount, *, by) -> ProviderAccount:
    """Lets a paused or resting account be asked again, on a site admin's word. Conflict when it already is."""
    if by is not None:
        require_site_admin(by, "resume accounts at outside services")
    stopped = ProviderAccount.objects.filter(~Q(paused_kind="") | Q(faults__gte=FAULTS), pk=account.pk)
    fresh = {"paused_kind": "", "paused_why": "", "paused_at": None, "faults": 0, "quiet_until": None}
    if not stopped.update(**fresh):
        raise Conflict(f"{account} is not paused. Nothing was changed.")
    account.refresh_from_db()
    audit.record("account.resumed", account, by=by)
    return account


def due_for_a_check() -> list[ProviderAccount]:
    """Accounts whose credits nobody looked at lately; those that stand still are looked at more often. Each once."""
    stopped = Q(paused_kind=contract.CREDITS) | Q(faults__gte=FAULTS)
    soon = Q(checked_at__lt=Now() - timedelta(seconds=settings.PROVIDER_CHECK_SECONDS))
    due = Q(checked_at=None) | Q(checked_at__lt=Now() - CHECK_EVERY) | stopped & soon
    found = ProviderAccount.objects.filter(due)
    return [account for account in found if ProviderAccount.objects.filter(due, pk=account.pk).update(checked_at=Now())]


def checked(account: ProviderAccount, credits) -> None:
    """The service answered: what is left is kept, and what stood still for want of it goes on, carefully."""
    rows = ProviderAccount.objects.filter(pk=account.pk)
    rows.update(credits=credits)
    rows.filter(faults__gte=FAULTS).update(faults=FAULTS - 1)
    if account.paused_kind == contract.CREDITS and credits:
        try:
            resume(account, by=None)
        except Conflict:
            return  # a person was quicker
