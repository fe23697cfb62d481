"""A blind run in a real browser: one key for each pair, and pages that everybody can use."""

import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse

from review import blind, queue
from review.models import BlindPair, BlindRun
from tests import factories
from tests.blind import runs
from tests.browsing import DESKTOP, PHONE, box_of, expect
from tests.room.boards import press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_twenty_pairs_take_twenty_keys(open_page, brand, marketer):
    brief, _ = runs.a_brief(brand, 6)
    page = open_page(reverse("review:board", args=[brief.public_id]), marketer)
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.get_by_role("link", name="Compare without names").click()
    page.get_by_role("button", name="Begin the pairs").click()
    for number in range(1, 21):
        expect(page.locator(".blind-head .number").first).to_have_text(str(number))
        expect(page.locator("body[data-ready]")).to_be_attached()
        page.keyboard.press(["ArrowLeft", "t", "0", "ArrowRight"][number % 4])
    expect(page.get_by_role("heading", name="What you chose without names")).to_be_visible()
    assert BlindPair.objects.exclude(verdict="").count() == 20
    assert BlindPair.objects.filter(verdict="both_bad").count() == 5


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_its_pages_are_accessible_and_the_buttons_in_reach(open_page, accessible, brand, marketer, size):
    brief, _ = runs.a_brief(brand, 1, must_haves=["The whole mug is in the picture"] * 6)
    page = open_page(reverse("review:blind", args=[brief.public_id]), marketer, size=size)
    accessible(page)
    page.get_by_role("button", name="Begin the pairs").click()
    expect(page.locator("body[data-ready]")).to_be_attached()
    button = page.get_by_role("button", name="B better")
    box = box_of(button)
    assert box["y"] + box["height"] <= size["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert box_of(page.locator(".glass").first)["height"] > 200
    accessible(page)
    button.click()
    expect(page.get_by_role("heading", name="What you chose without names")).to_be_visible()
    accessible(page)


def test_both_images_zoom_together_and_the_next_pair_fits_again(open_page, brand, marketer):
    brief, _ = runs.a_brief(brand, 2)
    page = open_page(reverse("review:blind", args=[brief.public_id]), marketer)
    page.get_by_role("button", name="Begin the pairs").click()
    expect(page.locator("body[data-ready]")).to_be_attached()
    fit = drawn(page)
    page.locator("#pane-a .glass").hover()
    page.mouse.wheel(0, -400)
    assert drawn(page) != fit
    assert len(set(drawn(page))) == 1
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#progress .number").first).to_have_text("2")
    assert drawn(page) == fit


def test_escape_pauses_a_run(open_page, brand, marketer):
    brief, _ = runs.a_brief(brand, 2)
    page = open_page(reverse("review:blind", args=[brief.public_id]), marketer)
    page.get_by_role("button", name="Begin the pairs").click()
    expect(page.locator("body[data-ready]")).to_be_attached()
    expect(page.get_by_role("link", name="Pause")).to_contain_text("Esc")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#progress .number").first).to_have_text("2")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Go on with the pairs")).to_be_visible()


def drawn(page):
    """Where the two images lie in their panes."""
    return page.locator(".glass > img").evaluate_all("list => list.map(img => img.style.transform)")


def test_the_next_pair_is_decoded_before_it_is_asked_for(open_page, brand, marketer):
    brief, _ = runs.a_brief(brand, 2)
    page = open_page(reverse("review:blind", args=[brief.public_id]), marketer)
    page.get_by_role("button", name="Begin the pairs").click()
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.wait_for_load_state("networkidle")
    ahead = page.locator("img.ahead").evaluate_all("list => list.map(img => img.src)")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("t")
    expect(page.locator("#progress .number").first).to_have_text("2")
    shown = page.locator(".glass > img").evaluate_all("list => list.map(img => img.src)")
    assert shown == ahead
    assert not set(asked) & set(shown)


def test_a_verdict_given_in_another_window_is_told_and_the_next_pair_comes(open_page, brand, marketer):
    brief, _ = runs.a_brief(brand, 2)
    page = open_page(reverse("review:blind", args=[brief.public_id]), marketer)
    page.get_by_role("button", name="Begin the pairs").click()
    expect(page.locator("body[data-ready]")).to_be_attached()
    blind.vote(BlindRun.objects.get(), 1, "b", by=marketer)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#problems")).to_contain_text("A blind verdict stands")
    expect(page.locator("#progress .number").first).to_have_text("2")
    open_page.worries.clear()  # Chromium's own line about the 409


def test_what_waits_to_be_told_comes_with_the_result(open_page, client, live_server, brand, marketer, manager):
    brief, made = runs.a_brief(brand, 1)
    sent = factories.a_candidate(brief)
    queue.send_for_approval([sent], by=manager)
    page = open_page(reverse("review:blind", args=[brief.public_id]), marketer)
    page.get_by_role("button", name="Begin the pairs").click()
    expect(page.locator("body[data-ready]")).to_be_attached()
    client.cookies[settings.SESSION_COOKIE_NAME] = page.context.cookies()[0]["value"]
    messages = press(client, brief, "pass", sent, *made["atelier"], fragment=False).cookies["messages"].value
    page.context.add_cookies([{"name": "messages", "value": messages, "url": live_server.url}])
    page.reload()
    expect(page.locator("body[data-ready]")).to_be_attached()
    expect(page.locator(".toast")).to_have_count(0)
    page.keyboard.press("t")
    expect(page.get_by_role("heading", name="What you chose without names")).to_be_visible()
    expect(page.locator("#toasts")).to_contain_text("1 left alone")


def test_the_best_one_is_found_with_one_verdict_less_than_images(open_page, accessible, brand, marketer):
    brief, _ = runs.a_brief(brand, 2)
    page = open_page(reverse("review:blind", args=[brief.public_id]), marketer)
    page.get_by_role("button", name="Find the best one").click()
    for number in range(1, 4):
        expect(page.locator("#progress .number").first).to_have_text(str(number))
        expect(page.locator("body[data-ready]")).to_be_attached()
        page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", name="The one that stayed")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name=re.compile(r"^\d won$")).first.click()
    expect(page.get_by_role("heading", name=re.compile(": won$"))).to_be_visible()


def test_a_sign_in_that_ended_leads_back_to_the_same_pair(open_page, brand, marketer):
    brief, _ = runs.a_brief(brand, 2)
    page = open_page(reverse("review:blind", args=[brief.public_id]), marketer)
    page.get_by_role("button", name="Begin the pairs").click()
    expect(page.locator("body[data-ready]")).to_be_attached()
    page.keyboard.press("t")
    expect(page.locator("#progress .number").first).to_have_text("2")
    Session.objects.all().delete()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/accounts/login/**")
    page.get_by_label("E-mail address").fill(marketer.email)
    page.get_by_label("Password", exact=True).fill("correct-horse-battery")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/briefs/{brief.public_id}/blind/**")
    expect(page.locator("#progress .number").first).to_have_text("2")
    assert BlindPair.objects.exclude(verdict="").count() == 1
