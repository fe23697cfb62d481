"""Open threads and approval: which of them are in the way, where it is said, and that it is refused."""

import pytest

from assets.models import Asset
from assets.problems import Refused
from review import decisions, threads
from review.blockers import blockers
from tests.decisions.waiting import a_ready, bound_of, case_of
from tests.talk.talk import a_next_version, a_thread

pytestmark = pytest.mark.django_db


def test_an_open_thread_that_must_be_fixed_keeps_the_image_from_approval(brand, manager, marketer):
    candidate = a_ready(brand)
    bound, thread = bound_of(candidate), a_thread(candidate, must_fix=True)
    with pytest.raises(Refused, match="Thread 1 must be fixed first: “The handle is bent”"):
        decisions.approve(candidate, by=manager, bound=bound)
    threads.resolve(thread, by=marketer)
    decisions.approve(candidate, by=manager, bound=bound)
    assert Asset.objects.count() == 1


def test_another_open_thread_is_in_the_way_only_where_the_campaign_says_so(brand, manager):
    candidate = a_ready(brand)
    thread = a_thread(candidate)
    assert blockers(case_of(candidate)) == []
    campaign = candidate.brief.campaign
    type(campaign).objects.filter(pk=campaign.pk).update(open_threads_block=True)
    (found,) = blockers(case_of(candidate))
    assert (found.code, found.control) == ("threads_open", f"thread-{thread.public_id}")


def test_what_an_earlier_version_left_open_is_in_the_way_until_it_is_answered(brand, manager, marketer):
    first = a_ready(brand)
    thread = a_thread(first, must_fix=True)
    second = a_next_version(first, image=first.image)
    from review import queue
    from tests.decisions.waiting import answer_all, describe

    queue.send_for_approval([second], by=marketer)
    answer_all(second)
    describe(second)
    (found,) = blockers(case_of(second))
    assert found.sentence.startswith("Thread 1 of an earlier version must be fixed first")
    threads.answer_carried(thread, second, "fixed", by=marketer)
    assert blockers(case_of(second)) == []


def test_the_page_and_the_queue_tell_it_and_link_to_the_thread(brand, manager, signed_in):
    candidate = a_ready(brand)
    thread = a_thread(candidate, must_fix=True)
    client = signed_in(manager)
    page = client.get(f"/approvals/{candidate.public_id}/").content.decode()
    assert f'href="#thread-{thread.public_id}"' in page
    assert "Approve: 1 thing in the way" in page
    assert "1 open thread" in client.get("/approvals/").content.decode()
