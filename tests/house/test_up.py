"""`manage.py up` with real processes: it opens, it heals, it stops, and it leaves nobody behind even when killed."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from tests.house import production

pytestmark = pytest.mark.processes
PATIENCE = 90


def free_port() -> int:
    """A port of loopback that nobody holds now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class House:
    """One running `manage.py up` and what its processes look like from outside."""

    def __init__(self, folder, port, **environment):
        self.folder, self.port = folder, port
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.output = (folder / "output").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "up", "--port", str(port)],
            env={**kept, "DATA_DIR": str(folder / "data"), **environment},
            stdout=self.output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def get(self, path):
        """Status and text of a page, or (0, "") while nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as problem:
            return problem.code, problem.read().decode()
        except OSError:
            return 0, ""

    def said(self) -> str:
        """Everything printed so far."""
        return (self.folder / "output").read_text()

    def members(self) -> dict[int, str]:
        """Process ids and command lines of all processes that work on this folder."""
        found = {}
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                if f"DATA_DIR={self.folder}/data".encode() in (entry / "environ").read_bytes().split(b"\0"):
                    found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        return found

    def member(self, words) -> int:
        """The first process of that command line: the parent of its kind."""
        return min(pid for pid, line in self.members().items() if words in line)

    def wait_for(self, what, seconds=PATIENCE):
        """Waits until ``what()`` is true; fails with what was printed."""
        until = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < until, f"{what} never came true\n{self.said()[-3000:]}"
            time.sleep(0.1)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A data folder with its schema and static files, made once and copied for each house."""
    folder = tmp_path_factory.mktemp("prepared") / "data"
    said = production.manage("prepare", DATA_DIR=str(folder), SITE_URL="", SECRET_KEY="", EMAIL_URL="")
    assert said.returncode == 0, said.stderr
    return folder


@pytest.fixture
def open_house(tmp_path, prepared):
    """A function that starts a house and waits until it is whole; whatever is left of it is killed at the end."""
    if not Path("/proc/self/environ").exists():
        pytest.skip("needs /proc to look at processes")
    houses = []
    shutil.copytree(prepared, tmp_path / "data")

    def start(**environment):
        house = House(tmp_path, environment.pop("port", None) or free_port(), **environment)
        houses.append(house)
        house.wait_for(lambda: house.process.poll() is not None or '"status": "ok"' in house.get("/readyz")[1])
        assert house.process.poll() is None, house.said()[-3000:]
        return house

    yield start
    for house in houses:
        for pid in house.members():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        house.process.wait()
        house.output.close()


def test_the_house_opens_and_says_where(open_house):
    house = open_house()
    house.wait_for(lambda: f"http://127.0.0.1:{house.port}/" in house.said())
    house.wait_for(lambda: "/welcome/?token=" in house.said())
    assert house.get("/accounts/login/")[0] == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly(open_house, number):
    house = open_house()
    house.process.send_signal(number)
    assert house.process.wait(30) == 0
    assert "Everything has stopped." in house.said()
    assert house.members() == {}


def test_it_leaves_nobody_behind_when_it_is_killed(open_house):
    house = open_house()
    assert len(house.members()) >= 7
    house.process.kill()
    house.process.wait()
    house.wait_for(lambda: not house.members())


def test_a_killed_server_takes_its_workers_along(open_house):
    house = open_house()
    os.kill(house.member("gunicorn"), signal.SIGKILL)
    assert house.process.wait(30) != 0
    assert "web server ended by itself" in house.said()
    assert house.members() == {}


@pytest.mark.parametrize("words", ["celery", "manage.py sweep"])
def test_a_killed_helper_is_started_again(open_house, words):
    house = open_house()
    first = house.member(words)
    os.kill(first, signal.SIGKILL)
    house.wait_for(lambda: "it starts again in" in house.said())
    house.wait_for(lambda: any(words in line for pid, line in house.members().items() if pid > first))
    house.wait_for(lambda: '"status": "ok"' in house.get("/readyz")[1])


def test_readiness_tells_within_seconds_that_a_helper_is_silent(open_house):
    house = open_house()
    sweeper = house.member("manage.py sweep")
    os.kill(sweeper, signal.SIGSTOP)
    house.wait_for(lambda: '"status": "degraded"' in house.get("/readyz")[1])
    os.kill(sweeper, signal.SIGCONT)
    house.wait_for(lambda: '"status": "ok"' in house.get("/readyz")[1])


def test_a_busy_port_is_told_in_a_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        house = House(tmp_path, port)
        assert house.process.wait(60) != 0
    assert f"Port {port} on 127.0.0.1 cannot be used" in house.said()
    assert "Traceback" not in house.said()
    house.output.close()


def test_a_wrong_database_is_told_in_a_sentence(tmp_path):
    house = House(tmp_path, free_port(), DATABASE_URL="mysql://a/b")
    assert house.process.wait(60) != 0
    assert "not a database Proofmark runs on" in house.said()
    house.output.close()
