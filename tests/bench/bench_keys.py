"""From a key to the visible decision in the room, with 1,000 candidates on the sheet, in a real Chromium.

Run `python tests/bench/bench_keys.py`; it needs Chromium and playwright, and says so if one is missing. Measured in
the page: from the key event to the end of the frame in which the tile (in the grid) or the image (in the loupe) shows
that verdict.
"""

import os
import pathlib
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
CANDIDATES, PRESSES = 1_000, 60
MEDIAN_MS, P95_MS = 50, 100

LISTEN = """(where) => {
  [window.took, window.where] = [[], where];
  if (window.listens) return;
  window.listens = true;
  const verdicts = { p: "shortlist", x: "pass" };
  addEventListener("keydown", (event) => {
    const wanted = verdicts[event.key];
    if (!wanted) return;
    const [started, place] = [event.timeStamp, document.querySelector(window.where)];
    const word = { shortlist: "Shortlisted", pass: "Passed" }[wanted];
    const look = () => {
      const shown = place.dataset.o === wanted && place.querySelector(".status").textContent.includes(word);
      if (shown) setTimeout(() => window.took.push(performance.now() - started)); // after the frame was painted
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, true);
}"""
PLACES = {"grid": ".tile.focused", "loupe": "#pane-b"}


def presses(page, view) -> list[float]:
    """Milliseconds from key to painted decision, for a run of shortlist and pass over undecided candidates."""
    page.keyboard.press("g" if view == "grid" else "e")
    page.evaluate(LISTEN, PLACES[view])
    for number in range(PRESSES):
        page.keyboard.press(".")
        page.wait_for_timeout(50)  # nobody decides on an image before seeing it
        page.keyboard.press("p" if number % 3 else "x")
        page.wait_for_timeout(30 if view == "grid" else 180)  # in the loupe the next one comes by itself
    page.wait_for_timeout(500)
    return page.evaluate("window.took")


def opened(context, server, by, brief):
    """The board with all its pages loaded."""
    from tests.browsing import sign_in

    sign_in(context, server.url, by)
    page = context.new_page()
    page.goto(f"{server.url}/briefs/{brief.public_id}/")
    page.wait_for_selector("body[data-ready]")
    while page.locator("#later").count():
        page.evaluate("document.getElementById('main').scrollTo(0, 1e9)")
        page.wait_for_timeout(300)
    page.evaluate("document.getElementById('main').scrollTop = 0")
    return page


def main() -> int:
    """Prints the figures beside what the design promises; 1 if one is missed."""
    from playwright.sync_api import sync_playwright
    from pytest_django.live_server_helper import LiveServer

    from tests import factories
    from tests.bench.bench_board import a_full_board
    from tests.browsing import FLAGS
    from tests.requirements import chromium

    brief, by = a_full_board(factories.a_brand("Bench"), CANDIDATES)
    server = LiveServer("127.0.0.1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = opened(browser.new_context(viewport={"width": 1440, "height": 900}), server, by, brief)
        count = page.locator(".tile").count()
        took = {view: presses(page, view) for view in PLACES}
        browser.close()
    server.stop()
    missed = [told(view, count, found) for view, found in took.items()]
    return int(any(missed))


def told(view, count, took) -> bool:
    """Prints the figures of one view; whether one is missed, or a key showed nothing."""
    median, p95 = statistics.median(took), statistics.quantiles(took, n=20)[18]
    what = f"{view}, {count} candidates, {len(took)} of {PRESSES} keys shown"
    print(f"{what}: median {median:.0f} ms to the visible decision (at most {MEDIAN_MS})")
    print(f"{what}: 95th percentile {p95:.0f} ms (at most {P95_MS})")
    return median > MEDIAN_MS or p95 > P95_MS or len(took) < PRESSES


def missing() -> str:
    """What this bench lacks on this machine, or nothing."""
    import importlib.util

    from tests.requirements import chromium

    if importlib.util.find_spec("playwright") is None:
        return "playwright is not installed: make e2e"
    return "" if chromium() else "there is no Chromium on this machine"


def run(measure) -> int:
    """Measures in a browser, on a database that was prepared; 0 with a line that says so where there is no browser."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    os.environ["ALLOWED_HOSTS"] = "127.0.0.1,localhost"
    from tests.bench.bench_board import prepared

    prepared()
    if reason := missing():
        print(f"not measured: {reason}")
        return 0
    return measure()


if __name__ == "__main__":
    sys.exit(run(main))
