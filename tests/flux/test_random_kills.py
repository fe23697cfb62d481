"""Processes of all kinds killed at random moments while many paid images are made: all are made, none is paid twice.

RANDOM_KILLS=100 RANDOM_KILL_IMAGES=200 is the whole check; a plain run has fewer. RANDOM_KILL_SEED repeats a run.
"""

import os
import random
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.flux.service import KEY
from tests.generation.site import SWEEPER, WORKER, Site
from tests.generation.test_crashes import empty_database  # noqa: F401
from tests.house.desk import Desk

pytestmark = pytest.mark.processes
KILLS = int(os.environ.get("RANDOM_KILLS", "20"))
IMAGES = int(os.environ.get("RANDOM_KILL_IMAGES", "60"))
SEED = int(os.environ.get("RANDOM_KILL_SEED") or random.randrange(10**6))
MODEL, EACH, APART = "flux-2-klein-9b", 10, 1000
GROWN_UP = 3  # seconds after which a process is at work and may be killed
PATIENCE = 240
COUNT = "SELECT count(*) FROM generation_slot WHERE state = '{}'"
UNKNOWN = "SELECT public_id FROM generation_slot WHERE state = 'unknown'"


class Reaper:
    """Keeps two sweepers, two workers and a web server running, and kills one of their processes at a time."""

    def __init__(self, site: Site, desk: Desk):
        self.dice, self.killed, self.site = random.Random(SEED), Counter(), site
        self.starts = {
            "sweeper": lambda: site.start(SWEEPER),
            "worker": lambda: site.start(WORKER),
            "web": desk.open,
        }
        self.alive = {
            name: self._born(name.split()[0]) for name in ("sweeper", "sweeper 2", "worker", "worker 2", "web")
        }

    def _born(self, kind: str) -> tuple:
        return self.starts[kind](), time.monotonic()

    def kill_one(self) -> None:
        """SIGKILL for one that has come to work; the web server loses itself or one of its processes."""
        while True:
            time.sleep(self.dice.uniform(0.1, 1.2))
            if grown := [name for name in self.alive if self._is_grown_up(name)]:
                break
        name = self.dice.choice(sorted(grown))
        self.killed[name.split()[0]] += 1
        process = self.alive[name][0]
        children = _children(process.pid) if name == "web" else []
        victim = self.dice.choice([process.pid, *children])
        os.kill(victim, signal.SIGKILL)
        if victim == process.pid:
            process.wait()
            self.alive[name] = self._born(name.split()[0])

    def _is_grown_up(self, name: str) -> bool:
        process, born = self.alive[name]
        return time.monotonic() - born > GROWN_UP and (name != "web" or len(_children(process.pid)) == 2)


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture
def site(tmp_path, empty_database, service):  # noqa: F811
    """A site that asks the strict service, and nothing asked for yet."""
    service.told.seconds = 4.0
    known = {"BFL_API_KEY": KEY, "BFL_BASE_URL": service.base, "WEBHOOK_BASE_URL": "", "PARKED_SECONDS": "5"}
    made = Site(tmp_path / "site", empty_database, **known)
    yield made
    made.close()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to find processes")
def test_random_kills_lose_nothing_and_pay_nothing_twice(site, service):
    print(f"RANDOM_KILL_SEED={SEED}")
    desk = Desk(site)
    reaper = Reaper(site, desk)
    desk.sign_in()
    with ThreadPoolExecutor(1) as marketer:
        said = []
        for number in range(KILLS):
            while len(said) < IMAGES // EACH * (number + 1) / KILLS:
                said.append(marketer.submit(desk.ask, MODEL, EACH, APART * (len(said) + 1)))
            reaper.kill_one()
        for one in said:
            one.result()
    unknown = _settled_by_hand(site, service, desk)
    parked = site.ask("SELECT count(*) FROM assets_work WHERE chances > 0")[0]
    print(f"killed {dict(reaper.killed)}; unknown {unknown}; parked for a while {parked}; billed {service.bills}")
    assert site.ask("SELECT state || ': ' || failure FROM generation_slot WHERE state <> 'done'") == []
    assert site.ask(COUNT.format("done")) == [IMAGES]
    assert Counter(task.body["seed"] for task in service.tasks.values()).most_common(1)[0][1] == 1
    assert service.bills == IMAGES
    assert site.ask("SELECT count(*) FROM assets_work WHERE state IN ('open', 'parked')") == [0]
    verified = site.do("manage.py", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def _settled_by_hand(site: Site, service, desk: Desk) -> int:
    """Waits for the end; what is shown as unknown a person looks up in the service's list and settles. How many."""
    ended, seen = COUNT.replace("= '{}'", "IN ('done', 'unknown')"), set()
    while True:
        site.wait(lambda: site.ask(ended) == [IMAGES], PATIENCE)
        unknown = site.ask(UNKNOWN)
        if not unknown:
            return len(seen)
        billed = {task.body["seed"]: task.id for task in service.tasks.values()}
        for slot in unknown:
            seed = site.ask(f"SELECT seed FROM generation_slot WHERE public_id = '{slot}'")[0]
            found = {"way": "made", "task": billed[seed]} if seed in billed else {"way": "not_made"}
            desk.send(f"/slots/{slot}/outcome", found)
        seen |= set(unknown)
