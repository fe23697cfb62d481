"""kill -9 for real: a process dies at a named step, starts again, and the work ends as if nothing happened."""

import shutil
import signal
import socket

import pytest

from tests.generation import outside_world, stores
from tests.generation.site import SWEEPER, WORKER, Site

pytestmark = pytest.mark.processes
TRY_AGAIN = """
from assets import parking, people
from generation import parked
admin = people.create_user("sam@example.com", "Sam Ito", password="correct-horse-battery", by=None, is_staff=True)
parked.retry(parking.parked().get(), by=admin)
"""
SWEEPER_POINTS = [
    "outside.claimed",
    "outside.submitting",
    "outside.submitted",
    "outside.accepted",
    "outside.polled",
    "outside.fetched",
    "outside.kept",
    "outside.handed_over",
]
WORKER_POINTS = ["intake.claimed", "intake.taken_in", "intake.entered"]
# before these the money is not spent, or the answer is safe: a paid request ends as if undisturbed
SAFE_WHEN_PAID = [point for point in SWEEPER_POINTS if point not in ("outside.submitting", "outside.submitted")]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    """A migrated database, made once."""
    made = stores.migrated(tmp_path_factory.mktemp("empty"))
    yield made
    made.drop()


@pytest.fixture
def site(tmp_path, empty_database):
    """A function that makes a site with a request in it."""
    made = []

    def make(generator="daylight", count=2, **environment):
        made.append(Site(tmp_path / f"site{len(made)}", empty_database, **environment))
        asked = made[-1].do("-m", "tests.generation.crash_scene", generator, str(count))
        assert asked.returncode == 0, asked.stderr[-2000:]
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def free_port():
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _died(process) -> bool:
    return process.poll() == -signal.SIGKILL


def _assert_as_if_undisturbed(site, count):
    assert site.requests() == {"done"}
    assert site.ask("SELECT count(*) FROM generation_candidate") == [count]
    assert site.ask("SELECT count(*) FROM assets_storedimage") == [count]
    assert site.ask("SELECT count(*) FROM assets_work WHERE state = 'open'") == [0]
    verified = site.do("manage.py", "verify")
    assert verified.returncode == 0, verified.stdout


@pytest.mark.parametrize("point", SWEEPER_POINTS)
def test_a_killed_sweeper_loses_nothing(site, point):
    here = site()
    here.start(WORKER)
    victim = here.start(SWEEPER, CRASH_AT=point)
    here.wait(lambda: _died(victim))
    here.start(SWEEPER)
    here.wait(lambda: here.requests() == {"done"})
    _assert_as_if_undisturbed(here, 2)


@pytest.mark.parametrize("point", WORKER_POINTS)
def test_a_killed_worker_loses_nothing(site, point):
    here = site()
    here.start(SWEEPER)
    victim = here.start(WORKER, CRASH_AT=point)
    here.wait(lambda: _died(victim))
    here.start(WORKER)
    here.wait(lambda: here.requests() == {"done"})
    _assert_as_if_undisturbed(here, 2)


@pytest.mark.parametrize("point", SAFE_WHEN_PAID)
def test_a_killed_sweeper_never_pays_twice(site, point):
    here = site("paid", count=1)
    here.start(WORKER)
    victim = here.start(SWEEPER, CRASH_AT=point)
    here.wait(lambda: _died(victim))
    here.start(SWEEPER)
    here.wait(lambda: here.requests() == {"done"})
    _assert_as_if_undisturbed(here, 1)
    assert len(outside_world.bills(here.ledger)) == 1


@pytest.mark.parametrize("point", ["outside.submitting", "outside.submitted"])
def test_a_paid_submit_whose_answer_was_lost_is_shown_as_unknown(site, point):
    here = site("paid", count=1)
    here.start(WORKER)
    victim = here.start(SWEEPER, CRASH_AT=point)
    here.wait(lambda: _died(victim))
    here.start(SWEEPER)
    here.wait(lambda: here.requests() == {"failed"})
    assert here.ask("SELECT state FROM generation_slot") == ["unknown"]
    assert len(outside_world.bills(here.ledger)) == (1 if point == "outside.submitted" else 0)


def test_what_stops_three_sweepers_is_parked_alone_and_done_when_tried_again(site):
    here = site("deadly")
    here.start(WORKER)
    for _ in range(3):
        victim = here.start(SWEEPER, **{outside_world.DEADLY: "1"})
        here.wait(lambda process=victim: _died(process))
    here.start(SWEEPER)
    here.wait(lambda: here.requests() == {"partial"})
    assert sorted(here.ask("SELECT failure_kind FROM generation_slot")) == ["", "parked"]
    assert here.ask("SELECT crashes FROM assets_work WHERE state = 'parked'") == [3]
    again = here.do("manage.py", "shell", "--no-imports", "-c", TRY_AGAIN)
    assert again.returncode == 0, again.stderr[-2000:]
    here.wait(lambda: here.requests() == {"done"})
    _assert_as_if_undisturbed(here, 2)


def test_a_wiped_broker_loses_no_work(site):
    here = site()
    here.start(SWEEPER)
    fetched = "SELECT count(*) FROM generation_slot WHERE state = 'fetched'"
    here.wait(lambda: here.ask(fetched) == [2])
    here.wipe_broker()
    here.start(WORKER)
    here.wait(lambda: here.requests() == {"done"})
    _assert_as_if_undisturbed(here, 2)


@pytest.mark.skipif(not shutil.which("redis-server"), reason="needs redis-server")
def test_a_broker_that_comes_back_finds_all_work_still_there(site, free_port, tmp_path):
    port = free_port
    here = site(CELERY_BROKER_URL=f"redis://127.0.0.1:{port}/0")
    here.start(SWEEPER)
    here.start(WORKER)
    fetched = "SELECT count(*) FROM generation_slot WHERE state = 'fetched'"
    here.wait(lambda: here.ask(fetched) == [2])
    here.start(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)])
    here.wait(lambda: here.requests() == {"done"})
    _assert_as_if_undisturbed(here, 2)
