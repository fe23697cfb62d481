"""Runs every bench beside it, each in a process and a data folder of its own, and prints their figures as one table.

Usage: run.py [WORD ...] runs only those whose name holds one of the words. A bench prints lines of its own: what was
measured, the figure, and what the design asks for; figures are ratios of one run wherever an anchor exists.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def figures_of(bench: Path) -> tuple[bool, list[str]]:
    """Whether the bench ran to its end, and the lines it printed."""
    with tempfile.TemporaryDirectory(prefix="proofmark-bench-") as folder:
        environment = {**os.environ, "DATA_DIR": folder, "PYTHONPATH": str(ROOT), "LOG_LEVEL": "ERROR"}
        done = subprocess.run(
            [sys.executable, str(bench)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    return done.returncode == 0, lines if done.returncode == 0 else [*lines, *done.stderr.splitlines()[-12:]]


def main() -> int:
    """Prints the table; 1 when a bench broke off or says that a figure is missed."""
    wanted = sys.argv[1:]
    benches = [b for b in sorted(HERE.glob("bench_*.py")) if not wanted or any(word in b.name for word in wanted)]
    failed = []
    for bench in benches:
        started = time.monotonic()
        whole, lines = figures_of(bench)
        print(f"\n{bench.stem.removeprefix('bench_')}  ({time.monotonic() - started:.0f} s)")
        print("\n".join(f"  {line}" for line in lines) or "  nothing was measured", flush=True)
        if not whole:
            failed.append(bench.name)
    print(f"\n{len(benches)} benches, {len(failed)} not as promised {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
