"""The part about the check, while its result is awaited on an open page."""

import pytest

from assets import clock
from review.models import Advice
from tests.browsing import expect
from tests.decisions.waiting import a_waiting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(open_page, brand, manager):
    """The decision page of an image that is being checked."""
    return open_page(f"/approvals/{a_waiting(brand).public_id}/", manager)


def given():
    """The check ends."""
    Advice.objects.update(state=Advice.State.GIVEN, checked_at=clock.now())


def asked(page):
    return page.expect_response(lambda answer: answer.url.endswith("/check"))


def told(page):
    """Waits until the page has asked and been told."""
    with asked(page):
        given()
    expect(page.locator("#advice [role=status]")).to_contain_text("0 of 0 rules passed")


def test_a_result_that_comes_opens_nothing_and_is_asked_for_no_more(page):
    expect(page.locator("#advice [role=status]")).to_contain_text("Being checked")
    told(page)
    expect(page.locator("#advice")).not_to_have_attribute("open", "")
    more = []
    page.on("request", lambda request: more.append(request.url) if request.url.endswith("/check") else None)
    page.wait_for_timeout(3_000)
    assert not more


def test_it_stays_open_where_somebody_opened_it_and_can_be_asked_for_again(page):
    page.locator("#advice > summary").click()
    told(page)
    expect(page.locator("#advice")).to_have_attribute("open", "")
    page.get_by_role("button", name="Check again").click()
    expect(page.locator("#advice [role=status]")).to_contain_text("Being checked")
    expect(page.locator("#advice")).to_have_attribute("open", "")
    told(page)
