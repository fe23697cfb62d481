"""The library in a real browser: accessible in both themes and sizes, copied by click, withdrawn by keyboard alone."""

import pytest

from assets import library, publishing
from assets.models import Asset
from tests.browsing import DESKTOP, PHONE, expect, sign_in
from tests.library import shelf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def path(asset):
    return f"/library/{asset.public_id}/"


@pytest.fixture
def asset(brand, settings, live_server):
    settings.SITE_URL = live_server.url
    settings.DELIVERY_BASE_URL = f"{live_server.url}/delivery"
    return shelf.live(brand).asset


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_of_the_library_is_accessible_and_fits(open_page, accessible, manager, asset, size, theme):
    for address in ("/library/", "/library/?view=table", "/library/?q=zeppelin", path(asset)):
        page = open_page(address, manager, size=size)
        page.emulate_media(color_scheme=theme)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_an_asset_that_failed_and_one_that_was_withdrawn_are_accessible(open_page, accessible, manager, asset):
    library.withdraw(asset, by=manager, reason="The logo is old")
    accessible(open_page(path(asset), manager))
    expect(open_page(path(asset)).get_by_text("Delivery has stopped.")).to_be_visible()


def test_an_address_is_copied_by_one_click_and_opens_the_picture(open_page, manager, asset, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_page(path(asset), manager)
    page.get_by_role("button", name="Copy the address of the Desktop hero").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    url = page.evaluate("navigator.clipboard.readText()")
    answer = page.request.get(url)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("image/")


def test_every_picture_of_the_sheet_is_shown(open_page, manager, asset):
    page = open_page(path(asset), manager)
    pictures = page.locator(".rendition img")
    expect(pictures).to_have_count(8)
    for index in range(8):
        pictures.nth(index).scroll_into_view_if_needed()
        expect(pictures.nth(index)).to_have_js_property("complete", True)
        assert pictures.nth(index).evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_the_page_follows_the_publication_without_reload(open_page, brand, manager):
    asset = shelf.an_asset(brand)
    publication = publishing.ask(asset, by=manager)
    page = open_page(path(asset), manager)
    expect(page.get_by_text("when the time for undoing is over")).to_be_visible()
    shelf.run(publishing.PUBLISH, publication)
    expect(page.get_by_text("Out since")).to_be_visible(timeout=15_000)


def test_an_image_is_withdrawn_by_keyboard_alone(open_page, manager, asset):
    page = open_page(path(asset), manager)
    page.get_by_role("link", name="Withdraw").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("The logo is old")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is withdrawn. Its addresses no longer answer.")).to_be_visible()
    assert Asset.objects.get().end_reason == "The logo is old"


def test_the_library_works_without_scripts(browser, live_server, brand, manager, asset):
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, live_server.url, manager)
    page = context.new_page()
    page.goto(f"{live_server.url}/library/")
    page.get_by_label("Words").fill("mug")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Red mug at dawn").click()
    address = f"{live_server.url}{shelf.address(asset.publications.get(), 'desktop_hero')}"
    expect(page.get_by_role("textbox", name="Address of the Desktop hero")).to_have_value(address)
    page.get_by_label("Why is it withdrawn?").fill("Old")
    page.get_by_role("button", name="Withdraw this image").click()
    expect(page.get_by_text("is withdrawn. Its addresses no longer answer.")).to_be_visible()
    context.close()
