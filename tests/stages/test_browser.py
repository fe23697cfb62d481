"""The pages of stages in a browser: readable on desk and phone, signed by keys."""

import os

import pytest

from assets.models import Asset
from review import checklists, threads
from review.models import Thread
from tests import factories
from tests.browsing import DESKTOP, PHONE, expect, sign_in
from tests.decisions import waiting
from tests.stages.scene import BRAND, PAIR, PEER, a_process, object_, open_names, sent, sign

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = [(size, theme) for size in (DESKTOP, PHONE) for theme in ("light", "dark")]
SHOTS = os.environ.get("SHOTS", "")  # a folder to keep pictures of the pages in


@pytest.fixture
def peer(brand, marketer):
    return factories.a_user("marketer", brand, name="Ida Sol")


def look(page, live_server, accessible, path, name):
    """What axe finds on the page in every size and theme, and whether it is wider than the window."""
    found = []
    for size, theme in LOOKS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=theme)
        page.goto(live_server.url + path)
        found += accessible.findings(page)
        found += ["too wide"] if page.evaluate("document.documentElement.scrollWidth > innerWidth") else []
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{size['width']}-{theme}.png", full_page=size == PHONE)
    return found


def test_a_staged_decision_page_is_readable_everywhere(page, live_server, accessible, brand, manager, peer):
    looks = PEER | {"name": "Looks", "start": "with", "hours": 24}
    candidate = sent(brand, PEER, looks, BRAND)
    sign(candidate, peer)
    sign_in(page.context, live_server.url, manager)
    assert not look(page, live_server, accessible, f"/approvals/{candidate.public_id}/", "staged")
    expect(page.locator("#stages .stage-box")).to_have_count(3)


def test_a_stage_that_wants_several_signatures_is_readable_everywhere(page, live_server, accessible, brand, manager):
    candidate = sent(brand, PAIR)
    sign_in(page.context, live_server.url, manager)
    assert not look(page, live_server, accessible, f"/approvals/{candidate.public_id}/", "pair")
    expect(page.get_by_role("link", name="Needs 2 more signatures")).to_be_visible()


def test_the_picture_in_the_room_is_readable_everywhere(page, live_server, accessible, brand, manager, peer):
    looks = PEER | {"name": "Looks", "start": "with", "hours": 24}
    candidate = sent(brand, PEER, looks, BRAND)
    sign(candidate, peer)
    sign_in(page.context, live_server.url, manager)
    path = f"/briefs/{candidate.brief.public_id}/?view=loupe&at={candidate.public_id}"
    assert not look(page, live_server, accessible, path, "room")
    page.get_by_role("button", name="Details").click()
    expect(page.locator("#details .stage-box")).to_have_count(3)
    assert not accessible.findings(page)


def test_whoever_signs_for_a_stage_sees_its_buttons(page, live_server, accessible, brand, peer):
    candidate = sent(brand, PEER, BRAND, sign_again=True)
    sign_in(page.context, live_server.url, peer)
    assert not look(page, live_server, accessible, f"/approvals/{candidate.public_id}/", "signing")
    expect(page.get_by_label("Your password, to sign").first).to_be_visible()


def test_votes_that_differ_are_readable(page, live_server, accessible, brand, manager):
    other = factories.a_user("brand_manager", brand, name="Ines Duarte")
    candidate = sent(brand, PAIR)
    sign(candidate, manager)
    object_(candidate, other)
    sign_in(page.context, live_server.url, manager)
    assert not look(page, live_server, accessible, f"/approvals/{candidate.public_id}/", "differ")


@pytest.mark.parametrize("name", ["processes", "new", "plan", "away"])
def test_the_pages_of_processes_are_readable_everywhere(page, live_server, accessible, brand, manager, name):
    factories.a_user("brand_manager", brand, name="Ines Duarte")
    process, campaign = a_process(brand, PEER, BRAND), factories.a_campaign(brand)
    paths = {
        "processes": f"/brands/{brand.public_id}/processes/",
        "new": f"/processes/{process.public_id}/",
        "plan": f"/campaigns/{campaign.public_id}/approval",
        "away": "/approvals/away/",
    }
    sign_in(page.context, live_server.url, manager)
    assert not look(page, live_server, accessible, paths[name], name)


def test_a_signature_needs_one_key_and_the_password(open_page, brand, manager):
    candidate = sent(brand, sign_again=True)
    page = open_page(f"/approvals/{candidate.public_id}/", manager)
    page.keyboard.press("a")
    expect(page.locator("#approve-password")).to_be_focused()
    page.keyboard.type("correct-horse-battery")
    page.keyboard.press("Enter")
    page.wait_for_url("**/approvals/?done=*")
    assert Asset.objects.count() == 1


def test_a_marketer_signs_with_one_key_and_the_manager_is_next(open_page, brand, manager, peer):
    candidate = sent(brand, PEER, BRAND)
    page = open_page("/approvals/", peer)
    page.get_by_role("link", name="Begin with the first").click()
    page.wait_for_url(f"**/{candidate.public_id}/")
    page.keyboard.press("a")
    page.wait_for_url("**/approvals/?done=*")
    assert open_names(candidate) == ["Brand approval"]


WISH = "Name the colour in the alt text, and allow Austria, too"


def test_a_held_approval_is_readable_everywhere(page, live_server, accessible, brand, manager, marketer):
    candidate = sent(brand)
    sign(candidate, manager, wish=WISH)
    sign_in(page.context, live_server.url, manager)
    path = f"/approvals/{candidate.public_id}/"
    assert not look(page, live_server, accessible, path, "held")
    threads.resolve(Thread.objects.get(), by=marketer)
    checklists.describe(waiting.round_of(candidate), by=marketer, alt_text="A red mug on a table")
    assert not look(page, live_server, accessible, path, "done")


def test_on_a_phone_what_it_waits_for_stays_inside_its_card_on_the_first_page(page, live_server, brand, manager):
    candidate = sent(brand)
    sign(candidate, manager, wish=WISH)
    sign_in(page.context, live_server.url, candidate.brief.owner)
    page.set_viewport_size(PHONE)
    page.goto(live_server.url)
    assert page.locator(".returned .status").evaluate("words => words.scrollWidth <= words.clientWidth")


def test_a_wish_in_the_last_stage_is_typed_done_and_confirmed_on_the_page(page, live_server, brand, manager):
    candidate = sent(brand)
    sign_in(page.context, live_server.url, manager)
    page.goto(f"{live_server.url}/approvals/{candidate.public_id}/")
    page.get_by_text("Approve with changes", exact=True).click()
    page.get_by_label("What must be done before it is published?").fill(WISH)
    page.get_by_role("button", name="Approve, with this to do").click()
    page.goto(f"{live_server.url}/approvals/{candidate.public_id}/")
    expect(page.get_by_text("Nothing is published yet.")).to_be_visible()
    page.get_by_role("button", name="Resolve thread 1").click()
    page.get_by_role("button", name="Confirm and publish").click()
    page.wait_for_url(f"{live_server.url}/approvals/?done=*")
    assert Asset.objects.get().approved_by == manager
