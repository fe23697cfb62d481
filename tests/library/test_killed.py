"""A worker killed for real at the two places where it waits for the world: reading the master, writing the result."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from assets import invariants, publishing, work
from assets.models import Work
from assets.storage import delivery, private
from generation import parked
from tests import factories
from tests.library import shelf
from tests.library.test_admission import events

pytestmark = [
    pytest.mark.processes,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes"),
]


def database_url() -> str:
    """This test's own database, for a process beside it."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"


def environment_of_a_program(**more) -> dict:
    """What a process beside this one needs to know to work on this test's database."""
    return {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATA_DIR": str(settings.DATA_DIR), "PYTHONPATH": str(settings.BASE_DIR), **more}  # fmt: skip


def a_program(module, *arguments, **more):
    """A process that runs the module on this test's own database; ``more`` is environment."""
    environment = environment_of_a_program(**more)
    return subprocess.Popen([sys.executable, "-m", module, *map(str, arguments)], env=environment)


def a_worker(row, **more):
    """A process that works on the row."""
    return a_program("tests.library.killed_worker", row.kind, row.pk, **more)


def wait_for(happened):
    for _ in range(600):
        if happened():
            return
        time.sleep(0.05)
    pytest.fail("the worker did not come so far")


def kill(worker):
    worker.kill()
    worker.wait(10)
    Work.objects.update(lease_until=None)


def state_of(publication):
    publication.refresh_from_db()
    return publication.state


def test_killed_while_it_reads_the_master(brand):
    publication = shelf.asked(shelf.an_asset(brand))
    path = Path(private().path(publication.master_path))
    whole = path.read_bytes()
    path.unlink()
    os.mkfifo(path)
    worker = a_worker(Work.objects.get(kind=publishing.PUBLISH))
    wait_for(lambda: state_of(publication) == "publishing")
    kill(worker)
    path.unlink()
    path.write_bytes(whole)
    assert shelf.run(publishing.PUBLISH, publication).state == "live"
    assert events(publication).count("publication.started") == events(publication).count("publication.live") == 1


def test_killed_while_it_writes_the_renditions(brand):
    publication = shelf.asked(shelf.an_asset(brand))
    folder = Path(delivery().path(f"{publication.remote_id}/v{publication.remote_version}"))
    worker = a_worker(Work.objects.get(kind=publishing.PUBLISH))
    wait_for(lambda: len(list(folder.glob("*.jpg"))) >= 2 or state_of(publication) == "live")
    kill(worker)
    shelf.run(publishing.PUBLISH, publication)
    assert state_of(publication) == "live"
    assert events(publication).count("publication.live") == 1
    kept = [path for path in folder.iterdir() if not path.name.startswith(".part-")]
    assert len(kept) == 14  # twelve renditions, the master and its metadata


def test_work_that_kills_three_workers_is_parked_the_queue_goes_on_and_it_is_tried_again(brand):
    poison, other = (shelf.asked(shelf.an_asset(brand, title=title)) for title in ("Poison", "Other"))
    row = Work.objects.get(subject=poison.public_id)
    for _ in range(work.MOST_CRASHES):
        assert a_worker(row, CRASH_AT="publish.started", CRASH_POINTS="1").wait(60) == -signal.SIGKILL
        Work.objects.filter(pk=row.pk).update(lease_until=None)
    assert a_worker(row, CRASH_AT="publish.started", CRASH_POINTS="1").wait(60) == 0
    assert (Work.objects.get(pk=row.pk).state, state_of(poison)) == ("parked", "failed")
    assert a_worker(Work.objects.get(kind=publishing.PUBLISH, subject=other.public_id)).wait(60) == 0
    assert state_of(other) == "live"
    parked.retry(Work.objects.get(pk=row.pk), by=factories.a_user(is_staff=True))
    assert a_worker(row).wait(60) == 0
    assert state_of(poison) == "live"
    rules = (invariants.no_publication_is_forgotten, invariants.every_state_is_logged)
    assert [breach for rule in rules for breach in rule()] == []
