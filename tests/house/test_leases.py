"""Work that outlasts its lease keeps it as long as its process lives, and no longer."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from assets import clock, work
from assets.models import Work
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
LENGTH = 1


@pytest.fixture
def row(brand, settings):
    """A due work row, under leases of a second."""
    settings.LEASE_SECONDS = LENGTH
    return Work.objects.create(kind="tests.slow", subject="one", brand=brand)


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
    assert [lease.work.pk for lease in work.claim_due("tests.slow", limit=9)] == [asked[i].pk for i in (2, 0, 1)]
