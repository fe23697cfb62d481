"""Looking closely in the room: edits before and after, zoom from image to image, all pixels, tips, dots and sizes."""

import re

import pytest

from assets import clock
from assets.models import Source
from tests import factories
from tests.browsing import PHONE, box_of, expect
from tests.decisions.waiting import a_clean, a_waiting, answer_all
from tests.room.boards import a_board, address, state_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE, TALL = (1600, 900), (900, 1600)


@pytest.fixture
def brief(brand):
    return factories.a_brief(brand)


@pytest.fixture
def go(brief, manager, open_page):
    """A function that opens a view of the brief's board."""

    def go(size=None, **query):
        page = open_page(address("board", brief, **query), manager, size=size)
        expect(page.locator("body[data-ready]")).to_be_attached()
        return page

    return go


def shaped(brief, size=(400, 300), colour=(40, 90, 200), **fields):
    """A candidate whose picture has this size and colour."""
    width, height = size
    data = factories.picture(width, height, colour, seed=brief.candidates.count())
    image = factories.a_stored_image(brief.brand, data, width=width, height=height)
    return factories.a_candidate(brief, image=image, **fields)


def scale(page) -> float:
    """How many CSS pixels the candidate's pane gives one image pixel."""
    return float(
        re.search(r"scale\(([\d.]+)", page.locator("#pane-b .glass img").evaluate("i => i.style.transform"))[1]
    )


# --- an edit, before and after


def test_w_d_and_backslash_in_the_loupe_look_at_the_version_before(go, brief, accessible):
    before = shaped(brief)
    after = shaped(brief, colour=(200, 60, 40), parent=before)
    page = go(view="loupe", at=after.public_id)
    page.keyboard.press("w")
    expect(page.locator("#wipe .corner")).to_have_text(["Before", "After"])
    accessible(page)
    page.keyboard.press("d")
    expect(page.locator("#difference output")).to_contain_text("% changed")
    page.keyboard.press("Escape")
    expect(page.locator("#pane-a")).to_be_hidden()
    page.keyboard.down("\\")
    expect(page.locator("#pane-a")).to_be_visible()
    expect(page.locator("#pane-b")).not_to_be_visible()
    page.keyboard.up("\\")
    expect(page.locator("#pane-a")).to_be_hidden()
    expect(page.locator("#pane-b")).to_be_visible()
    assert page.locator("body").get_attribute("data-view") == "loupe"


def test_both_versions_are_zoomed_together_and_the_wipe_goes_along_to_the_next_edit(go, brief):
    plain = shaped(brief)
    first, second = shaped(brief, parent=plain), shaped(brief, parent=plain)
    page = go(view="loupe", at=first.public_id)
    page.get_by_role("button", name="Wipe").click()
    expect(page.locator("#wipe")).to_be_visible()
    page.keyboard.press("+")
    moved = page.eval_on_selector_all("#stage .glass img", "all => all.map(one => one.style.transform)")
    assert moved[0] == moved[1]
    page.keyboard.press("ArrowRight")
    expect(page.locator("#pane-b .name")).to_contain_text("3, ")
    expect(page.locator("#wipe")).to_be_visible()
    assert second.parent == plain


def test_an_image_that_is_no_edit_says_so(go, brief):
    shaped(brief)
    page = go(view="loupe")
    for key in ("w", "d", "\\"):
        page.keyboard.press(key)
        expect(page.locator("#problems")).to_contain_text("was not edited from another one")
        page.keyboard.press("Escape")
        page.keyboard.press("e")
    expect(page.get_by_role("button", name="Wipe")).to_be_hidden()


# --- from candidate to candidate


def test_the_candidate_says_its_place_in_the_row(brand, brief, go):
    for _ in range(5):
        shaped(brief)
    page = go(view="compare")
    expect(page.locator("#pane-b .place")).to_have_text("2 / 5")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#pane-b .place")).to_have_text("3 / 5")


def test_the_zoom_is_kept_where_the_shape_is_the_same_and_the_switch_says_which(brief, go):
    for size in (WIDE, WIDE, TALL, WIDE):
        shaped(brief, size)
    page = go(view="loupe")
    keep, fit = page.get_by_label("Keep zoom"), scale(page)
    expect(keep).to_be_checked()
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#pane-b .name")).to_contain_text("2, ")
    assert scale(page) > fit
    page.keyboard.press("ArrowRight")
    expect(keep).not_to_be_checked()
    expect(page.locator("#zoom-word")).to_have_text("Fit")
    keep.check()
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#pane-b .name")).to_contain_text("4, ")
    expect(page.locator("#zoom-word")).not_to_have_text("Fit")
    keep.uncheck()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#zoom-word")).to_have_text("Fit")


def test_in_the_wipe_b_can_fill_the_box(brief, go):
    shaped(brief, WIDE)
    shaped(brief, TALL)
    page = go(view="compare")
    page.keyboard.press("w")
    box = page.locator("#wipe")
    expect(box).to_be_visible()
    narrow = box_of(page.locator("#pane-b .glass img"))["width"]
    page.get_by_label("Fill: B covers the box").check()
    frame, wide = box_of(box), box_of(page.locator("#pane-b .glass img"))["width"]
    assert narrow < frame["width"] / 2
    assert wide == pytest.approx(frame["width"], abs=2)
    page.keyboard.press("w")
    assert box_of(page.locator("#pane-b .glass img"))["width"] < frame["width"] / 2


def test_beyond_the_large_preview_all_pixels_come_and_nothing_is_blank_meanwhile(brief, go):
    shaped(brief, (2400, 1350))
    page = go(view="loupe")
    waiting = []
    page.route("**/full.webp", lambda route: waiting.append(route))
    page.keyboard.press("z")
    caption = page.locator("#pane-b .size")
    expect(caption).to_have_text("2400 × 1350 · 100 % · seen from the 1600 px copy")
    for _ in range(50):
        page.wait_for_timeout(100)
        if waiting:
            break
    assert page.locator("#pane-b .glass img").evaluate("i => i.complete && i.naturalWidth > 0 && i.isConnected")
    waiting[0].continue_()
    expect(caption).to_have_text("2400 × 1350 · 100 %", timeout=20_000)
    assert page.locator("#pane-b .glass img").evaluate("i => i.naturalWidth") == 2400
    page.keyboard.press("z")
    expect(page.locator("#zoom-word")).to_have_text("Fit")


def test_at_fit_the_large_preview_is_enough(brief, go):
    shaped(brief, (2400, 1350))
    page = go(view="loupe")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("+")
    page.wait_for_timeout(400)
    assert not [url for url in asked if "full" in url]


# --- buttons for every key


def test_compare_has_a_button_for_each_of_its_keys(brand, brief, go):
    for _ in range(3):
        shaped(brief)
    page = go(view="compare")
    page.get_by_role("button", name="Together").click()
    page.keyboard.press("+")
    page.get_by_role("button", name="Re-sync").click()
    moved = page.eval_on_selector_all("#stage .glass img", "all => all.map(one => one.style.transform)")
    assert moved[0] == moved[1]
    expect(page.get_by_role("button", name="Blind")).to_be_visible()
    page.get_by_role("button", name="Next undecided").click()
    expect(page.locator("#pane-b .name")).to_contain_text("3, ")


def test_on_the_phone_the_rest_lies_behind_more(brand, brief, go, accessible):
    for _ in range(3):
        shaped(brief)
    page = go(view="compare", size=PHONE)
    for name in ("Swap", "Together", "Re-sync", "Next undecided", "Redo", "Zoom in"):
        expect(page.locator("#room-strip").get_by_role("button", name=name, exact=True)).to_be_hidden()
    page.get_by_role("button", name="More").click()
    for name in ("Swap", "Together", "Re-sync", "Next undecided", "Redo", "Zoom in"):
        expect(page.locator("#room-strip").get_by_role("button", name=name, exact=True)).to_be_visible()
    expect(page.get_by_label("Go on")).to_be_visible()
    page.get_by_role("button", name="3 stars").click()
    expect(page.locator(".toast").last).to_contain_text("Rated 1.")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    accessible(page)


@pytest.mark.parametrize("view", ["loupe", "compare", "survey"])
def test_on_the_phone_the_tools_take_two_rows_at_most_and_a_thumb_hits_each(brief, go, view):
    product, picture = factories.a_product(brief.brand), factories.a_stored_image(brief.brand)
    by = factories.a_member(brief.brand, "brand_manager")
    Source.objects.create(
        brand=brief.brand, image=picture, product=product, role="product_truth", title="Mug", added_by=by
    )
    brief.product = product
    brief.save()
    before = shaped(brief)
    after = shaped(brief, parent=before)  # the loupe then has the tools of two versions as well
    page = go(view=view, at=after.public_id, size=PHONE)
    boxes = "all => all.map(one => one.getBoundingClientRect()).map(one => [one.y, one.width, one.height])"
    found = [box for box in page.eval_on_selector_all(".steps button", boxes) if box[1]]
    assert len({round(y) for y, _, _ in found}) <= 2
    assert all(width >= 44 and height >= 44 for _, width, height in found)
    tool = page.get_by_role("button", name="Product picture")
    expect(tool).to_be_hidden()
    page.get_by_role("button", name="More").click()
    expect(tool).to_be_visible(visible=view == "compare")


def test_on_the_phone_the_loupe_needs_one_row_and_blind_lies_behind_more(brief, go):
    shaped(brief)
    page = go(view="loupe", size=PHONE)
    rows = "all => all.map(one => one.getBoundingClientRect()).filter(one => one.width).map(one => Math.round(one.y))"
    assert len(set(page.eval_on_selector_all(".steps button", rows))) == 1
    page.get_by_role("button", name="More").click()
    expect(page.get_by_role("button", name="Blind")).to_be_visible()


def test_on_the_phone_images_are_ticked_one_by_one_and_all(brand, brief, go):
    for _ in range(3):
        shaped(brief)
    page = go(size=PHONE)
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Select all").click()
    expect(page.locator(".tile input:checked")).to_have_count(3)


# --- the sheet


def test_a_rest_on_a_tile_tells_prompt_and_settings(brand, marketer, open_page, accessible):
    board, made = a_board(brand, 4)
    page = open_page(address("board", board), marketer)
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.locator(f"#c-{made[2].public_id}").hover()
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text("A red mug on a window sill")
    expect(tip).to_contain_text("Seed")
    accessible(page)
    tip.hover()
    page.wait_for_timeout(500)
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_with_the_panel_closed_the_focus_tells_it_too(brand, marketer, open_page):
    board, _ = a_board(brand, 4)
    page = open_page(address("board", board), marketer)
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.keyboard.press("i")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tooltip")).to_contain_text("A red mug on a window sill")


def test_what_the_brief_wants_is_ticked_off_for_each_image_anew(go, brief, accessible):
    version = factories.a_prompt_version(brief, " ".join(["A red mug on a window sill in the morning light."] * 20))
    for _ in range(2):
        shaped(brief, prompt_version=version)
    page = go(view="loupe")
    tick = page.locator("#details").get_by_label("The mug is red")
    tick.check()
    accessible(page)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#details h2")).to_contain_text("2 of this brief")
    expect(tick).not_to_be_checked()
    expect(page.locator("#details .prompt-text")).to_be_in_viewport()


def test_a_red_dot_says_what_keeps_an_image_from_approval_and_goes_when_it_is_solved(brand, brief, go, accessible):
    blocked = a_clean(brand, brief=brief)
    shaped(brief)
    page = go()
    dot = page.locator(f"#c-{blocked.public_id} .blocker")
    expect(dot).to_have_attribute("title", re.compile("^Checklist: 2"))
    expect(page.locator(".blocker")).to_have_count(1)
    accessible(page)
    answer_all(blocked)
    page.evaluate("document.dispatchEvent(new CustomEvent('room:look'))")
    expect(dot).to_have_count(0)


def test_x_on_a_choice_of_both_kinds_names_the_locked_and_offers_to_reject_them(brand, brief, go):
    waiting, unsent = a_waiting(brand, brief=brief), shaped(brief)
    page = go()
    page.keyboard.press("Control+a")
    page.keyboard.press("x")
    expect(page.locator("#ask-words")).to_have_text("Pass 2: 1 will change, 1 is locked: 1 Daylight (simulated).")
    page.get_by_role("button", name="Reject the 1 that waits…").click()
    expect(page.locator("#reject .rest")).to_have_text("Left alone: 2 Daylight (simulated).")
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    expect(page.locator(".toast").last).to_contain_text("Rejected 1.", timeout=20_000)
    assert [state_of(one) for one in (waiting, unsent)] == ["rejected", "open"]


def test_ctrl_and_the_wheel_change_the_size_of_tiles(brand, brief, go):
    shaped(brief)
    page = go()
    page.locator(".tile").first.hover()
    page.keyboard.down("Control")
    for delta, size in ((-120, "l"), (120, "m"), (120, "s")):
        page.mouse.wheel(0, delta)
        expect(page.locator("body")).to_have_attribute("data-tile", size)
    page.keyboard.up("Control")


def test_the_room_has_its_sizes(brief, go):
    for _ in range(3):
        shaped(brief)
    page = go(view="loupe")
    width = {name: box_of(page.locator(f".room-{name}"))["width"] for name in ("rail", "panel")}
    height = {name: box_of(page.locator(name))["height"] for name in (".room-head", "#film")}
    assert width == {"rail": 240, "panel": 340}
    assert height == {".room-head": 48, "#film": 92}


def test_the_foot_of_a_tile_has_its_height_and_holds_its_buttons(brief, go):
    shaped(brief)
    page = go()
    height = "all => all.map(one => one.getBoundingClientRect().height)"
    assert page.eval_on_selector_all(".tile .foot", height) == [26]
    assert page.eval_on_selector_all(".tile .foot button", height) == [24, 24]
    assert page.locator(".tile").evaluate("t => t.scrollHeight <= t.clientHeight")


@pytest.mark.parametrize("view", ["loupe", "compare"])
@pytest.mark.parametrize("width", [1440, 1600])
def test_the_head_leaves_a_long_title_and_the_campaign_readable(brief, go, view, width):
    brief.title = "Morning ritual for the autumn campaign in both countries"
    brief.due_on = clock.local_day(clock.now(), brief.brand.timezone)
    brief.campaign.name = "Autumn collection in both countries"
    brief.campaign.save()
    brief.save()
    for _ in range(2):
        shaped(brief)
    page = go({"width": width, "height": 900}, view=view)
    title, campaign = page.get_by_role("heading", level=1), page.get_by_title(brief.campaign.name)
    assert box_of(title)["width"] >= 140
    assert box_of(campaign)["width"] >= 60
    expect(title).to_have_attribute("title", brief.title)
    assert page.locator(".room-head").evaluate("head => head.scrollWidth <= head.clientWidth")


@pytest.mark.parametrize("view", ["grid", "compare"])
@pytest.mark.parametrize("width", [1280, 1000])
def test_what_was_done_is_told_above_the_buttons_not_over_them(brief, go, view, width):
    made = [shaped(brief) for _ in range(2)]
    page = go({"width": width, "height": 800}, view=view, at=made[0].public_id)
    page.keyboard.press("p")
    toast = box_of(page.locator(".toast"))
    assert toast["y"] + toast["height"] <= box_of(page.locator(".room-strip"))["y"]
    assert toast["x"] + toast["width"] <= width


@pytest.mark.parametrize("view", ["loupe", "compare", "survey"])
def test_a_strip_of_more_pictures_than_fit_is_moved_by_keys_too(brief, go, accessible, view):
    for _ in range(12):
        shaped(brief)
    page = go(PHONE, view=view)
    expect(page.locator("#film button")).to_have_count(12)
    accessible(page)


def test_on_a_phone_the_head_shows_where_the_brief_stands_and_when_it_is_due_beside_a_readable_title(brief, go):
    brief.title = "Morning ritual for the autumn campaign in both countries"
    brief.due_on = clock.local_day(clock.now(), brief.brand.timezone)
    brief.save()
    shaped(brief)
    page = go(size=PHONE)
    said = page.get_by_text("Choosing · due today")
    boxes = [box_of(part) for part in (page.get_by_role("heading", level=1), said)]
    assert boxes[0]["width"] > 180
    assert boxes[1]["x"] + boxes[1]["width"] <= PHONE["width"]
