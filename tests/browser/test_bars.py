"""What the keyboard promises: how many keys a job takes, and that no page is loaded or opened for it."""

import re

import pytest

from review import decisions, rejections
from review.models import Decision, Review
from tests import factories
from tests.browsing import expect
from tests.decisions.waiting import a_clean, a_waiting, round_of
from tests.room.boards import a_board, address, state_of, verdict_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CANDIDATES, BREAK = 100, 40
MOST_TO_CULL, MOST_TO_APPROVE = 110, 7
APPROVAL = ["Shift+Digit1", "Shift+Digit2", "Shift+Digit3", "Shift+Digit4", "Shift+Digit5", "a"]


def press(page, keys) -> int:
    """Presses them one after another; gives back how many there were."""
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def verdict(number) -> str:
    """What the scripted eye thinks of the candidate with that number."""
    return "x" if number % 3 else "p"


def delivered(page) -> None:
    """Waits until the server has answered for every opinion."""
    expect(page.locator("#board")).to_have_attribute("data-waiting", "0", timeout=60_000)


def test_a_hundred_candidates_are_culled_in_the_loupe_with_a_break_after_forty(open_page, brand, marketer):
    brief, made = a_board(brand, CANDIDATES)
    page = open_page(address("board", brief), marketer)
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.evaluate("window.sameDocument = true")
    keys = press(page, ["e", *(verdict(number) for number in range(BREAK))])
    expect(page.locator("#pane-b .name")).to_contain_text(f"{BREAK + 1}, ")
    delivered(page)
    assert page.evaluate("window.sameDocument")
    page.goto(page.url.partition("?")[0])
    expect(page.locator(".tile.focused")).to_have_attribute("id", f"c-{made[BREAK].public_id}")
    page.evaluate("window.sameDocument = true")
    keys += press(page, ["e", *(verdict(number) for number in range(BREAK, CANDIDATES))])
    expect(page.locator("#done")).to_have_text(str(CANDIDATES))
    delivered(page)
    assert page.evaluate("window.sameDocument")
    assert keys <= MOST_TO_CULL
    given = dict(Review.objects.values_list("candidate", "verdict"))
    wanted = {"x": "pass", "p": "shortlist"}
    assert given == {one.pk: wanted[verdict(number)] for number, one in enumerate(made)}


def test_a_reload_after_forty_stays_at_the_forty_first(open_page, brand, marketer):
    brief, made = a_board(brand, CANDIDATES)
    page = open_page(address("board", brief), marketer)
    expect(page.locator("body[data-ready]")).to_be_attached()
    press(page, ["e", *["x"] * BREAK])
    page.wait_for_url(f"**at={made[BREAK].public_id}**")
    page.reload()
    expect(page.locator("#pane-b .name")).to_contain_text(f"{BREAK + 1}, ")
    delivered(page)
    assert [verdict_of(one, marketer) for one in made[BREAK - 1 : BREAK + 1]] == ["pass", None]


def test_verdicts_faster_than_the_next_image_comes_hit_one_image_each_in_order(open_page, brand, marketer):
    brief, made = a_board(brand, 103)
    page = open_page(address("board", brief, view="loupe", at=made[98].public_id), marketer)
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.keyboard.type("pxp")
    expect(page.locator("#pane-b .name")).to_contain_text("102, ")
    delivered(page)
    given = [verdict_of(one, marketer) for one in made[97:103]]
    assert given == [None, "shortlist", "pass", "shortlist", None, None]


def test_an_arrow_pressed_after_a_verdict_moves_one_image_not_two(open_page, brand, marketer):
    brief, _ = a_board(brand, 3)
    page = open_page(address("board", brief, view="loupe"), marketer)
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.keyboard.press("p")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    expect(page.locator("#pane-b .name")).to_contain_text("2, ")


def test_undo_in_the_loupe_brings_the_image_back_into_sight(open_page, brand, marketer):
    brief, made = a_board(brand, 3)
    page = open_page(address("board", brief, view="loupe"), marketer)
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.keyboard.press("p")
    expect(page.locator("#pane-b .name")).to_contain_text("2, ")
    delivered(page)
    page.keyboard.press("Control+z")
    expect(page.locator("#pane-b .name")).to_contain_text("1, ")
    expect(page.locator(".tile.focused")).to_have_attribute("id", f"c-{made[0].public_id}")


def test_ten_clean_approvals_in_a_row_take_seven_keys_each_and_no_second_page(open_page, brand, manager):
    made = [a_clean(brand) for _ in range(10)]
    page = open_page(f"/approvals/{made[0].public_id}/", manager)
    assert len(APPROVAL) <= MOST_TO_APPROVE
    for follows in [*made[1:], None]:
        press(page, APPROVAL)
        page.wait_for_url(f"**/approvals/{follows.public_id}/?after=*" if follows else "**/approvals/?done=*")
    expect(page.get_by_text("Done: 10 decided")).to_be_visible()
    assert len(page.context.pages) == 1
    assert Decision.objects.filter(verdict="approved").count() == 10


def rejected_by_keys(page) -> int:
    """Rejects everything on the board as off the brief: all, reject, fifth group, send."""
    return press(page, ["Control+a", "x", "5", "Enter"])


def test_twelve_rejected_by_mistake_come_back_by_one_key(open_page, brand, manager):
    brief = factories.a_brief(brand)
    made = [a_waiting(brand, brief=brief) for _ in range(12)]
    page = open_page(address("board", brief), manager)
    expect(page.locator("body[data-ready]")).to_be_attached()
    rejected_by_keys(page)
    expect(page.locator(".toast")).to_contain_text("Rejected 12.", timeout=30_000)
    expect(page.locator(".tile[data-s=rejected]")).to_have_count(12)
    page.reload()
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.keyboard.press("Control+z")
    expect(page.locator(".toast")).to_contain_text("Took back the verdict on 12.", timeout=30_000)
    expect(page.locator(".tile[data-s=in_review]")).to_have_count(12)
    assert {state_of(one) for one in made} == {"in_review"}


def test_on_the_sheet_r_asks_for_the_same_changes_on_a_choice_and_one_key_takes_it_back(open_page, brand, manager):
    brief = factories.a_brief(brand)
    made = [a_waiting(brand, brief=brief) for _ in range(3)]
    factories.a_candidate(brief)
    page = open_page(address("board", brief), manager)
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#says")).to_have_text(re.compile("^R changes · X → reject 3, "))
    press(page, ["Control+a", "r"])
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_have_text("Ask for changes on 4: 3 will change, 1 left alone")
    press(page, ["5", "Enter"])
    page.keyboard.type("Warmer light")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Asked for changes on 3.", timeout=30_000)
    assert {state_of(one) for one in made} == {"changes"}
    page.keyboard.press("Control+z")
    expect(page.locator(".toast")).to_contain_text("Took back the verdict on 3.", timeout=30_000)
    assert {state_of(one) for one in made} == {"in_review"}


def test_twelve_rejected_in_the_room_come_back_by_one_key_on_the_queue_too(open_page, brand, manager):
    brief = factories.a_brief(brand)
    made = [a_waiting(brand, brief=brief) for _ in range(12)]
    rejections.reject_all(made, by=manager, codes=["off_brief"])
    page = open_page("/approvals/", manager)
    page.keyboard.press("Control+z")
    expect(page.get_by_text("12 verdicts were taken back.")).to_be_visible()
    assert {state_of(one) for one in made} == {"in_review"}


def test_twelve_rejected_one_by_one_come_back_by_a_key_each_also_after_a_reload(open_page, brand, manager):
    made = [a_waiting(brand) for _ in range(12)]
    for candidate in made:
        decisions.reject(candidate, by=manager, round_id=round_of(candidate).public_id, codes=["off_brief"])
    page = open_page(f"/approvals/{a_waiting(brand).public_id}/", manager)
    page.reload()
    for candidate in reversed(made):
        page.keyboard.press("Control+z")
        page.wait_for_url(f"**/approvals/{candidate.public_id}/")
        expect(page.get_by_text("“Rejected” was taken back.")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.get_by_text("There is no verdict of yours")).to_be_visible()
    assert Decision.objects.filter(voided_at=None).count() == 0


def test_a_choice_with_images_that_do_not_wait_says_so_and_leaves_them_alone(open_page, brand, manager):
    brief = factories.a_brief(brand)
    waiting, unsent = a_waiting(brand, brief=brief), factories.a_candidate(brief)
    page = open_page(address("board", brief), manager)
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Reject…").click()
    expect(page.get_by_role("heading", name="Reject 2: 1 will change, 1 left alone")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#reject")).to_be_hidden()
    assert state_of(waiting) == "in_review"
    page.get_by_role("button", name="Reject…").click()
    page.get_by_role("button", name="Reject", exact=True).click()
    expect(page.get_by_text("Pick at least one reason.")).to_be_visible()
    open_page.worries.clear()  # the console names the refusal
    page.get_by_label("Does not say what the brief asks").check()
    page.get_by_role("button", name="Reject", exact=True).click()
    expect(page.locator(".toast")).to_contain_text("Rejected 1.")
    assert [state_of(one) for one in (waiting, unsent)] == ["rejected", "open"]


def test_in_the_loupe_x_rejects_what_waits_and_goes_on(open_page, accessible, brand, manager):
    brief = factories.a_brief(brand)
    made = [a_waiting(brand, brief=brief) for _ in range(2)]
    page = open_page(address("board", brief, view="loupe"), manager)
    expect(page.locator("#says")).to_contain_text("X → reject 1, ")
    page.keyboard.press("x")
    accessible(page)
    press(page, ["8", "Enter"])
    expect(page.locator("#pane-b .name")).to_contain_text("2, ")
    assert [state_of(one) for one in made] == ["rejected", "in_review"]
