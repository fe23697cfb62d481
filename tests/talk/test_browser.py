"""Pins in a real browser: where they stand, at any size and zoom, by mouse and by keys; mentions and answers."""

import pytest

from review.models import Comment, Mention, Thread
from review.places import Place
from tests import factories
from tests.browsing import PHONE, box_of, expect
from tests.decisions.waiting import a_ready
from tests.talk.talk import a_next_version, a_thread

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = [{"width": 1440, "height": 900}, {"width": 1024, "height": 700}, PHONE]
HALF_A_PERCENT = 0.005
WHERE = """id => {
  const dot = document.querySelector(`[data-pin="${id}"] .dot`).getBoundingClientRect();
  const img = document.querySelector('.pane:not([hidden]) .glass img, .decision-picture img').getBoundingClientRect();
  return [(dot.x + dot.width / 2 - img.x) / img.width, (dot.y + dot.height / 2 - img.y) / img.height, dot.width];
}"""


@pytest.fixture
def candidate(brand, marketer):
    return factories.a_candidate(factories.a_brief(brand))


def loupe(candidate, view="loupe"):
    return f"/briefs/{candidate.brief.public_id}/?view={view}&at={candidate.public_id}"


def ready(page):
    expect(page.locator("body[data-ready]")).to_be_attached()
    expect(page.locator("#pane-b .glass img")).to_be_visible()
    return page


def where(page, thread):
    expect(page.locator(f'[data-pin="{thread.public_id}"]').first).to_be_attached()
    return page.evaluate(WHERE, thread.public_id)


def near(found, wanted):
    return all(abs(a - float(b)) < HALF_A_PERCENT for a, b in zip(found[:2], wanted, strict=True))


@pytest.mark.parametrize("size", SIZES)
def test_a_pin_stands_at_its_place_at_every_window_size_and_zoom(open_page, candidate, marketer, size):
    thread = a_thread(candidate, place=Place.read("pin", "0.25", "0.6"))
    page = ready(open_page(loupe(candidate), marketer, size=size))
    before = where(page, thread)
    assert near(before, (0.25, 0.6))
    page.keyboard.press("+")
    page.keyboard.press("+")
    zoomed = where(page, thread)
    assert near(zoomed, (0.25, 0.6))
    assert before[2] == pytest.approx(24, abs=2.1)  # the stroke counts in
    assert zoomed[2] == pytest.approx(before[2], abs=0.1)


@pytest.mark.parametrize("size", SIZES)
def test_on_the_decision_page_too(open_page, brand, manager, size):
    candidate = a_ready(brand)
    thread = a_thread(candidate, place=Place.read("pin", "0.9", "0.1"))
    page = open_page(f"/approvals/{candidate.public_id}/", manager, size=size)
    page.wait_for_load_state("load")
    assert near(where(page, thread), (0.9, 0.1))


@pytest.mark.parametrize("size", SIZES[:2])
def test_a_click_in_pin_mode_is_kept_where_it_was_made(open_page, candidate, marketer, size):
    page = ready(open_page(loupe(candidate), marketer, size=size))
    page.keyboard.press("m")
    box = box_of(page.locator("#pane-b .glass img"))
    page.mouse.click(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.2)
    page.keyboard.type("Line one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("line two")
    page.keyboard.press("Enter")
    expect(page.locator("#pane-b .pin")).to_have_count(1)
    thread = Thread.objects.get()
    assert near((float(thread.x), float(thread.y)), (0.7, 0.2))
    assert near(where(page, thread), (0.7, 0.2))
    assert Comment.objects.get().text == "Line one\nline two"


def test_a_drag_of_eight_pixels_is_a_rectangle_and_of_less_a_pin(open_page, candidate, marketer):
    page = ready(open_page(loupe(candidate), marketer))
    box = box_of(page.locator("#pane-b .glass img"))
    for far, words in ((100, "Wide"), (5, "Near")):
        page.keyboard.press("m")
        page.mouse.move(box["x"] + 50, box["y"] + 50)
        page.mouse.down()
        page.mouse.move(box["x"] + 50 + far, box["y"] + 50 + far, steps=4)
        page.mouse.up()
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        expect(page.locator("#details").get_by_text(words)).to_be_visible()
        expect(page.locator(".pin-box")).to_have_count(0)
    wide, near_one = Thread.objects.order_by("number")
    assert (wide.shape, near_one.shape) == ("rectangle", "pin")
    assert float(wide.w) == pytest.approx(100 / box["width"], abs=HALF_A_PERCENT)


def test_by_keys_alone_the_crosshair_moves_by_one_and_by_ten_percent(open_page, candidate, marketer):
    page = ready(open_page(loupe(candidate), marketer))
    page.keyboard.press("m")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowUp"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.keyboard.type("By keys")
    page.keyboard.press("Enter")
    expect(page.locator("#details").get_by_text("By keys")).to_be_visible()
    assert near((float(Thread.objects.get().x), float(Thread.objects.get().y)), (0.52, 0.40))


def test_escape_leaves_pin_mode_and_then_the_loupe(open_page, candidate, marketer):
    page = ready(open_page(loupe(candidate), marketer))
    page.keyboard.press("m")
    expect(page.locator(".pins.aiming")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".pins.aiming")).to_have_count(0)
    expect(page.locator("body")).to_have_attribute("data-view", "loupe")
    page.keyboard.press("Escape")
    expect(page.locator("body")).to_have_attribute("data-view", "grid")


def test_h_hides_and_shows_what_is_drawn(open_page, candidate, marketer):
    thread = a_thread(candidate)
    page = ready(open_page(loupe(candidate), marketer))
    pin = page.locator(f'#pane-b [data-pin="{thread.public_id}"]')
    expect(pin).to_be_visible()
    page.keyboard.press("h")
    expect(pin).to_be_hidden()
    page.keyboard.press("h")
    expect(pin).to_be_visible()


def test_a_threads_number_moves_the_image_until_its_region_fills_forty_percent(open_page, candidate, marketer):
    a_thread(candidate, place=Place.read("rectangle", "0.5", "0.5", "0.2", "0.1"))
    page = ready(open_page(loupe(candidate), marketer))
    page.locator("#details [data-go]").click()
    region, glass = (box_of(page.locator(f"#pane-b {part}")) for part in (".region", ".glass"))
    share = max(region["width"] / glass["width"], region["height"] / glass["height"])
    assert share == pytest.approx(0.4, abs=0.02)
    middle = region["x"] + region["width"] / 2
    assert middle == pytest.approx(glass["x"] + glass["width"] / 2, abs=2)


def test_in_compare_each_pane_draws_its_own_and_the_focused_one_takes_the_pin(open_page, candidate, marketer):
    other = factories.a_candidate(candidate.brief)
    first, second = a_thread(candidate), a_thread(other)
    page = ready(open_page(f"{loupe(other, 'compare')}&against={candidate.public_id}", marketer))
    expect(page.locator(f'#pane-a [data-pin="{first.public_id}"]')).to_be_visible()
    expect(page.locator(f'#pane-b [data-pin="{second.public_id}"]')).to_be_visible()
    page.locator("#pane-a .glass").click(position={"x": 20, "y": 20})
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    page.keyboard.type("On the select")
    page.keyboard.press("Enter")
    expect(page.locator("#pane-a .pin")).to_have_count(2)
    assert Thread.objects.order_by("-pk").first().candidate == candidate


def test_resolved_is_hidden_unless_shown(open_page, candidate, marketer):
    thread = a_thread(candidate)
    page = ready(open_page(loupe(candidate), marketer))
    page.get_by_role("button", name="Resolve thread 1").click()
    pin = page.locator(f'#pane-b [data-pin="{thread.public_id}"]')
    expect(pin).to_be_hidden()
    page.get_by_label("Show resolved").check()
    expect(pin).to_be_visible()
    expect(pin.locator("text")).to_have_text("✓")
    expect(page.get_by_role("button", name="Open thread 1 again")).to_be_visible()


def test_an_at_offers_those_who_may_see_the_image_and_names_the_chosen(
    open_page, candidate, marketer, manager, stranger
):
    page = ready(open_page(loupe(candidate), marketer))
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    page.keyboard.type("Ask @b")
    expect(page.get_by_role("option")).to_have_text(["Ben Ortiz"])
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#details .said")).to_have_text("Ask @Ben Ortiz")
    assert Mention.objects.get().person == manager


def test_words_that_were_refused_stay_in_the_box_with_the_reason(open_page, candidate, marketer):
    page = ready(open_page(loupe(candidate), marketer))
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    page.keyboard.type("Too late")
    type(candidate).objects.filter(pk=candidate.pk).update(state="rejected")
    page.keyboard.press("Enter")
    expect(page.locator(".pin-box .problem")).to_contain_text("The image is rejected")
    expect(page.locator(".pin-box textarea")).to_have_value("Too late")
    open_page.worries[:] = [line for line in open_page.worries if "409" not in line]


def test_what_the_version_before_left_open_is_looked_at_in_both_at_the_same_place(open_page, candidate, marketer):
    thread = a_thread(candidate, place=Place.read("rectangle", "0.2", "0.2", "0.2", "0.2"))
    page = ready(open_page(loupe(a_next_version(candidate)), marketer))
    page.locator("#details .asked [data-go]").click()
    expect(page.locator("body")).to_have_attribute("data-view", "compare")
    boxes = []
    for pane in ("a", "b"):
        region = page.locator(f'#pane-{pane} [data-pin="{thread.public_id}"] .region')
        expect(region).to_be_visible()
        glass, box = box_of(page.locator(f"#pane-{pane} .glass")), box_of(region)
        boxes.append((box["x"] - glass["x"], box["y"] - glass["y"], box["width"]))
    assert boxes[0] == pytest.approx(boxes[1], abs=2)


@pytest.mark.parametrize(("key", "kept"), [("1", "fixed"), ("2", "not_fixed"), ("3", "gone")])
def test_on_a_new_version_one_two_three_answer_the_thread_that_is_looked_at(open_page, candidate, marketer, key, kept):
    thread, second = a_thread(candidate), a_next_version(candidate)
    page = ready(open_page(loupe(second), marketer))
    page.locator("#details .asked [data-go]").click()
    page.keyboard.press(key)
    expect(page.locator("#details .asked")).to_have_count(0)
    assert thread.answers.get().answer == kept


def test_on_the_decision_page_a_pin_that_must_be_fixed_blocks_at_once(open_page, brand, manager):
    candidate = a_ready(brand)
    page = open_page(f"/approvals/{candidate.public_id}/", manager)
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    page.keyboard.type("Wrong logo")
    page.locator(".pin-box").get_by_label("Must be fixed").check()
    page.locator(".pin-box").get_by_role("button", name="Send").click()
    expect(page.locator("#blockers")).to_contain_text("Thread 1 must be fixed first: “Wrong logo”")
    expect(page.locator("#approve button")).to_be_disabled()
    page.get_by_role("button", name="Resolve thread 1").click()
    expect(page.locator("#approve button")).to_be_enabled()


def test_in_the_list_enter_sends_an_answer_and_the_focus_stays_with_the_thread(open_page, candidate, marketer):
    a_thread(candidate)
    page = ready(open_page(loupe(candidate), marketer))
    page.locator(".thread summary").click()
    page.get_by_label("Reply in thread 1").focus()
    page.keyboard.type("Of course.")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("On Friday.")
    page.keyboard.press("Enter")
    expect(page.get_by_text("On Friday.")).to_be_visible()
    expect(page.locator(".thread summary")).to_be_focused()
    page.get_by_role("button", name="Resolve thread 1").press("Enter")
    expect(page.locator("#threads-title")).to_be_focused()
    assert Comment.objects.latest("pk").text == "Of course.\nOn Friday."


def test_threads_read_in_the_background_after_the_sign_in_ended_do_not_move_the_page(open_page, candidate, marketer):
    other = factories.a_candidate(candidate.brief)
    page = ready(open_page(loupe(candidate), marketer))
    page.keyboard.press("i")  # without the panel the pins are asked for by themselves
    page.context.clear_cookies()
    with page.expect_response(lambda answer: answer.url.endswith(f"{other.public_id}/threads")):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(1000)  # a page that moved away would have by now
    assert "/briefs/" in page.url
    open_page.worries.clear()  # the browser's own word on what was refused


@pytest.mark.parametrize("size", [SIZES[0], PHONE])
def test_pages_with_threads_are_accessible(open_page, accessible, brand, manager, size):
    candidate = a_ready(brand)
    a_thread(candidate, must_fix=True)
    a_thread(candidate, place=Place.read("rectangle", "0.5", "0.5", "0.2", "0.2"))
    page = open_page(f"/approvals/{candidate.public_id}/", manager, size=size)
    accessible(page)
    page = ready(open_page(loupe(candidate), manager, size=size))
    accessible(page)
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    page.keyboard.type("@")
    expect(page.get_by_role("option").first).to_be_visible()
    accessible(page)
