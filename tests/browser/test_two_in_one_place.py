"""Two images in one place: the wipe and the difference, judged by the pixels that a person sees."""

import io

import pytest
from PIL import Image

from tests import factories
from tests.browsing import DESKTOP, PHONE, box_of, expect
from tests.room.boards import address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BLUE, RED = (20, 40, 200), (200, 40, 20)


def drawn(size=(400, 300), colour=BLUE, part=None) -> bytes:
    """A flat picture; ``part`` is a box of another colour in it."""
    picture = Image.new("RGB", size, colour)
    if part:
        picture.paste(RED, part)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def compared(brand, marketer, open_page):
    """A function that opens two pictures in the comparison: the first is A, the second B."""

    def open_two(*pictures, size=DESKTOP):
        brief = factories.a_brief(brand)
        made = []
        for data in pictures:
            width, height = Image.open(io.BytesIO(data)).size
            image = factories.a_stored_image(brand, data, width=width, height=height)
            made.append(factories.a_candidate(brief, image=image))
        place = {"view": "compare", "at": made[1].public_id, "against": made[0].public_id}
        page = open_page(address("board", brief, **place), marketer, size=size)
        expect(page.locator("body[data-ready]")).to_be_attached()
        return page

    return open_two


def colour_at(page, across, down=0.5):
    """The colour seen at a point of the candidate's pane, given as fractions."""
    seen = Image.open(io.BytesIO(page.locator("#pane-b .glass").screenshot())).convert("RGB")
    return seen.getpixel((int(seen.width * across), int(seen.height * down)))


def near(one, other) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


def test_the_wipe_shows_a_before_its_divider_and_b_behind_it(compared):
    page = compared(drawn(), drawn(colour=RED))
    page.keyboard.press("w")
    expect(page.locator("#wipe")).to_be_visible()
    assert near(colour_at(page, 0.4), BLUE)
    assert near(colour_at(page, 0.6), RED)


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_box_of_the_wipe_has_the_shape_of_a_and_b_lies_whole_in_it(compared, size):
    page = compared(drawn(), drawn((300, 300), RED), size=size)
    page.keyboard.press("w")
    expect(page.locator("#wipe")).to_be_visible()
    page.keyboard.press("]")
    box, a, b = (box_of(page.locator(each)) for each in ("#wipe", "#pane-a .glass img", "#pane-b .glass img"))
    assert [a[key] for key in ("x", "y", "width", "height")] == pytest.approx(
        [box[k] for k in ("x", "y", "width", "height")], abs=2
    )
    assert b["height"] == pytest.approx(box["height"], abs=2)
    line = box_of(page.get_by_role("slider", name="Divider"))
    assert line["x"] + line["width"] / 2 == pytest.approx(box["x"] + box["width"] * 0.55, abs=1)
    assert near(colour_at(page, 0.53, 0.3), BLUE)
    assert near(colour_at(page, 0.57, 0.3), RED)


def test_brackets_move_the_divider_by_five_and_by_one(compared):
    page = compared(drawn(), drawn(colour=RED))
    page.keyboard.press("w")
    expect(page.locator("#wipe")).to_be_visible()
    slider = page.get_by_role("slider", name="Divider")
    for key in "]]]]{":
        page.keyboard.press(key)
    expect(slider).to_have_attribute("aria-valuenow", "69")
    assert near(colour_at(page, 0.6), BLUE)


def test_a_bracket_that_a_keyboard_writes_by_altgr_moves_it_too_and_so_do_arrows_on_the_divider(compared):
    page = compared(drawn(), drawn(colour=RED))
    page.keyboard.press("w")
    slider = page.get_by_role("slider", name="Divider")
    expect(slider).to_be_visible()
    # as Windows reports AltGr; elsewhere Ctrl and Alt are not told
    said = {"key": "]", "ctrlKey": True, "altKey": True, "modifierAltGraph": True, "bubbles": True}
    page.locator("#pane-b").dispatch_event("keydown", said)
    expect(slider).to_have_attribute("aria-valuenow", "55")
    page.locator("#pane-b").dispatch_event("keydown", said | {"modifierAltGraph": False})
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowLeft")
    expect(slider).to_have_attribute("aria-valuenow", "59")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("on the divider ← → or ↑ ↓ do the same")


def test_the_divider_is_dragged_and_a_double_click_turns_it(compared):
    page = compared(drawn(), drawn(colour=RED))
    page.get_by_role("button", name="Wipe").click()
    slider = page.get_by_role("slider", name="Divider")
    box = box_of(slider)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] - 150, box["y"] + 40)
    page.mouse.up()
    assert near(colour_at(page, 0.46), RED)
    slider.dblclick()
    assert near(colour_at(page, 0.5, 0.9), RED)
    assert near(colour_at(page, 0.5, 0.15), BLUE)


def test_a_label_is_hidden_when_its_part_is_narrower(compared):
    page = compared(drawn(), drawn(colour=RED))
    page.keyboard.press("w")
    expect(page.locator("#wipe")).to_be_visible()
    expect(page.locator("#wipe .corner").first).to_be_visible()
    for _ in range(10):
        page.keyboard.press("[")
    expect(page.locator("#wipe .corner").first).to_be_hidden()
    expect(page.locator("#wipe .corner").last).to_be_visible()


def test_the_difference_tells_its_share_and_paints_what_changed(compared):
    page = compared(drawn(), drawn(part=(300, 0, 400, 300)))
    page.keyboard.press("d")
    expect(page.locator("#difference output")).to_have_text("25.0 % changed")
    grey, changed = colour_at(page, 0.4), colour_at(page, 0.85)
    assert max(grey) - min(grey) < 4
    assert changed[0] > 200 > changed[1]


def test_a_threshold_above_the_change_finds_none(compared):
    page = compared(drawn(), drawn(colour=(20, 40, 230)))
    page.keyboard.press("d")
    expect(page.locator("#difference output")).to_have_text("100.0 % changed")
    page.get_by_label("Threshold").fill("40")
    expect(page.locator("#difference output")).to_have_text("0.0 % changed")


def test_other_sizes_are_told_and_other_shapes_are_refused_with_the_wipe_named(compared):
    page = compared(drawn(), drawn((800, 600)))
    page.keyboard.press("d")
    expect(page.get_by_label("Sizes differ: B scaled to A")).to_be_checked()
    expect(page.locator("#difference output")).to_have_text("0.0 % changed")
    page = compared(drawn(colour=RED), drawn((300, 400)))
    page.keyboard.press("d")
    expect(page.locator("#problems")).to_contain_text("Take the wipe.")
    expect(page.locator("#difference")).to_be_hidden()
    page.keyboard.press("w")
    expect(page.locator("#problems .problem")).to_have_count(0)
    page.get_by_label("Fill: B covers the box").check()


def test_a_height_that_differs_alone_is_told_too(compared):
    page = compared(drawn(), drawn((400, 302)))
    page.keyboard.press("d")
    expect(page.get_by_label("Sizes differ: B scaled to A")).to_be_visible()


def test_escape_and_the_same_key_leave_and_the_picture_is_back(compared):
    page = compared(drawn(), drawn(colour=RED))
    for key in ("d", "d", "w", "Escape"):
        page.keyboard.press(key)
    expect(page.locator("#wipe")).to_be_hidden()
    expect(page.locator("#pane-a")).to_be_visible()
    assert near(colour_at(page, 0.5), RED)
    assert page.locator("body").get_attribute("data-view") == "compare"


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("key", ["w", "d"])
def test_both_are_accessible(compared, accessible, key, size):
    page = compared(drawn(), drawn((800, 600), part=(300, 0, 400, 300)), size=size)
    page.keyboard.press(key)
    expect(page.locator("#wipe" if key == "w" else "#difference")).to_be_visible()
    accessible(page)


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_v_walks_through_the_crops_of_the_channels_in_both_panes_and_ends_with_none(compared, size):
    page = compared(drawn(part=(300, 0, 400, 300)), drawn(part=(0, 0, 100, 300)), size=size)
    holes = page.locator(".crops:not([hidden]) .hole")
    page.keyboard.press("v")
    expect(holes).to_have_count(2)
    expect(page.locator(".crops p").first).to_contain_text("Desktop hero · 1920 × 800")
    picture, hole = box_of(page.locator("#pane-b .glass img")), box_of(holes.last)
    assert hole["width"] == pytest.approx(picture["width"], abs=2)
    assert hole["x"] == pytest.approx(picture["x"], abs=1)
    assert hole["height"] == pytest.approx(picture["width"] * 800 / 1920, abs=3)
    for _ in range(12):
        page.keyboard.press("v")
        page.wait_for_timeout(50)
        if holes.count() == 0:
            break
    expect(holes).to_have_count(0)
    expect(page.locator("[data-act=crops]")).to_have_attribute("aria-pressed", "false")


def test_a_crop_follows_the_zoom_and_the_next_candidate(compared):
    page = compared(drawn(part=(300, 0, 400, 300)), drawn(part=(0, 0, 100, 300)))
    page.keyboard.press("v")
    expect(page.locator(".crops:not([hidden])")).to_have_count(2)
    before = box_of(page.locator("#pane-b .hole"))["width"]
    page.keyboard.press("+")
    assert box_of(page.locator("#pane-b .hole"))["width"] == pytest.approx(before * 1.25, rel=0.02)


def test_arrows_move_a_slider_that_has_the_focus_and_not_the_candidate(compared):
    page = compared(drawn(), drawn(colour=(20, 40, 230)))
    page.keyboard.press("d")
    address = page.url
    page.get_by_role("slider", name="Gain").focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("slider", name="Gain").input_value() == "5"
    assert page.url == address
