"""A small real site for tests that kill: a data folder of its own, sweeper and worker, a look into its tables."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import redis

from tests.generation import outside_world
from tests.generation.stores import ROOT, Database, File

PYTHON = [sys.executable]
ADAPTERS = ("Paid", "Deadly")
PATIENCE = 120  # seconds after which something will never come; no test is about how soon it comes
SWEEPER = [*PYTHON, "manage.py", "sweep"]
WORKER = [
    *PYTHON, "-m", "celery", "-A", "config", "--quiet", "worker", "--pool", "solo", "--loglevel", "ERROR",
    "--without-gossip", "--without-mingle", "--without-heartbeat",
]  # fmt: skip


def web(port: int) -> list[str]:
    """The web server's command."""
    return [*PYTHON, "-m", "gunicorn", "-c", "python:config.gunicorn", "-b", f"127.0.0.1:{port}", "config.wsgi"]


def _own_redis(broker: str) -> str:
    """A Redis database that no other test process uses; empty where the broker is a folder."""
    if not broker.startswith("redis"):
        return ""
    return f"{broker.rpartition('/')[0]}/{12 + int(os.environ.get('PYTEST_XDIST_WORKER', 'gw0')[2:])}"


class Site:
    """Starts and ends its own processes only; every one of them is gone after `close`."""

    def __init__(self, folder: Path, database: File | Database, **environment):
        self.folder = folder
        self.ledger = folder / "ledger"
        folder.mkdir()
        self.database = database.copy(folder)
        quiet = {"PYTEST_VERSION", "DATABASE_URL", "CRASH_AT", "CELERY_BROKER_URL"}
        self.environment = {name: value for name, value in os.environ.items() if name not in quiet} | {
            **self.database.environment,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "GENERATION_ADAPTERS": ",".join(f"{one.lower()}=tests.generation.outside_world.{one}" for one in ADAPTERS),
            "CRASH_POINTS": "1",
            "LEASE_SECONDS": "2",
            "HEARTBEAT_SECONDS": "0.3",
            "LOG_LEVEL": "ERROR",
            "PYTHONWARNINGS": "ignore",
            outside_world.LEDGER: str(self.ledger),
            **environment,
        }
        self.redis = _own_redis("" if "CELERY_BROKER_URL" in environment else os.environ.get("CELERY_BROKER_URL", ""))
        if self.redis:
            self.environment["CELERY_BROKER_URL"] = self.redis
            self.wipe_broker()
        self.running: list[subprocess.Popen] = []

    def do(self, *command: str) -> subprocess.CompletedProcess:
        """Runs a program to its end."""
        return subprocess.run(
            [*PYTHON, *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self, command: list[str], **environment) -> subprocess.Popen:
        """Starts a process of the site."""
        log = (self.folder / "log").open("a")
        process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment | environment, stdout=log, stderr=log, start_new_session=True
        )
        self.running.append(process)
        return process

    def ask(self, sql: str):
        """The first column of the rows."""
        return self.database.ask(sql)

    def wipe_broker(self) -> None:
        """The broker forgets all it holds."""
        if self.redis:
            redis.Redis.from_url(self.redis).flushdb()
        else:
            shutil.rmtree(self.folder / "broker")

    def wait(self, until, seconds: float = PATIENCE) -> None:
        """Waits for a condition; the processes' log is in the failure."""
        end = time.monotonic() + seconds
        while not until():
            assert time.monotonic() < end, (self.folder / "log").read_text()[-3000:]
            time.sleep(0.1)

    def requests(self) -> set[str]:
        """The states of all requests."""
        return set(self.ask("SELECT state FROM generation_generationrequest"))

    def close(self) -> None:
        """Ends what it started, by process group."""
        for process in self.running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.database.drop()
