"""Stacks by hand: the key and the number open and close one, and the status line says what a verdict spares."""

import re

import pytest

from tests.browsing import PHONE, expect
from tests.room import boards
from tests.room.test_stacks import ALIKE, OTHER, a_hashed, factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def brief(brand, marketer):
    found = factories.a_brief(brand)
    for bits in (ALIKE, ALIKE ^ 1, ALIKE ^ 2, OTHER):
        a_hashed(found, bits)
    return found


@pytest.fixture
def board(open_page, brief, marketer):
    """A function that opens the board with its stacks closed."""

    def open_it(**kwargs):
        page = open_page(boards.address("board", brief, stacks="on"), marketer, **kwargs)
        page.locator("body[data-ready]").wait_for()
        return page

    return open_it


def test_the_key_opens_and_closes_and_a_verdict_spares_what_lies_under(board, accessible, marketer, brief):
    page = board()
    shown = page.locator(".tile:not(.under)")
    expect(shown).to_have_count(2)
    expect(page.locator("#says")).to_have_text(re.compile("^P X U → 1, [^·]*, not the 2 under it$"))
    accessible(page)
    page.keyboard.press("s")
    expect(shown).to_have_count(4)
    expect(page.locator("#says")).not_to_contain_text("under it")
    accessible(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("s")
    expect(shown).to_have_count(2)
    page.keyboard.press("p")
    expect(page.locator(".tile.under").first).not_to_have_attribute("data-o", "shortlist")
    expect(page.locator("#toasts")).to_contain_text("Shortlisted 1.")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tile.focused")).to_have_attribute("data-n", "4")


def test_the_next_undecided_opens_a_closed_stack_where_only_there_some_are_left(board, marketer):
    page = board()
    page.keyboard.press("Control+a")
    page.keyboard.press("p")
    expect(page.locator("#toasts")).to_contain_text("Shortlisted 2.")
    page.keyboard.press("ArrowRight")
    page.keyboard.press(".")
    expect(page.locator(".tile:not(.under)")).to_have_count(4)
    expect(page.locator(".tile.focused")).to_have_attribute("data-n", "2")
    expect(page.get_by_role("link", name="Stack of 3")).to_have_attribute("aria-expanded", "true")


def test_the_number_opens_by_touch_and_is_large_enough_on_a_phone(board, accessible):
    page = board(size=PHONE)
    page.get_by_role("link", name="Stack of 3").click()
    expect(page.locator(".tile:not(.under)")).to_have_count(4)
    expect(page).to_have_url(page.url)
    accessible(page)
