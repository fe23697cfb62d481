"""From submit to start of work: a real sweeper process in the default set-up, one image after the other.

Run `python tests/bench/bench_start.py`, with DATABASE_URL for another engine than SQLite.
"""

import os
import pathlib
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
ROUNDS = 30
ASKED_MS = 100


def an_order():
    """A prompt version and a generator that needs no time, ready to be asked."""
    from generation.models import Generator
    from tests import factories

    Generator.objects.update(options={"seconds": [0, 0]})
    version = factories.a_prompt_version(factories.a_brief(factories.a_brand()))
    return version, Generator.objects.get(key="daylight")


def milliseconds_to_start(version, generator, number: int) -> float:
    """Asks for one image and waits until its attempt is written; from the return of submit to the start of work."""
    from generation import requests
    from generation.models import Attempt

    asked = requests.submit(
        version, choices={generator: 1}, by=version.author, idempotency_key=f"bench-{number}", ratios=["1:1"]
    )[0]
    before = time.time()
    while True:
        started = Attempt.objects.filter(slot__request=asked).values_list("started_at", flat=True).first()
        if started:
            break
        time.sleep(0.005)
    # the next one is asked for when this picture has been drawn, so that starts are measured and not drawing
    while asked.slots.filter(state__in=("submitting", "running")).exists():
        time.sleep(0.05)
    return (started.timestamp() - before) * 1000


def main() -> int:
    """Prints p50 and p95; 1 when the promise is missed."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    version, generator = an_order()
    from tests.bench.processes import running
    from tests.generation.site import SWEEPER

    with running(SWEEPER, settle=0):
        milliseconds_to_start(version, generator, -1)  # the first one waits for the process to come up
        times = []
        for number in range(ROUNDS):
            time.sleep(0.2)
            times.append(milliseconds_to_start(version, generator, number))
    middle, worst = statistics.median(times), sorted(times)[int(len(times) * 0.95) - 1]
    print(f"submit to start of work, p50 {middle:.0f} ms, p95 {worst:.0f} ms  (p50 at most {ASKED_MS} ms)")
    return 0 if middle <= ASKED_MS else 1


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if "DATA_DIR" in os.environ:
        sys.exit(main())
    with tempfile.TemporaryDirectory(prefix="proofmark-bench-") as folder:
        os.environ["DATA_DIR"] = folder
        sys.exit(main())
