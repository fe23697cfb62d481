"""What the tests of generation share: a brief with a prompt, quick generators, a paid one, and an engine to run."""

import threading
import time

import pytest

from assets.models import ToolTerms, Work
from generation import admission, engine, requests, slots
from generation.models import Generator
from tests import factories
from tests.generation import outside_world


@pytest.fixture
def brief(brand):
    """A brief for two shapes."""
    return factories.a_brief(brand)


@pytest.fixture
def version(brief):
    """A prompt version of the marketer's."""
    return factories.a_prompt_version(brief)


@pytest.fixture
def daylight(brand):
    """The plain generator, without its pauses."""
    Generator.objects.filter(adapter="simulated").update(options={"seconds": [0.05, 0.1]})
    return Generator.objects.get(key="daylight")


@pytest.fixture
def atelier(daylight):
    """The dramatic one, without its pauses."""
    return Generator.objects.get(key="atelier")


@pytest.fixture
def ledger(tmp_path, monkeypatch):
    """The file in which the paid generator keeps its bills."""
    path = tmp_path / "ledger"
    monkeypatch.setenv(outside_world.LEDGER, str(path))
    return path


@pytest.fixture
def paid(daylight, settings, ledger):
    """A function that makes a generator which takes money at submit and behaves as told."""
    settings.GENERATION_ADAPTERS = {"paid": "tests.generation.outside_world.Paid"}

    def make(tell="", **fields):
        made = Generator.objects.create(
            **{
                "key": f"paid-{tell or 'plain'}".replace("_", "-"),
                "label": "Paid",
                "letter": "P",
                "adapter": "paid",
                "model": "one",
                "options": {"tell": tell},
                "price": "0.0500",
                "price_as_of": "2026-11-01",
                "terms": ToolTerms.objects.get(key="simulated"),
                **fields,
            }
        )
        return Generator.objects.get(pk=made.pk)

    return make


@pytest.fixture
def ask(version, marketer):
    """A function that asks for images in one shape; gives back the one request."""

    def submit(generator, count=1, key="key-1", **more):
        more.setdefault("ratios", ["1:1"])
        return requests.submit(version, choices={generator: count}, by=marketer, idempotency_key=key, **more)[0]

    return submit


def take_in_all() -> None:
    """Does what a worker does with all pictures that wait for their intake."""
    for row in Work.objects.filter(kind=slots.INTAKE, state="open"):
        admission.admit(row.pk)


@pytest.fixture
def sweep(settings):
    """A function that runs a real engine until a condition holds, taking pictures in beside it."""
    settings.LEASE_SECONDS = 2
    settings.SWEEP_SECONDS = 0.02

    def run(until, seconds=60, admits=True):
        stop, end = threading.Event(), time.monotonic() + seconds
        thread = threading.Thread(target=engine.drive, args=(stop,), daemon=True)
        thread.start()
        try:
            while not until() and time.monotonic() < end:
                if admits:
                    take_in_all()
                time.sleep(0.03)
        finally:
            stop.set()
            thread.join(60)
        assert not thread.is_alive(), "the engine did not stop in time"
        assert until(), "the engine did not come to the expected state in time"

    return run
