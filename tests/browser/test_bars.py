"""What the keyboard promises: how many keys a job takes, and that no page is loaded or opened for it."""

import pytest
from playwright.sync_api import expect

from review.models import Decision, Review
from tests.decisions.waiting import a_clean
from tests.room.boards import a_board, address, verdict_of

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
