"""The jobs that the review room is measured by, done by keys in a real Chromium: keys, seconds, and how exact it is.

Run `python tests/bench/bench_bars.py`; it needs Chromium and playwright, and says so if one is missing. What must hold
on any machine is asserted by tests in tests/browser, tests/blind and tests/talk; here is what a machine takes for it.
"""

import itertools
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
REJECTED, UNDO_SECONDS = 12, 1.0
CULLED, BREAK, CULL_KEYS = 100, 40, 110
SETTLE_KEYS, POINT_PERCENT, PIN_PERCENT = 8, 1.0, 0.5
PAIRS = 20
PATIENCE = 60_000
READY = "body[data-ready]"
NUMBER = itertools.count(1)  # of a picture, so that no two are the same


class Keyboard:
    """A page that counts the keys pressed on it."""

    def __init__(self, page, url):
        self.page, self.url, self.keys = page, url, 0

    def open(self, path):
        """Loads a page and starts to count."""
        self.page.goto(self.url + path)
        self.page.wait_for_selector(READY)
        self.keys = 0

    def press(self, *keys):
        """Presses them one after another."""
        for key in keys:
            self.page.keyboard.press(key)
        self.keys += len(keys)


def told(what, found, most, unit="") -> bool:
    """Prints a figure beside what is promised; whether it is missed."""
    print(
        f"{what}: {found:.2f}{unit} (at most {most}{unit})"
        if isinstance(found, float)
        else f"{what}: {found} (at most {most})"
    )
    return found > most


def undo_of_twelve(hands, brand) -> list[bool]:
    """Twelve rejected by mistake come back."""
    from tests import factories
    from tests.decisions.waiting import a_waiting

    brief = factories.a_brief(brand)
    for _ in range(REJECTED):
        a_waiting(brand, brief=brief)
    hands.open(f"/briefs/{brief.public_id}/")
    started = time.monotonic()
    hands.press("Control+a", "x", "5", "Enter")
    hands.page.wait_for_selector(".toast >> text=Rejected 12", timeout=PATIENCE)
    print(f"12 rejected: {time.monotonic() - started:.2f} s")
    hands.keys, started = 0, time.monotonic()
    hands.press("Control+z")
    hands.page.wait_for_selector(f".tile[data-s=in_review] >> nth={REJECTED - 1}", timeout=PATIENCE)
    took = time.monotonic() - started
    return [told("12 rejected, undone: keys", hands.keys, 1), told("12 rejected, undone", took, UNDO_SECONDS, " s")]


def cull(hands, brand) -> list[bool]:
    """A hundred in the loupe, with a reload after forty."""
    from tests.room.boards import a_board

    brief, made = a_board(brand, CULLED)
    hands.open(f"/briefs/{brief.public_id}/")
    started = time.monotonic()
    hands.press("e", *["p" if number % 3 else "x" for number in range(BREAK)])
    hands.page.wait_for_selector("#board[data-waiting='0']", state="attached")
    keys = hands.keys
    hands.open(f"/briefs/{brief.public_id}/")
    stands = hands.page.locator(".tile.focused").get_attribute("id") == f"c-{made[BREAK].public_id}"
    hands.press("e", *["p" if number % 3 else "x" for number in range(BREAK, CULLED)])
    hands.page.wait_for_selector(f'#done:text-is("{CULLED}")', timeout=PATIENCE)
    hands.page.wait_for_selector("#board[data-waiting='0']", state="attached", timeout=PATIENCE)
    print(f"100 culled: {time.monotonic() - started:.1f} s; after the reload at the 41st: {'yes' if stands else 'no'}")
    return [told("100 culled: keys", keys + hands.keys, CULL_KEYS), not stands]


def settle(hands, brand, first, second) -> list[bool]:
    """Two near-equals at 100 %, from the grid to the verdict; how far a marked point is off the middle in each pane."""
    from tests import factories
    from tests.browser.test_near_equals import mark_in, marked, settled

    brief = factories.a_brief(brand)
    for width, height in (first, second):
        image = factories.a_stored_image(brand, marked((width, height), next(NUMBER)), width=width, height=height)
        factories.a_candidate(brief, image=image)
    hands.open(f"/briefs/{brief.public_id}/")
    started = time.monotonic()
    hands.press(" ", "ArrowRight", " ", "c", "z")
    hands.page.wait_for_selector('#pane-a .size:has-text("100 %")')
    hands.press("\\", "x")
    hands.page.wait_for_selector(".toast >> text=Passed 1")
    what, took = f"{first[0]}×{first[1]} against {second[0]}×{second[1]}", time.monotonic() - started
    missed = told(f"{what}: keys to settle, {took:.1f} s", hands.keys, SETTLE_KEYS)
    hands.press("z")
    settled(hands.page)
    to_middle(hands.page, mark_in(hands.page, "#pane-b"))
    sides = [
        max(abs(off) / side for off, side in zip(mark_in(hands.page, pane), size, strict=True))
        for pane, size in (("#pane-a", first), ("#pane-b", second))
    ]
    return [missed, told(f"{what}: point off the middle", max(sides) * 100, POINT_PERCENT, " %")]


def to_middle(page, off) -> None:
    """Zooms to 100 % at a point, given from the middle of the pane, and draws it there."""
    box = page.locator("#pane-b .glass").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(middle[0] + off[0], middle[1] + off[1])
    page.keyboard.press("z")
    page.mouse.down()
    page.mouse.move(*middle)
    page.mouse.up()


def pins(hands, brand) -> list[bool]:
    """How far a pin is drawn from its place, at three window sizes, whole and zoomed."""
    from review.places import Place
    from tests import factories
    from tests.talk.talk import a_thread
    from tests.talk.test_browser import SIZES, WHERE

    candidate, wanted, worst = factories.a_candidate(factories.a_brief(brand)), (0.25, 0.6), 0.0
    thread = a_thread(candidate, place=Place.read("pin", *map(str, wanted)))
    for size in SIZES:
        hands.page.set_viewport_size(size)
        hands.open(f"/briefs/{candidate.brief.public_id}/?view=loupe&at={candidate.public_id}")
        hands.page.wait_for_selector(f'[data-pin="{thread.public_id}"]', state="attached")
        for _ in range(3):
            found = hands.page.evaluate(WHERE, thread.public_id)
            worst = max(worst, *(abs(a - b) for a, b in zip(found, wanted, strict=False)))
            hands.press("+")
    hands.page.set_viewport_size(SIZES[0])
    return [told("a pin at three window sizes and zooms: off its place", worst * 100, PIN_PERCENT, " %")]


def blind_pairs(hands, brand, by) -> list[bool]:
    """Twenty pairs without names."""
    from review import blind
    from tests.blind import runs

    brief, _ = runs.a_brief(brand, 6)
    run = blind.start(brief, by=by)
    hands.open(f"/briefs/{brief.public_id}/blind/{run.public_id}/")
    started = time.monotonic()
    for number in range(1, PAIRS + 1):
        hands.page.wait_for_selector(f'#progress .number:first-child:text-is("{number}")')
        hands.press(["ArrowLeft", "t", "0", "ArrowRight"][number % 4])
    hands.page.wait_for_selector("h1 >> text=What you chose without names")
    print(f"20 blind pairs: {time.monotonic() - started:.1f} s, of which nobody looked at any")
    return [told("20 blind pairs: keys", hands.keys, PAIRS)]


def main() -> int:
    """Prints the figures beside what the design promises; 1 if one is missed."""
    from playwright.sync_api import sync_playwright
    from pytest_django.live_server_helper import LiveServer

    from tests import factories
    from tests.browsing import DESKTOP, FLAGS, sign_in
    from tests.requirements import chromium

    brand = factories.a_brand("Bench")
    people = {role: factories.a_user(role, brand) for role in ("marketer", "brand_manager")}
    server = LiveServer("127.0.0.1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)

        def seat(role):
            context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce")
            sign_in(context, server.url, people[role])
            return Keyboard(context.new_page(), server.url)

        missed = undo_of_twelve(seat("brand_manager"), brand)
        hands = seat("marketer")
        missed += cull(hands, brand)
        missed += settle(hands, brand, (1024, 1024), (1024, 1024)) + settle(hands, brand, (1024, 1024), (1536, 1024))
        missed += pins(hands, brand) + blind_pairs(hands, brand, people["marketer"])
        browser.close()
    server.stop()
    return int(any(missed))


if __name__ == "__main__":
    from tests.bench.bench_keys import run

    sys.exit(run(main))
