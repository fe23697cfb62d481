"""200 outside jobs of 5 s with pictures of one megapixel, on two sweeper processes: how long, and how much memory.

The service is the strict stand-in, its cap and ours lifted. Run `python tests/bench/bench_outside.py`, with
DATABASE_URL for another engine than SQLite; WORKERS=1 starts a worker beside them, and tells when all candidates are on
the board.
"""

import contextlib
import os
import pathlib
import random
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
JOBS, SECONDS, SIDE = 200, 5.0, 1024
MOST_TIME, MOST_MEMORY = 2.0, 1.3
WORKERS = int(os.environ.get("WORKERS", "0"))
GENERATOR, SECRET = "flux-2-pro", "bfl_bench"


def a_service():
    """The stand-in, with pictures that were made before, so that making them costs no time while it is measured."""
    from tests import factories
    from tests.flux import service as stand_in

    grain = os.urandom(SIDE * SIDE // 8)
    ground = factories.picture(SIDE, SIDE, seed=1)

    stand_in.KEY = SECRET

    class Prepared(stand_in.Service):
        def picture(self, name):
            number = name[-12:].encode()
            # bytes of its own for each: a text chunk before the end; about as large as a real picture is
            return 200, _with_text(ground, number + grain.hex().encode()), {"Content-Type": "image/png"}

    service = Prepared()
    service.told.seconds, service.told.most_active = SECONDS, 10_000
    return service


def _with_text(png: bytes, text: bytes) -> bytes:
    """The PNG with one tEXt chunk more."""
    import struct
    import zlib

    body = b"tEXt" + b"Comment\0" + text
    return png[:-12] + struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)) + png[-12:]


def an_order():
    """A prompt version and the generator, with all caps lifted."""
    from generation.models import Generator, ProviderAccount
    from tests import factories

    ProviderAccount.objects.update(most_active=10_000)
    Generator.objects.update(max_parallel=10_000)
    version = factories.a_prompt_version(factories.a_brief(factories.a_brand()))
    return version, Generator.objects.get(key=GENERATOR)


def ask(version, generator) -> None:
    """Asks for 200 images, a form's most at a time."""
    from generation import requests

    for number, count in enumerate([*[12] * (JOBS // 12), JOBS % 12]):
        key = f"bench-{number}-{random.random()}"
        requests.submit(version, choices={generator: count}, by=version.author, idempotency_key=key, ratios=["1:1"])


def memory(process) -> float:
    """Megabytes that the process and its children hold."""
    return sum(_resident(pid) for pid in _family(process.pid))


def _family(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *(one for child in children for one in _family(int(child)))]
    return []


def _resident(pid: int) -> float:
    with contextlib.suppress(OSError, IndexError):  # a process that has just ended holds none
        text = pathlib.Path(f"/proc/{pid}/status").read_text()
        return int(text.partition("VmRSS:")[2].split()[0]) / 1024
    return 0.0


def measured(sweepers) -> dict[str, float]:
    """Seconds from the first commit until all are sent, stored and on the board, and megabytes, idle and at most."""
    from generation.models import Attempt, Candidate, Slot

    version, generator = an_order()
    idle = max(map(memory, sweepers))
    began, found, most = time.monotonic(), {}, idle
    ask(version, generator)
    found["asked"] = time.monotonic() - began
    goals = {
        "sent": lambda: Attempt.objects.exclude(accepted_at=None).count(),
        "stored": lambda: Slot.objects.filter(state__in=("fetched", "done")).count(),
    }
    if WORKERS:
        goals["board"] = Candidate.objects.count
    while goals and time.monotonic() - began < 120:
        most = max(most, *map(memory, sweepers))
        for name in [name for name, count in goals.items() if count() >= JOBS]:
            found[name] = time.monotonic() - began
            goals.pop(name)
        time.sleep(0.1)
    return {**found, "idle": idle, "most": most}


def tell(found: dict[str, float]) -> bool:
    """Prints the figures; whether they are as promised."""
    if "stored" not in found:
        print(f"{JOBS} outside jobs did not end within two minutes")
        return False
    times, memory = found["stored"] / SECONDS, found["most"] / found["idle"]
    print(f"{JOBS} outside jobs of {SECONDS:.0f} s: asked for in {found['asked']:.1f} s")
    print(f"  all sent after {found['sent']:.1f} s")
    print(f"  all bytes stored after {found['stored']:.1f} s: {times:.2f}× (at most {MOST_TIME}×)")
    if "board" in found:
        print(f"  all candidates on the board after {found['board']:.1f} s")
    print(f"  {found['idle']:.0f} MB idle, {found['most']:.0f} MB at most: {memory:.2f}× (at most {MOST_MEMORY}×)")
    return times <= MOST_TIME and memory <= MOST_MEMORY


def main() -> int:
    """Starts the processes, measures, ends them; 1 when the promise is missed."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.bench.processes import running
    from tests.generation.site import SWEEPER, WORKER

    service = a_service()
    try:
        with running(SWEEPER, SWEEPER, *[WORKER] * WORKERS, settle=8, BFL_BASE_URL=service.base) as started:
            return 0 if tell(measured(started[:2])) else 1
    finally:
        service.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    os.environ |= {"BFL_API_KEY": SECRET, "WEBHOOK_BASE_URL": "", "BFL_BASE_URL": "http://127.0.0.1:9"}
    if "DATA_DIR" in os.environ:
        sys.exit(main())
    with tempfile.TemporaryDirectory(prefix="proofmark-bench-") as folder:
        os.environ["DATA_DIR"] = folder
        sys.exit(main())
