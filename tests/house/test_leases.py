"""Work that outlasts its lease keeps it as long as its process lives, and no longer."""

import threading
import time
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction

from assets import clock, work
from assets.models import Work
from generation import picking
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
LENGTH = 1


@pytest.fixture
def row(brand, settings):
    """A due work row, under leases of a second."""
    settings.LEASE_SECONDS = LENGTH
    since = clock.now() - timedelta(seconds=1)
    return Work.objects.create(kind="tests.slow", subject="one", brand=brand, run_after=since)


def test_a_lease_that_nobody_keeps_is_taken_over(row):
    work.claim(row.pk)
    time.sleep(LENGTH * 1.2)
    assert work.claim(row.pk)


def test_a_lease_that_is_kept_outlasts_its_length(row):
    lease = work.claim(row.pk)
    with lease.kept():
        time.sleep(LENGTH * 2.2)
        assert work.claim(row.pk) is None
    assert lease.finish()


def test_the_heart_stops_with_the_work(row):
    lease = work.claim(row.pk)
    with pytest.raises(OSError, match="broken"), lease.kept():
        raise OSError("broken")
    time.sleep(LENGTH * 1.2)
    assert work.claim(row.pk)


def test_a_lease_that_somebody_else_took_is_not_taken_back(row):
    lease = work.claim(row.pk)
    Work.objects.filter(pk=row.pk).update(lease_token="another")
    with lease.kept():
        time.sleep(LENGTH * 0.5)
    assert not lease.finish()
    row.refresh_from_db()
    assert row.lease_token == "another"


def test_work_that_hangs_loses_its_lease_in_the_end(row):
    lease = work.claim(row.pk)
    with lease.kept(beats=2):
        time.sleep(LENGTH * 2.2)
        assert work.claim(row.pk)


@pytest.mark.parametrize("hours", [-1, 1])
def test_work_asked_for_by_a_machine_whose_clock_is_wrong_is_due_at_once(brand, hours):
    with time_machine.travel(clock.now() + timedelta(hours=hours)), transaction.atomic():
        asked = work.ask("tests.slow", brand, brand=brand)
    assert work.claim(asked.pk)


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_machine_whose_clock_is_wrong_steals_no_lease_and_keeps_its_own(row, hours):
    held = work.claim(row.pk, seconds=30)
    with time_machine.travel(clock.now() + timedelta(hours=hours)):
        assert work.claim(row.pk) is None
        assert held.extend()


def test_urgent_work_goes_first_and_then_what_was_asked_for_first(brand):
    asked = []
    for number, hours in enumerate([0, 1, -1]):
        with time_machine.travel(clock.now() + timedelta(hours=hours)), transaction.atomic():
            asked.append(work.ask("tests.slow", factories.a_campaign(brand), brand=brand, priority=number == 2))
        time.sleep(0.01)
    chosen = picking.choose(work.due().filter(kind="tests.slow"), 9, {})
    assert [lease.work.pk for lease in work.claim_all(chosen)] == [asked[i].pk for i in (2, 0, 1)]


@pytest.fixture
def rows(brand):
    """Six due work rows."""
    with transaction.atomic():
        return [work.ask("tests.slow", factories.a_campaign(brand), brand=brand) for _ in range(6)]


def test_many_are_leased_by_a_few_statements_however_many_they_are(rows, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):  # the turn's begin and end, those nobody died of, their tokens, the rest
        assert len(work.claim_all([row.pk for row in rows])) == 6


def test_what_somebody_holds_or_is_done_is_left_out(rows):
    work.claim(rows[0].pk)
    work.claim(rows[1].pk).finish()
    assert [lease.work.pk for lease in work.claim_all([row.pk for row in rows])] == [row.pk for row in rows[2:]]


def test_each_of_those_leased_together_is_lost_by_itself(rows):
    leases = work.claim_all([row.pk for row in rows])
    leases[2].finish()
    assert work.extend_all(leases) == [leases[2]]
    assert leases[3].finish()
    assert not leases[3].finish()


def test_what_a_dead_process_held_counts_as_a_crash_also_among_many(rows):
    held = work.claim(rows[1].pk, seconds=-1)
    again = {lease.work.pk: lease for lease in work.claim_all([row.pk for row in rows])}
    assert len(again) == 6
    assert again[rows[1].pk].work.crashes == 1
    assert not held.extend()


def test_many_claimers_at_once_never_lease_the_same(rows):
    ids = [row.pk for row in rows]
    barrier, taken = threading.Barrier(2), []

    def claim(order):
        barrier.wait(10)
        taken.extend(lease.work.pk for lease in work.claim_all(order))
        connection.close()

    hands = [threading.Thread(target=claim, args=(order,)) for order in (ids, ids[::-1])]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(30)
    assert sorted(taken) == sorted(ids)
