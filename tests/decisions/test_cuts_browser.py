"""What must stay visible is marked on the picture by mouse, by finger and by keys, and the crops answer at once."""

import pytest

from review import keeping
from review.models import Kept
from review.places import Place
from tests import factories
from tests.browsing import DESKTOP, PHONE, box_of, expect, sign_in
from tests.decisions.waiting import a_waiting
from tests.stages.test_browser import SHOTS, look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def candidate(brand):
    return a_waiting(brand, image=factories.a_stored_image(brand, factories.picture(1600, 900)))


@pytest.fixture
def opened(page, live_server, candidate, manager):
    def go(size):
        page.set_viewport_size(size)
        sign_in(page.context, live_server.url, manager)
        page.goto(f"{live_server.url}/approvals/{candidate.public_id}/")
        page.get_by_role("button", name="Mark a place").click()
        page.get_by_role("button", name="Rectangle").click()
        return box_of(page.locator(".decision-picture img"))

    return go


def keeps_it(page, what):
    page.get_by_label("New thread on the rectangle").fill(what)
    page.get_by_role("button", name="Must stay visible in every crop").click()
    square = page.locator("#crops .crop", has_text="Square social")
    expect(square.get_by_text(f"cuts {what.lower()}")).to_be_visible()
    expect(page.locator("#kept .kept-list").get_by_text(what)).to_be_visible()
    box = Kept.objects.get().boxes[0]
    assert box["what"] == what
    return {name: float(box[name]) for name in "xywh"}


def test_by_mouse(page, opened):
    at = opened(DESKTOP)
    page.mouse.move(at["x"] + 2, at["y"] + at["height"] / 2)
    page.mouse.down()
    page.mouse.move(at["x"] + at["width"] / 4, at["y"] + at["height"] * 0.75, steps=3)
    page.mouse.up()
    box = keeps_it(page, "Face")
    assert box["w"] == pytest.approx(0.25, abs=0.02)


def test_by_keys(page, opened):
    opened(DESKTOP)
    page.get_by_role("button", name="Rectangle").focus()  # where a person without single keys is after choosing it
    for key in ["Shift+ArrowLeft"] * 5 + ["Enter", "Shift+ArrowRight", "Shift+ArrowDown", "Enter"]:
        page.keyboard.press(key)
    assert keeps_it(page, "Logo") == pytest.approx({"x": 0, "y": 0.5, "w": 0.1, "h": 0.1}, abs=0.001)


def test_by_two_taps_on_a_phone(page, opened):
    at = opened(PHONE)
    for across, down in ((0.02, 0.3), (0.2, 0.6)):
        page.mouse.click(at["x"] + at["width"] * across, at["y"] + at["height"] * down)
    keeps_it(page, "Mug")


def test_the_page_with_marks_is_readable_everywhere(page, live_server, accessible, candidate, manager):
    keeping.mark(candidate, by=manager, place=Place.read("rectangle", "0.05", "0.2", "0.2", "0.4"), what="Face")
    sign_in(page.context, live_server.url, manager)
    path = f"/approvals/{candidate.public_id}/#kept"
    assert not look(page, live_server, accessible, path, "kept")
    page.set_viewport_size(DESKTOP)
    page.locator("#kept summary").click()
    assert not accessible.findings(page)


def test_rules_on_ai_labels_answer_what_was_chosen(page, live_server, accessible, candidate, manager):
    sign_in(page.context, live_server.url, manager)
    assert not look(page, live_server, accessible, f"/approvals/{candidate.public_id}/#words", "rules")
    page.set_viewport_size(DESKTOP)
    rules = page.locator(".rules-here")
    expect(rules.get_by_text("rule on AI labels to consider")).to_be_visible()
    page.get_by_label("That AI made it, viewers are told").select_option("none")
    expect(rules.get_by_text("1 rule on AI labels asks for more")).to_be_visible()
    assert not accessible.findings(page)
    if SHOTS:
        rules.scroll_into_view_if_needed()
        page.screenshot(path=f"{SHOTS}/rules.png")
