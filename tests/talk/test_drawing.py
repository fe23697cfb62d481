"""Arrows and lines drawn by hand in a real browser: by mouse, by touch and by keys, and where they stand afterwards."""

import math

import pytest

from review.models import Thread
from review.places import MOST_POINTS, Place
from tests import factories
from tests.browsing import DESKTOP, PHONE, box_of, expect
from tests.decisions.waiting import a_ready
from tests.talk.talk import a_next_version, a_thread

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ARROW = Place.read("arrow", path="0.8,0.2 0.3,0.6")
LINE = Place.read("freehand", path="0.2,0.2 0.4,0.5 0.7,0.3 0.6,0.8")
IMAGE = ".pane:not([hidden]) .glass img, .decision-picture img"
HALF_A_PERCENT = 0.005
# where the drawn points lie, as fractions of the image, and how wide the stroke is on the screen
DRAWN = """([id, image]) => {
  const line = document.querySelector(`[data-pin="${id}"] .region:not(.head)`);
  const box = document.querySelector(image).getBoundingClientRect();
  const at = line.getScreenCTM();
  const points = line.getAttribute("d").slice(1).split("L").map((one) => {
    const p = new DOMPoint(...one.split(",").map(Number)).matrixTransform(at);
    return [(p.x - box.x) / box.width, (p.y - box.y) / box.height];
  });
  const { strokeWidth, vectorEffect } = getComputedStyle(line);
  return { points, stroke: vectorEffect === "non-scaling-stroke" ? strokeWidth : "scales" };
}"""


@pytest.fixture
def candidate(brand, marketer):
    return factories.a_candidate(factories.a_brief(brand))


def loupe(candidate, view="loupe"):
    return f"/briefs/{candidate.brief.public_id}/?view={view}&at={candidate.public_id}"


@pytest.fixture
def closely(open_page, marketer):
    """A function that opens the loupe on a candidate."""

    def look(candidate, view="loupe", more="", **extra):
        page = open_page(loupe(candidate, view) + more, marketer, **extra)
        expect(page.locator("body[data-ready]")).to_be_attached()
        expect(page.locator("#pane-b .glass img")).to_be_visible()
        return page

    return look


def points_of(thread):
    return [tuple(map(float, one.split(","))) for one in thread.path.split(" ")]


def near(found, wanted):
    return all(math.dist(a, b) < HALF_A_PERCENT for a, b in zip(found, wanted, strict=True))


def choose(page, name):
    page.keyboard.press("m")
    page.get_by_role("group", name="What to set").get_by_role("button", name=name).click()


def say(page, words):
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.locator(".pin-box")).to_have_count(0)


def spot(page, x, y):
    """A point of the image on the screen."""
    page.locator(IMAGE).last.scroll_into_view_if_needed()
    box = box_of(page.locator(IMAGE).last)
    return box["x"] + box["width"] * x, box["y"] + box["height"] * y


@pytest.mark.parametrize("place", [ARROW, LINE])
@pytest.mark.parametrize("size", [DESKTOP, {"width": 1024, "height": 700}, PHONE])
def test_what_is_drawn_stands_at_its_place_at_every_size_and_zoom(closely, candidate, size, place):
    thread = a_thread(candidate, place=place)
    page = closely(candidate, size=size)
    expect(page.locator(f'[data-pin="{thread.public_id}"] .region').first).to_be_attached()
    for key in ("", "+", "+", "+"):
        if key:
            page.keyboard.press(key)
        drawn = page.evaluate(DRAWN, [thread.public_id, IMAGE])
        assert near(drawn["points"], points_of(thread))
        assert drawn["stroke"] == "2px"


def test_both_panes_of_compare_draw_what_the_version_before_left_open(closely, candidate):
    thread = a_thread(candidate, place=LINE)
    page = closely(a_next_version(candidate), "compare", f"&against={candidate.public_id}")
    for pane in ("#pane-a", "#pane-b"):
        expect(page.locator(f'{pane} [data-pin="{thread.public_id}"] .region')).to_be_visible()


def test_a_drag_with_the_arrow_is_kept_from_its_start_to_its_point(closely, candidate):
    page = closely(candidate)
    choose(page, "Arrow")
    page.mouse.move(*spot(page, 0.7, 0.2))
    page.mouse.down()
    page.mouse.move(*spot(page, 0.25, 0.6), steps=5)
    page.mouse.up()
    expect(page.locator(".draft .region").first).to_be_attached()  # it stays in sight while it is written about
    say(page, "The shadow falls the wrong way")
    thread = Thread.objects.get()
    assert thread.shape == "arrow"
    assert near(points_of(thread), [(0.7, 0.2), (0.25, 0.6)])
    expect(page.locator("#pane-b .pin .head").first).to_be_visible()


@pytest.mark.parametrize("tool", ["Rectangle", "Arrow"])
def test_two_clicks_do_what_a_drag_does(closely, candidate, tool):
    page = closely(candidate)
    choose(page, tool)
    page.mouse.click(*spot(page, 0.2, 0.3))
    expect(page.locator("#says")).to_contain_text("Start set. Click where")
    page.mouse.click(*spot(page, 0.6, 0.7))
    say(page, "From here to there")
    thread = Thread.objects.get()
    assert thread.shape == tool.lower()
    assert near([(float(thread.x), float(thread.y))], [(0.2, 0.3)])
    assert float(thread.w) == pytest.approx(0.4, abs=HALF_A_PERCENT)


def test_a_line_by_hand_is_thinned_and_follows_the_hand(closely, candidate):
    page = closely(candidate)
    choose(page, "Line")
    wished = [(0.1 + turn / 400, 0.3 + (turn % 2) * 0.2) for turn in range(300)]
    start, end = spot(page, 0, 0), spot(page, 1, 1)
    hand = [(start[0] + x * (end[0] - start[0]), start[1] + y * (end[1] - start[1])) for x, y in wished]
    page.mouse.move(*hand[0])
    page.mouse.down()
    for point in hand[1:]:
        page.mouse.move(*point)
    page.mouse.up()
    say(page, "Round here")
    kept = points_of(Thread.objects.get())
    assert 100 < len(kept) <= MOST_POINTS
    assert all(min(math.dist(point, one) for one in wished) < HALF_A_PERCENT for point in kept)
    assert near([kept[0], kept[-1]], [wished[0], wished[-1]])


def test_by_keys_m_and_three_choose_the_arrow_and_enter_sets_its_start_and_its_end(closely, candidate):
    page = closely(candidate)
    for key in ("m", "3", "Enter", "Shift+ArrowRight", "Shift+ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    say(page, "By keys")
    assert near(points_of(Thread.objects.get()), [(0.5, 0.5), (0.7, 0.51)])


def test_by_keys_a_line_is_drawn_by_the_arrows_between_two_enters(closely, candidate):
    page = closely(candidate)
    for key in ("m", "4", "Enter", "Shift+ArrowRight", "Shift+ArrowDown", "Shift+ArrowLeft", "Enter"):
        page.keyboard.press(key)
    say(page, "By keys")
    assert near(points_of(Thread.objects.get()), [(0.5, 0.5), (0.6, 0.5), (0.6, 0.6), (0.5, 0.6)])


def test_m_again_takes_the_next_tool_and_escape_takes_back_the_start_before_it_leaves(closely, candidate):
    page = closely(candidate)
    tools = page.get_by_role("group", name="What to set")
    for name in ("Pin", "Rectangle", "Arrow", "Line", "Pin"):
        page.keyboard.press("m")
        expect(tools.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(tools).to_be_visible()
    page.keyboard.press("Escape")
    expect(tools).to_have_count(0)
    expect(page.locator("body")).to_have_attribute("data-view", "loupe")


def test_the_tools_come_with_the_first_close_look_and_not_with_the_board(open_page, candidate, marketer):
    asked = []
    with_tools = lambda request: asked.append(request.url) if "marking" in request.url else None  # noqa: E731
    open_page("/", marketer).on("request", with_tools)
    page = open_page(f"/briefs/{candidate.brief.public_id}/")
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.wait_for_load_state("networkidle")
    assert not asked
    page.keyboard.press("e")
    page.keyboard.press("m")
    expect(page.get_by_role("group", name="What to set")).to_be_visible()
    assert len(asked) == 1


def test_keys_pressed_while_the_tools_are_on_their_way_wait_for_them(open_page, candidate, marketer):
    page = open_page("/", marketer)
    page.route("**/js/marking*", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page = open_page(loupe(candidate))
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    page.keyboard.type("Too dark")
    expect(page.locator(".pin-box textarea")).to_be_focused()
    expect(page.locator(".pin-box textarea")).to_have_value("Too dark")
    expect(page.locator("body")).to_have_attribute("data-view", "loupe")


def test_h_hides_what_is_drawn_and_its_number_brings_it_to_forty_percent(closely, candidate):
    thread = a_thread(candidate, place=Place.read("arrow", path="0.5,0.5 0.7,0.6"))
    page = closely(candidate)
    line = page.locator(f'#pane-b [data-pin="{thread.public_id}"] .region').first
    expect(line).to_be_visible()
    page.keyboard.press("h")
    expect(line).to_be_hidden()
    page.keyboard.press("h")
    page.locator("#details [data-go]").click()
    box, glass = box_of(line), box_of(page.locator("#pane-b .glass"))
    assert max(box["width"] / glass["width"], box["height"] / glass["height"]) == pytest.approx(0.4, abs=0.03)


def test_on_the_decision_page_an_arrow_is_drawn_and_stands_there(open_page, brand, manager):
    candidate = a_ready(brand)
    page = open_page(f"/approvals/{candidate.public_id}/", manager)
    choose(page, "Arrow")
    page.mouse.click(*spot(page, 0.2, 0.3))
    page.mouse.click(*spot(page, 0.6, 0.5))
    say(page, "This edge")
    thread = Thread.objects.get()
    expect(page.locator(f'[data-pin="{thread.public_id}"] .region').first).to_be_attached()
    assert near(page.evaluate(DRAWN, [thread.public_id, IMAGE])["points"], [(0.2, 0.3), (0.6, 0.5)])


TOUCH = """([x, y, steps]) => {
  const svg = document.elementFromPoint(x, y).closest("svg.pins");
  const send = (type, x, y) => svg.dispatchEvent(new PointerEvent(type, {
    bubbles: true, cancelable: true, pointerId: 7, pointerType: "touch", buttons: 1,
    clientX: x, clientY: y }));
  svg.setPointerCapture = () => {};
  send("pointerdown", x, y);
  for (const [a, b] of steps) send("pointermove", a, b);
  send("pointerup", ...(steps.at(-1) || [x, y]));
}"""


@pytest.mark.parametrize("page_kind", ["room", "decision"])
def test_on_a_phone_a_finger_draws(open_page, accessible, brand, manager, page_kind):
    candidate = a_ready(brand)
    path = loupe(candidate) if page_kind == "room" else f"/approvals/{candidate.public_id}/"
    page = open_page(path, manager, size=PHONE)
    expect(page.locator(IMAGE).last).to_be_visible()
    if page_kind == "room":
        expect(page.locator("body[data-ready]")).to_be_attached()
    page.locator('[data-pins="mode"]').click()
    page.get_by_role("group", name="What to set").get_by_role("button", name="Line").click()
    accessible(page)
    points = [(0.3, 0.3), (0.6, 0.35), (0.6, 0.6)]
    (x, y), *rest = [spot(page, *point) for point in points]
    page.evaluate(TOUCH, [x, y, rest])
    expect(page.locator(".pin-box textarea")).to_be_focused()
    accessible(page)
    say(page, "By finger")
    assert near(points_of(Thread.objects.get()), points)
