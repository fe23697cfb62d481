"""Many images begin in one turn: each with its attempt, its place and its event, and none that may not."""

import threading

import pytest
from django.db import connection

from assets import clock
from assets.models import AuditEvent, Work
from generation import beginning, outside, slots
from generation.models import Attempt, GenerationRequest, Generator, ProviderAccount, Slot

pytestmark = pytest.mark.django_db(transaction=True)
S = Slot.State


@pytest.fixture
def roomy(daylight):
    """A generator with room for all."""
    Generator.objects.update(max_parallel=100)
    return Generator.objects.get(key="daylight")


def taken(most=50):
    """What an engine has in hand after a claim."""
    leases = outside.claim(most, [])
    found = outside.slots_of(leases)
    return [(lease, found[lease.work.subject]) for lease in leases]


def test_each_image_that_begins_has_an_attempt_and_an_event_of_its_own(ask, roomy):
    ask(roomy, 5)
    begun = beginning.begin_all(taken())
    assert len({held.attempt.public_id for held in begun}) == 5
    assert set(Slot.objects.values_list("state", flat=True)) == {S.SUBMITTING}
    assert set(Attempt.objects.values_list("number", "state")) == {(1, "submitting")}
    assert AuditEvent.objects.filter(action="slot.submitted").values("object_id").distinct().count() == 5
    assert GenerationRequest.objects.get().state == "running"


def test_it_takes_no_more_statements_for_more_images(ask, roomy, django_assert_max_num_queries):
    ask(roomy, 2, key="few")
    with django_assert_max_num_queries(100) as few:
        beginning.begin_all(taken())
    ask(roomy, 9, key="many")
    with django_assert_max_num_queries(len(few)):
        assert len(beginning.begin_all(taken())) == 9


def test_one_that_was_cancelled_meanwhile_is_left_out_and_the_others_begin(ask, roomy, marketer):
    ask(roomy, 3)
    in_hand = taken()
    slots.cancel(Slot.objects.get(index=1), by=marketer)
    assert {held.slot.index for held in beginning.begin_all(in_hand)} == {0, 2}
    assert Attempt.objects.filter(slot__index=1).count() == 0
    assert Slot.objects.get(index=1).state == S.CANCELLED


def test_one_whose_lease_was_lost_is_left_out(ask, roomy):
    ask(roomy, 3)
    in_hand = taken()
    in_hand[0][0].give_back()
    assert len(beginning.begin_all(in_hand)) == 2
    assert Slot.objects.get(pk=in_hand[0][1].pk).state == S.QUEUED


def test_no_more_begin_than_there_are_places(ask, roomy):
    ask(roomy, 6)
    in_hand = taken()
    Generator.objects.update(max_parallel=4)
    assert len(beginning.begin_all(in_hand)) == 4
    assert Slot.objects.filter(state=S.QUEUED).count() == 2


def test_generators_of_one_account_that_begin_together_keep_to_its_places_together(ask, roomy, paid):
    warm = {"welcome": 20, "welcomed_at": clock.now()}
    account = ProviderAccount.objects.create(key="shared", label="Shared", adapter="paid", most_active=4, **warm)
    both = [paid(key=key, account=account, max_parallel=100) for key in ("one", "other")]
    in_hand = []
    for made in both:
        ask(made, 3, key=made.key)
        in_hand += taken()
        Work.objects.update(lease_until=None)
    assert len(beginning.begin_all(in_hand)) == 4


def test_what_is_under_way_already_does_not_begin_anew(ask, roomy):
    ask(roomy, 2)
    in_hand = taken()
    beginning.begin_all(in_hand)
    again = [(lease, Slot.objects.get(pk=slot.pk)) for lease, slot in in_hand]
    assert beginning.begin_all(again) == []
    assert Attempt.objects.count() == 2


def test_an_image_asked_for_again_begins_its_next_attempt(ask, roomy, marketer):
    ask(roomy, 1)
    held = beginning.begin_all(taken())[0]
    outside.lose(held, "Nobody knows.")
    slots.ask_again(Slot.objects.select_related("request__brand").get(), by=marketer)
    assert [held.attempt.number for held in beginning.begin_all(taken())] == [2]


def test_two_that_begin_at_one_moment_keep_to_the_places_together(ask, roomy):
    ask(roomy, 10)
    in_hand = taken()
    Generator.objects.update(max_parallel=7)
    barrier, begun = threading.Barrier(2), []

    def begin(half):
        barrier.wait(10)
        begun.extend(beginning.begin_all(half))
        connection.close()

    hands = [threading.Thread(target=begin, args=(half,)) for half in (in_hand[:5], in_hand[5:])]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(30)
    assert len(begun) == Attempt.objects.count() == 7
