"""Web servers, workers and the sweeper are restarted one after the other under load: nothing is refused or lost.

Two web servers take turns, as behind a balancer: a connection that is refused goes to the other one. Anything else
that goes wrong is a fault. ROLLING_RESTARTS=20 is the whole check; a plain run has fewer.
"""

import json
import os
import threading

import httpx
import pytest

from tests.generation.site import SWEEPER, WORKER, Site, web
from tests.generation.test_crashes import empty_database  # noqa: F401
from tests.house import restart_scene
from tests.house.desk import TOKEN
from tests.house.test_up import free_port

pytestmark = pytest.mark.processes
RESTARTS = int(os.environ.get("ROLLING_RESTARTS", "10"))
GRACE, PATIENCE, PEOPLE = 30, 90, 3
FRAGMENT = {"HX-Request": "true"}
ASK = """
from generation import requests
from generation.models import Generator, PromptVersion
version = PromptVersion.objects.earliest("pk")
choices = {Generator.objects.get(key="paid"): 6}
requests.submit(version, choices=choices, by=version.author, idempotency_key="rolling-%s", ratios=["1:1"])
"""


class Balanced:
    """A client of both web servers: what one refuses to take up the other gets. `seen` holds status or fault."""

    def __init__(self, ports, seen):
        none_kept = httpx.Limits(max_keepalive_connections=0)
        self.client, self.ports, self.seen = httpx.Client(timeout=30, limits=none_kept), ports, seen

    def send(self, method, path, **more):
        """The answer, or None after a fault."""
        while True:
            self.ports.append(self.ports.pop(0))
            try:
                answer = self.client.request(method, f"http://127.0.0.1:{self.ports[0]}{path}", **more)
            except httpx.ConnectError:
                continue
            except httpx.HTTPError as fault:
                self.seen.append(f"{method} {path}: {fault!r}")
                return None
            self.seen.append(answer.status_code)
            return answer


class Person(threading.Thread):
    """Looks at a board and says what they think of it until told to stop."""

    def __init__(self, number, ports, scene, stop):
        super().__init__(daemon=True)
        self.seen, self.scene, self.number, self.stop = [], scene, number, stop
        self.send = Balanced(list(ports), self.seen).send

    def sign_in(self):
        """One request after the other, before the load begins."""
        page = self.send("GET", "/accounts/login/").text
        form = {"login": restart_scene.EMAIL, "password": restart_scene.PASSWORD}
        self.token = TOKEN.search(page)[1]
        self.send("POST", "/accounts/login/", data=form | {"csrfmiddlewaretoken": self.token})

    def run(self):
        """Every opinion is another one than the last."""
        board, mine = f"/briefs/{self.scene['brief']}/", self.scene["candidates"][self.number :: PEOPLE]
        round_ = 0
        while not self.stop.wait(0.2):
            round_ += 1
            page = self.send("GET", board)
            token = TOKEN.search(page.text)[1] if page is not None else self.token
            act = ("shortlist", "pass")[round_ // len(mine) % 2]
            form = {"c": mine[round_ % len(mine)], "act": act, "csrfmiddlewaretoken": token}
            self.send("POST", f"{board}verdict", data=form, headers=FRAGMENT)


class Fleet:
    """Two web servers, two workers and two sweepers of a site."""

    def __init__(self, site, ports):
        self.site = site
        self.commands = {
            **{f"web {port}": web(port) for port in ports},
            **{f"worker {number}": WORKER for number in (1, 2)},
            **{f"sweeper {number}": SWEEPER for number in (1, 2)},
        }
        self.running = {name: site.start(command) for name, command in self.commands.items()}
        for name in self.commands:
            self._wait_for(name)

    def restart(self, name) -> None:
        """As an operator's tool does: SIGTERM, wait for the end, start, wait until it answers."""
        self.running[name].terminate()
        assert self.running[name].wait(GRACE) == 0, name
        self.running[name] = self.site.start(self.commands[name])
        self._wait_for(name)

    def _wait_for(self, name) -> None:
        if name.startswith("web"):
            self.site.wait(lambda: _answers(name.split()[1]), PATIENCE)


def _answers(port) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture
def site(tmp_path, empty_database):  # noqa: F811
    """A site with a board."""
    made = Site(tmp_path / "site", empty_database)
    assert made.do("manage.py", "prepare").returncode == 0
    yield made
    made.close()


def test_rolling_restarts_fail_no_request_and_lose_no_work(site):
    scene = json.loads(site.do("-m", "tests.house.restart_scene", "first").stdout.splitlines()[-1])
    assert (
        site.do(
            "manage.py",
            "shell",
            "--no-imports",
            "-c",
            "from tests.generation import crash_scene as s; s.a_paid_generator()",
        ).returncode
        == 0
    )
    ports, stop = [free_port(), free_port()], threading.Event()
    fleet = Fleet(site, ports)
    people = [Person(number, ports, scene, stop) for number in range(PEOPLE)]
    for person in people:
        person.sign_in()
        person.start()
    names = list(fleet.commands)
    asked = 0
    for number in range(RESTARTS):
        if number % 3 == 0:
            asked += 6
            assert site.do("manage.py", "shell", "--no-imports", "-c", ASK % number).returncode == 0
        fleet.restart(names[number % len(names)])
    site.wait(lambda: site.requests() == {"done"}, PATIENCE)
    stop.set()
    for person in people:
        person.join(30)
    seen = [told for person in people for told in person.seen]
    assert len(seen) > 5 * RESTARTS
    assert [told for told in seen if told not in (200, 302)] == []
    assert site.ask("SELECT count(*) FROM generation_candidate WHERE slot_id IS NOT NULL") == [asked + 2]
    assert site.ask("SELECT max(crashes) FROM assets_work") == [0]  # each gave back what it held, or finished it
    verified = site.do("manage.py", "verify")
    assert verified.returncode == 0, verified.stdout
