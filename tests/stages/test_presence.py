"""Who looks at an image that waits, and who has taken it in hand."""

from datetime import timedelta

import pytest
import time_machine

from assets import clock
from assets.models import Asset, AuditEvent
from assets.problems import Conflict, Forbidden
from review import presence
from review.models import Presence
from tests import factories
from tests.decisions.waiting import a_ready, a_waiting
from tests.stages.scene import sign

pytestmark = pytest.mark.django_db
FRAGMENT = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def other(brand):
    return factories.a_user("brand_manager", brand, name="Ines Duarte")


def act(client, candidate, what="presence"):
    return client.post(f"/approvals/{candidate.public_id}/{what}", **FRAGMENT)


def test_two_who_look_at_one_image_see_each_other(signed_in, brand, manager, other):
    candidate = a_waiting(brand)
    assert "look" not in act(signed_in(manager), candidate).content.decode()
    body = act(signed_in(other), candidate).content.decode()
    assert "Ben Ortiz</bdi> looks at this too" in body


def test_who_left_a_minute_ago_is_not_there(brand, manager, other):
    candidate = a_waiting(brand)
    presence.look(candidate, by=manager)
    with time_machine.travel(clock.now() + timedelta(seconds=61)):
        assert not presence.seen(candidate, other).others


def test_looking_writes_nothing_into_the_log(brand, manager):
    candidate = a_waiting(brand)
    before = AuditEvent.objects.count()
    presence.look(candidate, by=manager)
    assert AuditEvent.objects.count() == before


def test_whoever_takes_it_is_named_to_the_others_and_in_the_queue(signed_in, brand, manager, other):
    candidate = a_waiting(brand)
    act(signed_in(manager), candidate, "claim")
    client = signed_in(other)
    assert "Ben Ortiz</bdi> has taken this one until" in act(client, candidate).content.decode()
    assert "Ben Ortiz</bdi> is on it" in client.get("/approvals/").content.decode()


def test_the_second_to_take_it_is_told_who_has_it(brand, manager, other):
    candidate = a_waiting(brand)
    presence.claim(candidate, by=manager)
    with pytest.raises(Conflict, match="Ben Ortiz has taken this one until"):
        presence.claim(candidate, by=other)


def test_a_claim_ends_by_itself_and_by_giving_back(brand, manager, other):
    candidate = a_waiting(brand)
    presence.claim(candidate, by=manager)
    presence.release(candidate, by=manager)
    presence.claim(candidate, by=other)
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        presence.claim(candidate, by=manager)
    assert Presence.objects.filter(candidate=candidate).count() == 2


def test_a_claim_locks_nobody_out(brand, manager, other):
    candidate = a_ready(brand)
    presence.claim(candidate, by=manager)
    sign(candidate, other)
    assert Asset.objects.count() == 1


@pytest.mark.parametrize("role", ["marketer", "auditor"])
def test_only_who_could_sign_takes_it(brand, role):
    with pytest.raises(Forbidden):
        presence.claim(a_waiting(brand), by=factories.a_user(role, brand))


def test_a_stranger_is_not_told_who_looks(signed_in, brand, stranger):
    assert act(signed_in(stranger), a_waiting(brand)).status_code == 404
