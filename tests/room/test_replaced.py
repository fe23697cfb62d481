"""A version that a newer one replaced: it stays on the board to be read, and is out of choosing and sending."""

from datetime import timedelta

import pytest

from assets import clock
from assets.problems import Conflict
from generation.models import Candidate
from review import opinions, queue
from review.models import Review
from tests import factories
from tests.room.boards import a_board, address, press
from tests.stages.scene import PEER, a_planned_brief
from tests.talk.talk import a_next_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(brand, marketer):
    """A brief with a shortlisted image that a newer one replaced, and the newer one."""
    brief, (first,) = a_board(brand, 1)
    opinions.give(brief, [first], by=marketer, verdict="shortlist")
    return brief, first, a_next_version(first)


def test_it_is_said_to_be_replaced_and_not_to_be_shortlisted(shown, marketer, signed_in):
    brief, first, newer = shown
    client = signed_in(marketer)
    page = client.get(address("board", brief)).text
    assert page.partition(f'id="c-{first.public_id}"')[2].partition("</li>")[0].count("Replaced") >= 1
    assert first.public_id not in client.get(address("board", brief, show="shortlisted")).text
    assert newer.public_id in client.get(address("board", brief, show="undecided")).text


def test_it_takes_no_opinion(shown, marketer, signed_in):
    brief, first, _ = shown
    answer = press(signed_in(marketer), brief, "pass", first, version=1)
    assert "A newer version took its place." in answer.text
    assert Review.objects.get().verdict == "shortlist"


def test_it_is_not_sent_with_the_rest_of_a_shortlist(shown, marketer):
    brief, first, newer = shown
    opinions.give(brief, [newer], by=marketer, verdict="shortlist")
    assert list(queue.shortlist_of(brief, marketer)) == [newer]
    with pytest.raises(Conflict, match="A newer version took its place"):
        queue.send_for_approval([first], by=marketer)


def test_an_open_board_hears_that_it_was_replaced(shown, marketer, signed_in):
    brief, first, _ = shown
    before = clock.now() - timedelta(hours=1)
    Candidate.objects.filter(pk=first.pk).update(created_at=before)
    Review.objects.update(updated_at=before)
    since = int(clock.now().timestamp() * 1000)
    assert first.public_id in signed_in(marketer).get(address("changes", brief, since=since)).text


@pytest.mark.parametrize(
    ("stages", "said"), [([], "1 waits for Ben Ortiz"), ([PEER, {"name": "Brand"}], "1 waits for signatures")]
)
def test_the_rail_names_brand_managers_only_where_they_alone_decide(brand, manager, marketer, signed_in, stages, said):
    candidate = factories.a_candidate(a_planned_brief(brand, *stages))
    queue.send_for_approval([candidate], by=marketer)
    assert said in signed_in(marketer).get(address("board", candidate.brief)).text
