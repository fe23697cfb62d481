"""The whole way of a guest in a real browser, by keys and forms without scripts, accessible at desk and phone."""

import pytest

from review import threads
from review.models import GuestLink, GuestVerdict, Thread
from tests import factories
from tests.browsing import DESKTOP, PHONE, box_of, expect, sign_in
from tests.guests.links import a_link
from tests.stages.scene import BRAND, sent
from tests.stages.test_browser import SHOTS
from tests.talk.talk import a_key

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
def look(accessible):
    """A function that fails with what is wrong with the page."""

    def check(page):
        accessible(page)
        assert page.evaluate(WIDE) <= 0

    return check


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_link_is_made_opened_answered_and_revoked(
    size, scheme, browser, open_page, look, live_server, brand, manager
):
    brief = factories.a_brief(brand)
    for seed, (width, height) in enumerate([(1200, 800), (700, 1100)]):
        picture = factories.picture(width, height, seed=seed)
        factories.a_candidate(brief, image=factories.a_stored_image(brand, picture, width=width, height=height))
    page = open_page(f"/briefs/{brief.public_id}/guests/", manager, size=size)
    page.emulate_media(color_scheme=scheme)
    look(page)
    address = make_a_link(page, look)
    outside = browser.new_context(viewport=size, color_scheme=scheme)
    try:
        guest = outside.new_page()
        come_in(guest, address, look)
        say_something(guest, look)
        threads.reply(Thread.objects.get(), by=manager, text="Tomorrow", key=a_key())
        guest.reload()
        expect(guest.get_by_text("Tomorrow")).to_be_visible()
        sign_in(page.context, live_server.url, manager)
        page.goto(f"{live_server.url}/briefs/{brief.public_id}/guests/")
        look(page)
        page.get_by_role("link", name="Revoke").click()
        look(page)
        page.get_by_role("button", name="Revoke the link").click()
        expect(page.get_by_text("The link is revoked")).to_be_visible()
        answer = guest.reload()
        assert answer.status == 404
        look(guest)
    finally:
        outside.close()


def test_ticks_on_the_board_go_along_to_the_link(open_page, look, brand, manager):
    brief = factories.a_brief(brand)
    made = [factories.a_candidate(brief) for _ in range(3)]
    page = open_page(f"/briefs/{brief.public_id}/", manager)
    expect(page.locator("body[data-ready]")).to_be_attached()
    expect(page.get_by_role("button", name="Invite a guest")).to_be_visible()
    page.get_by_label("Select 1").check()
    page.get_by_label("Select 3").check()
    page.get_by_role("button", name="Show 2 chosen to a guest").click()
    expect(page.get_by_role("heading", name="Invite a guest")).to_be_in_viewport()
    boxes = page.get_by_role("group", name="Images").get_by_role("checkbox")
    expect(boxes).to_have_count(2)
    assert [box.get_attribute("value") for box in boxes.all()] == [made[0].public_id, made[2].public_id]
    look(page)
    page.get_by_role("link", name="Choose from all images").click()
    expect(boxes).to_have_count(3)


def make_a_link(page, look) -> str:
    """The address of a link to both images, with a password."""
    page.get_by_label("Image 1").check()
    page.get_by_label("Image 2").check()
    page.get_by_label("Whom it is for").fill("Ruiz Legal")
    page.get_by_label("Password").fill("green harbour")
    page.get_by_role("button", name="Make the link").click()
    look(page)
    expect(page.get_by_role("button", name="Copy the link")).to_be_visible()
    return page.get_by_label("Link for Ruiz Legal").input_value()


def come_in(guest, address, look) -> None:
    """Password and name, then the images, all of which come."""
    guest.goto(address)
    look(guest)
    guest.get_by_label("Password of this link").fill("green harbour")
    guest.get_by_label("Password of this link").press("Enter")
    guest.get_by_label("Your name").fill("Ana Ruiz")
    guest.get_by_label("Your e-mail address").fill("ana@ruiz.example")
    look(guest)
    guest.get_by_role("button", name="See the images").press("Enter")
    for number, width in ((1, 1200), (2, 700)):
        image = guest.get_by_role("img", name=f"Image {number} of 2")
        expect(image).to_have_js_property("naturalWidth", width)


def say_something(guest, look) -> None:
    """A comment and a verdict on the first image."""
    guest.get_by_label("Comment on this image").first.fill("Could the light be warmer?")
    guest.get_by_role("button", name="Comment", exact=True).first.click()
    expect(guest.get_by_text("Could the light be warmer?")).to_be_visible()
    guest.get_by_role("button", name="Good from my side").first.press("Enter")
    expect(guest.get_by_text("Good from your side")).to_be_visible()
    look(guest)
    assert GuestVerdict.objects.get().verdict == "approve"
    assert GuestLink.objects.get().opened_at


def test_signing_off_is_readable_everywhere_and_signs(browser, open_page, look, live_server, brand, manager):
    candidate = sent(brand, {"name": "Client", "role": "guest"}, BRAND)
    _, token = a_link(candidate, by=manager, mode="sign")
    outside = browser.new_context()
    try:
        guest = outside.new_page()
        guest.goto(f"{live_server.url}/g/{token}/")
        guest.get_by_label("Your name").fill("Ana Ruiz")
        guest.get_by_label("Your e-mail address").fill("ana@ruiz.example")
        guest.get_by_role("button", name="See the images").click()
        expect(guest.get_by_text("It waits for your signature.")).to_be_visible()
        for size in (DESKTOP, PHONE):
            for scheme in ("light", "dark"):
                guest.set_viewport_size(size)
                guest.emulate_media(color_scheme=scheme)
                guest.reload()
                look(guest)
                if SHOTS:
                    guest.screenshot(path=f"{SHOTS}/guest-{size['width']}-{scheme}.png")
        guest.get_by_role("button", name="Sign off").click()
        expect(guest.get_by_text("Thank you. The team goes on with it.")).to_be_visible()
        look(guest)
    finally:
        outside.close()
    page = open_page(f"/approvals/{candidate.public_id}/#stages", manager)
    expect(page.get_by_text("signed off by the link for “Ruiz Legal”")).to_be_visible()
    look(page)
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/signed.png")


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_place_of_a_picture_is_kept_until_it_comes(size, page, live_server, brand):
    brief, made = factories.a_brief(brand), []
    for seed, (width, height) in enumerate([(1200, 800), (400, 300)]):
        picture = factories.picture(width, height, seed=seed)
        image = factories.a_stored_image(brand, picture, width=width, height=height)
        made.append(factories.a_candidate(brief, image=image))
    _, token = a_link(*made, watermark=False)
    page.set_viewport_size(size)
    page.goto(f"{live_server.url}/g/{token}/")
    page.get_by_label("Your name").fill("Ana Ruiz")
    page.get_by_label("Your e-mail address").fill("ana@ruiz.example")
    waiting = []
    page.route("**/*.webp", lambda route: waiting.append(route))
    page.get_by_role("button", name="See the images").click(no_wait_after=True)
    expect(page.locator("figure img")).to_have_count(2)
    # the style sheet is there, and in the window's size
    expect(page.locator("figure").first).to_have_css("padding-top", "8px" if size is PHONE else "16px")
    before = box_of(page.locator("figure").first)["height"]
    assert before > 200
    for route in waiting:
        route.continue_()
    page.unroute("**/*.webp")
    page.locator("figure img").first.evaluate("img => img.decode()")
    assert box_of(page.locator("figure").first)["height"] == pytest.approx(before, abs=1)
