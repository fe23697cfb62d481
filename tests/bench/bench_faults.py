"""A service that takes one image a second, one that is out, and a thousand calls at once: what the site makes of them.

Run `python tests/bench/bench_faults.py`. Two sweepers and a worker; the service is the strict stand-in. About six
minutes, most of them because 200 images at one a second take as long.
"""

import collections
import os
import pathlib
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
IMAGES, EACH = 200, 10
BESIDE = 40  # images of another generator, timed with the service in and out
CALLS = 1000
SECRET = "flux-bench"


class Table:
    """Prints figures beside what was promised, and remembers whether one was missed."""

    def __init__(self):
        self.missed = False

    def say(self, what: str, value: float, most: float | None = None, form: str = ".2f") -> None:
        """One line; without ``most`` nothing was promised."""
        print(f"{what}: {value:{form}}" + (f" (at most {most:g})" if most is not None else ""), flush=True)
        self.missed |= most is not None and value > most


def wait(until, seconds: float) -> float:
    """Seconds until the condition holds."""
    began = time.monotonic()
    while not until():
        if time.monotonic() - began > seconds:
            sys.exit(f"not within {seconds} s")
        time.sleep(0.05)
    return time.monotonic() - began


def throttled(table: Table, service, ask) -> None:
    """200 images against one a second: none fails, little is asked in vain, no second sees a burst."""
    from generation.models import Slot

    service.told.per_second, service.told.seconds = 1.0, 0.5
    service.told.retry_after = ""
    heard = hearing(service)
    made = [ask("flux-2-pro", EACH, f"slow-{number}") for number in range(IMAGES // EACH)]
    mine = Slot.objects.filter(request__in=made)
    took = wait(lambda: not mine.exclude(state__in=("done", "failed", "unknown")).exists(), 600)
    per_second = collections.Counter(int(at - heard[0]) for at in heard)
    table.say(f"{IMAGES} images at one a second: took, s", took, form=".0f")
    table.say("  failed", mine.filter(state="failed").count(), 0, "d")
    table.say("  unknown", mine.filter(state="unknown").count(), 0, "d")
    table.say("  requests for each image", len(heard) / IMAGES, 1.2)
    table.say(
        "  most in a second against the mean", max(per_second.values()) * (heard[-1] - heard[0]) / len(heard), 3.0
    )
    table.say("  charged more than once", service.bills - IMAGES, 0, "d")


def hearing(service) -> list[float]:
    """When each create comes in, from now on."""
    heard, create = [], service.create

    def heeded(*args):
        heard.append(time.monotonic())
        return create(*args)

    service.create = heeded
    return heard


def out(table: Table, service, ask) -> None:
    """The service is out: the other generator is as fast as before; then it is back."""
    from generation.models import ProviderAccount, Slot

    service.told.per_second = 0.0
    before = beside(ask, "in")
    told, service.told.out = len(service.log), True
    waiting = Slot.objects.filter(request=ask("flux-2-pro", 12, "out"))
    wait(lambda: ProviderAccount.objects.get(key="bfl").faults >= 5, 60)
    during = beside(ask, "out")
    creates = [line for line in service.log[told:] if line[0] == "POST"]
    table.say("service out: images that met it", len(creates), 5, "d")
    table.say(f"  another generator's p95 against before ({before:.2f} s)", during / before, 1.10)
    service.told.out = False
    took = wait(lambda: not waiting.exclude(state__in=("done", "unknown")).exists(), 240)
    table.say("  back: all that waited there after, s", took, 120, ".0f")
    table.say("  lost answers, shown as unknown", waiting.filter(state="unknown").count(), 5, "d")


def beside(ask, key: str) -> float:
    """The p95 of seconds from asking to the candidate on the board, of images asked for one after another."""
    from generation.models import Slot

    took = []
    for number in range(BESIDE):
        request = ask("daylight", 1, f"{key}-{number}")
        took.append(wait(lambda: Slot.objects.get(request=request).state == "done", 60))  # noqa: B023
    return sorted(took)[int(len(took) * 0.95) - 1]


def orders():
    """A function that asks a generator for so many images."""
    from generation import requests
    from generation.models import Generator
    from tests import factories

    version = factories.a_prompt_version(factories.a_brief(factories.a_brand()))

    def ask(key, count, name):
        chosen = {Generator.objects.get(key=key): count}
        return requests.submit(version, choices=chosen, by=version.author, idempotency_key=name, ratios=["1:1"])[0]

    return ask


def main() -> int:
    """Measures one after the other; 1 when a promise is missed."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.bench.processes import running
    from tests.flux import service as stand_in
    from tests.generation.site import SWEEPER, WORKER

    stand_in.KEY = SECRET
    service, table = stand_in.Service(), Table()
    try:
        with running(SWEEPER, SWEEPER, WORKER, settle=6, BFL_BASE_URL=service.base):
            ask = orders()
            throttled(table, service, ask)
            out(table, service, ask)
    finally:
        service.close()
    return int(table.missed)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    os.environ |= {"BFL_API_KEY": SECRET, "WEBHOOK_BASE_URL": "", "BFL_BASE_URL": "http://127.0.0.1:9"}
    with tempfile.TemporaryDirectory(prefix="proofmark-bench-") as folder:
        os.environ.setdefault("DATA_DIR", folder)
        sys.exit(main())
