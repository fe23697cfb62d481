"""What every delivery service must do, tried on each; with CLOUDINARY_TEST_URL on a real account instead of the fake.

The account must have its fields (`manage.py cloudinary --provision`); what is uploaded is deleted again.
"""

import hashlib
import os
import secrets

import pytest

from assets import publishers
from assets.models import Channel
from assets.publishers import Delivery, Notes, Placed, PublishingFailed
from tests import factories

pytestmark = pytest.mark.django_db
REAL = os.environ.get("CLOUDINARY_TEST_URL", "")


@pytest.fixture(params=["folder", "cloudinary"])
def service(request, settings):
    """A publisher whose service is there."""
    if request.param == "cloudinary" and REAL:
        settings.CLOUDINARY_API_URL = REAL
    elif request.param == "cloudinary":
        request.getfixturevalue("cloud")
    return publishers.named(request.param)


def delivery_of(service, seed, public_id=None, **notes):
    """A small marked picture on its way, under a name that nobody has."""
    master = factories.marked(factories.picture(320, 240, seed=seed))
    told = {"aig_prompt": "A red mug", "aig_review_status": "approved", "aig_channels": ["preview"], **notes}
    return Delivery(
        public_id=public_id or f"contract-{secrets.token_hex(8)}",
        version=1_700_000_000,
        master=master,
        sha256=hashlib.sha256(master).hexdigest(),
        format="PNG",
        recipes={"preview": Channel.objects.get(key="preview").transformation},
        notes=Notes(fields=told, title="Contract", tags=("proofmark",)),
        place=service.place(),
    )


@pytest.fixture
def out(service):
    """A picture that is out, what was delivered, and how it is found again; gone after the test."""
    delivery = delivery_of(service, seed=1)
    delivered = service.publish(delivery)
    placed = placed_of(delivery, delivered)
    yield delivery, delivered, placed
    service.take_down(placed)


def placed_of(delivery, delivered):
    urls = tuple(told["url"] for told in delivered.renditions.values() if "url" in told)
    return Placed(delivery.public_id, delivered.version, delivery.sha256, delivery.place, delivered.kept, urls)


def test_what_is_published_is_new_and_held(service, out):
    _, delivered, placed = out
    assert delivered.adopted is False
    assert service.holds(placed)
    assert delivered.renditions["preview"]["width"] == 320
    assert service.url(placed.public_id, placed.version, "c_limit,w_480/f_auto,q_auto:low").endswith(".jpg")


def test_publishing_again_adopts_what_is_there(service, out):
    delivery, first, _ = out
    again = service.publish(delivery)
    assert again.adopted is True
    assert (again.public_id, again.version) == (first.public_id, first.version)


def test_other_bytes_under_the_name_are_refused_for_good_and_change_nothing(service, out):
    delivery, _, placed = out
    with pytest.raises(PublishingFailed) as told:
        service.publish(delivery_of(service, seed=2, public_id=delivery.public_id))
    assert told.value.permanent
    assert told.value.conflict
    assert service.holds(placed)


def test_news_about_a_picture_are_taken_without_worries(service, out):
    _, _, placed = out
    assert service.renew(placed, Notes(fields={"aig_prompt": "A blue mug", "aig_review_status": "approved"})) == []


def test_what_is_taken_down_is_held_no_more_and_may_be_taken_down_twice(service, out):
    _, _, placed = out
    service.take_down(placed)
    assert not service.holds(placed)
    service.take_down(placed)


def test_what_was_never_there_is_not_held_and_can_be_taken_down(service):
    nothing = Placed(f"contract-{secrets.token_hex(8)}", 1, "0" * 64, service.place())
    assert not service.holds(nothing)
    service.take_down(nothing)
