"""A board of several pages in a real browser: both ways through it, and keys that reach what is not loaded yet."""

import re

import pytest

from assets import clock
from review.models import Review
from tests.browsing import expect
from tests.room.boards import a_board, address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = "document.querySelector('.tile.focused').getBoundingClientRect().top"


@pytest.fixture
def long_board(brand, marketer, open_page):
    """A function that opens a board of 110 candidates that all have an opinion but those at some places.

    Numbers in the query stand for candidates.
    """

    def open_board(*undecided, **query):
        brief, made = a_board(brand, 110)
        decided = [row for place, row in enumerate(made) if place not in undecided]
        given = {"brand": brand, "by": marketer, "verdict": "pass", "updated_at": clock.now()}
        Review.objects.bulk_create(Review(candidate=row, **given) for row in decided)
        query = {name: made[said].public_id if isinstance(said, int) else said for name, said in query.items()}
        page = open_page(address("board", brief, **query), marketer)
        expect(page.locator("body[data-ready]")).to_be_attached()
        return page, made

    return open_board


def focus_is_on(page, candidate):
    expect(page.locator(f"#c-{candidate.public_id}")).to_have_class(re.compile("focused"))


def order(page) -> list[str]:
    return page.eval_on_selector_all(".tile", "all => all.map(tile => tile.id.slice(2))")


def test_left_on_the_first_tile_brings_the_page_before(long_board):
    page, made = long_board(start=100)
    focus_is_on(page, made[100])
    page.keyboard.press("ArrowLeft")
    focus_is_on(page, made[99])
    assert order(page) == [row.public_id for row in made]


def test_earlier_tiles_come_without_moving_what_is_looked_at(long_board):
    page, made = long_board(start=40)
    before = page.evaluate(HERE)
    focus_is_on(page, made[40])
    expect(page.locator(".tile")).to_have_count(110)
    page.wait_for_timeout(300)
    assert abs(page.evaluate(HERE) - before) < 2
    assert order(page) == [row.public_id for row in made]


@pytest.mark.parametrize("view", ["grid", "loupe", "compare"])
def test_point_finds_the_undecided_on_pages_that_are_not_loaded(long_board, view):
    page, made = long_board(3, 105, at=101, view=view)
    focus_is_on(page, made[101] if view != "compare" else made[102])
    page.keyboard.press(".")
    focus_is_on(page, made[105])
    page.keyboard.press(".")
    focus_is_on(page, made[3])


def test_point_says_that_all_have_an_opinion_once_all_have_one(long_board):
    page, _ = long_board(3)
    with page.expect_response("**/verdict"):
        page.keyboard.press("x")
    page.wait_for_timeout(200)  # the answer writes the line anew
    page.keyboard.press(".")
    expect(page.locator("#says")).to_have_text("Every candidate here has your opinion.")


def test_select_all_says_what_is_not_loaded_and_brings_it_when_pressed_again(long_board):
    page, _ = long_board(start="first")
    page.keyboard.press("Control+a")
    expect(page.locator("#says")).to_contain_text("100 of 110 are chosen; the others are not loaded yet.")
    page.keyboard.press("Control+a")
    expect(page.locator(".tile input:checked")).to_have_count(110)
    expect(page.locator("#says")).not_to_contain_text("not loaded")


def test_in_the_loupe_only_the_page_asked_for_is_loaded(long_board):
    page, made = long_board(view="loupe", at=104)
    focus_is_on(page, made[104])
    page.wait_for_timeout(500)
    expect(page.locator(".tile")).to_have_count(10)


def test_point_goes_on_loading_at_the_end_of_the_page(long_board):
    page, made = long_board(105, start="first")
    page.keyboard.press(".")
    focus_is_on(page, made[105])
