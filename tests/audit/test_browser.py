"""The auditor's page as a browser lays it out."""

import pytest

from tests.audit.story import published
from tests.browsing import PHONE, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_on_a_phone_no_event_is_read_sideways(open_page, accessible, brand, auditor):
    published(brand)
    page = open_page("/audit/", auditor, size=PHONE)
    table = page.get_by_role("region", name="Table of events")
    assert table.evaluate("wrap => wrap.scrollWidth - wrap.clientWidth") <= 0
    what = table.locator("td[data-name=What]").first
    what.scroll_into_view_if_needed()
    expect(what).to_be_in_viewport()
    accessible(page)
