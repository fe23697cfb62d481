"""The database is stopped the hard way under load and comes back: people see a sentence, and nothing is lost."""

import json
import os
import re
import subprocess
import sys
import threading
import time

import httpx
import psycopg
import pytest
from django.conf import settings

from tests.house import cluster, restart_scene
from tests.house.test_up import open_house, prepared  # noqa: F401

pytestmark = [
    pytest.mark.processes,
    pytest.mark.postgres,
    pytest.mark.skipif(cluster.programs() is None, reason="needs initdb and pg_ctl on this machine"),
]
BEFORE, AFTER, GRACE = 5, 18, 10
FRAGMENT = {"HX-Request": "true"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture
def server():
    """A throw-away PostgreSQL."""
    made = cluster.Cluster()
    yield made
    made.stop()


class Load:
    """People who look at a board and give their opinion, each in a thread, until they are told to stop."""

    def __init__(self, house, scene, people=3):
        self.base, self.scene = f"http://127.0.0.1:{house.port}", scene
        self.stop, self.seen = threading.Event(), []
        clients = [self._sign_in(httpx.Client(base_url=self.base, timeout=20)) for _ in range(people)]
        self.threads = [threading.Thread(target=self._work, args=each, daemon=True) for each in enumerate(clients)]
        for thread in self.threads:
            thread.start()

    def _work(self, number: int, client) -> None:
        board = f"/briefs/{self.scene['brief']}/"
        candidates, round_ = self.scene["candidates"][number::3], 0
        while not self.stop.wait(0.15):
            round_ += 1
            self._note("look", lambda: client.get(board))
            form = {"c": candidates[round_ % len(candidates)], "act": ("shortlist", "pass")[round_ // 2 % 2]}
            form["csrfmiddlewaretoken"] = client.cookies["csrftoken"]
            self._note("say", lambda: client.post(f"{board}verdict", data=form, headers=FRAGMENT))  # noqa: B023

    def _sign_in(self, client):
        page = client.get("/accounts/login/").text
        form = {"login": restart_scene.EMAIL, "password": restart_scene.PASSWORD}
        answer = client.post("/accounts/login/", data=form | {"csrfmiddlewaretoken": TOKEN.search(page)[1]})
        assert answer.status_code == 302, answer.text
        return client

    def _note(self, act, ask) -> None:
        try:
            answer = ask()
            told = (answer.status_code, act, answer.text)
        except httpx.HTTPError as problem:
            told = (0, act, type(problem).__name__)
        self.seen.append((time.monotonic(), *told))

    def end(self) -> list:
        """What was answered: when, status, to what act, text."""
        self.stop.set()
        for thread in self.threads:
            thread.join(30)
        return self.seen


def run(house, server, *words):
    """A program of the site, to its end."""
    own = {"DATABASE_URL": server.url, "DATA_DIR": f"{house.folder}/data", "DJANGO_SETTINGS_MODULE": "config.settings"}
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = [sys.executable, *words]
    said = subprocess.run(
        command, env=kept | own, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=120, check=False
    )
    assert said.returncode == 0, said.stdout[-2000:] + said.stderr[-2000:]
    return said.stdout


def requests_of(server) -> list[str]:
    """The states of all requests for images."""
    with psycopg.connect(server.url) as connection:
        return [row[0] for row in connection.execute("SELECT state FROM generation_generationrequest ORDER BY id")]


def test_the_house_lives_through_a_restart_of_its_database(open_house, server):  # noqa: F811
    house = open_house(DATABASE_URL=server.url)
    scene = json.loads(run(house, server, "-m", "tests.house.restart_scene", "first"))
    load = Load(house, scene)
    time.sleep(BEFORE)  # the load runs meanwhile; nothing is measured
    members = house.members()
    server.restart()
    back = time.monotonic()
    run(house, server, "-m", "tests.house.restart_scene", "again", "second")
    house.wait_for(lambda: requests_of(server) == ["done", "done"])
    time.sleep(max(0, back + AFTER - time.monotonic()))
    seen = load.end()
    late = [answer for answer in seen if answer[0] > back + GRACE]
    assert len([answer for answer in late if answer[2] == "say"]) > 5
    assert {answer[1] for answer in late} == {200}
    assert {answer[1] for answer in seen} <= {200, 503}, [a[3][:300] for a in seen if a[1] not in (200, 503)][:3]
    assert all("database does not answer" in answer[3] for answer in seen if answer[1] == 503)
    assert house.members() == members
    house.wait_for(lambda: '"status": "ok"' in house.get("/readyz")[1])
    run(house, server, "manage.py", "verify")
