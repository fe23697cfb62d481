"""The search on the board by hand: its key, what it shows without a reload, and the ways out of it."""

import pytest

from generation.models import Generator
from tests import factories
from tests.browsing import DESKTOP, PHONE, expect
from tests.room.boards import address, verdict_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def board(brand):
    """A brief with two mugs and a kettle."""
    brief = factories.a_brief(brand)
    mug, kettle = (factories.a_prompt_version(brief, text) for text in ("A red mug", "A kettle"))
    made = [factories.a_candidate(brief, prompt_version=mug) for _ in range(2)]
    return brief, [*made, factories.a_candidate(brief, prompt_version=kettle)]


def opened(open_page, board, marketer, size=DESKTOP, **query):
    page = open_page(address("board", board[0], **query), marketer, size=size)
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.evaluate("window.sameDocument = true")
    return page


def test_words_find_images_without_a_reload_and_escape_clears_them(open_page, board, marketer):
    page = opened(open_page, board, marketer)
    page.keyboard.press("/")
    page.keyboard.type("mug")
    expect(page.locator("#found")).to_have_text("2 of 3 match")
    expect(page.locator(".tile")).to_have_count(2)
    expect(page.locator("#search")).to_be_focused()
    page.wait_for_url("**q=mug**")
    page.keyboard.press("Escape")
    expect(page.locator(".tile")).to_have_count(3)
    expect(page.locator("#found")).to_have_text("")
    page.keyboard.press("Escape")
    expect(page.locator(".tile.focused > a")).to_be_focused()
    assert "q=" not in page.url
    assert page.evaluate("window.sameDocument")


def test_enter_goes_on_among_what_was_found_and_keys_hit_it(open_page, board, marketer):
    page = opened(open_page, board, marketer, view="loupe")
    page.keyboard.press("/")
    page.keyboard.type("kettle")
    page.keyboard.press("Enter")
    expect(page.locator(".tile")).to_have_count(1)
    expect(page.locator(".tile.focused > a")).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator(".toast")).to_contain_text("Shortlisted 1.")
    assert [verdict_of(one, marketer) for one in board[1]] == [None, None, "shortlist"]
    expect(page.locator('[data-show="shortlisted"] .number')).to_have_text("1")


def test_back_and_reload_keep_what_was_searched_for(open_page, board, marketer):
    page = opened(open_page, board, marketer)
    page.keyboard.press("/")
    page.keyboard.type("mug")
    page.keyboard.press("Enter")
    expect(page.locator(".tile.focused > a")).to_be_focused()
    page.keyboard.press("e")
    expect(page.locator("#pane-b .name")).to_contain_text("1, ")
    page.go_back()
    expect(page.locator("body")).to_have_attribute("data-view", "grid")
    assert page.evaluate("window.sameDocument")
    page.reload()
    expect(page.locator("#search")).to_have_value("mug")
    expect(page.locator(".tile")).to_have_count(2)


def test_an_image_that_arrives_is_shown_only_if_it_matches(open_page, board, marketer):
    brief, made = board
    page = opened(open_page, board, marketer, q="mug")
    fitting = factories.a_candidate(brief, prompt_version=made[0].prompt_version)
    other = factories.a_candidate(
        brief, prompt_version=made[2].prompt_version, generator=Generator.objects.get(key="atelier")
    )
    page.evaluate("document.dispatchEvent(new CustomEvent('room:look'))")
    expect(page.locator(f"#c-{fitting.public_id}")).to_be_visible()
    expect(page.locator("#total")).to_have_text("5")
    expect(page.locator(f"#c-{other.public_id}")).to_have_count(0)


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_a_button_leads_to_it_and_it_can_be_used_by_all(open_page, accessible, board, marketer, size):
    page = opened(open_page, board, marketer, size)
    if size == PHONE:  # where the title needs the room, the field lies with the filters
        page.get_by_role("button", name="Filters").click()
    else:
        page.locator("[data-search]").click()
        expect(page.locator("#search")).to_be_focused()
    page.locator("#search").fill("nothing of that kind")
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    accessible(page)
    page.locator("#search").fill("kettle")
    page.locator("#search").press("Enter")
    expect(page.locator(".tile > a")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
