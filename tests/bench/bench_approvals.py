"""Ten clean approvals in a row by keys alone, in a real Chromium: how many keys each takes, and how long all of them.

Run `python tests/bench/bench_approvals.py`; it needs Chromium and playwright, and says so if one is missing. A clean
approval is one for which only the checklist is left. Nothing is waited for but the next page.
"""

import pathlib
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
APPROVALS, MOST_KEYS, MOST_SECONDS = 10, 7, 180
KEYS = [*(f"Shift+Digit{number}" for number in range(1, 6)), "a"]


def approve_all(page, url, made) -> list[float]:
    """Seconds that each approval took, from its first key to the page that follows it."""
    page.goto(f"{url}/approvals/{made[0].public_id}/")
    took = []
    for follows in [*made[1:], None]:
        started = time.monotonic()
        for key in KEYS:
            page.keyboard.press(key)
        page.wait_for_url(f"**/approvals/{follows.public_id}/?after=*" if follows else "**/approvals/?done=*")
        took.append(time.monotonic() - started)
    return took


def main() -> int:
    """Prints the figures beside what the design promises; 1 if one is missed."""
    from playwright.sync_api import sync_playwright
    from pytest_django.live_server_helper import LiveServer

    from review.models import Decision
    from tests import factories
    from tests.browsing import DESKTOP, FLAGS, sign_in
    from tests.decisions.waiting import a_clean
    from tests.requirements import chromium

    brand = factories.a_brand("Bench")
    manager = factories.a_user("brand_manager", brand, name="Ben Ortiz")
    made = [a_clean(brand) for _ in range(APPROVALS)]
    server = LiveServer("127.0.0.1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        context = browser.new_context(viewport=DESKTOP)
        sign_in(context, server.url, manager)
        took = approve_all(context.new_page(), server.url, made)
        browser.close()
    server.stop()
    approved = Decision.objects.filter(verdict="approved").count()
    print(f"{approved} clean approvals: {len(KEYS)} keys each (at most {MOST_KEYS})")
    print(f"{approved} clean approvals: {sum(took):.1f} s in all (at most {MOST_SECONDS})")
    print(f"{approved} clean approvals: median {statistics.median(took):.2f} s, longest {max(took):.2f} s")
    return int(approved != APPROVALS or len(KEYS) > MOST_KEYS or sum(took) > MOST_SECONDS)


if __name__ == "__main__":
    from tests.bench.bench_keys import run

    sys.exit(run(main))
