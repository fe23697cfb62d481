"""What pages say of stages: who signs, how a stage begins, what is offered to press, and what a signature was."""

import re

import pytest

from review import queue
from tests import factories
from tests.decisions import waiting
from tests.stages.scene import BRAND, PAIR, PEER, after, sent, sign, stage
from tests.stages.test_pages import approve, page, panel

pytestmark = pytest.mark.django_db
LEGAL = {"name": "Legal", "start": "hand"}


@pytest.fixture
def peer(brand, marketer):
    return factories.a_user("marketer", brand, name="Ida Sol")


def seen(client, address):
    """The words of a page, one after the other."""
    text = re.sub(r"<[^>]+>", " ", client.get(address).content.decode())
    return re.sub(r"\s+", " ", text)


def test_a_signature_of_an_early_stage_is_not_called_an_approval(signed_in, brand, peer):
    client, following = signed_in(peer), sent(brand, PEER, BRAND)
    moved_to = approve(client, sent(brand, PEER, BRAND))["Location"]
    html = client.get(moved_to).content.decode()
    just = re.search(r"<form class=\"just\".*?</form>", html, re.S).group(0)
    assert "Signed" in just
    assert "Approved" not in just
    assert following.public_id in moved_to


def test_an_early_stage_names_what_is_in_the_way_of_its_signature(signed_in, brand, peer):
    early = waiting.a_waiting(brand, brief=sent(brand, PEER | {"headings": ["quality"]}, BRAND).brief)
    assert "1 thing blocks your signature" in seen(signed_in(peer), page(early))


def test_a_stage_begun_by_hand_says_so_and_is_offered_when_its_turn_has_come(signed_in, brand, manager, peer):
    candidate, client = sent(brand, PEER, LEGAL, BRAND), signed_in(manager)
    words = seen(client, page(candidate))
    assert "Begins when a brand manager opens it" in words
    assert "Begin this stage" not in words
    sign(candidate, peer)
    assert "Begin this stage" in seen(client, page(candidate))


def test_between_stages_it_is_a_managers_turn_to_begin_the_next(brand, manager, peer):
    candidate = sent(brand, PEER, LEGAL, BRAND)
    sign(candidate, peer)
    assert queue.turn(candidate) == "a brand manager, to begin “Legal”"


def test_a_stage_to_come_names_the_one_who_decides_in_it(signed_in, brand, manager, peer):
    named = {"name": "Legal", "rule": "named", "people": [manager.public_id]}
    assert f"{manager} decides" in panel(signed_in(manager), sent(brand, PEER, named, BRAND))


def test_no_signature_is_handed_over_in_a_stage_that_is_over(signed_in, brand, manager, peer):
    candidate = sent(brand, PEER | {"hours": 1, "late": "move_on"}, BRAND)
    client = signed_in(manager)
    assert seen(client, page(candidate)).count("Hand a signature over") == 2
    after(2)
    assert seen(client, page(candidate)).count("Hand a signature over") == 1
    assert stage(candidate, "Second look").closed_at


def test_the_picture_of_a_process_tells_how_stages_begin_and_end(signed_in, brand, manager):
    timed = PEER | {"hours": 48, "late": "move_on"}
    candidate = sent(brand, timed, LEGAL, {"name": "Later", "start": "days", "days": 3}, BRAND)
    words = seen(signed_in(manager), f"/campaigns/{candidate.brief.campaign.public_id}/approval")
    assert "48 hours, then it goes on without a response" in words
    assert "begins when a brand manager opens it" in words
    assert "begins 3 days after sending at the earliest" in words


def test_a_signature_is_offered_only_to_people_who_could_give_it(signed_in, brand, manager, marketer):
    candidate, second = sent(brand, PAIR), factories.a_user("brand_manager", brand, name="Ines Duarte")
    third = factories.a_user("brand_manager", brand, name="Ada Weiss")
    sign(candidate, second)
    body = signed_in(manager).get(page(candidate)).content.decode()
    offered = re.findall(
        r'<option value="(\w{16})">', body[body.index("Hand a signature over") :].split("</select>")[0]
    )
    assert set(offered) == {manager.public_id, third.public_id}
