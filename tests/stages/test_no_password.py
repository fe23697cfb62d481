"""Verdicts are signed with a password, and somebody has none yet: their way to one, and what rests until then."""

import re

import pytest

from tests.decisions import waiting
from tests.rights.records import a_cleared_record
from tests.stages.scene import sent
from tests.stages.test_pages import approve, page

pytestmark = pytest.mark.django_db
SIGNS = r"<button[^>]*>(Approve and publish|Send back to|Reject this image|Approve, with this to do)"


def without_password(person):
    person.set_unusable_password()
    person.save()


def test_whoever_has_no_password_yet_is_led_to_one_and_back(signed_in, brand, manager):
    without_password(manager)
    candidate = sent(brand, sign_again=True)
    client = signed_in(manager)
    html = client.get(page(candidate)).content.decode()
    assert "Your password, to sign" not in html
    way = re.search(r'href="([^"]*/password/set/[^"]*)"', html)[1]
    chosen = {"password1": "a-long-enough-sentence", "password2": "a-long-enough-sentence"}
    assert client.post(way, chosen).url == page(candidate)
    manager.refresh_from_db()
    assert manager.check_password("a-long-enough-sentence")
    assert "Your password, to sign" in client.get(page(candidate)).content.decode()


def test_each_button_that_would_sign_rests_and_approve_says_why(signed_in, brand, manager):
    candidate = sent(brand, sign_again=True)
    a_cleared_record(brand, images=[candidate.image])
    waiting.describe(candidate)
    waiting.answer_all(candidate)
    assert len(re.findall(SIGNS, signed_in(manager).get(page(candidate)).text)) == 4
    without_password(manager)
    html = signed_in(manager).get(page(candidate)).text
    assert re.search(r"<button[^>]* disabled>Approve: choose a password first</button>", html)
    assert len(re.findall(SIGNS.replace(">(", " disabled>("), html)) == 3


def test_the_way_to_a_password_leads_back_to_the_page_from_its_parts_and_refusals_too(signed_in, brand, manager):
    without_password(manager)
    candidate = sent(brand, sign_again=True)
    client = signed_in(manager)
    part = client.get(f"/candidates/{candidate.public_id}/threads?on=decision", headers={"HX-Request": "true"})
    refused = approve(client, candidate)
    for answer in (part, refused):
        ways = re.findall(r'href="[^"]*(?:/password/set/|/room/keys/change)[^"]*=([^"]*)"', answer.content.decode())
        assert set(ways) == {page(candidate)}
