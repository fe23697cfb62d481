"""Briefs as strips: when each is due as people say it, and where its images stand."""

from datetime import date

import pytest

from assets import clock
from generation import strips
from generation.models import Brief
from tests import factories
from tests.decisions.waiting import a_waiting

TODAY = date(2027, 3, 10)


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (None, "No due date"),
        (date(2027, 3, 10), "Due today"),
        (date(2027, 3, 11), "Due tomorrow"),
        (date(2027, 3, 12), "Due in 2 days"),
        (date(2027, 3, 31), "Due in 21 days"),
        (date(2027, 4, 1), "Due 1 April 2027"),
        (date(2027, 3, 9), "Due yesterday"),
        (date(2027, 3, 8), "2 days late"),
    ],
)
def test_a_day_is_told_as_people_say_it(due, said):
    assert strips.due_in_words(due, TODAY) == said


def test_the_head_of_the_room_tells_it_within_its_sentence(brand, marketer, signed_in):
    brief = factories.a_brief(brand, due_on=clock.local_day(clock.now(), brand.timezone))
    page = signed_in(marketer).get(f"/briefs/{brief.public_id}/").text
    assert "due today" in page


def test_an_image_on_its_way_through_approval_is_said_to_wait(brand, marketer):
    candidate = a_waiting(brand)
    rows = strips.rows(Brief.objects.filter(pk=candidate.brief_id), marketer)
    assert strips.strips(list(rows))[0].tallies == [("waiting", "1 waiting for approval")]
