"""The broker is wiped, or away, while people send prompts: every form is taken, and all are worked on soon after."""

import os
import shutil
import subprocess

import pytest
import redis

from tests.generation import outside_world
from tests.generation.site import SWEEPER, WORKER, Site
from tests.generation.test_crashes import empty_database, free_port  # noqa: F401
from tests.house.desk import Desk

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not shutil.which("redis-server"), reason="needs redis-server"),
]
PROMPTS, SOON = 50, 60
DONE = "SELECT count(*) FROM generation_slot WHERE state = 'done'"


class Broker:
    """A Redis of the test's own, which may be wiped and stopped without harm to anybody."""

    def __init__(self, port: int, folder):
        self.port, self.url = port, f"redis://127.0.0.1:{port}/0"
        self.command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        self.start()

    def start(self) -> None:
        """Empty, as after the loss of its volume."""
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def wipe(self) -> None:
        """Forgets everything, also what its users set up."""
        with redis.Redis.from_url(self.url) as connection:
            connection.flushall()

    def stop(self) -> None:
        """Goes away."""
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture
def broker(free_port, tmp_path):  # noqa: F811
    """The broker of this test."""
    made = Broker(free_port, tmp_path)
    yield made
    made.stop()


@pytest.fixture
def desk(tmp_path, empty_database, broker):  # noqa: F811
    """A marketer who is signed in; web server, sweeper and worker run."""
    site = Site(tmp_path / "site", empty_database, CELERY_BROKER_URL=broker.url)
    made = Desk(site)
    made.open()
    made.sign_in()
    site.start(SWEEPER)
    site.start(WORKER)
    yield made
    site.close()


def _assert_done(desk):
    desk.site.wait(lambda: desk.site.ask(DONE) == [PROMPTS], SOON)
    assert {status for _, status in desk.asked} == {302}
    assert len(outside_world.bills(desk.site.ledger)) == PROMPTS
    verified = desk.site.do("manage.py", "verify")
    assert verified.returncode == 0, verified.stdout
    if os.environ.get("TELL_FIGURES"):
        slowest = sorted(seconds for seconds, _ in desk.asked)
        print(f"forms: p50 {slowest[25]:.3f} s, p95 {slowest[47]:.3f} s, slowest {slowest[-1]:.3f} s")


def test_a_broker_that_is_wiped_while_people_send_loses_nothing(desk, broker):
    for number in range(PROMPTS):
        desk.ask("paid", 1, seed=number)
        if number % 10 == 5:
            broker.wipe()
    broker.wipe()
    _assert_done(desk)


def test_while_the_broker_is_away_every_form_is_taken_and_worked_on_once_it_is_back(desk, broker):
    desk.ask("paid", 1, seed=0)
    broker.stop()
    for number in range(1, PROMPTS):
        desk.ask("paid", 1, seed=number)
    broker.start()
    _assert_done(desk)
