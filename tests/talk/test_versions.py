"""What becomes of threads when a new version of the image arrives."""

import pytest

from assets.models import AuditEvent
from assets.problems import Conflict, Refused
from review import talk, threads
from review.models import CarriedAnswer, Thread
from review.places import Place
from tests import factories
from tests.talk.talk import a_next_version, a_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(brand, marketer):
    return factories.a_candidate(factories.a_brief(brand))


def asked(candidate):
    return [one.thread for one in talk.talks_of(candidate)[1]]


def test_a_new_version_asks_for_each_open_thread_of_the_one_before(first, marketer):
    left, done = a_thread(first), a_thread(first)
    threads.resolve(done, by=marketer)
    assert asked(a_next_version(first)) == [left]
    assert asked(first) == []


@pytest.mark.parametrize("answer", ["fixed", "gone"])
def test_what_is_settled_is_asked_no_more(first, marketer, answer):
    thread, second = a_thread(first), a_next_version(first)
    for _ in range(2):
        threads.answer_carried(thread, second, answer, by=marketer)
    assert asked(second) == []
    assert not Thread.objects.filter(candidate=second).exists()
    assert AuditEvent.objects.filter(object_id=thread.public_id, action="thread.answered").count() == 1


def test_what_is_not_fixed_goes_on_at_the_same_place_and_in_the_same_words(first, marketer, manager):
    thread, second = a_thread(first, by=marketer, must_fix=True), a_next_version(first)
    threads.answer_carried(thread, second, "not_fixed", by=manager)
    (told,) = talk.talks_of(second)[0]
    assert told.thread.carried_from == thread
    assert (told.thread.x, told.thread.y, told.thread.must_fix) == (thread.x, thread.y, True)
    assert told.comments[0][2] == "The handle is bent"
    assert asked(a_next_version(second)) == [told.thread]


def test_an_arrow_goes_on_as_the_same_arrow(first, manager):
    thread, second = a_thread(first, place=Place.read("arrow", path="0.9,0.1 0.2,0.3")), a_next_version(first)
    threads.answer_carried(thread, second, "not_fixed", by=manager)
    (told,) = talk.talks_of(second)[0]
    assert Place.of(told.thread) == Place.of(Thread.objects.get(pk=thread.pk))


def test_what_nobody_answered_is_asked_by_the_version_after_the_next(first):
    thread, second = a_thread(first), a_next_version(first)
    assert asked(a_next_version(second)) == [thread]


def test_the_second_answer_is_told_who_was_first(first, marketer, manager):
    thread, second = a_thread(first), a_next_version(first)
    threads.answer_carried(thread, second, "fixed", by=manager)
    with pytest.raises(Conflict, match="Ben Ortiz said “fixed”"):
        threads.answer_carried(thread, second, "not_fixed", by=marketer)
    assert CarriedAnswer.objects.get().answer == "fixed"


def test_an_image_that_did_not_come_of_it_is_asked_nothing(first, marketer):
    thread, other = a_thread(first), factories.a_candidate(first.brief)
    with pytest.raises(Refused, match="asks nothing of this image"):
        threads.answer_carried(thread, other, "fixed", by=marketer)
