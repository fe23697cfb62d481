"""Ticks beside the must-haves in a real browser: kept by a click, there again after the next image and a reload."""

import pytest

from review.models import Ticks
from tests import factories
from tests.browsing import expect
from tests.decisions import waiting
from tests.room.boards import a_board, address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_box(page):
    return page.get_by_role("checkbox", name="The mug is red")


def change(page, act):
    """Does it and waits until it is kept."""
    with page.expect_response(lambda answer: answer.url.endswith("/must") and answer.status == 204):
        act()


def test_in_the_room_a_tick_stays_with_its_image(open_page, brand, marketer):
    brief, made = a_board(brand, 3)
    page = open_page(address("board", brief, view="loupe", at=made[0].public_id), marketer)
    change(page, a_box(page).check)
    page.keyboard.press("ArrowRight")
    expect(a_box(page)).not_to_be_checked()
    page.keyboard.press("ArrowLeft")
    expect(a_box(page)).to_be_checked()
    page.reload()
    expect(a_box(page)).to_be_checked()
    change(page, a_box(page).uncheck)
    assert Ticks.objects.get().lines == []


def test_on_the_decision_page_too_and_enter_on_a_box_leads_nowhere(open_page, brand, manager):
    brief = factories.a_brief(brand, must_haves=["The mug is red", "Steam rises"])
    candidate = waiting.a_waiting(brand, brief=brief)
    page = open_page(f"/approvals/{candidate.public_id}/", manager)
    change(page, a_box(page).check)
    a_box(page).press("Enter")
    assert page.url.endswith(f"/approvals/{candidate.public_id}/")
    page.reload()
    expect(a_box(page)).to_be_checked()
    expect(page.get_by_role("checkbox", name="Steam rises")).not_to_be_checked()
