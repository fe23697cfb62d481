"""Whoever founds a brand is offered the time zone of their own machine, and keeps what they chose."""

import pytest

from tests import factories
from tests.browsing import expect, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def far_away(browser, live_server):
    """A page of a browser in Auckland."""
    with browser.new_context(timezone_id="Pacific/Auckland", base_url=live_server.url) as context:
        yield context.new_page()


def test_the_first_brand_begins_with_the_zone_of_the_browser(far_away):
    far_away.goto("/welcome/")
    expect(far_away.get_by_label("Time zone")).to_have_value("Pacific/Auckland")


def test_what_was_chosen_stays_when_something_else_is_refused(far_away, live_server):
    sign_in(far_away.context, live_server.url, factories.a_user(is_staff=True))
    far_away.goto("/brands/new")
    zone = far_away.get_by_label("Time zone")
    expect(zone).to_have_value("Pacific/Auckland")
    zone.select_option("Asia/Tokyo")
    far_away.get_by_label("Name").fill("Tidewater")
    far_away.get_by_label("Currency").fill("yen")
    far_away.get_by_role("button", name="Found the brand").click()
    expect(far_away.locator("[aria-invalid=true], .field.wrong").first).to_be_visible()
    expect(far_away.get_by_label("Time zone")).to_have_value("Asia/Tokyo")
