"""Threads through their domain functions: who may, what is kept, what is refused, what the log says."""

from decimal import Decimal

import pytest

from assets.models import AuditEvent
from assets.problems import Conflict, Forbidden, Refused
from review import threads
from review.models import Comment, Thread
from review.places import Place
from tests import factories
from tests.talk.talk import PIN, a_key, a_next_version, a_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidate(brand, marketer):
    return factories.a_candidate(factories.a_brief(brand))


def actions(thread):
    return list(AuditEvent.objects.filter(object_id=thread.public_id).order_by("id").values_list("action", flat=True))


def test_threads_are_numbered_in_their_order_on_the_image(candidate):
    other = factories.a_candidate(candidate.brief)
    assert [a_thread(one).number for one in (candidate, other, candidate)] == [1, 1, 2]


def test_a_place_is_kept_with_five_decimals_of_the_original(candidate):
    place = Place.read("rectangle", "0.1234567", "0.2", "0.3", "0.05")
    thread = Thread.objects.get(pk=a_thread(candidate, place=place).pk)
    assert (thread.x, thread.y, thread.w, thread.h) == tuple(map(Decimal, ("0.12346", "0.2", "0.3", "0.05")))


@pytest.mark.parametrize(
    "place",
    [
        ("circle", "0.1", "0.1"),
        ("pin", "1.00001", "0.5"),
        ("pin", "-0.1", "0.5"),
        ("pin", "", "0.5"),
        ("pin", "NaN", "0.5"),
        ("pin", "Infinity", "0.5"),
        ("pin", "1e400", "0.5"),
        ("rectangle", "0.8", "0.1", "0.3", "0.1"),
        ("rectangle", "0.8", "0.1", "0", "0.1"),
        ("arrow", None, None, None, None, ""),
        ("arrow", None, None, None, None, "0.1,0.1"),
        ("arrow", None, None, None, None, "0.1,0.1 0.1,0.1"),
        ("arrow", None, None, None, None, "0.1,0.1 0.2,0.2 0.3,0.3"),
        ("freehand", None, None, None, None, "0.1,0.1 0.2,1.1"),
        ("freehand", None, None, None, None, "0.1,0.1 0.2"),
        ("freehand", None, None, None, None, "0.1,0.1  0.2,0.2"),
        ("freehand", None, None, None, None, "0.1,0.1 NaN,0.2"),
    ],
)
def test_a_place_that_is_none_on_the_image_is_refused(place):
    with pytest.raises(Refused, match="Set the pin again"):
        Place.read(*place)


def test_what_is_drawn_is_kept_point_by_point_with_the_box_around_it(candidate):
    place = Place.read("freehand", path="0.2000001,0.5 0.1,0.123456 0.4,0.3")
    thread = Thread.objects.get(pk=a_thread(candidate, place=place).pk)
    assert thread.path == "0.2,0.5 0.1,0.12346 0.4,0.3"
    assert (thread.x, thread.y, thread.w, thread.h) == tuple(map(Decimal, ("0.1", "0.12346", "0.3", "0.37654")))


def test_a_line_has_at_most_two_hundred_points():
    points = [f"0.{number:05}" for number in range(201)]
    assert Place.read("freehand", path=" ".join(f"{x},0.5" for x in points[:200])).path.count(" ") == 199
    with pytest.raises(Refused, match="at most 200 points"):
        Place.read("freehand", path=" ".join(f"{x},0.5" for x in points))


def test_the_same_form_sent_twice_begins_one_thread(candidate, marketer):
    sent = {"by": marketer, "text": "Bent", "key": "one", "place": PIN}
    first = threads.open_thread(candidate, **sent)
    assert threads.open_thread(candidate, **sent) == first
    assert actions(first) == ["thread.opened"]


def test_the_same_reply_sent_twice_is_one_comment(candidate, manager):
    thread = a_thread(candidate)
    first = threads.reply(thread, by=manager, text="Straighten it", key="two")
    assert threads.reply(thread, by=manager, text="Straighten it", key="two") == first
    assert Comment.objects.filter(thread=thread).count() == 2
    assert actions(thread) == ["thread.opened", "thread.replied"]


def test_resolving_twice_is_once_and_the_second_person_is_told_who_was_first(candidate, manager, marketer):
    thread = a_thread(candidate)
    seen = Thread.objects.get(pk=thread.pk)
    for _ in range(2):
        threads.resolve(Thread.objects.get(pk=thread.pk), by=manager, expected_version=1)
    assert actions(thread) == ["thread.opened", "thread.resolved"]
    with pytest.raises(Conflict, match="Ben Ortiz was first"):
        threads.resolve(seen, by=marketer, expected_version=1)


def test_a_page_that_is_older_than_the_last_reopening_resolves_nothing(candidate, manager, marketer):
    thread = a_thread(candidate)
    threads.reopen(threads.resolve(thread, by=manager), by=manager)
    with pytest.raises(Conflict, match="Ben Ortiz was first"):
        threads.resolve(Thread.objects.get(pk=thread.pk), by=marketer, expected_version=1)
    assert Thread.objects.get(pk=thread.pk).state == "open"


def test_a_resolved_thread_is_opened_again(candidate, manager):
    thread = threads.resolve(a_thread(candidate), by=manager)
    assert threads.reopen(thread, by=manager).state == "open"
    assert actions(thread)[-1] == "thread.reopened"


@pytest.mark.parametrize("role", ["auditor", "stranger", "site_admin"])
def test_only_those_who_may_review_talk(candidate, role, auditor, stranger):
    who = {"auditor": auditor, "stranger": stranger}.get(role) or factories.a_user(is_staff=True, is_superuser=True)
    thread = a_thread(candidate)
    acts = (
        lambda: a_thread(candidate, by=who),
        lambda: threads.reply(thread, by=who, text="Hm", key=a_key()),
        lambda: threads.resolve(thread, by=who),
        lambda: threads.reopen(thread, by=who),
    )
    for act in acts:
        with pytest.raises(Forbidden):
            act()


@pytest.mark.parametrize(
    ("text", "said"), [("  \n", "The comment"), ("a\x00b", "cannot be stored"), ("x" * 2001, "2,000")]
)
def test_a_comment_that_is_no_text_is_refused(candidate, text, said):
    with pytest.raises(Refused, match=said):
        a_thread(candidate, text=text)
    assert not Thread.objects.exists()


def test_the_words_stand_behind_a_commitment_in_the_log(candidate):
    thread = a_thread(candidate, text="Margarine")
    assert "Margarine" not in AuditEvent.objects.get(object_id=thread.public_id).payload


def test_threads_of_a_replaced_version_can_only_be_read(candidate, marketer):
    thread = a_thread(candidate)
    a_next_version(candidate)
    for act in (
        lambda: a_thread(candidate),
        lambda: threads.reply(thread, by=marketer, text="Hm", key=a_key()),
        lambda: threads.resolve(thread, by=marketer),
    ):
        with pytest.raises(Conflict, match="newer version"):
            act()
    assert actions(thread) == ["thread.opened"]


@pytest.mark.parametrize("state", ["approved", "rejected"])
def test_threads_of_a_decided_image_can_only_be_read(candidate, state):
    type(candidate).objects.filter(pk=candidate.pk).update(state=state)
    with pytest.raises(Conflict, match=f"The image is {state}"):
        a_thread(candidate)
