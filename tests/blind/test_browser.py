"""A blind run in a real browser: one key for each pair, and pages that everybody can use."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from review.models import BlindPair
from tests.blind import runs
from tests.browsing import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_twenty_pairs_take_twenty_keys(open_page, brand, marketer):
    brief, _ = runs.a_brief(brand, 6)
    page = open_page(reverse("review:board", args=[brief.public_id]), marketer)
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.keyboard.press("b")
    page.get_by_role("button", name="Begin").click()
    for number in range(1, 21):
        expect(page.locator(".blind-head .number").first).to_have_text(str(number))
        expect(page.locator("body[data-ready]")).to_be_attached()
        page.keyboard.press(["ArrowLeft", "t", "0", "ArrowRight"][number % 4])
    expect(page.get_by_role("heading", name="What you chose without names")).to_be_visible()
    assert BlindPair.objects.exclude(verdict="").count() == 20
    assert BlindPair.objects.filter(verdict="both_bad").count() == 5


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_its_pages_are_accessible_and_the_buttons_in_reach(open_page, accessible, brand, marketer, size):
    brief, _ = runs.a_brief(brand, 1)
    page = open_page(reverse("review:blind", args=[brief.public_id]), marketer, size=size)
    accessible(page)
    page.get_by_role("button", name="Begin").click()
    button = page.get_by_role("button", name="B better")
    box = button.bounding_box()
    assert box["y"] + box["height"] <= size["height"]
    assert page.locator(".blind-panes img").first.bounding_box()["height"] > 200
    accessible(page)
    button.click()
    expect(page.get_by_role("heading", name="What you chose without names")).to_be_visible()
    accessible(page)
