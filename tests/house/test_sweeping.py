"""Work that the broker lost is found by the sweeper: due rows wake a worker once, and again with growing pauses."""

import socket
from contextlib import suppress
from datetime import timedelta
from queue import Empty

import pytest
from django.db.models.functions import Now

from assets import work
from assets.models import Work
from config.celery import app
from config.sweeping import Waker
from tests.house import production

pytestmark = pytest.mark.django_db
KIND = "tests.sweep"


@pytest.fixture
def woken():
    """A function that gives the ids for which a message lies in the broker, and takes them out."""

    @app.task(name=KIND)
    def do_nothing(work_id):
        pass

    def take():
        found = []
        # the end is told by Empty: asking for the length fails on Redis, where an empty queue does not exist
        with suppress(Empty), app.connection_for_read() as broker, broker.SimpleQueue("celery") as queue:
            while message := queue.get(block=False):
                message.ack()
                if message.headers["task"] == KIND:
                    found.append(message.payload[0][0])
        return sorted(found)

    take()
    yield take
    take()
    app.tasks.pop(KIND)


def a_row(brand, *, created=timedelta(0), due=timedelta(0), kind=KIND, **fields):
    """A work row made and due so long ago (or from now, when negative)."""
    row = Work.objects.create(kind=kind, subject=f"s{Work.objects.count()}", brand=brand, **fields)
    Work.objects.filter(pk=row.pk).update(created_at=Now() - created, run_after=Now() - due)
    return row


SECONDS = timedelta(seconds=1)


def test_work_that_nobody_took_wakes_a_worker(brand, woken):
    row = a_row(brand, created=5 * SECONDS, due=5 * SECONDS)
    assert Waker().wake_due() == 1
    assert woken() == [row.pk]


def test_work_asked_for_just_now_is_left_to_its_own_message(brand, woken):
    a_row(brand)
    assert Waker().wake_due() == 0
    assert woken() == []


def test_delayed_work_wakes_a_worker_as_soon_as_it_is_due(brand, woken):
    row = a_row(brand, created=10 * SECONDS, due=0.01 * SECONDS)
    Waker().wake_due()
    assert woken() == [row.pk]


def test_work_that_is_not_due_wakes_nobody(brand, woken):
    a_row(brand, created=10 * SECONDS, due=-60 * SECONDS)
    Waker().wake_due()
    assert woken() == []


def test_the_same_row_is_not_sent_again_at_the_next_look(brand, woken):
    a_row(brand, created=5 * SECONDS, due=5 * SECONDS)
    waker = Waker()
    assert [waker.wake_due() for _ in range(3)] == [1, 0, 0]
    assert len(woken()) == 1


def test_leased_work_is_left_alone_until_the_lease_ends(brand, woken):
    row = a_row(brand, created=5 * SECONDS, due=5 * SECONDS)
    assert work.claim(row.pk, seconds=60)
    assert Waker().wake_due() == 0
    Work.objects.update(lease_until=Now() - SECONDS)
    assert Waker().wake_due() == 1


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_ended_work_wakes_nobody(brand, woken, state):
    a_row(brand, created=5 * SECONDS, due=5 * SECONDS, state=state)
    assert Waker().wake_due() == 0


def test_work_that_no_task_does_is_left_to_who_drives_it(brand, woken):
    a_row(brand, created=5 * SECONDS, due=5 * SECONDS, kind="generation.outside")
    assert Waker().wake_due() == 0


def test_the_urgent_goes_first_and_a_look_has_an_end(brand, woken):
    for number in range(205):
        a_row(brand, created=9 * SECONDS, due=9 * SECONDS, priority=int(number == 204))
    waker = Waker()
    assert waker.wake_due() == 200
    assert Work.objects.get(priority=1).pk in woken()


def test_a_message_that_came_three_times_is_worked_once(brand):
    row = a_row(brand, created=5 * SECONDS, due=5 * SECONDS)
    leases = [work.claim(row.pk) for _ in range(3)]
    assert [bool(lease) for lease in leases] == [True, False, False]
    assert leases[0].finish()
    assert work.claim(row.pk) is None


WAKE = """
from assets import work
from assets.models import Work
print("woken:", work.wake(Work(pk=1, kind="config.echo")))
"""


def test_a_dead_broker_is_no_fault():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        dead = f"redis://127.0.0.1:{closed.getsockname()[1]}/0"
    said = production.manage("shell", "--no-imports", "-c", WAKE, CELERY_BROKER_URL=dead)
    assert said.returncode == 0, said.stderr
    assert "woken: False" in said.stdout
