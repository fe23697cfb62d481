"""Work that outlasts its lease keeps it as long as its process lives, and no longer."""

import time

import pytest

from assets import work
from assets.models import Work

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
