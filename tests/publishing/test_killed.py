"""A worker killed for real at each request to Cloudinary: the next one ends with one asset, or with none."""

import pytest

from assets import library, publishing
from assets.models import Work
from tests.library import shelf
from tests.library.test_admission import events
from tests.library.test_killed import a_worker, kill, wait_for

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def killed_at(cloud, action, kind, **how):
    """Starts a worker on the open work of that kind and kills it while the service has its request in hand."""
    seen = cloud.count(action)
    cloud.fail(action, seconds=60, **how)
    worker = a_worker(Work.objects.get(kind=kind, state="open"), CLOUDINARY_URL=cloud.url(timeout="60"))
    wait_for(lambda: cloud.count(action) > seen)
    kill(worker)
    cloud.faults.clear()


@pytest.mark.parametrize(("action", "carried_out"), [
    ("admin GET metadata_fields", False), ("upload", True), ("upload", False), ("deliver", True),
])  # fmt: skip
def test_killed_while_it_publishes(cloud, brand, action, carried_out):
    publication = shelf.asked(shelf.an_asset(brand))
    killed_at(cloud, action, publishing.PUBLISH, carried_out=carried_out)
    shelf.run(publishing.PUBLISH, publication)
    assert publication.state == "live"
    assert cloud.stored == {publication.remote_id: 1}
    assert events(publication) == ["publication.asked", "publication.started", "publication.live"]


def test_killed_while_it_renews_the_notes_of_what_an_earlier_one_stored(cloud, brand):
    publication = shelf.asked(shelf.an_asset(brand))
    killed_at(cloud, "upload", publishing.PUBLISH)
    killed_at(cloud, "explicit", publishing.PUBLISH)
    assert shelf.run(publishing.PUBLISH, publication).state == "live"
    assert cloud.stored == {publication.remote_id: 1}


@pytest.mark.parametrize("action", ["explicit", "destroy", "deliver"])
def test_killed_while_it_takes_down(cloud, brand, manager, action):
    publication = shelf.live(brand)
    library.withdraw(publication.asset, by=manager, reason="Old")
    killed_at(cloud, action, publishing.TAKE_DOWN)
    assert shelf.run(publishing.TAKE_DOWN, publication).state == "withdrawn"
    assert cloud.assets == {}
    assert events(publication).count("publication.withdrawn") == 1
