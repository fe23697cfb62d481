"""Many writers at once leave one chain without forks or gaps, whatever is rolled back in between."""

import random
import threading

import pytest
from django.db import connection, transaction

from assets import audit
from assets.audit import verifying
from assets.models import AuditEvent
from tests.audit.lines import a_quiet_brand

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, EACH = 8, 500 if connection.vendor == "postgresql" else 60


class GivenUp(Exception):
    """The writer changes its mind after it wrote its event."""


def write_many(brand, seed, written, broken):
    """One writer: a tenth of its transactions is rolled back after the event was written."""
    dice = random.Random(seed)
    try:
        for _ in range(EACH):
            give_up = dice.random() < 0.1
            try:
                with transaction.atomic():
                    entry = audit.record("brand.changed", brand, by=None, reason="because" if give_up else "")
                    if give_up:
                        raise GivenUp
                written.append(entry.seq)
            except GivenUp:
                pass
    except Exception as error:
        broken.append(error)
    finally:
        connection.close()


def test_eight_writers_with_rollbacks_leave_one_chain_without_a_gap():
    brand, written, broken = a_quiet_brand(), [], []
    threads = [threading.Thread(target=write_many, args=(brand, seed, written, broken)) for seed in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    assert sorted(written) == list(range(1, len(written) + 1))
    assert AuditEvent.objects.filter(chain=brand.public_id).count() == len(written) > WRITERS * EACH * 0.8
    assert list(verifying.verify()) == []


@pytest.mark.postgres
def test_two_chains_do_not_wait_for_each_other_on_postgresql():
    one, other = a_quiet_brand(), a_quiet_brand()
    done = threading.Event()

    def write_other():
        with transaction.atomic():
            audit.record("brand.changed", other, by=None)
        connection.close()
        done.set()

    with transaction.atomic():
        audit.record("brand.changed", one, by=None)
        thread = threading.Thread(target=write_other)
        thread.start()
        assert done.wait(10)
    thread.join()
