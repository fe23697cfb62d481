"""What pages become in use: menus and dialogs open, forms sent back with errors, messages shown, boards still empty."""

import pytest

from tests import factories
from tests.browsing import DESKTOP, PHONE, box_of, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = [(DESKTOP, "light"), (PHONE, "dark")]
FORMS = ["/briefs/new", "/campaigns/new"]


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
@pytest.mark.parametrize("path", FORMS)
def test_a_form_with_errors_is_accessible_and_names_the_field(
    open_page, accessible, brand, manager, path, size, scheme
):
    factories.a_campaign(brand)
    page = open_page(path, manager, size=size)
    page.emulate_media(color_scheme=scheme)
    page.locator("form.form").evaluate("form => { form.noValidate = true }")
    page.locator("form.form .form-actions .button.primary").click()
    wrong = page.locator("[aria-invalid=true]").first
    expect(wrong).to_be_visible()
    assert wrong.get_attribute("aria-describedby")
    accessible(page)
    open_page.worries.clear()  # the browser's own word on the 422


def test_the_menu_of_the_phone_opens_and_is_accessible(open_page, accessible, manager):
    page = open_page("/library/", manager, size=PHONE)
    page.get_by_text("More", exact=True).click()
    expect(page.get_by_role("button", name="Sign out").last).to_be_visible()
    accessible(page)


@pytest.mark.parametrize("view", ["grid", "loupe", "compare", "survey"])
def test_an_empty_board_says_what_to_do_next_in_every_view(open_page, accessible, brand, marketer, view):
    page = open_page(f"/briefs/{factories.a_brief(brand).public_id}/?view={view}", marketer)
    expect(page.get_by_role("heading", name="No candidates yet")).to_be_visible()
    page.locator(".board").get_by_role("link", name="Bring in images").click(trial=True)
    accessible(page)


def test_the_sheet_of_keys_is_accessible_and_gives_the_focus_back(open_page, accessible, brand, marketer):
    page = open_page(f"/briefs/{factories.a_brief(brand).public_id}/", marketer)
    keys = page.get_by_role("button", name="Keys", exact=True)
    keys.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    accessible(page)
    page.keyboard.press("Escape")
    expect(keys).to_be_focused()


def test_lists_are_read_without_moving_sideways_on_a_phone(open_page, brand, manager):
    factories.a_campaign(brand, name="A campaign with a name that takes its room on a phone")
    page = open_page("/campaigns/", manager, size=PHONE)
    wrap = page.locator(".table-wrap")
    assert wrap.evaluate("box => box.scrollWidth <= box.clientWidth")
    expect(page.get_by_role("cell").first).to_be_visible()


def test_the_files_of_an_import_come_before_their_origin_and_the_sending_last(open_page, brand, marketer):
    page = open_page(f"/briefs/{factories.a_brief(brand).public_id}/import", marketer, size=PHONE)
    parts = [page.get_by_label("Pictures"), page.get_by_label("How it was made"), page.locator("[data-send]")]
    tops = [box_of(part)["y"] for part in parts]
    assert tops == sorted(tops)
