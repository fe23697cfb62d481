"""The job that comparing is for: two near-equals settled at 100 % with a few keys, and the same by hand on a phone."""

import io

import pytest
from PIL import Image

from tests import factories
from tests.browsing import PHONE, box_of, expect, sign_in
from tests.room.boards import address, verdict_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SQUARE, LONG = (1024, 1024), (1536, 1024)
MARK = (0.4, 0.6)  # of the image
GROUND, RED = (30, 60, 90), (250, 20, 20)
MOST_KEYS = 8


def marked(size, number) -> bytes:
    """A flat picture with a red mark at the same fraction of any size."""
    picture = Image.new("RGB", size, (GROUND[0] + number, *GROUND[1:]))
    x, y = (round(side * part) for side, part in zip(size, MARK, strict=True))
    picture.paste(RED, (x - 10, y - 10, x + 10, y + 10))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def near_equals(brand):
    """A brief with three candidates, the first and the last of which are the near-equals."""
    brief = factories.a_brief(brand)
    made = []
    for number, (width, height) in enumerate((SQUARE, SQUARE, LONG)):
        image = factories.a_stored_image(brand, marked((width, height), number), width=width, height=height)
        made.append(factories.a_candidate(brief, image=image))
    return brief, made


def mark_in(page, pane) -> tuple[float, float]:
    """Where the mark is seen: CSS pixels from the middle of that pane."""
    seen = Image.open(io.BytesIO(page.locator(f"{pane} .glass").screenshot())).convert("RGB")
    red = [
        (x, y)
        for x in range(0, seen.width, 2)
        for y in range(0, seen.height, 2)
        if seen.getpixel((x, y))[0] > 180 > 90 > seen.getpixel((x, y))[1]
    ]
    assert red, "the mark is out of sight"
    return sum(x for x, _ in red) / len(red) - seen.width / 2, sum(y for _, y in red) / len(red) - seen.height / 2


def settled(page) -> None:
    """Waits until both panes show their sharp picture."""
    for pane in ("#pane-a", "#pane-b"):
        expect(page.locator(f"{pane} img[src*='/1600.webp']")).to_be_visible()


def test_two_near_equals_are_settled_at_full_size_with_eight_keys(near_equals, open_page, marketer):
    brief, made = near_equals
    page = open_page(address("board", brief), marketer)
    expect(page.locator("body[data-ready]")).to_be_attached()
    keys = [" ", "ArrowRight", "ArrowRight", " ", "c", "z", "\\", "x"]
    assert len(keys) <= MOST_KEYS
    for key in keys[:-2]:
        page.keyboard.press(key)
    expect(page.locator("#pane-a .size")).to_contain_text("1024 × 1024 · 100 %")
    expect(page.locator("#pane-b .size")).to_contain_text("1536 × 1024 · 100 %")
    for key in keys[-2:]:
        page.keyboard.press(key)
    expect(page.locator(".toast")).to_contain_text("Passed 1.")
    assert [verdict_of(one, marketer) for one in made] == [None, None, "pass"]


def test_both_panes_show_a_marked_point_within_a_hundredth_of_the_image(near_equals, open_page, marketer):
    brief, made = near_equals
    there = address("board", brief, view="compare", at=made[2].public_id, against=made[0].public_id)
    page = open_page(there, marketer)
    settled(page)
    x, y = mark_in(page, "#pane-b")
    frame = box_of(page.locator("#pane-b .glass"))
    middle = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    page.mouse.move(middle[0] + x, middle[1] + y)
    page.keyboard.press("z")
    page.mouse.down()
    page.mouse.move(*middle)
    page.mouse.up()
    for pane, (width, height) in (("#pane-b", LONG), ("#pane-a", SQUARE)):
        x, y = mark_in(page, pane)
        assert abs(x) <= width / 100
        assert abs(y) <= height / 100


@pytest.mark.parametrize("view", ["loupe", "compare", "survey"])
def test_every_tool_is_in_reach_of_a_thumb(near_equals, open_page, marketer, view):
    brief, _ = near_equals
    page = open_page(address("board", brief, view=view), marketer, size=PHONE)
    expect(page.locator("body[data-ready]")).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    seen = page.locator(".switch a, .verdict-bar button:visible").all()
    words = " ".join(one.inner_text() for one in seen)
    wanted = {"loupe": ["Crops"], "compare": ["Crops", "Wipe", "Difference"], "survey": ["Crops", "Pass"]}[view]
    assert all(word in words for word in wanted)
    for one in seen:
        box = box_of(one)
        assert box["height"] >= 40
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        one.click(trial=True)


@pytest.fixture
def phone(browser, live_server, marketer):
    """A function that opens a path on a phone with a touch screen: gives back its page."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    sign_in(context, live_server.url, marketer)

    def open_one(path):
        page = context.new_page()
        page.goto(live_server.url + path)
        expect(page.locator("body[data-ready]")).to_be_attached()
        return page

    yield open_one
    context.close()


def touch(page, *steps) -> None:
    """Fingers put down at the first step's points, moved to the others', and lifted."""
    session = page.context.new_cdp_session(page)
    kinds = ["touchStart", *["touchMove"] * (len(steps) - 1)]
    for kind, points in zip(kinds, steps, strict=True):
        fingers = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_two_fingers_on_one_pane_of_the_survey_zoom_all(near_equals, phone):
    brief, _ = near_equals
    page = phone(address("board", brief, view="survey"))
    pictures = page.locator(".pane:visible .glass img")
    before = [box_of(one)["width"] for one in pictures.all()]
    box = box_of(page.locator(".pane:visible .glass").first)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch(page, [(x - 20, y), (x + 20, y)], [(x - 30, y), (x + 30, y)], [(x - 40, y), (x + 40, y)])
    after = [box_of(one)["width"] for one in pictures.all()]
    assert after == pytest.approx([width * 2 for width in before], rel=0.02)


def test_a_finger_moves_the_divider(near_equals, phone):
    brief, _ = near_equals
    page = phone(address("board", brief, view="compare"))
    page.get_by_role("button", name="Wipe").tap()
    line = page.get_by_role("slider", name="Divider")
    box = box_of(line)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch(page, [(x, y)], [(x + 40, y)], [(x + 93.5, y)])
    expect(line).to_have_attribute("aria-valuenow", "75")


def test_the_offset_that_lock_keeps_outlives_a_look_at_the_whole(near_equals, open_page, marketer):
    brief, made = near_equals
    there = address("board", brief, view="compare", at=made[1].public_id, against=made[0].public_id)
    page = open_page(there, marketer)
    settled(page)
    frame = box_of(page.locator("#pane-b .glass"))
    middle = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    page.mouse.move(*middle)
    page.keyboard.press("z")
    page.keyboard.press("k")
    page.mouse.down()
    page.mouse.move(middle[0] + 40, middle[1] - 30)
    page.mouse.up()
    page.keyboard.press("k")
    for _ in range(2):
        page.mouse.move(*middle)
        page.keyboard.press("z")
    apart = [b - a for a, b in zip(mark_in(page, "#pane-a"), mark_in(page, "#pane-b"), strict=True)]
    assert apart == pytest.approx([40, -30], abs=4)
