"""Whoever must sign in again comes back to the page that they were on, never to an address that only takes posts."""

import pytest

from tests.decisions.waiting import a_waiting

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/?next="
HERE = "http://testserver"


@pytest.fixture
def page(brand):
    """The address of a decision page."""
    return f"/approvals/{a_waiting(brand).public_id}/"


@pytest.mark.parametrize("act", ["approve", "reject", "changes", "aside", "undo"])
@pytest.mark.parametrize("sender", [None, "", "reject"])
def test_a_verdict_of_somebody_signed_out_leads_back_to_the_decision_page(client, page, act, sender):
    headers = {} if sender is None else {"Referer": HERE + page + sender}
    assert client.post(page + act, headers=headers)["Location"] == LOGIN + page


def test_a_form_of_any_page_leads_back_to_that_page_with_its_query(client, page):
    answer = client.post("/briefs/aaaaaaaaaaaaaaaa/verdict", headers={"Referer": f"{HERE}/briefs/?a=1"})
    assert answer["Location"] == f"{LOGIN}/briefs/%3Fa%3D1"


def test_htmx_on_a_page_that_answered_a_verdict_leads_back_to_the_decision_page(client, page):
    headers = {"HX-Request": "true", "HX-Current-URL": f"{HERE}{page}changes"}
    assert client.post(page + "presence", headers=headers)["HX-Redirect"] == LOGIN + page


@pytest.mark.parametrize("sender", ["https://evil.example/x", "//evil.example", "http://[", f"{HERE}//evil.example/"])
def test_no_sender_leads_to_another_site_or_to_an_address_for_posts(client, sender):
    answer = client.post("/briefs/aaaaaaaaaaaaaaaa/verdict", headers={"Referer": sender})
    assert answer["Location"] == f"{LOGIN}/"
