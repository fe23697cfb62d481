"""The red dots of the board: what keeps each image from approval, the same as on its decision page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assets.identifiers import opaque_id
from generation.models import Candidate
from review import blind_board, checklists, hindrances, threads
from review.blockers import blockers
from tests import factories
from tests.decisions.waiting import a_clean, a_ready, a_waiting, answer_all, case_of, round_of
from tests.room.boards import FRAGMENT, address
from tests.stages.scene import a_planned_brief

pytestmark = pytest.mark.django_db
MOST = 12  # queries of the whole request


def asked_on_its_page(candidate) -> list[str]:
    """What the decision page lists."""
    return [one.sentence for one in blockers(case_of(candidate))]


def must_fix(candidate, by, text="The mug is blue"):
    """A thread that must be fixed first."""
    return threads.open_thread(candidate, by=by, text=text, key=opaque_id(), must_fix=True)


def a_board_of_hindrances(brand, brief, manager) -> list[Candidate]:
    """One image of each kind of trouble, all waiting on one board."""
    unknown = a_waiting(brand, brief=brief, provenance="unknown", tool="")
    failed = a_clean(brand, brief=brief)
    checklists.answer(round_of(failed), 1, "fail", by=manager, note="Six fingers")
    open_thread = a_waiting(brand, brief=brief)
    must_fix(open_thread, manager)
    replaced = a_waiting(brand, brief=brief)
    factories.a_candidate(brief, parent=replaced)
    small = a_clean(brand, brief=brief)
    brief.campaign.markets = ["JP"]
    brief.campaign.save()
    return [unknown, failed, open_thread, replaced, small]


def test_each_image_that_waits_has_what_its_decision_page_lists(brand, manager, marketer):
    brief = factories.a_brief(brand)
    made = a_board_of_hindrances(brand, brief, manager)
    found = hindrances.of_board(brief, marketer)
    for candidate in made:
        listed = [line.partition(": “The mug")[0].rstrip(".") for line in asked_on_its_page(candidate)]
        assert [line.rstrip(".") for line in found[candidate.public_id]] == listed, candidate


def test_languages_and_sectors_of_the_campaign_count(brand, manager, marketer):
    candidate = a_clean(brand, brief=a_planned_brief(brand, languages=["German", "French"], sector="medical"))
    assert hindrances.of_board(candidate.brief, marketer)[candidate.public_id] == asked_on_its_page(candidate)


def test_what_nothing_blocks_and_what_nobody_sent_has_none(brand, marketer):
    ready = a_ready(brand)
    factories.a_candidate(ready.brief)
    assert hindrances.of_board(ready.brief, marketer) == {}


def test_a_thread_that_must_be_fixed_is_told_before_the_image_is_sent(brand, marketer, manager):
    candidate = factories.a_candidate(factories.a_brief(brand))
    must_fix(candidate, manager)
    assert hindrances.of_board(candidate.brief, marketer) == {candidate.public_id: ["Thread 1 must be fixed first."]}


def test_what_an_earlier_version_left_open_counts_until_it_is_answered(brand, marketer, manager):
    brief = factories.a_brief(brand)
    first = factories.a_candidate(brief)
    thread = must_fix(first, manager)
    second = a_waiting(brand, brief=brief, parent=first)
    told = hindrances.of_board(brief, marketer)[second.public_id]
    assert "Thread 1 of an earlier version must be fixed first." in told
    threads.answer_carried(thread, second, "fixed", by=marketer)
    assert not any("earlier version" in line for line in hindrances.of_board(brief, marketer)[second.public_id])


def test_the_queries_are_as_many_for_three_images_as_for_thirty(signed_in, brand, marketer):
    counts = []
    for number in (3, 30):
        brief = factories.a_brief(brand)
        for _ in range(number):
            a_waiting(brand, brief=brief)
        client = signed_in(marketer)
        client.get(address("blocked", brief))
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(address("blocked", brief))
        assert len(answer.json()["blocked"]) == number
        counts.append(len(seen))
    assert counts[0] == counts[1] <= MOST


def test_only_the_first_are_told_at_the_dot():
    assert hindrances.told(["One.", "Two.", "Three.", "Four."]) == "One. Two. Three. And 1 more."
    assert hindrances.told(["One."]) == "One."


def test_without_names_nothing_is_told(signed_in, brand, marketer, manager):
    brief = factories.a_brief(brand)
    must_fix(factories.a_candidate(brief), manager)
    assert signed_in(marketer).get(address("blocked", brief)).json()["blocked"]
    blind_board.begin(brief, by=marketer)
    assert signed_in(marketer).get(address("blocked", brief)).json() == {"blocked": {}}


def test_people_of_other_brands_are_told_nothing(signed_in, brand, stranger):
    assert signed_in(stranger).get(address("blocked", factories.a_brief(brand))).status_code == 404


def test_an_open_board_hears_that_something_came_into_the_way_or_out_of_it(signed_in, brand, marketer, manager):
    candidate = a_clean(brand)
    client = signed_in(marketer)

    def mark():
        return client.get(address("changes", candidate.brief), **FRAGMENT)["X-Blocked"]

    seen = [mark(), client.get(address("blocked", candidate.brief))["X-Blocked"]]
    assert seen[0] == seen[1]
    thread = must_fix(candidate, manager)
    seen.append(mark())
    threads.resolve(thread, by=manager)
    seen.append(mark())
    answer_all(candidate)
    seen.append(mark())
    assert len(set(seen)) == 4
    assert mark() == seen[-1]


def test_without_names_no_mark_tells_that_others_act(signed_in, brand, marketer):
    brief = factories.a_brief(brand)
    factories.a_candidate(brief)
    blind_board.begin(brief, by=marketer)
    assert "X-Blocked" not in signed_in(marketer).get(address("changes", brief), **FRAGMENT)
