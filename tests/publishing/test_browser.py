"""An image that is out at Cloudinary, on its page in a real browser: its pictures load, its HTML works."""

import copy

import pytest

from assets import publishing
from assets.models import AuditEvent, Work
from tests import factories
from tests.browsing import DESKTOP, PHONE, expect
from tests.decisions import waiting
from tests.library import shelf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asset(cloud, brand, settings, live_server):
    """Out at the fake, whose host pages may load pictures from, as settings derive it from CLOUDINARY_URL."""
    policy = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["img-src"] = [*policy["DIRECTIVES"]["img-src"], cloud.base]
    settings.CONTENT_SECURITY_POLICY = policy
    return shelf.live(brand).asset


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_its_page_is_accessible_fits_and_shows_the_delivered_pictures(
    open_page, accessible, manager, asset, cloud, size
):
    page = open_page(f"/library/{asset.public_id}/", manager, size=size)
    page.get_by_text("HTML", exact=True).first.click()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture = page.locator(".rendition img").first
    assert picture.get_attribute("src").startswith(cloud.base)
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_the_html_for_a_page_is_copied_and_picks_the_crop_by_the_screen(
    open_page, manager, asset, context, live_server
):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_page(f"/library/{asset.public_id}/", manager)
    page.get_by_text("HTML for a page: wide and narrow screens in one").click()
    page.locator("[data-copy=html-page]").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    snippet = page.evaluate("navigator.clipboard.readText()")
    for size, heights in ((DESKTOP, ("h_800,w_1920", "h_533,w_1280")), (PHONE, ("h_667,w_500", "h_1000,w_750"))):
        page.set_viewport_size(size)
        page.goto(f"{live_server.url}/library/")
        page.evaluate("html => { document.body.innerHTML = html; }", snippet)
        shown = page.locator("img").evaluate("image => image.decode().then(() => image.currentSrc)")
        assert any(part in shown for part in heights), shown


def test_a_conflict_is_an_alarm_that_can_be_read(open_page, accessible, manager, brand, cloud):
    asset = shelf.an_asset(brand)
    cloud.put_foreign(publishing.remote_id(asset), factories.picture(seed=4711))
    shelf.run(publishing.PUBLISH, shelf.asked(asset))
    page = open_page(f"/library/{asset.public_id}/", manager)
    expect(page.get_by_role("alert").filter(has_text="Another picture lies at Cloudinary")).to_be_visible()
    accessible(page)


def test_twelve_rejected_by_mistake_and_taken_back_reach_neither_mail_nor_cloudinary(
    open_page, brand, manager, cloud, mailoutbox
):
    brief = factories.a_brief(brand)
    for _ in range(12):
        waiting.a_waiting(brand, brief=brief)
    before = set(Work.objects.values_list("pk", flat=True))
    page = open_page(f"/briefs/{brief.public_id}/", manager)
    expect(page.locator("body[data-ready]")).to_be_attached()
    for key in ("Control+a", "x", "5", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".tile[data-s=rejected]")).to_have_count(12, timeout=30_000)
    page.keyboard.press("Control+z")
    expect(page.locator(".tile[data-s=in_review]")).to_have_count(12, timeout=30_000)
    for action in ("candidate.rejected", "decision.voided"):
        told = AuditEvent.objects.filter(action=action).values_list("object_id", flat=True)
        assert len(told) == len(set(told)) == 12
    assert set(Work.objects.values_list("pk", flat=True)) == before  # nothing waits that could go out later
    assert mailoutbox == []
    assert cloud.log == []
