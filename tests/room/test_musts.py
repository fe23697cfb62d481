"""What somebody ticked of the must-haves beside an image is there again when they come back to it, for them alone."""

import pytest
from django.urls import reverse

from assets.models import AuditEvent
from review import blind_board, musts
from review.models import Ticks
from tests import factories
from tests.decisions import waiting

pytestmark = pytest.mark.django_db
BLUE, SEA = "The bottle is blue", "The sea is behind it"
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def brief(brand):
    return factories.a_brief(brand, must_haves=[BLUE, SEA])


@pytest.fixture
def candidate(brief):
    return factories.a_candidate(brief)


def panel(client, brief, name) -> str:
    return client.get(reverse("review:details", args=[brief.public_id, name]), headers=FRAGMENT).text


def ticks(html) -> list[str]:
    """The lines that stand ticked."""
    boxes = html.split('<input type="checkbox" name="line" value="')[1:]
    return [box.partition('"')[0] for box in boxes if " checked>" in box.partition("</label>")[0]]


def tick(client, brief, name, *lines):
    url = reverse("review:tick", args=[brief.public_id, name])
    return client.post(url, {"line": lines}, headers=FRAGMENT)


def test_a_tick_is_there_again_in_the_panel_and_can_be_taken_back(signed_in, marketer, brief, candidate):
    client = signed_in(marketer)
    assert tick(client, brief, candidate.public_id, SEA).status_code == 204
    assert ticks(panel(client, brief, candidate.public_id)) == [SEA]
    tick(client, brief, candidate.public_id)
    assert ticks(panel(client, brief, candidate.public_id)) == []


def test_it_belongs_to_one_image_and_one_person(signed_in, marketer, manager, brief, candidate):
    other = factories.a_candidate(brief)
    client = signed_in(marketer)
    tick(client, brief, candidate.public_id, BLUE)
    assert ticks(panel(client, brief, other.public_id)) == []
    assert ticks(panel(signed_in(manager), brief, candidate.public_id)) == []


def test_the_decision_page_shows_and_keeps_the_same_ticks(signed_in, manager, brand, brief):
    candidate = waiting.a_waiting(brand, brief=brief)
    client, page = signed_in(manager), f"/approvals/{candidate.public_id}/"
    assert client.post(f"{page}must", {"line": [BLUE, SEA]}, headers=FRAGMENT).status_code == 204
    assert ticks(client.get(page).text) == [BLUE, SEA]


def test_without_scripts_the_page_comes_again(signed_in, manager, brand, brief):
    candidate = waiting.a_waiting(brand, brief=brief)
    page = f"/approvals/{candidate.public_id}/"
    assert signed_in(manager).post(f"{page}must", {"line": BLUE})["Location"] == page


def test_a_board_without_names_neither_shows_nor_takes_any_since_they_would_tell_which_image_it_is(
    signed_in, marketer, brief, candidate
):
    musts.tick(candidate, [BLUE], by=marketer)
    token = blind_board.begin(brief, by=marketer).line[0][1]
    client = signed_in(marketer)
    assert ticks(panel(client, brief, token)) == []
    assert [tick(client, brief, name, SEA).status_code for name in (token, candidate.public_id)] == [404, 404]
    assert Ticks.objects.get().lines == [BLUE]


def test_what_the_brief_does_not_ask_for_is_not_kept(marketer, candidate):
    assert musts.tick(candidate, [BLUE, "Something else"], by=marketer) == [BLUE]
    assert Ticks.objects.get().lines == [BLUE]


def test_a_line_that_was_rewritten_is_open_again(signed_in, marketer, brief, candidate):
    musts.tick(candidate, [BLUE, SEA], by=marketer)
    type(brief).objects.filter(pk=brief.pk).update(must_haves=[BLUE, "The sea is calm"])
    assert ticks(panel(signed_in(marketer), brief, candidate.public_id)) == [BLUE]


def test_a_stranger_finds_nothing_there(signed_in, stranger, brief, candidate):
    client = signed_in(stranger)
    assert tick(client, brief, candidate.public_id, BLUE).status_code == 404
    assert client.post(f"/approvals/{candidate.public_id}/must", {"line": BLUE}).status_code == 404
    assert not Ticks.objects.exists()


def test_an_image_of_another_board_is_not_ticked_here(signed_in, marketer, brand, brief, candidate):
    elsewhere = factories.a_brief(brand)
    assert tick(signed_in(marketer), elsewhere, candidate.public_id, BLUE).status_code == 404


def test_it_is_no_event_of_the_log_since_it_decides_nothing(marketer, candidate):
    before = AuditEvent.objects.count()
    musts.tick(candidate, [BLUE], by=marketer)
    assert AuditEvent.objects.count() == before
