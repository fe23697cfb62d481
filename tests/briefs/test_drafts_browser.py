"""A long form outlives a lost sign-in and a page grown old; what was saved or left behind is forgotten."""

import pytest
from django.contrib.sessions.models import Session

from generation.models import Brief
from tests import factories
from tests.browsing import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW = "/briefs/new"
SAID = "What you wrote was not saved. It stands here again: check it and save it."


@pytest.fixture
def begun(open_page, brand, marketer):
    """A new brief with two fields and a channel filled in, not saved yet."""
    factories.a_campaign(brand)
    page = open_page(NEW, marketer)
    page.get_by_label("Title").fill("Mug at dawn")
    page.get_by_label("Subject").fill("A red mug on a sill")
    page.get_by_label("Square social").check()
    expect(page.locator("#shapes")).to_contain_text("1:1")
    return page


def save(page):
    page.get_by_role("button", name="Save and write the prompt").click()


def stored(page) -> str:
    return page.evaluate("JSON.stringify(sessionStorage)")


def is_whole(page):
    """Whether all that was written stands in the form."""
    expect(page.get_by_label("Title")).to_have_value("Mug at dawn")
    expect(page.get_by_label("Subject")).to_have_value("A red mug on a sill")
    expect(page.get_by_label("Square social")).to_be_checked()


def test_a_brief_that_met_the_end_of_the_sign_in_stands_there_again_and_is_saved(begun, marketer, again):
    Session.objects.all().delete()
    save(begun)
    again(marketer, f"**{NEW}")
    expect(begun.locator("#problems")).to_contain_text(f"You were signed out. {SAID}")
    is_whole(begun)
    assert not Brief.objects.exists()
    save(begun)
    begun.wait_for_url("**/prompt")
    assert Brief.objects.get().title == "Mug at dawn"
    assert "Mug at dawn" not in stored(begun)


def test_a_part_that_leads_to_the_sign_in_takes_nothing_with_it(begun, marketer, again):
    Session.objects.all().delete()
    begun.get_by_label("Vertical story").click()  # asks for the shapes
    again(marketer, f"**{NEW}")
    is_whole(begun)
    expect(begun.get_by_label("Vertical story")).to_be_checked()
    expect(begun.locator("#shapes")).to_contain_text("9:16")


def test_a_page_older_than_the_last_sign_in_is_refused_and_loses_nothing(begun, open_page):
    begun.context.clear_cookies(name="csrftoken")
    save(begun)
    expect(begun.get_by_role("heading", level=1)).to_have_text("This is not yours to do")
    begun.goto(begun.url)
    expect(begun.locator("#problems")).to_contain_text(SAID)
    is_whole(begun)
    open_page.worries.clear()  # Chromium's own line about the 403


def test_what_the_server_sends_back_is_left_as_it_is(begun, open_page):
    begun.get_by_label("Title").evaluate("field => { field.required = false; field.value = ''; }")
    save(begun)
    expect(begun.locator(".field.wrong, [aria-invalid=true]").first).to_be_visible()
    expect(begun.get_by_label("Subject")).to_have_value("A red mug on a sill")
    expect(begun.locator("#problems")).to_be_empty()
    open_page.worries.clear()  # Chromium's own line about the 422


def test_what_was_left_is_not_brought_back(begun):
    begun.get_by_role("link", name="Leave without saving").click()
    begun.wait_for_url("**/briefs/")
    begun.goto(begun.url + "new")
    expect(begun.get_by_label("Title")).to_have_value("")
    assert "Mug at dawn" not in stored(begun)


def test_the_next_brief_begins_empty(begun):
    save(begun)
    begun.wait_for_url("**/prompt")
    begun.goto(begun.url.split("/briefs/")[0] + NEW)
    expect(begun.get_by_label("Title")).to_have_value("")


def test_somebody_else_in_the_same_tab_finds_nothing_of_it(begun, brand, again):
    other = factories.a_user("marketer", brand, name="Tom Berg")
    Session.objects.all().delete()
    save(begun)
    again(other, f"**{NEW}")
    expect(begun.get_by_label("Title")).to_have_value("")
    expect(begun.locator("#problems")).to_be_empty()


@pytest.mark.parametrize(("page_of", "field"), [("prompt", "Prompt"), ("campaign", "Name"), ("product", "Name")])
def test_the_other_long_forms_do_the_same(open_page, brand, marketer, again, page_of, field):
    brief = factories.a_brief(brand)
    path = {"prompt": f"/briefs/{brief.public_id}/prompt", "campaign": "/campaigns/new", "product": "/products/new"}
    page = open_page(path[page_of], marketer)
    page.get_by_label(field, exact=True).fill("Written for an hour")
    Session.objects.all().delete()
    page.locator("form.sheet button.primary").click()
    again(marketer, f"**{path[page_of]}")
    expect(page.locator("#problems")).to_contain_text(SAID)
    expect(page.get_by_label(field, exact=True)).to_have_value("Written for an hour")


def test_a_prompt_that_was_saved_is_not_given_back_on_the_same_page(open_page, brand, marketer):
    brief = factories.a_brief(brand)
    page = open_page(f"/briefs/{brief.public_id}/prompt", marketer)
    page.get_by_label("Prompt", exact=True).fill("A red mug at dawn")
    page.get_by_role("button", name="Save version 1").click()
    expect(page.get_by_text("Generate from version 1")).to_be_visible()
    page.reload()
    expect(page.locator("#problems")).to_be_empty()
    assert "A red mug" not in stored(page)
