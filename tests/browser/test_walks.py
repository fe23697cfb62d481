"""Undo and redo of the room: offered for what they would take back; over a lost sign-in each step once, in order."""

import pytest

from review import opinions, queue
from tests import factories
from tests.browser.test_signed_out import press, sign_out
from tests.browsing import expect
from tests.room.boards import a_board, address, verdict_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def board(brand, manager, open_page):
    """A manager's board of three images that take opinions: gives back page, brief and candidates."""
    brief, made = a_board(brand, 3)
    page = open_page(address("board", brief), manager)
    expect(page.locator("body[data-ready]")).to_be_attached()
    return page, brief, made


def test_undo_and_redo_go_on_in_their_order_with_what_else_was_done_meanwhile(board, manager, again):
    page, brief, made = board
    press(page, ["p", "ArrowRight", "p"])
    expect(page.locator("#board")).to_have_attribute("data-waiting", "0")
    sign_out()
    press(page, ["Control+z", "Control+z", "Control+Shift+Z"])
    again(manager, f"**{brief.public_id}/**")
    expect(page.locator("#board")).to_have_attribute("data-waiting", "0")
    assert [verdict_of(one, manager) for one in made[:2]] == ["shortlist", ""]
    expect(page.locator(f"#c-{made[0].public_id}")).to_have_attribute("data-o", "shortlist")


def refusals_are_meant(open_page):
    open_page.worries[:] = [line for line in open_page.worries if "status of 409" not in line]


def test_an_undo_that_waited_is_refused_with_a_sentence_where_somebody_acted_since(board, open_page, manager, again):
    page, brief, made = board
    page.keyboard.press("p")
    expect(page.locator("#board")).to_have_attribute("data-waiting", "0")
    sign_out()
    page.keyboard.press("Control+z")
    page.wait_for_url("**/accounts/login/**")
    queue.send_for_approval(made[:1], by=factories.a_user("marketer", brief.brand, name="Ines Duarte"))
    again(manager, f"**{brief.public_id}/**")
    expect(page.locator("#problems")).to_contain_text("It was sent for approval by Ines Duarte")
    expect(page.locator("#board")).to_have_attribute("data-waiting", "0")
    assert verdict_of(made[0], manager) == "shortlist"
    refusals_are_meant(open_page)


def test_an_undo_that_waited_takes_back_nothing_that_was_done_in_another_window(board, open_page, manager, again):
    page, brief, made = board
    page.keyboard.press("p")
    expect(page.locator("#board")).to_have_attribute("data-waiting", "0")
    sign_out()
    page.keyboard.press("Control+z")
    page.wait_for_url("**/accounts/login/**")
    opinions.give(brief, made[1:], by=manager, verdict="pass")
    again(manager, f"**{brief.public_id}/**")
    expect(page.locator("#problems")).to_contain_text("You did something else on this board since, in another window.")
    assert [verdict_of(one, manager) for one in made] == ["shortlist", "pass", "pass"]
    refusals_are_meant(open_page)


def test_a_key_that_changes_nothing_offers_no_undo_of_what_was_before(board):
    page, *_ = board
    page.keyboard.press("p")
    expect(page.locator(".toast")).to_contain_text("Undo")
    page.keyboard.press("p")
    expect(page.locator(".toast")).to_contain_text("Nothing to change.")
    expect(page.locator(".toast")).not_to_contain_text("Undo")
