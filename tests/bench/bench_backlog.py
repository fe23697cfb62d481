"""A backlog after an outage: how fast it drains beside small ones, and how long another brand waits meanwhile.

Run `python tests/bench/bench_backlog.py`, with DATABASE_URL and CELERY_BROKER_URL for other engines. BACKLOG images
(500) of one brand wait when their generator opens; another brand asks for one image every few seconds. A sweeper and
two workers run.
"""

import os
import pathlib
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
BACKLOG = int(os.environ.get("BACKLOG", "500"))
SMALL = 100  # images of the backlogs before and after, which show the steady rate
LONGEST_WAIT, SLOWEST = 30, 0.9
BETWEEN = 3  # seconds between two images of the other brand
EACH = 10


def ask(version, generator, count: int, key: str):
    """So many images, ten at a time."""
    from generation import requests

    asked = {"choices": {generator: min(EACH, count)}, "by": version.author, "ratios": ["1:1"]}
    for number in range(0, count, EACH):
        made = requests.submit(version, idempotency_key=f"{key}-{number}", **asked)
    return made[0].slots.get() if count == 1 else None


def drained(big, small, generator, count: int) -> tuple[float, list[float]]:
    """Images a second of a brand that asked for so many, and the waits of the other brand's single images."""
    from generation.models import Generator, Slot

    itself = Generator.objects.filter(pk=generator.pk)
    itself.update(max_parallel=0)
    ask(big, generator, count, f"big-{time.monotonic()}")
    itself.update(max_parallel=8)
    began, next_at, singles, waits = time.monotonic(), 0.0, {}, []
    while Slot.objects.filter(request__brand=big.prompt.brief.brand).exclude(state="done").exists():
        now = time.monotonic()
        if now >= next_at:
            singles[ask(small, generator, 1, f"single-{now}").pk] = now
            next_at = now + BETWEEN
        time.sleep(0.1)
        for pk in Slot.objects.filter(pk__in=singles, state="done").values_list("pk", flat=True):
            waits.append(time.monotonic() - singles.pop(pk))
    waits += [time.monotonic() - asked for asked in singles.values()]
    return count / (time.monotonic() - began), waits


def main() -> int:
    """Prints the figures; 1 when the promise is missed."""
    import django

    django.setup()
    from django.core.management import call_command

    from assets.models import Work
    from generation.models import Generator
    from tests import factories
    from tests.bench.processes import running
    from tests.generation.crash_scene import a_paid_generator
    from tests.generation.site import SWEEPER, WORKER

    call_command("migrate", verbosity=0)
    big, small = (factories.a_prompt_version(factories.a_brief(factories.a_brand(name))) for name in ("Big", "Small"))
    generator = Generator.objects.get(pk=a_paid_generator().pk)
    with running(SWEEPER, WORKER, WORKER, settle=0):
        before, deep, after = (drained(big, small, generator, count) for count in (SMALL, BACKLOG, SMALL))
    rate, waits, steady = deep[0], deep[1], (before[0] + after[0]) / 2
    twice = Work.objects.filter(attempts__gt=1).count()
    print(f"drains at {rate:.1f} images a second, {rate / steady:.2f} of the steady rate (asked: {SLOWEST})")
    print(f"another brand waits at most {max(waits):.1f} s, {len(waits)} images (asked: {LONGEST_WAIT} s)")
    print(f"taken up more than once: {twice} of {BACKLOG + 2 * SMALL}")
    return int(rate < SLOWEST * steady or max(waits) > LONGEST_WAIT)


if __name__ == "__main__":
    folder = os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="proofmark-bench-"))
    os.environ.setdefault("PROOFMARK_TEST_LEDGER", f"{folder}/ledger")
    os.environ.setdefault("GENERATION_ADAPTERS", "paid=tests.generation.outside_world.Paid")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main())
